# Not part of "make check": make generate readloop, then tests/bench/run.sh;
# make blast livecount, then tests/bench/live.sh.
EXTRA_PROGRAMS = generate readloop blast livecount
generate_SOURCES = tests/bench/generate.c
readloop_SOURCES = tests/bench/readloop.c
readloop_LDADD = $(PCAP_LIBS)
blast_SOURCES = tests/bench/blast.c
livecount_SOURCES = tests/bench/livecount.c
livecount_LDADD = libcapture.a libbase.a $(PCAP_LIBS)
CLEANFILES = $(EXTRA_PROGRAMS)
EXTRA_DIST += tests/bench/bench-site.rules tests/bench/run.sh \
	tests/bench/live.sh

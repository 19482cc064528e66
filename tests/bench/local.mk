# Not part of "make check": make day generate readloop, then tests/bench/run.sh;
# make blast livecount, then tests/bench/live.sh; tests/bench/watch.sh and
# tests/bench/report.sh say what they need.
EXTRA_PROGRAMS = day generate readloop blast livecount
day_SOURCES = tests/bench/day.c
day_LDADD = libstore.a libpolicy.a libbase.a $(SQLITE_LIBS) $(GCRYPT_LIBS)
generate_SOURCES = tests/bench/generate.c
readloop_SOURCES = tests/bench/readloop.c
readloop_LDADD = $(PCAP_LIBS)
blast_SOURCES = tests/bench/blast.c
blast_LDADD = $(PCAP_LIBS)
livecount_SOURCES = tests/bench/livecount.c
livecount_LDADD = libcapture.a libbase.a $(PCAP_LIBS)
CLEANFILES = $(EXTRA_PROGRAMS)
EXTRA_DIST += tests/bench/bench-site.rules tests/bench/run.sh \
	tests/bench/live.sh tests/bench/report.sh tests/bench/watch.sh

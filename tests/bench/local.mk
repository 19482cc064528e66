# Not part of "make check": make generate readloop, then tests/bench/run.sh.
EXTRA_PROGRAMS = generate readloop
generate_SOURCES = tests/bench/generate.c
readloop_SOURCES = tests/bench/readloop.c
readloop_LDADD = $(PCAP_LIBS)
CLEANFILES = $(EXTRA_PROGRAMS)
EXTRA_DIST += tests/bench/bench-site.rules tests/bench/run.sh

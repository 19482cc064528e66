# Each target takes all its seeds in "make check"; with --enable-fuzzing it is
# a fuzzer instead: ./fuzz_packet CORPUS tests/fuzz/seeds/packet
FUZZ_TARGETS = fuzz_capture fuzz_packet fuzz_rules fuzz_recognise fuzz_stream \
	fuzz_inspect fuzz_dns fuzz_epm fuzz_pack
check_PROGRAMS += $(FUZZ_TARGETS)
if FUZZING
FUZZ_MAIN =
FUZZ_COMPILE = $(AM_CFLAGS) -fsanitize=fuzzer
FUZZ_LINK = $(AM_LDFLAGS) -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/replay.c
FUZZ_COMPILE = $(AM_CFLAGS)
FUZZ_LINK = $(AM_LDFLAGS)
TESTS += $(FUZZ_TARGETS)
endif

fuzz_capture_SOURCES = tests/fuzz/fuzz_capture.c $(FUZZ_MAIN)
fuzz_capture_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_SEEDS='"tests/fuzz/seeds/capture"'
fuzz_capture_CFLAGS = $(FUZZ_COMPILE)
fuzz_capture_LDFLAGS = $(FUZZ_LINK)
fuzz_capture_LDADD = $(WHOLE_LIBS)

fuzz_packet_SOURCES = tests/fuzz/fuzz_packet.c $(FUZZ_MAIN)
fuzz_packet_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_SEEDS='"tests/fuzz/seeds/packet"'
fuzz_packet_CFLAGS = $(FUZZ_COMPILE)
fuzz_packet_LDFLAGS = $(FUZZ_LINK)
fuzz_packet_LDADD = $(WHOLE_LIBS)

fuzz_rules_SOURCES = tests/fuzz/fuzz_rules.c $(FUZZ_MAIN)
fuzz_rules_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_SEEDS='"tests/fuzz/seeds/rules"'
fuzz_rules_CFLAGS = $(FUZZ_COMPILE)
fuzz_rules_LDFLAGS = $(FUZZ_LINK)
fuzz_rules_LDADD = $(WHOLE_LIBS)

fuzz_recognise_SOURCES = tests/fuzz/fuzz_recognise.c $(FUZZ_MAIN)
fuzz_recognise_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_SEEDS='"tests/fuzz/seeds/recognise"'
fuzz_recognise_CFLAGS = $(FUZZ_COMPILE)
fuzz_recognise_LDFLAGS = $(FUZZ_LINK)
fuzz_recognise_LDADD = $(WHOLE_LIBS)

fuzz_stream_SOURCES = tests/fuzz/fuzz_stream.c $(FUZZ_MAIN)
fuzz_stream_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_SEEDS='"tests/fuzz/seeds/stream"'
fuzz_stream_CFLAGS = $(FUZZ_COMPILE)
fuzz_stream_LDFLAGS = $(FUZZ_LINK)
fuzz_stream_LDADD = $(WHOLE_LIBS)

fuzz_inspect_SOURCES = tests/fuzz/fuzz_inspect.c $(FUZZ_MAIN)
fuzz_inspect_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_SEEDS='"tests/fuzz/seeds/inspect"'
fuzz_inspect_CFLAGS = $(FUZZ_COMPILE)
fuzz_inspect_LDFLAGS = $(FUZZ_LINK)
fuzz_inspect_LDADD = $(WHOLE_LIBS)

fuzz_dns_SOURCES = tests/fuzz/fuzz_dns.c $(FUZZ_MAIN)
fuzz_dns_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_SEEDS='"tests/fuzz/seeds/dns"'
fuzz_dns_CFLAGS = $(FUZZ_COMPILE)
fuzz_dns_LDFLAGS = $(FUZZ_LINK)
fuzz_dns_LDADD = $(WHOLE_LIBS)

fuzz_epm_SOURCES = tests/fuzz/fuzz_epm.c $(FUZZ_MAIN)
fuzz_epm_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_SEEDS='"tests/fuzz/seeds/epm"'
fuzz_epm_CFLAGS = $(FUZZ_COMPILE)
fuzz_epm_LDFLAGS = $(FUZZ_LINK)
fuzz_epm_LDADD = $(WHOLE_LIBS)

fuzz_pack_SOURCES = tests/fuzz/fuzz_pack.c $(FUZZ_MAIN)
fuzz_pack_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_SEEDS='"tests/fuzz/seeds/pack"'
fuzz_pack_CFLAGS = $(FUZZ_COMPILE)
fuzz_pack_LDFLAGS = $(FUZZ_LINK)
fuzz_pack_LDADD = $(WHOLE_LIBS)

EXTRA_DIST += tests/fuzz/seeds

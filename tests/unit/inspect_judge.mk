JUDGE_LIBS = libinspect.a libpacket.a libbase.a $(NDPI_LIBS) $(GCRYPT_LIBS) \
	$(CHECK_LIBS)
TALKS = tests/support/talks.c tests/support/talks.h

check_PROGRAMS += test_inspect
test_inspect_SOURCES = tests/unit/test_inspect.c $(TALKS)
test_inspect_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_inspect_LDADD = $(JUDGE_LIBS)
TESTS += test_inspect

check_PROGRAMS += test_intake
test_intake_SOURCES = tests/unit/test_intake.c
test_intake_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_intake_LDADD = $(JUDGE_LIBS)
TESTS += test_intake

check_PROGRAMS += test_judge
test_judge_SOURCES = tests/unit/test_judge.c tests/unit/judge_world.c \
	tests/unit/judge_world.h
test_judge_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_judge_LDADD = $(JUDGE_LIBS)
TESTS += test_judge

# Skipped, visibly, where ../shared is absent.
check_PROGRAMS += test_labels
test_labels_SOURCES = tests/unit/test_labels.c tests/support/inspected.c \
	tests/support/inspected.h
test_labels_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_labels_LDADD = libinspect.a libflow.a libcapture.a libpacket.a \
	libbase.a $(NDPI_LIBS) $(PCAP_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS) \
	$(LZ4_LIBS) $(LZMA_LIBS) $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_labels

check_PROGRAMS += test_ndpi
test_ndpi_SOURCES = tests/unit/test_ndpi.c $(TALKS)
test_ndpi_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_ndpi_LDADD = $(JUDGE_LIBS)
TESTS += test_ndpi

check_PROGRAMS += test_security
test_security_SOURCES = tests/unit/test_security.c
test_security_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_security_LDADD = $(JUDGE_LIBS)
TESTS += test_security

check_PROGRAMS += test_pieces
test_pieces_SOURCES = tests/unit/test_pieces.c
test_pieces_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_pieces_LDADD = $(JUDGE_LIBS)
TESTS += test_pieces

check_PROGRAMS += test_play
test_play_SOURCES = tests/unit/test_play.c
test_play_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_play_LDADD = $(JUDGE_LIBS)
TESTS += test_play

check_PROGRAMS += test_wrap
test_wrap_SOURCES = tests/unit/test_wrap.c
test_wrap_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_wrap_LDADD = $(JUDGE_LIBS)
TESTS += test_wrap

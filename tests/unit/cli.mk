check_PROGRAMS += test_timespec
test_timespec_SOURCES = tests/unit/test_timespec.c
test_timespec_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_timespec_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_timespec


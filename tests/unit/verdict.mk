VERDICT_LIBS = libverdict.a libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
VERDICT_WORLD = tests/unit/verdict_world.c tests/unit/verdict_world.h

check_PROGRAMS += test_verdict
test_verdict_SOURCES = tests/unit/test_verdict.c $(VERDICT_WORLD)
test_verdict_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_verdict_LDADD = $(VERDICT_LIBS)
TESTS += test_verdict

check_PROGRAMS += test_match
test_match_SOURCES = tests/unit/test_match.c $(VERDICT_WORLD)
test_match_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_match_LDADD = $(VERDICT_LIBS)
TESTS += test_match

check_PROGRAMS += test_nearest
test_nearest_SOURCES = tests/unit/test_nearest.c $(VERDICT_WORLD)
test_nearest_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_nearest_LDADD = $(VERDICT_LIBS)
TESTS += test_nearest

check_PROGRAMS += test_orient
test_orient_SOURCES = tests/unit/test_orient.c $(VERDICT_WORLD)
test_orient_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_orient_LDADD = $(VERDICT_LIBS)
TESTS += test_orient

check_PROGRAMS += test_rules
test_rules_SOURCES = tests/unit/test_rules.c $(VERDICT_WORLD)
test_rules_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_rules_LDADD = $(VERDICT_LIBS)
TESTS += test_rules

check_PROGRAMS += test_rules_source
test_rules_source_SOURCES = tests/unit/test_rules_source.c $(VERDICT_WORLD)
test_rules_source_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_rules_source_LDADD = $(VERDICT_LIBS)
TESTS += test_rules_source

check_PROGRAMS += test_matrix
test_matrix_SOURCES = tests/unit/test_matrix.c $(VERDICT_WORLD) \
	tests/unit/matrix_oracle.c tests/unit/matrix_oracle.h
test_matrix_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_matrix_LDADD = $(VERDICT_LIBS)
TESTS += test_matrix

check_PROGRAMS += test_matrix_names
test_matrix_names_SOURCES = tests/unit/test_matrix_names.c \
	tests/unit/matrix_oracle.c tests/unit/matrix_oracle.h $(VERDICT_WORLD)
test_matrix_names_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_matrix_names_LDADD = $(VERDICT_LIBS)
TESTS += test_matrix_names

check_PROGRAMS += test_lexer
test_lexer_SOURCES = tests/unit/test_lexer.c
test_lexer_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_lexer_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_lexer

check_PROGRAMS += test_role_set
test_role_set_SOURCES = tests/unit/test_role_set.c
test_role_set_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_role_set_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_role_set

check_PROGRAMS += test_suggest
test_suggest_SOURCES = tests/unit/test_suggest.c
test_suggest_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_suggest_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_suggest

check_PROGRAMS += test_policy_parse
test_policy_parse_SOURCES = tests/unit/test_policy_parse.c \
	tests/unit/policy_text.c tests/unit/policy_text.h
test_policy_parse_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_policy_parse_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_policy_parse

check_PROGRAMS += test_policy_row_errors
test_policy_row_errors_SOURCES = tests/unit/test_policy_row_errors.c \
	tests/unit/policy_text.c tests/unit/policy_text.h
test_policy_row_errors_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_policy_row_errors_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_policy_row_errors

check_PROGRAMS += test_policy_errors
test_policy_errors_SOURCES = tests/unit/test_policy_errors.c \
	tests/unit/policy_text.c tests/unit/policy_text.h
test_policy_errors_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_policy_errors_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_policy_errors

check_PROGRAMS += test_policy_source
test_policy_source_SOURCES = tests/unit/test_policy_source.c \
	tests/unit/policy_text.c tests/unit/policy_text.h
test_policy_source_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_policy_source_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_policy_source

check_PROGRAMS += test_policy_resolve
test_policy_resolve_SOURCES = tests/unit/test_policy_resolve.c \
	tests/unit/policy_text.c tests/unit/policy_text.h
test_policy_resolve_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_policy_resolve_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_policy_resolve

check_PROGRAMS += test_policy_index
test_policy_index_SOURCES = tests/unit/test_policy_index.c \
	tests/unit/policy_text.c tests/unit/policy_text.h
test_policy_index_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_policy_index_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_policy_index

check_PROGRAMS += test_row_index
test_row_index_SOURCES = tests/unit/test_row_index.c \
	tests/unit/policy_text.c tests/unit/policy_text.h
test_row_index_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_row_index_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_row_index

check_PROGRAMS += test_policy_digest
test_policy_digest_SOURCES = tests/unit/test_policy_digest.c \
	tests/unit/policy_text.c tests/unit/policy_text.h
test_policy_digest_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_policy_digest_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_policy_digest

check_PROGRAMS += test_lint
test_lint_SOURCES = tests/unit/test_lint.c \
	tests/unit/policy_text.c tests/unit/policy_text.h
test_lint_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_lint_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_lint

check_PROGRAMS += test_policy_manual
test_policy_manual_SOURCES = tests/unit/test_policy_manual.c
test_policy_manual_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_policy_manual_LDADD = libpolicy.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_policy_manual

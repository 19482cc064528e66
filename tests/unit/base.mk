check_PROGRAMS += test_addr
test_addr_SOURCES = tests/unit/test_addr.c
test_addr_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_addr_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_addr

check_PROGRAMS += test_arena
test_arena_SOURCES = tests/unit/test_arena.c
test_arena_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_arena_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_arena

check_PROGRAMS += test_diag
test_diag_SOURCES = tests/unit/test_diag.c
test_diag_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_diag_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_diag

check_PROGRAMS += test_digest
test_digest_SOURCES = tests/unit/test_digest.c
test_digest_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_digest_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_digest

check_PROGRAMS += test_hash
test_hash_SOURCES = tests/unit/test_hash.c
test_hash_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_hash_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_hash

check_PROGRAMS += test_log
test_log_SOURCES = tests/unit/test_log.c
test_log_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_log_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_log

check_PROGRAMS += test_path
test_path_SOURCES = tests/unit/test_path.c
test_path_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_path_LDADD = libbase.a $(CHECK_LIBS)
TESTS += test_path

check_PROGRAMS += test_strbuf
test_strbuf_SOURCES = tests/unit/test_strbuf.c
test_strbuf_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_strbuf_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_strbuf

check_PROGRAMS += test_text
test_text_SOURCES = tests/unit/test_text.c
test_text_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_text_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_text

check_PROGRAMS += test_when
test_when_SOURCES = tests/unit/test_when.c
test_when_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_when_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_when

check_PROGRAMS += test_words
test_words_SOURCES = tests/unit/test_words.c
test_words_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_words_LDADD = libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_words

SANDBOX_WORLD = tests/unit/sandbox_world.c tests/unit/sandbox_world.h \
	tests/unit/sandbox_attempts.c
SANDBOX_LIBS = libbase.a $(SECCOMP_LIBS) $(CAPNG_LIBS) $(GCRYPT_LIBS)

check_PROGRAMS += test_sandbox
test_sandbox_SOURCES = tests/unit/test_sandbox.c $(SANDBOX_WORLD)
test_sandbox_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_sandbox_LDADD = $(SANDBOX_LIBS) $(CHECK_LIBS)
TESTS += test_sandbox

check_PROGRAMS += test_sandbox_root
test_sandbox_root_SOURCES = tests/unit/test_sandbox_root.c $(SANDBOX_WORLD)
test_sandbox_root_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_sandbox_root_LDADD = $(SANDBOX_LIBS) $(PCAP_LIBS) $(CHECK_LIBS)
TESTS += test_sandbox_root

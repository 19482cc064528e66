recognise_world = tests/unit/recognise_world.c tests/unit/recognise_world.h

check_PROGRAMS += test_inspect_stream
test_inspect_stream_SOURCES = tests/unit/test_inspect_stream.c $(recognise_world)
test_inspect_stream_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_inspect_stream_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_inspect_stream

check_PROGRAMS += test_recognise
test_recognise_SOURCES = tests/unit/test_recognise.c $(recognise_world)
test_recognise_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise

check_PROGRAMS += test_recognise_database
test_recognise_database_SOURCES = tests/unit/test_recognise_database.c $(recognise_world)
test_recognise_database_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_database_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_database

check_PROGRAMS += test_recognise_directory
test_recognise_directory_SOURCES = tests/unit/test_recognise_directory.c $(recognise_world)
test_recognise_directory_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_directory_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_directory

check_PROGRAMS += test_recognise_dns
test_recognise_dns_SOURCES = tests/unit/test_recognise_dns.c $(recognise_world)
test_recognise_dns_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_dns_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_dns

check_PROGRAMS += test_recognise_dtls
test_recognise_dtls_SOURCES = tests/unit/test_recognise_dtls.c $(recognise_world)
test_recognise_dtls_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_dtls_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_dtls

check_PROGRAMS += test_recognise_http
test_recognise_http_SOURCES = tests/unit/test_recognise_http.c $(recognise_world)
test_recognise_http_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_http_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_http

check_PROGRAMS += test_recognise_lines
test_recognise_lines_SOURCES = tests/unit/test_recognise_lines.c $(recognise_world)
test_recognise_lines_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_lines_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_lines

check_PROGRAMS += test_recognise_other
test_recognise_other_SOURCES = tests/unit/test_recognise_other.c $(recognise_world)
test_recognise_other_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_other_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_other

check_PROGRAMS += test_recognise_quic
test_recognise_quic_SOURCES = tests/unit/test_recognise_quic.c $(recognise_world)
test_recognise_quic_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_quic_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_quic

check_PROGRAMS += test_recognise_random
test_recognise_random_SOURCES = tests/unit/test_recognise_random.c $(recognise_world)
test_recognise_random_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_random_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_random

check_PROGRAMS += test_recognise_rdp
test_recognise_rdp_SOURCES = tests/unit/test_recognise_rdp.c $(recognise_world)
test_recognise_rdp_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_rdp_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_rdp

check_PROGRAMS += test_recognise_tls
test_recognise_tls_SOURCES = tests/unit/test_recognise_tls.c $(recognise_world)
test_recognise_tls_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_tls_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_tls

check_PROGRAMS += test_recognise_windows
test_recognise_windows_SOURCES = tests/unit/test_recognise_windows.c $(recognise_world)
test_recognise_windows_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_recognise_windows_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_recognise_windows

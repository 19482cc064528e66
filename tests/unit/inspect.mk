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

epm_world = tests/unit/epm_world.c tests/unit/epm_world.h $(recognise_world)
dns_world = tests/unit/dns_world.c tests/unit/dns_world.h $(recognise_world)

check_PROGRAMS += test_dns_message
test_dns_message_SOURCES = tests/unit/test_dns_message.c $(dns_world)
test_dns_message_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_dns_message_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_dns_message

check_PROGRAMS += test_dns_tcp
test_dns_tcp_SOURCES = tests/unit/test_dns_tcp.c $(recognise_world)
test_dns_tcp_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_dns_tcp_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_dns_tcp

check_PROGRAMS += test_epm
test_epm_SOURCES = tests/unit/test_epm.c $(epm_world)
test_epm_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_epm_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_epm

check_PROGRAMS += test_fair
test_fair_SOURCES = tests/unit/test_fair.c
test_fair_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_fair_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_fair

check_PROGRAMS += test_follow
test_follow_SOURCES = tests/unit/test_follow.c tests/unit/dns_world.c \
	tests/unit/dns_world.h $(epm_world)
test_follow_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_follow_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_follow

check_PROGRAMS += test_name_chains
test_name_chains_SOURCES = tests/unit/test_name_chains.c
test_name_chains_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_name_chains_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_name_chains

check_PROGRAMS += test_names
test_names_SOURCES = tests/unit/test_names.c $(dns_world)
test_names_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_names_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_names

check_PROGRAMS += test_ordered
test_ordered_SOURCES = tests/unit/test_ordered.c $(recognise_world)
test_ordered_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_ordered_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_ordered

check_PROGRAMS += test_registrable
test_registrable_SOURCES = tests/unit/test_registrable.c
test_registrable_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_registrable_LDADD = libinspect.a libbase.a $(PSL_LIBS) $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_registrable

check_PROGRAMS += test_rpc_ports
test_rpc_ports_SOURCES = tests/unit/test_rpc_ports.c
test_rpc_ports_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_rpc_ports_LDADD = libinspect.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_rpc_ports

# Skipped, visibly, where ../shared is absent.
check_PROGRAMS += test_names_lab
test_names_lab_SOURCES = tests/unit/test_names_lab.c
test_names_lab_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_names_lab_LDADD = libinspect.a libcapture.a libpacket.a libbase.a \
	$(PCAP_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS) $(LZ4_LIBS) $(LZMA_LIBS) \
	$(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_names_lab

packet_test_support = \
	tests/support/frames.c tests/support/frames.h \
	tests/support/frame_tools.c tests/support/frame_tools.h \
	tests/support/decode.c tests/support/decode.h

check_PROGRAMS += test_fragment
test_fragment_SOURCES = tests/unit/test_fragment.c $(packet_test_support)
test_fragment_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_fragment_LDADD = libpacket.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_fragment

check_PROGRAMS += test_ip
test_ip_SOURCES = tests/unit/test_ip.c $(packet_test_support)
test_ip_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_ip_LDADD = libpacket.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_ip

check_PROGRAMS += test_link
test_link_SOURCES = tests/unit/test_link.c $(packet_test_support)
test_link_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_link_LDADD = libpacket.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_link

check_PROGRAMS += test_packet
test_packet_SOURCES = tests/unit/test_packet.c $(packet_test_support) \
	tests/support/corpus.c tests/support/corpus.h
test_packet_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_packet_LDADD = libpacket.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_packet

check_PROGRAMS += test_quote
test_quote_SOURCES = tests/unit/test_quote.c $(packet_test_support)
test_quote_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_quote_LDADD = libpacket.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_quote

check_PROGRAMS += test_transport
test_transport_SOURCES = tests/unit/test_transport.c $(packet_test_support)
test_transport_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_transport_LDADD = libpacket.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_transport

check_PROGRAMS += test_tunnel
test_tunnel_SOURCES = tests/unit/test_tunnel.c $(packet_test_support)
test_tunnel_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_tunnel_LDADD = libpacket.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_tunnel

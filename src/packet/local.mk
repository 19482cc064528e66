noinst_LIBRARIES += libpacket.a
libpacket_a_SOURCES = \
	src/packet/cursor.h \
	src/packet/fragment.c src/packet/fragment.h \
	src/packet/ip.c src/packet/ip.h \
	src/packet/link.c src/packet/link.h \
	src/packet/packet.c src/packet/packet.h \
	src/packet/quote.c src/packet/quote.h \
	src/packet/transport.c src/packet/transport.h \
	src/packet/tunnel.c src/packet/tunnel.h \
	src/packet/walk.h

# What every test of this folder is linked with.
capture_test_libs = libcapture.a libbase.a $(PCAP_LIBS) $(ZLIB_LIBS) \
	$(ZSTD_LIBS) $(LZ4_LIBS) $(LZMA_LIBS) $(GCRYPT_LIBS) $(CHECK_LIBS)
capture_test_forge = tests/support/capture_forge.c \
	tests/support/capture_forge.h

check_PROGRAMS += test_capture
test_capture_SOURCES = tests/unit/test_capture.c \
	$(capture_test_forge)
test_capture_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_capture_LDADD = $(capture_test_libs)
TESTS += test_capture

check_PROGRAMS += test_capture_hostile
test_capture_hostile_SOURCES = tests/unit/test_capture_hostile.c \
	$(capture_test_forge)
test_capture_hostile_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_capture_hostile_LDADD = $(capture_test_libs)
TESTS += test_capture_hostile

check_PROGRAMS += test_capture_list
test_capture_list_SOURCES = tests/unit/test_capture_list.c \
	$(capture_test_forge)
test_capture_list_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_capture_list_LDADD = $(capture_test_libs)
TESTS += test_capture_list

check_PROGRAMS += test_codec
test_codec_SOURCES = tests/unit/test_codec.c \
	$(capture_test_forge)
test_codec_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_codec_LDADD = $(capture_test_libs)
TESTS += test_codec

check_PROGRAMS += test_pcap_reader
test_pcap_reader_SOURCES = tests/unit/test_pcap_reader.c \
	$(capture_test_forge)
test_pcap_reader_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_pcap_reader_LDADD = $(capture_test_libs)
TESTS += test_pcap_reader

check_PROGRAMS += test_pcapng_reader
test_pcapng_reader_SOURCES = tests/unit/test_pcapng_reader.c \
	$(capture_test_forge)
test_pcapng_reader_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_pcapng_reader_LDADD = $(capture_test_libs)
TESTS += test_pcapng_reader

check_PROGRAMS += test_stream
test_stream_SOURCES = tests/unit/test_stream.c \
	$(capture_test_forge)
test_stream_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_stream_LDADD = $(capture_test_libs)
TESTS += test_stream

check_PROGRAMS += test_ticks
test_ticks_SOURCES = tests/unit/test_ticks.c
test_ticks_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_ticks_LDADD = $(capture_test_libs)
TESTS += test_ticks

check_PROGRAMS += test_live
test_live_SOURCES = tests/unit/test_live.c
test_live_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_live_LDADD = $(capture_test_libs)
TESTS += test_live

check_PROGRAMS += test_live_count
test_live_count_SOURCES = tests/unit/test_live_count.c
test_live_count_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_live_count_LDADD = $(capture_test_libs)
TESTS += test_live_count

check_PROGRAMS += test_live_link
test_live_link_SOURCES = tests/unit/test_live_link.c
test_live_link_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_live_link_LDADD = $(capture_test_libs)
TESTS += test_live_link

check_PROGRAMS += test_live_merge
test_live_merge_SOURCES = tests/unit/test_live_merge.c
test_live_merge_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_live_merge_LDADD = $(capture_test_libs)
TESTS += test_live_merge

check_PROGRAMS += test_live_port
test_live_port_SOURCES = tests/unit/test_live_port.c
test_live_port_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_live_port_LDADD = $(capture_test_libs)
TESTS += test_live_port

live_world = tests/support/live_world.c tests/support/live_world.h \
	tests/support/frames.c tests/support/frames.h

check_PROGRAMS += test_live_net
test_live_net_SOURCES = tests/unit/test_live_net.c $(live_world)
test_live_net_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_live_net_LDADD = $(capture_test_libs)
TESTS += test_live_net

check_PROGRAMS += test_live_privilege
test_live_privilege_SOURCES = tests/unit/test_live_privilege.c $(live_world)
test_live_privilege_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_live_privilege_LDADD = $(capture_test_libs)
TESTS += test_live_privilege

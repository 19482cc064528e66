noinst_LIBRARIES += libcapture.a
libcapture_a_SOURCES = \
	src/capture/bytes.h \
	src/capture/capture.c src/capture/capture.h \
	src/capture/capture_list.c src/capture/capture_list.h \
	src/capture/codec.c src/capture/codec.h \
	src/capture/frame.h \
	src/capture/live.c src/capture/live.h \
	src/capture/live_count.c src/capture/live_count.h \
	src/capture/live_handle.c src/capture/live_handle.h \
	src/capture/live_link.c src/capture/live_link.h \
	src/capture/live_list.c src/capture/live_list.h \
	src/capture/live_merge.c src/capture/live_merge.h \
	src/capture/live_port.c src/capture/live_port.h \
	src/capture/pcap_reader.c src/capture/pcap_reader.h \
	src/capture/pcapng_reader.c src/capture/pcapng_reader.h \
	src/capture/reader.c src/capture/reader.h \
	src/capture/stream.c src/capture/stream.h \
	src/capture/ticks.c src/capture/ticks.h

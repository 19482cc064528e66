noinst_LIBRARIES += libcapture.a
libcapture_a_SOURCES = \
	src/capture/bytes.h \
	src/capture/capture.c src/capture/capture.h \
	src/capture/capture_list.c src/capture/capture_list.h \
	src/capture/codec.c src/capture/codec.h \
	src/capture/frame.h \
	src/capture/pcap_reader.c src/capture/pcap_reader.h \
	src/capture/pcapng_reader.c src/capture/pcapng_reader.h \
	src/capture/reader.c src/capture/reader.h \
	src/capture/stream.c src/capture/stream.h \
	src/capture/ticks.c src/capture/ticks.h

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pcap_reader.h - the records of a pcap file (draft-ietf-opsawg-pcap).
 *
 * Both byte orders, micro- and nanoseconds, versions 2.x, and the longer
 * records of Kuznetzov's patched libpcap.  A packet's frame check sequence,
 * where the header says that there is one, is part of the frame.
 */
#ifndef CAPTURE_PCAP_READER_H
#define CAPTURE_PCAP_READER_H

#include "capture/reader.h"

extern const struct reader_format pcap_reader;

#endif

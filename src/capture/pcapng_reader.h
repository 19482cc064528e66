/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pcapng_reader.h - the packets of a pcapng file
 * (draft-ietf-opsawg-pcapng).
 *
 * Sections of either byte order, interfaces with their link types,
 * resolutions and offsets; Enhanced, Simple and the obsolete Packet Blocks.
 * Other blocks are skipped and counted.  A frame's interface is numbered
 * through all sections; from UINT16_MAX on they share that number.
 */
#ifndef CAPTURE_PCAPNG_READER_H
#define CAPTURE_PCAPNG_READER_H

#include "capture/reader.h"

#define PCAPNG_BLOCK_MAX STREAM_NEED_MAX /* bytes; libpcap's bound */
#define PCAPNG_INTERFACES_MAX 65535      /* in a section */

extern const struct reader_format pcapng_reader;

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frame.h - one captured frame, as every source hands it on.
 */
#ifndef CAPTURE_FRAME_H
#define CAPTURE_FRAME_H

#include <stdint.h>

#define FRAME_CAP_MAX 262144U /* bytes; libpcap's MAXIMUM_SNAPLEN */
/* The last microsecond of the year 9999: sums of a time and a timeout can not
 * overflow. */
#define FRAME_TIME_MAX_US UINT64_C(253402300799999999)

struct frame {
	uint64_t time_us;    /* capture time, microseconds since 1970 UTC; at
				most FRAME_TIME_MAX_US */
	const uint8_t *data; /* cap_len bytes, lent until the next read */
	uint32_t cap_len;    /* at most wire_len and FRAME_CAP_MAX */
	uint32_t wire_len;   /* as it was on the wire */
	uint16_t link_type;  /* LINKTYPE_ value of the tcpdump registry */
	uint16_t interface;  /* index within the source */
};

#endif

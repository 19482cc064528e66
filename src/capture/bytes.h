/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bytes.h - numbers out of a capture file's headers, in the byte order that
 * the file says it has.  The caller has checked that the bytes are there.
 */
#ifndef CAPTURE_BYTES_H
#define CAPTURE_BYTES_H

#include <stdbool.h>
#include <stdint.h>

static inline uint16_t
bytes_u16(const uint8_t *p, bool big)
{
	unsigned int be = (unsigned int)p[0] << 8 | p[1];
	unsigned int le = (unsigned int)p[1] << 8 | p[0];

	return (uint16_t)(big ? be : le);
}

static inline uint32_t
bytes_u32(const uint8_t *p, bool big)
{
	uint32_t be = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | (uint32_t)p[3];
	uint32_t le = (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[1] << 8 | (uint32_t)p[0];

	return big ? be : le;
}

static inline uint64_t
bytes_u64(const uint8_t *p, bool big)
{
	uint64_t first = bytes_u32(p, big);
	uint64_t second = bytes_u32(p + 4, big);

	return big ? first << 32 | second : second << 32 | first;
}

#endif

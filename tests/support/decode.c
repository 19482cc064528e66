/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * decode.c - give built frames to the decoder.
 */
#include <config.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "support/decode.h"

#define START_US UINT64_C(1700000000000000)
#define STEP_US 1000

void
decode_start(struct decode_bench *b, size_t datagrams)
{
	static const uint8_t secret[HASH_SECRET_BYTES] = { 1, 2, 3 };
	int rc;

	*b = (struct decode_bench){ .time_us = START_US };
	rc = packet_decoder_new(&b->decoder, datagrams, secret);
	assert(rc == 0);
}

void
decode_stop(struct decode_bench *b)
{
	packet_decoder_free(b->decoder);
	free(b->copy);
}

enum packet_status
decode_bytes(struct decode_bench *b, uint16_t link_type, const uint8_t *bytes,
    size_t cap_len, size_t wire_len)
{
	enum packet_status status;

	free(b->copy);
	b->copy = malloc(cap_len > 0 ? cap_len : 1);
	assert(b->copy != NULL);
	if (cap_len > 0)
		memcpy(b->copy, bytes, cap_len);
	status = packet_decode(b->decoder, &b->p, link_type, b->copy,
	    (uint32_t)cap_len, (uint32_t)wire_len, b->time_us);
	b->time_us += STEP_US;
	return status;
}

enum packet_status
decode_as(struct decode_bench *b, uint16_t link_type,
    const struct frame_build *f)
{
	return decode_bytes(b, link_type, f->data, f->len, f->len);
}

enum packet_status
decode_frame(struct decode_bench *b, const struct frame_build *f)
{
	return decode_as(b, LINK_ETHERNET, f);
}

static bool
is_addr(const struct addr *a, const char *text)
{
	struct addr other;
	int rc = addr_parse(text, strlen(text), &other);

	assert(rc == 0);
	return addr_equal(a, &other);
}

bool
decode_is_src(const struct decode_bench *b, const char *text)
{
	return is_addr(&b->p.src, text);
}

bool
decode_is_dst(const struct decode_bench *b, const char *text)
{
	return is_addr(&b->p.dst, text);
}

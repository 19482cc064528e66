/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_packet.c - any bytes as frames of one decoder.
 *
 * The first two bytes are the link type.  Each frame after it has a head of
 * four bytes: its captured length (two), how many more bytes it had on the
 * wire, and how many seconds after the last one it came.
 */
#include <config.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "packet/cursor.h"
#include "packet/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DATAGRAMS 4
#define START_US UINT64_C(1700000000000000)
#define SECOND_US UINT64_C(1000000)

struct counts {
	uint64_t held;
	uint64_t released;
	uint64_t refused; /* as PACKET_FRAGMENT */
};

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* Read every byte of it, so that a bad pointer is noticed. */
static void
look_at(const uint8_t *bytes, size_t len, const uint8_t *in, size_t in_len)
{
	volatile uint8_t sum = 0;

	check(bytes >= in && len <= in_len);
	check((size_t)(bytes - in) <= in_len - len);
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + bytes[i]);
}

static void
check_packet(const struct packet *p, const uint8_t *data, size_t cap_len)
{
	check(p->ip_version == 4 || p->ip_version == 6);
	check(addr_is_v4(&p->src) == (p->ip_version == 4));
	check(addr_is_v4(&p->dst) == (p->ip_version == 4));
	check(p->has_ports || (p->src_port == 0 && p->dst_port == 0));
	check(p->has_ports || (p->proto != PROTO_TCP && p->proto != PROTO_UDP));
	check(p->cut == (p->ip_cap_len < p->ip_len));
	look_at(p->ip, p->ip_cap_len, data, cap_len);
	check((p->payload == NULL) == (p->payload_len == 0));
	check(p->payload_len <= p->payload_wire_len);
	check(p->payload_wire_len <= p->ip_len);
	if (p->payload != NULL)
		look_at(p->payload, p->payload_len, p->ip, p->ip_cap_len);
}

static void
decode(struct packet_decoder *d, struct counts *n, uint16_t link_type,
    const struct cursor *bytes, uint32_t wire_len, uint64_t time_us)
{
	/* A copy of its length, so that a byte too far is noticed. */
	uint8_t *copy = malloc(bytes->len > 0 ? bytes->len : 1);
	enum packet_status status;
	struct packet p;

	check(copy != NULL);
	if (bytes->len > 0)
		memcpy(copy, bytes->data, bytes->len);
	status = packet_decode(d, &p, link_type, copy, (uint32_t)bytes->len,
	    wire_len, time_us);
	check(packet_status_word(status) != NULL);
	if (status == PACKET_OK) {
		check_packet(&p, copy, bytes->len);
		n->released += p.held_packets;
	}
	n->held += status == PACKET_HELD;
	n->refused += status == PACKET_FRAGMENT;
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t secret[HASH_SECRET_BYTES];
	struct cursor c = cursor_of(data, size);
	uint16_t link_type = cursor_u16(&c);
	const struct packet_fragment_stats *s;
	struct counts n = { 0 };
	struct packet_decoder *d;
	uint64_t time_us = START_US;

	check(packet_decoder_new(&d, DATAGRAMS, secret) == 0);
	while (cursor_left(&c) > 0 && !c.failed) {
		uint16_t cap_len = cursor_u16(&c);
		uint8_t more = cursor_u8(&c);
		uint8_t step_s = cursor_u8(&c);
		struct cursor bytes = cursor_sub(&c, cap_len);

		time_us += step_s * SECOND_US;
		decode(d, &n, link_type, &bytes, (uint32_t)bytes.len + more,
		    time_us);
	}
	packet_decoder_finish(d);
	s = packet_decoder_fragments(d);
	check(s->held_now == 0);
	check(n.held == n.released + s->orphan_packets);
	check(n.refused == s->overlap_packets);
	packet_decoder_free(d);
	return 0;
}

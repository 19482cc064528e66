/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_dns.c - any bytes as DNS messages of a few clients, by UDP and TCP,
 * and what is then known of their addresses.
 *
 * Each step is a kind (one byte: TCP, the side, how much the snap length
 * left, the client, time), a length (two) and the bytes.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "inspect/dns_tcp.h"
#include "inspect/names.h"
#include "packet/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum kind {
	KIND_TCP = 1,
	KIND_SERVER = 2,
	KIND_CUT = 4,
	KIND_GAP = 8,
	KIND_CLIENT = 16,
	KIND_LATER = 32,
};

#define HELD_MAX 8

struct world {
	struct names *names;
	struct dns_tcp tcp[2];
	struct names_ends ends;
	uint64_t now_us;
	struct names_list held[HELD_MAX];
	unsigned int held_count;
};

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_name(const char *name)
{
	size_t len = strnlen(name, HOST_NAME_MAX_BYTES);

	check(len > 0 && len < HOST_NAME_MAX_BYTES);
	check(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == len);
}

/* What is known of an address, and what is held of it. */
static void
check_known(struct world *w, const struct addr *a)
{
	struct names_list list;
	const char *out[DNS_CHAIN_MAX];

	if (!names_of(w->names, &w->ends.client, a, w->now_us, &list))
		return;
	check(list.count <= NAMES_PER_ADDRESS);
	for (unsigned int i = 0; i < list.count; i++) {
		size_t count = names_chain(w->names, list.chain[i], out);

		check(count > 0);
		for (size_t n = 0; n < count; n++)
			check_name(out[n]);
		check(names_chain_has(w->names, list.chain[i], out[0]));
	}
	if (w->held_count < HELD_MAX) {
		names_hold(w->names, &list);
		w->held[w->held_count++] = list;
	}
}

static void
take_response(struct world *w, const uint8_t *data, size_t len, size_t wire_len)
{
	struct dns_response r;
	enum dns_status s = dns_read_response(data, len, wire_len, &r);

	if (s == DNS_REFUSED)
		names_refused(w->names);
	if (s != DNS_OK)
		return;
	check(r.chain_count > 0 && r.chain_count <= DNS_CHAIN_MAX);
	check(strcmp(r.chain[0], r.question.name) == 0);
	for (unsigned int i = 0; i < r.chain_count; i++)
		check_name(r.chain[i]);
	check(r.address_count <= DNS_ADDRESS_MAX);
	names_answer(w->names, &w->ends, &r, w->now_us);
	for (unsigned int i = 0; i < r.address_count; i++) {
		check(r.address[i].owner < r.chain_count);
		check_known(w, &r.address[i].addr);
	}
}

static void
take_message(void *arg, const uint8_t *data, size_t len, size_t wire_len)
{
	struct world *w = arg;
	struct dns_question q;

	check(len <= wire_len);
	if (dns_is_response(data, len)) {
		take_response(w, data, len, wire_len);
	} else if (dns_read_query(data, len, wire_len, &q) == DNS_OK) {
		check_name(q.name);
		names_query(w->names, &w->ends, &q, w->now_us);
	}
}

static void
step(struct world *w, struct cursor *c)
{
	uint8_t kind = cursor_u8(c);
	uint16_t len = cursor_u16(c);
	struct cursor bytes = cursor_sub(c, len);
	size_t visible = kind & KIND_CUT ? bytes.len / 2 : bytes.len;
	struct dns_tcp *tcp = &w->tcp[!!(kind & KIND_SERVER)];
	uint8_t *exact = malloc(visible > 0 ? visible : 1);

	check(exact != NULL);
	if (visible > 0)
		memcpy(exact, bytes.data, visible);
	w->ends.client.b[15] = kind & KIND_CLIENT ? 1 : 2;
	w->ends.proto = kind & KIND_TCP ? PROTO_TCP : PROTO_UDP;
	if (kind & KIND_LATER)
		w->now_us += UINT64_C(200000000);
	if (kind & KIND_GAP)
		dns_tcp_gap(tcp);
	if (kind & KIND_TCP)
		dns_tcp_feed(tcp, exact, visible, take_message, w);
	else
		take_message(w, exact, visible, bytes.len);
	free(exact);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t secret[HASH_SECRET_BYTES];
	struct names_options options = { .memory_bytes = NAMES_MEMORY_MIN,
		.take_unasked = size % 2 };
	struct cursor c = cursor_of(data, size);
	struct world w = { .now_us = UINT64_C(1700000000000000) };

	check(names_new(&w.names, &options, secret) == 0);
	dns_tcp_init(&w.tcp[0]);
	dns_tcp_init(&w.tcp[1]);
	while (cursor_left(&c) > 0 && !c.failed)
		step(&w, &c);
	for (unsigned int i = 0; i < w.held_count; i++)
		names_release(w.names, &w.held[i]);
	names_free(w.names);
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_names_lab.c - names and granted ports out of captures of real
 * programs: packet, follow, names.
 *
 * The captures are no part of the project: where ../shared is absent the
 * test is skipped and says so.
 */
#include <config.h>

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/words.h"
#include "capture/capture.h"
#include "inspect/follow.h"
#include "inspect/names.h"
#include "packet/packet.h"

#define SKIPPED 77
#define TALKS_MAX 64

/* A TCP connection to port 53 or 135. */
struct talk {
	struct addr client, server;
	uint16_t client_port, server_port;
	struct follow *follow;
};

static const uint8_t secret[HASH_SECRET_BYTES] = { 5 };
static struct names *names;
static struct follow_pool *pool;
static struct talk talks[TALKS_MAX];
static size_t talk_count;
static const struct talk *current; /* whose segment is followed */
static uint64_t now_us, last_us;
static struct epm_port ports[16];
static size_t port_count;

static const char *
shared(char path[static PATH_MAX], const char *name)
{
	const char *srcdir = getenv("srcdir");

	snprintf(path, PATH_MAX, "%s/../shared/lab/pcaps/%s.pcap",
	    srcdir ? srcdir : ".", name);
	return path;
}

static void
take_message(const struct names_ends *ends, const uint8_t *data, size_t len,
    size_t wire_len)
{
	static struct dns_response r;
	struct dns_question q;

	if (dns_is_response(data, len)) {
		if (dns_read_response(data, len, wire_len, &r) == DNS_OK)
			names_answer(names, ends, &r, now_us);
	} else if (dns_read_query(data, len, wire_len, &q) == DNS_OK) {
		names_query(names, ends, &q, now_us);
	}
}

static void
take_tcp_message(void *arg, unsigned int side, const uint8_t *data, size_t len,
    size_t wire_len)
{
	struct names_ends ends = { current->client, current->server,
		current->client_port, PROTO_TCP };

	(void)arg;
	ck_assert_int_eq(dns_is_response(data, len), side == 1);
	take_message(&ends, data, len, wire_len);
}

static void
take_port(void *arg, const struct epm_port *port)
{
	(void)arg;
	ck_assert_uint_lt(port_count, sizeof(ports) / sizeof(ports[0]));
	ports[port_count++] = *port;
}

static void
take_udp(const struct packet *p)
{
	bool query = p->dst_port == DNS_PORT;
	struct names_ends ends = { query ? p->src : p->dst,
		query ? p->dst : p->src, query ? p->src_port : p->dst_port,
		PROTO_UDP };

	if (query || p->src_port == DNS_PORT)
		take_message(&ends, p->payload, p->payload_len,
		    p->payload_wire_len);
}

static struct talk *
talk_of(const struct packet *p, bool from_client)
{
	struct talk t = { .client = from_client ? p->src : p->dst,
		.server = from_client ? p->dst : p->src,
		.client_port = from_client ? p->src_port : p->dst_port,
		.server_port = from_client ? p->dst_port : p->src_port };

	for (size_t i = 0; i < talk_count; i++)
		if (talks[i].client_port == t.client_port &&
		    talks[i].server_port == t.server_port &&
		    addr_equal(&talks[i].client, &t.client))
			return &talks[i];
	ck_assert_uint_lt(talk_count, TALKS_MAX);
	t.follow = follow_take(pool,
	    t.server_port == DNS_PORT ? FOLLOW_DNS : FOLLOW_EPM, 0);
	ck_assert_ptr_nonnull(t.follow);
	talks[talk_count] = t;
	return &talks[talk_count++];
}

static void
take_tcp(const struct packet *p)
{
	static const struct follow_sink sink = { take_tcp_message, take_port,
		NULL };
	bool from_client = p->dst_port == DNS_PORT || p->dst_port == EPM_PORT;
	bool syn = p->tcp_flags & PACKET_TCP_SYN;
	struct talk *t;

	if (!from_client && p->src_port != DNS_PORT && p->src_port != EPM_PORT)
		return;
	t = talk_of(p, from_client);
	current = t;
	if (syn)
		follow_start(t->follow, !from_client, p->tcp_seq + 1);
	follow_segment(pool, t->follow, !from_client, p->tcp_seq + syn,
	    p->payload, p->payload_len, p->payload_wire_len, &sink);
}

static void
read_capture(const char *name)
{
	struct packet_decoder *decoder;
	char path[PATH_MAX];
	struct capture *c;
	struct frame f;
	struct err err;

	ck_assert_int_eq(capture_open(&c, shared(path, name), &err), 0);
	ck_assert_int_eq(packet_decoder_new(&decoder, 64, secret), 0);
	while (capture_next(c, &f, &err) == 1) {
		struct packet p;

		if (packet_decode(decoder, &p, f.link_type, f.data, f.cap_len,
			f.wire_len, f.time_us) != PACKET_OK ||
		    p.fragment)
			continue;
		now_us = last_us = p.time_us;
		if (p.proto == PROTO_UDP)
			take_udp(&p);
		else if (p.proto == PROTO_TCP)
			take_tcp(&p);
	}
	packet_decoder_free(decoder);
	capture_close(c);
}

static struct addr
address(const char *text)
{
	struct addr a;

	ck_assert_int_eq(addr_parse(text, strlen(text), &a), 0);
	return a;
}

/* The one chain that a client has for an address, joined by spaces. */
static void
expect_names(const char *client, const char *server, const char *expected)
{
	struct addr c = address(client), s = address(server);
	const char *chain[DNS_CHAIN_MAX];
	struct names_list list;
	char text[4096] = "";
	size_t count;

	ck_assert_msg(names_of(names, &c, &s, last_us, &list), "%s", server);
	ck_assert_uint_eq(list.count, 1);
	ck_assert(!list.more);
	count = names_chain(names, list.chain[0], chain);
	for (size_t i = 0; i < count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%s%s", i > 0 ? " " : "", chain[i]);
	ck_assert_str_eq(text, expected);
}

static void
setup(void)
{
	struct names_options o = { .memory_bytes = 1 << 20 };

	ck_assert_int_eq(names_new(&names, &o, secret), 0);
	ck_assert_int_eq(follow_pool_new(&pool, TALKS_MAX), 0);
	talk_count = port_count = 0;
}

static void
teardown(void)
{
	follow_pool_free(pool);
	names_free(names);
}

START_TEST(names_of_the_lab_are_what_its_servers_said)
{
	const struct names_stats *s = names_stats(names);

	read_capture("dns_names");
	expect_names("10.77.0.51", "198.51.100.10",
	    "login.microsoftonline.com");
	expect_names("10.77.0.51", "198.51.100.30",
	    "rdbroker.wvd.microsoft.com");
	expect_names("10.77.0.40", "198.51.100.20",
	    "ras.parallels.com ras-edge.raslab.test");
	expect_names("10.77.0.10", "198.51.100.21", "download.parallels.com");
	expect_names("10.77.0.40", "198.51.100.40",
	    "acme-v02.api.letsencrypt.org");
	expect_names("10.77.0.10", "198.51.100.99", "www.example.net");
	ck_assert_uint_eq(s->queries, 12);
	ck_assert_uint_eq(s->answers, 12);
	ck_assert_uint_eq(s->used, 6);
	ck_assert_uint_eq(s->empty, 6);
	ck_assert_uint_eq(s->unasked + s->forged + s->repeated + s->refused, 0);
}
END_TEST

START_TEST(dns_over_tcp_of_the_lab_is_read)
{
	const struct names_stats *s = names_stats(names);

	read_capture("addc");
	ck_assert_uint_eq(s->queries, s->answers);
	ck_assert_uint_eq(s->queries, 2);
	ck_assert_uint_eq(s->used, 1);
	ck_assert_uint_eq(s->unasked + s->forged + s->repeated + s->refused, 0);
	ck_assert_uint_eq(follow_stats(pool)->gaps, 0);
}
END_TEST

static void
expect_port(const char *capture, uint16_t port, const char *server)
{
	struct addr a = address(server);

	read_capture(capture);
	ck_assert_uint_eq(port_count, 1);
	ck_assert_uint_eq(ports[0].port, port);
	ck_assert(addr_equal(&ports[0].server, &a));
}

START_TEST(the_ports_that_the_lab_granted_are_read)
{
	expect_port("addc", 49153, "0.0.0.0");
	port_count = talk_count = 0;
	expect_port("smb_push", 49154, "10.77.0.50");
	ck_assert_uint_eq(follow_stats(pool)->gaps, 0);
}
END_TEST

int
main(void)
{
	char path[PATH_MAX];
	Suite *s = suite_create("names_lab");
	TCase *tc = tcase_create("names_lab");
	SRunner *r;
	int failed;

	if (access(shared(path, "dns_names"), R_OK) != 0) {
		puts("skipped: ../shared with the captures is absent");
		return SKIPPED;
	}
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, names_of_the_lab_are_what_its_servers_said);
	tcase_add_test(tc, dns_over_tcp_of_the_lab_is_read);
	tcase_add_test(tc, the_ports_that_the_lab_granted_are_read);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

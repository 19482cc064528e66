/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire_world.c - conversations through a whole run of the small farm.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/talks.h"
#include "support/temp_store.h"
#include "wire_world.h"

struct farm farm;
uint64_t wire_now_us;

static struct frame_build build;

static const char rows[] = "role avd internet \"AVD\"\n"
			   "name \"*.wvd.microsoft.com\" avd\n"
			   "allow avd-1 broker -> avd tcp,udp 443\n"
			   "allow web-1 broker -> \"*.web.example\" tcp 80\n"
			   "allow rpc-1 broker -> ad tcp 135\n"
			   "allow rpc-2 gw -> ad tcp 135,49152-65535\n";

void
wire_start(const struct run_options *options, const char *extra)
{
	char site[2048];

	snprintf(site, sizeof(site), "%s%s", rows, extra ? extra : "");
	wire_now_us = 1000 * SECOND;
	farm_start(&farm, options, site);
}

struct store_run
wire_finish(void)
{
	struct store_run figures;

	farm_finish(&farm, &figures);
	return figures;
}

void
wire_stop(void)
{
	farm_stop(&farm);
}

void
wire_restart(bool finished, const struct run_options *options)
{
	struct run_options own = *options;
	struct err err;

	if (finished)
		wire_finish();
	else
		ck_assert_int_eq(store_commit(farm.store, &err), 0);
	farm_leave(&farm);
	own.now_us = wire_now_us;
	farm_run(&farm, &own);
}

int64_t
wire_number(const char *sql)
{
	struct temp_store t;

	ck_assert_uint_lt(strlen(farm.db), sizeof(t.path));
	memcpy(t.path, farm.db, strlen(farm.db) + 1);
	return temp_store_number(&t, sql);
}

void
wire_check_sums(void)
{
	static const char *const counts[][2] = {
		{ "SELECT sum(flows) FROM audit_hour",
		    "SELECT sum(attempts) FROM audit_flow" },
		{ "SELECT sum(packets) FROM audit_hour",
		    "SELECT sum(packets_out + packets_in) FROM audit_flow" },
		{ "SELECT sum(bytes) FROM audit_hour",
		    "SELECT sum(bytes_out + bytes_in) FROM audit_flow" },
		{ "SELECT count(*) FROM audit_hour WHERE flows < 0",
		    "SELECT 0" },
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		ck_assert_msg(wire_number(counts[i][0]) ==
			wire_number(counts[i][1]),
		    "%s: %d, %s: %d", counts[i][0],
		    (int)wire_number(counts[i][0]), counts[i][1],
		    (int)wire_number(counts[i][1]));
}

static void
give(void)
{
	farm_frame(&farm, &build, wire_now_us);
	wire_now_us += 1000;
}

void
wire_udp(const char *src, uint16_t src_port, const char *dst, uint16_t dst_port,
    const void *data, size_t len)
{
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, src, dst);
	frames_udp(&build, src_port, dst_port);
	frames_bytes(&build, data, len);
	give();
}

struct wire_talk
wire_talk(const char *src, uint16_t src_port, const char *dst,
    uint16_t dst_port)
{
	return (struct wire_talk){ src, src_port, dst, dst_port,
		{ 1000, 900000 } };
}

void
wire_segment(struct wire_talk *t, enum end from, uint8_t flags,
    const void *data, size_t len)
{
	bool out = from == CLIENT;

	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, out ? t->src : t->dst, out ? t->dst : t->src);
	frames_tcp(&build, out ? t->src_port : t->dst_port,
	    out ? t->dst_port : t->src_port, flags, t->next[from],
	    flags & FRAMES_ACK ? t->next[1 - from] : 0);
	if (len > 0)
		frames_bytes(&build, data, len);
	t->next[from] +=
	    (uint32_t)len + ((flags & (FRAMES_SYN | FRAMES_FIN)) != 0);
	give();
}

void
wire_open(struct wire_talk *t)
{
	wire_segment(t, CLIENT, FRAMES_SYN, NULL, 0);
	wire_segment(t, SERVER, FRAMES_SYN | FRAMES_ACK, NULL, 0);
	wire_segment(t, CLIENT, FRAMES_ACK, NULL, 0);
}

void
wire_say(struct wire_talk *t, enum end from, const void *data, size_t len)
{
	wire_segment(t, from, FRAMES_ACK | FRAMES_PSH, data, len);
}

void
wire_close(struct wire_talk *t)
{
	wire_segment(t, CLIENT, FRAMES_ACK | FRAMES_FIN, NULL, 0);
	wire_segment(t, SERVER, FRAMES_ACK | FRAMES_FIN, NULL, 0);
}

static void
ask(const char *client, const char *name)
{
	struct bytes query = dns_query_of(7, name, DNS_A);

	wire_udp(client, 5353, DIRECTORY, 53, query.data, query.len);
}

void
wire_dns(const char *client, const char *name, const char *address)
{
	struct bytes answer = dns_response_of(7, name, DNS_A, 1);

	ask(client, name);
	put_dns_address(&answer, NULL, 60, address);
	wire_udp(DIRECTORY, 53, client, 5353, answer.data, answer.len);
}

void
wire_dns_alias(const char *client, const char *name, const char *target,
    const char *address)
{
	struct bytes answer = dns_response_of(7, name, DNS_A, 2);

	ask(client, name);
	put_dns_cname(&answer, NULL, 60, target);
	put_dns_address(&answer, target, 60, address);
	wire_udp(DIRECTORY, 53, client, 5353, answer.data, answer.len);
}

/* RFC 8446 section 4.1.2, RFC 6066 section 3, RFC 9849 section 5. */
struct bytes
wire_hello(const char *name, bool ech)
{
	struct bytes b = bytes_hex("16 0301");
	size_t record = put_open(&b, 2), hello, extensions;

	put_hex(&b, "01");
	hello = put_open(&b, 3);
	put_hex(&b, "0303");
	put_fill(&b, 32, 0x20);
	put_hex(&b, "00 0004 c02f 009c 01 00");
	extensions = put_open(&b, 2);
	if (name) {
		put_hex(&b, "0000");
		put_u16(&b, (unsigned int)strlen(name) + 5);
		put_u16(&b, (unsigned int)strlen(name) + 3);
		put_hex(&b, "00");
		put_u16(&b, (unsigned int)strlen(name));
		put_text(&b, name);
	}
	put_hex(&b, "000a 0004 0002 001d");
	if (ech)
		put_hex(&b,
		    "fe0d 0012 00 0001 0001 01 0004 01020304 0004 0a0b0c0d");
	put_close(&b, extensions, 2);
	put_close(&b, hello, 3);
	put_close(&b, record, 2);
	return b;
}

void
wire_tls(const char *src, uint16_t src_port, const char *dst, const char *name)
{
	struct wire_talk t = wire_talk(src, src_port, dst, 443);
	struct bytes hello = wire_hello(name, false);

	wire_open(&t);
	wire_say(&t, CLIENT, hello.data, hello.len);
	wire_say(&t, SERVER, talk_tls_server.data, talk_tls_server.len);
	wire_close(&t);
}

void
wire_http(const char *src, uint16_t src_port, const char *dst,
    const char *request)
{
	struct wire_talk t = wire_talk(src, src_port, dst, 80);

	wire_open(&t);
	wire_say(&t, CLIENT, request, strlen(request));
	wire_say(&t, SERVER, talk_http_server.data, talk_http_server.len);
	wire_close(&t);
}

static void
copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text ? text : "");
}

struct finding {
	struct wire_row row;
	size_t count;
};

static int
take(const struct store_flow_row *r, void *arg)
{
	struct finding *found = arg;
	struct wire_row *w = &found->row;

	found->count++;
	*w = (struct wire_row){ .flow_id = r->flow_id,
		.run_id = r->run_id,
		.policy_id = r->policy_id,
		.first_us = r->first_us,
		.last_us = r->last_us,
		.packets_out = r->packets_out,
		.packets_in = r->packets_in,
		.attempts = r->attempts };
	copy(w->verdict, sizeof(w->verdict), r->verdict);
	copy(w->reason, sizeof(w->reason), r->reason);
	copy(w->row, sizeof(w->row), r->row_id);
	copy(w->basis, sizeof(w->basis), r->name_basis);
	copy(w->name, sizeof(w->name), r->server_name);
	copy(w->claimed, sizeof(w->claimed), r->claimed_name);
	copy(w->outcome, sizeof(w->outcome), r->outcome);
	copy(w->direction, sizeof(w->direction), r->direction_basis);
	copy(w->conformance, sizeof(w->conformance), r->conformance);
	copy(w->src, sizeof(w->src), r->src);
	copy(w->end, sizeof(w->end), r->end);
	return 0;
}

struct wire_row
wire_row(const char *dst, int64_t port)
{
	struct store_flow_filter filter = { .dst = dst, .port = port };
	struct finding found = { .count = 0 };
	struct err err;

	ck_assert_int_eq(store_each_flow(farm.store, &filter, take, &found,
			     &err),
	    0);
	ck_assert_msg(found.count == 1, "%zu flows to %s port %d", found.count,
	    dst, (int)port);
	return found.row;
}

void
wire_check(const char *dst, int64_t port, const char *verdict,
    const char *reason, const char *row, const char *basis)
{
	struct wire_row r = wire_row(dst, port);

	ck_assert_msg(strcmp(r.verdict, verdict) == 0 &&
		strcmp(r.reason, reason) == 0 && strcmp(r.row, row) == 0 &&
		strcmp(r.basis, basis) == 0,
	    "%s, %s, row '%s', basis '%s', name '%s', claim '%s'", r.verdict,
	    r.reason, r.row, r.basis, r.name, r.claimed);
}

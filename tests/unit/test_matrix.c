/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_matrix.c - generated proof: every row of ras-19.rules, for each
 * protocol, port, pair of roles and address family, with its wrong twins.
 *
 * What is expected of each flow is what matrix_oracle.c reads out of the
 * words of the rows.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/strbuf.h"
#include "base/words.h"
#include "matrix_oracle.h"
#include "policy/policy.h"
#include "verdict/verdict.h"
#include "verdict_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define FAMILIES 2 /* IPv4, IPv6 */
#define NAME_BYTES 128

/* Hosts of a role, or without one: the peer, when both ends have it. */
enum host { HOST_FIRST, HOST_PEER };

/* The same rows with every feature on and with every feature off. */
static struct world {
	struct policy *policy;
	struct oracle oracle;
} on, off;

static struct {
	size_t flows, allowed, forbidden, missed, out_of_scope;
	size_t off_and_blamed, near[NEAR_NAME_UNKNOWN + 1];
} tally;

/* Roles have 10.50.ROLE.1 and .2, fd50:0:0:ROLE::1 and ::2. */
static const char *
address_of(int role, enum host host, int family, char out[static 64])
{
	int net = role == ORACLE_NONE ? 200 : role + 1;

	snprintf(out, 64, family == 0 ? "10.50.%d.%d" : "fd50:0:0:%d::%d", net,
	    host == HOST_PEER ? 2 : 1);
	return out;
}

static void
open_world(struct world *w, bool features_on)
{
	static const char *const features[] = { "direct-mode",
		"rdp-load-balancing", "shortpath", "lets-encrypt",
		"avd-optional", "avd-gov" };
	struct strbuf text;

	strbuf_init(&text);
	strbuf_add(&text,
	    "include \"ras-19.rules\"\nsite \"matrix\"\n"
	    "network 10.50.0.0/16\nnetwork fd50::/48\n");
	for (size_t i = 0; i < COUNT(features); i++)
		strbuf_addf(&text, "feature %s %s\n", features[i],
		    features_on ? "on" : "off");
	for (int role = 0; role < ORACLE_ROLES; role++) {
		for (int i = 0; i < 2 * FAMILIES; i++) {
			char a[64];

			strbuf_addf(&text, "address %s %s\n",
			    address_of(role, i / 2 ? HOST_PEER : HOST_FIRST,
				i % 2, a),
			    oracle_roles[role].id);
		}
	}
	w->policy = world_policy(strbuf_text(&text));
	strbuf_fini(&text);
	oracle_init(&w->oracle, w->policy, features_on);
}

static void
open_worlds(void)
{
	memset(&tally, 0, sizeof(tally));
	open_world(&on, true);
	open_world(&off, false);
}

static void
close_world(struct world *w)
{
	oracle_fini(&w->oracle);
	policy_free(w->policy);
}

static void
close_worlds(void)
{
	close_world(&on);
	close_world(&off);
}

/* A flow in the words of both sides. */
struct probe {
	struct oracle_flow flow;
	int family;
	char src_text[64], dst_text[64];
};

static struct verdict_facts
facts_of(const struct world *w, const struct probe *p,
    const char *const names[static 1])
{
	char proto[PROTO_WORD_MAX];
	struct verdict_facts f = world_flow(w->policy, p->src_text, p->dst_text,
	    proto_word(p->flow.proto, proto), p->flow.dst_port);

	if (p->flow.src_port != 0)
		f.src_port = p->flow.src_port;
	f.foreign_vrid = p->flow.foreign;
	if (p->flow.name != NULL) {
		f.names = names;
		f.name_count = 1;
		f.name_basis = NAME_BASIS_DNS;
	}
	return f;
}

static void
count(const struct verdict_result *r, const struct verdict_near *near)
{
	size_t *by_verdict[] = {
		[VERDICT_ALLOWED] = &tally.allowed,
		[VERDICT_FORBIDDEN] = &tally.forbidden,
		[VERDICT_MISSED] = &tally.missed,
		[VERDICT_OUT_OF_SCOPE] = &tally.out_of_scope,
	};

	tally.flows++;
	++*by_verdict[r->verdict];
	tally.near[near->fact]++;
	if (r->reason == REASON_FEATURE_OFF)
		tally.off_and_blamed++;
}

/* The judge and the oracle say the same of the flow. */
static struct verdict_result
compare(const struct world *w, struct probe *p)
{
	const char *const names[] = { p->flow.name };
	struct verdict_facts f = facts_of(w, p, names);
	struct verdict_result r;
	struct verdict_near near;
	struct oracle_answer want;

	p->flow.src_text = p->src_text;
	p->flow.dst_text = p->dst_text;
	p->flow.scope = f.scope;
	oracle_judge(&w->oracle, &p->flow, &want);
	verdict_judge(w->policy, &f, &r);
	verdict_nearest(w->policy, &f, &r, &near);
	ck_assert_msg(r.verdict == want.verdict && r.reason == want.reason &&
		strcmp(world_id(r.row), want.row) == 0 &&
		near.fact == want.fact &&
		strcmp(world_id(near.row), want.near) == 0,
	    "%s -> %s (%s) proto %d port %d -> %d, features %s: "
	    "%s %s \"%s\" near \"%s\" %s; the oracle says "
	    "%s %s \"%s\" near \"%s\" %s",
	    p->src_text, p->dst_text, p->flow.name ? p->flow.name : "-",
	    p->flow.proto, f.src_port, p->flow.dst_port,
	    w->oracle.features_on ? "on" : "off",
	    word_text(WORDS_VERDICT, r.verdict),
	    word_text(WORDS_REASON, r.reason), world_id(r.row),
	    world_id(near.row), world_fact(near.fact),
	    word_text(WORDS_VERDICT, want.verdict),
	    word_text(WORDS_REASON, want.reason), want.row, want.near,
	    world_fact(want.fact));
	count(&r, &near);
	return r;
}

static void
twin_ports(const struct probe *p)
{
	for (int step = -1; step <= 1; step += 2) {
		struct probe twin = *p;

		twin.flow.dst_port = (uint16_t)(p->flow.dst_port + step);
		compare(&on, &twin);
	}
}

static void
twin_protocols(const struct probe *p)
{
	struct probe twin = *p;

	twin.flow.proto = p->flow.proto == PROTO_TCP ? PROTO_UDP : PROTO_TCP;
	compare(&on, &twin);
	/* echo request */
	twin.flow.proto = p->family == 0 ? PROTO_ICMP : PROTO_ICMP6;
	twin.flow.dst_port = p->family == 0 ? 8 : 128;
	twin.flow.src_port = 0;
	compare(&on, &twin);
}

static void
twin_ends(const struct probe *p)
{
	struct probe twin = *p;

	twin.flow.src = ORACLE_NONE;
	address_of(ORACLE_NONE, HOST_FIRST, p->family, twin.src_text);
	compare(&on, &twin);
	twin = *p;
	twin.flow.dst = ORACLE_NONE;
	twin.flow.name = NULL;
	address_of(ORACLE_NONE, HOST_PEER, p->family, twin.dst_text);
	compare(&on, &twin);
}

/* Every role at either end; one family is enough for that. */
static void
twin_sources(const struct probe *p)
{
	for (int role = 0; p->family == 0 && role < ORACLE_ROLES; role++) {
		struct probe twin = *p;

		twin.flow.src = role;
		address_of(role, HOST_FIRST, p->family, twin.src_text);
		compare(&on, &twin);
	}
}

static void
twin_destinations(const struct probe *p)
{
	for (int role = 0; p->family == 0 && role < ORACLE_ROLES; role++) {
		struct probe twin = *p;

		twin.flow.dst = role;
		twin.flow.name = NULL;
		address_of(role, HOST_PEER, p->family, twin.dst_text);
		compare(&on, &twin);
	}
}

static void
twin_directions(const struct probe *p)
{
	struct probe twin = *p;

	twin.flow.src = p->flow.dst;
	twin.flow.dst = p->flow.src;
	twin.flow.name = NULL;
	memcpy(twin.src_text, p->dst_text, sizeof(twin.src_text));
	memcpy(twin.dst_text, p->src_text, sizeof(twin.dst_text));
	compare(&on, &twin);
	twin.flow.src_port = p->flow.dst_port;
	twin.flow.dst_port = WORLD_CLIENT_PORT;
	compare(&on, &twin);
}

/* Names that almost fit: another label in front or behind. */
static void
twin_names(const struct probe *p, const char *pattern)
{
	const char *fixed = pattern + strspn(pattern, "*.");
	char names[3][NAME_BYTES];

	snprintf(names[0], NAME_BYTES, "x%s", fixed);
	snprintf(names[1], NAME_BYTES, "a.%s.evil.example", fixed);
	snprintf(names[2], NAME_BYTES, "evil.example");
	for (size_t i = 0; i < COUNT(names); i++) {
		struct probe twin = *p;

		twin.flow.name = names[i];
		compare(&on, &twin);
	}
}

/* The flow that the row was made for, and its twins. */
static void
prove(const struct oracle_row *row, struct probe *p)
{
	struct verdict_result r = compare(&on, p);
	bool cast;

	ck_assert_msg(r.verdict == VERDICT_ALLOWED, "%s", row->id);
	ck_assert_msg(oracle_matches(row, &p->flow), "%s", row->id);
	ck_assert_uint_le(r.row->role_width, row->role_width);
	cast = p->flow.scope == SCOPE_BROADCAST ||
	    p->flow.scope == SCOPE_MULTICAST;
	compare(&off, p);
	twin_ends(p);
	twin_sources(p);
	if (!cast) {
		twin_destinations(p);
		twin_directions(p);
	}
	if (p->flow.proto == PROTO_VRRP) {
		struct probe twin = *p;

		twin.flow.foreign = true;
		compare(&on, &twin);
		return;
	}
	twin_ports(p);
	twin_protocols(p);
}

static void
set_destination(struct probe *p, const char *text)
{
	p->flow.dst = ORACLE_NONE;
	snprintf(p->dst_text, sizeof(p->dst_text), "%s", text);
}

static void
prove_name(const struct oracle_row *row, const struct probe *p,
    const char *pattern)
{
	struct probe named = *p;
	char name[NAME_BYTES], outside[64];

	snprintf(name, sizeof(name), "%s%s", pattern[0] == '*' ? "a.b" : "",
	    pattern + (pattern[0] == '*'));
	set_destination(&named,
	    address_of(ORACLE_NONE, HOST_PEER, p->family, outside));
	named.flow.name = name;
	prove(row, &named);
	twin_names(&named, pattern);
}

/* A destination that is no role: an address, a name, or the host itself. */
static void
prove_other_destinations(const struct oracle_row *row, const struct probe *p)
{
	struct probe other = *p;

	if (row->self) {
		other.flow.dst = p->flow.src;
		memcpy(other.dst_text, p->src_text, sizeof(other.dst_text));
		prove(row, &other);
	}
	if (row->address[0] != '\0' && p->family == 0) {
		set_destination(&other, row->address);
		prove(row, &other);
	}
	if (row->name[0] != '\0')
		prove_name(row, p, row->name);
}

/* Where a broadcast of the row goes to: no answer, no role. */
static void
prove_casts(const struct oracle_row *row, const struct probe *p)
{
	static const char *const broadcasts[] = { "255.255.255.255",
		"10.50.255.255" };
	struct probe cast = *p;

	if (row->vrrp) {
		set_destination(&cast,
		    p->family == 0 ? "224.0.0.18" : "ff02::12");
		prove(row, &cast);
	}
	for (size_t i = 0; row->broadcast && p->family == 0 && i < 2; i++) {
		set_destination(&cast, broadcasts[i]);
		prove(row, &cast);
	}
}

static void
prove_roles(const struct oracle_row *row, struct probe *p)
{
	for (int dst = 0; dst < ORACLE_ROLES; dst++) {
		if (!row->dst[dst])
			continue;
		p->flow.dst = dst;
		address_of(dst, HOST_PEER, p->family, p->dst_text);
		prove(row, p);
		for (size_t i = 0; i < 3; i++) {
			if (oracle_roles[dst].names[i] != NULL)
				prove_name(row, p, oracle_roles[dst].names[i]);
		}
	}
	prove_casts(row, p);
	prove_other_destinations(row, p);
}

/* Every source and family for one protocol and port. */
static void
prove_port(const struct oracle_row *row, uint8_t proto, uint16_t port)
{
	for (int i = 0; i < ORACLE_ROLES * FAMILIES; i++) {
		struct probe p = {
			.flow = { .src = i / FAMILIES,
			    .proto = proto,
			    .dst_port = port },
			.family = i % FAMILIES,
		};

		if (!row->src[p.flow.src])
			continue;
		address_of(p.flow.src, HOST_FIRST, p.family, p.src_text);
		prove_roles(row, &p);
	}
}

static void
prove_proto(const struct oracle_row *row, uint8_t proto)
{
	if (row->port_count == 0)
		prove_port(row, proto, 0);
	for (size_t i = 0; i < row->port_count; i++) {
		uint16_t first = row->ports[i].first, last = row->ports[i].last;

		prove_port(row, proto, first);
		if (first == last)
			continue;
		prove_port(row, proto, last);
		prove_port(row, proto, (uint16_t)(first + (last - first) / 2));
	}
}

START_TEST(every_row_allows_its_flows_and_not_their_twins)
{
	for (size_t i = 0; i < on.oracle.count; i++) {
		const struct oracle_row *row = &on.oracle.rows[i];
		size_t before = tally.allowed;

		if (row->tcp)
			prove_proto(row, PROTO_TCP);
		if (row->udp)
			prove_proto(row, PROTO_UDP);
		if (row->vrrp)
			prove_proto(row, PROTO_VRRP);
		ck_assert_msg(tally.allowed > before, "%s proves nothing",
		    row->id);
	}
	printf("%zu flows: %zu allowed, %zu forbidden, %zu missed, "
	       "%zu out of scope\n",
	    tally.flows, tally.allowed, tally.forbidden, tally.missed,
	    tally.out_of_scope);
	ck_assert_uint_ge(tally.flows, 38000);
	ck_assert_uint_ge(tally.allowed, 5000);
	ck_assert_uint_ge(tally.forbidden, 16000);
	ck_assert_uint_ge(tally.missed, 9000);
	ck_assert_uint_ge(tally.out_of_scope, 7000);
	ck_assert_uint_ge(tally.off_and_blamed, 50);
	for (int fact = NEAR_SOURCE_ROLE; fact <= NEAR_NAME_UNKNOWN; fact++) {
		if (fact != NEAR_EXPIRED && fact != NEAR_NOT_YET)
			ck_assert_uint_ge(tally.near[fact], 10);
	}
}
END_TEST

START_TEST(session_host_that_pushes_is_told_whose_row_that_is)
{
	static const char *const hosts[] = { "rdsh-agent", "guest-agent",
		"remote-pc-agent" };

	for (size_t i = 0; i < COUNT(hosts) * ORACLE_ROLES; i++) {
		int src = oracle_role_find(hosts[i % 3], strlen(hosts[i % 3]));
		int dst = (int)(i / 3);
		char from[64], to[64];
		struct verdict_facts f;
		struct verdict_result r;
		struct verdict_near near;

		if (oracle_roles[dst].kind != ROLE_KIND_COMPONENT)
			continue;
		f = world_flow(on.policy, address_of(src, HOST_FIRST, 0, from),
		    address_of(dst, HOST_PEER, 0, to), "tcp", 445);
		verdict_judge(on.policy, &f, &r);
		verdict_nearest(on.policy, &f, &r, &near);
		ck_assert_uint_eq(r.verdict, VERDICT_FORBIDDEN);
		ck_assert_uint_eq(r.reason, REASON_CLOSED_COMPONENT);
		ck_assert_str_eq(world_id(near.row), "all-01");
		ck_assert_uint_eq(near.fact, NEAR_SOURCE_ROLE);
	}
}
END_TEST

START_TEST(roles_are_those_of_the_list)
{
	ck_assert_uint_eq(policy_role_count(on.policy), ORACLE_ROLES);
	for (size_t i = 0; i < policy_role_count(on.policy); i++) {
		const struct policy_role *role = policy_role_at(on.policy, i);
		int mine = oracle_role_find(role->id, strlen(role->id));

		ck_assert_msg(mine != ORACLE_NONE, "%s", role->id);
		ck_assert_uint_eq(role->kind, oracle_roles[mine].kind);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("matrix");
	TCase *tc = tcase_create("matrix");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_set_timeout(tc, 0);
	tcase_add_checked_fixture(tc, open_worlds, close_worlds);
	tcase_add_test(tc, every_row_allows_its_flows_and_not_their_twins);
	tcase_add_test(tc, session_host_that_pushes_is_told_whose_row_that_is);
	tcase_add_test(tc, roles_are_those_of_the_list);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

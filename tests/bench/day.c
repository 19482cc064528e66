/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * day.c - a database that holds a day of so many flows, as a farm of a
 * thousand users makes them, to measure reports with.
 *
 *   day DATABASE [FLOWS]
 *
 * The day is 2026-11-24 UTC.  The same flows come out every time.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/when.h"
#include "store/store.h"

#define DAY_START_US UINT64_C(1795478400000000)
#define CLIENTS 1000
#define HOSTS 200   /* session hosts */
#define SITES 20000 /* of the internet, that users go to */

static const char policy_text[] =
    "matrix day-1 \"A day\" source \"bench\"\n"
    "site \"Bench\" timezone UTC\n"
    "tap \"nowhere\"\n"
    "role client user \"client\"\n"
    "role gateway-normal component \"gateway\"\n"
    "role broker component \"broker\"\n"
    "role rdsh-agent component \"session host\"\n"
    "role ad-ds infrastructure \"directory\"\n"
    "allow r-1 client -> gateway-normal tcp 443 \"web\"\n"
    "allow r-2 gateway-normal -> rdsh-agent tcp,udp 3389 \"desktop\"\n"
    "allow r-3 gateway-normal -> broker tcp 20002 \"broker\"\n"
    "allow r-4 rdsh-agent -> ad-ds tcp,udp 53,88,389 \"directory\"\n"
    "allow r-5 rdsh-agent -> broker tcp 20003 \"agent\"\n"
    "address 10.0.0.0/16 client\n"
    "address 10.1.0.0/24 gateway-normal\n"
    "address 10.2.0.0/24 broker\n"
    "address 10.3.0.0/24 rdsh-agent\n"
    "address 10.4.0.0/24 ad-ds\n";

/* What is drawn, of a thousand. */
struct share {
	unsigned int weight;
	const char *src, *dst; /* networks whose last bytes are drawn */
	unsigned int sources, targets;
	const char *src_roles, *dst_roles;
	uint16_t port;
	enum verdict verdict;
	enum outcome outcome;
	const char *row, *app;
	enum conformance conformance;
};

static const struct share shares[] = {
	{ 380, "10.0.0.0", "10.1.0.1", CLIENTS, 4, "client", "gateway-normal",
	    443, VERDICT_ALLOWED, OUTCOME_ESTABLISHED, "r-1", "tls",
	    CONFORMANCE_CONFORMS },
	{ 120, "10.1.0.1", "10.3.0.1", 4, HOSTS, "gateway-normal", "rdsh-agent",
	    3389, VERDICT_ALLOWED, OUTCOME_ESTABLISHED, "r-2", "rdp",
	    CONFORMANCE_CONFORMS },
	{ 100, "10.1.0.1", "10.2.0.1", 4, 2, "gateway-normal", "broker", 20002,
	    VERDICT_ALLOWED, OUTCOME_ESTABLISHED, "r-3", NULL,
	    CONFORMANCE_UNCHECKED },
	{ 160, "10.3.0.1", "10.4.0.1", HOSTS, 3, "rdsh-agent", "ad-ds", 389,
	    VERDICT_ALLOWED, OUTCOME_ESTABLISHED, "r-4", "ldap",
	    CONFORMANCE_CONFORMS },
	{ 80, "10.3.0.1", "10.2.0.1", HOSTS, 2, "rdsh-agent", "broker", 20003,
	    VERDICT_ALLOWED, OUTCOME_ESTABLISHED, "r-5", NULL,
	    CONFORMANCE_UNCHECKED },
	{ 100, "10.3.0.1", "203.0.0.1", HOSTS, SITES, "rdsh-agent", "", 443,
	    VERDICT_MISSED, OUTCOME_ESTABLISHED, NULL, "tls",
	    CONFORMANCE_CONFORMS },
	{ 30, "10.3.0.1", "10.9.0.1", HOSTS, 50, "rdsh-agent", "ad-ds", 445,
	    VERDICT_MISSED, OUTCOME_ESTABLISHED, NULL, "smb",
	    CONFORMANCE_CONFORMS },
	{ 10, "10.0.0.0", "10.3.0.1", CLIENTS, HOSTS, "client", "rdsh-agent",
	    445, VERDICT_FORBIDDEN, OUTCOME_ESTABLISHED, NULL, "smb",
	    CONFORMANCE_CONFORMS },
	{ 10, "10.0.0.0", "10.2.0.1", CLIENTS, 2, "client", "broker", 22,
	    VERDICT_FORBIDDEN, OUTCOME_UNANSWERED, NULL, NULL,
	    CONFORMANCE_UNDETERMINED },
	{ 5, "10.0.0.0", "10.1.0.9", CLIENTS, 1, "client", "gateway-normal",
	    443, VERDICT_ALLOWED, OUTCOME_UNANSWERED, "r-1", NULL,
	    CONFORMANCE_UNDETERMINED },
	{ 5, "10.0.0.0", "10.1.0.1", CLIENTS, 4, "client", "gateway-normal",
	    443, VERDICT_ALLOWED, OUTCOME_ESTABLISHED, "r-1", "http",
	    CONFORMANCE_VIOLATES },
};

#define SHARES (sizeof(shares) / sizeof(shares[0]))

static uint64_t
draw(uint64_t *state)
{
	/* splitmix64 */
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static struct addr
host(const char *base, uint64_t n)
{
	struct addr a;

	if (addr_parse(base, strlen(base), &a) != 0)
		abort();
	n += (uint64_t)a.b[15] + 256 * (uint64_t)a.b[14];
	a.b[14] = (uint8_t)(n / 250);
	a.b[15] = (uint8_t)(n % 250 + 1);
	return a;
}

static const struct share *
share_of(unsigned int n)
{
	size_t i = 0;

	while (i + 1 < SHARES && n >= shares[i].weight)
		n -= shares[i++].weight;
	return &shares[i];
}

static void
make(struct store_flow *f, uint64_t i, uint64_t flows, uint64_t *state)
{
	const struct share *s = share_of((unsigned int)(draw(state) % 1000));
	uint64_t r = draw(state);
	bool through = s->outcome == OUTCOME_ESTABLISHED;

	f->first_us = DAY_START_US +
	    (uint64_t)((double)i / (double)flows * (double)WHEN_DAY_US);
	f->last_us = f->first_us + (r % 100 == 0 ? 1800000000 : r % 20000000);
	f->src = host(s->src, draw(state) % s->sources);
	f->dst = host(s->dst, draw(state) % s->targets);
	f->src_port = (uint16_t)(1024 + draw(state) % 60000);
	f->dst_port = s->port;
	f->verdict = s->verdict;
	f->outcome = s->outcome;
	f->cause = through ? CAUSE_NONE : CAUSE_SILENT;
	f->reason = s->verdict == VERDICT_ALLOWED ? REASON_ROW
	    : s->verdict == VERDICT_MISSED        ? REASON_COMPONENT_OUTBOUND
						  : REASON_CLOSED_COMPONENT;
	f->src_roles = s->src_roles;
	f->dst_roles = s->dst_roles;
	f->row_id = s->row;
	f->row_origin = s->row ? ROW_ORIGIN_MATRIX : ROW_ORIGIN_NONE;
	f->app = s->app;
	f->app_basis = s->app ? APP_BASIS_OWN : APP_BASIS_NONE;
	f->conformance = s->conformance;
	f->grade =
	    s->conformance == CONFORMANCE_VIOLATES ? GRADE_SERVICE : GRADE_NONE;
	f->user_traffic = s->verdict == VERDICT_MISSED && !*s->dst_roles;
	f->packets_in = through ? 20 : 0;
	f->bytes_in = through ? 20000 : 0;
}

static void
fail(const struct err *err)
{
	fprintf(stderr, "day: %s\n", err->text);
	exit(EXIT_FAILURE);
}

static int64_t
put_policy(struct store *s)
{
	struct diag_list *diags;
	struct policy *p;
	struct err err;
	int64_t id = 0;

	if (diag_list_new(&diags) != 0 ||
	    policy_load_text(&p, "day", policy_text, strlen(policy_text), NULL,
		diags) != 0)
		abort();
	if (store_policy_put(s, p, &id, &err))
		fail(&err);
	policy_free(p);
	diag_list_free(diags);
	return id;
}

static void
put_flows(struct store *s, struct store_flow *f, uint64_t flows)
{
	uint64_t state = 1;
	struct err err;
	char id[32];

	for (uint64_t i = 0; i < flows; i++) {
		int64_t flow_id = 0;

		make(f, i, flows, &state);
		snprintf(id, sizeof(id), "1:%020" PRIu64 "AAAAAAA=", i);
		f->community_id = id;
		if (store_flow_put(s, f, true, &flow_id) != 0)
			abort();
		if (store_pending(s) >= STORE_BATCH_ROWS &&
		    store_commit(s, &err))
			fail(&err);
	}
}

int
main(int argc, char **argv)
{
	uint64_t flows = argc > 2 ? strtoull(argv[2], NULL, 10) : 10000000;
	struct store_flow f = { .proto = PROTO_TCP,
		.has_ports = true,
		.basis = DIRECTION_SYN,
		.end = FLOW_END_CLOSED,
		.packets_out = 20,
		.bytes_out = 2000,
		.syns = 2 };
	struct store_run figures = { .ended_us = DAY_START_US + WHEN_DAY_US,
		.first_packet_us = DAY_START_US,
		.last_packet_us = DAY_START_US + WHEN_DAY_US - 1,
		.packets = 40 * flows,
		.fates[STORE_FATE_JUDGED] = 40 * flows,
		.ndpi_version = "4.2" };
	struct store *s;
	struct err err;

	if (argc < 2 || digest_init() != 0) {
		fprintf(stderr, "usage: day DATABASE [FLOWS]\n");
		return EXIT_FAILURE;
	}
	if (store_open(&s, argv[1], STORE_WRITE, &err))
		fail(&err);
	f.policy_id = put_policy(s);
	if (store_run_begin(s, RUN_MODE_WATCH, "eth0", DAY_START_US,
		f.policy_id, &f.run_id, &err))
		fail(&err);
	put_flows(s, &f, flows);
	if (store_run_end(s, f.run_id, &figures, RUN_STATE_CLEAN, &err))
		fail(&err);
	store_close(s);
	return EXIT_SUCCESS;
}

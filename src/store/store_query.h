/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store_query.h - reading the database back, for commands and reports.
 *
 * Texts handed to a callback are good for that call.  A callback that
 * returns other than 0 ends the walk, which then returns that value.
 */
#ifndef STORE_STORE_QUERY_H
#define STORE_STORE_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

/*
 * From begin to end all questions are answered from one state of the
 * database, whatever a writer does meanwhile.  Keep it short: the writer's
 * -wal file grows for so long.  0 or as store_open().
 */
int store_read_begin(struct store *s, struct err *err);
void store_read_end(struct store *s);

/* Which flows: a run, or those with a packet in [since, until). */
struct store_scope {
	int64_t run_id; /* 0: every run */
	uint64_t since_us;
	uint64_t until_us; /* 0: no bound */
};

/* A row of audit_flow; -1 or NULL where the view has NULL. */
struct store_flow_row {
	int64_t flow_id, run_id, policy_id;
	int64_t first_us, last_us;
	const char *src, *dst, *proto, *src_roles, *dst_roles;
	int64_t src_port, dst_port;
	const char *verdict, *reason, *row_id, *row_origin, *known;
	const char *near_row_id, *near_fact, *outcome, *direction_basis;
	const char *app, *app_basis, *conformance, *grade, *expected;
	const char *server_name, *name_basis;
	int64_t packets_out, packets_in, bytes_out, bytes_in, attempts;
	int64_t vlan, icmp_type, icmp_code;
	const char *tunnel, *community_id;
	const char *cause, *end, *ndpi_app, *ndpi_confidence;
	const char *security, *why, *evidence, *claimed_name;
	bool weak, ambiguous;
};

/*
 * NULL and 0 are "any".  src, dst and host are addresses or prefixes, host
 * matches either end; name (a server's) and known are patterns with "*".
 * verdict, outcome and through may be several words, "a,b".  "-" for row_id,
 * grade, app, ndpi_app, near, near_fact, security and known asks for flows
 * that have none.  security is what a flow settled on, or one word of it.
 * weak is a ground of allowed flows: "sni", "inferred", "range-only" or
 * "direction".  role, src_role and dst_role are roles that the end has among
 * others; src_role and dst_role with "=" before them are the whole list of its
 * roles,
 * "=" alone none.
 */
struct store_flow_filter {
	struct store_scope scope;
	int64_t flow_id;
	const char *verdict, *outcome, *conformance, *row_id, *role;
	const char *src, *dst, *host, *proto, *reason, *name;
	const char *src_role, *dst_role, *grade, *app, *near, *known;
	const char *security, *ndpi_app, *near_fact, *weak;
	const char *through; /* "through", "stopped" or "probable" */
	int64_t port;        /* destination port; 0: any */
	uint64_t limit;      /* 0: none */
};

/* In order of first_us, then flow_id. */
int store_each_flow(struct store *s, const struct store_flow_filter *filter,
    int (*fn)(const struct store_flow_row *row, void *arg), void *arg,
    struct err *err);

/* A row of audit_row. */
struct store_row_row {
	int64_t policy_id;
	const char *row_id, *section, *source, *destination, *protocols;
	const char *ports, *scope, *feature, *description, *status;
	int64_t flows, established, refused, unanswered, first_us, last_us;
	const char *action, *origin;
};
/* In the order of the files; flows of the scope are counted, of all for
 * NULL. */
int store_each_row_in(struct store *s, int64_t policy_id,
    const struct store_scope *scope,
    int (*fn)(const struct store_row_row *row, void *arg), void *arg,
    struct err *err);

/* A row of audit_run, and its packets by fate. */
struct store_run_row {
	int64_t run_id, policy_id, started_us, ended_us;
	int64_t first_packet_us, last_packet_us;
	const char *mode, *source, *state;
	struct store_run figures;
};
/* Runs of the scope, oldest first. */
int store_each_run(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_run_row *row, void *arg), void *arg,
    struct err *err);
/* The newest run that ended, or 0. */
int store_last_run(struct store *s, int64_t *run_id, struct err *err);

/* A policy as recorded. */
struct store_policy_row {
	int64_t policy_id;
	const char *digest, *matrix, *matrix_title, *matrix_source, *site;
	const char *zone, *tap;
};
int store_each_policy(struct store *s,
    int (*fn)(const struct store_policy_row *row, void *arg), void *arg,
    struct err *err);

/* Verdict x outcome of the scope, attempts counted.  out-of-scope flows are
 * in the hourly sums only: they are given for a whole run or whole hours. */
struct store_headline {
	uint64_t through[4];   /* by verdict: established, handshake-only, and
				* one-way to broadcast or multicast */
	uint64_t stopped[4];   /* refused, unanswered */
	uint64_t probable[4];  /* mid-stream, one-way, weak, ambiguous */
	uint64_t by_site;      /* allowed by rows of the site */
	uint64_t housekeeping; /* flows in sums only */
};
int store_headline(struct store *s, const struct store_scope *scope,
    struct store_headline *out, struct err *err);

/*
 * Forbidden and missed flows grouped by (verdict, source roles, destination
 * roles, protocol, port, row or nearest row, what became of them), most
 * flows first.  known groups have the known line's name.
 */
struct store_finding {
	const char *verdict, *reason, *src_roles, *dst_roles, *proto;
	int64_t port; /* -1 when none */
	const char *row_id, *near_row_id, *near_fact, *known;
	const char *through;   /* "through", "stopped" or "probable" */
	const char *src, *dst; /* of one flow, an example */
	int64_t flows, sources, destinations, bytes;
	int64_t first_us, last_us, flow_id;
};
int store_each_finding(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_finding *row, void *arg), void *arg,
    struct err *err);

/* Allowed flows that were refused or unanswered and are not just probable, by
 * (row, source, destination, protocol, port), with what else these ends did
 * in the scope.  Most attempts first. */
struct store_blocked {
	const char *row_id, *src, *dst, *src_roles, *dst_roles, *proto;
	const char *cause;
	int64_t port;
	int64_t refused, unanswered; /* attempts */
	int64_t syns;                /* of the unanswered ones */
	int64_t established;         /* of the same row, ends and port */
	int64_t port_answered; /* flows of that row and port answered by any */
	int64_t twin_established; /* the same over the other of tcp, udp */
	int64_t host_answered; /* flows of any kind the destination answered, in
				* the hours that the scope touches */
	int64_t first_us, last_us, flow_id;
};
int store_each_blocked(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_blocked *row, void *arg), void *arg,
    struct err *err);

/* Flows of a server port on which something is expected, by what inspection
 * says and what became of them; in order of protocol and port. */
struct store_conformance {
	const char *proto, *expected, *conformance, *outcome;
	int64_t port, flows;
};
int store_each_conformance(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_conformance *row, void *arg), void *arg,
    struct err *err);

/* Out-of-scope and housekeeping sums of the whole hours in the scope, most
 * flows first.  port is -1 when none. */
struct store_sum {
	const char *kind; /* housekeeping kind, or NULL: out of scope */
	const char *host; /* of housekeeping */
	const char *proto;
	int64_t port;
	int64_t flows, packets, bytes;
};
int store_each_sum(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_sum *row, void *arg), void *arg,
    struct err *err);

/* A row of audit_input. */
struct store_input_row {
	int64_t run_id, packets, first_us, last_us, error_offset;
	const char *path, *digest, *state;
};
/* Inputs of the runs of the scope, in the order of reading. */
int store_each_input(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_input_row *row, void *arg), void *arg,
    struct err *err);

/* What the tap did not give us in an hour of the scope, in order of time. */
struct store_loss_row {
	int64_t hour_us;
	struct store_loss loss;
};
int store_each_loss(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_loss_row *row, void *arg), void *arg,
    struct err *err);

/* Interfaces of the live runs of the scope, their figures summed, or by hour
 * of the scope. */
struct store_interface_row {
	int64_t run_id;
	int64_t hour_us; /* -1 when summed */
	struct store_interface figures;
};
int store_each_interface(struct store *s, const struct store_scope *scope,
    bool by_hour, int (*fn)(const struct store_interface_row *row, void *arg),
    void *arg, struct err *err);

/* Events of the scope, in order of time. */
struct store_event_row {
	int64_t run_id, time_us;
	const char *event, *about, *text;
};
int store_each_event(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_event_row *row, void *arg), void *arg,
    struct err *err);

/* Findings of nights whose day is since or later ("2026-11-01"), by id, then
 * day. */
struct store_night_finding_row {
	const char *day;
	struct store_night_finding finding;
};
int store_each_night_finding(struct store *s, const char *since,
    int (*fn)(const struct store_night_finding_row *row, void *arg), void *arg,
    struct err *err);

/* Dates, grounds and features of a policy's rows, as recorded. */
struct store_policy_detail {
	const char *row_id, *description, *feature, *action, *origin;
	int64_t from_us, until_us; /* -1 when none */
	bool inferred;
	const char *place; /* "site.rules:14" */
};
int store_each_policy_detail(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_detail *row, void *arg), void *arg,
    struct err *err);
struct store_policy_feature {
	const char *feature, *label;
	bool on, default_on;
};
int store_each_policy_feature(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_feature *row, void *arg), void *arg,
    struct err *err);
/* By role; none of a policy that only version 2 and before recorded. */
struct store_policy_role {
	const char *role, *kind, *label;
};
int store_each_policy_role(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_role *row, void *arg), void *arg,
    struct err *err);
/* In the order of the site; none of a policy that has no roles. */
struct store_policy_network {
	const char *network; /* "10.2.0.0/24"; a lone address without length */
	const char *label;
};
int store_each_policy_network(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_network *row, void *arg), void *arg,
    struct err *err);

/* The history of nights, latest first. */
int store_each_night(struct store *s,
    int (*fn)(const struct store_night *night, void *arg), void *arg,
    struct err *err);

#endif

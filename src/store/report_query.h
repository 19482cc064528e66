/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report_query.h - what only the report asks of the database.
 *
 * As in store_query.h: texts are good for the call, a callback that returns
 * other than 0 ends the walk, and NULL is -1 or NULL.  What a day's sums tell
 * is asked of them; flows are read by their kind, and only of kinds that are
 * few or that are bounded here.
 */
#ifndef STORE_REPORT_QUERY_H
#define STORE_REPORT_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store_query.h"

/*
 * From here on, flows of s that another run of the scope has too, or a run of
 * one of the earlier stores, are in no answer of s but audit_run's figures:
 * the same Community ID at the same time.  Cheap where no runs meet in time.
 * Not between store_read_begin() and store_read_end().  *twins is how many
 * were found.
 */
int store_find_twins(struct store *s, const struct store_scope *scope,
    struct store *const *earlier, size_t count, uint64_t *twins,
    struct err *err);

/* Flows alike in all that is judged, and on one port: what they add up to. */
struct store_slice {
	int64_t policy_id, port; /* -1: none, or folded */
	const char *proto, *scope, *src_roles, *dst_roles;
	const char *verdict, *reason, *row_id, *row_origin, *known;
	const char *near_row_id, *near_fact, *outcome, *direction_basis;
	const char *app, *conformance, *grade, *expected, *name_basis;
	const char *security, *class; /* "through", "stopped", "probable" */
	bool weak, ambiguous;
	int64_t flows, packets, bytes, first_us, last_us;
};
int store_each_slice(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_slice *row, void *arg), void *arg,
    struct err *err);

/* Flows that began in an hour that the scope touches, in order of time. */
struct store_hour {
	int64_t hour_us, flows;
	const char *verdict, *class;
};
int store_each_hour(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_hour *row, void *arg), void *arg,
    struct err *err);

/* Who spoke with whom about what, for comparison with another time: judged
 * flows that got through. */
struct store_service {
	const char *src_roles, *dst_roles, *proto, *verdict;
	int64_t port, flows;
};
int store_each_service(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_service *row, void *arg), void *arg,
    struct err *err);

/*
 * Forbidden and missed flows that got through, by what store_finding goes by
 * and the component's own address: the destination of a forbidden flow, the
 * source of a missed one.  Without missed ones that a known line names, and
 * those of users on session hosts.
 */
struct store_case {
	const char *verdict, *reason, *src_roles, *dst_roles, *proto;
	const char *row_id, *near_row_id, *near_fact;
	const char *host; /* NULL: several */
	const char *peer; /* of the other end, an example */
	int64_t port, flows, peers, first_us, last_us, flow_id;
};
int store_each_case(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_case *row, void *arg), void *arg,
    struct err *err);

/*
 * Hosts without a role that would be allowed what they do if they had one:
 * the nearest row differs in that end only.  By host and row, most flows
 * first, max of them.
 */
struct store_stranger {
	const char *host, *near_row_id, *proto, *peer_roles;
	const char *peer; /* an example */
	bool server;      /* it was spoken to */
	int64_t port, flows, first_us, last_us, flow_id;
};
int store_each_stranger(struct store *s, const struct store_scope *scope,
    size_t max, int (*fn)(const struct store_stranger *row, void *arg),
    void *arg, struct err *err);

/* Sources of forbidden and missed flows that did not get through. */
struct store_rejected {
	const char *src, *src_roles, *dst_roles; /* dst_roles: one of them */
	const char *dst;                         /* an example */
	const char *proto;
	int64_t port; /* an example */
	int64_t attempts, targets, ports, first_us, last_us, flow_id;
};
/* Most attempts first. */
int store_each_rejected(struct store *s, const struct store_scope *scope,
    int (*fn)(const struct store_rejected *row, void *arg), void *arg,
    struct err *err);

struct store_sender {
	const char *src, *src_roles, *dst; /* dst: an example */
	int64_t bytes_out, flows, destinations;
	int64_t named; /* of the flows: allowed, to a service known by name */
};
struct store_senders_rest {
	uint64_t not_looked_at;       /* flows */
	uint64_t hosts, flows, bytes; /* beyond the first max hosts */
};
/*
 * Components that sent most out of the farm: sources of flows that no row
 * speaks of, by bytes from client to server.  Looks at the kinds with most
 * bytes first that have no more than look flows, and at look flows in all.
 * Roles of a policy whose kinds were not recorded may all be components.
 */
int store_each_sender(struct store *s, const struct store_scope *scope,
    uint64_t look, size_t max, struct store_senders_rest *rest,
    int (*fn)(const struct store_sender *row, void *arg), void *arg,
    struct err *err);

/* Flows that a section of the report is about. */
enum store_talk_kind {
	STORE_TALK_VIOLATES,      /* another protocol than the port's */
	STORE_TALK_OTHER_OPINION, /* nDPI names another protocol than we do */
	STORE_TALK_RDP_ELSEWHERE, /* RDP on another port than 3389 */
	STORE_TALK_RDP_STANDARD,  /* standard RDP security */
	STORE_TALK_OLD_TLS,       /* before TLS 1.2 */
	STORE_TALK_CONTRADICTED,  /* names that DNS contradicts */
	STORE_TALK_BYPASS, /* users straight to a session host's 3389, while
			    * no row allows it */
	STORE_TALK_KINDS,
};
/* By roles, protocol, port and what was spoken; most flows first. */
struct store_talk {
	const char *proto, *conformance, *grade, *app, *ndpi_app, *expected;
	const char *security, *verdict, *src_roles, *dst_roles;
	/* of one flow, an example */
	const char *src, *dst, *server_name, *claimed_name;
	int64_t port, flows, sources, destinations;
	int64_t first_us, last_us, flow_id;
};
int store_each_talk(struct store *s, const struct store_scope *scope,
    enum store_talk_kind kind,
    int (*fn)(const struct store_talk *row, void *arg), void *arg,
    struct err *err);

/* Flows with a packet in the scope that began before it. */
int store_continuing(struct store *s, const struct store_scope *scope,
    uint64_t *flows, struct err *err);

/* Roles that rows allow to talk, one by one; without rows whose feature is off
 * or that speak of roles the site has not. */
struct store_role_pair {
	const char *src_role, *dst_role;
	int64_t rows;
};
int store_each_role_pair(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_role_pair *row, void *arg), void *arg,
    struct err *err);

/* A row of a policy in words, by id; status is what the policy alone tells:
 * "off", "not-in-use", "unobservable" or "". */
struct store_policy_line {
	const char *row_id, *text, *status;
};
int store_each_policy_line(struct store *s, int64_t policy_id,
    int (*fn)(const struct store_policy_line *row, void *arg), void *arg,
    struct err *err);

#endif

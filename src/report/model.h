/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model.h - what a report says, read from the databases once, before any
 * section puts it into words.
 *
 * Texts live as long as the report.  Times are unix microseconds UTC, -1 for
 * none.
 */
#ifndef REPORT_MODEL_H
#define REPORT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "report/roles.h"
#include "store/report_query.h"
#include "store/store_query.h"

/* Past so much loss, or with less of a day seen, nothing is said of it. */
#define REPORT_LOSS_FLOOR 0.01
#define REPORT_COVERAGE_FLOOR 0.95

/* Of an allowed flow that did not get through (DESIGN sections 1 and 11). */
enum report_blocked_kind {
	REPORT_BLOCKED,      /* nothing of it got through */
	REPORT_INTERMITTENT, /* some did, or one attempt only */
	REPORT_DEGRADED,     /* UDP, while its TCP twin works */
	REPORT_SILENT,       /* UDP that need not be answered */
	REPORT_BLOCKED_KINDS,
};

struct report_blocked {
	enum report_blocked_kind kind;
	struct store_blocked facts;
};

/* How the missed flows of a group are ranked. */
enum report_rank {
	REPORT_RANK_ADMIN,    /* infrastructure, on administration ports */
	REPORT_RANK_INTERNET, /* the internet, from where no users work */
	REPORT_RANK_OTHER,
	REPORT_RANK_USERS, /* users on session hosts */
	REPORT_RANK_KNOWN, /* a known line names it */
	REPORT_RANKS,
};

/* Forbidden or missed flows, grouped. */
struct report_finding {
	struct store_finding facts;
	enum report_rank rank; /* of missed ones */
};

/* What runs on a server port on which something is expected. */
struct report_port {
	const char *proto, *expected;
	int64_t port;
	uint64_t conforms, violates;
	uint64_t no_payload, midstream, one_way, unclear; /* undetermined */
};

/* An input that was cut, damaged or left before its end. */
struct report_input {
	const char *path;
	int64_t packets;      /* read before that */
	int64_t error_offset; /* -1: it was stopped */
};

/* A row of the policy, how it fared, and what is recorded of it. */
struct report_row {
	struct store_row_row facts;
	int64_t from_us, until_us; /* -1: none */
	int64_t expired_flows;     /* it would have allowed them */
	bool inferred;
	const char *place;
};

/* How the rows of the matrix fared. */
struct report_rows {
	uint64_t total;
	uint64_t by_status[ROW_STATUS_OFF + 1];
};

struct report_feature {
	const char *feature, *label;
	bool on, default_on;
};

/* A row that is not what it was under the policy of the time before. */
struct report_row_change {
	const char *row_id;
	const char *change;       /* "added", "removed", "changed", "status" */
	const char *before, *now; /* NULL: it was not, or is not there */
};

/* Flows that began in an hour. */
enum report_class { REPORT_THROUGH, REPORT_STOPPED, REPORT_PROBABLE };
struct report_hour {
	int64_t hour_us;
	uint64_t flows[4][3]; /* by verdict and class */
};

/* Roles and a service that were not there before, or are not any more. */
struct report_change {
	bool gone;
	const char *src_roles, *dst_roles, *proto, *verdict;
	int64_t port, flows;
};
struct report_comparison {
	const char *with; /* "2026-11-22"; NULL: there is nothing to compare */
	bool recorded;    /* that day has flows */
	struct report_change *changes;
	size_t change_count;
};

/* The life of a finding, by the nights that were recorded. */
enum report_life {
	REPORT_LIFE_UNKNOWN, /* of no day, or no night before */
	REPORT_NEW,
	REPORT_CONTINUING,
	REPORT_RETURNED,
	REPORT_GONE,
};

/* One thing that a person should look at. */
struct report_case {
	const char *id;   /* lasting: 16 hex digits */
	const char *kind; /* "blocked", "escaped", "service", "missed" */
	const char *src_roles, *dst_roles, *proto, *row_id;
	const char *src, *dst; /* of its id; NULL: any */
	const char *peer;      /* an example of the other end; NULL: several */
	const char *near_row_id, *near_fact, *reason;
	const char *what; /* one line, without addresses */
	int64_t port, first_us, last_us, flow_id;
	uint64_t flows;
	enum report_life life;
	const char *since; /* the first night of it, when continuing */
	size_t nights;     /* on which it was seen, this one included */
};

/* Where who was turned away came from. */
enum report_side { REPORT_INSIDE, REPORT_OUTSIDE, REPORT_SIDE_UNKNOWN };
struct report_rejected {
	struct store_rejected facts;
	enum report_side side;
};

/* A host without a role, and the role that its traffic suggests. */
struct report_stranger {
	struct store_stranger facts; /* of the row with most flows */
	uint64_t flows;              /* of all rows that tell the role */
	const char *role; /* what the nearest row has there; NULL: unknown */
	size_t findings;  /* that a role would settle */
};

/* How much of the time was seen, and how well. */
struct report_tap {
	double coverage; /* of the time, 0 to 1; below 0: not known */
	double loss;     /* of packets, 0 to 1 */
	double one_way;  /* of TCP flows, 0 to 1 */
	uint64_t lost, unseen_bytes;
	int64_t seen_us;            /* time that runs were at work */
	int64_t *gap_from, *gap_to; /* of the day */
	size_t gap_count;
};

/* The sentence at the top. */
enum report_word {
	REPORT_NOT_ASSESSABLE,
	REPORT_NOT_TUNED,
	REPORT_FINDINGS,
	REPORT_NO_DEPARTURE,
};

struct report {
	const char *period; /* "run 3", "2026-11-23 (Europe/Zurich)" */
	const char *site, *matrix, *digest, *tap; /* "" when unknown */
	const char *matrix_title, *matrix_source, *zone;
	const char *day; /* "2026-11-23" of the zone; NULL: no whole day */
	struct store_scope scope;
	int64_t policy_id;
	bool several_policies;
	size_t store_count;
	uint64_t twins; /* flows that were recorded twice, counted once */
	struct store_headline headline;
	struct store_run figures; /* summed over the runs */
	size_t run_count, partial_runs, crashed_runs, running_runs;
	size_t unasked_runs; /* that did not ask nDPI */
	const char *sources; /* what the runs read */
	bool component_seen;
	uint64_t continuing; /* flows that began before the day */
	struct report_finding *findings;
	size_t finding_count;
	struct report_blocked *blocked;
	size_t blocked_count;
	size_t blocked_kinds[REPORT_BLOCKED_KINDS];
	struct store_sum *sums;
	size_t sum_count;
	struct report_port *ports;
	size_t port_count;
	struct store_talk *talks[STORE_TALK_KINDS];
	size_t talk_counts[STORE_TALK_KINDS];
	struct report_input *inputs;
	size_t input_count;
	struct report_rows rows;
	struct report_row *row_list;
	size_t row_count;
	struct report_feature *features;
	size_t feature_count;
	struct store_slice *slices;
	size_t slice_count;
	struct report_hour *hours;
	size_t hour_count;
	struct role_kinds roles; /* empty: no policy told them */
	struct site_networks networks;
	struct report_rejected *rejected;
	size_t rejected_count;
	struct store_sender *senders;
	size_t sender_count;
	struct store_senders_rest senders_rest;
	struct report_stranger *strangers;
	size_t stranger_count;
	struct store_role_pair *role_pairs;
	size_t role_pair_count;
	struct store_loss_row *losses;
	size_t loss_count;
	struct store_interface_row *interfaces;
	size_t interface_count;
	struct store_event_row *events;
	size_t event_count;
	struct report_tap tap_health;
	struct report_comparison day_before, week_before;
	const char *policy_before; /* digest; NULL: none, or the same */
	struct report_row_change *row_changes;
	size_t row_change_count;
	struct report_case *cases; /* also those that are gone */
	size_t case_count;
	const char *night_before;    /* the last one recorded; NULL: none */
	const char **nights_missing; /* days without a report */
	size_t night_missing_count;
};

/*
 * Read the scope from count stores, flows that several have counted once.
 * period is copied.  0 and a report to give to report_free(), or as the store
 * says, with err.
 */
int report_new(struct report **out, struct store *const *stores, size_t count,
    const struct store_scope *scope, const char *period, struct err *err);
void report_free(struct report *r);

/* Flows by which a server spoke what does not belong on its port. */
uint64_t report_services(const struct report *r);
/* Forbidden flows that got through. */
uint64_t report_escaped(const struct report *r);
/* Forbidden flows that may have. */
uint64_t report_doubted(const struct report *r);
/* Missed flows that got through, of ranks up to OTHER. */
uint64_t report_uncovered(const struct report *r);

/* The verdict on the whole; never "compliant". */
enum report_word report_word(const struct report *r);
/* "findings", "not assessable", ... */
const char *report_word_text(enum report_word word);
/* Why it is not assessable, a sentence; NULL when it is. */
const char *report_unassessable(const struct report *r, char *out, size_t size);
/* The sentence at the top: what was found, and how far it can be trusted.
 * Returns out. */
char *report_sentence(const struct report *r, char *out, size_t size);

/* What store_night_put() wants; its texts live as long as the report, and so
 * does the list of findings.  made_us and digest are the caller's. */
void report_night(const struct report *r, struct store_night *out);

#endif

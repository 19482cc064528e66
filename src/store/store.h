/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store.h - the database: one writer, batches, runs, inputs, policies, flows.
 *
 * rasaudit.db(5) has the public views.  What is put is kept in memory until
 * the COMMIT that wrote it returned, so a full disk or a locked database
 * loses nothing that was accepted.  Statements are prepared once and values
 * always bound.  One store belongs to one thread.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/err.h"
#include "base/words.h"
#include "policy/policy.h"

#define STORE_BATCH_ROWS 10000
#define STORE_BATCH_US UINT64_C(1000000)
/* Bytes of what waits for a commit; past it nothing more is accepted. */
#define STORE_PENDING_MAX ((size_t)64 << 20)

struct store;

enum store_mode {
	STORE_READ,  /* must exist; never blocks the writer */
	STORE_WRITE, /* made when missing; one writer at a time */
};

/*
 * Open path.  0 and a store to give to store_close(); or a negative errno
 * with err naming path, cause and remedy: -ENOENT, -EACCES, -EROFS, -EBUSY
 * (another writer has it), -EMEDIUMTYPE (another program's file, or no
 * database), -EPROTO (made by a newer rasaudit, or for reading by an older
 * one), -EUCLEAN (damaged), -ENOSPC, -EOPNOTSUPP (on a network file system).
 * Runs that a dead writer left running become "crashed" when a writer opens.
 */
int store_open(struct store **out, const char *path, enum store_mode mode,
    struct err *err);
/* Commit, and close.  A writer leaves no -wal file.  What can not be committed
 * is lost: call store_commit() first and look.  NULL is allowed. */
void store_close(struct store *s);
const char *store_path(const struct store *s);

/*
 * Write all that is pending now.  0; or -ENOSPC, -EBUSY, -EIO, -EUCLEAN with
 * err, and everything stays pending for another try.
 */
int store_commit(struct store *s, struct err *err);
/* store_commit() if STORE_BATCH_ROWS are pending or STORE_BATCH_US passed
 * since the last one by now_us, a clock of the caller's.  0 when not due.
 * After a failure the next try is due a second later, then two, up to 32. */
int store_tick(struct store *s, uint64_t now_us, struct err *err);
/* How long a call waits for another program that has the database locked; at
 * first it is 5 seconds.  Who has other things to do meanwhile sets less. */
void store_set_patience(struct store *s, int ms);
/* Rows accepted and not yet committed. */
size_t store_pending(const struct store *s);
/* Is the -wal file twice as long as it may be, because someone reads one state
 * of the database for so long? */
bool store_wal_held(const struct store *s);

/* Record a policy with its rows unless its digest is known.  Committed at
 * once.  0 and *policy_id, or as store_commit(). */
int store_policy_put(struct store *s, const struct policy *p,
    int64_t *policy_id, struct err *err);

/* Runs. */

/* Packets that were received, by what became of them. */
enum store_fate {
	STORE_FATE_JUDGED,
	STORE_FATE_OUT_OF_SCOPE,
	STORE_FATE_DUPLICATE,
	STORE_FATE_TRUNCATED,
	STORE_FATE_MALFORMED,
	STORE_FATE_NOT_IP,
	STORE_FATE_UNKNOWN,
	STORE_FATE_TOO_DEEP,
	STORE_FATE_FRAGMENT, /* without its first fragment */
	STORE_FATE_COUNT,
};
/* "judged", "out-of-scope", "duplicate", "truncated", ... */
const char *store_fate_word(enum store_fate fate);

struct store_run {
	uint64_t ended_us;
	uint64_t first_packet_us, last_packet_us; /* 0: no packet */
	uint64_t packets; /* received: the sum of fates */
	uint64_t bytes;   /* on the wire */
	uint64_t kernel_drops, interface_drops;
	uint64_t evicted_flows;
	uint64_t snapped;   /* cut by the snap length, judged all the same */
	uint64_t time_back; /* capture time that ran backwards */
	uint64_t fates[STORE_FATE_COUNT];
	const char *ndpi_version; /* NULL: it was not asked */
};

/* Begin a run; committed at once.  source is what was read, for people. */
int store_run_begin(struct store *s, enum run_mode mode, const char *source,
    uint64_t started_us, int64_t policy_id, int64_t *run_id, struct err *err);
/* Write figures of a run that goes on, with the next commit. */
void store_run_progress(struct store *s, int64_t run_id,
    const struct store_run *run);
/* End it: figures and state, with everything pending, in one commit. */
int store_run_end(struct store *s, int64_t run_id, const struct store_run *run,
    enum run_state state, struct err *err);

/* What the tap did not give us, in a minute. */
struct store_loss {
	uint64_t packets; /* received */
	uint64_t kernel_drops, interface_drops;
	uint64_t unseen_bytes; /* acknowledged, and never seen */
	uint64_t evicted_flows;
};

/* Add to the figures of the minute that time_us is in; they come with the
 * next commit.  0 or -ENOMEM. */
int store_loss_add(struct store *s, int64_t run_id, uint64_t time_us,
    const struct store_loss *loss);

/* An interface of a live run, in a minute. */
struct store_interface {
	const char *name;
	uint64_t packets, bytes; /* received */
	uint64_t kernel_drops, interface_drops;
	uint64_t duplicates;     /* exact repeats */
	uint64_t flows, one_way; /* that ended, of them seen in one direction */
};

/* As store_loss_add(), by interface; name is copied. */
int store_interface_add(struct store *s, int64_t run_id, uint64_t time_us,
    const struct store_interface *figures);

/* Something that befell a run. */
enum store_event {
	STORE_EVENT_INTERFACE_DOWN, /* from here on nothing came from it */
	STORE_EVENT_INTERFACE_UP,
	STORE_EVENT_POLICY_LOADED, /* other rules are in force */
	STORE_EVENT_POLICY_KEPT,   /* a reload failed, the old ones stay */
	STORE_EVENT_CLOCK_STEP,
	STORE_EVENT_DISK_FULL,    /* what could not be written waits */
	STORE_EVENT_DISK_ROOM,    /* it was written, whatever was in the way */
	STORE_EVENT_UNWRITTEN,    /* flows that found no room while it waited */
	STORE_EVENT_RETENTION,    /* old flows or sums were deleted */
	STORE_EVENT_WRITE_FAILED, /* as with a full disk: a lock, an error */
	STORE_EVENT_DELETE_FAILED, /* old flows or sums stay for now */
	STORE_EVENT_LOG_HELD,      /* by a reader: the -wal file grows */
	STORE_EVENT_LOG_FREED,
	STORE_EVENT_COUNT,
};
/* "interface-down", "interface-up", "policy-loaded", ... */
const char *store_event_word(enum store_event event);
/* Comes with the next commit; about is the interface, text is for people;
 * both may be NULL and are copied.  0 or -ENOMEM. */
int store_event_add(struct store *s, int64_t run_id, uint64_t time_us,
    enum store_event event, const char *about, const char *text);

/* Inputs: captures seen before (DESIGN section 11). */

struct store_input {
	const char *path;
	uint64_t first_us, last_us; /* packets; 0 when none */
	uint64_t packets;
	const uint8_t *head; /* the unpacked input's first bytes */
	size_t head_len;
	uint64_t error_offset; /* of damage; UINT64_MAX when none */
	enum run_state state;  /* CLEAN, or PARTIAL when damaged */
};

enum store_seen {
	STORE_SEEN_NEW,
	STORE_SEEN_BEFORE,     /* skip_packets of it are recorded */
	STORE_SEEN_UNFINISHED, /* by a run that crashed or failed: run_id */
};

struct store_seen_result {
	enum store_seen seen;
	/* Judged already, from the beginning; UINT64_MAX when this very run
	 * reads it and is not done. */
	uint64_t skip_packets;
	int64_t run_id; /* that recorded it */
};

/* Has an input that begins with head and whose first packet is at first_us
 * been recorded?  The longest record counts. */
int store_input_seen(struct store *s, uint64_t first_us, const uint8_t *head,
    size_t head_len, struct store_seen_result *out, struct err *err);
/* Note that the run reads this input (first_us, path and head are used);
 * committed at once, so that a crash is known. */
int store_input_begin(struct store *s, int64_t run_id,
    const struct store_input *in, int64_t *input_id, struct err *err);
/* Its figures, with the next commit.  packets counts from its beginning,
 * skipped ones included. */
void store_input_end(struct store *s, int64_t input_id,
    const struct store_input *in);
/*
 * Remove a run that did not finish, its flows, sums and inputs, so that its
 * inputs can be judged anew.  -EBUSY when it did finish.
 */
int store_run_remove(struct store *s, int64_t run_id, struct err *err);
/* Paths of the inputs of a run, one call of fn each. */
int store_run_inputs(struct store *s, int64_t run_id,
    void (*fn)(const char *path, void *arg), void *arg, struct err *err);

/* Flows. */

/* One judged flow.  Texts are copied; NULL or "" where there is nothing to
 * say.  Ports are used only when has_ports. */
struct store_flow {
	int64_t run_id, policy_id;
	uint64_t first_us, last_us;
	struct addr src, dst; /* client, server */
	uint16_t src_port, dst_port;
	uint8_t proto;
	bool has_ports;
	bool weak, ambiguous;
	bool user_traffic;            /* of a session host's users: folds */
	uint8_t icmp_type, icmp_code; /* when proto is ICMP or ICMPv6 */
	enum scope scope;
	enum verdict verdict;
	enum reason reason;
	enum outcome outcome;
	enum cause cause;
	enum direction_basis basis;
	enum flow_end end;
	enum row_origin row_origin;
	enum near_fact near_fact;
	enum conformance conformance;
	enum grade grade;
	enum app_basis app_basis;
	enum name_basis name_basis;
	const char *src_roles, *dst_roles; /* sorted, joined by commas */
	const char *row_id, *near_row_id, *known;
	const char *app, *expected, *server_name;
	const char *ndpi_app, *ndpi_confidence;
	/* The registrable name that users' flows fold by; NULL: server_name */
	const char *fold_name;
	/* What a TLS or RDP handshake settled on: "tls1.2", "rdp-standard". */
	const char *security;
	const char *why;      /* conformance is undetermined: a word */
	const char *evidence; /* first bytes of both directions, hex */
	/* A name that the client spoke of, where server_name is another. */
	const char *claimed_name;
	const char *tunnel, *community_id;
	uint64_t packets_out, packets_in, bytes_out, bytes_in;
	uint32_t syns; /* of the client */
	uint16_t vlan; /* 0: none */
};

/*
 * Accept a flow.  *flow_id is 0 for a flow not yet recorded, and receives its
 * row; a flow that has a row already (an interim report) is updated there.
 * Refused and unanswered attempts, and users' traffic, fold as DESIGN sections
 * 7 and 11 say, when final is true.  Also adds it to the hourly sums (what
 * an update adds to an earlier report only).  0 or -ENOMEM, also when
 * STORE_PENDING_MAX waits for a commit; nothing of the flow was kept then.
 */
int store_flow_put(struct store *s, const struct store_flow *f, bool final,
    int64_t *flow_id);
/* Hourly sums only: out-of-scope flows, and housekeeping by host, which is
 * the source, and kind (kind NULL for out-of-scope).  As store_flow_put(). */
int store_flow_sum(struct store *s, const struct store_flow *f,
    const char *kind);

/*
 * Flows that an earlier live run left open ("end" active) and whose last
 * packet is at since_us or later, latest first: a run that begins takes them
 * up.  A later store_flow_put() with the flow's id and all its counts, old and
 * new, replaces the row and its sums; policy_id may then be another one.
 */
struct store_open_flow {
	int64_t flow_id;
	uint64_t first_us, last_us;
	struct addr src, dst; /* client, server */
	uint16_t src_port, dst_port;
	uint8_t proto;
	uint16_t vlan; /* 0: none */
	enum verdict verdict;
	enum outcome outcome;
	enum direction_basis basis;
	uint32_t syns;
	uint64_t packets_out, packets_in, bytes_out, bytes_in;
	/* Texts of the row, lent for the call; NULL when none. */
	const char *server_name, *app, *security;
	enum name_basis name_basis;
	enum conformance conformance;
	enum grade grade;
	enum app_basis app_basis;
};
int store_each_open(struct store *s, uint64_t since_us,
    int (*fn)(const struct store_open_flow *f, void *arg), void *arg,
    struct err *err);

/* Retention. */

/* What may go; 0 is "keep". */
struct store_retention {
	uint64_t flows_before_us; /* flows whose last packet is older */
	uint64_t sums_before_us;  /* sums by hour, losses, events, inputs */
	/* Of the file, a quarter or less of it for its -wal, which is held to
	 * that from then on: oldest flows go first, and sums when there are
	 * no more flows. */
	uint64_t max_bytes;
};
struct store_retained {
	uint64_t flows, sums; /* rows deleted by this call */
	uint64_t oldest_us;   /* of the flows that stay; 0: none */
	uint64_t file_bytes;  /* database and -wal after the call */
};
/*
 * Delete a little of what may go, at most rows rows, in a transaction of its
 * own, and give pages back to the system.  1 when more may go, 0 when done; or
 * as store_commit().  What waits is committed before; where there is no room
 * for that, this goes on all the same.  The history of nights, policies and
 * runs stay.  A flow that was open gets its row anew with the next report.
 */
int store_retain(struct store *s, const struct store_retention *what,
    size_t rows, struct store_retained *out, struct err *err);

/* Nights. */

/* A finding of a night; texts are copied. */
struct store_night_finding {
	const char *id;   /* lasting: 16 hex digits */
	const char *kind; /* "blocked", "escaped", "service", "missed", ... */
	const char *what; /* for people, one line */
	uint64_t flows;
};

/* A report that was made, for the history of nights. */
struct store_night {
	const char *day; /* "2026-11-23", of the site */
	const char *site, *headline;
	const char *digest; /* of the report */
	int64_t policy_id;
	uint64_t made_us, since_us, until_us;
	/* Flows, by their place in the headline table. */
	uint64_t permitted, blocked, escaped, rejected, uncovered, attempted;
	uint64_t probable, violations, out_of_scope;
	uint64_t packets, lost;
	double coverage; /* 0 to 1; below 0: not known */
	const struct store_night_finding *findings;
	size_t finding_count;
};

/*
 * Add a line to the history of the database at path, which must exist.  It
 * does so whether or not another rasaudit is writing.  0 or as store_open()
 * and store_commit().
 */
int store_night_put(const char *path, const struct store_night *night,
    struct err *err);

#endif

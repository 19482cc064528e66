/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sums.c - what is counted by hour or minute and waits to be added.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/sums.h"
#include "store/tally.h"

#define HOURS 64 /* of which the different keys are counted at a time */
#define KIND_MAX 24
#define NAME_MAX_BYTES 64 /* of an interface, with the final NUL */

static const char hour_text[] =
    "INSERT INTO hour_sum (run_id, hour, kind_id, port, flows, packets, bytes,"
    " first_us, last_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    " ON CONFLICT (run_id, hour, kind_id, port) DO UPDATE SET"
    " flows = flows + excluded.flows,"
    " packets = packets + excluded.packets, bytes = bytes + excluded.bytes,"
    " first_us = min(first_us, excluded.first_us),"
    " last_us = max(last_us, excluded.last_us)";
static const char host_text[] =
    "INSERT INTO host_hour (run_id, hour, host, answered)"
    " VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (run_id, hour, host)"
    " DO UPDATE SET answered = answered + excluded.answered";
static const char housekeeping_text[] =
    "INSERT INTO housekeeping (run_id, hour, policy_id, host, kind, proto,"
    " port, flows, packets, bytes)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    " ON CONFLICT (run_id, hour, policy_id, host, kind, proto, port)"
    " DO UPDATE SET flows = flows + excluded.flows,"
    " packets = packets + excluded.packets, bytes = bytes + excluded.bytes";
static const char loss_text[] =
    "INSERT INTO loss (run_id, minute, packets, kernel_drops, interface_drops,"
    " unseen_bytes, evicted_flows) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    " ON CONFLICT (run_id, minute) DO UPDATE SET"
    " packets = packets + excluded.packets,"
    " kernel_drops = kernel_drops + excluded.kernel_drops,"
    " interface_drops = interface_drops + excluded.interface_drops,"
    " unseen_bytes = unseen_bytes + excluded.unseen_bytes,"
    " evicted_flows = evicted_flows + excluded.evicted_flows";

static const char interface_text[] =
    "INSERT INTO interface_minute (run_id, minute, name, packets, bytes,"
    " kernel_drops, interface_drops, duplicates, flows, one_way)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    " ON CONFLICT (run_id, minute, name) DO UPDATE SET"
    " packets = packets + excluded.packets, bytes = bytes + excluded.bytes,"
    " kernel_drops = kernel_drops + excluded.kernel_drops,"
    " interface_drops = interface_drops + excluded.interface_drops,"
    " duplicates = duplicates + excluded.duplicates,"
    " flows = flows + excluded.flows, one_way = one_way + excluded.one_way";

struct hour_key {
	int64_t run_id, hour, kind_id, port;
};

struct host_key {
	int64_t run_id, hour;
	struct addr host;
};

struct housekeeping_key {
	int64_t run_id, hour, policy_id, port;
	struct addr host;
	uint8_t has_host, proto;
	char kind[KIND_MAX - 2];
};

struct loss_key {
	int64_t run_id, minute;
};

struct interface_key {
	int64_t run_id, minute;
	char name[NAME_MAX_BYTES];
};

/* Which numbers of a tally are what. */
enum { FLOWS, PACKETS, BYTES, FIRST_US, LAST_US, SUM_NUMBERS };
enum {
	RECEIVED,
	KERNEL_DROPS,
	INTERFACE_DROPS,
	UNSEEN_BYTES,
	EVICTED_FLOWS,
	LOSS_NUMBERS
};
enum { INTERFACE_NUMBERS = 7 }; /* as in struct store_interface */

/* What is tallied. */
enum { HOUR, HOST, HOUSEKEEPING, LOSS, INTERFACE, TALLIES };

static const struct {
	size_t key_size;
	size_t numbers;
	const char *text; /* adds one to the database */
} tallies[TALLIES] = {
	[HOUR] = { sizeof(struct hour_key), SUM_NUMBERS, hour_text },
	[HOST] = { sizeof(struct host_key), 1, host_text },
	[HOUSEKEEPING] = { sizeof(struct housekeeping_key), 3,
	    housekeeping_text },
	[LOSS] = { sizeof(struct loss_key), LOSS_NUMBERS, loss_text },
	[INTERFACE] = { sizeof(struct interface_key), INTERFACE_NUMBERS,
	    interface_text },
};

/* How many different keys an hour has had. */
struct variety {
	int64_t hour;
	unsigned int count;
};

struct sums {
	struct tally *tally[TALLIES];
	sqlite3_stmt *stmt[TALLIES];
	struct variety ports[HOURS], hosts[HOURS];
};

int
sums_new(struct sums **out, const uint8_t secret[HASH_SECRET_BYTES])
{
	struct sums *s = calloc(1, sizeof(*s));
	int rc = s ? 0 : -ENOMEM;

	for (size_t i = 0; i < TALLIES && !rc; i++)
		rc = tally_new(&s->tally[i], tallies[i].key_size,
		    tallies[i].numbers, secret);
	if (rc) {
		sums_free(s);
		return rc;
	}
	*out = s;
	return 0;
}

void
sums_free(struct sums *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < TALLIES; i++)
		tally_free(s->tally[i]);
	free(s);
}

int
sums_reserve(struct sums *s)
{
	int rc = 0;

	for (size_t i = 0; i < TALLIES && !rc; i++)
		rc = tally_reserve(s->tally[i]);
	return rc;
}

/* One more key of an hour, which is new: false when it has max already. */
static bool
vary(struct variety table[static HOURS], int64_t hour, unsigned int max)
{
	struct variety *v = &table[hour % HOURS];

	if (v->hour != hour)
		*v = (struct variety){ .hour = hour };
	if (v->count >= max)
		return false;
	v->count++;
	return true;
}

static struct hour_key
hour_key_of(const struct sum *sum)
{
	return (struct hour_key){ .run_id = sum->run_id,
		.hour = sum->hour,
		.kind_id = sum->kind_id,
		.port = sum->port };
}

void
sums_add(struct sums *s, const struct sum *sum)
{
	struct hour_key key = hour_key_of(sum);
	int64_t *n = tally_touch(s->tally[HOUR], &key);

	/* 0 is "nothing yet": no flow ends in 1970. */
	if (n[LAST_US] == 0 || sum->first_us < n[FIRST_US])
		n[FIRST_US] = sum->first_us;
	if (sum->last_us > n[LAST_US])
		n[LAST_US] = sum->last_us;
	n[FLOWS] += sum->flows;
	n[PACKETS] += sum->packets;
	n[BYTES] += sum->bytes;
}

int64_t
sums_port(struct sums *s, const struct sum *sum)
{
	struct hour_key key = hour_key_of(sum);

	if (sum->port == SUMS_NO_PORT || tally_has(s->tally[HOUR], &key) ||
	    vary(s->ports, sum->hour, SUMS_PORTS_MAX))
		return sum->port;
	return SUMS_NO_PORT;
}

void
sums_host(struct sums *s, int64_t run_id, int64_t hour, const struct addr *host,
    int64_t flows)
{
	struct host_key key = { .run_id = run_id, .hour = hour, .host = *host };

	tally_touch(s->tally[HOST], &key)[0] += flows;
}

void
sums_housekeeping(struct sums *s, const struct sum *sum,
    const struct store_flow *f, const char *kind)
{
	struct housekeeping_key key = { .run_id = sum->run_id,
		.hour = sum->hour,
		.policy_id = f->policy_id,
		.port = sum->port,
		.host = f->src,
		.has_host = 1,
		.proto = f->proto };
	int64_t *n;

	memcpy(key.kind, kind, strnlen(kind, sizeof(key.kind) - 1));
	if (!tally_has(s->tally[HOUSEKEEPING], &key) &&
	    !vary(s->hosts, sum->hour, SUMS_HOSTS_MAX)) {
		memset(&key.host, 0, sizeof(key.host));
		key.has_host = 0;
		key.port = SUMS_NO_PORT;
	}
	n = tally_touch(s->tally[HOUSEKEEPING], &key);
	n[FLOWS] += sum->flows;
	n[PACKETS] += sum->packets;
	n[BYTES] += sum->bytes;
}

void
sums_loss(struct sums *s, int64_t run_id, int64_t minute,
    const struct store_loss *loss)
{
	struct loss_key key = { .run_id = run_id, .minute = minute };
	int64_t *n = tally_touch(s->tally[LOSS], &key);

	n[RECEIVED] += (int64_t)loss->packets;
	n[KERNEL_DROPS] += (int64_t)loss->kernel_drops;
	n[INTERFACE_DROPS] += (int64_t)loss->interface_drops;
	n[UNSEEN_BYTES] += (int64_t)loss->unseen_bytes;
	n[EVICTED_FLOWS] += (int64_t)loss->evicted_flows;
}

void
sums_interface(struct sums *s, int64_t run_id, int64_t minute,
    const struct store_interface *f)
{
	const uint64_t figures[INTERFACE_NUMBERS] = { f->packets, f->bytes,
		f->kernel_drops, f->interface_drops, f->duplicates, f->flows,
		f->one_way };
	struct interface_key key = { .run_id = run_id, .minute = minute };
	int64_t *n;

	if (f->name)
		memcpy(key.name, f->name,
		    strnlen(f->name, sizeof(key.name) - 1));
	n = tally_touch(s->tally[INTERFACE], &key);
	for (size_t i = 0; i < INTERFACE_NUMBERS; i++)
		n[i] += (int64_t)figures[i];
}

size_t
sums_waiting(const struct sums *s)
{
	size_t count = 0;

	for (size_t i = 0; i < TALLIES; i++)
		count += tally_waiting(s->tally[i]);
	return count;
}

size_t
sums_size(const struct sums *s)
{
	size_t size = 0;

	for (size_t i = 0; i < TALLIES; i++)
		size += tally_size(s->tally[i]);
	return size;
}

/* The database. */

static void
bind_numbers(sqlite3_stmt *stmt, int at, const int64_t *n, int count)
{
	for (int i = 0; i < count; i++)
		sql_bind_int(stmt, at + i, n[i]);
}

static int
write_hour(const struct sql *q, sqlite3_stmt *stmt, const void *where,
    const int64_t *n, struct err *err)
{
	const struct hour_key *key = where;

	/* Taken away what was added since the last commit. */
	if (n[FLOWS] == 0 && n[PACKETS] == 0 && n[BYTES] == 0)
		return 0;
	sql_bind_int(stmt, 1, key->run_id);
	sql_bind_int(stmt, 2, key->hour);
	sql_bind_int(stmt, 3, key->kind_id);
	sql_bind_int(stmt, 4, key->port);
	bind_numbers(stmt, 5, n, SUM_NUMBERS);
	return sql_run(q, stmt, err);
}

static int
run_host(const struct sql *q, sqlite3_stmt *stmt, int64_t run_id, int64_t hour,
    const char *host, int64_t flows, struct err *err)
{
	sql_bind_int(stmt, 1, run_id);
	sql_bind_int(stmt, 2, hour);
	sql_bind_text(stmt, 3, host);
	sql_bind_int(stmt, 4, flows);
	return sql_run(q, stmt, err);
}

static int
write_host(const struct sql *q, sqlite3_stmt *stmt, const void *where,
    const int64_t *n, struct err *err)
{
	const struct host_key *key = where;
	char host[ADDR_TEXT_MAX];

	addr_format(&key->host, host);
	return run_host(q, stmt, key->run_id, key->hour, host, n[0], err);
}

static int
write_housekeeping(const struct sql *q, sqlite3_stmt *stmt, const void *where,
    const int64_t *n, struct err *err)
{
	const struct housekeeping_key *key = where;
	char host[ADDR_TEXT_MAX] = "";
	char proto[PROTO_WORD_MAX];

	if (key->has_host)
		addr_format(&key->host, host);
	sql_bind_int(stmt, 1, key->run_id);
	sql_bind_int(stmt, 2, key->hour);
	sql_bind_int(stmt, 3, key->policy_id);
	sql_bind_string(stmt, 4, host);
	sql_bind_string(stmt, 5, key->kind);
	sql_bind_text(stmt, 6, proto_word(key->proto, proto));
	sql_bind_int(stmt, 7, key->port);
	bind_numbers(stmt, 8, n, BYTES + 1);
	return sql_run(q, stmt, err);
}

static int
write_loss(const struct sql *q, sqlite3_stmt *stmt, const void *where,
    const int64_t *n, struct err *err)
{
	const struct loss_key *key = where;

	sql_bind_int(stmt, 1, key->run_id);
	sql_bind_int(stmt, 2, key->minute);
	bind_numbers(stmt, 3, n, LOSS_NUMBERS);
	return sql_run(q, stmt, err);
}

static int
write_interface(const struct sql *q, sqlite3_stmt *stmt, const void *where,
    const int64_t *n, struct err *err)
{
	const struct interface_key *key = where;
	int rc = 0;

	sql_bind_int(stmt, 1, key->run_id);
	sql_bind_int(stmt, 2, key->minute);
	if (key->name[0])
		rc = sql_bind_outside(stmt, 3, key->name);
	else
		sql_bind_string(stmt, 3, "");
	if (rc)
		return sql_tell(q->path, rc, NULL, err);
	bind_numbers(stmt, 4, n, INTERFACE_NUMBERS);
	return sql_run(q, stmt, err);
}

typedef int write_fn(const struct sql *q, sqlite3_stmt *stmt, const void *where,
    const int64_t *n, struct err *err);

int
sums_write(struct sums *s, const struct sql *q, struct err *err)
{
	static write_fn *const writers[TALLIES] = {
		[HOUR] = write_hour,
		[HOST] = write_host,
		[HOUSEKEEPING] = write_housekeeping,
		[LOSS] = write_loss,
		[INTERFACE] = write_interface,
	};
	int rc = 0;

	for (size_t t = 0; t < TALLIES && !rc; t++) {
		const struct tally *tally = s->tally[t];

		rc = sql_prepare(q, &s->stmt[t], tallies[t].text, err);
		for (size_t i = 0; i < tally_waiting(tally) && !rc; i++)
			rc = writers[t](q, s->stmt[t], tally_key(tally, i),
			    tally_numbers(tally, i), err);
	}
	return rc;
}

void
sums_settle(struct sums *s)
{
	for (size_t i = 0; i < TALLIES; i++)
		tally_settle(s->tally[i]);
}

int
sums_write_one(struct sums *s, const struct sql *q, const struct sum *sum,
    struct err *err)
{
	const struct hour_key key = hour_key_of(sum);
	const int64_t n[SUM_NUMBERS] = { [FLOWS] = sum->flows,
		[PACKETS] = sum->packets,
		[BYTES] = sum->bytes,
		[FIRST_US] = sum->first_us,
		[LAST_US] = sum->last_us };
	int rc = sql_prepare(q, &s->stmt[HOUR], hour_text, err);

	return rc ? rc : write_hour(q, s->stmt[HOUR], &key, n, err);
}

int
sums_write_host(struct sums *s, const struct sql *q, int64_t run_id,
    int64_t hour, const char *host, int64_t flows, struct err *err)
{
	int rc = sql_prepare(q, &s->stmt[HOST], host_text, err);

	if (rc)
		return rc;
	return run_host(q, s->stmt[HOST], run_id, hour, host, flows, err);
}

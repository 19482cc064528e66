/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * twin_match.c - which recordings of an hour or so are of the same flow.
 *
 * Names are compared by their keyed 64-bit hashes alone: of a million of
 * them, two are the same by chance once in some ten million reports.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/twin_match.h"

#define ROOM_FIRST 4096

/* The next moment after at when a run begins, or has ended. */
static int64_t
next_change(const struct twin_run *runs, size_t count, int64_t at)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < count; i++) {
		if (runs[i].since_us > at && runs[i].since_us < next)
			next = runs[i].since_us;
		if (runs[i].until_us >= at && runs[i].until_us + 1 < next)
			next = runs[i].until_us + 1;
	}
	return next;
}

static bool
several_at(const struct twin_run *runs, size_t count, int64_t at)
{
	size_t own = 0, all = 0;

	for (size_t i = 0; i < count && (!own || all < 2); i++)
		if (runs[i].since_us <= at && runs[i].until_us >= at) {
			own += runs[i].own;
			all++;
		}
	return own && all > 1;
}

bool
twin_next_time(const struct twin_run *runs, size_t count, int64_t *begin,
    int64_t *end)
{
	while (*begin != INT64_MAX && !several_at(runs, count, *begin))
		*begin = next_change(runs, count, *begin);
	*end = *begin;
	while (*end != INT64_MAX && several_at(runs, count, *end))
		*end = next_change(runs, count, *end);
	return *begin != INT64_MAX;
}

int
twin_match_init(struct twin_match *m, const struct twin_run *runs)
{
	*m = (struct twin_match){ .runs = runs };
	return hash_secret_random(m->secret);
}

void
twin_match_fini(struct twin_match *m)
{
	buckets_fini(&m->buckets);
	free(m->seen);
	m->seen = NULL;
}

void
twin_match_clear(struct twin_match *m)
{
	if (m->room > 0)
		buckets_clear(&m->buckets);
	m->count = 0;
	m->standing = 0;
	memset(m->ports, 0, sizeof(m->ports));
}

static uint64_t
hash_of(const struct twin_match *m, const char *name)
{
	return hash_bytes(name, strlen(name), m->secret);
}

static int
grow(struct twin_match *m)
{
	size_t room = m->room ? 2 * m->room : ROOM_FIRST;
	struct twin_seen *seen;

	if (room > BUCKETS_MAX)
		return -ENOMEM;
	seen = realloc(m->seen, room * sizeof(*seen));
	if (!seen)
		return -ENOMEM;
	m->seen = seen;
	if (buckets_resize(&m->buckets, room, m->count) != 0)
		return -ENOMEM;
	m->room = room;
	return 0;
}

int
twin_match_add(struct twin_match *m, const char *name,
    const struct twin_seen *seen)
{
	if (m->count == m->room && grow(m) != 0)
		return -ENOMEM;
	m->seen[m->count] = *seen;
	buckets_add(&m->buckets, (uint32_t)m->count, hash_of(m, name));
	m->count++;
	m->standing += seen->stands;
	return 0;
}

/* Was seen there while both runs went on? */
static bool
in_both(const struct twin_seen *seen, const struct twin_run *a,
    const struct twin_run *b)
{
	int64_t since = a->since_us > b->since_us ? a->since_us : b->since_us;
	int64_t until = a->until_us < b->until_us ? a->until_us : b->until_us;

	return since <= until && seen->first_us <= until + TWIN_SLACK_US &&
	    seen->last_us >= since - TWIN_SLACK_US;
}

static bool
is_twin(const struct twin_match *m, const struct twin_seen *own,
    const struct twin_seen *kept)
{
	const struct twin_run *a = &m->runs[kept->run];
	const struct twin_run *b = &m->runs[own->run];

	return a->place < b->place &&
	    kept->first_us <= own->last_us + TWIN_SLACK_US &&
	    kept->last_us + TWIN_SLACK_US >= own->first_us &&
	    in_both(own, a, b) && in_both(kept, a, b);
}

bool
twin_match_goes(const struct twin_match *m, size_t i)
{
	const struct buckets *b = &m->buckets;
	uint32_t at;

	if (!m->seen[i].may_go)
		return false;
	at = buckets_first(b, b->hashes[i]);
	for (; at != BUCKETS_END; at = buckets_next(b, at))
		if (is_twin(m, &m->seen[i], &m->seen[at]))
			return true;
	return false;
}

static uint32_t
first_of(const struct twin_match *m, const char *name)
{
	return m->count ? buckets_first(&m->buckets, hash_of(m, name))
			: BUCKETS_END;
}

bool
twin_match_stands(const struct twin_match *m, const char *name,
    const struct twin_seen *seen)
{
	uint32_t at = first_of(m, name);

	for (; at != BUCKETS_END; at = buckets_next(&m->buckets, at))
		if (m->seen[at].stands && is_twin(m, seen, &m->seen[at]))
			return true;
	return false;
}

static unsigned int
bit_of(int64_t port)
{
	return port < 0 || port > 65535 ? 65536 : (unsigned int)port;
}

void
twin_match_note_port(struct twin_match *m, int64_t port)
{
	m->ports[bit_of(port) / 64] |= UINT64_C(1) << bit_of(port) % 64;
}

bool
twin_match_has_port(const struct twin_match *m, int64_t port)
{
	return m->ports[bit_of(port) / 64] >> bit_of(port) % 64 & 1;
}

bool
twin_match_named(const struct twin_match *m, const char *name)
{
	uint32_t at = first_of(m, name);

	for (; at != BUCKETS_END; at = buckets_next(&m->buckets, at))
		if (m->seen[at].stands)
			return true;
	return false;
}

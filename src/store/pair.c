/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pair.c - numbers for the two addresses of a flow.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/lru.h"
#include "store/pair.h"

#define FIRST_ROOM 256
#define FRESH_KEPT_MAX 32768 /* room kept beyond a commit */

static const char insert_text[] =
    "INSERT INTO pair (pair_id, src, dst) VALUES (?1, ?2, ?3)";
static const char load_text[] =
    "SELECT pair_id, src, dst FROM pair WHERE pair_id > ?1 ORDER BY pair_id";

struct key {
	struct addr src, dst;
	uint8_t has_src, has_dst; /* 0: several */
};

struct fresh {
	struct key key;
	int64_t id;
};

struct pairs {
	struct lru *known; /* struct key to int64_t */
	struct fresh *fresh;
	size_t count, room;
	int64_t next_id;
	sqlite3_stmt *insert;
};

int
pairs_new(struct pairs **out, const uint8_t secret[HASH_SECRET_BYTES])
{
	struct pairs *p = calloc(1, sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->next_id = 1;
	if (lru_new(&p->known, PAIRS_KEPT_MAX, sizeof(struct key),
		sizeof(int64_t), secret)) {
		free(p);
		return -ENOMEM;
	}
	*out = p;
	return 0;
}

void
pairs_free(struct pairs *p)
{
	if (!p)
		return;
	lru_free(p->known);
	free(p->fresh);
	free(p);
}

int
pairs_reserve(struct pairs *p)
{
	size_t room = p->room ? 2 * p->room : FIRST_ROOM;
	struct fresh *fresh;

	if (p->count < p->room)
		return 0;
	fresh = reallocarray(p->fresh, room, sizeof(*fresh));
	if (!fresh)
		return -ENOMEM;
	p->fresh = fresh;
	p->room = room;
	return 0;
}

int64_t
pairs_find(struct pairs *p, const struct addr *src, const struct addr *dst)
{
	struct key key = { .has_src = src != NULL, .has_dst = dst != NULL };
	int64_t *id;

	if (src)
		key.src = *src;
	if (dst)
		key.dst = *dst;
	id = lru_touch(p->known, &key);
	if (*id == 0) {
		assert(p->count < p->room);
		*id = p->next_id++;
		p->fresh[p->count++] = (struct fresh){ .key = key, .id = *id };
	}
	return *id;
}

static uint8_t
read_addr(sqlite3_stmt *stmt, int at, struct addr *out)
{
	const char *text = sql_column_text(stmt, at);

	return text && addr_parse(text, strlen(text), out) == 0;
}

int
pairs_load(struct pairs *p, const struct sql *q, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int64_t last = 0;
	int rc = sql_number(q, "SELECT max(pair_id) FROM pair", &last, err);
	int step;

	if (!rc)
		rc = sql_prepare(q, &stmt, load_text, err);
	if (rc)
		return rc;
	sql_bind_int(stmt, 1, last - PAIRS_KEPT_MAX);
	while ((step = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct key key = { .has_src = 0 };
		int64_t *id;

		key.has_src = read_addr(stmt, 1, &key.src);
		key.has_dst = read_addr(stmt, 2, &key.dst);
		id = lru_touch(p->known, &key);
		*id = sqlite3_column_int64(stmt, 0);
	}
	if (step != SQLITE_DONE)
		rc = sql_fail(q, err);
	sqlite3_finalize(stmt);
	p->next_id = last + 1;
	return rc;
}

size_t
pairs_waiting(const struct pairs *p)
{
	return p->count;
}

int
pairs_write(struct pairs *p, const struct sql *q, struct err *err)
{
	char src[ADDR_TEXT_MAX], dst[ADDR_TEXT_MAX];
	int rc = sql_prepare(q, &p->insert, insert_text, err);

	for (size_t i = 0; i < p->count && !rc; i++) {
		const struct key *key = &p->fresh[i].key;

		src[0] = dst[0] = '\0';
		if (key->has_src)
			addr_format(&key->src, src);
		if (key->has_dst)
			addr_format(&key->dst, dst);
		sql_bind_int(p->insert, 1, p->fresh[i].id);
		sql_bind_text(p->insert, 2, src);
		sql_bind_text(p->insert, 3, dst);
		rc = sql_run(q, p->insert, err);
	}
	return rc;
}

void
pairs_forget(struct pairs *p)
{
	assert(p->count == 0);
	lru_clear(p->known);
}

void
pairs_settle(struct pairs *p)
{
	p->count = 0;
	if (p->room <= FRESH_KEPT_MAX)
		return;
	free(p->fresh);
	p->fresh = NULL;
	p->room = 0;
}

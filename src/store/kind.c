/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kind.c - numbers for what many flows have in common.
 *
 * A kind is known by its key: the columns one after the other, numbers and
 * words as bytes, texts with their final NUL.  One table of columns makes the
 * key of a flow, the key of a row of the database, and the row of a key.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/buckets.h"
#include "store/kind.h"

#define FIRST_ROOM 256
#define TEXT_MAX 255
#define ROLES_MAX (POLICY_ROLES_TEXT_MAX - 1)

enum column_type {
	COLUMN_ID,    /* int64_t */
	COLUMN_PROTO, /* uint8_t, its word in the database */
	COLUMN_WORD,  /* an enumeration with words */
	COLUMN_FLAG,  /* bool */
	COLUMN_TEXT,  /* NULL when empty */
	COLUMN_ROLES, /* text that may be empty */
};

struct column {
	enum column_type type;
	enum words words;
	size_t at; /* in struct store_flow */
};

#define AT(field) offsetof(struct store_flow, field)

/* In the order of COLUMNS. */
static const struct column columns[] = {
	{ COLUMN_ID, 0, AT(policy_id) },
	{ COLUMN_PROTO, 0, AT(proto) },
	{ COLUMN_WORD, WORDS_SCOPE, AT(scope) },
	{ COLUMN_ROLES, 0, AT(src_roles) },
	{ COLUMN_ROLES, 0, AT(dst_roles) },
	{ COLUMN_WORD, WORDS_VERDICT, AT(verdict) },
	{ COLUMN_WORD, WORDS_REASON, AT(reason) },
	{ COLUMN_TEXT, 0, AT(row_id) },
	{ COLUMN_WORD, WORDS_ROW_ORIGIN, AT(row_origin) },
	{ COLUMN_TEXT, 0, AT(known) },
	{ COLUMN_TEXT, 0, AT(near_row_id) },
	{ COLUMN_WORD, WORDS_NEAR_FACT, AT(near_fact) },
	{ COLUMN_WORD, WORDS_OUTCOME, AT(outcome) },
	{ COLUMN_WORD, WORDS_CAUSE, AT(cause) },
	{ COLUMN_WORD, WORDS_DIRECTION_BASIS, AT(basis) },
	{ COLUMN_FLAG, 0, AT(weak) },
	{ COLUMN_FLAG, 0, AT(ambiguous) },
	{ COLUMN_TEXT, 0, AT(app) },
	{ COLUMN_WORD, WORDS_APP_BASIS, AT(app_basis) },
	{ COLUMN_WORD, WORDS_CONFORMANCE, AT(conformance) },
	{ COLUMN_WORD, WORDS_GRADE, AT(grade) },
	{ COLUMN_TEXT, 0, AT(expected) },
	{ COLUMN_WORD, WORDS_NAME_BASIS, AT(name_basis) },
	{ COLUMN_TEXT, 0, AT(ndpi_app) },
	{ COLUMN_TEXT, 0, AT(ndpi_confidence) },
	{ COLUMN_TEXT, 0, AT(security) },
	{ COLUMN_TEXT, 0, AT(why) },
};

#define COLUMNS                                                                \
	"policy_id, proto, scope, src_roles, dst_roles, verdict, reason,"      \
	" row_id, row_origin, known, near_row_id, near_fact, outcome, cause,"  \
	" direction_basis, weak, ambiguous, app, app_basis, conformance,"      \
	" grade, expected, name_basis, ndpi_app, ndpi_confidence, security,"   \
	" why"
#define COLUMN_COUNT (sizeof(columns) / sizeof(columns[0]))
#define SRC_ROLES 3 /* places in columns */
#define DST_ROLES 4
#define KEY_MAX                                                                \
	(sizeof(int64_t) + 2 * (ROLES_MAX + 1) + COLUMN_COUNT * (TEXT_MAX + 1))

static const char insert_text[] =
    "INSERT INTO kind (kind_id, " COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
    " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
    " ?22, ?23, ?24, ?25, ?26, ?27, ?28)";
static const char roles_text[] =
    "INSERT OR IGNORE INTO role_pair (policy_id, src_role, dst_role)"
    " VALUES (?1, ?2, ?3)";
static const char load_text[] =
    "SELECT kind_id, " COLUMNS " FROM kind ORDER BY kind_id DESC LIMIT ?1";

struct entry {
	size_t at, len; /* of the key in bytes */
	int64_t id;
};

struct kinds {
	struct entry *entries;
	size_t count, room;
	size_t settled; /* entries before it are in the database */
	struct buckets buckets;
	char *bytes; /* keys */
	size_t used, size;
	int64_t next_id;
	sqlite3_stmt *insert, *roles;
	uint8_t secret[HASH_SECRET_BYTES];
};

static int grow_entries(struct kinds *k);

int
kinds_new(struct kinds **out, const uint8_t secret[HASH_SECRET_BYTES])
{
	struct kinds *k = calloc(1, sizeof(*k));

	if (!k)
		return -ENOMEM;
	assert(columns[SRC_ROLES].at == AT(src_roles));
	assert(columns[DST_ROLES].at == AT(dst_roles));
	memcpy(k->secret, secret, sizeof(k->secret));
	k->next_id = 1;
	if (grow_entries(k)) {
		kinds_free(k);
		return -ENOMEM;
	}
	*out = k;
	return 0;
}

void
kinds_free(struct kinds *k)
{
	if (!k)
		return;
	free(k->entries);
	buckets_fini(&k->buckets);
	free(k->bytes);
	free(k);
}

/* Keys. */

/* The length of text, cut to max without tearing a character. */
static size_t
fit(const char *text, size_t max)
{
	size_t len = strnlen(text, max + 1);

	if (len <= max)
		return len;
	len = max;
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static size_t
put_text(char *out, const char *text, size_t max)
{
	size_t len = text ? fit(text, max) : 0;

	if (len > 0)
		memcpy(out, text, len);
	out[len] = '\0';
	return len + 1;
}

/* The key of one column of a flow into out; returns its length. */
static size_t
put_field(char *out, const struct column *c, const struct store_flow *f)
{
	const char *field = (const char *)f + c->at;
	const char *text;
	unsigned int word;

	switch (c->type) {
	case COLUMN_ID:
		memcpy(out, field, sizeof(int64_t));
		return sizeof(int64_t);
	case COLUMN_WORD:
		memcpy(&word, field, sizeof(word));
		assert(word < word_count(c->words));
		*out = (char)word;
		return 1;
	case COLUMN_PROTO:
	case COLUMN_FLAG:
		*out = *field;
		return 1;
	case COLUMN_TEXT:
	case COLUMN_ROLES:
		break;
	}
	memcpy(&text, field, sizeof(text));
	return put_text(out, text,
	    c->type == COLUMN_ROLES ? ROLES_MAX : TEXT_MAX);
}

/* A protocol's number from its word or its digits. */
static uint8_t
proto_number(const char *text)
{
	uint64_t number = 0;
	int known = proto_find(text, strlen(text));

	if (known >= 0)
		return (uint8_t)known;
	text_parse_u64(text, strlen(text), UINT8_MAX, &number);
	return (uint8_t)number;
}

/* The key of one column of a row of the database. */
static size_t
put_value(char *out, const struct column *c, sqlite3_stmt *stmt, int at)
{
	const char *text = sql_column_text(stmt, at);
	int64_t number = sqlite3_column_int64(stmt, at);
	int word;

	switch (c->type) {
	case COLUMN_ID:
		memcpy(out, &number, sizeof(number));
		return sizeof(number);
	case COLUMN_PROTO:
		*out = (char)proto_number(text ? text : "");
		return 1;
	case COLUMN_WORD:
		word = text ? word_find(c->words, text) : 0;
		*out = (char)(word < 0 ? 0 : word);
		return 1;
	case COLUMN_FLAG:
		*out = (char)(number != 0);
		return 1;
	case COLUMN_TEXT:
	case COLUMN_ROLES:
		break;
	}
	return put_text(out, text,
	    c->type == COLUMN_ROLES ? ROLES_MAX : TEXT_MAX);
}

/* Bind one column of a key; returns its length in the key.  word lives as
 * long as the statement runs. */
static size_t
bind_field(sqlite3_stmt *stmt, int at, const struct column *c, const char *key,
    char word[static PROTO_WORD_MAX])
{
	int64_t number;

	switch (c->type) {
	case COLUMN_ID:
		memcpy(&number, key, sizeof(number));
		sql_bind_int(stmt, at, number);
		return sizeof(number);
	case COLUMN_PROTO:
		sql_bind_text(stmt, at, proto_word((uint8_t)*key, word));
		return 1;
	case COLUMN_WORD:
		sql_bind_text(stmt, at,
		    word_text(c->words, (unsigned char)*key));
		return 1;
	case COLUMN_FLAG:
		sql_bind_int(stmt, at, *key);
		return 1;
	case COLUMN_TEXT:
		sql_bind_text(stmt, at, key);
		break;
	case COLUMN_ROLES:
		sql_bind_string(stmt, at, key);
		break;
	}
	return strlen(key) + 1;
}

/* The table of keys. */

static int
grow_entries(struct kinds *k)
{
	size_t room = k->room ? 2 * k->room : FIRST_ROOM;
	struct entry *entries;

	if (room > BUCKETS_MAX)
		return -ENOMEM;
	entries = reallocarray(k->entries, room, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	k->entries = entries;
	if (buckets_resize(&k->buckets, room, k->count))
		return -ENOMEM;
	k->room = room;
	return 0;
}

int
kinds_reserve(struct kinds *k)
{
	if (k->size - k->used < KEY_MAX) {
		size_t size = 2 * k->size + KEY_MAX;
		char *bytes = realloc(k->bytes, size);

		if (!bytes)
			return -ENOMEM;
		k->bytes = bytes;
		k->size = size;
	}
	return k->count < k->room ? 0 : grow_entries(k);
}

static uint32_t
find(const struct kinds *k, const char *key, size_t len, uint64_t hash)
{
	uint32_t i = buckets_first(&k->buckets, hash);

	while (i != BUCKETS_END &&
	    (k->entries[i].len != len ||
		memcmp(k->bytes + k->entries[i].at, key, len) != 0))
		i = buckets_next(&k->buckets, i);
	return i;
}

/* Add the key that stands at the end of the bytes in use. */
static void
add(struct kinds *k, size_t len, uint64_t hash, int64_t id)
{
	assert(k->count < k->room);
	k->entries[k->count] =
	    (struct entry){ .at = k->used, .len = len, .id = id };
	buckets_add(&k->buckets, (uint32_t)k->count++, hash);
	k->used += len;
}

int64_t
kinds_find(struct kinds *k, const struct store_flow *f)
{
	char *key = k->bytes + k->used;
	size_t len = 0;
	uint64_t hash;
	uint32_t i;

	assert(k->size - k->used >= KEY_MAX);
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		len += put_field(key + len, &columns[c], f);
	hash = hash_bytes(key, len, k->secret);
	i = find(k, key, len, hash);
	if (i != BUCKETS_END)
		return k->entries[i].id;
	add(k, len, hash, k->next_id);
	return k->next_id++;
}

/* The database. */

int
kinds_load(struct kinds *k, const struct sql *q, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(q, &stmt, load_text, err);
	int step;

	if (rc)
		return rc;
	sql_bind_int(stmt, 1, KINDS_KEPT_MAX);
	while ((step = sqlite3_step(stmt)) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(stmt, 0);
		size_t len = 0;
		char *key;

		rc = kinds_reserve(k);
		if (rc)
			break;
		key = k->bytes + k->used;
		for (size_t c = 0; c < COLUMN_COUNT; c++)
			len +=
			    put_value(key + len, &columns[c], stmt, (int)c + 1);
		add(k, len, hash_bytes(key, len, k->secret), id);
		if (id >= k->next_id)
			k->next_id = id + 1;
	}
	if (rc)
		err_set(err, rc, "%s: no memory left", q->path);
	else if (step != SQLITE_DONE)
		rc = sql_fail(q, err);
	sqlite3_finalize(stmt);
	k->settled = k->count;
	return rc;
}

/* The role before the next comma into out; returns what follows it, or NULL
 * at the end.  An empty list is one empty role. */
static const char *
next_role(const char *list, char out[static ROLES_MAX + 1])
{
	size_t len = strcspn(list, ",");

	memcpy(out, list, len);
	out[len] = '\0';
	return list[len] ? list + len + 1 : NULL;
}

/* Packets were seen between each of these roles and each of those. */
static int
write_roles(struct kinds *k, const struct sql *q, int64_t policy_id,
    const char *src_roles, const char *dst_roles, struct err *err)
{
	char src[ROLES_MAX + 1], dst[ROLES_MAX + 1];
	int rc = 0;

	while (src_roles && !rc) {
		const char *rest = dst_roles;

		src_roles = next_role(src_roles, src);
		while (rest && !rc) {
			rest = next_role(rest, dst);
			sql_bind_int(k->roles, 1, policy_id);
			sql_bind_string(k->roles, 2, src);
			sql_bind_string(k->roles, 3, dst);
			rc = sql_run(q, k->roles, err);
		}
	}
	return rc;
}

static int
write_kind(struct kinds *k, const struct sql *q, const struct entry *e,
    struct err *err)
{
	const char *key = k->bytes + e->at;
	const char *src_roles = NULL, *dst_roles = NULL;
	char word[PROTO_WORD_MAX];
	int64_t policy_id;
	int rc;

	memcpy(&policy_id, key, sizeof(policy_id));
	sql_bind_int(k->insert, 1, e->id);
	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		if (c == SRC_ROLES)
			src_roles = key;
		if (c == DST_ROLES)
			dst_roles = key;
		key +=
		    bind_field(k->insert, (int)c + 2, &columns[c], key, word);
	}
	rc = sql_run(q, k->insert, err);
	if (!rc)
		rc = write_roles(k, q, policy_id, src_roles, dst_roles, err);
	return rc;
}

int
kinds_write(struct kinds *k, const struct sql *q, struct err *err)
{
	int rc = sql_prepare(q, &k->insert, insert_text, err);

	if (!rc)
		rc = sql_prepare(q, &k->roles, roles_text, err);
	for (size_t i = k->settled; i < k->count && !rc; i++)
		rc = write_kind(k, q, &k->entries[i], err);
	return rc;
}

size_t
kinds_waiting(const struct kinds *k)
{
	return k->count - k->settled;
}

void
kinds_forget(struct kinds *k)
{
	assert(kinds_waiting(k) == 0);
	k->count = k->used = k->settled = 0;
	buckets_clear(&k->buckets);
}

void
kinds_settle(struct kinds *k)
{
	k->settled = k->count;
	if (k->count > KINDS_KEPT_MAX)
		kinds_forget(k);
}

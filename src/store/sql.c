/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sql.c - small steps over SQLite: prepare once, bind, run, say what failed.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "store/sql.h"

/* What a primary result code means to the caller. */
static const struct {
	int result;
	int code;
} codes[] = {
	{ SQLITE_FULL, -ENOSPC },
	{ SQLITE_BUSY, -EBUSY },
	{ SQLITE_LOCKED, -EBUSY },
	{ SQLITE_PROTOCOL, -EBUSY },
	{ SQLITE_CORRUPT, -EUCLEAN },
	{ SQLITE_NOTADB, -EMEDIUMTYPE },
	{ SQLITE_READONLY, -EROFS },
	{ SQLITE_PERM, -EACCES },
	{ SQLITE_NOMEM, -ENOMEM },
};

/* What to say of a code, and what helps. */
static const struct {
	int code;
	const char *text;
} texts[] = {
	{ -ENOSPC, "no space left; free some: what was accepted is kept" },
	{ -EBUSY, "another program has it locked; try again when it is done" },
	{ -EUCLEAN,
	    "the database is damaged and was left as it is; put a copy in its "
	    "place, or move it away to begin anew" },
	{ -EMEDIUMTYPE, "not a database of rasaudit; name another file" },
	{ -EROFS, "can not be written; look at the rights of file and folder" },
	{ -EACCES,
	    "no right to open it; look at the rights of file and folder" },
	{ -ENOENT, "no such database; a run of rasaudit makes it" },
	{ -ENOMEM, "no memory left" },
};

int
sql_code(int result, int system_errno)
{
	int primary = result & 0xff;

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].result == primary)
			return codes[i].code;
	if (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR)
		switch (system_errno) {
		case ENOENT:
		case ENOTDIR:
			return -ENOENT;
		case EACCES:
		case EPERM:
			return -EACCES;
		case EROFS:
			return -EROFS;
		case ENOSPC:
		case EDQUOT:
			return -ENOSPC;
		case ENOMEM:
			return -ENOMEM;
		default:
			break;
		}
	return -EIO;
}

int
sql_tell(const char *path, int code, const char *detail, struct err *err)
{
	const char *text = NULL;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].code == code)
			text = texts[i].text;
	if (!text)
		return err_set(err, code, "%s: %s", path,
		    detail ? detail : strerror(-code));
	if (!detail)
		return err_set(err, code, "%s: %s", path, text);
	return err_set(err, code, "%s: %s (%s)", path, text, detail);
}

int
sql_fail(const struct sql *q, struct err *err)
{
	int code = sql_code(sqlite3_extended_errcode(q->db),
	    sqlite3_system_errno(q->db));

	return sql_tell(q->path, code, sqlite3_errmsg(q->db), err);
}

int
sql_prepare(const struct sql *q, sqlite3_stmt **slot, const char *text,
    struct err *err)
{
	if (*slot)
		return 0;
	if (sqlite3_prepare_v3(q->db, text, -1, SQLITE_PREPARE_PERSISTENT, slot,
		NULL) != SQLITE_OK)
		return sql_fail(q, err);
	return 0;
}

int
sql_exec(const struct sql *q, const char *text, struct err *err)
{
	if (sqlite3_exec(q->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return sql_fail(q, err);
	return 0;
}

int
sql_run(const struct sql *q, sqlite3_stmt *stmt, struct err *err)
{
	int rc = 0;

	if (sqlite3_step(stmt) != SQLITE_DONE)
		rc = sql_fail(q, err);
	sqlite3_reset(stmt);
	return rc;
}

int
sql_number(const struct sql *q, const char *text, int64_t *out, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sql_prepare(q, &stmt, text, err);

	if (rc)
		return rc;
	switch (sqlite3_step(stmt)) {
	case SQLITE_ROW:
		*out = sqlite3_column_int64(stmt, 0);
		break;
	case SQLITE_DONE:
		*out = 0;
		break;
	default:
		rc = sql_fail(q, err);
	}
	sqlite3_finalize(stmt);
	return rc;
}

void
sql_close(struct sql *q)
{
	sqlite3_stmt *stmt;

	if (!q->db)
		return;
	while ((stmt = sqlite3_next_stmt(q->db, NULL)))
		sqlite3_finalize(stmt);
	sqlite3_close(q->db);
	q->db = NULL;
}

void
sql_abandon(struct sql *q)
{
	if (q->db)
		sqlite3_db_config(q->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
		    NULL);
	sql_close(q);
}

/* Values are cut to size before they come here, and a statement at rest takes
 * any: that a value is refused is a bug of ours. */
static void
bound(int result)
{
	assert(result == SQLITE_OK);
	(void)result;
}

void
sql_bind_int(sqlite3_stmt *stmt, int at, int64_t value)
{
	bound(sqlite3_bind_int64(stmt, at, value));
}

void
sql_bind_count(sqlite3_stmt *stmt, int at, uint64_t value)
{
	sql_bind_int(stmt, at, value > INT64_MAX ? INT64_MAX : (int64_t)value);
}

void
sql_bind_optional(sqlite3_stmt *stmt, int at, int64_t value)
{
	if (value < 0)
		bound(sqlite3_bind_null(stmt, at));
	else
		sql_bind_int(stmt, at, value);
}

void
sql_bind_string(sqlite3_stmt *stmt, int at, const char *text)
{
	bound(sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC));
}

void
sql_bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	sql_bind_string(stmt, at, text && *text ? text : NULL);
}

int
sql_bind_outside(sqlite3_stmt *stmt, int at, const char *text)
{
	struct strbuf escaped;
	int rc;

	if (!text || text_is_utf8(text, strlen(text))) {
		sql_bind_text(stmt, at, text);
		return 0;
	}
	strbuf_init(&escaped);
	text_escape(&escaped, text, strlen(text));
	rc = strbuf_error(&escaped);
	if (!rc &&
	    sqlite3_bind_text(stmt, at, strbuf_text(&escaped), -1,
		SQLITE_TRANSIENT) != SQLITE_OK)
		rc = -ENOMEM;
	strbuf_fini(&escaped);
	return rc;
}

int
sql_named(sqlite3_stmt *stmt, const char *name)
{
	return sqlite3_bind_parameter_index(stmt, name);
}

int64_t
sql_column_int(sqlite3_stmt *stmt, int at)
{
	if (sqlite3_column_type(stmt, at) == SQLITE_NULL)
		return -1;
	return sqlite3_column_int64(stmt, at);
}

uint64_t
sql_column_count(sqlite3_stmt *stmt, int at)
{
	int64_t value = sqlite3_column_int64(stmt, at);

	return value < 0 ? 0 : (uint64_t)value;
}

const char *
sql_column_text(sqlite3_stmt *stmt, int at)
{
	return (const char *)sqlite3_column_text(stmt, at);
}

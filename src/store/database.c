/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * database.c - open the file: its place, its identity, its settings.
 */
#include <config.h>

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "base/strbuf.h"
#include "store/database.h"
#include "store/schema.h"

/* statfs(2) has these names only in part. */
static const unsigned long network_magics[] = {
	0x6969,     /* NFS */
	0x517B,     /* SMB */
	0xFF534D42, /* CIFS */
	0xFE534D42, /* SMB2 */
	0x01021997, /* 9P */
	0x564C,     /* NCP */
	0x5346414F, /* AFS of OpenAFS */
	0x6B414653, /* AFS of the kernel */
	0x73757245, /* CODA */
	0x00C36400, /* Ceph */
	0x0BD00BD0, /* Lustre */
	0x47504653, /* GPFS */
	0x786F4256, /* VirtualBox shared folder */
	0xBACBACBC, /* VMware shared folder */
};

/* Files come from outside: nothing of ours is larger than these. */
static const struct {
	int limit;
	int value;
} limits[] = {
	{ SQLITE_LIMIT_LENGTH, 1000000 },
	{ SQLITE_LIMIT_SQL_LENGTH, 100000 },
	{ SQLITE_LIMIT_COLUMN, 100 },
	{ SQLITE_LIMIT_EXPR_DEPTH, 100 },
	{ SQLITE_LIMIT_COMPOUND_SELECT, 20 },
	{ SQLITE_LIMIT_VDBE_OP, 25000 },
	{ SQLITE_LIMIT_FUNCTION_ARG, 8 },
	{ SQLITE_LIMIT_ATTACHED, 0 },
	{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 300 },
	{ SQLITE_LIMIT_VARIABLE_NUMBER, 400 },
	{ SQLITE_LIMIT_TRIGGER_DEPTH, 2 },
};

static const char settings_text[] = "PRAGMA cell_size_check = ON;"
				    "PRAGMA mmap_size = 0;";
static const char reader_text[] = "PRAGMA query_only = ON;"
				  "PRAGMA cache_size = -65536;"; /* KiB */
/* Checkpoints are made by store_commit(), which knows what may wait. */
static const char writer_text[] = "PRAGMA synchronous = NORMAL;"
				  "PRAGMA secure_delete = OFF;"
				  "PRAGMA journal_size_limit = 67108864;"
				  "PRAGMA wal_autocheckpoint = 0;"
				  "PRAGMA cache_size = -16384;"; /* KiB */

bool
database_network_magic(unsigned long magic)
{
	const size_t count = sizeof(network_magics) / sizeof(network_magics[0]);

	for (size_t i = 0; i < count; i++)
		if (network_magics[i] == (magic & 0xFFFFFFFF))
			return true;
	return false;
}

/* Where path leads, or would be made. */
static bool
on_network(const char *path)
{
	struct statfs fs;
	char *copy = strdup(path);
	bool found = false;

	if (statfs(path, &fs) == 0 || (copy && statfs(dirname(copy), &fs) == 0))
		found = database_network_magic((unsigned long)fs.f_type);
	free(copy);
	return found;
}

static int
refuse_network(const char *path, struct err *err)
{
	return err_set(err, -EOPNOTSUPP,
	    "%s: on a network file system, where a database that is being "
	    "written is not safe; name one on a local disk",
	    path);
}

/* Anything in the log of changes that the file itself has not? */
static bool
has_changes(const char *path)
{
	struct strbuf name;
	struct stat st;
	bool found = true;

	strbuf_init(&name);
	strbuf_addf(&name, "%s-wal", path);
	if (!strbuf_error(&name))
		found = stat(strbuf_text(&name), &st) == 0 && st.st_size > 0;
	strbuf_fini(&name);
	return found;
}

static int
set_up(struct sql *q, struct err *err)
{
	static const struct {
		int option;
		int on;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (sqlite3_db_config(q->db, options[i].option, options[i].on,
			NULL) != SQLITE_OK)
			return sql_fail(q, err);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(q->db, limits[i].limit, limits[i].value);
	sqlite3_busy_timeout(q->db, DATABASE_BUSY_MS);
	return sql_exec(q, settings_text, err);
}

static int
open_file(struct sql *q, const char *name, int flags, struct err *err)
{
	int rc;

	if (sqlite3_open_v2(name, &q->db,
		flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
		NULL) == SQLITE_OK)
		return set_up(q, err);
	rc = q->db ? sql_fail(q, err) : sql_tell(q->path, -ENOMEM, NULL, err);
	sql_close(q);
	return rc;
}

static int
make_wal(const struct sql *q, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	const char *mode = NULL;
	int rc = sql_prepare(q, &stmt, "PRAGMA journal_mode = WAL", err);

	if (rc)
		return rc;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		mode = sql_column_text(stmt, 0);
	else
		rc = sql_fail(q, err);
	if (!rc && (!mode || strcmp(mode, "wal") != 0))
		rc = sql_tell(q->path, -EIO,
		    "the file system can not hold a database that is read "
		    "while it is written; name one elsewhere",
		    err);
	sqlite3_finalize(stmt);
	return rc;
}

static int
bring_up(const struct sql *q, enum schema_kind kind, struct err *err)
{
	size_t count;
	const struct schema_step *steps = schema_steps(&count);
	int rc = sql_exec(q, writer_text, err);

	/* Later, this can only be had by writing the whole file anew. */
	if (!rc && kind == SCHEMA_EMPTY)
		rc = sql_exec(q, "PRAGMA auto_vacuum = INCREMENTAL", err);
	if (!rc)
		rc = make_wal(q, err);
	if (!rc)
		rc = schema_migrate(q, steps, count, err);
	return rc;
}

static int
check_version(const struct sql *q, int64_t version, struct err *err)
{
	size_t count;
	const struct schema_step *steps = schema_steps(&count);

	if (version == steps[count - 1].version)
		return 0;
	if (version > steps[count - 1].version)
		return err_set(err, -EPROTO,
		    "%s: made by a newer rasaudit; use that one", q->path);
	return err_set(err, -EPROTO,
	    "%s: made by an older rasaudit; the next run that writes to it "
	    "brings it up to date",
	    q->path);
}

/* Is it ours, and of our version? */
static int
identify(const struct sql *q, enum database_mode mode, struct err *err)
{
	enum schema_kind kind = SCHEMA_FOREIGN;
	int64_t version = 0;
	int rc = schema_look(q, &kind, &version, err);

	if (rc)
		return rc;
	if (kind == SCHEMA_FOREIGN ||
	    (kind == SCHEMA_EMPTY && mode != DATABASE_WRITE))
		return sql_tell(q->path, -EMEDIUMTYPE, NULL, err);
	if (mode == DATABASE_WRITE)
		return bring_up(q, kind, err);
	rc = check_version(q, version, err);
	if (!rc && mode == DATABASE_APPEND)
		rc = sql_exec(q, writer_text, err);
	if (!rc && mode == DATABASE_READ)
		rc = sql_exec(q, reader_text, err);
	return rc;
}

/* "file:" and path, as a URI that says nothing changes. */
static int
open_unchanging(struct sql *q, struct err *err)
{
	static const char plain[] = "/-_.~"
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789";
	struct strbuf uri;
	int rc;

	strbuf_init(&uri);
	strbuf_add(&uri, "file:");
	for (const char *c = q->path; *c; c++)
		if (strchr(plain, *c))
			strbuf_add_char(&uri, *c);
		else
			strbuf_addf(&uri, "%%%02X", (unsigned char)*c);
	strbuf_add(&uri, "?immutable=1");
	rc = strbuf_error(&uri);
	if (rc)
		sql_tell(q->path, rc, NULL, err);
	else
		rc = open_file(q, strbuf_text(&uri),
		    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
	strbuf_fini(&uri);
	return rc;
}

/*
 * Readers open for writing where they may, with query_only: a connection
 * that can not write leaves its -wal and -shm files behind.  SQLite itself
 * turns to reading only where it may not write.
 */
static int
open_reader(struct sql *q, struct err *err)
{
	bool still = !has_changes(q->path);
	struct stat st;
	int rc;

	if (stat(q->path, &st) != 0)
		return sql_tell(q->path, -errno,
		    errno == ENOENT ? NULL : strerror(errno), err);
	if (on_network(q->path)) {
		if (!still)
			return refuse_network(q->path, err);
		rc = open_unchanging(q, err);
		return rc ? rc : identify(q, DATABASE_READ, err);
	}
	rc = open_file(q, q->path, SQLITE_OPEN_READWRITE, err);
	if (!rc)
		rc = identify(q, DATABASE_READ, err);
	if (!still || (rc != -EACCES && rc != -EROFS))
		return rc;
	/* A folder where the files beside it can not be made. */
	sql_close(q);
	rc = open_unchanging(q, err);
	return rc ? rc : identify(q, DATABASE_READ, err);
}

static int
open_writer(struct sql *q, enum database_mode mode, struct err *err)
{
	int flags = SQLITE_OPEN_READWRITE;
	int rc;

	if (on_network(q->path))
		return refuse_network(q->path, err);
	if (mode == DATABASE_WRITE)
		flags |= SQLITE_OPEN_CREATE;
	rc = open_file(q, q->path, flags, err);
	if (rc)
		return rc;
	if (sqlite3_db_readonly(q->db, "main"))
		return sql_tell(q->path, -EROFS, NULL, err);
	return identify(q, mode, err);
}

int
database_open(struct sql *q, const char *path, enum database_mode mode,
    struct err *err)
{
	int rc;

	*q = (struct sql){ .path = path };
	rc = mode == DATABASE_READ ? open_reader(q, err)
				   : open_writer(q, mode, err);
	if (rc == 0)
		return 0;
	if (rc == -EUCLEAN)
		sql_abandon(q);
	else
		sql_close(q);
	return rc;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schema.c - the steps from one version of the database to the next.
 */
#include <config.h>

#include <errno.h>

#include "store/schema.h"

static const char *const step_1[] = {
	"PRAGMA application_id = 0x52415341",
	"PRAGMA user_version = 1",
	NULL,
};

/* Version 1 is told in three lists, done in one transaction. */
static const struct schema_step steps_of_ours[] = {
	{ 1, schema_tables },
	{ 1, schema_views },
	{ 1, step_1 },
	{ 2, schema_step_2 },
	{ 3, schema_step_3 },
};

const struct schema_step *
schema_steps(size_t *count)
{
	*count = sizeof(steps_of_ours) / sizeof(steps_of_ours[0]);
	return steps_of_ours;
}

int
schema_look(const struct sql *q, enum schema_kind *kind, int64_t *version,
    struct err *err)
{
	int64_t id = 0;
	int64_t things = 0;
	int rc = sql_number(q, "PRAGMA application_id", &id, err);

	if (!rc)
		rc = sql_number(q, "PRAGMA user_version", version, err);
	if (!rc)
		rc = sql_number(q, "SELECT count(*) FROM sqlite_schema",
		    &things, err);
	if (rc)
		return rc;
	if (id == SCHEMA_APPLICATION_ID)
		*kind = SCHEMA_OURS;
	else if (id == 0 && *version == 0 && things == 0)
		*kind = SCHEMA_EMPTY;
	else
		*kind = SCHEMA_FOREIGN;
	return 0;
}

static int
run_statements(const struct sql *q, const char *const *statements,
    struct err *err)
{
	int rc = 0;

	for (; *statements && !rc; statements++)
		rc = sql_exec(q, *statements, err);
	return rc;
}

/* Do the lists of one version, from steps on, in one transaction.  Returns
 * how many lists there were, or what failed. */
static int
do_version(const struct sql *q, const struct schema_step *steps, size_t count,
    struct err *err)
{
	int done = 0;
	int rc = sql_exec(q, "BEGIN IMMEDIATE", err);

	if (rc)
		return rc;
	for (size_t i = 0; i < count && steps[i].version == steps[0].version;
	     i++, done++) {
		rc = run_statements(q, steps[i].statements, err);
		if (rc)
			break;
	}
	if (!rc)
		rc = sql_exec(q, "COMMIT", err);
	if (rc && !sqlite3_get_autocommit(q->db))
		sql_exec(q, "ROLLBACK", NULL);
	return rc ? rc : done;
}

int
schema_migrate(const struct sql *q, const struct schema_step *steps,
    size_t count, struct err *err)
{
	int64_t version = 0;
	int rc = sql_number(q, "PRAGMA user_version", &version, err);

	if (rc)
		return rc;
	if (version > steps[count - 1].version)
		return err_set(err, -EPROTO,
		    "%s: made by a newer rasaudit (version %lld of the "
		    "database, this one knows %d); use that one",
		    q->path, (long long)version, steps[count - 1].version);
	for (size_t i = 0; i < count;) {
		if (steps[i].version <= version) {
			i++;
			continue;
		}
		rc = do_version(q, steps + i, count - i, err);
		if (rc < 0)
			return rc;
		i += (size_t)rc;
	}
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schema_step3.c - what version 3 adds to version 2: the roles of a policy and
 * the networks of its site, more words for what befell a run, and an index of
 * rows that stand for many.
 *
 * For the index the rows that are there are read, and few written: seconds for
 * ten million flows.
 */
#include <config.h>

#include "store/schema.h"

static const char policy_role_table[] =
    "CREATE TABLE policy_role ("
    " policy_id INTEGER NOT NULL REFERENCES policy,"
    " number INTEGER NOT NULL,"
    " role TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK (kind IN ('component', 'infrastructure',"
    "  'internet', 'user')),"
    " label TEXT,"
    " PRIMARY KEY (policy_id, number)"
    ") STRICT, WITHOUT ROWID";

static const char policy_role_view[] =
    "CREATE VIEW audit_policy_role AS SELECT"
    " policy_id, role, kind, label FROM policy_role";

/* Events are few: they are copied. */
static const char event_table[] =
    "CREATE TABLE event_of_3 ("
    " event_id INTEGER PRIMARY KEY,"
    " run_id INTEGER NOT NULL,"
    " time_us INTEGER NOT NULL CHECK (time_us >= 0),"
    " event TEXT NOT NULL CHECK (event IN ('interface-down',"
    "  'interface-up', 'policy-loaded', 'policy-kept', 'clock-step',"
    "  'disk-full', 'disk-room', 'unwritten', 'retention', 'write-failed',"
    "  'delete-failed', 'log-held', 'log-freed')),"
    " about TEXT,"
    " text TEXT"
    ") STRICT";

static const char event_view[] =
    "CREATE VIEW audit_event AS SELECT"
    " time_us, run_id, event, about, text FROM event";

static const char policy_network_table[] =
    "CREATE TABLE policy_network ("
    " policy_id INTEGER NOT NULL REFERENCES policy,"
    " number INTEGER NOT NULL,"
    " network TEXT NOT NULL,"
    " label TEXT,"
    " PRIMARY KEY (policy_id, number)"
    ") STRICT, WITHOUT ROWID";

static const char policy_network_view[] =
    "CREATE VIEW audit_policy_network AS SELECT"
    " policy_id, network, label FROM policy_network";

/* Policies that were recorded before have neither until a run records them
 * again. */
const char *const schema_step_3[] = {
	policy_role_table,
	policy_role_view,
	event_table,
	"INSERT INTO event_of_3 SELECT event_id, run_id, time_us, event, about,"
	" text FROM event",
	"DROP VIEW audit_event",
	"DROP TABLE event",
	"ALTER TABLE event_of_3 RENAME TO event",
	"CREATE INDEX event_time ON event (time_us)",
	event_view,
	"CREATE INDEX flow_many ON flow (kind_id, first_us)"
	" WHERE attempts > 1",
	policy_network_table,
	policy_network_view,
	"PRAGMA user_version = 3",
	NULL,
};

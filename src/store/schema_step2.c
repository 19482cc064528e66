/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schema_step2.c - what version 2 adds to version 1.
 *
 * Columns come at the end and without CHECKs, so that rows that are there are
 * not read: a large database is brought up to date in a moment.
 */
#include <config.h>

#include "store/schema.h"

/* name is '' where an interface has none. */
static const char interface_minute_table[] =
    "CREATE TABLE interface_minute ("
    " run_id INTEGER NOT NULL,"
    " minute INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " packets INTEGER NOT NULL CHECK (packets >= 0),"
    " bytes INTEGER NOT NULL CHECK (bytes >= 0),"
    " kernel_drops INTEGER NOT NULL CHECK (kernel_drops >= 0),"
    " interface_drops INTEGER NOT NULL CHECK (interface_drops >= 0),"
    " duplicates INTEGER NOT NULL CHECK (duplicates >= 0),"
    " flows INTEGER NOT NULL CHECK (flows >= 0),"
    " one_way INTEGER NOT NULL CHECK (one_way >= 0),"
    " PRIMARY KEY (run_id, minute, name)"
    ") STRICT, WITHOUT ROWID";

static const char event_table[] =
    "CREATE TABLE event ("
    " event_id INTEGER PRIMARY KEY,"
    " run_id INTEGER NOT NULL,"
    " time_us INTEGER NOT NULL CHECK (time_us >= 0),"
    " event TEXT NOT NULL CHECK (event IN ('interface-down',"
    "  'interface-up', 'policy-loaded', 'policy-kept', 'clock-step',"
    "  'disk-full', 'disk-room', 'unwritten', 'retention')),"
    " about TEXT,"
    " text TEXT"
    ") STRICT";

static const char night_finding_table[] =
    "CREATE TABLE night_finding ("
    " night_id INTEGER NOT NULL,"
    " number INTEGER NOT NULL," /* its place in the report */
    " finding_id TEXT NOT NULL,"
    " kind TEXT NOT NULL,"
    " what TEXT NOT NULL,"
    " flows INTEGER NOT NULL CHECK (flows >= 0),"
    " PRIMARY KEY (night_id, number)"
    ") STRICT, WITHOUT ROWID";

static const char policy_feature_table[] =
    "CREATE TABLE policy_feature ("
    " policy_id INTEGER NOT NULL REFERENCES policy,"
    " number INTEGER NOT NULL,"
    " feature TEXT NOT NULL,"
    " label TEXT,"
    " is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),"
    " default_on INTEGER NOT NULL CHECK (default_on IN (0, 1)),"
    " PRIMARY KEY (policy_id, number)"
    ") STRICT, WITHOUT ROWID";

/* What the sums hold of a flow whose row was deleted while it went on: when it
 * is reported again this is taken out of them.  host is whom it was answered
 * by. */
static const char flow_gone_table[] = "CREATE TABLE flow_gone ("
				      " flow_id INTEGER PRIMARY KEY,"
				      " run_id INTEGER NOT NULL,"
				      " kind_id INTEGER NOT NULL,"
				      " first_us INTEGER NOT NULL,"
				      " last_us INTEGER NOT NULL,"
				      " port INTEGER,"
				      " packets INTEGER NOT NULL,"
				      " bytes INTEGER NOT NULL,"
				      " host TEXT"
				      ") STRICT";

static const char flow_view[] =
    "CREATE VIEW audit_flow AS SELECT" SCHEMA_FLOW_COLUMNS
    " FROM flow f JOIN kind k ON k.kind_id = f.kind_id"
    " JOIN pair p ON p.pair_id = f.pair_id";

static const char interface_view[] =
    "CREATE VIEW audit_interface AS SELECT"
    " minute * 60000000 AS minute_us, run_id, name, packets, bytes,"
    " kernel_drops, interface_drops, duplicates, flows, one_way"
    " FROM interface_minute";

static const char event_view[] =
    "CREATE VIEW audit_event AS SELECT"
    " time_us, run_id, event, about, text FROM event";

static const char night_finding_view[] =
    "CREATE VIEW audit_night_finding AS SELECT"
    " n.day AS day, f.night_id AS night_id, f.finding_id AS finding_id,"
    " f.kind AS kind, f.what AS what, f.flows AS flows"
    " FROM night_finding f JOIN night n ON n.night_id = f.night_id";

const char *const schema_step_2[] = {
	"ALTER TABLE kind ADD COLUMN security TEXT",
	"ALTER TABLE kind ADD COLUMN why TEXT",
	"ALTER TABLE flow ADD COLUMN evidence TEXT",
	"ALTER TABLE flow ADD COLUMN claimed_name TEXT",
	"DROP VIEW audit_flow",
	flow_view,
	interface_minute_table,
	interface_view,
	event_table,
	"CREATE INDEX event_time ON event (time_us)",
	event_view,
	night_finding_table,
	"CREATE INDEX night_finding_id ON night_finding (finding_id)",
	"CREATE TRIGGER night_finding_stays BEFORE DELETE ON night_finding"
	" BEGIN SELECT raise(ABORT, 'the history of nights is kept'); END",
	"CREATE TRIGGER night_finding_holds BEFORE UPDATE ON night_finding"
	" BEGIN SELECT raise(ABORT, 'the history of nights is kept'); END",
	night_finding_view,
	/* NULL in rows that version 1 recorded: not known. */
	"ALTER TABLE policy_row ADD COLUMN from_us INTEGER",
	"ALTER TABLE policy_row ADD COLUMN until_us INTEGER",
	"ALTER TABLE policy_row ADD COLUMN inferred INTEGER",
	"ALTER TABLE policy_row ADD COLUMN place TEXT",
	policy_feature_table,
	flow_gone_table,
	/* The flow that comes next, so that none has the id of one that was
	 * deleted; and how much was deleted since kinds and pairs that nothing
	 * uses any more went too. */
	"ALTER TABLE batch ADD COLUMN next_flow INTEGER NOT NULL DEFAULT 1",
	"ALTER TABLE batch ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0",
	"PRAGMA user_version = 2",
	NULL,
};

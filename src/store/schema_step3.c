/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schema_step3.c - what version 3 adds to version 2: the roles of a policy.
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

/* Policies that were recorded before have no roles until a run records them
 * again. */
const char *const schema_step_3[] = {
	policy_role_table,
	policy_role_view,
	"PRAGMA user_version = 3",
	NULL,
};

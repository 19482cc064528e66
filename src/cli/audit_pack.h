/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit_pack.h - an audit as a pack: the report, its flows and its policies,
 * for the file of an auditor (report/pack.h).
 */
#ifndef CLI_AUDIT_PACK_H
#define CLI_AUDIT_PACK_H

#include <stdio.h>

#include "cli/audit.h"
#include "report/sign.h"

/* Flows of one database in a pack; what is more is left out, and told. */
#define AUDIT_PACK_FLOWS_MAX 1000000

/* Write it to out, signed when key is not NULL.  0, or a negative errno with
 * err. */
int audit_pack(const struct audit *a, const struct sign_key *key, FILE *out,
    struct err *err);

#endif

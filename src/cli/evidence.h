/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * evidence.h - what a recorded flow's conformance rests on, for people.
 */
#ifndef CLI_EVIDENCE_H
#define CLI_EVIDENCE_H

#include <stdio.h>

#include "store/store_query.h"

/* Some lines: what was expected, who said what it is, and the bytes that it
 * began with.  Nothing when nothing was expected or found. */
void evidence_print(const struct store_flow_row *row, FILE *out);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_row.h - statements about traffic: allow, deny, known, expect.
 */
#ifndef POLICY_PARSE_ROW_H
#define POLICY_PARSE_ROW_H

#include "policy/parse.h"

parse_fn parse_allow, parse_deny, parse_known, parse_expect;

#endif

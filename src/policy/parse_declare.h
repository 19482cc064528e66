/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_declare.h - statements that declare: matrix, section, role, group,
 * feature.
 */
#ifndef POLICY_PARSE_DECLARE_H
#define POLICY_PARSE_DECLARE_H

#include "policy/parse.h"

parse_fn parse_matrix, parse_section, parse_role, parse_group, parse_feature;

#endif

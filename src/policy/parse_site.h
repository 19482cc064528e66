/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_site.h - statements that describe a site: site, network, tap,
 * address, local, name, halb-vrid.
 */
#ifndef POLICY_PARSE_SITE_H
#define POLICY_PARSE_SITE_H

#include "policy/parse.h"

parse_fn parse_site, parse_network, parse_tap, parse_address, parse_local,
    parse_name_line, parse_halb_vrid;

#endif

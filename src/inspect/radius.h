/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * radius.h - RADIUS (RFC 2865, 2866, 5176) over UDP, and over TCP (RFC
 * 6613).
 */
#ifndef INSPECT_RADIUS_H
#define INSPECT_RADIUS_H

#include "inspect/recognise.h"

enum inspect_match radius_client(const struct inspect_bytes *b);
enum inspect_match radius_server(const struct inspect_bytes *b);
struct inspect_answer radius_tcp_view(const struct inspect_view *view);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * startline.h - "METHOD target VERSION" and "VERSION status reason", which
 * HTTP (RFC 9112 section 3 and 4), SIP (RFC 3261 section 7) and RTSP (RFC
 * 2326 section 6 and 7) share.
 */
#ifndef INSPECT_STARTLINE_H
#define INSPECT_STARTLINE_H

#include "inspect/span.h"

struct startline {
	struct span method, target, version;
};

/* MATCH: the line is whole; UNSURE: as far as it goes, fields that are not
 * whole are what there is of them; NO: it is no request. */
enum inspect_match startline_request(const struct inspect_bytes *b,
    struct startline *out);

/* A status line of a version that begins with name, "HTTP/1."; *status is
 * its number.  MATCH: as far as the number; UNSURE; NO. */
enum inspect_match startline_response(const struct inspect_bytes *b,
    const char *name, uint16_t *status);

#endif

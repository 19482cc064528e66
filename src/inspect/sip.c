/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip.c - SIP and RTSP.
 */
#include <config.h>

#include "inspect/sip.h"
#include "inspect/startline.h"

/* A request or response of one of the two: version as "SIP/", and the
 * scheme of a target to know a request by whose line is not whole. */
static enum inspect_match
read_message(const struct inspect_bytes *b, const char *version,
    const char *scheme)
{
	struct startline line;
	uint16_t status;
	enum inspect_match m = startline_response(b, version, &status);

	if (m != INSPECT_NO)
		return m;
	m = startline_request(b, &line);
	if (m == INSPECT_MATCH)
		return span_begins(line.version, version) ? INSPECT_MATCH
							  : INSPECT_NO;
	if (m == INSPECT_UNSURE && span_begins(line.target, scheme))
		return INSPECT_MATCH;
	return m;
}

enum inspect_match
sip_any(const struct inspect_bytes *b)
{
	return read_message(b, "SIP/2.", "sip:");
}

enum inspect_match
rtsp_any(const struct inspect_bytes *b)
{
	enum inspect_match m = read_message(b, "RTSP/1.", "rtsp://");

	return m == INSPECT_NO ? read_message(b, "RTSP/2.", "rtsp://") : m;
}

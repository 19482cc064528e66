/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * http.c - HTTP/1 and HTTP/2 in the clear.
 */
#include <config.h>

#include "inspect/details_text.h"
#include "inspect/http.h"
#include "inspect/part.h"
#include "inspect/startline.h"

#define SETTING_BYTES 6 /* RFC 9113 section 6.5.1 */
#define SETTINGS_MAX 32
#define FRAME_SETTINGS 4

/* RFC 9113 section 3.4 */
static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/* Methods to know a request by whose line is not whole: RFC 9110, RFC 5789,
 * RFC 4918 and 3253, MS-TSGU, MS-RPCH. */
static const char *const methods[] = { "GET", "POST", "HEAD", "PUT", "DELETE",
	"OPTIONS", "TRACE", "PATCH", "PROPFIND", "PROPPATCH", "MKCOL", "COPY",
	"MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH", "RDG_OUT_DATA",
	"RDG_IN_DATA", "RPC_OUT_DATA", "RPC_IN_DATA" };

static bool
method_known(struct span method)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (span_is(method, methods[i]))
			return true;
	return false;
}

enum inspect_match
http_client(const struct inspect_bytes *b)
{
	struct startline line;
	enum inspect_match m = span_opening(b, preface);

	if (m == INSPECT_MATCH)
		return m;
	m = startline_request(b, &line);
	if (m == INSPECT_MATCH)
		return span_begins(line.version, "HTTP/") ? INSPECT_MATCH
							  : INSPECT_NO;
	/* RFC 1945's simple request has no version; it may be anything. */
	if (m == INSPECT_NO && span_is(line.method, "GET") &&
	    span_begins(line.target, "/") && line.version.len == 0)
		return INSPECT_UNSURE;
	if (m == INSPECT_UNSURE && method_known(line.method) &&
	    span_begins(line.target, "/") &&
	    (line.version.len == 0 || span_begins(line.version, "HTTP/")))
		return INSPECT_MATCH;
	return m;
}

/* A server of HTTP/2 begins with a SETTINGS frame, RFC 9113 section 3.4. */
static enum inspect_match
read_settings(const struct inspect_bytes *b)
{
	struct cursor c = cursor_of(b->data, b->len), peek = c;
	uint32_t len = cursor_u24(&c);
	uint8_t type = cursor_u8(&c), flags = cursor_u8(&c);
	uint32_t stream = cursor_u32(&c);

	if (cursor_u8(&peek) != 0)
		return INSPECT_NO;
	if (c.failed)
		return INSPECT_UNSURE;
	if (type != FRAME_SETTINGS || flags != 0 || stream != 0 ||
	    len % SETTING_BYTES != 0 || len > SETTINGS_MAX * SETTING_BYTES)
		return INSPECT_NO;
	return INSPECT_MATCH;
}

enum inspect_match
http_server(const struct inspect_bytes *b)
{
	uint16_t status;
	enum inspect_match m = startline_response(b, "HTTP/1.", &status);

	return m == INSPECT_NO ? read_settings(b) : m;
}

/* "name:port" or "[address]:port", RFC 9110 section 7.2. */
static void
describe_host(struct span host, struct inspect_details *out)
{
	struct span name;

	while (host.len > 0 && (*host.at == ' ' || *host.at == '\t')) {
		host.at++;
		host.len--;
	}
	while (host.len > 0 && host.at[host.len - 1] == ' ')
		host.len--;
	if (host.len == 0 || span_begins(host, "["))
		return; /* an address: nothing to match names with */
	if (!span_until(&host, ':', &name))
		name = host;
	details_name(out, name.at, name.len, INSPECT_NAME_HOST);
}

static void
describe_headers(struct span all, struct inspect_details *out)
{
	struct span line;

	while (span_line(&all, &line) && line.len > 0)
		if (span_begins_nocase(line, "HOST:")) {
			line.at += 5;
			line.len -= 5;
			describe_host(line, out);
			return;
		}
}

static void
describe_request(const struct inspect_bytes *b, const struct startline *line,
    struct inspect_details *out)
{
	struct inspect_http *http = &out->http;
	struct span all = span_of(b), first;

	details_text(http->method, sizeof(http->method), line->method.at,
	    line->method.len);
	if (span_is(line->version, "HTTP/1.1"))
		http->version = 11;
	else if (span_is(line->version, "HTTP/1.0"))
		http->version = 10;
	if (span_is(line->method, "CONNECT"))
		describe_host(line->target, out);
	if (span_line(&all, &first))
		describe_headers(all, out);
}

void
http_describe_bytes(const struct inspect_bytes *b, struct inspect_details *out)
{
	struct startline line;

	if (span_opening(b, preface) == INSPECT_MATCH) {
		out->http.version = 20;
		return;
	}
	if (startline_response(b, "HTTP/1.", &out->http.status) ==
	    INSPECT_MATCH)
		return;
	if (http_client(b) == INSPECT_MATCH) {
		startline_request(b, &line);
		describe_request(b, &line, out);
	}
}

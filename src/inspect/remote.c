/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * remote.c - remote terminals and screens.
 */
#include <config.h>

#include "inspect/details_text.h"
#include "inspect/part.h"
#include "inspect/remote.h"
#include "inspect/span.h"

/* "SSH-2.0-", "SSH-1.99-", "SSH-1.5-". */
enum inspect_match
ssh_any(const struct inspect_bytes *b)
{
	enum inspect_match m = span_opening(b, "SSH-2.0-");

	if (m == INSPECT_NO)
		m = span_opening(b, "SSH-1.");
	return m;
}

void
ssh_describe_bytes(const struct inspect_bytes *b, struct inspect_details *out)
{
	struct span line;

	/* "SSH-2.0-software": RFC 4253 section 4.2. */
	if (ssh_any(b) == INSPECT_MATCH &&
	    span_first_line(b, &line) != INSPECT_NO)
		details_text(out->software, sizeof(out->software), line.at,
		    line.len);
}

enum telnet {
	TELNET_SE = 240,
	TELNET_SB = 250,
	TELNET_WILL = 251,
	TELNET_DONT = 254,
	TELNET_IAC = 255,
};

#define TELNET_OPTION_MAX 49 /* IANA "Telnet Options", but for 138 to 255 */

/* A command at c: WILL, WONT, DO, DONT of an option, or a subnegotiation to
 * its IAC SE.  True when it was one, whole. */
static bool
read_command(struct cursor *c)
{
	uint8_t iac = cursor_u8(c), command = cursor_u8(c);
	uint8_t option = cursor_u8(c), last = 0;

	if (c->failed || iac != TELNET_IAC || option > TELNET_OPTION_MAX)
		return false;
	if (command >= TELNET_WILL && command <= TELNET_DONT)
		return true;
	if (command != TELNET_SB)
		return false;
	while (!c->failed) {
		uint8_t next = cursor_u8(c);

		if (last == TELNET_IAC && next == TELNET_SE)
			return !c->failed;
		last = next;
	}
	return false;
}

/* Two commands in a row.  A terminal's talk may also begin with text. */
enum inspect_match
telnet_any(const struct inspect_bytes *b)
{
	struct cursor c = cursor_of(b->data, b->len), peek = c;
	struct span all = span_of(b);

	if (cursor_u8(&peek) == TELNET_IAC) {
		if (read_command(&c) && read_command(&c))
			return INSPECT_MATCH;
		return INSPECT_UNSURE;
	}
	while (all.len > 0 && (*all.at == '\r' || *all.at == '\n')) {
		all.at++;
		all.len--;
	}
	all.len = all.len < INSPECT_BYTES_LEAST ? all.len : INSPECT_BYTES_LEAST;
	return span_is_text(all) ? INSPECT_UNSURE : INSPECT_NO;
}

/* "RFB 003.008\n". */
enum inspect_match
vnc_any(const struct inspect_bytes *b)
{
	enum inspect_match m = span_opening(b, "RFB 0");

	if (m == INSPECT_MATCH && b->len >= 12)
		return b->data[7] == '.' && b->data[11] == '\n' ? INSPECT_MATCH
								: INSPECT_NO;
	return m == INSPECT_NO ? INSPECT_NO : INSPECT_UNSURE;
}

void
vnc_describe_bytes(const struct inspect_bytes *b, struct inspect_details *out)
{
	if (vnc_any(b) == INSPECT_MATCH)
		details_text(out->software, sizeof(out->software), b->data, 11);
}

#define TEAMVIEWER_MAGIC 0x1724

/* A frame, which is passed over; NO when it is none. */
static enum inspect_match
read_frame(struct cursor *c)
{
	uint16_t magic = cursor_u16(c);
	uint16_t len;

	if (!c->failed && magic != TEAMVIEWER_MAGIC)
		return INSPECT_NO;
	cursor_skip(c, 1);
	len = cursor_u16_le(c);
	cursor_skip(c, len);
	return c->failed ? INSPECT_UNSURE : INSPECT_MATCH;
}

enum inspect_match
teamviewer_client(const struct inspect_bytes *b)
{
	struct cursor c = cursor_of(b->data, b->len);
	enum inspect_match m = read_frame(&c);

	if (m != INSPECT_MATCH)
		return m;
	if (cursor_left(&c) == 0)
		return b->cut ? INSPECT_UNSURE : INSPECT_MATCH;
	if (cursor_u16(&c) == TEAMVIEWER_MAGIC)
		return INSPECT_MATCH;
	return c.failed ? INSPECT_UNSURE : INSPECT_NO;
}

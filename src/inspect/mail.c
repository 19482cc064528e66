/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mail.c - line protocols whose server greets.
 */
#include <config.h>

#include <string.h>

#include "inspect/details_text.h"
#include "inspect/mail.h"
#include "inspect/span.h"

#define LINES_MAX 16 /* looked at */
#define COMMAND_MAX 32

/* The code of a reply line, "250 text" or "250-text"; 0 when it is none. */
static unsigned int
reply_code(struct span line)
{
	unsigned int code = 0;

	if (line.len < 3 ||
	    (line.len > 3 && line.at[3] != ' ' && line.at[3] != '-'))
		return 0;
	for (size_t i = 0; i < 3; i++) {
		if (line.at[i] < '0' || line.at[i] > '9')
			return 0;
		code = code * 10 + (line.at[i] - '0');
	}
	return code;
}

/* What a server's replies tell of the two that greet with 220. */
struct replies {
	bool greets;
	bool says_smtp, says_ftp;   /* the greeting names it */
	bool after_smtp, after_ftp; /* by the next code */
};

/* In SMTP the host's name comes first (RFC 5321 section 4.2), and that may
 * be any. */
static void
note_greeting(struct span line, struct replies *r)
{
	struct span host, rest = line;

	if (span_has_nocase(line, "FTP"))
		r->says_ftp = true;
	rest.at += 4;
	rest.len -= 4;
	if (span_until(&rest, ' ', &host) && span_has_nocase(rest, "SMTP"))
		r->says_smtp = true;
}

/* 331 asks for a password, 234 goes over to TLS (RFC 4217); 250 in second
 * place answers EHLO. */
static enum inspect_match
read_replies(const struct inspect_bytes *b, struct replies *r)
{
	struct span all = span_of(b), line;
	enum inspect_match m = span_first_line(b, &line);
	unsigned int first, code;

	*r = (struct replies){ 0 };
	if (m == INSPECT_NO || (line.len >= 4 && reply_code(line) == 0))
		return INSPECT_NO;
	if (m != INSPECT_MATCH)
		return m;
	first = reply_code(line);
	if (first == 0)
		return INSPECT_NO;
	r->greets = first == 220;
	for (unsigned int i = 0; i < LINES_MAX && span_line(&all, &line); i++) {
		code = reply_code(line);
		if (code == first && line.len > 4)
			note_greeting(line, r);
		if (code == 0 || code == first)
			continue;
		r->after_ftp = code == 331 || code == 234;
		r->after_smtp = code == 250;
		break;
	}
	return INSPECT_MATCH;
}

enum inspect_match
smtp_server(const struct inspect_bytes *b)
{
	struct replies r;
	enum inspect_match m = read_replies(b, &r);

	if (m != INSPECT_MATCH)
		return m;
	if (r.says_ftp && !r.says_smtp)
		return INSPECT_NO;
	if (r.after_ftp)
		return INSPECT_NO;
	if (r.greets && (r.says_smtp || r.after_smtp))
		return INSPECT_MATCH;
	return INSPECT_UNSURE;
}

enum inspect_match
ftp_server(const struct inspect_bytes *b)
{
	struct replies r;
	enum inspect_match m = read_replies(b, &r);

	if (m != INSPECT_MATCH)
		return m;
	if (r.says_smtp || r.after_smtp)
		return INSPECT_NO;
	if (r.greets && (r.says_ftp || r.after_ftp))
		return INSPECT_MATCH;
	return INSPECT_UNSURE;
}

/* How far a line is a command, as far as the line goes. */
static enum inspect_match
begins_with(struct span line, bool whole, const char *command)
{
	char shortened[COMMAND_MAX];

	if (span_begins_nocase(line, command))
		return INSPECT_MATCH;
	if (whole || line.len >= strlen(command) ||
	    line.len >= sizeof(shortened))
		return INSPECT_NO;
	memcpy(shortened, command, line.len);
	shortened[line.len] = '\0';
	return span_begins_nocase(line, shortened) ? INSPECT_UNSURE
						   : INSPECT_NO;
}

/*
 * A client's first line: MATCH when it is one of the sure commands, UNSURE
 * when one of the others, or not whole; else NO.  Lists end with NULL.
 */
static enum inspect_match
read_commands(const struct inspect_bytes *b, const char *const *sure,
    const char *const *others)
{
	struct span line;
	enum inspect_match m = span_first_line(b, &line);
	enum inspect_match best = INSPECT_NO;

	if (m == INSPECT_NO)
		return INSPECT_NO;
	for (; *sure; sure++) {
		enum inspect_match is =
		    begins_with(line, m == INSPECT_MATCH, *sure);

		if (is == INSPECT_MATCH)
			return m;
		best = is > best ? is : best;
	}
	for (; *others; others++)
		if (begins_with(line, m == INSPECT_MATCH, *others) !=
		    INSPECT_NO)
			best = INSPECT_UNSURE;
	return best;
}

enum inspect_match
smtp_client(const struct inspect_bytes *b)
{
	static const char *const sure[] = { "EHLO ", "HELO ", "LHLO ",
		"MAIL FROM:", NULL };
	static const char *const others[] = { "QUIT", "NOOP", "RSET", "HELP",
		"STARTTLS", "AUTH ", "VRFY ", "XCLIENT ", NULL };

	return read_commands(b, sure, others);
}

enum inspect_match
ftp_client(const struct inspect_bytes *b)
{
	static const char *const sure[] = { "AUTH TLS", "AUTH SSL", "OPTS UTF8",
		"USER ANONYMOUS", NULL };
	static const char *const others[] = { "USER ", "FEAT", "SYST", "QUIT",
		"HELP", "NOOP", "PASS ", "HOST ", "CLNT ", NULL };

	return read_commands(b, sure, others);
}

enum inspect_match
pop3_client(const struct inspect_bytes *b)
{
	static const char *const sure[] = { "APOP ", NULL };
	static const char *const others[] = { "USER ", "CAPA", "AUTH", "STLS",
		"QUIT", NULL };

	return read_commands(b, sure, others);
}

/* "+OK" also opens answers of others, but none that speak first. */
enum inspect_match
pop3_server(const struct inspect_bytes *b)
{
	struct span line;
	enum inspect_match m = span_opening(b, "+OK");

	if (m != INSPECT_MATCH)
		return m;
	m = span_first_line(b, &line);
	return m == INSPECT_MATCH && !b->start ? INSPECT_UNSURE : m;
}

/* A tag and a command, RFC 9051 section 2.2.1. */
enum inspect_match
imap_client(const struct inspect_bytes *b)
{
	static const char *const commands[] = { "CAPABILITY", "LOGIN ",
		"STARTTLS", "AUTHENTICATE ", "ID ", "LOGOUT", "SELECT ",
		"NOOP" };
	struct span line, tag;
	enum inspect_match m = span_first_line(b, &line);

	if (m == INSPECT_NO)
		return INSPECT_NO;
	if (!span_until(&line, ' ', &tag))
		return m == INSPECT_MATCH ? INSPECT_NO : m;
	if (tag.len == 0 || tag.len > 16)
		return INSPECT_NO;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (span_begins_nocase(line, commands[i]))
			return m;
	return m == INSPECT_MATCH ? INSPECT_NO : INSPECT_UNSURE;
}

enum inspect_match
imap_server(const struct inspect_bytes *b)
{
	static const char *const greetings[] = { "* OK ", "* PREAUTH ",
		"* BYE " };
	struct span line;
	enum inspect_match m = span_opening(b, "* ");

	if (m != INSPECT_MATCH)
		return m;
	m = span_first_line(b, &line);
	if (m == INSPECT_NO)
		return INSPECT_NO;
	for (size_t i = 0; i < sizeof(greetings) / sizeof(greetings[0]); i++)
		if (span_begins(line, greetings[i]))
			return m;
	return m == INSPECT_MATCH ? INSPECT_NO : INSPECT_UNSURE;
}

/* RFC 2812 section 3.1: NICK and USER, perhaps after PASS; and CAP LS of
 * its later extension. */
enum inspect_match
irc_client(const struct inspect_bytes *b)
{
	struct span all = span_of(b), line;
	enum inspect_match m = span_first_line(b, &line);
	unsigned int seen = 0, n;

	if (m == INSPECT_NO)
		return INSPECT_NO;
	if (span_begins_nocase(line, "CAP LS"))
		return INSPECT_MATCH;
	if (m == INSPECT_MATCH && !span_begins_nocase(line, "NICK ") &&
	    !span_begins_nocase(line, "USER ") &&
	    !span_begins_nocase(line, "PASS "))
		return INSPECT_NO;
	for (n = 0; n < LINES_MAX && span_line(&all, &line); n++)
		if (span_begins_nocase(line, "NICK "))
			seen |= 1;
		else if (span_begins_nocase(line, "USER ") &&
		    span_has_nocase(line, " :"))
			seen |= 2;
	return seen == 3 ? INSPECT_MATCH : INSPECT_UNSURE;
}

/* ":server 001 nick" or ":server NOTICE ..."; or without a prefix NOTICE,
 * ERROR, PING. */
enum inspect_match
irc_server(const struct inspect_bytes *b)
{
	static const char *const commands[] = { "NOTICE ", "001 ", "020 ",
		"CAP ", "433 ", "ERROR :" };
	struct span line, prefix;
	enum inspect_match m = span_first_line(b, &line);

	if (m == INSPECT_NO)
		return INSPECT_NO;
	if (span_begins(line, "NOTICE AUTH :") ||
	    span_begins(line, "NOTICE * :") || span_begins(line, "ERROR :"))
		return INSPECT_MATCH;
	if (span_begins(line, "PING :"))
		return INSPECT_UNSURE;
	if (!span_begins(line, ":"))
		return m == INSPECT_MATCH ? INSPECT_NO : m;
	if (!span_until(&line, ' ', &prefix))
		return m == INSPECT_MATCH ? INSPECT_NO : m;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (span_begins(line, commands[i]))
			return m;
	return m == INSPECT_MATCH ? INSPECT_NO : INSPECT_UNSURE;
}

/* Lines of a client by which it goes over to TLS: RFC 3207, 4217, 2595. */
static bool
is_starttls(struct span line)
{
	struct span tag;

	if (span_begins_nocase(line, "STARTTLS") ||
	    span_begins_nocase(line, "AUTH TLS") ||
	    span_begins_nocase(line, "STLS"))
		return true;
	return span_until(&line, ' ', &tag) &&
	    span_begins_nocase(line, "STARTTLS");
}

void
mail_describe_bytes(const struct inspect_bytes *b, struct inspect_details *out)
{
	struct span all = span_of(b), line;

	if (span_line(&all, &line) &&
	    (reply_code(line) != 0 || span_begins(line, "+OK ") ||
		span_begins(line, "* OK ")))
		details_text(out->software, sizeof(out->software), line.at,
		    line.len);
	all = span_of(b);
	while (span_line(&all, &line))
		if (is_starttls(line))
			out->starttls = true;
}

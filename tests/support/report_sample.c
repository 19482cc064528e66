/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report_sample.c - documents for the tests of the writers.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "support/report_sample.h"

/* 2026-11-23 00:00 in Berlin. */
#define DAY_US INT64_C(1795388400000000)
#define HOUR_US ((int64_t)WHEN_HOUR_US)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct doc_column finding_columns[] = {
	{ "id", "Finding", DOC_WORD, false },
	{ "state", "State", DOC_WORD, false },
	{ "source", "From", DOC_TEXT, false },
	{ "destination", "To", DOC_TEXT, false },
	{ "service", "Service", DOC_WORD, false },
	{ "flows", "Flows", DOC_COUNT, false },
	{ "bytes", "Bytes", DOC_BYTES, false },
	{ "last", "Last seen", DOC_TIME, true },
	{ "src-address", "From address", DOC_ADDRESS, true },
	{ "dst-address", "To address", DOC_ADDRESS, true },
	{ "dst-name", "Name", DOC_NAME, true },
	{ "why", "Why", DOC_TEXT, true },
	{ "command", "List them", DOC_COMMAND, true },
};

struct finding {
	const char *id, *state, *source, *destination, *service;
	uint64_t flows, bytes;
	const char *src, *dst, *name, *why;
};

static const struct finding escaped[] = {
	{ "f-3fa2c1", "new", "secure-gateway", "internet", "tcp 443", 412,
	    88401234, "10.20.1.11", "203.0.113.77", "updates.cdn.example",
	    "a component may not reach the internet; no row is near" },
	{ "f-91b0de", "new", "client", "session-host", "tcp 3389", 17, 902331,
	    "10.20.40.118", "10.20.3.21", "rdsh01.corp.example",
	    "gateway bypass: the row direct-rdp is off on this site" },
	{ "f-04c77a", "since 2026-11-19", "(no role)", "connection-broker",
	    "tcp 20003", 3, 4211, "10.20.9.5", "10.20.2.2", NULL,
	    "denied by broker-from-components" },
};

static const struct finding missed[] = {
	{ "f-77aa01", "new", "session-host", "infrastructure", "udp 514", 24010,
	    5120044, "10.20.3.22", "10.20.8.8", "syslog.corp.example",
	    "nearest row syslog-out: protocol" },
	{ "f-77aa02", "since 2026-11-02", "vdi-host", "internet", "tcp 443",
	    1204, 73400320, "10.20.3.40", "198.51.100.3", "login.example.com",
	    "nearest row vdi-cloud: destination role" },
	{ "f-77aa03", "returned", "management", "session-host", "tcp 5985", 88,
	    190211, "10.20.7.3", "10.20.3.21", "rdsh01.corp.example",
	    "no row is near" },
	{ "f-77aa04", "new", "session-host", "file-server", "tcp 445", 1, 1834,
	    "10.20.3.21", "10.20.6.2", "files.corp.example",
	    "nearest row smb-profile: port" },
};

static void
add_findings(struct doc *d, struct doc_table *t, const struct finding *list,
    size_t count, enum doc_tone tone)
{
	for (size_t i = 0; i < count; i++) {
		const struct finding *f = &list[i];
		struct doc_cell *c = doc_row(t);
		char command[64];

		snprintf(command, sizeof(command),
		    "rasaudit flows --finding %s --src %s", f->id, f->src);
		doc_set_text(d, &c[0], f->id);
		doc_set_text(d, &c[1], f->state);
		c[1].tone = strcmp(f->state, "new") == 0 ? tone : DOC_PLAIN;
		doc_set_text(d, &c[2], f->source);
		doc_set_text(d, &c[3], f->destination);
		doc_set_text(d, &c[4], f->service);
		doc_set_count(&c[5], f->flows);
		doc_set_count(&c[6], f->bytes);
		doc_set_time(&c[7],
		    DAY_US + (int64_t)(f->flows % 1000) * 53171717);
		doc_set_text(d, &c[8], f->src);
		doc_set_text(d, &c[9], f->dst);
		doc_set_text(d, &c[10], f->name);
		doc_set_text(d, &c[11], f->why);
		doc_set_text(d, &c[12], command);
	}
}

static void
add_blocked(struct doc *d)
{
	static const struct doc_column columns[] = {
		{ "row", "Row", DOC_WORD, false },
		{ "cause", "Cause", DOC_WORD, false },
		{ "flows", "Flows", DOC_COUNT, false },
		{ "since", "Since", DOC_TIME, false },
		{ "still", "At the end of the day", DOC_WORD, false },
		{ "src-address", "From", DOC_ADDRESS, true },
		{ "dst-address", "To", DOC_ADDRESS, true },
	};
	struct doc_section *s = doc_section(d, DOC_ADMINISTRATOR, "blocked",
	    "Needed, and does not get through");
	struct doc_table *t = doc_table(s, "rows", "Blocked required rows",
	    columns, COUNT(columns));
	struct doc_cell *c = doc_row(t);

	doc_set_text(d, &c[0], "gateway-to-broker");
	doc_set_text(d, &c[1], "silent");
	c[1].tone = DOC_BAD;
	doc_set_count(&c[2], 96);
	doc_set_time(&c[3], DAY_US + 6 * HOUR_US + 1234567);
	doc_set_text(d, &c[4], "still blocked");
	c[4].tone = DOC_BAD;
	doc_set_text(d, &c[5], "10.20.1.11");
	doc_set_text(d, &c[6], "10.20.2.2");
	c = doc_row(t);
	doc_set_text(d, &c[0], "agent-to-broker");
	doc_set_text(d, &c[1], "refused-by-host");
	c[1].tone = DOC_WARN;
	doc_set_count(&c[2], 4);
	doc_set_time(&c[3], DAY_US + 9 * HOUR_US + 9000000);
	doc_set_text(d, &c[4], "works again");
	c[4].tone = DOC_GOOD;
	doc_set_text(d, &c[5], "10.20.3.40");
	doc_set_text(d, &c[6], "10.20.2.2");
	doc_note(s, DOC_QUIET,
	    "blocked: the matrix needs it, it was tried, "
	    "and nothing came back. A refusal by the host is not the "
	    "firewall's.");
}

static void
add_fixes(struct doc *d)
{
	static const struct doc_column columns[] = {
		{ "line", "Line", DOC_COMMAND, false },
		{ "findings", "Settles findings", DOC_COUNT, true },
		{ "explain", "Why", DOC_COMMAND, true },
	};
	static const char *const lines[][2] = {
		{ "address 10.20.9.5 management", "rasaudit explain f-04c77a" },
		{ "known syslog from session-host to 10.20.8.8 udp 514 # "
		  "syslog.corp.example",
		    "rasaudit explain f-77aa01" },
		{ "allow vdi-host internet tcp 443 until 2026-12-31 ticket "
		  "\"CHG-1042\"",
		    "rasaudit explain f-77aa02" },
	};
	struct doc_section *s =
	    doc_section(d, DOC_ADMINISTRATOR, "fixes", "What you could do");
	struct doc_table *t = doc_table(s, "lines",
	    "Lines for the site file, never applied by themselves", columns,
	    COUNT(columns));

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct doc_cell *c = doc_row(t);

		doc_set_text(d, &c[0], lines[i][0]);
		doc_set_count(&c[1], 3 - i);
		doc_set_text(d, &c[2], lines[i][1]);
	}
}

static void
add_trust(struct doc *d)
{
	struct doc_section *s =
	    doc_section(d, DOC_AUDITOR, "trust", "Scope and trust");
	struct doc_cell *c;

	c = doc_fact(s, "site", "Site", DOC_NAME);
	doc_set_text(d, c, "Head office");
	c = doc_fact(s, "tap", "Tap", DOC_TEXT);
	doc_set_text(d, c, "mirror of the core switch, both directions");
	c = doc_fact(s, "sensor", "Sensor", DOC_ADDRESS);
	doc_set_text(d, c, "10.20.0.9");
	c = doc_fact(s, "first", "First packet", DOC_TIME);
	doc_set_time(c, DAY_US + 417000);
	c = doc_fact(s, "covered", "Of the day covered", DOC_SHARE);
	doc_set_share(c, 0.99987);
	c = doc_fact(s, "lost", "Frames lost", DOC_SHARE);
	doc_set_share(c, 0.0004);
	c->tone = DOC_GOOD;
	c = doc_fact(s, "frames", "Frames read", DOC_COUNT);
	doc_set_count(c, 1834402211);
	c = doc_fact(s, "bytes", "Bytes read", DOC_BYTES);
	doc_set_count(c, UINT64_C(1204118220417));
	c = doc_fact(s, "vlan", "VLAN", DOC_TEXT);
	doc_note(s, DOC_WARN,
	    "halb was not seen all day: the tap may not "
	    "cover it.");
	doc_note(s, DOC_PLAIN,
	    "missed: no row of the matrix speaks of the "
	    "flow. unseen: the row had no flow, which says nothing of "
	    "firewalls. lost: frames the sensor did not get.");
}

static void
add_headline(struct doc *d)
{
	static const struct doc_column columns[] = {
		{ "verdict", "By the matrix", DOC_WORD, false },
		{ "through", "Got through", DOC_COUNT, false },
		{ "stopped", "Did not", DOC_COUNT, false },
		{ "probable", "Probable", DOC_COUNT, false },
	};
	static const struct {
		const char *verdict;
		uint64_t n[3];
		enum doc_tone tone;
	} rows[] = {
		{ "allowed", { 9812345, 100, 41 }, DOC_GOOD },
		{ "forbidden", { 432, 77, 2 }, DOC_BAD },
		{ "missed", { 25303, 0, 19 }, DOC_WARN },
	};
	struct doc_table *t = doc_table(doc_section(d, DOC_AUDITOR, "headline",
					    "Verdict by outcome"),
	    "flows", "Flows", columns, COUNT(columns));

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct doc_cell *c = doc_row(t);

		doc_set_text(d, &c[0], rows[i].verdict);
		c[0].tone = rows[i].tone;
		for (size_t k = 0; k < 3; k++)
			doc_set_count(&c[k + 1], rows[i].n[k]);
	}
}

static void
add_day(struct doc *d, bool findings)
{
	struct doc_section *s =
	    doc_section(d, DOC_DETAIL, "day", "Traffic over the day");
	struct doc_series *c =
	    doc_series(s, "verdicts", "Flows by verdict", "flows an hour");
	size_t allowed = doc_series_line(c, "allowed", "allowed", DOC_GOOD);
	size_t forbidden =
	    doc_series_line(c, "forbidden", "forbidden", DOC_BAD);
	size_t gone = doc_series_line(c, "missed", "missed", DOC_WARN);
	size_t scope =
	    doc_series_line(c, "out-of-scope", "out of scope", DOC_QUIET);

	for (size_t h = 0; h < 24; h++) {
		size_t step = doc_series_step(c, DAY_US + (int64_t)h * HOUR_US);
		uint64_t busy = h < 6 || h > 19 ? 1 : (h - 5) * (20 - h);

		doc_series_value(c, allowed, step, 12040 * busy + h * 7);
		doc_series_value(c, scope, step, 310 + h % 5);
		if (!findings)
			continue;
		doc_series_value(c, forbidden, step, h == 3 ? 380 : h == 14);
		doc_series_value(c, gone, step, 1000 + (h * 37) % 90);
	}
}

static const char *const roles[] = { "client", "secure-gateway", "halb",
	"connection-broker", "session-host", "vdi-host", "management",
	"infrastructure", "internet" };

static void
add_matrix(struct doc *d, bool findings)
{
	struct doc_section *s =
	    doc_section(d, DOC_DETAIL, "matrix", "The matrix, as it was seen");
	struct doc_grid *g =
	    doc_grid(s, "roles", "Roles by roles", "source", "destination");

	for (size_t i = 0; i < COUNT(roles); i++) {
		doc_grid_row(g, roles[i]);
		doc_grid_column(g, roles[i]);
	}
	doc_grid_legend(g, DOC_GOOD, "+", "allowed, and seen");
	doc_grid_legend(g, DOC_QUIET, "-", "allowed, and not seen");
	doc_grid_legend(g, DOC_WARN, "?", "seen, and no row speaks of it");
	doc_grid_legend(g, DOC_BAD, "X", "forbidden, and got through");
	for (size_t i = 0; i + 1 < COUNT(roles); i++) {
		doc_grid_cell(g, i, i + 1, DOC_GOOD, "+", 1000 * i + 20,
		    "all rows of this pair were exercised");
		if (i > 1)
			doc_grid_cell(g, i, i - 1, DOC_QUIET, "-", 0, NULL);
	}
	if (!findings)
		return;
	doc_grid_cell(g, 1, 8, DOC_BAD, "X", 412, "tcp 443");
	doc_grid_cell(g, 0, 4, DOC_BAD, "X", 17, "tcp 3389, gateway bypass");
	doc_grid_cell(g, 4, 7, DOC_WARN, "?", 24010, "udp 514");
}

struct doc *
report_sample(void)
{
	struct doc *d = doc_new("Europe/Berlin");
	struct doc_section *s;
	struct doc_table *t;

	doc_title(d, "RAS port matrix audit, Monday 2026-11-23");
	doc_sentence(d, DOC_BAD, "findings",
	    "3 departures got through, 2 of them new, and 1 required row is "
	    "blocked. The tap saw 99.9 % of the day; 4 hosts have no role.");
	doc_hide(d, "syslog.corp.example");
	add_blocked(d);
	s = doc_section(d, DOC_ADMINISTRATOR, "escaped",
	    "Forbidden, and got through");
	t = doc_table(s, "findings", "Escaped, new ones first", finding_columns,
	    COUNT(finding_columns));
	add_findings(d, t, escaped, COUNT(escaped), DOC_BAD);
	add_fixes(d);
	add_trust(d);
	add_headline(d);
	add_day(d, true);
	add_matrix(d, true);
	s = doc_section(d, DOC_DETAIL, "missed", "Missed, ranked");
	t = doc_table(s, "findings", "No row speaks of these", finding_columns,
	    COUNT(finding_columns));
	for (size_t i = 0; i < 6; i++)
		add_findings(d, t, missed, COUNT(missed), DOC_WARN);
	doc_folded(t, 131, 4022,
	    "rasaudit flows --day 2026-11-23 --verdict missed "
	    "--dst 198.51.100.0/24");
	s = doc_section(d, DOC_DETAIL, "scans", "Scans");
	doc_table(s, "scans", "Scans from inside", finding_columns,
	    COUNT(finding_columns));
	return d;
}

struct doc *
report_sample_quiet(void)
{
	struct doc *d = doc_new(NULL);

	doc_title(d, "RAS port matrix audit, Tuesday 2026-11-24");
	doc_sentence(d, DOC_GOOD, "no departure seen",
	    "Nothing escaped and nothing is blocked, as far as the tap sees.");
	add_trust(d);
	add_day(d, false);
	add_matrix(d, false);
	return d;
}

#define WIDE 36

static void
add_wide_matrix(struct doc *d)
{
	struct doc_grid *g = doc_grid(doc_section(d, DOC_DETAIL, "matrix",
					  "The matrix of a large farm"),
	    "roles", "Many roles", "source", "destination");
	char name[32];

	for (size_t i = 0; i < WIDE; i++) {
		snprintf(name, sizeof(name), "role-%02zu-of-many", i);
		doc_grid_row(g, name);
		doc_grid_column(g, i < WIDE - 1 ? name : "QQQQQQQQQQ");
	}
	doc_grid_legend(g, DOC_GOOD, "+", "allowed, and seen");
	for (size_t i = 0; i < WIDE; i++)
		doc_grid_cell(g, i, i, DOC_GOOD, i < WIDE - 1 ? "+" : "Z", 1,
		    NULL);
}

struct doc *
report_sample_wide(void)
{
	static const struct doc_column columns[] = {
		{ "finding", "finding", DOC_WORD, false },
		{ "kind", "kind", DOC_WORD, false },
		{ "life", "life", DOC_WORD, false },
		{ "since", "since", DOC_WORD, false },
		{ "what", "what", DOC_TEXT, false },
		{ "flows", "flows", DOC_COUNT, false },
		{ "command", "one of its flows", DOC_COMMAND, true },
	};
	struct doc *d = doc_new(NULL);
	struct doc_table *t;

	doc_title(d, "RAS port matrix audit, a large farm");
	doc_sentence(d, DOC_WARN, "findings", "Much of it.");
	t = doc_table(doc_section(d, DOC_ADMINISTRATOR, "open", "Open"), "open",
	    "Open findings", columns, COUNT(columns));
	for (size_t i = 0; i < 24; i++) {
		struct doc_cell *c = doc_row(t);
		char id[17], command[400];

		snprintf(id, sizeof(id), "%016zx", (i + 1) * 0x9e3779b97f4a7c1);
		/* Each of another length, so that a line ends anywhere. */
		snprintf(command, sizeof(command),
		    "rasaudit flows -d %.*s.db --run 1 --verdict forbidden "
		    "--class through --src-role =gateway-normal,rdsh-agent "
		    "--dst-role =broker --dst 10.77.0.40 --proto tcp "
		    "--port 20003 --conformance violates --near-fact "
		    "source-role --ndpi - --row -",
		    (int)i + 1, "aaaaaaaaaaaaaaaaaaaaaaaa");
		doc_set_text(d, &c[0], id);
		doc_set_text(d, &c[1], "blocked");
		doc_set_text(d, &c[2], "continuing");
		doc_set_text(d, &c[3], "2026-11-19");
		doc_set_text(d, &c[4],
		    "gateway-normal,rdsh-agent -> gateway-normal,rdsh-agent, "
		    "tcp 20003");
		doc_set_count(&c[5], i);
		doc_set_text(d, &c[6], command);
	}
	add_wide_matrix(d);
	return d;
}

struct doc *
report_sample_many(size_t findings)
{
	struct doc *d = report_sample();
	struct doc_section *s =
	    doc_section(d, DOC_DETAIL, "many", "Very many findings");
	struct doc_table *t = doc_table(s, "findings", "Findings",
	    finding_columns, COUNT(finding_columns));
	struct finding f = escaped[0];
	char why[2048];

	for (size_t i = 0; i < findings; i++) {
		memset(why, 'a' + (int)(i % 26), sizeof(why) - 1);
		why[i % 1000 == 0 ? sizeof(why) - 1 : 60] = '\0';
		f.why = why;
		f.flows = i + 1;
		add_findings(d, t, &f, 1, DOC_BAD);
	}
	doc_folded(t, 5, 50, "rasaudit flows");
	return d;
}

const char *const report_hostile_texts[] = {
	"<script>alert(1)</script>",
	"</title></style><img src=x onerror=alert(1)>",
	"\" onmouseover=\"alert(1)\" x='",
	"' onfocus='alert(1)",
	"]]>--><svg/onload=alert(1)>",
	"&lt;b&gt; &amp; &#x3c; &nbsp",
	"=HYPERLINK(\"http://evil.example\",\"x\")",
	"+1+cmd|' /C calc'!A0",
	"-2+3",
	"@SUM(A1)",
	"\t=1",
	"\r\nBcc: all@evil.example",
	"\xef\xbc\x9d"
	"1+1",
	"a,b;c\"d",
	"\033[31mred\033]0;owned\007\033[2J",
	"\xc2\x9b"
	"31m C1",
	"\xe2\x80\xaetxt.exe\xe2\x80\xac \xe2\x81\xa6x\xe2\x81\xa9",
	"bad \xff\xfe\xc0\xaf utf-8 \xed\xa0\x80",
	"cut short \xe2\x82",
	"\x01\x02\x7f",
	"line\nline\xe2\x80\xa8line",
	"CORP\\user \\x1b \\u001b",
	"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe6\xbc\xa2\xe5\xad\x97 "
	"\xf0\x9f\x92\xa9",
	"%s%n%x",
	"{\"a\":[1]}",
	"   ",
	"",
};

size_t
report_hostile_count(void)
{
	return COUNT(report_hostile_texts);
}

static void
add_hostile(struct doc *d, size_t number, const char *text)
{
	static const struct doc_column columns[] = {
		{ "text", "Text", DOC_TEXT, false },
		{ "word", "Word", DOC_WORD, false },
		{ "address", "Address", DOC_ADDRESS, true },
		{ "name", "Name", DOC_NAME, true },
		{ "command", "Command", DOC_COMMAND, true },
	};
	struct doc_section *s;
	struct doc_table *t;
	struct doc_series *c;
	struct doc_grid *g;
	struct doc_cell *row;
	char key[32];

	snprintf(key, sizeof(key), "hostile-%zu", number);
	s = doc_section(d, DOC_DETAIL, key, text);
	doc_note(s, DOC_BAD, "%s", text);
	doc_set_text(d, doc_fact(s, "fact", text, DOC_NAME), text);
	t = doc_table(s, "table", text, columns, COUNT(columns));
	row = doc_row(t);
	for (size_t k = 0; k < COUNT(columns); k++)
		doc_set_text(d, &row[k], text);
	doc_folded(t, 1, 1, text);
	c = doc_series(s, "series", text, text);
	doc_series_line(c, "line", text, DOC_WARN);
	doc_series_value(c, 0, doc_series_step(c, DAY_US), 7);
	g = doc_grid(s, "grid", text, text, text);
	doc_grid_cell(g, doc_grid_row(g, text), doc_grid_column(g, text),
	    DOC_BAD, text, 1, text);
	doc_grid_legend(g, DOC_BAD, text, text);
}

struct doc *
report_sample_hostile(void)
{
	struct doc *d = doc_new(NULL);

	doc_title(d, report_hostile_texts[1]);
	doc_sentence(d, DOC_BAD, report_hostile_texts[0],
	    report_hostile_texts[14]);
	for (size_t i = 0; i < COUNT(report_hostile_texts); i++)
		add_hostile(d, i, report_hostile_texts[i]);
	return d;
}

struct doc *
report_sample_long(size_t bytes)
{
	struct doc *d = doc_new(NULL);
	char *text = malloc(bytes + 1);

	if (!text)
		abort();
	for (size_t i = 0; i < bytes; i++)
		text[i] = "<0123456789abcdef:. \"&"[i % 22];
	text[bytes] = '\0';
	doc_title(d, text);
	doc_sentence(d, DOC_BAD, text, text);
	add_hostile(d, 0, text);
	free(text);
	return d;
}

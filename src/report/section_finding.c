/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_finding.c - what is blocked, what escaped, what was missed, who was
 * turned away.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/section.h"

void
section_words(const struct section_page *p)
{
	static const struct doc_column columns[] = {
		{ "word", "word", DOC_WORD, false },
		{ "meaning", "what it means here", DOC_TEXT, false },
		{ "count", "here", DOC_COUNT, false },
	};
	const struct report *r = p->r;
	const struct {
		const char *word, *meaning;
		uint64_t count;
	} words[] = {
		{ "missed", "flows that no row speaks of, and got through",
		    r->headline.through[VERDICT_MISSED] },
		{ "unseen", "rows that no flow used",
		    r->rows.by_status[ROW_STATUS_UNSEEN] },
		{ "blocked", "connections that a row needs, tried, and failed",
		    r->blocked_kinds[REPORT_BLOCKED] },
		{ "lost", "packets that the tap did not give us",
		    r->tap_health.lost },
	};
	struct doc_section *s = doc_section(p->doc, DOC_ADMINISTRATOR, "words",
	    "What missed, unseen, blocked and lost mean");
	struct doc_table *t =
	    doc_table(s, "words", "Words", SECTION_COLUMNS(columns));

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct doc_cell *c = doc_row(t);

		doc_set_text(p->doc, &c[0], words[i].word);
		doc_set_text(p->doc, &c[1], words[i].meaning);
		doc_set_count(&c[2], words[i].count);
	}
}

/* Blocked, and what is like it. */

static const struct doc_column blocked_columns[] = {
	{ "attempts", "attempts", DOC_COUNT, false },
	{ "row", "row", DOC_WORD, false },
	{ "source-roles", "from", DOC_WORD, false },
	{ "destination-roles", "to", DOC_WORD, false },
	{ "proto", "protocol", DOC_WORD, false },
	{ "port", "port", DOC_NUMBER, false },
	{ "source", "client", DOC_ADDRESS, false },
	{ "destination", "server", DOC_ADDRESS, false },
	{ "cause", "cause", DOC_WORD, false },
	{ "meaning", "which means", DOC_TEXT, true },
	{ "since", "since", DOC_TIME, true },
	{ "since-day", "first night", DOC_WORD, true },
	{ "last", "last tried", DOC_TIME, true },
	{ "still", "still so at the end", DOC_WORD, true },
	SECTION_CONTINUING,
	{ "command", "flows", DOC_COMMAND, true },
};

static const char *
meaning_of(const struct store_blocked *b)
{
	if (b->cause && strcmp(b->cause, "silent") == 0 &&
	    b->host_answered == 0)
		return "no answer: dropped on the way, or the host is down; "
		       "the host answered nothing else either";
	return section_cause(b->cause);
}

/* The night since which it is so. */
static const char *
since_night(const struct report *r, const struct store_blocked *b)
{
	for (size_t i = 0; i < r->case_count; i++) {
		const struct report_case *c = &r->cases[i];

		if (strcmp(c->kind, "blocked") == 0 && c->since && c->row_id &&
		    strcmp(c->row_id, b->row_id) == 0 && c->port == b->port &&
		    (!c->src || (b->src && strcmp(c->src, b->src) == 0)) &&
		    (!c->dst || (b->dst && strcmp(c->dst, b->dst) == 0)))
			return c->since;
	}
	return NULL;
}

static void
blocked_row(const struct section_page *p, struct doc_cell *c,
    const struct report_blocked *one)
{
	const struct store_blocked *b = &one->facts;
	const struct section_filter filter = { .verdict = "allowed",
		.through = "stopped",
		.row = b->row_id,
		.src = b->src,
		.dst = b->dst,
		.proto = b->proto,
		.port = b->port };

	doc_set_count(&c[0], (uint64_t)(b->refused + b->unanswered));
	doc_set_text(p->doc, &c[1], b->row_id);
	doc_set_text(p->doc, &c[2], roles_text(b->src_roles));
	doc_set_text(p->doc, &c[3], roles_text(b->dst_roles));
	doc_set_text(p->doc, &c[4], b->proto);
	section_number(&c[5], b->port);
	section_host(p, &c[6], b->src);
	section_host(p, &c[7], b->dst);
	doc_set_text(p->doc, &c[8], b->cause);
	doc_set_text(p->doc, &c[9], meaning_of(b));
	doc_set_time(&c[10], b->first_us);
	doc_set_text(p->doc, &c[11], since_night(p->r, b));
	doc_set_time(&c[12], b->last_us);
	doc_set_text(p->doc, &c[13],
	    one->kind == REPORT_BLOCKED ? "yes" : "not known");
	section_continuing(p, &c[14], b->first_us);
	section_flows(p, &c[15], &filter);
	c[0].tone = one->kind == REPORT_BLOCKED ? DOC_BAD : DOC_WARN;
}

static void
blocked_table(const struct section_page *p, struct doc_section *s,
    enum report_blocked_kind kind, const char *key, const char *title)
{
	const struct section_filter all = { .verdict = "allowed",
		.through = "stopped" };
	const struct report *r = p->r;
	struct section_list list =
	    SECTION_LIST(p, s, key, title, blocked_columns);

	for (size_t i = 0; i < r->blocked_count; i++) {
		const struct report_blocked *b = &r->blocked[i];
		struct doc_cell *c;

		if (b->kind != kind)
			continue;
		c = section_list_row(&list,
		    (uint64_t)(b->facts.refused + b->facts.unanswered));
		if (c)
			blocked_row(p, c, b);
	}
	section_list_end(&list, &all);
}

void
section_blocked(const struct section_page *p)
{
	struct doc_section *s =
	    doc_section(p->doc, DOC_ADMINISTRATOR, "blocked",
		"Blocked: the matrix needs it and it does not get "
		"through");

	if (p->r->blocked_kinds[REPORT_BLOCKED] == 0)
		doc_note(s, DOC_PLAIN,
		    "Nothing that a row needs was tried in vain only.");
	blocked_table(p, s, REPORT_BLOCKED, "blocked", "Blocked");
	blocked_table(p, s, REPORT_INTERMITTENT, "intermittent",
	    "Intermittent: some attempts failed");
	blocked_table(p, s, REPORT_DEGRADED, "degraded",
	    "Degraded: UDP fails where TCP works");
	blocked_table(p, s, REPORT_SILENT, "silent",
	    "Silent: UDP that was not answered, and need not be");
}

/* Escaped, by the component whose port is open. */

static const struct doc_column escaped_columns[] = {
	{ "flows", "flows", DOC_COUNT, false },
	{ "life", "life", DOC_WORD, false },
	{ "source-roles", "from", DOC_WORD, false },
	{ "destination-roles", "to", DOC_WORD, false },
	{ "proto", "protocol", DOC_WORD, false },
	{ "port", "port", DOC_NUMBER, false },
	{ "source", "client", DOC_ADDRESS, false },
	{ "destination", "server", DOC_ADDRESS, false },
	{ "why", "why", DOC_TEXT, true },
	{ "first", "first", DOC_TIME, true },
	{ "last", "last", DOC_TIME, true },
	{ "since-day", "first night", DOC_WORD, true },
	{ "id", "finding", DOC_WORD, true },
	SECTION_CONTINUING,
	{ "command", "flows", DOC_COMMAND, true },
};

/* Why it was not allowed, in a line. */
static void
set_why(const struct section_page *p, struct doc_cell *c, const char *row,
    const char *near_row, const char *near_fact, const char *reason)
{
	if (row)
		section_textf(p, c, "denied by %s", row);
	else if (near_row)
		section_textf(p, c, "nearest row %s: %s", near_row,
		    near_fact ? near_fact : "");
	else
		section_textf(p, c, "%s, no row is near", reason ? reason : "");
}

static void
escaped_row(const struct section_page *p, struct doc_cell *c,
    const struct report_case *e)
{
	const struct section_filter filter = { .verdict = "forbidden",
		.through = "through",
		.src_roles = e->src_roles,
		.dst_roles = e->dst_roles,
		.dst = e->dst,
		.proto = e->proto,
		.port = e->port,
		.row = section_or_none(e->row_id) };

	doc_set_count(&c[0], e->flows);
	c[0].tone = DOC_BAD;
	doc_set_text(p->doc, &c[1], section_life(e->life));
	doc_set_text(p->doc, &c[2], roles_text(e->src_roles));
	doc_set_text(p->doc, &c[3], roles_text(e->dst_roles));
	doc_set_text(p->doc, &c[4], e->proto);
	section_number(&c[5], e->port);
	section_host(p, &c[6], e->peer);
	section_host(p, &c[7], e->dst);
	set_why(p, &c[8], e->row_id, e->near_row_id, e->near_fact, e->reason);
	doc_set_time(&c[9], e->first_us);
	doc_set_time(&c[10], e->last_us);
	doc_set_text(p->doc, &c[11], e->since);
	doc_set_text(p->doc, &c[12], e->id);
	section_continuing(p, &c[13], e->first_us);
	section_flows(p, &c[14], &filter);
}

void
section_escaped(const struct section_page *p)
{
	const struct section_filter all = { .verdict = "forbidden",
		.through = "through" };
	const struct report *r = p->r;
	struct doc_section *s = doc_section(p->doc, DOC_ADMINISTRATOR,
	    "escaped", "Escaped: forbidden, and got through");
	struct section_list list = SECTION_LIST(p, s, "escaped",
	    "Escaped, new ones first", escaped_columns);

	for (size_t i = 0; i < r->case_count; i++) {
		const struct report_case *one = &r->cases[i];
		struct doc_cell *c;

		if (strcmp(one->kind, "escaped") != 0 ||
		    one->life == REPORT_GONE)
			continue;
		c = section_list_row(&list, one->flows);
		if (c)
			escaped_row(p, c, one);
	}
	if (!section_list_end(&list, &all))
		doc_note(s, DOC_PLAIN,
		    "No forbidden flow was seen to get through.");
}

/* Groups of findings. */

static const struct doc_column finding_columns[] = {
	{ "flows", "flows", DOC_COUNT, false },
	{ "source-roles", "from", DOC_WORD, false },
	{ "destination-roles", "to", DOC_WORD, false },
	{ "proto", "protocol", DOC_WORD, false },
	{ "port", "port", DOC_NUMBER, false },
	{ "source", "client", DOC_ADDRESS, false },
	{ "destination", "server", DOC_ADDRESS, false },
	{ "sources", "clients", DOC_COUNT, true },
	{ "destinations", "servers", DOC_COUNT, true },
	{ "bytes", "bytes", DOC_BYTES, true },
	{ "known", "known as", DOC_WORD, true },
	{ "why", "why", DOC_TEXT, true },
	{ "first", "first", DOC_TIME, true },
	{ "last", "last", DOC_TIME, true },
	SECTION_CONTINUING,
	{ "command", "flows", DOC_COMMAND, true },
};

static void
finding_row(const struct section_page *p, struct doc_cell *c,
    const struct store_finding *f)
{
	const struct section_filter filter = { .verdict = f->verdict,
		.through = f->through,
		.src_roles = f->src_roles,
		.dst_roles = f->dst_roles,
		.proto = f->proto,
		.port = f->port,
		.row = f->row_id,
		.near = section_or_none(f->near_row_id),
		.near_fact = f->near_fact,
		.known = section_or_none(f->known),
		.reason = f->reason };

	doc_set_count(&c[0], (uint64_t)f->flows);
	doc_set_text(p->doc, &c[1], roles_text(f->src_roles));
	doc_set_text(p->doc, &c[2], roles_text(f->dst_roles));
	doc_set_text(p->doc, &c[3], f->proto);
	section_number(&c[4], f->port);
	section_host(p, &c[5], f->src);
	section_host(p, &c[6], f->dst);
	section_number(&c[7], f->sources);
	section_number(&c[8], f->destinations);
	doc_set_count(&c[9], (uint64_t)f->bytes);
	doc_set_text(p->doc, &c[10], f->known);
	set_why(p, &c[11], f->row_id, f->near_row_id, f->near_fact, f->reason);
	doc_set_time(&c[12], f->first_us);
	doc_set_time(&c[13], f->last_us);
	section_continuing(p, &c[14], f->first_us);
	section_flows(p, &c[15], &filter);
}

/* Groups of a verdict and class; rank < 0: of any rank. */
static bool
finding_table(const struct section_page *p, struct doc_section *s,
    const char *key, const char *title, const char *verdict,
    const char *through, int rank)
{
	const struct section_filter all = { .verdict = verdict,
		.through = through };
	const struct report *r = p->r;
	struct section_list list =
	    SECTION_LIST(p, s, key, title, finding_columns);

	for (size_t i = 0; i < r->finding_count; i++) {
		const struct store_finding *f = &r->findings[i].facts;
		struct doc_cell *c;

		if (strcmp(f->verdict, verdict) != 0 ||
		    strcmp(f->through, through) != 0 ||
		    (rank >= 0 && (int)r->findings[i].rank != rank))
			continue;
		c = section_list_row(&list, (uint64_t)f->flows);
		if (c)
			finding_row(p, c, f);
	}
	return section_list_end(&list, &all);
}

void
section_missed(const struct section_page *p)
{
	static const struct {
		const char *key, *title;
	} ranks[REPORT_RANKS] = {
		[REPORT_RANK_ADMIN] = { "administration",
		    "To infrastructure, on administration ports" },
		[REPORT_RANK_INTERNET] = { "internet",
		    "To the internet, from where no users work" },
		[REPORT_RANK_OTHER] = { "other", "The rest" },
		[REPORT_RANK_USERS] = { "users", "Of users on session hosts" },
		[REPORT_RANK_KNOWN] = { "known",
		    "Known: the site file names it" },
	};
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "missed",
	    "Missed: the matrix says nothing of it, and it got through");
	bool any = false;

	for (int rank = 0; rank < REPORT_RANKS; rank++)
		any |= finding_table(p, s, ranks[rank].key, ranks[rank].title,
		    "missed", "through", rank);
	if (!any)
		doc_note(s, DOC_PLAIN, "No such flow got through.");
}

void
section_probable(const struct section_page *p)
{
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "probable",
	    "Probable: one way, begun before the capture, or of unsure "
	    "direction");
	bool any = finding_table(p, s, "forbidden", "Forbidden, probably",
	    "forbidden", "probable", -1);

	any |= finding_table(p, s, "missed", "Missed, probably", "missed",
	    "probable", -1);
	if (!any)
		doc_note(s, DOC_PLAIN,
		    "No forbidden or missed flow is only probable.");
}

/* Who was turned away. */

#define SCAN_LEAST 20 /* targets and ports of one source */

static const struct doc_column rejected_columns[] = {
	{ "attempts", "attempts", DOC_COUNT, false },
	{ "source", "client", DOC_ADDRESS, false },
	{ "source-roles", "of", DOC_WORD, false },
	{ "targets", "servers", DOC_COUNT, false },
	{ "ports", "ports", DOC_COUNT, false },
	{ "scan", "kind", DOC_WORD, false },
	{ "destination", "server, one of them", DOC_ADDRESS, true },
	{ "destination-roles", "of", DOC_WORD, true },
	{ "proto", "protocol", DOC_WORD, true },
	{ "port", "port, one of them", DOC_NUMBER, true },
	{ "first", "first", DOC_TIME, true },
	{ "last", "last", DOC_TIME, true },
	SECTION_CONTINUING,
	{ "command", "flows", DOC_COMMAND, true },
};

static void
rejected_row(const struct section_page *p, struct doc_cell *c,
    const struct store_rejected *one)
{
	const struct section_filter filter = { .verdict = "forbidden,missed",
		.through = "stopped",
		.src = one->src };

	doc_set_count(&c[0], (uint64_t)one->attempts);
	section_host(p, &c[1], one->src);
	doc_set_text(p->doc, &c[2], roles_text(one->src_roles));
	section_number(&c[3], one->targets);
	section_number(&c[4], one->ports);
	doc_set_text(p->doc, &c[5],
	    one->targets + one->ports > SCAN_LEAST ? "scan" : "attempt");
	section_host(p, &c[6], one->dst);
	doc_set_text(p->doc, &c[7], roles_text(one->dst_roles));
	doc_set_text(p->doc, &c[8], one->proto);
	section_number(&c[9], one->port);
	doc_set_time(&c[10], one->first_us);
	doc_set_time(&c[11], one->last_us);
	section_continuing(p, &c[12], one->first_us);
	section_flows(p, &c[13], &filter);
}

static void
rejected_table(const struct section_page *p, struct doc_section *s,
    enum report_side side, const char *key, const char *title)
{
	const struct report *r = p->r;
	struct section_list list =
	    SECTION_LIST(p, s, key, title, rejected_columns);

	for (size_t i = 0; i < r->rejected_count; i++) {
		const struct store_rejected *one = &r->rejected[i].facts;
		struct doc_cell *c;

		if (r->rejected[i].side != side)
			continue;
		c = section_list_row(&list, (uint64_t)one->attempts);
		if (c)
			rejected_row(p, c, one);
	}
	section_list_end(&list, NULL);
}

void
section_rejected(const struct section_page *p)
{
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "rejected",
	    "Turned away: attempts that no row allows, and that failed");

	if (p->r->rejected_count == 0)
		doc_note(s, DOC_PLAIN, "There was none.");
	else
		doc_note(s, DOC_PLAIN,
		    "A source with many servers or ports is a scan: one line, "
		    "whatever it tried.");
	rejected_table(p, s, REPORT_INSIDE, "inside",
	    "From inside: who probes here is in already");
	rejected_table(p, s, REPORT_OUTSIDE, "outside", "From outside");
	rejected_table(p, s, REPORT_SIDE_UNKNOWN, "side-unknown",
	    "From hosts of roles whose kind is not recorded");
}

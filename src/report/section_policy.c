/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_policy.c - the policy: what it is, what changed in it, exceptions,
 * weak grounds, and how its rows fared.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "base/when.h"
#include "report/section.h"

#define DUE_DAYS 30

/* A row of the site. */
static bool
is_ours(const struct store_row_row *f)
{
	return f->origin && strcmp(f->origin, "site") == 0;
}

/* What is not a row of the matrix of today is taken for one of the site. */
static bool
is_own_row(const struct report *r, const char *row_id)
{
	for (size_t i = 0; i < r->row_count; i++)
		if (strcmp(r->row_list[i].facts.row_id, row_id) == 0)
			return is_ours(&r->row_list[i].facts);
	return true;
}

/* A feature that rows of the matrix depend on; what it is called is no secret
 * of the site. */
static bool
is_of_matrix(const struct report *r, const char *feature)
{
	for (size_t i = 0; i < r->row_count; i++) {
		const struct store_row_row *f = &r->row_list[i].facts;

		if (!is_ours(f) && f->feature &&
		    strcmp(f->feature, feature) == 0)
			return true;
	}
	return false;
}

static const struct doc_column feature_columns[] = {
	{ "feature", "feature", DOC_WORD, false },
	{ "state", "is", DOC_WORD, false },
	{ "default", "by default", DOC_WORD, false },
	{ "label", "what it is", DOC_TEXT, false },
};

static void
features(const struct section_page *p, struct doc_section *s)
{
	const struct report *r = p->r;
	struct doc_table *t;

	if (r->feature_count == 0)
		return;
	t = doc_table(s, "features", "Features",
	    SECTION_COLUMNS(feature_columns));
	for (size_t i = 0; i < r->feature_count; i++) {
		const struct report_feature *f = &r->features[i];
		struct doc_cell *c = doc_row(t);

		doc_set_text(p->doc, &c[0], f->feature);
		doc_set_text(p->doc, &c[1], f->on ? "on" : "off");
		doc_set_text(p->doc, &c[2], f->default_on ? "on" : "off");
		doc_set_text(p->doc, &c[3], f->label);
		if (!is_of_matrix(r, f->feature))
			c[3].type = DOC_NAME;
		if (f->on != f->default_on)
			c[1].tone = DOC_WARN;
	}
}

static const struct doc_column change_columns[] = {
	{ "row", "row", DOC_WORD, false },
	{ "change", "was", DOC_WORD, false },
	{ "before", "before", DOC_TEXT, false },
	{ "now", "now", DOC_TEXT, false },
};

static void
policy_changes(const struct section_page *p, struct doc_section *s)
{
	const struct report *r = p->r;
	struct doc_cell *c;
	struct doc_table *t;

	if (!r->policy_before) {
		if (r->day)
			doc_note(s, DOC_PLAIN,
			    "It is the policy of the night before, or none "
			    "is recorded of that night.");
		return;
	}
	c = doc_fact(s, "before", "policy before", DOC_WORD);
	doc_set_text(p->doc, c, r->policy_before);
	if (r->row_change_count == 0) {
		doc_note(s, DOC_WARN,
		    "The policy changed since the night before, but no row "
		    "did: addresses, names or other statements.");
		return;
	}
	t = doc_table(s, "changes", "Rows that changed since the night before",
	    SECTION_COLUMNS(change_columns));
	for (size_t i = 0; i < r->row_change_count && i < p->limit; i++) {
		const struct report_row_change *one = &r->row_changes[i];

		c = doc_row(t);
		doc_set_text(p->doc, &c[0], one->row_id);
		doc_set_text(p->doc, &c[1], one->change);
		section_rule(p, &c[2], one->before, is_own_row(r, one->row_id));
		section_rule(p, &c[3], one->now, is_own_row(r, one->row_id));
	}
	if (r->row_change_count > p->limit)
		doc_folded(t, r->row_change_count - p->limit, 0, NULL);
}

void
section_policy(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s =
	    doc_section(p->doc, DOC_AUDITOR, "policy", "The policy");
	const struct {
		const char *key, *label, *text;
	} facts[] = {
		{ "matrix", "matrix", r->matrix },
		{ "matrix-title", "for", r->matrix_title },
		{ "matrix-source", "vendor's page", r->matrix_source },
		{ "digest", "digest of matrix and site", r->digest },
	};

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct doc_cell *c =
		    doc_fact(s, facts[i].key, facts[i].label, DOC_WORD);

		if (facts[i].text && *facts[i].text)
			doc_set_text(p->doc, c, facts[i].text);
	}
	if (r->several_policies)
		doc_note(s, DOC_WARN,
		    "Several policies were in force in this time: each flow "
		    "was judged by the one at its start. The latest is named "
		    "here, and rows of earlier ones count where it has them "
		    "still.");
	doc_note(s, DOC_PLAIN,
	    "Components are closed but for what the matrix lists: the "
	    "vendor's page forbids nothing itself, that is our reading.");
	features(p, s);
	policy_changes(p, s);
}

/* Exceptions: what the site allows beside the matrix. */

static const struct doc_column exception_columns[] = {
	{ "row", "row", DOC_WORD, false },
	{ "source", "from", DOC_TEXT, false },
	{ "destination", "to", DOC_TEXT, false },
	{ "protocols", "protocol", DOC_WORD, false },
	{ "ports", "port", DOC_WORD, false },
	{ "description", "ticket", DOC_NAME, false },
	{ "until", "in force until", DOC_TIME, false },
	{ "flows", "flows", DOC_COUNT, false },
	{ "status", "status", DOC_WORD, false },
	{ "place", "stands in", DOC_NAME, true },
	{ "command", "flows", DOC_COMMAND, true },
};

static bool
is_exception(const struct report_row *row)
{
	return is_ours(&row->facts) && row->facts.action &&
	    strcmp(row->facts.action, "allow") == 0;
}

/* Where "now" is, for what expires: the end of what is reported. */
static int64_t
end_us(const struct report *r)
{
	if (r->scope.until_us)
		return (int64_t)r->scope.until_us;
	return (int64_t)r->figures.last_packet_us;
}

static bool
is_expired(const struct report *r, const struct report_row *row)
{
	return row->until_us >= 0 && row->until_us < end_us(r);
}

static bool
is_due(const struct report *r, const struct report_row *row)
{
	return row->until_us >= 0 && !is_expired(r, row) &&
	    row->until_us < end_us(r) + DUE_DAYS * (int64_t)WHEN_DAY_US;
}

/* Flows that the row would allow, had it not expired. */
static int64_t
expired_flows(const struct report *r, const char *row_id)
{
	int64_t n = 0;

	for (size_t i = 0; i < r->slice_count; i++) {
		const struct store_slice *s = &r->slices[i];

		if (s->near_row_id && s->near_fact &&
		    strcmp(s->near_fact, "expired") == 0 &&
		    strcmp(s->near_row_id, row_id) == 0)
			n += s->flows;
	}
	return n;
}

static void
exception_row(const struct section_page *p, struct doc_cell *c,
    const struct report_row *row)
{
	const struct store_row_row *f = &row->facts;
	const struct section_filter filter = { .row = f->row_id };

	doc_set_text(p->doc, &c[0], f->row_id);
	section_rule(p, &c[1], f->source, true);
	section_rule(p, &c[2], f->destination, true);
	doc_set_text(p->doc, &c[3], f->protocols);
	doc_set_text(p->doc, &c[4], f->ports);
	doc_set_text(p->doc, &c[5], f->description);
	/* Its last moment: midnight would be taken for another day. */
	doc_set_time(&c[6], row->until_us > 0 ? row->until_us - 1 : -1);
	doc_set_count(&c[7], (uint64_t)f->flows);
	doc_set_text(p->doc, &c[8], f->status);
	doc_set_text(p->doc, &c[9], row->place);
	section_flows(p, &c[10], &filter);
}

void
section_exceptions(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s = doc_section(p->doc, DOC_AUDITOR, "exceptions",
	    "Exceptions in force: what the site allows beside the matrix");
	struct section_list list =
	    SECTION_LIST(p, s, "exceptions", "Exceptions", exception_columns);

	for (size_t i = 0; i < r->row_count; i++) {
		const struct report_row *row = &r->row_list[i];
		struct doc_cell *c;

		if (!is_exception(row) || is_expired(r, row))
			continue;
		c = section_list_row(&list, 0);
		if (c)
			exception_row(p, c, row);
	}
	if (!section_list_end(&list, NULL))
		doc_note(s, DOC_PLAIN, "There is none.");
}

/* An exception that is over, and flows that it would have allowed. */
static void
expired_row(const struct section_page *p, struct doc_cell *c,
    const struct report_row *row, int64_t used)
{
	const struct section_filter near = { .near = row->facts.row_id,
		.near_fact = "expired" };

	exception_row(p, c, row);
	doc_set_count(&c[7], (uint64_t)used);
	c[7].tone = DOC_BAD;
	doc_set_text(p->doc, &c[8], "expired");
	section_flows(p, &c[10], &near);
}

void
section_due(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s = doc_section(p->doc, DOC_ADMINISTRATOR, "due",
	    "Exceptions that expire within 30 days, or expired and still "
	    "used");
	struct section_list list =
	    SECTION_LIST(p, s, "due", "Exceptions", exception_columns);

	for (size_t i = 0; i < r->row_count; i++) {
		const struct report_row *row = &r->row_list[i];
		int64_t used = expired_flows(r, row->facts.row_id);
		bool expired = is_expired(r, row) && used > 0;
		struct doc_cell *c;

		if (!is_exception(row) || !(expired || is_due(r, row)))
			continue;
		c = section_list_row(&list, 0);
		if (c && expired)
			expired_row(p, c, row, used);
		else if (c)
			exception_row(p, c, row);
	}
	if (!section_list_end(&list, NULL))
		doc_note(s, DOC_PLAIN, "There is none.");
}

/* Allowed, and on what grounds. */

static bool
is_inferred(const struct report *r, const char *row_id)
{
	for (size_t i = 0; row_id && i < r->row_count; i++)
		if (strcmp(r->row_list[i].facts.row_id, row_id) == 0)
			return r->row_list[i].inferred;
	return false;
}

static bool
by_sni(const struct report *r, const struct store_slice *s)
{
	(void)r;
	return s->name_basis && strcmp(s->name_basis, "sni") == 0;
}

static bool
by_inference(const struct report *r, const struct store_slice *s)
{
	return is_inferred(r, s->row_id);
}

static bool
by_range(const struct report *r, const struct store_slice *s)
{
	(void)r;
	return strcmp(s->reason, "range-only") == 0;
}

static bool
by_direction(const struct report *r, const struct store_slice *s)
{
	(void)r;
	return s->weak;
}

static const struct {
	const char *key, *ground;
	bool (*is)(const struct report *r, const struct store_slice *s);
} grounds[] = {
	{ "sni", "a name that only the client tells (SNI)", by_sni },
	{ "inferred", "a row that the vendor's page implies only",
	    by_inference },
	{ "range-only", "a port of the whole RPC range, not negotiated",
	    by_range },
	{ "direction", "weak evidence of who the client is", by_direction },
};

#define GROUNDS (sizeof(grounds) / sizeof(grounds[0]))

void
section_weak(const struct section_page *p)
{
	static const struct doc_column columns[] = {
		{ "ground", "ground", DOC_WORD, false },
		{ "meaning", "allowed by", DOC_TEXT, false },
		{ "flows", "flows", DOC_COUNT, false },
		{ "row", "row with most of them", DOC_WORD, false },
		{ "command", "flows", DOC_COMMAND, true },
	};
	const struct report *r = p->r;
	struct doc_section *s = doc_section(p->doc, DOC_AUDITOR, "weak-grounds",
	    "Allowed on weak grounds");
	struct doc_table *t =
	    doc_table(s, "grounds", "Grounds", SECTION_COLUMNS(columns));

	for (size_t g = 0; g < GROUNDS; g++) {
		struct section_filter f = { 0 };
		const char *row = NULL;
		uint64_t flows = 0;
		int64_t most = 0;
		struct doc_cell *c;

		for (size_t i = 0; i < r->slice_count; i++) {
			const struct store_slice *one = &r->slices[i];

			if (strcmp(one->verdict, "allowed") != 0 ||
			    !grounds[g].is(r, one))
				continue;
			flows += (uint64_t)one->flows;
			if (one->row_id && one->flows > most) {
				most = one->flows;
				row = one->row_id;
			}
		}
		c = doc_row(t);
		f.weak = grounds[g].key;
		doc_set_text(p->doc, &c[0], grounds[g].key);
		doc_set_text(p->doc, &c[1], grounds[g].ground);
		doc_set_count(&c[2], flows);
		doc_set_text(p->doc, &c[3], row);
		if (flows)
			section_flows(p, &c[4], &f);
	}
}

/* Row coverage. */

static const char *const status_meanings[] = {
	[ROW_STATUS_EXERCISED] = "used",
	[ROW_STATUS_BLOCKED] = "tried, and never got through",
	[ROW_STATUS_UNSEEN] = "no flow used it",
	[ROW_STATUS_UNOBSERVABLE] = "such traffic can not be seen here",
	[ROW_STATUS_NOT_IN_USE] = "the site has no host of a role",
	[ROW_STATUS_OFF] = "its feature is off",
};

/* What matters to an auditor first: what fails, what was not proved. */
static const enum row_status status_order[] = { ROW_STATUS_BLOCKED,
	ROW_STATUS_UNSEEN, ROW_STATUS_EXERCISED, ROW_STATUS_UNOBSERVABLE,
	ROW_STATUS_NOT_IN_USE, ROW_STATUS_OFF };

#define STATUSES (sizeof(status_order) / sizeof(status_order[0]))

static void
statuses(const struct section_page *p, struct doc_section *s)
{
	static const struct doc_column columns[] = {
		{ "status", "status", DOC_WORD, false },
		{ "rows", "rows", DOC_COUNT, false },
		{ "folded", "not listed", DOC_COUNT, false },
		{ "meaning", "which means", DOC_TEXT, false },
	};
	struct doc_table *t = doc_table(s, "statuses", "Rows by status",
	    SECTION_COLUMNS(columns));

	for (size_t i = 0; i < STATUSES; i++) {
		enum row_status status = status_order[i];
		size_t rows = p->r->rows.by_status[status];
		struct doc_cell *c = doc_row(t);

		doc_set_text(p->doc, &c[0],
		    word_text(WORDS_ROW_STATUS, status));
		doc_set_count(&c[1], rows);
		doc_set_count(&c[2], rows > p->limit ? rows - p->limit : 0);
		doc_set_text(p->doc, &c[3], status_meanings[status]);
	}
}

static const struct doc_column row_columns[] = {
	{ "row", "row", DOC_WORD, false },
	{ "source", "from", DOC_TEXT, false },
	{ "destination", "to", DOC_TEXT, false },
	{ "protocols", "protocol", DOC_WORD, false },
	{ "ports", "port", DOC_WORD, false },
	{ "status", "status", DOC_WORD, false },
	{ "flows", "flows", DOC_COUNT, false },
	{ "established", "got through", DOC_COUNT, true },
	{ "refused", "refused", DOC_COUNT, true },
	{ "unanswered", "unanswered", DOC_COUNT, true },
	{ "last", "last", DOC_TIME, true },
};

static void
row_row(const struct section_page *p, struct doc_cell *c,
    const struct report_row *row)
{
	const struct store_row_row *f = &row->facts;

	doc_set_text(p->doc, &c[0], f->row_id);
	section_rule(p, &c[1], f->source, is_ours(f));
	section_rule(p, &c[2], f->destination, is_ours(f));
	doc_set_text(p->doc, &c[3], f->protocols);
	doc_set_text(p->doc, &c[4], f->ports);
	doc_set_text(p->doc, &c[5], f->status);
	doc_set_count(&c[6], (uint64_t)f->flows);
	if (f->flows == 0)
		return;
	doc_set_count(&c[7], (uint64_t)f->established);
	doc_set_count(&c[8], (uint64_t)f->refused);
	doc_set_count(&c[9], (uint64_t)f->unanswered);
	doc_set_time(&c[10], f->last_us);
}

/* Each status has its own rows within the limit: none hides the next. */
void
section_rows(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s = doc_section(p->doc, DOC_AUDITOR, "rows",
	    "Rows of the matrix and the site");
	uint64_t left = 0;
	size_t folded = 0;
	struct doc_table *t;

	if (r->rows.total == 0) {
		doc_note(s, DOC_PLAIN, "There is no policy.");
		return;
	}
	statuses(p, s);
	t = doc_table(s, "rows",
	    "Rows: blocked, then unseen, then exercised, then the rest",
	    SECTION_COLUMNS(row_columns));
	for (size_t i = 0; i < STATUSES; i++) {
		const char *status =
		    word_text(WORDS_ROW_STATUS, status_order[i]);
		size_t shown = 0;

		for (size_t at = 0; at < r->row_count; at++) {
			const struct report_row *row = &r->row_list[at];

			if (strcmp(row->facts.status, status) != 0)
				continue;
			if (shown++ < p->limit) {
				row_row(p, doc_row(t), row);
				continue;
			}
			folded++;
			left += (uint64_t)row->facts.flows;
		}
	}
	if (folded)
		doc_folded(t, folded, left, NULL);
}

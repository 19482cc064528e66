/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * document.c - a report as a document.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>

#include "base/when.h"
#include "report/section.h"

/* Sections in the order of the page, by reader. */
static void (*const sections[])(const struct section_page *p) = {
	section_words,
	section_blocked,
	section_escaped,
	section_services,
	section_fixes,
	section_due,
	section_scope,
	section_policy,
	section_headline,
	section_exceptions,
	section_weak,
	section_rows,
	section_open,
	section_matrix,
	section_traffic,
	section_changes,
	section_missed,
	section_rejected,
	section_probable,
	section_protocols,
	section_talks,
	section_senders,
	section_strangers,
	section_sums,
	section_tap,
	section_packets,
};

#define PERIOD_MAX 96

static void
period_option(const struct report *r, char out[static PERIOD_MAX])
{
	char since[WHEN_TEXT_MAX];
	char until[WHEN_TEXT_MAX];

	out[0] = '\0';
	if (r->scope.run_id) {
		snprintf(out, PERIOD_MAX, "--run %" PRId64, r->scope.run_id);
		return;
	}
	if (r->day) {
		snprintf(out, PERIOD_MAX, "--day %s", r->day);
		return;
	}
	when_format_utc(r->scope.since_us, since);
	when_format_utc(r->scope.until_us, until);
	if (r->scope.since_us && r->scope.until_us)
		snprintf(out, PERIOD_MAX, "--since %.19sZ --until %.19sZ",
		    since, until);
	else if (r->scope.since_us)
		snprintf(out, PERIOD_MAX, "--since %.19sZ", since);
	else if (r->scope.until_us)
		snprintf(out, PERIOD_MAX, "--until %.19sZ", until);
}

static enum doc_tone
tone_of(const struct report *r, enum report_word word)
{
	if (report_escaped(r) > 0 || r->blocked_kinds[REPORT_BLOCKED] > 0 ||
	    report_services(r) > 0)
		return DOC_BAD;
	return word == REPORT_NO_DEPARTURE && report_doubted(r) == 0 ? DOC_GOOD
								     : DOC_WARN;
}

struct doc *
report_document(const struct report *r, const struct report_document_options *o)
{
	enum report_word word = report_word(r);
	struct section_page p = { .doc = doc_new(r->zone),
		.r = r,
		.db = o->db_option ? o->db_option : "",
		.limit = o->list_limit ? o->list_limit : SIZE_MAX };
	char sentence[1024], period[PERIOD_MAX], title[256];

	period_option(r, period);
	p.period = period;
	snprintf(title, sizeof(title), "RAS port matrix audit: %s", r->period);
	doc_title(p.doc, title);
	doc_sentence(p.doc, tone_of(r, word), report_word_text(word),
	    report_sentence(r, sentence, sizeof(sentence)));
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		sections[i](&p);
	return p.doc;
}

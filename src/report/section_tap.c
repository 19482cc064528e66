/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_tap.c - the tap's own health, packets by what became of them, and
 * inputs that were not read to their end.
 */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "report/section.h"

static void
losses(const struct section_page *p, struct doc_section *s)
{
	static const struct doc_column columns[] = {
		{ "hour", "hour", DOC_TIME, false },
		{ "packets", "received", DOC_COUNT, false },
		{ "kernel", "dropped by the kernel", DOC_COUNT, false },
		{ "interface", "by the interface", DOC_COUNT, false },
		{ "unseen", "bytes never seen", DOC_BYTES, false },
		{ "evicted", "flows pushed out", DOC_COUNT, false },
	};
	const struct report *r = p->r;
	struct doc_table *t;

	if (r->loss_count == 0)
		return;
	t = doc_table(s, "losses", "Lost, by hour", SECTION_COLUMNS(columns));
	for (size_t i = 0; i < r->loss_count && i < 24 * 31; i++) {
		const struct store_loss *l = &r->losses[i].loss;
		struct doc_cell *c = doc_row(t);

		doc_set_time(&c[0], r->losses[i].hour_us);
		doc_set_count(&c[1], l->packets);
		doc_set_count(&c[2], l->kernel_drops);
		doc_set_count(&c[3], l->interface_drops);
		doc_set_count(&c[4], l->unseen_bytes);
		doc_set_count(&c[5], l->evicted_flows);
		if (l->kernel_drops + l->interface_drops > 0)
			c[2].tone = DOC_BAD;
	}
	if (r->loss_count > 24 * 31)
		doc_folded(t, r->loss_count - 24 * 31, 0, NULL);
}

static void
gaps(const struct section_page *p, struct doc_section *s)
{
	static const struct doc_column columns[] = {
		{ "from", "from", DOC_TIME, false },
		{ "to", "to", DOC_TIME, false },
	};
	const struct report_tap *tap = &p->r->tap_health;
	struct doc_table *t;

	if (tap->gap_count == 0)
		return;
	t = doc_table(s, "gaps", "Gaps: time that was not seen",
	    SECTION_COLUMNS(columns));
	for (size_t i = 0; i < tap->gap_count && i < p->limit; i++) {
		struct doc_cell *c = doc_row(t);

		doc_set_time(&c[0], tap->gap_from[i]);
		doc_set_time(&c[1], tap->gap_to[i]);
	}
	if (tap->gap_count > p->limit)
		doc_folded(t, tap->gap_count - p->limit, 0, NULL);
}

static void
interfaces(const struct section_page *p, struct doc_section *s)
{
	static const struct doc_column columns[] = {
		{ "interface", "interface", DOC_NAME, false },
		{ "packets", "packets", DOC_COUNT, false },
		{ "bytes", "bytes", DOC_BYTES, false },
		{ "kernel", "dropped by the kernel", DOC_COUNT, false },
		{ "dropped", "by the interface", DOC_COUNT, false },
		{ "duplicates", "repeats", DOC_COUNT, false },
		{ "flows", "flows", DOC_COUNT, true },
		{ "one-way", "in one direction only", DOC_COUNT, true },
	};
	const struct report *r = p->r;
	struct doc_table *t;

	if (r->interface_count == 0)
		return;
	t = doc_table(s, "interfaces", "Interfaces of the live runs",
	    SECTION_COLUMNS(columns));
	for (size_t i = 0; i < r->interface_count && i < p->limit; i++) {
		const struct store_interface *f = &r->interfaces[i].figures;
		struct doc_cell *c = doc_row(t);

		doc_set_text(p->doc, &c[0], f->name);
		doc_set_count(&c[1], f->packets);
		doc_set_count(&c[2], f->bytes);
		doc_set_count(&c[3], f->kernel_drops);
		doc_set_count(&c[4], f->interface_drops);
		doc_set_count(&c[5], f->duplicates);
		doc_set_count(&c[6], f->flows);
		doc_set_count(&c[7], f->one_way);
	}
	if (r->interface_count > p->limit)
		doc_folded(t, r->interface_count - p->limit, 0, NULL);
}

/* What failed names the database's file first: "FILE: why". */
static void
hide_file(const struct section_page *p, const struct store_event_row *e)
{
	static const char *const failures[] = { "disk-full", "write-failed",
		"delete-failed" };
	const char *text = e->text;
	const char *end = text ? strstr(text, ": ") : NULL;
	bool failed = false;
	char *file;

	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		failed |= strcmp(e->event, failures[i]) == 0;
	if (!failed || !end)
		return;
	file = xcalloc((size_t)(end - text) + 1, 1);
	memcpy(file, text, (size_t)(end - text));
	doc_hide(p->doc, file);
	free(file);
}

static void
events(const struct section_page *p, struct doc_section *s)
{
	static const struct doc_column columns[] = {
		{ "time", "time", DOC_TIME, false },
		{ "event", "event", DOC_WORD, false },
		{ "about", "of", DOC_NAME, false },
		{ "text", "what", DOC_COMMAND, false },
	};
	const struct report *r = p->r;
	struct doc_table *t;

	if (r->event_count == 0)
		return;
	t = doc_table(s, "events", "Events", SECTION_COLUMNS(columns));
	for (size_t i = 0; i < r->event_count && i < p->limit; i++) {
		const struct store_event_row *e = &r->events[i];
		struct doc_cell *c = doc_row(t);

		doc_set_time(&c[0], e->time_us);
		doc_set_text(p->doc, &c[1], e->event);
		doc_set_text(p->doc, &c[2], e->about);
		doc_set_text(p->doc, &c[3], e->text);
		hide_file(p, e);
	}
	if (r->event_count > p->limit)
		doc_folded(t, r->event_count - p->limit, 0, NULL);
}

void
section_tap(const struct section_page *p)
{
	const struct report *r = p->r;
	struct doc_section *s =
	    doc_section(p->doc, DOC_DETAIL, "tap", "The tap's own health");

	doc_set_count(doc_fact(s, "lost", "packets lost", DOC_COUNT),
	    r->tap_health.lost);
	doc_set_share(doc_fact(s, "one-way",
			  "TCP flows seen in one direction only", DOC_SHARE),
	    r->tap_health.one_way);
	doc_set_count(doc_fact(s, "duplicates", "exact repeats", DOC_COUNT),
	    r->figures.fates[STORE_FATE_DUPLICATE]);
	doc_set_count(doc_fact(s, "truncated", "cut before their ports",
			  DOC_COUNT),
	    r->figures.fates[STORE_FATE_TRUNCATED]);
	doc_set_count(doc_fact(s, "snapped",
			  "cut by the snap length, judged all the same",
			  DOC_COUNT),
	    r->figures.snapped);
	gaps(p, s);
	losses(p, s);
	interfaces(p, s);
	events(p, s);
}

/* What the fates of packets mean to a reader. */
static const char *const fate_texts[STORE_FATE_COUNT] = {
	[STORE_FATE_JUDGED] = "judged",
	[STORE_FATE_OUT_OF_SCOPE] = "out of scope: neither end is a component",
	[STORE_FATE_DUPLICATE] = "exact repeats, as a span port makes them",
	[STORE_FATE_TRUNCATED] = "not judged: cut before their ports",
	[STORE_FATE_MALFORMED] = "not judged: malformed",
	[STORE_FATE_NOT_IP] = "not IP (ARP, spanning tree and the like)",
	[STORE_FATE_UNKNOWN] = "not judged: of an unknown kind",
	[STORE_FATE_TOO_DEEP] = "not judged: nested too deeply",
	[STORE_FATE_FRAGMENT] = "not judged: fragments without their first",
};

static const struct doc_column fate_columns[] = {
	{ "fate", "fate", DOC_WORD, false },
	{ "packets", "packets", DOC_COUNT, false },
	{ "meaning", "which means", DOC_TEXT, false },
};

static void
fate_row(const struct section_page *p, struct doc_table *t, const char *word,
    uint64_t n, const char *meaning)
{
	struct doc_cell *c = doc_row(t);

	doc_set_text(p->doc, &c[0], word);
	doc_set_count(&c[1], n);
	doc_set_text(p->doc, &c[2], meaning);
}

static void
inputs(const struct section_page *p, struct doc_section *s)
{
	static const struct doc_column columns[] = {
		{ "path", "input", DOC_NAME, false },
		{ "packets", "packets read", DOC_COUNT, false },
		{ "damaged", "damaged at byte", DOC_NUMBER, false },
	};
	const struct report *r = p->r;
	struct doc_table *t;

	if (r->input_count == 0)
		return;
	t = doc_table(s, "inputs", "Inputs that were not read to their end",
	    SECTION_COLUMNS(columns));
	for (size_t i = 0; i < r->input_count && i < p->limit; i++) {
		struct doc_cell *c = doc_row(t);

		doc_set_text(p->doc, &c[0], r->inputs[i].path);
		section_number(&c[1], r->inputs[i].packets);
		section_number(&c[2], r->inputs[i].error_offset);
	}
	if (r->input_count > p->limit)
		doc_folded(t, r->input_count - p->limit, 0, NULL);
}

void
section_packets(const struct section_page *p)
{
	const struct store_run *f = &p->r->figures;
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "packets",
	    "Packets, and what could not be judged");
	struct doc_table *t;

	doc_note(s, DOC_PLAIN,
	    "Of the runs that touch this time, from their begin to their end.");
	doc_set_count(doc_fact(s, "received", "received", DOC_COUNT),
	    f->packets);
	t = doc_table(s, "fates", "Packets by fate",
	    SECTION_COLUMNS(fate_columns));
	for (int i = 0; i < STORE_FATE_COUNT; i++)
		if (f->fates[i] > 0 || i == STORE_FATE_JUDGED)
			fate_row(p, t, store_fate_word((enum store_fate)i),
			    f->fates[i], fate_texts[i]);
	doc_set_count(doc_fact(s, "kernel", "lost: dropped by the kernel",
			  DOC_COUNT),
	    f->kernel_drops);
	doc_set_count(doc_fact(s, "interface", "lost: dropped by the interface",
			  DOC_COUNT),
	    f->interface_drops);
	doc_set_count(doc_fact(s, "evicted", "flows pushed out of a full table",
			  DOC_COUNT),
	    f->evicted_flows);
	doc_set_count(doc_fact(s, "time-back",
			  "older than the packet before them", DOC_COUNT),
	    f->time_back);
	inputs(p, s);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_series.c - numbers over time in HTML.
 */
#include <config.h>

#include <inttypes.h>

#include "report/html.h"
#include "report/html_series.h"
#include "report/zone.h"

#define BAR_STEP 10 /* units of the drawing from bar to bar */
#define BAR_WIDTH 8
#define BAR_HEIGHT 40
#define BAR_MIN 2     /* what is not nothing can be seen */
#define TIPS_MAX 100  /* more steps have no hint at each bar */
#define AXIS_LABELS 4 /* and the first steps of as many parts */

/* The height of a bar; value <= max, max > 0. */
static unsigned int
bar_height(uint64_t value, uint64_t max)
{
	unsigned int height =
	    (unsigned int)((double)value / (double)max * BAR_HEIGHT + 0.5);

	return height < BAR_MIN ? BAR_MIN : height;
}

static void
write_bar(const struct page *p, const struct doc_series *c, size_t step,
    uint64_t value, unsigned int height)
{
	char clock[ZONE_TEXT_MAX];

	fprintf(p->out, "<rect x=\"%zu\" y=\"%u\" width=\"%d\" height=\"%u\"",
	    step * BAR_STEP + 1, BAR_HEIGHT - height, BAR_WIDTH, height);
	if (c->step_count <= TIPS_MAX)
		fprintf(p->out, "><title>%s: %" PRIu64 "</title></rect>",
		    zone_format_clock(c->steps_us[step], clock), value);
	else
		fputs("/>", p->out);
}

/* The words beside a line's bars. */
static void
write_words(const struct page *p, const struct doc_series *c, uint64_t sum,
    uint64_t max, size_t step)
{
	char clock[ZONE_TEXT_MAX];

	if (sum == 0) {
		fputs("none", p->out);
		return;
	}
	html_count(p, sum);
	fputs(", peak ", p->out);
	html_count(p, max);
	fprintf(p->out, " at %s", zone_format_clock(c->steps_us[step], clock));
}

static void
write_drawing(const struct page *p, const struct doc_series *c,
    const struct doc_line *l, uint64_t max)
{
	fprintf(p->out,
	    "<svg role=img viewBox=\"0 0 %zu %d\" "
	    "preserveAspectRatio=\"none\"><title>",
	    c->step_count * BAR_STEP, BAR_HEIGHT);
	html_text(p, DOC_TEXT, l->label);
	fprintf(p->out, "</title><desc>%zu bars</desc>", c->step_count);
	for (size_t i = 0; i < c->step_count; i++)
		if (doc_line_at(l, i) > 0)
			write_bar(p, c, i, doc_line_at(l, i),
			    bar_height(doc_line_at(l, i), max));
	fputs("</svg>", p->out);
}

static void
write_line(const struct page *p, const struct doc_series *c,
    const struct doc_line *l)
{
	size_t step;
	uint64_t max = page_line_max(c, l, &step);
	uint64_t sum = page_line_sum(c, l);

	fprintf(p->out, "<div class=\"line %s\"><span class=label>",
	    sum > 0 ? page_tone(l->tone) : "quiet");
	if (sum > 0)
		html_sign(p, l->tone);
	html_text(p, DOC_TEXT, l->label);
	fputs("</span> ", p->out);
	write_drawing(p, c, l, max);
	fputs(" <span class=peak>", p->out);
	write_words(p, c, sum, max, step);
	fputs("</span></div>\n", p->out);
}

static void
write_axis(const struct page *p, const struct doc_series *c)
{
	char clock[ZONE_TEXT_MAX];
	size_t last = SIZE_MAX;

	fputs("<div class=axis aria-hidden=true>", p->out);
	for (size_t i = 0; i < AXIS_LABELS; i++) {
		size_t step = i * c->step_count / AXIS_LABELS;

		if (step == last)
			continue;
		last = step;
		fprintf(p->out, "<span style=\"left:%.2f%%\">%s</span> ",
		    100.0 * (double)step / (double)c->step_count,
		    zone_format_clock(c->steps_us[step], clock));
	}
	fputs("</div>\n", p->out);
}

static void
write_head(const struct page *p, const struct doc_series *c)
{
	fputs("<table><thead><tr><th scope=col>Time</th>", p->out);
	for (size_t k = 0; k < c->line_count; k++) {
		fputs("<th scope=col class=n>", p->out);
		html_text(p, DOC_TEXT, c->lines[k].label);
		fputs("</th>", p->out);
	}
	fputs("</tr></thead>\n<tbody>", p->out);
}

static void
write_numbers(const struct page *p, const struct doc_series *c)
{
	size_t steps = c->step_count < p->numbers ? c->step_count : p->numbers;

	fputs("<details class=numbers><summary>These numbers as a table"
	      "</summary>\n",
	    p->out);
	write_head(p, c);
	for (size_t i = 0; i < steps; i++) {
		const struct doc_cell time = { .type = DOC_TIME,
			.time_us = c->steps_us[i] };

		fputs("<tr><th scope=row>", p->out);
		html_cell(p, &time);
		fputs("</th>", p->out);
		for (size_t k = 0; k < c->line_count; k++) {
			fputs("<td class=n data-l=\"", p->out);
			html_text(p, DOC_TEXT, c->lines[k].label);
			fputs("\">", p->out);
			html_count(p, doc_line_at(&c->lines[k], i));
			fputs("</td>", p->out);
		}
		fputs("</tr>\n", p->out);
	}
	fputs("</tbody></table>\n", p->out);
	if (steps < c->step_count)
		fprintf(p->out,
		    "<p class=folded>%zu more steps not listed "
		    "here</p>\n",
		    c->step_count - steps);
	fputs("</details>\n", p->out);
}

void
html_series(const struct page *p, const struct doc_series *c)
{
	fputs("<figure class=series><figcaption>", p->out);
	html_text(p, DOC_TEXT, c->title);
	fputs(" <small>", p->out);
	html_text(p, DOC_TEXT, c->unit);
	fputs("; each row of bars has its own scale</small></figcaption>\n",
	    p->out);
	if (c->step_count > 0) {
		for (size_t k = 0; k < c->line_count; k++)
			write_line(p, c, &c->lines[k]);
		write_axis(p, c);
		write_numbers(p, c);
	} else {
		fputs("<p class=empty>none</p>", p->out);
	}
	fputs("</figure>\n", p->out);
}

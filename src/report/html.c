/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html.c - pieces of a page of HTML.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "report/export.h"
#include "report/html.h"

#define NO_BREAK_SPACE "\xc2\xa0"
#define GROUPED_FROM 10000 /* four digits are read at a glance */

void
html_text(const struct page *p, enum doc_type type, const char *text)
{
	struct strbuf buf;

	strbuf_init(&buf);
	export_html(p->out, page_text(p, type, text, &buf));
	strbuf_fini(&buf);
}

void
html_sign(const struct page *p, enum doc_tone tone)
{
	const char *sign = page_sign(tone);

	if (sign[0])
		fprintf(p->out, "<i title=\"%s\">%s</i> ", page_tone(tone),
		    sign);
}

void
html_count(const struct page *p, uint64_t n)
{
	char digits[24];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, n);

	for (size_t i = 0; i < len; i++) {
		if (n >= GROUPED_FROM && i > 0 && (len - i) % 3 == 0)
			fputs(NO_BREAK_SPACE, p->out);
		fputc(digits[i], p->out);
	}
}

static bool
is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* Letters of scripts from right to left stay within their element. */
static void
cell_text(const struct page *p, const struct doc_cell *c)
{
	const char *element = c->type == DOC_COMMAND ? "code"
	    : is_ascii(c->text)                      ? NULL
						     : "bdi";

	if (element)
		fprintf(p->out, "<%s>", element);
	html_text(p, c->type, c->text);
	if (element)
		fprintf(p->out, "</%s>", element);
}

static void
cell_value(const struct page *p, const struct doc_cell *c)
{
	struct strbuf buf;

	strbuf_init(&buf);
	switch (c->type) {
	case DOC_COUNT:
		html_count(p, c->number);
		break;
	case DOC_BYTES:
		fprintf(p->out,
		    "<data value=\"%" PRIu64 "\" title=\"%" PRIu64
		    " bytes\">%s</data>",
		    c->number, c->number, page_cell(p, c, &buf));
		break;
	case DOC_TIME:
		fprintf(p->out, "<time datetime=\"%s\">",
		    page_iso(c->time_us, &buf));
		fprintf(p->out, "%s</time>", page_cell(p, c, &buf));
		break;
	case DOC_SHARE:
		fputs(page_cell(p, c, &buf), p->out);
		break;
	default:
		cell_text(p, c);
	}
	strbuf_fini(&buf);
}

void
html_cell(const struct page *p, const struct doc_cell *c)
{
	if (c->none) {
		fputs("&ndash;", p->out);
		return;
	}
	if (c->tone == DOC_PLAIN) {
		cell_value(p, c);
		return;
	}
	fprintf(p->out, "<span class=%s>", page_tone(c->tone));
	html_sign(p, c->tone);
	cell_value(p, c);
	fputs("</span>", p->out);
}

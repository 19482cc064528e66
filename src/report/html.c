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

/* Pieces longer than this may be broken anywhere, and texts longer; the id of
 * a finding stays whole. */
#define PIECE_MAX 16
#define WORDS_MAX 200
/* Words of a command longer than this may be broken. */
#define WHOLE_MAX 32

/* The longest piece of a text that a browser does not break by itself, with
 * the places where cell_words() lets it. */
static size_t
longest_piece(const char *text)
{
	size_t longest = 0;

	while (*text) {
		size_t len = strcspn(text, " -,:");

		if (len > longest)
			longest = len;
		text += len + (text[len] != '\0');
	}
	return longest;
}

static void
part(const struct page *p, const char *text, size_t len)
{
	struct strbuf buf;

	strbuf_init(&buf);
	strbuf_add_bytes(&buf, text, len);
	export_html(p->out, strbuf_text(&buf));
	strbuf_fini(&buf);
}

/* A line may end after "," and ":", which browsers do not know. */
static void
cell_words(const struct page *p, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, ",:");

		len += text[len] != '\0';
		part(p, text, len);
		text += len;
		if (*text)
			fputs("<wbr>", p->out);
	}
}

/* Browsers end a line after "-" and "/": words that have one stand in an
 * element of their own, which the style sheet keeps whole.  What is copied is
 * the text as it was. */
void
html_command(const struct page *p, const char *text)
{
	struct strbuf buf;

	strbuf_init(&buf);
	text = page_text(p, DOC_COMMAND, text, &buf);
	fputs("<code>", p->out);
	while (*text) {
		size_t space = strspn(text, " ");
		size_t len = strcspn(text + space, " ");
		bool whole =
		    len <= WHOLE_MAX && strcspn(text + space, "-/") < len;

		part(p, text, space);
		fputs(whole ? "<span>" : "", p->out);
		part(p, text + space, len);
		fputs(whole ? "</span>" : "", p->out);
		text += space + len;
	}
	fputs("</code>", p->out);
	strbuf_fini(&buf);
}

/* Letters of scripts from right to left stay within their element. */
static void
cell_text(const struct page *p, const struct doc_cell *c)
{
	bool ascii, is_long, breaks;
	struct strbuf buf;
	const char *text;

	if (c->type == DOC_COMMAND) {
		html_command(p, c->text);
		return;
	}
	strbuf_init(&buf);
	text = page_text(p, c->type, c->text, &buf);
	ascii = is_ascii(text);
	is_long = strlen(text) > WORDS_MAX;
	breaks = is_long || longest_piece(text) > PIECE_MAX;
	fputs(ascii ? "" : "<bdi>", p->out);
	fputs(breaks ? "<span class=x>" : "", p->out);
	if (!is_long && (c->type == DOC_WORD || c->type == DOC_ADDRESS))
		cell_words(p, text);
	else
		export_html(p->out, text);
	fputs(breaks ? "</span>" : "", p->out);
	fputs(ascii ? "" : "</bdi>", p->out);
	strbuf_fini(&buf);
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
	case DOC_NUMBER:
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

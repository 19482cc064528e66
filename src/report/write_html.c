/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * write_html.c - a document as one page of HTML.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "report/html.h"
#include "report/html_grid.h"
#include "report/html_series.h"
#include "report/html_table.h"
#include "report/write_html.h"

/* No script and nothing from elsewhere, whatever a text in it may say. */
#define POLICY "default-src 'none'; style-src 'unsafe-inline'"

static void
write_note(const struct page *p, const struct doc_note *note)
{
	fprintf(p->out, "<p class=\"note %s\">", page_tone(note->tone));
	html_sign(p, note->tone);
	html_text(p, DOC_TEXT, note->text);
	fputs("</p>\n", p->out);
}

static void
write_fact(const struct page *p, const struct doc_fact *f)
{
	fputs("<dt>", p->out);
	html_text(p, DOC_TEXT, f->label);
	fputs("</dt> <dd>", p->out);
	html_cell(p, &f->cell);
	fputs("</dd>\n", p->out);
}

static void
write_item(const struct page *p, const struct doc_item *i)
{
	switch (i->kind) {
	case DOC_ITEM_NOTE:
		write_note(p, &i->u.note);
		break;
	case DOC_ITEM_FACT:
		write_fact(p, &i->u.fact);
		break;
	case DOC_ITEM_TABLE:
		html_table(p, &i->u.table);
		break;
	case DOC_ITEM_SERIES:
		html_series(p, &i->u.series);
		break;
	case DOC_ITEM_GRID:
		html_grid(p, &i->u.grid);
		break;
	}
}

static void
write_section(const struct page *p, const struct doc_section *s)
{
	bool list = false; /* facts that follow one another are one list */

	fputs("<section id=\"", p->out);
	html_text(p, DOC_TEXT, s->key);
	fputs("\">\n<h2>", p->out);
	html_text(p, DOC_TEXT, s->title);
	fputs("</h2>\n", p->out);
	for (const struct doc_item *i = s->first; i; i = i->next) {
		if ((i->kind == DOC_ITEM_FACT) != list) {
			list = !list;
			fputs(list ? "<dl>\n" : "</dl>\n", p->out);
		}
		write_item(p, i);
	}
	fputs(list ? "</dl>\n</section>\n" : "</section>\n", p->out);
}

static void
write_contents(const struct page *p)
{
	const struct doc_section *before = NULL;

	/* Closed where it would stand before the text, open beside it. */
	fputs("<nav aria-label=Contents>\n<details><summary>Contents"
	      "</summary>\n",
	    p->out);
	for (const struct doc_section *s = p->doc->sections; s; s = s->next) {
		if (!before || before->reader != s->reader)
			fprintf(p->out, "%s<h2>%s</h2>\n<ul>\n",
			    before ? "</ul>\n" : "", page_part(s->reader));
		before = s;
		fputs("<li><a href=\"#", p->out);
		html_text(p, DOC_TEXT, s->key);
		fputs("\">", p->out);
		html_text(p, DOC_TEXT, s->title);
		fputs("</a></li>\n", p->out);
	}
	fputs(before ? "</ul>\n" : "", p->out);
	fputs("</details>\n</nav>\n", p->out);
}

static void
write_head(const struct page *p)
{
	fputs("<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
	      "<meta http-equiv=Content-Security-Policy content=\"" POLICY
	      "\">\n"
	      "<meta name=viewport content=\"width=device-width, "
	      "initial-scale=1\">\n"
	      "<meta name=color-scheme content=\"light dark\">\n"
	      "<meta name=referrer content=no-referrer>\n<title>",
	    p->out);
	html_text(p, DOC_TEXT, p->doc->title);
	fputs("</title>\n<style>\n", p->out);
	html_css(p->out);
	fputs("</style>\n</head>\n<body>\n", p->out);
}

static void
write_verdict(const struct page *p)
{
	const struct doc *d = p->doc;

	fputs("<header>\n<h1>", p->out);
	html_text(p, DOC_TEXT, d->title);
	fprintf(p->out, "</h1>\n<p class=\"verdict %s\"><b>",
	    page_tone(d->tone));
	html_sign(p, d->tone);
	html_text(p, DOC_TEXT, d->word);
	fputs("</b> <span>", p->out);
	html_text(p, DOC_TEXT, d->sentence);
	fputs("</span></p>\n<p class=zone>Times are those of ", p->out);
	html_text(p, DOC_WORD, d->zone);
	fputs(".", p->out);
	if (p->anonymizer)
		fputs(" Addresses and names are replaced.", p->out);
	fputs("</p>\n</header>\n", p->out);
}

static void
write_page(const struct page *p)
{
	const struct doc_section *before = NULL;

	write_head(p);
	write_verdict(p);
	write_contents(p);
	fputs("<main>\n", p->out);
	for (const struct doc_section *s = p->doc->sections; s; s = s->next) {
		if (!before || before->reader != s->reader)
			fprintf(p->out, "<p class=part>%s</p>\n",
			    page_part(s->reader));
		before = s;
		write_section(p, s);
	}
	fputs("</main>\n<footer>rasaudit: a flow is judged by the port matrix "
	      "of the vendor and the rules of the site.</footer>\n"
	      "</body>\n</html>\n",
	    p->out);
}

/* How far a page that is too large shrinks, step by step. */
static const struct level {
	size_t rows, text_max;
} levels[] = {
	{ PAGE_ALL, PAGE_ALL },
	{ 2000, 8192 },
	{ 1000, 4096 },
	{ 500, 4096 },
	{ 250, 2048 },
	{ 120, 2048 },
	{ 60, 1024 },
	{ 30, 512 },
	{ 15, 512 },
	{ 8, 256 },
	{ 4, 128 },
	{ 1, 128 },
	{ 0, 64 },
};

#define LEVEL_COUNT (sizeof(levels) / sizeof(levels[0]))

static void
no_memory(void)
{
	fputs("rasaudit: out of memory\n", stderr);
	abort();
}

/* The page at a level, in memory. */
static char *
page_at(const struct page *p, const struct level *l, size_t max_bytes,
    size_t *size)
{
	struct page small = *p;
	char *text = NULL;

	small.out = open_memstream(&text, size);
	if (!small.out)
		no_memory();
	if (l->rows < small.rows)
		small.rows = l->rows;
	small.numbers = l->rows;
	small.text_max = l->text_max;
	small.stop_at = max_bytes;
	write_page(&small);
	if (fclose(small.out) != 0)
		no_memory();
	return text;
}

void
write_html(const struct page *p, size_t max_bytes)
{
	size_t size = 0;
	char *text = NULL;

	if (max_bytes == 0) {
		write_page(p);
		return;
	}
	for (size_t i = 0; i < LEVEL_COUNT && (!text || size > max_bytes);
	     i++) {
		free(text);
		text = page_at(p, &levels[i], max_bytes, &size);
	}
	fwrite(text, 1, size, p->out);
	free(text);
}

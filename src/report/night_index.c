/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * night_index.c - the page that lists the reports of a folder.
 */
#include <config.h>

#include <inttypes.h>

#include "report/export.h"
#include "report/night_index.h"

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\""
    " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\""
    " content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<title>rasaudit: nights</title>\n<style>\n"
    "body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem auto;"
    " max-width: 60rem; padding: 0 1rem; }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "th, td { text-align: left; padding: .25rem .5rem;"
    " border-bottom: 1px solid #8886; }\n"
    "td.n, th.n { text-align: right;"
    " font-variant-numeric: tabular-nums; }\n"
    "tr.none td { font-style: italic; }\n"
    "</style>\n</head>\n<body>\n";

static void
write_link(FILE *out, const char *name, const char *label)
{
	if (!name)
		return;
	fputs("<a href=\"", out);
	export_html(out, name);
	fputs("\">", out);
	export_html(out, label);
	fputs("</a> ", out);
}

static void
write_count(FILE *out, uint64_t n)
{
	fprintf(out, "<td class=\"n\">%" PRIu64 "</td>", n);
}

static void
write_figures(FILE *out, const struct night_index_entry *e)
{
	fputs("<td>", out);
	export_html(out, e->headline);
	fputs("</td>", out);
	write_count(out, e->escaped);
	write_count(out, e->blocked);
	write_count(out, e->violations);
	write_count(out, e->uncovered);
	if (e->coverage >= 0)
		fprintf(out, "<td class=\"n\">%d&nbsp;%%</td>",
		    (int)(e->coverage * 100));
	else
		fputs("<td class=\"n\">unknown</td>", out);
}

static void
write_entry(FILE *out, const struct night_index_entry *e)
{
	fprintf(out, "<tr%s><td>", e->has_report ? "" : " class=\"none\"");
	if (e->has_report)
		write_link(out, e->html, e->day);
	else
		export_html(out, e->day);
	fputs("</td>", out);
	if (!e->has_report)
		fputs("<td colspan=\"6\">no report of this day</td>", out);
	else if (e->has_figures)
		write_figures(out, e);
	else
		fputs("<td colspan=\"6\">not in the history</td>", out);
	fputs("<td>", out);
	write_link(out, e->text, "text");
	write_link(out, e->json, "json");
	fputs("</td></tr>\n", out);
}

void
night_index_write(FILE *out, const char *site,
    const struct night_index_entry *entries, size_t count)
{
	fputs(head, out);
	fputs("<h1>Nights of ", out);
	export_html(out, site && site[0] ? site : "the site");
	fputs("</h1>\n<p>One report for each day of the site, the latest "
	      "first. Each says at its head what its words mean.</p>\n"
	      "<table>\n<thead><tr><th>Day</th><th>Verdict</th>"
	      "<th class=\"n\">Escaped</th>"
	      "<th class=\"n\">Allowed and stopped</th>"
	      "<th class=\"n\">Violations</th><th class=\"n\">Missed</th>"
	      "<th class=\"n\">Covered</th><th>Also as</th></tr></thead>\n"
	      "<tbody>\n",
	    out);
	for (size_t i = 0; i < count; i++)
		write_entry(out, &entries[i]);
	fputs("</tbody>\n</table>\n</body>\n</html>\n", out);
}

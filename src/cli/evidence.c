/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * evidence.c - what a recorded flow's conformance rests on, for people.
 */
#include <config.h>

#include <ctype.h>
#include <string.h>

#include "cli/evidence.h"
#include "inspect/why.h"
#include "report/style.h"

static bool
is(const char *text, const char *word)
{
	return text && strcmp(text, word) == 0;
}

static void
print_ruling(const struct store_flow_row *row, FILE *out)
{
	fprintf(out, "%s", row->conformance);
	if (is(row->grade, "service"))
		fputs(": the server spoke another protocol, and the talk "
		      "went on",
		    out);
	else if (is(row->grade, "probe"))
		fputs(": the client tried another protocol and got nowhere",
		    out);
	else if (row->why)
		fprintf(out, ": %s",
		    inspect_why_text(inspect_why_find(row->why)));
	if (row->expected) {
		fputs("; the port should carry ", out);
		style_safe(out, row->expected);
	}
	fputc('\n', out);
}

/* Who named the application. */
static void
print_opinions(const struct store_flow_row *row, FILE *out)
{
	if (row->app && is(row->app_basis, "ndpi"))
		fprintf(out, "  our recognisers are not sure of it\n");
	else if (row->app)
		fprintf(out, "  our recognisers say %s\n", row->app);
	else
		fprintf(out, "  our recognisers know none that it is\n");
	if (row->ndpi_app) {
		fputs("  nDPI says ", out);
		style_safe(out, row->ndpi_app);
		fprintf(out, " (confidence %s)\n",
		    row->ndpi_confidence ? row->ndpi_confidence : "unknown");
	} else if (row->ndpi_confidence) {
		fprintf(out, "  nDPI was asked and does not know it\n");
	} else {
		fprintf(out, "  nDPI was not asked\n");
	}
}

/* The value of a hex digit, or -1. */
static int
nibble(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* The same bytes as text, dots for what is none. */
static void
print_text(const char *hex, size_t len, FILE *out)
{
	for (size_t i = 0; i + 1 < len; i += 2) {
		int byte = nibble(hex[i]) * 16 + nibble(hex[i + 1]);

		fputc(byte > ' ' && byte <= '~' ? byte : '.', out);
	}
}

/* "client 1603... server 1603...", see rasaudit.db(5). */
static void
print_bytes(const char *evidence, FILE *out)
{
	while (*evidence) {
		size_t who = strcspn(evidence, " ");
		const char *hex = evidence + who + (evidence[who] == ' ');
		size_t len = strspn(hex, "0123456789abcdef");

		fprintf(out, "  %.*s began with %.*s  ", (int)who, evidence,
		    (int)len, hex);
		print_text(hex, len, out);
		fputc('\n', out);
		evidence = hex + len;
		while (*evidence && !isalpha((unsigned char)*evidence))
			evidence++;
	}
}

void
evidence_print(const struct store_flow_row *row, FILE *out)
{
	if (!row->conformance ||
	    (is(row->conformance, "unchecked") && !row->app && !row->ndpi_app))
		return;
	print_ruling(row, out);
	if (!is(row->why, "no-payload"))
		print_opinions(row, out);
	if (row->security) {
		fputs("  security: ", out);
		style_safe(out, row->security);
		fputc('\n', out);
	}
	if (row->evidence)
		print_bytes(row->evidence, out);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * export.c - values in machine formats, escaped.
 */
#include <config.h>

#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "report/export.h"

void
export_csv(FILE *out, const char *text)
{
	if (!text)
		return;
	if (!strpbrk(text, ",\"\r\n") && !strchr("=+-@\t", text[0])) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	if (text[0] && strchr("=+-@\t\r", text[0]))
		fputc('\'', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

void
export_json(FILE *out, const char *text)
{
	struct strbuf s;

	if (!text) {
		fputs("null", out);
		return;
	}
	strbuf_init(&s);
	if (text_is_utf8(text, strlen(text)))
		strbuf_add(&s, text);
	else
		text_escape(&s, text, strlen(text));
	fputc('"', out);
	for (const char *c = strbuf_text(&s); *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if ((unsigned char)*c < 0x20 || *c == 0x7f)
			fprintf(out, "\\u%04x", (unsigned char)*c);
		else
			fputc(*c, out);
	}
	fputc('"', out);
	strbuf_fini(&s);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * export.c - values in machine formats, escaped.
 */
#include <config.h>

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "report/export.h"

/* The bytes of the character at p, which begins one of valid UTF-8, if it may
 * not be shown as it is: C0, DEL, C1, U+2028-E or U+2066-9; else 0. */
static size_t
unsafe_at(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	if (b[0] < 0x20 || b[0] == 0x7f)
		return 1;
	if (b[0] == 0xc2 && b[1] < 0xa0)
		return 2;
	if (b[0] != 0xe2)
		return 0;
	if (b[1] == 0x80 && b[2] >= 0xa8 && b[2] <= 0xae)
		return 3;
	return b[1] == 0x81 && b[2] >= 0xa6 && b[2] <= 0xa9 ? 3 : 0;
}

static bool
is_plain(const char *text)
{
	if (!text_is_utf8(text, strlen(text)))
		return false;
	for (const char *c = text; *c; c++)
		if (unsafe_at(c) > 0)
			return false;
	return true;
}

void
export_plain(struct strbuf *out, const char *text)
{
	if (is_plain(text))
		strbuf_add(out, text);
	else
		text_escape(out, text, strlen(text));
}

static bool
is_formula(const char *text)
{
	/* U+FF0B, U+FF0D, U+FF1D, U+FF20: the signs at full width. */
	static const char *const wide[] = { "\xef\xbc\x8b", "\xef\xbc\x8d",
		"\xef\xbc\x9d", "\xef\xbc\xa0" };

	if (text[0] && strchr("=+-@\t\r\n", text[0]))
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (strncmp(text, wide[i], 3) == 0)
			return true;
	return false;
}

void
export_csv(FILE *out, const char *text)
{
	struct strbuf s;
	bool formula;

	if (!text)
		return;
	formula = is_formula(text);
	strbuf_init(&s);
	export_plain(&s, text);
	text = strbuf_text(&s);
	if (!formula && text[0] && !strpbrk(text, ",;\"")) {
		fputs(text, out);
	} else {
		fputs(formula ? "\"'" : "\"", out);
		for (; *text; text++) {
			if (*text == '"')
				fputc('"', out);
			fputc(*text, out);
		}
		fputc('"', out);
	}
	strbuf_fini(&s);
}

static void
json_character(FILE *out, const char *c, size_t unsafe)
{
	const unsigned char *b = (const unsigned char *)c;

	if (unsafe == 1)
		fprintf(out, "\\u%04x", b[0]);
	else if (unsafe == 2)
		fprintf(out, "\\u%04x", b[1]); /* U+0080-9F */
	else if (unsafe == 3)
		fprintf(out, "\\u%04x",
		    0x2000U | (b[1] & 0x3fU) << 6 | (b[2] & 0x3fU));
	else if (*c == '"' || *c == '\\')
		fprintf(out, "\\%c", *c);
	else
		fputc(*c, out);
}

void
export_json(FILE *out, const char *text)
{
	struct strbuf s;
	size_t unsafe;

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
	for (const char *c = strbuf_text(&s); *c; c += unsafe ? unsafe : 1) {
		unsafe = unsafe_at(c);
		json_character(out, c, unsafe);
	}
	fputc('"', out);
	strbuf_fini(&s);
}

void
export_html(FILE *out, const char *text)
{
	struct strbuf s;

	if (!text)
		return;
	strbuf_init(&s);
	export_plain(&s, text);
	for (const char *c = strbuf_text(&s); *c; c++) {
		if (*c == '&')
			fputs("&amp;", out);
		else if (*c == '<')
			fputs("&lt;", out);
		else if (*c == '>')
			fputs("&gt;", out);
		else if (*c == '"')
			fputs("&quot;", out);
		else if (*c == '\'')
			fputs("&#39;", out);
		else
			fputc(*c, out);
	}
	strbuf_fini(&s);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lexer.c - the text of one rule file to tokens with line and column.
 */
#include <config.h>

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "policy/lexer.h"

#define BOM "\xef\xbb\xbf"

static const char bad_string[] = "unterminated string; expected a closing \"";
static const char bad_escape[] =
    "unknown escape in a string; expected \\\" or \\\\";
static const char bad_backslash[] = "backslash inside the line; expected it "
				    "as the last character, to continue it";
static const char bad_control[] = "control character; expected plain text";
static const char bad_nul[] = "NUL byte; expected UTF-8 text";
static const char bad_utf8[] = "bytes that are no UTF-8; expected UTF-8 text";

void
lexer_init(struct lexer *l, const char *text, size_t len)
{
	size_t skip = 0;

	if (len >= strlen(BOM) && memcmp(text, BOM, strlen(BOM)) == 0)
		skip = strlen(BOM);
	*l = (struct lexer){ .p = text + skip,
		.end = text + len,
		.line_start = text + skip,
		.line = 1 };
}

/* Bytes of the line break at p: 0, 1 or 2. */
static size_t
line_break(const struct lexer *l, const char *p)
{
	if (p < l->end && *p == '\n')
		return 1;
	if (l->end - p >= 2 && p[0] == '\r' && p[1] == '\n')
		return 2;
	return 0;
}

static void
skip_break(struct lexer *l, size_t len)
{
	l->p += len;
	l->line_start = l->p;
	l->line++;
}

/* Why the bytes at p can not stand in a file, or NULL and the length of the
 * character there. */
static const char *
check_char(const struct lexer *l, const char *p, size_t *len)
{
	unsigned char c = (unsigned char)*p;

	*len = 1;
	if (c == '\0')
		return bad_nul;
	if ((c < 0x20 && c != '\t') || c == 0x7f)
		return bad_control;
	if (c < 0x80)
		return NULL;
	*len = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (*len > (size_t)(l->end - p) || !text_is_utf8(p, *len)) {
		*len = 1;
		return bad_utf8;
	}
	/* C1 controls, U+0080 to U+009F, drive some terminals too. */
	if (c == 0xc2 && (unsigned char)p[1] < 0xa0)
		return bad_control;
	return NULL;
}

static void
bad(struct lexer *l, struct token *t, const char *message, const char *at)
{
	t->kind = TOKEN_BAD;
	t->text = message;
	t->len = strlen(message);
	t->col = (uint32_t)(at - l->line_start) + 1;
}

static bool
ends_word(const struct lexer *l, const char *p)
{
	static const char enders[] = { ' ', '\t', '\r', '\n', ',', '"', '#',
		'\\' };

	if (memchr(enders, *p, sizeof(enders)))
		return true;
	return l->end - p >= 2 && p[0] == '-' && p[1] == '>';
}

static void
lex_word(struct lexer *l, struct token *t)
{
	const char *message;
	size_t len;

	t->kind = TOKEN_WORD;
	t->text = l->p;
	while (l->p < l->end && !ends_word(l, l->p)) {
		message = check_char(l, l->p, &len);
		if (message) {
			bad(l, t, message, l->p);
			l->p += len;
			return;
		}
		l->p += len;
	}
	t->len = (size_t)(l->p - t->text);
}

/* One character of a string, escapes included; NULL, or what is wrong. */
static const char *
string_char(struct lexer *l)
{
	const char *message = NULL;
	size_t len = 2;

	if (*l->p != '\\')
		message = check_char(l, l->p, &len);
	else if (l->end - l->p < 2 || line_break(l, l->p + 1) > 0)
		len = 1; /* the string ends with the line: told there */
	else if (l->p[1] != '"' && l->p[1] != '\\')
		message = bad_escape;
	if (message == bad_escape)
		len = 1; /* what follows is looked at as a character */
	l->p += len;
	return message;
}

static void
lex_string(struct lexer *l, struct token *t)
{
	const char *open = l->p++;
	const char *wrong = NULL; /* the first mistake, and where it is */
	const char *wrong_at = NULL;

	t->kind = TOKEN_STRING;
	t->text = l->p;
	while (l->p < l->end && *l->p != '"' && line_break(l, l->p) == 0) {
		const char *at = l->p;
		const char *message = string_char(l);

		if (message && !wrong) {
			wrong = message;
			wrong_at = at;
		}
	}
	t->len = (size_t)(l->p - t->text);
	if (l->p == l->end || *l->p != '"') {
		bad(l, t, bad_string, open);
		return;
	}
	l->p++;
	if (wrong)
		bad(l, t, wrong, wrong_at);
}

/* Blanks and continued line breaks.  False, and t bad, for a backslash
 * elsewhere. */
static bool
skip_blanks(struct lexer *l, struct token *t)
{
	while (l->p < l->end) {
		if (*l->p == ' ' || *l->p == '\t') {
			l->p++;
		} else if (*l->p == '\\') {
			size_t len = line_break(l, l->p + 1);

			l->p++;
			if (len > 0) {
				skip_break(l, len);
			} else if (l->p < l->end) {
				t->line = l->line;
				bad(l, t, bad_backslash, l->p - 1);
				return false;
			}
		} else {
			break;
		}
	}
	return true;
}

/* A comment is read to the end of its line; what is wrong in it is told, as
 * the file would not be what it looks like.  NULL when nothing is. */
static const char *
skip_comment(struct lexer *l, const char **wrong_at)
{
	const char *wrong = NULL;
	size_t len;

	while (l->p < l->end && line_break(l, l->p) == 0) {
		const char *message = check_char(l, l->p, &len);

		if (message && !wrong) {
			wrong = message;
			*wrong_at = l->p;
		}
		l->p += len;
	}
	return wrong;
}

static void
lex_end(struct lexer *l, struct token *t)
{
	size_t len = line_break(l, l->p);

	t->kind = len > 0 ? TOKEN_END : TOKEN_EOF;
	t->text = l->p;
	if (len > 0)
		skip_break(l, len);
}

void
lexer_next(struct lexer *l, struct token *t)
{
	const char *wrong;
	const char *wrong_at = NULL;

	*t = (struct token){ .kind = TOKEN_WORD };
	if (!skip_blanks(l, t))
		return;
	t->line = l->line;
	t->col = (uint32_t)(l->p - l->line_start) + 1;
	if (l->p < l->end && *l->p == '#') {
		wrong = skip_comment(l, &wrong_at);
		if (wrong) {
			bad(l, t, wrong, wrong_at);
			return;
		}
	}
	if (l->p == l->end || line_break(l, l->p) > 0) {
		lex_end(l, t);
	} else if (*l->p == ',') {
		*t = (struct token){ TOKEN_COMMA, l->p++, 1, t->line, t->col };
	} else if (*l->p == '"') {
		lex_string(l, t);
	} else if (l->end - l->p >= 2 && l->p[0] == '-' && l->p[1] == '>') {
		*t = (struct token){ TOKEN_ARROW, l->p, 2, t->line, t->col };
		l->p += 2;
	} else if (*l->p == '\r') {
		bad(l, t, bad_control, l->p++);
	} else {
		lex_word(l, t);
	}
}

size_t
lexer_unescape(const struct token *t, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++) {
		if (t->text[i] == '\\' && i + 1 < t->len)
			i++;
		out[n++] = t->text[i];
	}
	return n;
}

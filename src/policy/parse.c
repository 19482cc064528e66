/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse.c - the statements of one rule file into a builder: the table of
 * statements, and the pieces that all of them are made of.
 */
#include <config.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "policy/parse.h"
#include "policy/parse_declare.h"
#include "policy/parse_row.h"
#include "policy/parse_site.h"
#include "policy/source.h"
#include "policy/suggest.h"

#define QUOTE_CUT 40 /* bytes of a token shown in a message */

static const struct {
	const char *keyword;
	parse_fn *parse;
} statements[] = {
	{ "address", parse_address },
	{ "allow", parse_allow },
	{ "deny", parse_deny },
	{ "expect", parse_expect },
	{ "feature", parse_feature },
	{ "group", parse_group },
	{ "halb-vrid", parse_halb_vrid },
	{ "include", source_include },
	{ "known", parse_known },
	{ "local", parse_local },
	{ "matrix", parse_matrix },
	{ "name", parse_name_line },
	{ "network", parse_network },
	{ "role", parse_role },
	{ "section", parse_section },
	{ "site", parse_site },
	{ "tap", parse_tap },
};

#define STATEMENTS (sizeof(statements) / sizeof(statements[0]))

void
parse_advance(struct parser *p)
{
	struct builder *b = p->b;

	if (b->stopped || b->error) {
		p->tok.kind = TOKEN_EOF;
		return;
	}
	lexer_next(&p->lexer, &p->tok);
	if (b->tokens++ == BUILDER_TOKENS_MAX) {
		parse_fail(p, &p->tok,
		    "too much to read; expected at most %zu words in all",
		    BUILDER_TOKENS_MAX);
		b->stopped = true;
		p->tok.kind = TOKEN_EOF;
	}
}

struct policy_place
parse_place(const struct parser *p, const struct token *t)
{
	return (struct policy_place){
		.file = p->file->path, .line = t->line, .col = t->col
	};
}

bool
parse_fail(struct parser *p, const struct token *t, const char *fmt, ...)
{
	struct policy_place place = parse_place(p, t);
	va_list ap;

	va_start(ap, fmt);
	problems_addv(p->b->problems, &place, fmt, ap);
	va_end(ap);
	return false;
}

char *
parse_quote(const struct token *t, char out[static PARSE_QUOTE_MAX])
{
	struct strbuf s;
	size_t len = t->len;

	if (len > QUOTE_CUT) {
		len = QUOTE_CUT;
		while (len > 0 && ((unsigned char)t->text[len] & 0xc0) == 0x80)
			len--; /* not within a character */
	}
	strbuf_init(&s);
	text_escape(&s, t->text, len);
	snprintf(out, PARSE_QUOTE_MAX, "\"%s%s\"", strbuf_text(&s),
	    len < t->len ? "..." : "");
	strbuf_fini(&s);
	return out;
}

bool
parse_unexpected(struct parser *p, const char *expected)
{
	char quote[PARSE_QUOTE_MAX];

	if (p->tok.kind == TOKEN_BAD)
		return parse_fail(p, &p->tok, "%s", p->tok.text);
	if (parse_at_end(p))
		return parse_fail(p, &p->tok, "the line ends here; expected %s",
		    expected);
	return parse_fail(p, &p->tok, "unexpected %s%s; expected %s",
	    p->tok.kind == TOKEN_STRING ? "string " : "",
	    parse_quote(&p->tok, quote), expected);
}

bool
parse_at_end(const struct parser *p)
{
	return p->tok.kind == TOKEN_END || p->tok.kind == TOKEN_EOF;
}

bool
parse_is(const struct token *t, const char *word)
{
	return t->kind == TOKEN_WORD && t->len == strlen(word) &&
	    memcmp(t->text, word, t->len) == 0;
}

bool
parse_accept(struct parser *p, const char *word)
{
	if (!parse_is(&p->tok, word))
		return false;
	parse_advance(p);
	return true;
}

/* Lower-case letters and digits, single hyphens between; a letter first. */
static bool
is_kebab(const char *text, size_t len)
{
	char before = '-';

	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool letter = c >= 'a' && c <= 'z';

		if (!letter && (i == 0 || !(c >= '0' && c <= '9')) &&
		    (c != '-' || before == '-'))
			return false;
		before = c;
	}
	return before != '-';
}

bool
parse_name_of(struct parser *p, const struct token *t, const char **out)
{
	char quote[PARSE_QUOTE_MAX];

	if (!is_kebab(t->text, t->len))
		return parse_fail(p, t,
		    "bad name %s; expected lower-case letters, digits and "
		    "single hyphens, a letter first",
		    parse_quote(t, quote));
	if (t->len > PARSE_NAME_MAX)
		return parse_fail(p, t,
		    "name of %zu bytes; expected at most %d", t->len,
		    PARSE_NAME_MAX);
	*out = builder_text(p->b, t->text, t->len);
	return *out != NULL;
}

bool
parse_name(struct parser *p, const char *what, const char **out)
{
	if (p->tok.kind != TOKEN_WORD)
		return parse_unexpected(p, what);
	if (!parse_name_of(p, &p->tok, out))
		return false;
	parse_advance(p);
	return true;
}

bool
parse_string(struct parser *p, const char *what, const char **out)
{
	char *text;

	if (p->tok.kind != TOKEN_STRING)
		return parse_unexpected(p, what);
	text = builder_text(p->b, p->tok.text, p->tok.len);
	if (!text)
		return false;
	text[lexer_unescape(&p->tok, text)] = '\0';
	*out = text;
	parse_advance(p);
	return true;
}

bool
parse_optional_string(struct parser *p, const char **out)
{
	if (p->tok.kind != TOKEN_STRING)
		return true;
	return parse_string(p, "a string", out);
}

/* Keep the next token in p->list, and take it. */
static bool
keep_item(struct parser *p)
{
	if (p->list_count == p->list_size) {
		size_t size = p->list_size ? p->list_size * 2 : 16;
		struct token *list = reallocarray(p->list, size, sizeof(*list));

		if (!list) {
			p->b->error = -ENOMEM;
			return false;
		}
		p->list = list;
		p->list_size = size;
	}
	p->list[p->list_count++] = p->tok;
	parse_advance(p);
	return true;
}

bool
parse_list(struct parser *p, const char *what, bool strings)
{
	p->list_count = 0;
	for (;;) {
		if (p->tok.kind != TOKEN_WORD &&
		    (p->tok.kind != TOKEN_STRING || !strings))
			return parse_unexpected(p, what);
		if (p->list_count == PARSE_LIST_MAX)
			return parse_fail(p, &p->tok,
			    "list of more than %d; expected several lines",
			    PARSE_LIST_MAX);
		if (!keep_item(p))
			return false;
		if (p->tok.kind != TOKEN_COMMA)
			return true;
		parse_advance(p);
	}
}

const char *
parse_list_text(struct parser *p)
{
	const char *text = NULL;
	struct strbuf s;

	strbuf_init(&s);
	for (size_t i = 0; i < p->list_count; i++) {
		const struct token *t = &p->list[i];
		bool string = t->kind == TOKEN_STRING;

		if (i > 0)
			strbuf_add_char(&s, ',');
		if (string)
			strbuf_add_char(&s, '"');
		strbuf_add_bytes(&s, t->text, t->len);
		if (string)
			strbuf_add_char(&s, '"');
	}
	if (strbuf_error(&s) < 0)
		p->b->error = strbuf_error(&s);
	else
		text = builder_text(p->b, strbuf_text(&s), s.len);
	strbuf_fini(&s);
	return text;
}

static bool
unknown_statement(struct parser *p)
{
	struct policy_place place = parse_place(p, &p->tok);
	char quote[PARSE_QUOTE_MAX];
	struct suggest s;

	suggest_init(&s, p->tok.text, p->tok.len);
	for (size_t i = 0;
	     i < STATEMENTS && problems_wanted(p->b->problems, &place); i++)
		suggest_offer(&s, statements[i].keyword);
	parse_quote(&p->tok, quote);
	if (s.best)
		return parse_fail(p, &p->tok,
		    "unknown statement %s; did you mean \"%s\"?", quote,
		    s.best);
	return parse_fail(p, &p->tok,
	    "unknown statement %s; expected one of rasaudit.rules(5), such as "
	    "\"allow\"",
	    quote);
}

/* One statement, with the end of its line. */
static bool
parse_statement(struct parser *p)
{
	if (p->tok.kind != TOKEN_WORD)
		return parse_unexpected(p, "a statement");
	for (size_t i = 0; i < STATEMENTS; i++) {
		if (!parse_accept(p, statements[i].keyword))
			continue;
		if (!statements[i].parse(p))
			return false;
		if (!parse_at_end(p))
			return parse_unexpected(p, "the end of the line");
		return true;
	}
	return unknown_statement(p);
}

void
parse_file(struct builder *b, struct rule_file *file, const char *text,
    size_t len)
{
	struct parser p = { .b = b, .file = file, .section = "" };

	lexer_init(&p.lexer, text, len);
	parse_advance(&p);
	while (p.tok.kind != TOKEN_EOF) {
		if (p.tok.kind != TOKEN_END)
			parse_statement(&p);
		if (problems_count(b->problems) > BUILDER_MISTAKES_MAX)
			b->stopped = true;
		while (!parse_at_end(&p))
			parse_advance(&p); /* the rest of a wrong one */
		if (p.tok.kind == TOKEN_END)
			parse_advance(&p);
	}
	free(p.list);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse.h - the statements of one rule file into a builder.
 *
 * Each function that returns bool returns false when it has told a mistake,
 * or has run out of memory; the statement is then given up, and the next one
 * is read.  p->tok is always the next token that nobody has taken.
 */
#ifndef POLICY_PARSE_H
#define POLICY_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/builder.h"
#include "policy/lexer.h"

#define PARSE_NAME_MAX 64   /* bytes of a role, row, ... */
#define PARSE_LIST_MAX 4096 /* items between commas */
#define PARSE_QUOTE_MAX 192 /* bytes of a token quoted in a message */

struct parser {
	struct builder *b;
	struct rule_file *file;
	struct lexer lexer;
	struct token tok;
	struct token *list; /* of parse_list(), until its next call */
	size_t list_count;
	size_t list_size;
	const char *section; /* title of the one that is open, "" at first */
};

/* A statement's reader: what follows its keyword, without the line's end. */
typedef bool parse_fn(struct parser *p);

/* Read a whole file; mistakes go to b->problems.  text is lent for the
 * length of the call. */
void parse_file(struct builder *b, struct rule_file *file, const char *text,
    size_t len);

void parse_advance(struct parser *p);
struct policy_place parse_place(const struct parser *p, const struct token *t);
/* Tell a mistake at t; returns false. */
bool parse_fail(struct parser *p, const struct token *t, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Tell that the next token is not what was expected; returns false. */
bool parse_unexpected(struct parser *p, const char *expected);
/* The text of t between quotes, safe for a terminal, cut.  Returns out. */
char *parse_quote(const struct token *t, char out[static PARSE_QUOTE_MAX]);

/* True when the statement is over. */
bool parse_at_end(const struct parser *p);
/* True when t is this word. */
bool parse_is(const struct token *t, const char *word);
/* Take the next token if it is this word. */
bool parse_accept(struct parser *p, const char *word);
/* A name: kebab-case, copied.  what is "a role", "a row id", ... */
bool parse_name(struct parser *p, const char *what, const char **out);
/* The same of a token that was taken already. */
bool parse_name_of(struct parser *p, const struct token *t, const char **out);
/* A string, unescaped and copied. */
bool parse_string(struct parser *p, const char *what, const char **out);
/* The same, or *out as it was when none follows. */
bool parse_optional_string(struct parser *p, const char **out);
/* Items between commas, words or (where strings is true) strings too, into
 * p->list. */
bool parse_list(struct parser *p, const char *what, bool strings);
/* The items of p->list as they were written, joined by commas; NULL when
 * there is no memory. */
const char *parse_list_text(struct parser *p);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lexer.h - the text of one rule file to tokens with line and column.
 *
 * A comment, a continued line break and blanks are no tokens.  Whatever the
 * bytes, every call moves on, and words and strings are UTF-8 without
 * control characters.
 */
#ifndef POLICY_LEXER_H
#define POLICY_LEXER_H

#include <stddef.h>
#include <stdint.h>

enum token_kind {
	TOKEN_WORD,
	TOKEN_STRING, /* text without its quotes, escapes as they stand */
	TOKEN_COMMA,
	TOKEN_ARROW,
	TOKEN_END, /* of a statement */
	TOKEN_EOF, /* of the file, and of its last statement */
	TOKEN_BAD, /* text is a message, "what; what was expected" */
};

struct token {
	enum token_kind kind;
	const char *text; /* lent by the text of the file */
	size_t len;
	uint32_t line, col; /* both from 1; col in bytes */
};

struct lexer {
	const char *p;
	const char *end;
	const char *line_start;
	uint32_t line;
};

/* text is lent for as long as tokens are read or used.  A byte order mark
 * at its start is skipped. */
void lexer_init(struct lexer *l, const char *text, size_t len);
void lexer_next(struct lexer *l, struct token *t);
/* Undo the escapes of a string token into out, which has room for t->len
 * bytes.  Returns how many were written. */
size_t lexer_unescape(const struct token *t, char *out);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * section_matrix.c - the matrix as a picture: source roles by destination
 * roles, and what was seen between them.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <stddef.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "report/section.h"

#define ROLE_MAX 128

struct square {
	uint64_t allowed, blocked, escaped, rejected, missed, attempted;
	uint64_t probable, rows;
};

struct end {
	char *role;
	int kind; /* -1: not known */
};

/* Roles that are an end of anything; squares are [source][destination]. */
struct board {
	const struct role_kinds *kinds;
	struct end *ends;
	size_t count;
	struct square *squares;
};

static size_t
role_index(const struct board *b, const char *role)
{
	size_t i = 0;

	while (i < b->count && strcmp(b->ends[i].role, role) != 0)
		i++;
	return i;
}

static void
add_role(struct board *b, const char *role)
{
	if (role_index(b, role) < b->count)
		return;
	b->ends = xrealloc(b->ends, b->count + 1, sizeof(*b->ends));
	b->ends[b->count++] =
	    (struct end){ xstrdup(role), roles_kind(b->kinds, role) };
}

static void
add_list(struct board *b, const char *list)
{
	char role[ROLE_MAX];
	size_t at = 0;

	while (roles_next(list, &at, role, sizeof(role)))
		add_role(b, role);
}

/* By kind, components first, then by name; at the end what is not known, and
 * no role. */
static int
by_place(const void *a, const void *b)
{
	const struct end *x = a;
	const struct end *y = b;
	int order = x->kind - y->kind;

	if ((*x->role == '\0') != (*y->role == '\0'))
		return *x->role == '\0' ? 1 : -1;
	if ((x->kind < 0) != (y->kind < 0))
		return x->kind < 0 ? 1 : -1;
	return order ? order : strcmp(x->role, y->role);
}

static bool
is_judged(const struct store_slice *s)
{
	return strcmp(s->verdict, "out-of-scope") != 0 &&
	    strcmp(s->reason, "housekeeping") != 0;
}

static void
collect_roles(const struct report *r, struct board *b)
{
	for (size_t i = 0; i < r->slice_count; i++)
		if (is_judged(&r->slices[i])) {
			add_list(b, r->slices[i].src_roles);
			add_list(b, r->slices[i].dst_roles);
		}
	for (size_t i = 0; i < r->role_pair_count; i++) {
		add_role(b, r->role_pairs[i].src_role);
		add_role(b, r->role_pairs[i].dst_role);
	}
	if (b->count)
		qsort(b->ends, b->count, sizeof(*b->ends), by_place);
	b->squares = xcalloc(b->count * b->count + 1, sizeof(*b->squares));
}

static void
count_slice(struct square *q, const struct store_slice *s)
{
	uint64_t flows = (uint64_t)s->flows;
	bool through = strcmp(s->class, "through") == 0;

	if (strcmp(s->class, "probable") == 0)
		q->probable += flows;
	else if (strcmp(s->verdict, "allowed") == 0)
		*(through ? &q->allowed : &q->blocked) += flows;
	else if (strcmp(s->verdict, "forbidden") == 0)
		*(through ? &q->escaped : &q->rejected) += flows;
	else
		*(through ? &q->missed : &q->attempted) += flows;
}

static struct square *
square_of(struct board *b, const char *source, const char *destination)
{
	return &b->squares[role_index(b, source) * b->count +
	    role_index(b, destination)];
}

/* A named service has a role by the row that allows it, not by its address. */
static const char *
destinations(const struct report *r, const struct board *b,
    const struct store_slice *s)
{
	if (*s->dst_roles || strcmp(s->verdict, "allowed") != 0 || !s->row_id)
		return s->dst_roles;
	for (size_t i = 0; i < r->row_count; i++) {
		const struct store_row_row *row = &r->row_list[i].facts;

		if (strcmp(row->row_id, s->row_id) == 0)
			return role_index(b, row->destination) < b->count
			    ? row->destination
			    : s->dst_roles;
	}
	return s->dst_roles;
}

/* A flow between hosts of several roles counts for each of them. */
static void
fill(const struct report *r, struct board *b)
{
	for (size_t i = 0; i < r->slice_count; i++) {
		const struct store_slice *s = &r->slices[i];
		const char *to_roles = destinations(r, b, s);
		char source[ROLE_MAX], destination[ROLE_MAX];
		size_t at = 0;

		while (is_judged(s) &&
		    roles_next(s->src_roles, &at, source, sizeof(source))) {
			size_t to = 0;

			while (roles_next(to_roles, &to, destination,
			    sizeof(destination)))
				count_slice(square_of(b, source, destination),
				    s);
		}
	}
	for (size_t i = 0; i < r->role_pair_count; i++)
		square_of(b, r->role_pairs[i].src_role,
		    r->role_pairs[i].dst_role)
		    ->rows += (uint64_t)r->role_pairs[i].rows;
}

/* The gravest thing in a square decides its sign. */
static const struct {
	const char *mark;
	enum doc_tone tone;
	size_t count; /* offset in struct square */
	const char *meaning;
} marks[] = {
	{ "E", DOC_BAD, offsetof(struct square, escaped), "escaped" },
	{ "B", DOC_BAD, offsetof(struct square, blocked),
	    "allowed and stopped" },
	{ "M", DOC_WARN, offsetof(struct square, missed), "uncovered" },
	{ "+", DOC_GOOD, offsetof(struct square, allowed), "permitted" },
	{ "r", DOC_QUIET, offsetof(struct square, rejected), "rejected" },
	{ "m", DOC_QUIET, offsetof(struct square, attempted),
	    "uncovered attempt" },
	{ "?", DOC_QUIET, offsetof(struct square, probable), "probable only" },
	{ "-", DOC_QUIET, offsetof(struct square, rows),
	    "allowed by a row, not seen" },
};

static void
add_part(struct strbuf *out, uint64_t n, const char *what)
{
	if (n)
		strbuf_addf(out, "%s%" PRIu64 " %s", out->len ? ", " : "", n,
		    what);
}

static void
tell(const struct square *q, struct strbuf *out)
{
	add_part(out, q->allowed, "permitted");
	add_part(out, q->blocked, "allowed and stopped");
	add_part(out, q->escaped, "escaped");
	add_part(out, q->rejected, "rejected");
	add_part(out, q->missed, "uncovered");
	add_part(out, q->attempted, "uncovered attempts");
	add_part(out, q->probable, "probable");
	add_part(out, q->rows, q->rows == 1 ? "row" : "rows");
}

static void
put_square(struct doc_grid *g, size_t row, size_t column,
    const struct square *q)
{
	uint64_t flows = q->allowed + q->blocked + q->escaped + q->rejected +
	    q->missed + q->attempted + q->probable;
	enum doc_tone tone = DOC_QUIET;
	const char *mark = NULL;
	struct strbuf more;

	for (size_t i = sizeof(marks) / sizeof(marks[0]); i-- > 0;) {
		uint64_t n;

		memcpy(&n, (const char *)q + marks[i].count, sizeof(n));
		if (n) {
			mark = marks[i].mark;
			tone = marks[i].tone;
		}
	}
	if (!mark)
		return;
	strbuf_init(&more);
	tell(q, &more);
	doc_grid_cell(g, row, column, tone, mark, flows, strbuf_text(&more));
	strbuf_fini(&more);
}

static void
explain(struct doc_grid *g)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		doc_grid_legend(g, marks[i].tone, marks[i].mark,
		    marks[i].meaning);
}

static bool
has_any(const struct board *b, size_t role, bool source)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct square *q = source
		    ? &b->squares[role * b->count + i]
		    : &b->squares[i * b->count + role];
		const struct square empty = { 0 };

		if (memcmp(q, &empty, sizeof(empty)) != 0)
			return true;
	}
	return false;
}

static void
draw(struct doc_grid *g, const struct board *b)
{
	size_t *columns = xcalloc(b->count + 1, sizeof(*columns));

	for (size_t i = 0; i < b->count; i++)
		if (has_any(b, i, false))
			columns[i] =
			    1 + doc_grid_column(g, roles_text(b->ends[i].role));
	for (size_t i = 0; i < b->count; i++) {
		size_t row;

		if (!has_any(b, i, true))
			continue;
		row = doc_grid_row(g, roles_text(b->ends[i].role));
		for (size_t j = 0; j < b->count; j++)
			if (columns[j])
				put_square(g, row, columns[j] - 1,
				    &b->squares[i * b->count + j]);
	}
	free(columns);
}

void
section_matrix(const struct section_page *p)
{
	struct doc_section *s = doc_section(p->doc, DOC_DETAIL, "matrix",
	    "The matrix, and what was seen");
	struct board b = { .kinds = &p->r->roles };
	struct doc_grid *g;

	doc_note(s, DOC_PLAIN,
	    "The gravest in a square decides its sign, in the order of the "
	    "legend; a host of several roles counts for each of them.");
	collect_roles(p->r, &b);
	fill(p->r, &b);
	g = doc_grid(s, "roles", "Source roles by destination roles", "from",
	    "to");
	draw(g, &b);
	explain(g);
	for (size_t i = 0; i < b.count; i++)
		free(b.ends[i].role);
	free(b.ends);
	free(b.squares);
}

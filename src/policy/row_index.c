/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * row_index.c - rows and expect lines, found by protocol and port.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/internal.h"

#define PORTS 65536U
#define ENTRIES_MAX ((size_t)4 << 20) /* pointers to rows, of all lists */

#define PROTO_DCCP 33
#define PROTO_SCTP 132
#define PROTO_UDPLITE 136

static const uint8_t ported[ROW_INDEX_PORTED] = { PROTO_TCP, PROTO_UDP,
	PROTO_DCCP, PROTO_SCTP, PROTO_UDPLITE };

int
row_index_ported(uint8_t proto)
{
	for (int i = 0; i < ROW_INDEX_PORTED; i++) {
		if (ported[i] == proto)
			return i;
	}
	return -1;
}

/* DESIGN section 11, "Ties": the most specific row first. */
static int
by_tie(const void *a, const void *b)
{
	const struct policy_row *x = *(const struct policy_row *const *)a;
	const struct policy_row *y = *(const struct policy_row *const *)b;

	if (x->role_width != y->role_width)
		return x->role_width < y->role_width ? -1 : 1;
	if (x->port_width != y->port_width)
		return x->port_width < y->port_width ? -1 : 1;
	if (x->broadcast != y->broadcast)
		return x->broadcast ? 1 : -1;
	if (x->origin != y->origin)
		return x->origin == ROW_ORIGIN_SITE ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* What a build works with. */
struct work {
	const struct policy_row **rows; /* in tie order */
	size_t row_count;
	struct port_span *spans;
	size_t span_count;
	size_t span_size;
	size_t budget;
};

static int
add_span(struct work *w, uint16_t first, uint16_t last, size_t item)
{
	if (w->span_count == w->span_size) {
		size_t size = w->span_size ? w->span_size * 2 : 64;
		struct port_span *spans =
		    reallocarray(w->spans, size, sizeof(*spans));

		if (!spans)
			return -ENOMEM;
		w->spans = spans;
		w->span_size = size;
	}
	w->spans[w->span_count++] =
	    (struct port_span){ first, last, (uint32_t)item };
	return 0;
}

static int
add_row_spans(struct work *w, size_t item)
{
	const struct policy_row *row = w->rows[item];
	int rc = 0;

	if (row->port_count == 0)
		return add_span(w, 0, PORTS - 1, item);
	for (size_t i = 0; rc == 0 && i < row->port_count; i++)
		rc = add_span(w, row->ports[i].first, row->ports[i].last, item);
	return rc;
}

static bool
speaks_of(const struct policy_row *row, int proto)
{
	if (row->proto_count == 0)
		return true;
	for (size_t i = 0; i < row->proto_count; i++) {
		if (row->protos[i] == proto)
			return true;
	}
	return false;
}

/* The lists of one protocol, or of those that no row names (-1). */
static int
build_lists(struct policy *p, struct work *w, struct row_lists *lists,
    int proto)
{
	size_t total;
	int rc = 0;

	w->span_count = 0;
	for (size_t i = 0; rc == 0 && i < w->row_count; i++) {
		if (speaks_of(w->rows[i], proto))
			rc = add_row_spans(w, i);
	}
	if (rc == 0)
		rc = port_index_build(&lists->ports, p->arena, w->spans,
		    w->span_count, &w->budget);
	if (rc < 0)
		return rc;
	total = lists->ports.list[lists->ports.piece_count];
	lists->rows = arena_array(p->arena, total, sizeof(lists->rows[0]));
	if (!lists->rows)
		return -ENOMEM;
	for (size_t i = 0; i < total; i++)
		lists->rows[i] = w->rows[lists->ports.items[i]];
	return 0;
}

/* Mark the protocols that rows name.  Returns how many. */
static size_t
named_protocols(const struct work *w, bool named[static ROW_INDEX_PROTOS])
{
	size_t count = 0;

	for (size_t i = 0; i < w->row_count; i++) {
		const struct policy_row *row = w->rows[i];

		for (size_t k = 0; k < row->proto_count; k++) {
			count += !named[row->protos[k]];
			named[row->protos[k]] = true;
		}
	}
	return count;
}

static int
build_rows(struct policy *p, struct work *w)
{
	struct row_index *x = &p->row_index;
	bool named[ROW_INDEX_PROTOS] = { false };
	size_t count = named_protocols(w, named);
	uint16_t made = 1;
	int rc;

	x->lists = arena_array(p->arena, count + 1, sizeof(x->lists[0]));
	if (!x->lists)
		return -ENOMEM;
	rc = build_lists(p, w, &x->lists[0], -1);
	for (int proto = 0; rc == 0 && proto < ROW_INDEX_PROTOS; proto++) {
		if (!named[proto])
			continue; /* lists[0] */
		x->lists_of[proto] = made;
		rc = build_lists(p, w, &x->lists[made++], proto);
	}
	return rc;
}

static void
name_ports(struct row_ported *x, const struct policy_ports *ports)
{
	for (uint32_t port = ports->first; port <= ports->last; port++)
		x->named[port / 64] |= UINT64_C(1) << port % 64;
}

static void
name_ports_of_rows(struct row_ported *x, const struct work *w, uint8_t proto)
{
	for (size_t i = 0; i < w->row_count; i++) {
		const struct policy_row *row = w->rows[i];

		/* "Every port" names none. */
		if (row->port_width == PORTS || !speaks_of(row, proto))
			continue;
		for (size_t k = 0; k < row->port_count; k++)
			name_ports(x, &row->ports[k]);
	}
}

/* The narrowest range first, the site's before the matrix's, then the lower
 * port; of two lines that say the same the one read first. */
static int
by_expect(const void *a, const void *b)
{
	const struct policy_expect *x = *(const struct policy_expect *const *)a;
	const struct policy_expect *y = *(const struct policy_expect *const *)b;
	int x_width = x->ports.last - x->ports.first;
	int y_width = y->ports.last - y->ports.first;

	if (x_width != y_width)
		return x_width < y_width ? -1 : 1;
	if (x->origin != y->origin)
		return x->origin == ROW_ORIGIN_SITE ? -1 : 1;
	return (int)x->ports.first - (int)y->ports.first;
}

static int
index_expects(struct policy *p, struct work *w, struct row_ported *x,
    const struct policy_expect *const *sorted, size_t count)
{
	size_t total;
	int rc = 0;

	w->span_count = 0;
	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = add_span(w, sorted[i]->ports.first, sorted[i]->ports.last,
		    i);
		name_ports(x, &sorted[i]->ports);
	}
	if (rc == 0)
		rc = port_index_build(&x->ports, p->arena, w->spans,
		    w->span_count, &w->budget);
	if (rc < 0)
		return rc;
	total = x->ports.list[x->ports.piece_count];
	x->expects = arena_array(p->arena, total, sizeof(x->expects[0]));
	if (!x->expects)
		return -ENOMEM;
	for (size_t i = 0; i < total; i++)
		x->expects[i] = sorted[x->ports.items[i]];
	return 0;
}

static int
build_ported(struct policy *p, struct work *w, struct row_ported *x,
    uint8_t proto)
{
	const struct policy_expect **sorted;
	size_t count = 0;
	int rc;

	x->named = arena_array(p->arena, PORTS / 64, sizeof(x->named[0]));
	sorted = calloc(p->expects.count + 1, sizeof(*sorted));
	if (!x->named || !sorted) {
		free(sorted);
		return -ENOMEM;
	}
	name_ports_of_rows(x, w, proto);
	for (size_t i = 0; i < p->expects.count; i++) {
		const struct policy_expect *e = p->expects.at[i];

		if (e->proto == proto)
			sorted[count++] = e;
	}
	qsort(sorted, count, sizeof(*sorted), by_expect);
	rc = index_expects(p, w, x, sorted, count);
	free(sorted);
	return rc;
}

int
row_index_build(struct policy *p)
{
	struct work w = { .row_count = p->rows.count, .budget = ENTRIES_MAX };
	int rc;

	w.rows = calloc(w.row_count + 1, sizeof(w.rows[0]));
	if (!w.rows)
		return -ENOMEM;
	for (size_t i = 0; i < w.row_count; i++)
		w.rows[i] = p->rows.at[i];
	qsort(w.rows, w.row_count, sizeof(w.rows[0]), by_tie);
	rc = build_rows(p, &w);
	for (size_t i = 0; rc == 0 && i < ROW_INDEX_PORTED; i++)
		rc = build_ported(p, &w, &p->row_index.ported[i], ported[i]);
	free(w.rows);
	free(w.spans);
	return rc;
}

size_t
policy_rows_for(const struct policy *p, uint8_t proto, uint16_t port,
    const struct policy_row *const **rows)
{
	const struct row_index *x = &p->row_index;
	const struct row_lists *lists = &x->lists[x->lists_of[proto]];
	uint32_t piece = port_index_piece(&lists->ports, port);
	uint32_t start = lists->ports.list[piece];

	*rows = lists->rows + start;
	return lists->ports.list[piece + 1] - start;
}

bool
policy_port_named(const struct policy *p, uint8_t proto, uint16_t port)
{
	int i = row_index_ported(proto);

	return i >= 0 &&
	    p->row_index.ported[i].named[port / 64] >> port % 64 & 1;
}

const struct policy_expect *
policy_expect_of(const struct policy *p, uint8_t proto, uint16_t port)
{
	int i = row_index_ported(proto);
	const struct row_ported *x;
	uint32_t piece;

	if (i < 0)
		return NULL;
	x = &p->row_index.ported[i];
	piece = port_index_piece(&x->ports, port);
	if (x->ports.list[piece] == x->ports.list[piece + 1])
		return NULL;
	return x->expects[x->ports.list[piece]];
}

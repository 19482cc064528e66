/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * builder.c - a policy in the making: memory and lists.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>

#include "policy/builder.h"

int
builder_init(struct builder *b, const struct policy_options *options)
{
	static const struct policy_options none;
	struct arena *arena = NULL;

	*b = (struct builder){ .options = options ? options : &none };
	if (arena_new(&b->scratch) < 0 || arena_new(&arena) < 0)
		goto fail;
	b->p = arena_alloc(arena, sizeof(*b->p));
	if (!b->p)
		goto fail;
	b->p->arena = arena;
	arena = NULL; /* the policy's from here */
	if (problems_new(&b->problems, DIAG_ERROR) < 0)
		goto fail;
	b->p->matrix_id = b->p->matrix_title = b->p->matrix_source = "";
	b->p->site_name = b->p->tap = "";
	b->p->zone = "UTC";
	return 0;
fail:
	arena_free(arena);
	builder_fini(b);
	return -ENOMEM;
}

void
builder_fini(struct builder *b)
{
	struct list *lists[] = { &b->files, &b->symbols, &b->roles, &b->groups,
		&b->feature_lines, &b->features, &b->rows, &b->address_lines,
		&b->networks, &b->name_lines, &b->knowns, &b->expects,
		&b->role_refs, &b->feature_refs, &b->date_refs };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		list_fini(lists[i]);
	problems_free(b->problems);
	arena_free(b->scratch);
	policy_free(b->p);
}

void *
builder_alloc(struct builder *b, size_t count, size_t size)
{
	void *piece = arena_array(b->p->arena, count, size);

	if (!piece)
		b->error = -ENOMEM;
	return piece;
}

void *
builder_scratch(struct builder *b, size_t count, size_t size)
{
	void *piece = arena_array(b->scratch, count, size);

	if (!piece)
		b->error = -ENOMEM;
	return piece;
}

char *
builder_text(struct builder *b, const char *text, size_t len)
{
	char *copy = arena_text(b->p->arena, text, len);

	if (!copy)
		b->error = -ENOMEM;
	return copy;
}

bool
builder_add(struct builder *b, struct list *l, void *item)
{
	if (item && list_add(l, item) == 0)
		return true;
	b->error = -ENOMEM;
	return false;
}

struct rule_file *
builder_file_of(const struct builder *b, const struct policy_place *place)
{
	struct rule_file *f = NULL;

	for (size_t i = 0; i < b->files.count; i++) {
		f = b->files.items[i];
		if (f->path == place->file)
			break;
	}
	assert(f && f->path == place->file);
	return f;
}

enum row_origin
builder_origin(const struct builder *b, const struct policy_place *place)
{
	return builder_file_of(b, place)->matrix ? ROW_ORIGIN_MATRIX
						 : ROW_ORIGIN_SITE;
}

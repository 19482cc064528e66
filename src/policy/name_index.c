/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * name_index.c - the patterns of "name" lines, found by name.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/internal.h"

/* What must stand at the end of a name; all of it without a star. */
static const char *
tail(const struct policy_name *n)
{
	return n->pattern + (n->pattern[0] == '*');
}

static int
by_tail(const void *a, const void *b)
{
	const struct policy_name *x = *(const struct policy_name *const *)a;
	const struct policy_name *y = *(const struct policy_name *const *)b;

	return strcmp(tail(x), tail(y));
}

int
name_index_build(struct policy *p)
{
	struct name_index *x = &p->name_index;
	size_t count = p->names.count;

	x->exact = arena_array(p->arena, count, sizeof(x->exact[0]));
	x->starred = arena_array(p->arena, count, sizeof(x->starred[0]));
	if (!x->exact || !x->starred)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		const struct policy_name *n = p->names.at[i];

		if (n->pattern[0] == '*')
			x->starred[x->starred_count++] = n;
		else
			x->exact[x->exact_count++] = n;
	}
	qsort(x->exact, x->exact_count, sizeof(x->exact[0]), by_tail);
	qsort(x->starred, x->starred_count, sizeof(x->starred[0]), by_tail);
	return 0;
}

/* Add the roles of all patterns whose tail is text. */
static void
add_roles(const struct policy_name *const *sorted, size_t count,
    const char *text, struct role_set *out)
{
	size_t low = 0;
	size_t high = count;

	while (low < high) { /* the first that is not before text */
		size_t middle = low + (high - low) / 2;

		if (strcmp(tail(sorted[middle]), text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < count && strcmp(tail(sorted[low]), text) == 0; low++)
		role_set_join(out, &sorted[low]->roles);
}

void
policy_roles_of_name(const struct policy *p, const char *name,
    struct role_set *out)
{
	const struct name_index *x = &p->name_index;

	add_roles(x->exact, x->exact_count, name, out);
	if (name[0] == '\0' || x->starred_count == 0)
		return;
	do {
		name++;
		add_roles(x->starred, x->starred_count, name, out);
	} while (*name != '\0');
}

bool
policy_name_matches(const char *pattern, const char *name)
{
	size_t pattern_len = strlen(pattern);
	size_t name_len = strlen(name);

	if (pattern[0] != '*')
		return strcmp(pattern, name) == 0;
	/* The star takes one character at least. */
	return name_len >= pattern_len &&
	    strcmp(name + (name_len - (pattern_len - 1)), pattern + 1) == 0;
}

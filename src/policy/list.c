/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * list.c - growing list of pointers, for the time of a load.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "policy/list.h"

#define SIZE_MIN 16U

int
list_add(struct list *l, void *item)
{
	if (l->count == l->size) {
		size_t size = l->size ? l->size * 2 : SIZE_MIN;
		void **items = reallocarray(l->items, size, sizeof(*items));

		if (!items)
			return -ENOMEM;
		l->items = items;
		l->size = size;
	}
	l->items[l->count++] = item;
	return 0;
}

void
list_fini(struct list *l)
{
	free(l->items);
	*l = (struct list){ 0 };
}

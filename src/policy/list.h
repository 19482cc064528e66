/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * list.h - growing list of pointers, for the time of a load.
 */
#ifndef POLICY_LIST_H
#define POLICY_LIST_H

#include <stddef.h>

struct list {
	void **items;
	size_t count;
	size_t size;
};

/* 0, or -ENOMEM and the list as it was. */
int list_add(struct list *l, void *item);
/* Frees the list, not what the items point to. */
void list_fini(struct list *l);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * slot.c - what a live flow carries in its user slot.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "pipeline/slot.h"

struct slots {
	struct slot *free;
	struct slot all[];
};

int
slots_new(struct slots **out, size_t max)
{
	struct slots *s = calloc(1, sizeof(*s) + max * sizeof(s->all[0]));

	if (!s)
		return -ENOMEM;
	for (size_t i = max; i > 0; i--) {
		s->all[i - 1].next_free = s->free;
		s->free = &s->all[i - 1];
	}
	*out = s;
	return 0;
}

void
slots_free(struct slots *s)
{
	free(s);
}

struct slot *
slot_of(const struct flow *f)
{
	return f->user;
}

struct slot *
slot_take(struct slots *s, struct flow *f)
{
	struct slot *slot = f->user;

	if (slot || !s->free)
		return slot;
	slot = s->free;
	s->free = slot->next_free;
	*slot = (struct slot){ 0 };
	f->user = slot;
	return slot;
}

void
slot_give(struct slots *s, struct flow *f)
{
	struct slot *slot = f->user;

	if (!slot)
		return;
	slot->next_free = s->free;
	s->free = slot;
	f->user = NULL;
}

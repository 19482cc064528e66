/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * slot.c - what a live flow carries in its user slot.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "base/pages.h"
#include "pipeline/slot.h"

struct slots {
	struct slot *free; /* given back */
	size_t fresh, max; /* never taken yet: from fresh on */
	struct slot all[];
};

int
slots_new(struct slots **out, size_t max)
{
	struct slots *s = calloc(1, sizeof(*s) + max * sizeof(s->all[0]));

	if (!s)
		return -ENOMEM;
	pages_advise_large(s->all, max * sizeof(s->all[0]));
	s->max = max;
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

/* A free one, or NULL.  Those never taken are not touched before. */
static struct slot *
find_free(struct slots *s)
{
	struct slot *slot = s->free;

	if (slot)
		s->free = slot->next_free;
	else if (s->fresh < s->max)
		slot = &s->all[s->fresh++];
	return slot;
}

struct slot *
slot_take(struct slots *s, struct flow *f)
{
	struct slot *slot = f->user;

	if (slot)
		return slot;
	slot = find_free(s);
	if (slot)
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

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_order.c - flows in the order in which they began: a merge sort of the
 * runs that stand in order anyway, as most do.
 */
#include <config.h>

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "flow/flow_order.h"

#define RANKS 32 /* a list of rank n is made of 2^n runs */

static bool
before(const struct flow *a, const struct flow *b)
{
	if (a->first_us != b->first_us)
		return a->first_us < b->first_us;
	return memcmp(&a->key, &b->key, sizeof(a->key)) < 0;
}

static uint32_t
merge(struct flow *flows, uint32_t a, uint32_t b)
{
	uint32_t first = 0;
	uint32_t *link = &first;

	while (a != 0 && b != 0) {
		uint32_t *least = before(&flows[b], &flows[a]) ? &b : &a;

		*link = *least;
		link = &flows[*least].next_due;
		*least = *link;
	}
	*link = a != 0 ? a : b;
	return first;
}

/* Take the next run from *number on, which moves behind it; 0 at the end. */
static uint32_t
next_run(struct flow *flows, uint32_t last, uint32_t *number)
{
	uint32_t first = 0;
	uint32_t end = 0;

	for (; *number <= last; (*number)++) {
		if (flows[*number].key.ip_version == 0)
			continue;
		if (end == 0)
			first = *number;
		else if (before(&flows[*number], &flows[end]))
			break;
		else
			flows[end].next_due = *number;
		end = *number;
		flows[end].next_due = 0;
	}
	return first;
}

uint32_t
flow_order(struct flow *flows, uint32_t last)
{
	uint32_t lists[RANKS] = { 0 };
	uint32_t number = 1;
	uint32_t list;
	size_t rank;

	while ((list = next_run(flows, last, &number)) != 0) {
		for (rank = 0; lists[rank] != 0; rank++) {
			list = merge(flows, lists[rank], list);
			lists[rank] = 0;
		}
		lists[rank] = list;
	}
	for (rank = 0; rank < RANKS; rank++)
		list = merge(flows, lists[rank], list);
	return list;
}

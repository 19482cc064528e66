/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report_world.c - a database with a day in it, to report on.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "report_world.h"

struct temp_store world;
struct err world_err;
const struct store_scope world_day = { 0, TEMP_START_US,
	TEMP_START_US + WORLD_DAY_US };

void
report_world_open(void)
{
	temp_store_open(&world);
}

void
report_world_close(void)
{
	temp_store_close(&world);
}

/* A run that saw the whole day, all well. */
void
world_end_run(int64_t run_id, uint64_t first_us, uint64_t last_us)
{
	const struct store_run figures = { .ended_us = last_us,
		.first_packet_us = first_us,
		.last_packet_us = last_us,
		.packets = 1000,
		.fates[STORE_FATE_JUDGED] = 1000,
		.ndpi_version = "4.2" };
	const struct store_input input = { .path = "day.pcap",
		.first_us = first_us,
		.last_us = last_us,
		.packets = 1000,
		.head = (const uint8_t *)"head",
		.head_len = 4,
		.error_offset = UINT64_MAX,
		.state = RUN_STATE_CLEAN };
	int64_t input_id = 0;

	ck_assert_int_eq(store_input_begin(world.s, run_id, &input, &input_id,
			     &world_err),
	    0);
	store_input_end(world.s, input_id, &input);
	ck_assert_int_eq(store_run_end(world.s, run_id, &figures,
			     RUN_STATE_CLEAN, &world_err),
	    0);
}

void
world_end_day(void)
{
	world_end_run(world.run_id, TEMP_START_US,
	    TEMP_START_US + WORLD_DAY_US - 1);
}

struct report *
world_report(const struct store_scope *scope)
{
	struct report *r = NULL;

	if (report_new(&r, &world.s, 1, scope, "a day", &world_err))
		ck_abort_msg("%s", world_err.text);
	return r;
}

struct store_flow
world_escape(unsigned int n)
{
	struct store_flow f = temp_flow(&world, n);

	f.verdict = VERDICT_FORBIDDEN;
	f.reason = REASON_CLOSED_COMPONENT;
	f.row_id = NULL;
	f.row_origin = ROW_ORIGIN_NONE;
	f.near_row_id = "r-1";
	f.near_fact = NEAR_PORT;
	f.dst_port = 22;
	f.conformance = CONFORMANCE_UNCHECKED;
	f.expected = NULL;
	return f;
}

const struct doc_table *
world_find_table(const struct doc *d, const char *section, const char *key)
{
	for (struct doc_section *s = d->sections; s; s = s->next)
		for (struct doc_item *i = s->first; i; i = i->next)
			if (strcmp(s->key, section) == 0 &&
			    i->kind == DOC_ITEM_TABLE &&
			    strcmp(i->u.table.key, key) == 0)
				return &i->u.table;
	return NULL;
}

const struct doc_table *
world_table(const struct doc *d, const char *section, const char *key)
{
	const struct doc_table *t = world_find_table(d, section, key);

	if (!t)
		ck_abort_msg("no table %s in %s", key, section);
	return t;
}

/* From a component out, to where no row leads. */
struct store_flow
world_leave(const char *src_roles, const char *dst, const char *dst_roles,
    uint16_t port)
{
	struct store_flow f = world_escape(1);

	f.verdict = VERDICT_MISSED;
	f.reason = REASON_COMPONENT_OUTBOUND;
	f.near_row_id = NULL;
	f.near_fact = NEAR_NONE;
	f.src = temp_addr("10.2.0.1");
	f.src_roles = src_roles;
	f.dst = temp_addr(dst);
	f.dst_roles = dst_roles;
	f.dst_port = port;
	return f;
}

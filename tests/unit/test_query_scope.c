/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_query_scope.c - a run or a time: what flows, headline and rows give
 * of it, held against plain SQL over the views.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_query.h"
#include "support/temp_store.h"

static struct temp_store t;
static struct err err;

static void
setup(void)
{
	temp_store_open(&t);
}

static void
teardown(void)
{
	temp_store_close(&t);
}

/* Flows of any length around a day, in two runs. */
static void
put_random(unsigned int n)
{
	struct store_run run = { .first_packet_us = TEMP_START_US,
		.last_packet_us = TEMP_START_US + 60 * TEMP_HOUR_US };
	uint64_t state = 5;
	int64_t first_run = t.run_id;

	t.run_id = temp_store_run(&t);
	for (unsigned int i = 0; i < n; i++) {
		struct store_flow f = temp_flow(&t, i % 200);

		state = state * UINT64_C(6364136223846793005) + 12345;
		f.first_us =
		    TEMP_START_US + (state >> 20) % (50 * TEMP_HOUR_US);
		f.last_us = f.first_us +
		    (state >> 25) % (i % 5 ? 1000000 : 9 * TEMP_HOUR_US);
		f.run_id = i % 3 ? t.run_id : first_run;
		f.verdict = (enum verdict)(state >> 33) % 4;
		f.outcome = (enum outcome)((state >> 36) % 6);
		f.conformance = CONFORMANCE_VIOLATES; /* so that none fold */
		f.weak = (state >> 39) % 7 == 0;
		f.scope = (enum scope)((state >> 42) % 3);
		f.row_origin =
		    (state >> 45) % 2 ? ROW_ORIGIN_SITE : ROW_ORIGIN_MATRIX;
		temp_put(&t, &f);
	}
	ck_assert_int_eq(store_run_end(t.s, first_run, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
}

#define AT(hours, us) (TEMP_START_US + (hours)*TEMP_HOUR_US + (us))

static const struct store_scope scopes[] = {
	{ 0, 0, 0 },
	{ 1, 0, 0 },
	{ 2, 0, 0 },
	{ 0, AT(24, 0), AT(48, 0) },
	{ 0, AT(24, 1800000000), AT(48, 1800000000) }, /* a half-hour zone */
	{ 0, AT(3, 17), AT(3, 500000000) },            /* within an hour */
	{ 0, AT(3, 3000000000), AT(4, 500000000) },    /* no whole hour */
	{ 0, AT(10, 0), 0 },
	{ 0, 0, AT(10, 1) },
	{ 2, AT(24, 5), AT(30, 7) },
	{ 1, AT(24, 0), AT(25, 0) },
	{ 0, AT(1000, 0), AT(1001, 0) },
};

#define SCOPES (int)(sizeof(scopes) / sizeof(scopes[0]))

/* The scope as a condition over audit_flow. */
static const char *
condition(const struct store_scope *s, char out[static 300])
{
	snprintf(out, 300,
	    "(%lld = 0 OR run_id = %lld) AND last_us >= %llu"
	    " AND first_us < %llu",
	    (long long)s->run_id, (long long)s->run_id,
	    (unsigned long long)s->since_us,
	    s->until_us ? (unsigned long long)s->until_us : INT64_MAX);
	return out;
}

static int64_t
count_where(const struct store_scope *s, const char *and)
{
	char where[300], sql[900];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit_flow JOIN (SELECT flow_id AS i,"
	    " class, k.scope FROM flow f JOIN kind k ON k.kind_id = f.kind_id)"
	    " ON i = flow_id WHERE %s AND %s",
	    condition(s, where), and);
	return temp_store_number(&t, sql);
}

static int
count_in_order(const struct store_flow_row *row, void *arg)
{
	int64_t *seen = arg; /* how many, and when the last began */

	ck_assert_int_ge(row->first_us, seen[1]);
	seen[0]++;
	seen[1] = row->first_us;
	return 0;
}

START_TEST(a_scope_gives_the_flows_with_a_packet_in_it)
{
	static const char *const wheres[] = { "1 = 1", "verdict = 'missed'",
		"dst = '10.1.0.1'", "src = '10.0.0.9'" };
	struct store_flow_filter filters_of[] = {
		{ .scope = scopes[_i] },
		{ .scope = scopes[_i], .verdict = "missed" },
		{ .scope = scopes[_i], .dst = "10.1.0.1" },
		{ .scope = scopes[_i], .src = "10.0.0.9" },
	};

	put_random(3000);
	for (int i = 0; i < 4; i++) {
		int64_t seen[2] = { 0, 0 };

		ck_assert_int_eq(store_each_flow(t.s, &filters_of[i],
				     count_in_order, seen, &err),
		    0);
		ck_assert_int_eq(seen[0], count_where(&scopes[_i], wheres[i]));
	}
}
END_TEST

static int
note_limited(const struct store_flow_row *row, void *arg)
{
	int64_t *ids = arg; /* how many, and which */

	ids[++ids[0]] = row->flow_id;
	return 0;
}

START_TEST(a_limit_gives_the_first_flows_of_the_scope)
{
	struct store_flow_filter filter = { .scope = scopes[_i] };
	int64_t few[10] = { 0 };
	int64_t *all = calloc(3001, sizeof(*all));

	ck_assert_ptr_nonnull(all);
	put_random(3000);
	ck_assert_int_eq(store_each_flow(t.s, &filter, note_limited, all, &err),
	    0);
	filter.limit = 9;
	ck_assert_int_eq(store_each_flow(t.s, &filter, note_limited, few, &err),
	    0);
	ck_assert_int_eq(few[0], all[0] < 9 ? all[0] : 9);
	for (int64_t i = 1; i <= few[0]; i++)
		ck_assert_int_eq(few[i], all[i]);
	free(all);
}
END_TEST

START_TEST(the_headline_counts_the_flows_of_the_scope)
{
	static const char *const verdicts[] = { "allowed", "forbidden",
		"missed", "out-of-scope" };
	const struct store_scope *scope = &scopes[_i];
	struct store_headline h;
	char and[100];

	put_random(3000);
	ck_assert_int_eq(store_headline(t.s, scope, &h, &err), 0);
	for (int v = 0; v < 4; v++) {
		snprintf(and, sizeof(and),
		    "verdict = '%s' AND class = 'through'", verdicts[v]);
		ck_assert_int_eq((int64_t)h.through[v],
		    count_where(scope, and));
		snprintf(and, sizeof(and),
		    "verdict = '%s' AND class = 'stopped'", verdicts[v]);
		ck_assert_int_eq((int64_t)h.stopped[v],
		    count_where(scope, and));
		snprintf(and, sizeof(and),
		    "verdict = '%s' AND class = 'probable'", verdicts[v]);
		ck_assert_int_eq((int64_t)h.probable[v],
		    count_where(scope, and));
	}
	ck_assert_int_eq((int64_t)h.by_site,
	    count_where(scope,
		"verdict = 'allowed' AND class = 'through'"
		" AND row_origin = 'site'"));
	ck_assert_uint_eq(h.housekeeping, 0);
}
END_TEST

static int
add_row(const struct store_row_row *row, void *arg)
{
	int64_t *sums = arg;

	sums[0] += row->flows;
	sums[1] += row->established;
	sums[2] += row->refused;
	sums[3] += row->unanswered;
	return 0;
}

START_TEST(rows_count_the_flows_of_the_scope)
{
	int64_t sums[4] = { 0 };
	const struct store_scope *scope = &scopes[_i];

	put_random(3000);
	ck_assert_int_eq(store_each_row_in(t.s, t.policy_id, scope, add_row,
			     sums, &err),
	    0);
	ck_assert_int_eq(sums[0], count_where(scope, "row_id = 'r-1'"));
	ck_assert_int_eq(sums[1],
	    count_where(scope,
		"(outcome IN ('established', 'handshake-only') OR (outcome ="
		" 'one-way' AND scope IN ('broadcast', 'multicast')))"));
	ck_assert_int_eq(sums[2], count_where(scope, "outcome = 'refused'"));
	ck_assert_int_eq(sums[3], count_where(scope, "outcome = 'unanswered'"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("query_scope");
	TCase *tc = tcase_create("query_scope");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_scope_gives_the_flows_with_a_packet_in_it, 0,
	    SCOPES);
	tcase_add_loop_test(tc, a_limit_gives_the_first_flows_of_the_scope, 0,
	    SCOPES);
	tcase_add_loop_test(tc, the_headline_counts_the_flows_of_the_scope, 0,
	    SCOPES);
	tcase_add_loop_test(tc, rows_count_the_flows_of_the_scope, 0, SCOPES);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

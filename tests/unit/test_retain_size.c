/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_retain_size.c - the file does not grow without bound.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "store/store_query.h"
#include "retain_world.h"

#define HOUR TEMP_HOUR_US

static struct err err;

static int64_t
rows_of(const char *table)
{
	char sql[100];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", table);
	return retain_number(sql);
}

/* Size. */

static void
put_day(unsigned int day, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct store_flow f = temp_flow(&retain_world, i);

		f.first_us += day * 24 * HOUR;
		f.last_us = f.first_us;
		f.src.b[13] = (uint8_t)day;
		temp_put(&retain_world, &f);
	}
	temp_store_commit(&retain_world);
}

START_TEST(a_file_that_is_too_large_loses_its_oldest_flows)
{
	const struct store_retention what = { .max_bytes = 2 << 20 };
	struct store_retained out;

	put_day(0, 8000);
	put_day(1, 8000);
	ck_assert_int_gt(retain_number("PRAGMA page_count") * 4096, 2 << 20);
	retain_until_done(&what, 200, &out);
	ck_assert_int_lt(retain_number("PRAGMA page_count") * 4096, 2 << 20);
	ck_assert_int_gt(retain_number("PRAGMA page_count") * 4096, 1 << 20);
	ck_assert_uint_gt(out.flows, 1000);
	ck_assert_uint_eq(out.sums, 0);
	/* The oldest: what is left is what came last. */
	ck_assert_int_eq(
	    retain_number("SELECT max(flow_id) - min(flow_id) + 1 -"
			  " count(*) FROM flow"),
	    0);
	ck_assert_int_eq(retain_number("SELECT max(flow_id) FROM flow"), 16000);
	ck_assert_int_eq(retain_number("SELECT sum(flows) FROM audit_hour"),
	    16000);
	temp_store_check(&retain_world);
}
END_TEST

START_TEST(space_is_given_back)
{
	const struct store_retention what = { .flows_before_us =
						  TEMP_START_US + 48 * HOUR };
	struct store_retained before, after;
	const struct store_retention keep = { .max_bytes = 0 };

	put_day(0, 6000);
	retain_some(&keep, 1, &before);
	retain_until_done(&what, 300, &after);
	store_close(retain_world.s);
	retain_world.s = NULL;
	ck_assert_int_eq(store_open(&retain_world.s, retain_world.path,
			     STORE_WRITE, &err),
	    0);
	retain_some(&keep, 1, &after);
	ck_assert_uint_lt(after.file_bytes, before.file_bytes / 4);
}
END_TEST

START_TEST(a_database_of_one_size_stays_of_that_size)
{
	const struct store_retention what = { .max_bytes = 1 << 20 };
	struct store_retained out;
	uint64_t largest = 0;

	retain_world.s->wal_full = 50;
	for (unsigned int day = 0; day < 40; day++) {
		put_day(day, 500);
		retain_until_done(&what, 500, &out);
		if (out.file_bytes > largest)
			largest = out.file_bytes;
	}
	ck_assert_uint_lt(largest, (1 << 20) + (1 << 19));
	ck_assert_int_lt(retain_number("PRAGMA page_count") * 4096, 1 << 20);
	ck_assert_int_eq(retain_number("SELECT sum(flows) FROM audit_hour"),
	    20000);
	ck_assert_int_lt(rows_of("pair"), 8000);
}
END_TEST

START_TEST(the_log_of_changes_counts_as_well)
{
	const struct store_retention what = { .max_bytes = 4 << 20 };
	struct store_retained out;

	for (unsigned int batch = 0; batch < 200; batch++) {
		retain_put(batch * 300, 300);
		retain_until_done(&what, 500, &out);
		ck_assert_uint_le(out.file_bytes, what.max_bytes);
	}
	ck_assert_uint_gt(out.file_bytes, what.max_bytes / 2);
	ck_assert_int_gt(rows_of("flow"), 4000);
	temp_store_check(&retain_world);
}
END_TEST

START_TEST(a_log_that_grew_long_is_cut)
{
	const struct store_retention what = { .max_bytes = 4 << 20 };
	struct store_retained out;

	/* Before there was a bound. */
	for (unsigned int batch = 0; batch < 100; batch++)
		retain_put(batch * 400, 400);
	retain_some(&(struct store_retention){ 0 }, 1, &out);
	ck_assert_uint_gt(out.file_bytes, 2 * what.max_bytes);
	retain_until_done(&what, 500, &out);
	ck_assert_uint_le(out.file_bytes, what.max_bytes);
}
END_TEST

START_TEST(sums_go_for_want_of_room_only_after_all_flows)
{
	const struct store_retention what = { .max_bytes = 500000 };
	struct store_retained out;
	struct store_flow f = temp_flow(&retain_world, 1);
	unsigned int calls = 0;

	for (unsigned int i = 0; i < 20000; i++) {
		f.first_us = f.last_us = TEMP_START_US + i * HOUR / 1000;
		f.dst_port = (uint16_t)i;
		if (i % 10 == 0)
			temp_put(&retain_world, &f);
		else
			ck_assert_int_eq(store_flow_sum(retain_world.s, &f,
					     NULL),
			    0);
	}
	temp_store_commit(&retain_world);
	ck_assert_int_gt(retain_number("PRAGMA page_count") * 4096, 700000);
	while (retain_some(&what, 100, &out) == 1) {
		ck_assert(out.sums == 0 || rows_of("flow") == 0);
		ck_assert_uint_lt(++calls, 2000);
	}
	ck_assert_int_eq(rows_of("flow"), 0);
	ck_assert_int_gt(rows_of("hour_sum"), 100);
	ck_assert_int_lt(retain_number("PRAGMA page_count") * 4096, 500000);
	ck_assert_int_eq(retain_number("SELECT max(hour) FROM hour_sum"),
	    (int64_t)(TEMP_START_US / HOUR) + 19);
}
END_TEST

START_TEST(what_can_not_shrink_further_is_done)
{
	const struct store_retention what = { .max_bytes = 1 };
	struct store_retained out;

	retain_put(0, 100);
	retain_until_done(&what, 10, &out);
	ck_assert_int_eq(rows_of("flow"), 0);
	ck_assert_int_eq(rows_of("hour_sum"), 0);
	ck_assert_int_eq(retain_some(&what, 10, &out), 0);
	ck_assert_int_eq(rows_of("run"), 1);
	ck_assert_int_eq(rows_of("policy"), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("retain size");
	TCase *tc = tcase_create("retain size");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, retain_world_open, retain_world_close);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_file_that_is_too_large_loses_its_oldest_flows);
	tcase_add_test(tc, space_is_given_back);
	tcase_add_test(tc, a_database_of_one_size_stays_of_that_size);
	tcase_add_test(tc, the_log_of_changes_counts_as_well);
	tcase_add_test(tc, a_log_that_grew_long_is_cut);
	tcase_add_test(tc, sums_go_for_want_of_room_only_after_all_flows);
	tcase_add_test(tc, what_can_not_shrink_further_is_done);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

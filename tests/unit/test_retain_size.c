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
#include "support/temp_store.h"

#define HOUR TEMP_HOUR_US

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

static int64_t
number(const char *sql)
{
	return temp_store_number(&t, sql);
}

/* n flows from the n-th on, a second apart, each of a pair of its own. */
static void
put_flows(unsigned int from, unsigned int n)
{
	for (unsigned int i = from; i < from + n; i++) {
		struct store_flow f = temp_flow(&t, i);

		f.first_us = TEMP_START_US + i * UINT64_C(1000000);
		f.last_us = f.first_us + 1000;
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
}

static int
retain(const struct store_retention *what, size_t rows,
    struct store_retained *out)
{
	int rc = store_retain(t.s, what, rows, out, &err);

	if (rc < 0)
		ck_abort_msg("%s", err.text);
	return rc;
}

/* Until nothing more may go; returns how many calls it took. */
static unsigned int
retain_all(const struct store_retention *what, size_t rows,
    struct store_retained *sum)
{
	struct store_retained out;
	unsigned int calls = 0;
	int rc;

	*sum = (struct store_retained){ .flows = 0 };
	do {
		rc = retain(what, rows, &out);
		ck_assert_uint_le(out.flows + out.sums, rows);
		sum->flows += out.flows;
		sum->sums += out.sums;
		sum->oldest_us = out.oldest_us;
		sum->file_bytes = out.file_bytes;
		ck_assert_uint_lt(++calls, 10000);
	} while (rc == 1);
	return calls;
}

static int64_t
rows_of(const char *table)
{
	char sql[100];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", table);
	return number(sql);
}

/* Size. */

static void
put_day(unsigned int day, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct store_flow f = temp_flow(&t, i);

		f.first_us += day * 24 * HOUR;
		f.last_us = f.first_us;
		f.src.b[13] = (uint8_t)day;
		temp_put(&t, &f);
	}
	temp_store_commit(&t);
}

START_TEST(a_file_that_is_too_large_loses_its_oldest_flows)
{
	const struct store_retention what = { .max_bytes = 2 << 20 };
	struct store_retained out;

	put_day(0, 8000);
	put_day(1, 8000);
	ck_assert_int_gt(number("PRAGMA page_count") * 4096, 2 << 20);
	retain_all(&what, 200, &out);
	ck_assert_int_lt(number("PRAGMA page_count") * 4096, 2 << 20);
	ck_assert_int_gt(number("PRAGMA page_count") * 4096, 1 << 20);
	ck_assert_uint_gt(out.flows, 1000);
	ck_assert_uint_eq(out.sums, 0);
	/* The oldest: what is left is what came last. */
	ck_assert_int_eq(number("SELECT max(flow_id) - min(flow_id) + 1 -"
				" count(*) FROM flow"),
	    0);
	ck_assert_int_eq(number("SELECT max(flow_id) FROM flow"), 16000);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 16000);
	temp_store_check(&t);
}
END_TEST

START_TEST(space_is_given_back)
{
	const struct store_retention what = { .flows_before_us =
						  TEMP_START_US + 48 * HOUR };
	struct store_retained before, after;
	const struct store_retention keep = { .max_bytes = 0 };

	put_day(0, 6000);
	retain(&keep, 1, &before);
	retain_all(&what, 300, &after);
	store_close(t.s);
	t.s = NULL;
	ck_assert_int_eq(store_open(&t.s, t.path, STORE_WRITE, &err), 0);
	retain(&keep, 1, &after);
	ck_assert_uint_lt(after.file_bytes, before.file_bytes / 4);
}
END_TEST

START_TEST(a_database_of_one_size_stays_of_that_size)
{
	const struct store_retention what = { .max_bytes = 1 << 20 };
	struct store_retained out;
	uint64_t largest = 0;

	t.s->wal_full = 50;
	for (unsigned int day = 0; day < 40; day++) {
		put_day(day, 500);
		retain_all(&what, 500, &out);
		if (out.file_bytes > largest)
			largest = out.file_bytes;
	}
	ck_assert_uint_lt(largest, (1 << 20) + (1 << 19));
	ck_assert_int_lt(number("PRAGMA page_count") * 4096, 1 << 20);
	ck_assert_int_eq(number("SELECT sum(flows) FROM audit_hour"), 20000);
	ck_assert_int_lt(rows_of("pair"), 8000);
}
END_TEST

START_TEST(sums_go_for_want_of_room_only_after_all_flows)
{
	const struct store_retention what = { .max_bytes = 500000 };
	struct store_retained out;
	struct store_flow f = temp_flow(&t, 1);
	unsigned int calls = 0;

	for (unsigned int i = 0; i < 20000; i++) {
		f.first_us = f.last_us = TEMP_START_US + i * HOUR / 1000;
		f.dst_port = (uint16_t)i;
		if (i % 10 == 0)
			temp_put(&t, &f);
		else
			ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
	}
	temp_store_commit(&t);
	ck_assert_int_gt(number("PRAGMA page_count") * 4096, 700000);
	while (retain(&what, 100, &out) == 1) {
		ck_assert(out.sums == 0 || rows_of("flow") == 0);
		ck_assert_uint_lt(++calls, 2000);
	}
	ck_assert_int_eq(rows_of("flow"), 0);
	ck_assert_int_gt(rows_of("hour_sum"), 100);
	ck_assert_int_lt(number("PRAGMA page_count") * 4096, 500000);
	ck_assert_int_eq(number("SELECT max(hour) FROM hour_sum"),
	    (int64_t)(TEMP_START_US / HOUR) + 19);
}
END_TEST

START_TEST(what_can_not_shrink_further_is_done)
{
	const struct store_retention what = { .max_bytes = 1 };
	struct store_retained out;

	put_flows(0, 100);
	retain_all(&what, 10, &out);
	ck_assert_int_eq(rows_of("flow"), 0);
	ck_assert_int_eq(rows_of("hour_sum"), 0);
	ck_assert_int_eq(retain(&what, 10, &out), 0);
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

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_file_that_is_too_large_loses_its_oldest_flows);
	tcase_add_test(tc, space_is_given_back);
	tcase_add_test(tc, a_database_of_one_size_stays_of_that_size);
	tcase_add_test(tc, sums_go_for_want_of_room_only_after_all_flows);
	tcase_add_test(tc, what_can_not_shrink_further_is_done);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

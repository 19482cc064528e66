/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lists.c - lists of a report that are cut: what stands first in them,
 * and what is counted of the rest.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report/document.h"
#include "report_world.h"

START_TEST(a_long_list_is_cut_and_what_is_left_out_counted)
{
	const struct report_document_options options = { .list_limit = 2 };
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	for (unsigned int i = 1; i <= 5; i++) {
		struct store_flow f = world_escape(i);

		f.dst_port = (uint16_t)(20 + i);
		temp_put(&world, &f);
	}
	world_end_day();
	r = world_report(&world_day);
	d = report_document(r, &options);
	table = world_table(d, "escaped", "escaped");
	ck_assert_uint_eq(table->row_count, 2);
	ck_assert_uint_eq(table->folded_items, 3);
	ck_assert_uint_eq(table->folded_flows, 3);
	doc_free(d);
	report_free(r);
}
END_TEST

/* A named service has no address of a role: the row tells which it is. */
/* Eight rows: three are used, one fails, two are not used, of one the source
 * has no host, one is off. */
static struct report *
report_of_rows(void)
{
	static const char *const used[] = { "a-1", "a-2", "a-3", "z-1" };
	struct store_flow f = temp_flow(&world, 1);

	world.policy_id = temp_store_policy(&world,
	    "matrix z \"A\" source \"a\"\nsite \"Lab\" timezone UTC\n"
	    "role broker component \"b\"\nrole client user \"c\"\n"
	    "role halb component \"h\"\nfeature f off \"F\"\n"
	    "allow a-1 client -> broker tcp 1 \"x\"\n"
	    "allow a-2 client -> broker tcp 2 \"x\"\n"
	    "allow a-3 client -> broker tcp 3 \"x\"\n"
	    "allow b-1 client -> broker tcp 4 \"x\"\n"
	    "allow b-2 client -> broker tcp 5 \"x\"\n"
	    "allow b-3 halb -> broker tcp 6 \"x\"\n"
	    "allow b-4 client -> broker tcp 7 when f \"x\"\n"
	    "allow z-1 client -> broker tcp 8 \"x\"\n"
	    "address 10.0.0.0/16 client\naddress 10.1.0.1 broker\n");
	world.run_id = temp_store_run(&world);
	f.run_id = world.run_id;
	f.policy_id = world.policy_id;
	f.dst_roles = "broker";
	for (size_t i = 0; i < 4; i++) {
		f.row_id = used[i];
		f.dst_port = i < 3 ? (uint16_t)(i + 1) : 8;
		f.outcome = i < 3 ? OUTCOME_ESTABLISHED : OUTCOME_REFUSED;
		temp_put(&world, &f);
	}
	world_end_day();
	return world_report(&world_day);
}

START_TEST(rows_of_every_status_are_seen_within_the_limit)
{
	static const char *const statuses[][2] = {
		{ "blocked", "z-1" },
		{ "unseen", "b-1" },
		{ "exercised", "a-1" },
		{ "not-in-use", "b-3" },
		{ "off", "b-4" },
	};
	const struct report_document_options options = { .list_limit = 1 };
	struct report *r = report_of_rows();
	struct doc *d = report_document(r, &options);
	const struct doc_table *t = world_table(d, "rows", "rows");

	ck_assert_uint_eq(t->row_count, 5);
	for (size_t i = 0; i < 5; i++) {
		const struct doc_cell *c = t->cells + i * t->column_count;

		ck_assert_str_eq(c[0].text, statuses[i][1]);
		ck_assert_str_eq(c[5].text, statuses[i][0]);
	}
	ck_assert_uint_eq(t->folded_items, 3);
	ck_assert_uint_eq(t->folded_flows, 2);
	t = world_table(d, "rows", "statuses");
	ck_assert_uint_eq(t->row_count, 6);
	ck_assert_str_eq(t->cells[2 * t->column_count].text, "exercised");
	ck_assert_uint_eq(t->cells[2 * t->column_count + 1].number, 3);
	ck_assert_uint_eq(t->cells[2 * t->column_count + 2].number, 2);
	doc_free(d);
	report_free(r);
}
END_TEST

/* Lists of a host, a row or a proposal each: the flows of the rest add up. */
START_TEST(flows_of_what_is_left_out_are_never_none)
{
	const struct report_document_options options = { .list_limit = 1 };
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	for (unsigned int i = 1; i <= 12; i++) {
		struct store_flow f =
		    world_leave("broker", "10.9.0.7", "ad-ds", 5000);

		f.src.b[15] = (uint8_t)i;
		f.dst_port = (uint16_t)(f.dst_port + i);
		temp_put(&world, &f);
	}
	world_end_day();
	r = world_report(&world_day);
	d = report_document(r, &options);
	table = world_table(d, "senders", "senders");
	ck_assert_uint_eq(table->row_count, 1);
	ck_assert_uint_eq(table->folded_items, 11);
	ck_assert_uint_eq(table->folded_flows, 11);
	table = world_table(d, "fixes", "fixes");
	ck_assert_uint_eq(table->row_count, 10);
	ck_assert_uint_eq(table->folded_items, 2);
	ck_assert_uint_eq(table->folded_flows, 2);
	doc_free(d);
	report_free(r);
}
END_TEST

/* More hosts than are looked up one by one, and a client, which is none. */
START_TEST(all_that_components_sent_is_counted)
{
	const struct report_document_options options = { .list_limit = 0 };
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	for (unsigned int i = 1; i <= 131; i++) {
		struct store_flow f =
		    world_leave(i == 131 ? "client" : "broker", "10.9.0.7", "",
			5000);

		f.src.b[15] = (uint8_t)i;
		f.bytes_out = i == 131 ? 1000000 : 100;
		temp_put(&world, &f);
	}
	world_end_day();
	r = world_report(&world_day);
	d = report_document(r, &options);
	table = world_table(d, "senders", "senders");
	ck_assert_uint_eq(table->row_count, 100);
	ck_assert_uint_eq(table->folded_items, 30);
	ck_assert_uint_eq(table->folded_flows, 30);
	ck_assert_uint_eq(r->senders_rest.bytes, 3000);
	ck_assert_int_eq(r->senders[0].bytes_out, 100);
	doc_free(d);
	report_free(r);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("lists");
	TCase *c = tcase_create("lists");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, report_world_open, report_world_close);
	tcase_add_test(c, a_long_list_is_cut_and_what_is_left_out_counted);
	tcase_add_test(c, rows_of_every_status_are_seen_within_the_limit);
	tcase_add_test(c, flows_of_what_is_left_out_are_never_none);
	tcase_add_test(c, all_that_components_sent_is_counted);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	SRunner *runner = srunner_create(suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

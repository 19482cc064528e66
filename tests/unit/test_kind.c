/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_kind.c - numbers for kinds and for pairs: the same again for the same,
 * another for another, bounded memory.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/kind.h"
#include "store/pair.h"
#include "support/temp_store.h"

static struct temp_store t;
static struct kinds *k;
static struct pairs *p;
static struct err err;
static struct sql q;

static void
setup(void)
{
	static const uint8_t secret[HASH_SECRET_BYTES] = { 1, 2, 3 };

	temp_store_open(&t);
	ck_assert_int_eq(kinds_new(&k, secret), 0);
	ck_assert_int_eq(pairs_new(&p, secret), 0);
	q = (struct sql){ .path = t.path };
	ck_assert_int_eq(sqlite3_open(t.path, &q.db), SQLITE_OK);
}

static void
teardown(void)
{
	kinds_free(k);
	pairs_free(p);
	sql_close(&q);
	temp_store_close(&t);
}

static int64_t
kind_of(const struct store_flow *f)
{
	ck_assert_int_eq(kinds_reserve(k), 0);
	return kinds_find(k, f);
}

static int64_t
pair_of(const struct addr *src, const struct addr *dst)
{
	ck_assert_int_eq(pairs_reserve(p), 0);
	return pairs_find(p, src, dst);
}

START_TEST(what_a_kind_does_not_say_makes_no_other_kind)
{
	struct store_flow f = temp_flow(&t, 1);
	struct store_flow other = temp_flow(&t, 2);
	int64_t id = kind_of(&f);

	other.dst_port = 80;
	other.run_id = 99;
	other.server_name = "x";
	other.tunnel = "gre";
	other.end = FLOW_END_EVICTED;
	other.vlan = 7;
	ck_assert_int_eq(kind_of(&other), id);
	ck_assert_uint_eq(kinds_waiting(k), 1);
}
END_TEST

START_TEST(null_and_empty_texts_are_one)
{
	struct store_flow f = temp_flow(&t, 1);
	int64_t id = kind_of(&f);

	f.known = "";
	f.near_row_id = "";
	ck_assert_int_eq(kind_of(&f), id);
}
END_TEST

START_TEST(texts_do_not_run_into_one_another)
{
	struct store_flow f = temp_flow(&t, 1);
	int64_t id;

	f.src_roles = "a";
	f.dst_roles = "bc";
	id = kind_of(&f);
	f.src_roles = "ab";
	f.dst_roles = "c";
	ck_assert_int_ne(kind_of(&f), id);
}
END_TEST

START_TEST(kinds_are_known_again_from_the_database)
{
	static const uint8_t secret[HASH_SECRET_BYTES] = { 9 };
	struct store_flow f = temp_flow(&t, 1);
	struct store_flow g = temp_attempt(&t, 1);
	struct kinds *again;

	g.proto = 47;
	g.weak = true;
	g.near_fact = NEAR_PORT;
	g.known = "backup";
	g.ndpi_confidence = "DPI";
	g.dst_roles = "";
	kind_of(&f);
	kind_of(&g);
	ck_assert_int_eq(kinds_write(k, &q, &err), 0);
	kinds_settle(k);
	ck_assert_uint_eq(kinds_waiting(k), 0);

	ck_assert_int_eq(kinds_new(&again, secret), 0);
	ck_assert_int_eq(kinds_load(again, &q, &err), 0);
	ck_assert_int_eq(kinds_reserve(again), 0);
	ck_assert_int_eq(kinds_find(again, &f), 1);
	ck_assert_int_eq(kinds_find(again, &g), 2);
	ck_assert_uint_eq(kinds_waiting(again), 0);
	g.known = "other";
	ck_assert_int_eq(kinds_find(again, &g), 3);
	kinds_free(again);
}
END_TEST

START_TEST(too_many_kinds_are_forgotten)
{
	struct store_flow f = temp_flow(&t, 1);
	char app[32];
	int64_t id;

	f.app = app;
	for (int i = 0; i <= KINDS_KEPT_MAX; i++) {
		snprintf(app, sizeof(app), "app-%d", i);
		ck_assert_int_eq(kind_of(&f), i + 1);
	}
	id = kind_of(&f);
	ck_assert_int_eq(id, KINDS_KEPT_MAX + 1);
	kinds_settle(k);
	ck_assert_int_eq(kind_of(&f), KINDS_KEPT_MAX + 2);
}
END_TEST

START_TEST(roles_between_which_packets_were_seen_are_noted)
{
	struct store_flow f = temp_flow(&t, 1);
	char *pairs;

	f.src_roles = "broker,console";
	f.dst_roles = "";
	kind_of(&f);
	f.src_roles = "gw";
	f.dst_roles = "ad,broker";
	kind_of(&f);
	ck_assert_int_eq(kinds_write(k, &q, &err), 0);
	pairs = temp_store_text(&t,
	    "SELECT src_role || '>' || dst_role FROM role_pair"
	    " ORDER BY src_role, dst_role");
	ck_assert_str_eq(pairs, "broker>\nconsole>\ngw>ad\ngw>broker");
	free(pairs);
}
END_TEST

START_TEST(pairs_know_several_from_the_unspecified_address)
{
	struct addr none = temp_addr("::");
	struct addr a = temp_addr("10.0.0.1");
	int64_t id = pair_of(&none, &a);

	ck_assert_int_ne(pair_of(NULL, &a), id);
	ck_assert_int_ne(pair_of(&a, &none), id);
	ck_assert_int_eq(pair_of(&none, &a), id);
}
END_TEST

START_TEST(pairs_are_known_again_from_the_database)
{
	static const uint8_t secret[HASH_SECRET_BYTES] = { 9 };
	struct addr a = temp_addr("10.0.0.1");
	struct addr b = temp_addr("fe80::1");
	struct pairs *again;

	pair_of(&a, &b);
	pair_of(NULL, &b);
	pair_of(&a, NULL);
	ck_assert_int_eq(pairs_write(p, &q, &err), 0);
	pairs_settle(p);
	ck_assert_int_eq(pairs_new(&again, secret), 0);
	ck_assert_int_eq(pairs_load(again, &q, &err), 0);
	ck_assert_int_eq(pairs_reserve(again), 0);
	ck_assert_int_eq(pairs_find(again, &a, &b), 1);
	ck_assert_int_eq(pairs_find(again, NULL, &b), 2);
	ck_assert_int_eq(pairs_find(again, &a, NULL), 3);
	ck_assert_int_eq(pairs_find(again, &b, &a), 4);
	ck_assert_uint_eq(pairs_waiting(again), 1);
	pairs_free(again);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("kind");
	TCase *tc = tcase_create("kind");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_a_kind_does_not_say_makes_no_other_kind);
	tcase_add_test(tc, null_and_empty_texts_are_one);
	tcase_add_test(tc, texts_do_not_run_into_one_another);
	tcase_add_test(tc, kinds_are_known_again_from_the_database);
	tcase_add_test(tc, too_many_kinds_are_forgotten);
	tcase_add_test(tc, roles_between_which_packets_were_seen_are_noted);
	tcase_add_test(tc, pairs_know_several_from_the_unspecified_address);
	tcase_add_test(tc, pairs_are_known_again_from_the_database);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

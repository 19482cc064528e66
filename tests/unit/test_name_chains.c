/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_name_chains.c - host names kept once, with what they lead to.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/host_name.h"
#include "inspect/name_chains.h"

#define NONE NAME_CHAINS_NONE

static const uint8_t secret[HASH_SECRET_BYTES] = { 2 };
static struct name_chains *chains;

static void
setup(void)
{
	ck_assert_int_eq(name_chains_new(&chains, 8192, secret), 0);
}

static void
teardown(void)
{
	name_chains_free(chains);
}

START_TEST(too_little_memory_is_refused)
{
	struct name_chains *c = NULL;

	ck_assert_int_eq(name_chains_new(&c, 100, secret), -EINVAL);
	ck_assert_ptr_null(c);
	name_chains_free(NULL);
}
END_TEST

START_TEST(equal_chains_are_one)
{
	uint32_t end = name_chains_put(chains, "b.test", NONE);
	uint32_t a = name_chains_put(chains, "a.test", end);

	ck_assert_uint_ne(a, NONE);
	ck_assert_uint_ne(a, end);
	ck_assert_uint_eq(name_chains_put(chains, "a.test", end), a);
	ck_assert_uint_ne(name_chains_put(chains, "a.test", NONE), a);
	ck_assert_uint_eq(name_chains_used(chains), 3);
	ck_assert_str_eq(name_chains_text(chains, a), "a.test");
	ck_assert_uint_eq(name_chains_next(chains, a), end);
	ck_assert_uint_eq(name_chains_next(chains, end), NONE);
}
END_TEST

START_TEST(a_chain_lives_as_long_as_it_is_held)
{
	uint32_t end = name_chains_put(chains, "b.test", NONE);
	uint32_t a = name_chains_put(chains, "a.test", end);

	name_chains_release(chains, end); /* a holds it */
	name_chains_hold(chains, a);
	name_chains_release(chains, a);
	ck_assert_uint_eq(name_chains_used(chains), 2);
	ck_assert_str_eq(name_chains_text(chains, end), "b.test");
	name_chains_release(chains, a);
	ck_assert_uint_eq(name_chains_used(chains), 0);
	name_chains_hold(chains, NONE);
	name_chains_release(chains, NONE);
}
END_TEST

START_TEST(a_full_pool_says_so_and_takes_again_what_was_released)
{
	uint32_t made[1000];
	unsigned int count = 0;
	char name[64];

	do {
		snprintf(name, sizeof(name), "n%u.test", count);
		made[count] = name_chains_put(chains, name, NONE);
	} while (made[count] != NONE && ++count < 1000);
	ck_assert_uint_gt(count, 40);
	ck_assert_uint_lt(count, 1000);
	ck_assert_uint_eq(name_chains_used(chains), count);
	/* Known ones are no further room. */
	ck_assert_uint_eq(name_chains_put(chains, "n0.test", NONE), made[0]);
	name_chains_release(chains, made[0]);
	for (unsigned int i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "n%u.test", i);
		ck_assert_str_eq(name_chains_text(chains, made[i]), name);
		name_chains_release(chains, made[i]);
	}
	ck_assert_uint_eq(name_chains_used(chains), 0);
	for (unsigned int i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "m%u.test", i);
		ck_assert_uint_ne(name_chains_put(chains, name, NONE), NONE);
	}
}
END_TEST

START_TEST(names_of_every_length_come_back)
{
	char name[HOST_NAME_MAX_BYTES];

	for (size_t len = 1; len < sizeof(name); len++) {
		uint32_t c;

		memset(name, 'a', len);
		name[len] = '\0';
		c = name_chains_put(chains, name, NONE);
		ck_assert_uint_ne(c, NONE);
		ck_assert_str_eq(name_chains_text(chains, c), name);
		name_chains_release(chains, c);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("name_chains");
	TCase *tc = tcase_create("name_chains");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, too_little_memory_is_refused);
	tcase_add_test(tc, equal_chains_are_one);
	tcase_add_test(tc, a_chain_lives_as_long_as_it_is_held);
	tcase_add_test(tc,
	    a_full_pool_says_so_and_takes_again_what_was_released);
	tcase_add_test(tc, names_of_every_length_come_back);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

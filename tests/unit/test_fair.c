/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_fair.c - who owns the slots of a bounded table.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "inspect/fair.h"

static const uint8_t secret[HASH_SECRET_BYTES] = { 1 };
static struct fair *fair;

static struct addr
host(unsigned int n)
{
	uint8_t b[4] = { 10, 0, (uint8_t)(n >> 8), (uint8_t)n };

	return addr_from_v4(b);
}

static uint32_t
add(unsigned int n)
{
	struct addr a = host(n);

	return fair_add(fair, &a);
}

static void
begin(size_t max)
{
	ck_assert_int_eq(fair_new(&fair, max, secret), 0);
}

static void
end(void)
{
	fair_free(fair);
	fair = NULL;
}

START_TEST(no_slots_or_too_many_are_refused)
{
	struct fair *f = NULL;

	ck_assert_int_eq(fair_new(&f, 0, secret), -EINVAL);
	ck_assert_int_eq(fair_new(&f, FAIR_MAX + 1, secret), -EINVAL);
	ck_assert_ptr_null(f);
	fair_free(NULL);
}
END_TEST

START_TEST(a_full_table_gives_no_slot)
{
	begin(3);
	ck_assert_uint_eq(fair_victim(fair), FAIR_NONE);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(add(i), i);
	ck_assert_uint_eq(add(9), FAIR_NONE);
	fair_remove(fair, 1);
	ck_assert(!fair_taken(fair, 1));
	ck_assert_uint_eq(add(9), 1);
	ck_assert(fair_taken(fair, 1));
	end();
}
END_TEST

START_TEST(the_victim_is_the_oldest_of_who_has_most)
{
	begin(10);
	add(1);
	add(2);
	for (uint32_t i = 2; i < 10; i++)
		ck_assert_uint_eq(add(3), i);
	ck_assert_uint_eq(fair_victim(fair), 2);
	fair_renew(fair, 2);
	ck_assert_uint_eq(fair_victim(fair), 3);
	fair_remove(fair, 3);
	ck_assert_uint_eq(fair_victim(fair), 4);
	end();
}
END_TEST

START_TEST(cost_counts_not_only_number)
{
	begin(8);
	for (int i = 0; i < 4; i++)
		add(1);
	ck_assert_uint_eq(add(2), 4);
	fair_set_cost(fair, 4, 100);
	ck_assert_uint_eq(fair_victim(fair), 4);
	fair_set_cost(fair, 4, 1);
	ck_assert_uint_eq(fair_victim(fair), 0);
	end();
}
END_TEST

/* However much one wants, it pushes out itself. */
START_TEST(a_flood_of_one_leaves_the_others)
{
	enum { QUIET = 50, EACH = 2, SLOTS = 1000 };
	uint32_t slots[QUIET][EACH];

	begin(SLOTS);
	for (unsigned int n = 0; n < QUIET; n++)
		for (unsigned int i = 0; i < EACH; i++)
			slots[n][i] = add(n);
	for (int i = 0; i < 100000; i++) {
		uint32_t s = add(999);

		if (s != FAIR_NONE)
			continue;
		fair_remove(fair, fair_victim(fair));
		ck_assert_uint_ne(add(999), FAIR_NONE);
	}
	for (unsigned int n = 0; n < QUIET; n++)
		for (unsigned int i = 0; i < EACH; i++) {
			struct addr a = host(n);

			ck_assert(fair_taken(fair, slots[n][i]));
			ck_assert(addr_equal(fair_owner(fair, slots[n][i]),
			    &a));
		}
	end();
}
END_TEST

START_TEST(notes_last_as_long_as_their_owner)
{
	struct addr a = host(5);
	uint32_t s, t;

	begin(4);
	ck_assert_uint_eq(fair_note_of(fair, &a), 0);
	s = add(5);
	t = add(5);
	*fair_note(fair, s) = 7;
	fair_remove(fair, s);
	ck_assert_uint_eq(*fair_note(fair, t), 7);
	ck_assert_uint_eq(fair_note_of(fair, &a), 7);
	fair_remove(fair, t);
	ck_assert_uint_eq(fair_note_of(fair, &a), 0);
	add(5);
	ck_assert_uint_eq(fair_note_of(fair, &a), 0);
	end();
}
END_TEST

/* Against a plain model: which slots are whose, in which order. */
START_TEST(any_order_of_calls_keeps_the_books)
{
	enum { SLOTS = 16, OWNERS = 5, STEPS = 20000 };
	unsigned int owner[SLOTS] = { 0 }, age[SLOTS] = { 0 };
	uint32_t x = 1;

	begin(SLOTS);
	for (unsigned int step = 1; step <= STEPS; step++) {
		uint32_t slot, victim;
		unsigned int most = 0, count[OWNERS] = { 0 };

		x = x * 1664525 + 1013904223;
		slot = (x >> 8) % SLOTS;
		if (fair_taken(fair, slot) && x >> 30 == 0) {
			fair_remove(fair, slot);
			age[slot] = 0;
		} else if (fair_taken(fair, slot) && x >> 30 == 1) {
			fair_renew(fair, slot);
			age[slot] = step;
		} else if ((slot = add((x >> 16) % OWNERS)) != FAIR_NONE) {
			owner[slot] = (x >> 16) % OWNERS;
			age[slot] = step;
		}
		for (unsigned int i = 0; i < SLOTS; i++) {
			ck_assert_int_eq(fair_taken(fair, i), age[i] != 0);
			if (age[i] != 0 && ++count[owner[i]] > most)
				most = count[owner[i]];
		}
		victim = fair_victim(fair);
		ck_assert_int_eq(victim == FAIR_NONE, most == 0);
		if (most == 0)
			continue;
		/* Of the most, to a power of two, and its oldest. */
		ck_assert_uint_gt(count[owner[victim]] * 2, most);
		for (unsigned int i = 0; i < SLOTS; i++)
			ck_assert(age[i] == 0 || owner[i] != owner[victim] ||
			    age[i] >= age[victim]);
	}
	end();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fair");
	TCase *tc = tcase_create("fair");
	SRunner *r;
	int failed;

	tcase_add_test(tc, no_slots_or_too_many_are_refused);
	tcase_add_test(tc, a_full_table_gives_no_slot);
	tcase_add_test(tc, the_victim_is_the_oldest_of_who_has_most);
	tcase_add_test(tc, cost_counts_not_only_number);
	tcase_add_test(tc, a_flood_of_one_leaves_the_others);
	tcase_add_test(tc, notes_last_as_long_as_their_owner);
	tcase_add_test(tc, any_order_of_calls_keeps_the_books);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

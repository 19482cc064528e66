/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_inputs.c - captures seen before: known by their beginning, gone on
 * with when longer, judged anew when a run did not finish.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "support/temp_store.h"

#define HEAD_MAX ((size_t)1 << 20)

static struct temp_store t;
static struct err err;
static uint8_t *head; /* twice as long as what is hashed */

static void
setup(void)
{
	temp_store_open(&t);
	head = calloc(2, HEAD_MAX);
	ck_assert_ptr_nonnull(head);
	for (size_t i = 0; i < 2 * HEAD_MAX; i++)
		head[i] = (uint8_t)(i * 31 >> 3);
}

static void
teardown(void)
{
	free(head);
	temp_store_close(&t);
}

static struct store_input
input_of(size_t head_len, uint64_t packets)
{
	return (struct store_input){ .path = "a.pcap",
		.first_us = TEMP_START_US,
		.last_us = TEMP_START_US + packets,
		.packets = packets,
		.head = head,
		.head_len = head_len,
		.error_offset = UINT64_MAX,
		.state = RUN_STATE_CLEAN };
}

static int64_t
begin(const struct store_input *in)
{
	int64_t id = 0;

	if (store_input_begin(t.s, t.run_id, in, &id, &err))
		ck_abort_msg("%s", err.text);
	return id;
}

static void
end_run(enum run_state state)
{
	struct store_run run = { .packets = 1 };

	if (store_run_end(t.s, t.run_id, &run, state, &err))
		ck_abort_msg("%s", err.text);
}

/* A run that read one input to its end. */
static void
record(const struct store_input *in)
{
	int64_t id;

	t.run_id = temp_store_run(&t);
	id = begin(in);
	store_input_end(t.s, id, in);
	end_run(in->state);
}

static struct store_seen_result
seen(uint64_t first_us, size_t head_len)
{
	struct store_seen_result r;

	memset(&r, 0xff, sizeof(r));
	ck_assert_int_eq(store_input_seen(t.s, first_us, head, head_len, &r,
			     &err),
	    0);
	return r;
}

START_TEST(a_new_input_is_new)
{
	ck_assert_int_eq(seen(TEMP_START_US, 100).seen, STORE_SEEN_NEW);
}
END_TEST

START_TEST(the_same_input_was_seen_before)
{
	struct store_input in = input_of(5000, 40);
	struct store_seen_result r;

	record(&in);
	r = seen(TEMP_START_US, 5000);
	ck_assert_int_eq(r.seen, STORE_SEEN_BEFORE);
	ck_assert_uint_eq(r.skip_packets, 40);
	ck_assert_int_eq(r.run_id, t.run_id);
	temp_store_reopen(&t);
	ck_assert_uint_eq(seen(TEMP_START_US, 5000).skip_packets, 40);
}
END_TEST

START_TEST(another_first_packet_is_another_input)
{
	struct store_input in = input_of(5000, 40);

	record(&in);
	ck_assert_int_eq(seen(TEMP_START_US + 1, 5000).seen, STORE_SEEN_NEW);
}
END_TEST

START_TEST(other_bytes_are_another_input)
{
	struct store_input in = input_of(5000, 40);

	record(&in);
	head[4999] ^= 1;
	ck_assert_int_eq(seen(TEMP_START_US, 5000).seen, STORE_SEEN_NEW);
}
END_TEST

START_TEST(a_longer_input_goes_on)
{
	struct store_input in = input_of(5000, 40);

	record(&in);
	ck_assert_uint_eq(seen(TEMP_START_US, 9000).skip_packets, 40);
	ck_assert_uint_eq(seen(TEMP_START_US, 2 * HEAD_MAX).skip_packets, 40);
}
END_TEST

START_TEST(a_shorter_input_can_not_be_told)
{
	struct store_input in = input_of(5000, 40);

	record(&in);
	ck_assert_int_eq(seen(TEMP_START_US, 4999).seen, STORE_SEEN_NEW);
}
END_TEST

START_TEST(bytes_past_the_first_mebibyte_do_not_count)
{
	struct store_input in = input_of(2 * HEAD_MAX, 40);

	record(&in);
	head[HEAD_MAX] ^= 1;
	ck_assert_uint_eq(seen(TEMP_START_US, 2 * HEAD_MAX).skip_packets, 40);
	head[HEAD_MAX - 1] ^= 1;
	ck_assert_int_eq(seen(TEMP_START_US, 2 * HEAD_MAX).seen,
	    STORE_SEEN_NEW);
}
END_TEST

START_TEST(the_longest_record_counts)
{
	struct store_input in = input_of(5000, 40);
	int64_t longest;

	record(&in);
	in = input_of(9000, 90);
	record(&in);
	longest = t.run_id;
	in = input_of(6000, 50);
	record(&in);
	ck_assert_uint_eq(seen(TEMP_START_US, 9000).skip_packets, 90);
	ck_assert_int_eq(seen(TEMP_START_US, 9000).run_id, longest);
	ck_assert_uint_eq(seen(TEMP_START_US, 7000).skip_packets, 50);
}
END_TEST

START_TEST(an_end_that_is_not_yet_committed_counts)
{
	struct store_input in = input_of(5000, 40);
	int64_t id = begin(&in);

	ck_assert_uint_eq(seen(TEMP_START_US, 5000).skip_packets, UINT64_MAX);
	store_input_end(t.s, id, &in);
	ck_assert_int_eq(seen(TEMP_START_US, 5000).seen, STORE_SEEN_BEFORE);
	ck_assert_uint_eq(seen(TEMP_START_US, 5000).skip_packets, 40);
}
END_TEST

START_TEST(a_damaged_input_that_was_read_to_the_damage_counts)
{
	struct store_input in = input_of(5000, 40);
	char *text;

	in.state = RUN_STATE_PARTIAL;
	in.error_offset = 4321;
	record(&in);
	ck_assert_int_eq(seen(TEMP_START_US, 5000).seen, STORE_SEEN_BEFORE);
	ck_assert_uint_eq(seen(TEMP_START_US, 5000).skip_packets, 40);
	text = temp_store_text(&t,
	    "SELECT path || ' ' || packets || ' ' || state || ' ' ||"
	    " error_offset || ' ' || (last_us - first_us) FROM audit_input");
	ck_assert_str_eq(text, "a.pcap 40 partial 4321 40");
	free(text);
}
END_TEST

START_TEST(an_input_of_a_run_that_failed_before_its_end_is_unfinished)
{
	struct store_input in = input_of(5000, 40);

	begin(&in);
	end_run(RUN_STATE_PARTIAL);
	ck_assert_int_eq(seen(TEMP_START_US, 5000).seen, STORE_SEEN_UNFINISHED);
	ck_assert_int_eq(seen(TEMP_START_US, 5000).run_id, t.run_id);
}
END_TEST

START_TEST(inputs_of_a_crashed_run_are_unfinished)
{
	struct store_input in = input_of(5000, 40);
	int64_t run = t.run_id;
	int64_t id = begin(&in);

	/* This one came to its end, and yet its flows may be lost. */
	store_input_end(t.s, id, &in);
	temp_store_reopen(&t);
	ck_assert_int_eq(seen(TEMP_START_US, 5000).seen, STORE_SEEN_UNFINISHED);
	ck_assert_int_eq(seen(TEMP_START_US, 5000).run_id, run);
}
END_TEST

START_TEST(what_did_not_finish_comes_before_what_did)
{
	struct store_input in = input_of(5000, 40);
	int64_t crashed;

	record(&in);
	crashed = t.run_id = temp_store_run(&t);
	in = input_of(9000, 90);
	begin(&in);
	temp_store_reopen(&t);
	ck_assert_int_eq(seen(TEMP_START_US, 9000).seen, STORE_SEEN_UNFINISHED);
	ck_assert_int_eq(seen(TEMP_START_US, 9000).run_id, crashed);
	ck_assert_int_eq(store_run_remove(t.s, crashed, &err), 0);
	ck_assert_uint_eq(seen(TEMP_START_US, 9000).skip_packets, 40);
}
END_TEST

START_TEST(what_did_not_finish_comes_before_what_did_later)
{
	struct store_input in = input_of(5000, 40);
	int64_t crashed = t.run_id;

	begin(&in);
	temp_store_reopen(&t);
	record(&in);
	ck_assert_int_eq(seen(TEMP_START_US, 5000).seen, STORE_SEEN_UNFINISHED);
	ck_assert_int_eq(seen(TEMP_START_US, 5000).run_id, crashed);
}
END_TEST

START_TEST(an_input_without_bytes_is_like_no_other)
{
	struct store_input in = input_of(0, 0);

	in.first_us = 0;
	record(&in);
	ck_assert_int_eq(seen(0, 0).seen, STORE_SEEN_NEW);
	ck_assert_int_eq(seen(0, 100).seen, STORE_SEEN_NEW);
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM audit_input"
			     " WHERE first_us IS NULL AND packets = 0"),
	    1);
}
END_TEST

static void
note_path(const char *path, void *arg)
{
	strncat(arg, path, 20);
	strncat(arg, ";", 2);
}

START_TEST(paths_of_a_run_are_told_in_order)
{
	struct store_input in = input_of(10, 1);
	char paths[100] = "";

	in.path = "b.pcap";
	begin(&in);
	in.path = "a\xff.pcap";
	begin(&in);
	ck_assert_int_eq(store_run_inputs(t.s, t.run_id, note_path, paths,
			     &err),
	    0);
	ck_assert_str_eq(paths, "b.pcap;a\\xff.pcap;");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("inputs");
	TCase *tc = tcase_create("inputs");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_new_input_is_new);
	tcase_add_test(tc, the_same_input_was_seen_before);
	tcase_add_test(tc, another_first_packet_is_another_input);
	tcase_add_test(tc, other_bytes_are_another_input);
	tcase_add_test(tc, a_longer_input_goes_on);
	tcase_add_test(tc, a_shorter_input_can_not_be_told);
	tcase_add_test(tc, bytes_past_the_first_mebibyte_do_not_count);
	tcase_add_test(tc, the_longest_record_counts);
	tcase_add_test(tc, an_end_that_is_not_yet_committed_counts);
	tcase_add_test(tc, a_damaged_input_that_was_read_to_the_damage_counts);
	tcase_add_test(tc,
	    an_input_of_a_run_that_failed_before_its_end_is_unfinished);
	tcase_add_test(tc, inputs_of_a_crashed_run_are_unfinished);
	tcase_add_test(tc, what_did_not_finish_comes_before_what_did);
	tcase_add_test(tc, what_did_not_finish_comes_before_what_did_later);
	tcase_add_test(tc, an_input_without_bytes_is_like_no_other);
	tcase_add_test(tc, paths_of_a_run_are_told_in_order);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_ticks.c - pcapng time stamps of any resolution to microseconds.
 */
#include <config.h>

#include <stdlib.h>

#include <check.h>

#include "capture/frame.h"
#include "capture/ticks.h"

#define SECOND UINT64_C(1000000)
#define BINARY 0x80

static const struct {
	uint8_t resolution;
	int64_t offset_s;
	uint64_t stamp;
	bool fits;
	uint64_t us;
} cases[] = {
	/* powers of ten */
	{ 6, 0, 1700000000123456, true, 1700000000123456 },
	{ 9, 0, 1700000000123456789, true, 1700000000123456 },
	{ 3, 0, 1700000000123, true, 1700000000123000 },
	{ 0, 0, 5, true, 5 * SECOND },
	{ 5, 0, 7, true, 70 },
	{ 7, 0, 19, true, 1 },
	{ 25, 0, UINT64_C(10000000000000000000), true, 1 },
	{ 25, 0, UINT64_C(9999999999999999999), true, 0 },
	{ 26, 0, UINT64_MAX, true, 0 },
	{ 127, 0, UINT64_MAX, true, 0 },
	/* powers of two */
	{ BINARY | 0, 0, 2, true, 2 * SECOND },
	{ BINARY | 10, 0, 1536, true, 3 * SECOND / 2 },
	{ BINARY | 44, 0, UINT64_C(3) << 43, true, 3 * SECOND / 2 },
	{ BINARY | 45, 0, UINT64_C(3) << 44, true, 3 * SECOND / 2 },
	{ BINARY | 44, 0, (UINT64_C(1) << 44) - 1, true, SECOND - 1 },
	{ BINARY | 45, 0, (UINT64_C(1) << 45) - 1, true, SECOND - 1 },
	{ BINARY | 63, 0, UINT64_C(1) << 63, true, SECOND },
	{ BINARY | 64, 0, UINT64_C(1) << 63, true, SECOND / 2 },
	{ BINARY | 107, 0, UINT64_MAX, true, 0 },
	{ BINARY | 108, 0, UINT64_MAX, true, 0 },
	{ BINARY | 127, 0, UINT64_MAX, true, 0 },
	{ BINARY | 32, 0, UINT64_MAX, true, 4294967295999999 },
	/* offsets */
	{ 6, 10, 5, true, 10 * SECOND + 5 },
	{ 6, -10, 15 * SECOND, true, 5 * SECOND },
	{ 6, -10, 5 * SECOND, false, 0 },
	{ 6, -10, 10 * SECOND - 1, false, 0 },
	{ 6, INT64_MIN, 5, false, 0 },
	{ 6, INT64_MAX, 5, false, FRAME_TIME_MAX_US },
	/* the ends */
	{ 6, 0, FRAME_TIME_MAX_US, true, FRAME_TIME_MAX_US },
	{ 6, 0, FRAME_TIME_MAX_US + 1, false, FRAME_TIME_MAX_US },
	{ 6, 0, UINT64_MAX, false, FRAME_TIME_MAX_US },
	{ 6, INT64_MIN, UINT64_MAX, false, FRAME_TIME_MAX_US },
	{ 0, 0, UINT64_MAX, false, FRAME_TIME_MAX_US },
	{ 0, 0, UINT64_MAX / SECOND, false, FRAME_TIME_MAX_US },
	{ BINARY | 0, 0, UINT64_MAX, false, FRAME_TIME_MAX_US },
	{ BINARY | 1, 0, UINT64_MAX, false, FRAME_TIME_MAX_US },
	{ BINARY | 19, 0, UINT64_MAX, false, FRAME_TIME_MAX_US },
};

START_TEST(stamps_of_any_resolution_become_microseconds)
{
	struct ticks t = ticks_of(cases[_i].resolution, cases[_i].offset_s);
	uint64_t us = 1;

	ck_assert_int_eq(ticks_to_us(&t, cases[_i].stamp, &us), cases[_i].fits);
	ck_assert_uint_eq(us, cases[_i].us);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ticks");
	TCase *tc = tcase_create("ticks");
	SRunner *sr;
	int failed;

	tcase_add_loop_test(tc, stamps_of_any_resolution_become_microseconds, 0,
	    sizeof(cases) / sizeof(*cases));
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_gauges.c - what a live run's figures say to who looks from outside.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "pipeline/gauges.h"

static struct watch_figures figures;
static struct run_input inputs[RUN_INPUTS_MAX];
static struct history history;
static struct keeper keeper;
static const struct gauges gauges = { .figures = &figures,
	.inputs = inputs,
	.history = &history,
	.keeper = &keeper };

static void
setup(void)
{
	figures.run.packets = 11;
	figures.run.kernel_drops = 12;
	figures.run.ndpi_version = "none";
	figures.tally.unseen_bytes = 13;
	figures.tally.flows = 14;
}

START_TEST(status_line_tells_each_loss)
{
	struct notify notify = { 0 };
	char line[512] = "";
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
	notify.fd = ends[0];
	gauges_status(&gauges, &notify);
	ck_assert_int_gt(recv(ends[1], line, sizeof(line) - 1, MSG_DONTWAIT),
	    0);
	ck_assert_msg(strstr(line,
			  "STATUS=11 packets, 12 dropped, 13 bytes unseen, "
			  "14 flows"),
	    "%s", line);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(metrics_have_what_the_span_lost)
{
	char path[64];
	struct strbuf text;
	bool failing = false;

	snprintf(path, sizeof(path), "/tmp/gauges-%d", (int)getpid());
	gauges_metrics(&gauges, path, &failing);
	ck_assert(!failing);
	strbuf_init(&text);
	ck_assert_int_eq(text_read_file(&text, path, 1 << 20), 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&text),
	    "\nrasaudit_unseen_bytes_total 13\n"));
	strbuf_fini(&text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("gauges");
	TCase *tc = tcase_create("gauges");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, status_line_tells_each_loss);
	tcase_add_test(tc, metrics_have_what_the_span_lost);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

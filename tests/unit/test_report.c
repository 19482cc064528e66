/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_report.c - what a report says of a database: the verdict on the whole,
 * findings and their lives, changes, what is counted once.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_world.h"

static void
check_word(const struct report *r, enum report_word word)
{
	ck_assert_str_eq(report_word_text(report_word(r)),
	    report_word_text(word));
}

/* The verdict on the whole. */

START_TEST(a_day_without_departures_says_so_and_never_more)
{
	struct store_flow f = temp_flow(&world, 1);
	char sentence[1024];
	struct report *r;

	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	check_word(r, REPORT_NO_DEPARTURE);
	ck_assert_str_eq(r->day, "2026-11-24");
	report_sentence(r, sentence, sizeof(sentence));
	ck_assert_ptr_nonnull(strstr(sentence, "o departure from the matrix"));
	ck_assert_ptr_null(strstr(sentence, "ompliant"));
	report_free(r);
}
END_TEST

START_TEST(an_empty_day_is_not_assessable)
{
	struct report *r = world_report(&world_day);
	char sentence[1024];

	check_word(r, REPORT_NOT_ASSESSABLE);
	report_sentence(r, sentence, sizeof(sentence));
	ck_assert_ptr_null(strstr(sentence, "recognisers"));
	report_free(r);
}
END_TEST

START_TEST(half_a_day_is_not_assessable)
{
	struct store_flow f = temp_flow(&world, 1);
	struct report *r;

	temp_put(&world, &f);
	world_end_run(world.run_id, TEMP_START_US,
	    TEMP_START_US + WORLD_DAY_US / 2);
	r = world_report(&world_day);
	check_word(r, REPORT_NOT_ASSESSABLE);
	ck_assert_int_eq((int)(r->tap_health.coverage * 100), 50);
	ck_assert_uint_eq(r->tap_health.gap_count, 1);
	report_free(r);
}
END_TEST

START_TEST(a_time_of_which_little_was_seen_is_not_assessable)
{
	const struct store_scope two_hours = { .since_us = TEMP_START_US + 1,
		.until_us = TEMP_START_US + 2 * TEMP_HOUR_US + 1 };
	const struct store_scope open_end = { .since_us = TEMP_START_US + 1 };
	struct store_flow f = temp_flow(&world, 1);
	char why[300];
	struct report *r;

	temp_put(&world, &f);
	world_end_run(world.run_id, TEMP_START_US,
	    TEMP_START_US + TEMP_HOUR_US);
	r = world_report(&two_hours);
	check_word(r, REPORT_NOT_ASSESSABLE);
	ck_assert_str_eq(report_unassessable(r, why, sizeof(why)),
	    "only 49 % of the time was seen");
	report_free(r);
	r = world_report(&open_end);
	check_word(r, REPORT_NO_DEPARTURE);
	report_free(r);
}
END_TEST

START_TEST(a_lossy_day_is_not_assessable)
{
	const struct store_loss loss = { .packets = 950, .kernel_drops = 50 };
	struct store_flow f = temp_flow(&world, 1);
	struct report *r;

	temp_put(&world, &f);
	ck_assert_int_eq(store_loss_add(world.s, world.run_id, TEMP_START_US,
			     &loss),
	    0);
	world_end_day();
	r = world_report(&world_day);
	check_word(r, REPORT_NOT_ASSESSABLE);
	ck_assert_uint_eq(r->tap_health.lost, 50);
	report_free(r);
}
END_TEST

START_TEST(a_crashed_run_makes_its_day_not_assessable)
{
	struct store_flow f = temp_flow(&world, 1);
	struct report *r;

	temp_put(&world, &f);
	temp_store_commit(&world);
	temp_store_exec(&world,
	    "UPDATE run SET state = 'crashed',"
	    " first_packet_us = 1795478400000000,"
	    " last_packet_us = 1795564799000000,"
	    " packets = 9");
	r = world_report(&world_day);
	check_word(r, REPORT_NOT_ASSESSABLE);
	report_free(r);
}
END_TEST

START_TEST(flows_that_are_all_out_of_scope_are_not_assessable)
{
	struct store_flow f = temp_flow(&world, 1);
	char why[300];
	struct report *r;

	f.verdict = VERDICT_OUT_OF_SCOPE;
	f.reason = REASON_NO_COMPONENT;
	f.row_id = NULL;
	ck_assert_int_eq(store_flow_sum(world.s, &f, NULL), 0);
	world_end_day();
	r = world_report(&world_day);
	check_word(r, REPORT_NOT_ASSESSABLE);
	ck_assert_ptr_nonnull(strstr(report_unassessable(r, why, sizeof(why)),
	    "out of scope"));
	report_free(r);
}
END_TEST

START_TEST(what_may_have_got_through_is_said)
{
	struct store_flow f = world_escape(1);
	char sentence[1024];
	struct report *r;

	f.outcome = OUTCOME_MIDSTREAM;
	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	ck_assert_uint_eq(report_escaped(r), 0);
	report_sentence(r, sentence, sizeof(sentence));
	ck_assert_ptr_nonnull(strstr(sentence,
	    "1 forbidden flow may have got through"));
	report_free(r);
}
END_TEST

START_TEST(an_escaped_flow_is_a_finding)
{
	struct store_flow f = world_escape(1);
	struct report *r;

	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	check_word(r, REPORT_FINDINGS);
	ck_assert_uint_eq(report_escaped(r), 1);
	report_free(r);
}
END_TEST

START_TEST(hosts_without_role_make_a_site_not_yet_tuned)
{
	struct store_flow f = world_escape(1);
	struct report *r;

	f.src_roles = "";
	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	check_word(r, REPORT_NOT_TUNED);
	report_free(r);
}
END_TEST

START_TEST(known_traffic_and_that_of_users_is_no_finding)
{
	struct store_flow f = world_leave("broker", "10.9.0.1", "ad", 445);
	struct report *r;

	f.known = "files";
	temp_put(&world, &f);
	f = world_leave("rdsh-agent", "198.51.100.1", "", 443);
	f.user_traffic = true;
	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	check_word(r, REPORT_NO_DEPARTURE);
	ck_assert_uint_eq(r->headline.through[VERDICT_MISSED], 2);
	report_free(r);
}
END_TEST

/* Ranks of missed flows. */

static const struct {
	const char *src_roles, *dst, *dst_roles;
	uint16_t port;
	enum report_rank rank;
} ranks[] = {
	{ "broker", "10.9.0.1", "ad", 445, REPORT_RANK_ADMIN },
	{ "broker", "10.9.0.1", "", 22, REPORT_RANK_ADMIN },
	{ "broker", "198.51.100.1", "", 443, REPORT_RANK_INTERNET },
	{ "broker", "10.9.0.1", "", 123, REPORT_RANK_OTHER },
	{ "rdsh-agent", "198.51.100.1", "", 443, REPORT_RANK_USERS },
	/* Not what users do. */
	{ "rdsh-agent", "10.9.0.1", "hyper-v", 443, REPORT_RANK_OTHER },
	{ "rdsh-agent", "10.9.0.1", "", 445, REPORT_RANK_ADMIN },
};

START_TEST(missed_flows_have_a_rank)
{
	struct store_flow f = world_leave(ranks[_i].src_roles, ranks[_i].dst,
	    ranks[_i].dst_roles, ranks[_i].port);
	struct report *r;

	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	ck_assert_uint_eq(r->finding_count, 1);
	ck_assert_int_eq(r->findings[0].rank, ranks[_i].rank);
	report_free(r);
}
END_TEST

/* The life of findings. */

static void
put_night(const char *date)
{
	struct store_night night = { .coverage = -1 };
	struct report *r = world_report(&world_day);

	report_night(r, &night);
	night.day = date;
	night.made_us = TEMP_START_US;
	ck_assert_int_eq(store_night_put(world.path, &night, &world_err), 0);
	report_free(r);
}

static const struct report_case *
case_of(const struct report *r, const char *kind)
{
	for (size_t i = 0; i < r->case_count; i++)
		if (strcmp(r->cases[i].kind, kind) == 0)
			return &r->cases[i];
	ck_abort_msg("no finding is %s", kind);
	return NULL;
}

static void
start_with_escape(void)
{
	struct store_flow f = world_escape(1);

	temp_put(&world, &f);
	world_end_day();
}

START_TEST(without_a_night_before_nothing_is_new)
{
	struct report *r;

	start_with_escape();
	r = world_report(&world_day);
	ck_assert_int_eq(case_of(r, "escaped")->life, REPORT_LIFE_UNKNOWN);
	report_free(r);
}
END_TEST

START_TEST(what_was_there_the_night_before_continues)
{
	struct report *r;

	start_with_escape();
	put_night("2026-11-22");
	put_night("2026-11-23");
	r = world_report(&world_day);
	ck_assert_int_eq(case_of(r, "escaped")->life, REPORT_CONTINUING);
	ck_assert_str_eq(case_of(r, "escaped")->since, "2026-11-22");
	ck_assert_uint_eq(case_of(r, "escaped")->nights, 3);
	ck_assert_uint_eq(strlen(case_of(r, "escaped")->id), 16);
	ck_assert_uint_eq(r->night_missing_count, 0);
	report_free(r);
}
END_TEST

static void
put_empty_night(const char *date)
{
	const struct store_night night = {
		.day = date, .headline = "no departure seen", .coverage = 1
	};

	ck_assert_int_eq(store_night_put(world.path, &night, &world_err), 0);
}

START_TEST(what_was_not_there_the_night_before_is_new)
{
	struct report *r;

	start_with_escape();
	put_empty_night("2026-11-23");
	r = world_report(&world_day);
	ck_assert_int_eq(case_of(r, "escaped")->life, REPORT_NEW);
	report_free(r);
}
END_TEST

START_TEST(what_was_there_earlier_has_returned)
{
	struct report *r;

	start_with_escape();
	put_night("2026-11-22");
	put_empty_night("2026-11-23");
	r = world_report(&world_day);
	ck_assert_int_eq(case_of(r, "escaped")->life, REPORT_RETURNED);
	report_free(r);
}
END_TEST

START_TEST(what_is_there_no_more_is_gone)
{
	const struct store_night_finding finding = { "0123456789abcdef",
		"escaped", "client -> gw, tcp 23", 4 };
	const struct store_night night = { .day = "2026-11-23",
		.headline = "findings",
		.coverage = 1,
		.findings = &finding,
		.finding_count = 1 };
	struct store_night out = { .coverage = -1 };
	struct report *r;

	world_end_day();
	ck_assert_int_eq(store_night_put(world.path, &night, &world_err), 0);
	r = world_report(&world_day);
	ck_assert_uint_eq(r->case_count, 1);
	ck_assert_int_eq(r->cases[0].life, REPORT_GONE);
	report_night(r, &out);
	ck_assert_uint_eq(out.finding_count, 0);
	report_free(r);
}
END_TEST

START_TEST(a_night_without_a_report_is_named)
{
	struct report *r;

	world_end_day();
	put_empty_night("2026-11-20");
	put_empty_night("2026-11-22");
	r = world_report(&world_day);
	ck_assert_uint_eq(r->night_missing_count, 2);
	ck_assert_str_eq(r->nights_missing[0], "2026-11-21");
	ck_assert_str_eq(r->nights_missing[1], "2026-11-23");
	report_free(r);
}
END_TEST

START_TEST(many_hosts_alike_are_one_finding)
{
	struct report *r;

	for (unsigned int i = 1; i <= 12; i++) {
		struct store_flow f = world_escape(i);

		f.dst.b[15] = (uint8_t)i;
		temp_put(&world, &f);
	}
	world_end_day();
	r = world_report(&world_day);
	ck_assert_uint_eq(r->case_count, 1);
	ck_assert_uint_eq(r->cases[0].flows, 12);
	ck_assert_ptr_null(r->cases[0].dst);
	report_free(r);
}
END_TEST

/* Days. */

START_TEST(a_flow_over_midnight_is_in_both_days)
{
	const struct store_scope next = { 0, TEMP_START_US + WORLD_DAY_US,
		TEMP_START_US + 2 * WORLD_DAY_US };
	struct store_flow f = temp_flow(&world, 1);
	struct report *r;

	f.first_us = TEMP_START_US + WORLD_DAY_US - 1000000;
	f.last_us = TEMP_START_US + WORLD_DAY_US + 1000000;
	temp_put(&world, &f);
	world_end_run(world.run_id, TEMP_START_US,
	    TEMP_START_US + 2 * WORLD_DAY_US);
	r = world_report(&world_day);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 1);
	ck_assert_uint_eq(r->continuing, 0);
	report_free(r);
	r = world_report(&next);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 1);
	ck_assert_uint_eq(r->continuing, 1);
	report_free(r);
}
END_TEST

static const struct {
	const char *zone, *day;
	uint64_t since_us, until_us; /* unix seconds */
} days[] = {
	{ "Europe/Zurich", "2026-03-29", 1774738800, 1774821600 }, /* 23 h */
	{ "Europe/Zurich", "2026-10-25", 1792879200, 1792969200 }, /* 25 h */
	{ "Pacific/Auckland", "2026-11-24", 1795431600, 1795518000 },
};

START_TEST(days_are_those_of_the_site)
{
	const struct store_scope scope = { 0, days[_i].since_us * 1000000,
		days[_i].until_us * 1000000 };
	char text[400];
	struct report *r;

	snprintf(text, sizeof(text),
	    "matrix z \"A\" source \"a\"\nsite \"Far\" timezone %s\n"
	    "role client user \"c\"\nrole gw component \"g\"\n"
	    "allow r-1 client -> gw tcp 443 \"w\"\n",
	    days[_i].zone);
	world.policy_id = temp_store_policy(&world, text);
	world.run_id = temp_store_run(&world);
	world_end_run(world.run_id, scope.since_us, scope.until_us - 1);
	r = world_report(&scope);
	ck_assert_str_eq(r->zone, days[_i].zone);
	ck_assert_ptr_nonnull(r->day);
	ck_assert_str_eq(r->day, days[_i].day);
	ck_assert_int_eq((int)(r->tap_health.coverage * 100 + 0.5), 100);
	report_free(r);
}
END_TEST

START_TEST(a_service_of_yesterday_is_gone_and_one_of_today_new)
{
	struct store_flow f = temp_flow(&world, 1);
	struct report *r;

	f.first_us -= WORLD_DAY_US;
	f.last_us -= WORLD_DAY_US;
	temp_put(&world, &f);
	f = temp_flow(&world, 1);
	f.row_id = "r-4";
	f.dst_port = 3389;
	temp_put(&world, &f);
	world_end_run(world.run_id, TEMP_START_US - WORLD_DAY_US,
	    TEMP_START_US + WORLD_DAY_US - 1);
	r = world_report(&world_day);
	ck_assert_str_eq(r->day_before.with, "2026-11-23");
	ck_assert_uint_eq(r->day_before.change_count, 2);
	ck_assert(!r->day_before.changes[0].gone);
	ck_assert_int_eq(r->day_before.changes[0].port, 3389);
	ck_assert(r->day_before.changes[1].gone);
	ck_assert_int_eq(r->day_before.changes[1].port, 443);
	ck_assert(!r->week_before.recorded);
	report_free(r);
}
END_TEST

START_TEST(rows_that_changed_since_the_night_before_are_told)
{
	struct report *r;

	world_end_run(world.run_id, TEMP_START_US - WORLD_DAY_US,
	    TEMP_START_US - 1);
	put_empty_night("2026-11-22"); /* knows no policy */
	world.policy_id = temp_store_policy(&world,
	    "matrix test-1 \"A matrix\" source \"a page\"\n"
	    "site \"Lab\" timezone UTC\n"
	    "role client user \"client\"\nrole gw component \"gateway\"\n"
	    "allow r-1 client -> gw tcp 443,8443 \"web\"\n"
	    "allow r-9 client -> gw tcp 80 \"new\"\n"
	    "address 10.1.0.1 gw\n");
	world.run_id = temp_store_run(&world);
	world_end_day();
	r = world_report(&world_day);
	ck_assert_ptr_nonnull(r->policy_before);
	/* r-1 changed; r-2, r-3 and r-4 went; r-9 came. */
	ck_assert_uint_eq(r->row_change_count, 5);
	ck_assert_str_eq(r->row_changes[0].change, "changed");
	ck_assert_str_eq(r->row_changes[1].change, "removed");
	ck_assert_str_eq(r->row_changes[4].change, "added");
	report_free(r);
}
END_TEST

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static Suite *
suite(void)
{
	Suite *s = suite_create("report");
	TCase *c = tcase_create("report");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, report_world_open, report_world_close);
	tcase_add_test(c, a_day_without_departures_says_so_and_never_more);
	tcase_add_test(c, an_empty_day_is_not_assessable);
	tcase_add_test(c, half_a_day_is_not_assessable);
	tcase_add_test(c, a_time_of_which_little_was_seen_is_not_assessable);
	tcase_add_test(c, a_lossy_day_is_not_assessable);
	tcase_add_test(c, a_crashed_run_makes_its_day_not_assessable);
	tcase_add_test(c, flows_that_are_all_out_of_scope_are_not_assessable);
	tcase_add_test(c, what_may_have_got_through_is_said);
	tcase_add_test(c, an_escaped_flow_is_a_finding);
	tcase_add_test(c, hosts_without_role_make_a_site_not_yet_tuned);
	tcase_add_test(c, known_traffic_and_that_of_users_is_no_finding);
	tcase_add_loop_test(c, missed_flows_have_a_rank, 0, COUNT(ranks));
	tcase_add_test(c, without_a_night_before_nothing_is_new);
	tcase_add_test(c, what_was_there_the_night_before_continues);
	tcase_add_test(c, what_was_not_there_the_night_before_is_new);
	tcase_add_test(c, what_was_there_earlier_has_returned);
	tcase_add_test(c, what_is_there_no_more_is_gone);
	tcase_add_test(c, a_night_without_a_report_is_named);
	tcase_add_test(c, many_hosts_alike_are_one_finding);
	tcase_add_test(c, a_flow_over_midnight_is_in_both_days);
	tcase_add_loop_test(c, days_are_those_of_the_site, 0, COUNT(days));
	tcase_add_test(c, a_service_of_yesterday_is_gone_and_one_of_today_new);
	tcase_add_test(c, rows_that_changed_since_the_night_before_are_told);
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

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_epoch.c - other rules while flows live.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/epoch.h"
#include "wire_world.h"

static struct frame_build build;

static void
setup(void)
{
	wire_start(NULL, NULL);
}

/* The rules of now and a line more; an id for the database. */
static struct pipeline_policy *
load(const char *line, int64_t *policy_id)
{
	char path[512];
	struct pipeline_policy *set;
	struct diag_list *diags;
	struct err err;
	FILE *file;

	snprintf(path, sizeof(path), "%s/other.rules", farm.folder);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file, "include \"site.rules\"\n%s", line);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	ck_assert_int_eq(pipeline_policy_load(&set, path, farm.folder, 0,
			     diags),
	    0);
	diag_list_free(diags);
	ck_assert_int_eq(store_policy_put(farm.store, set->policy, policy_id,
			     &err),
	    0);
	return set;
}

/* Put them in force; the id. */
static int64_t
change(const char *line)
{
	int64_t policy_id;
	struct pipeline_policy *set = load(line, &policy_id);

	ck_assert_int_eq(run_policy(farm.run, set, policy_id), 0);
	return policy_id;
}

static int64_t
change_to_number(int i)
{
	char line[128];

	snprintf(line, sizeof(line), "allow extra-%d gw -> broker tcp %d\n", i,
	    5000 + i);
	return change(line);
}

static unsigned int
live_epochs(void)
{
	struct run_tally tally;

	run_tally(farm.run, &tally);
	return tally.policies;
}

START_TEST(flow_keeps_the_policy_it_began_under)
{
	struct wire_talk old = wire_talk(GATEWAY, 50000, BROKER, 5000);
	struct wire_talk new = wire_talk(GATEWAY, 50000, BROKER, 5001);
	int64_t after;

	wire_open(&old);
	wire_say(&old, CLIENT, "x", 1);
	after = change("allow wide gw -> broker tcp 5000-5001 \"a text\"\n");
	ck_assert_int_ne(after, farm.policy_id);
	wire_open(&new);
	wire_say(&new, CLIENT, "x", 1);
	wire_say(&old, SERVER, "y", 1);
	wire_finish();
	wire_check(BROKER, 5000, "forbidden", "closed-component", "", "");
	wire_check(BROKER, 5001, "allowed", "row", "wide", "");
	ck_assert_int_eq(wire_row(BROKER, 5000).policy_id, farm.policy_id);
	ck_assert_int_eq(wire_row(BROKER, 5001).policy_id, after);
}
END_TEST

/* Records of flows whose policy is gone wait for a commit: they must not
 * point into it. */
START_TEST(policy_goes_with_its_last_flow_before_the_commit)
{
	struct wire_talk t = wire_talk(GATEWAY, 50000, BROKER, 5001);

	change("allow first gw -> broker tcp 5001 \"first\"\n");
	wire_open(&t);
	wire_say(&t, CLIENT, "x", 1);
	change("allow second gw -> broker tcp 5002 \"second\"\n");
	ck_assert_uint_eq(live_epochs(), 2);
	wire_close(&t);
	wire_now_us += 60 * SECOND;
	wire_udp(GATEWAY, 50000, BROKER, 9, "x", 1);
	wire_udp(GATEWAY, 50000, BROKER, 9, "y", 1);
	ck_assert_uint_eq(live_epochs(), 1);
	ck_assert_uint_gt(store_pending(farm.store), 0);
	wire_finish();
	wire_check(BROKER, 5001, "allowed", "row", "first", "");
}
END_TEST

/* The old flow of these ports is in the table until the new one's SYN. */
START_TEST(flow_in_the_place_of_an_old_one_has_the_new_policy)
{
	struct wire_talk t = wire_talk(GATEWAY, 50000, BROKER, 5001);
	struct store_flow_filter old = { .dst = BROKER,
		.verdict = "forbidden" };
	struct store_flow_filter new = { .dst = BROKER, .row_id = "wide" };

	wire_open(&t);
	wire_say(&t, CLIENT, "x", 1);
	wire_close(&t);
	change("allow wide gw -> broker tcp 5000-5001\n");
	ck_assert_uint_eq(live_epochs(), 2);
	t.next[CLIENT] += 100000;
	wire_open(&t);
	ck_assert_uint_eq(live_epochs(), 1);
	wire_finish();
	ck_assert_uint_eq(farm_count(&farm, &old), 1);
	ck_assert_uint_eq(farm_count(&farm, &new), 1);
}
END_TEST

START_TEST(hundred_reloads_without_flows_leave_one_policy)
{
	for (int i = 0; i < 100; i++) {
		change_to_number(i);
		ck_assert_uint_eq(live_epochs(), 1);
	}
	wire_finish();
}
END_TEST

/* Each policy has a flow that lives: past the bound the old rules stay. */
START_TEST(hundred_reloads_with_live_flows_are_bounded)
{
	int refused = 0;
	struct store_flow_filter forbidden = { .dst = BROKER,
		.verdict = "forbidden" };

	for (int i = 0; i < 100; i++) {
		struct wire_talk t =
		    wire_talk(GATEWAY, (uint16_t)(50000 + i), BROKER, 1);
		char line[128];
		int64_t policy_id;
		struct pipeline_policy *set;
		int rc;

		wire_open(&t);
		wire_say(&t, CLIENT, "x", 1);
		snprintf(line, sizeof(line),
		    "allow extra-%d gw -> broker tcp %d\n", i, 5000 + i);
		set = load(line, &policy_id);
		rc = run_policy(farm.run, set, policy_id);
		if (rc != 0) {
			ck_assert_int_eq(rc, -EBUSY);
			pipeline_policy_free(set);
			refused++;
		}
	}
	ck_assert_uint_eq(live_epochs(), EPOCHS_MAX);
	ck_assert_int_eq(refused, 100 - (EPOCHS_MAX - 1));
	/* When they have ended there is room again. */
	wire_now_us += 2 * 3600 * SECOND;
	wire_udp(GATEWAY, 50000, BROKER, 9, "x", 1);
	wire_udp(GATEWAY, 50000, BROKER, 9, "y", 1);
	ck_assert_uint_eq(live_epochs(), 1);
	change_to_number(100);
	wire_finish();
	ck_assert_uint_eq(farm_count(&farm, &forbidden), 101);
}
END_TEST

START_TEST(rules_that_come_back_take_no_further_epoch)
{
	int64_t first = 0, second = 0;

	for (int i = 0; i < 100; i++) {
		struct wire_talk t =
		    wire_talk(GATEWAY, (uint16_t)(50000 + i), BROKER, 1);
		int64_t *id = i & 1 ? &second : &first;
		int64_t now = change_to_number(i & 1);

		ck_assert(*id == 0 || *id == now);
		*id = now;
		wire_open(&t);
		wire_say(&t, CLIENT, "x", 1);
	}
	ck_assert_uint_eq(live_epochs(), 2);
	wire_finish();
}
END_TEST

START_TEST(run_with_live_flows_of_old_policies_is_freed)
{
	for (int i = 0; i < 10; i++) {
		struct wire_talk t =
		    wire_talk(GATEWAY, (uint16_t)(50000 + i), BROKER, 1);

		wire_open(&t);
		wire_say(&t, CLIENT, "x", 1);
		change_to_number(i);
	}
	ck_assert_uint_eq(live_epochs(), 11);
}
END_TEST

static void
advertise(const char *src, uint8_t vrid)
{
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, src, "224.0.0.18");
	frames_vrrp(&build, 2, vrid);
	farm_frame(&farm, &build, wire_now_us);
	wire_now_us += SECOND;
}

/* Long enough for an interim report, so that it has a slot, and then its
 * end: it waits for its group. */
START_TEST(vrrp_that_waits_for_its_group_is_judged_with_its_policy)
{
	struct store_flow_filter all = { .src = "10.0.0.66" };

	for (int i = 0; i < 700; i++)
		advertise("10.0.0.66", 7);
	wire_now_us += 400 * SECOND;
	wire_udp(GATEWAY, 50000, BROKER, 9, "x", 1);
	wire_udp(GATEWAY, 50000, BROKER, 9, "y", 1);
	change_to_number(1);
	wire_now_us += 400 * SECOND;
	wire_udp(GATEWAY, 50001, BROKER, 9, "x", 1);
	wire_udp(GATEWAY, 50001, BROKER, 9, "y", 1);
	ck_assert_uint_eq(live_epochs(), 1);
	wire_finish();
	ck_assert_uint_le(farm_count(&farm, &all), 1);
}
END_TEST

/* The farm's own group goes on under the old rules: whoever takes it over
 * under the new ones is no other router. */
START_TEST(takeover_after_a_reload_is_forbidden)
{
	struct store_flow_filter rogue = { .src = "10.0.0.66",
		.verdict = "forbidden" };

	for (int i = 0; i < 10; i++)
		advertise(GATEWAY, 7);
	change_to_number(1);
	for (int i = 0; i < 100; i++)
		advertise(GATEWAY, 7);
	for (int i = 0; i < 10; i++)
		advertise("10.0.0.66", 7);
	wire_finish();
	ck_assert_uint_eq(farm_count(&farm, &rogue), 1);
}
END_TEST

static void
give_from(const char *mac, const char *src, const char *dst, uint16_t port,
    uint8_t flags)
{
	frames_start(&build);
	frames_ethernet(&build, mac, NULL);
	frames_ip(&build, src, dst);
	frames_tcp(&build, 50000, port, flags, 1, 1);
	farm_frame(&farm, &build, wire_now_us);
	wire_now_us += 1000;
}

START_TEST(long_flows_tell_new_rules_whose_link_local_address_it_is)
{
	struct store_flow_filter filter = { .src = "fe80::1",
		.row_id = "row-2" };
	const char *mac = "02:00:00:00:00:01";

	give_from(mac, "fd00::1", "fd00::2", 20002, FRAMES_SYN);
	change_to_number(1);
	for (int i = 0; i < 100; i++)
		give_from(mac, "fd00::1", "fd00::2", 20002, FRAMES_ACK);
	give_from(mac, "fe80::1", "fd00::2", 20002, FRAMES_SYN);
	wire_finish();
	ck_assert_uint_eq(farm_count(&farm, &filter), 1);
}
END_TEST

/* A lookup of the gateway by broadcast, answered by unicast: the answer is
 * the flow's, whose policy has been replaced. */
START_TEST(answer_to_a_broadcast_of_an_older_policy_is_credited)
{
	wire_udp("10.0.0.4", 50000, "255.255.255.255", 20000, "x", 1);
	change_to_number(1);
	wire_udp(GATEWAY, 20000, "10.0.0.4", 50000, "y", 1);
	ck_assert_uint_eq(live_epochs(), 2);
	wire_now_us += 300 * SECOND;
	wire_udp(GATEWAY, 50000, BROKER, 9, "x", 1);
	wire_udp(GATEWAY, 50000, BROKER, 9, "y", 1);
	ck_assert_uint_eq(live_epochs(), 1);
	wire_finish();
	wire_check("255.255.255.255", 20000, "allowed", "row", "row-4", "");
	ck_assert_int_eq(wire_row("255.255.255.255", 20000).packets_in, 1);
	ck_assert_int_eq(wire_row("255.255.255.255", 20000).policy_id,
	    farm.policy_id);
}
END_TEST

static void
add_all(TCase *tcase)
{
	tcase_add_test(tcase, flow_keeps_the_policy_it_began_under);
	tcase_add_test(tcase, policy_goes_with_its_last_flow_before_the_commit);
	tcase_add_test(tcase,
	    flow_in_the_place_of_an_old_one_has_the_new_policy);
	tcase_add_test(tcase, hundred_reloads_without_flows_leave_one_policy);
	tcase_add_test(tcase, hundred_reloads_with_live_flows_are_bounded);
	tcase_add_test(tcase, rules_that_come_back_take_no_further_epoch);
	tcase_add_test(tcase, run_with_live_flows_of_old_policies_is_freed);
	tcase_add_test(tcase,
	    vrrp_that_waits_for_its_group_is_judged_with_its_policy);
	tcase_add_test(tcase, takeover_after_a_reload_is_forbidden);
	tcase_add_test(tcase,
	    long_flows_tell_new_rules_whose_link_local_address_it_is);
	tcase_add_test(tcase,
	    answer_to_a_broadcast_of_an_older_policy_is_credited);
}

int
main(void)
{
	Suite *suite = suite_create("epoch");
	TCase *tcase = tcase_create("epoch");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, wire_stop);
	tcase_set_timeout(tcase, 60);
	add_all(tcase);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

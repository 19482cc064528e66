/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_store_live.c - interfaces and events of runs, findings of nights,
 * policies in detail: what is put comes back.
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

#define MINUTE UINT64_C(60000000)

static const struct store_scope all = { 0, 0, 0 };

static struct temp_store t;
static struct err err;
static char lines[4000];

static void
setup(void)
{
	temp_store_open(&t);
	lines[0] = '\0';
}

static void
teardown(void)
{
	temp_store_close(&t);
}

static void
add_line(const char *line)
{
	ck_assert_uint_lt(strlen(lines) + strlen(line), sizeof(lines));
	strncat(lines, line, sizeof(lines) - strlen(lines) - 1);
}

static const char *
or_dash(const char *text)
{
	return text ? text : "-";
}

/* Interfaces. */

static void
add_interface(const char *name, uint64_t minute, uint64_t n)
{
	const struct store_interface f = { .name = name,
		.packets = n,
		.bytes = 10 * n,
		.kernel_drops = 2 * n,
		.interface_drops = 3 * n,
		.duplicates = 4 * n,
		.flows = 5 * n,
		.one_way = 6 * n };

	ck_assert_int_eq(store_interface_add(t.s, t.run_id,
			     TEMP_START_US + minute * MINUTE + 5, &f),
	    0);
}

static int
note_interface(const struct store_interface_row *row, void *arg)
{
	const struct store_interface *f = &row->figures;
	char line[200];

	(void)arg;
	ck_assert_uint_eq(f->bytes, 10 * f->packets);
	ck_assert_uint_eq(f->kernel_drops, 2 * f->packets);
	ck_assert_uint_eq(f->interface_drops, 3 * f->packets);
	ck_assert_uint_eq(f->duplicates, 4 * f->packets);
	ck_assert_uint_eq(f->flows, 5 * f->packets);
	ck_assert_uint_eq(f->one_way, 6 * f->packets);
	snprintf(line, sizeof(line), "%lld %s %lld %llu\n",
	    (long long)row->run_id, f->name,
	    row->hour_us < 0
		? -1
		: (long long)(row->hour_us - (int64_t)TEMP_START_US) /
		    (long long)TEMP_HOUR_US,
	    (unsigned long long)f->packets);
	add_line(line);
	return 0;
}

static void
check_interfaces(const struct store_scope *scope, bool by_hour,
    const char *expected)
{
	lines[0] = '\0';
	if (store_each_interface(t.s, scope, by_hour, note_interface, NULL,
		&err))
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(lines, expected);
}

START_TEST(figures_of_interfaces_add_up_by_minute)
{
	add_interface("eth1", 0, 1);
	add_interface("eth0", 0, 10);
	add_interface("eth0", 0, 20);
	ck_assert_uint_eq(store_pending(t.s), 2);
	temp_store_commit(&t);
	add_interface("eth0", 0, 30);
	add_interface("eth0", 1, 100);
	add_interface("eth0", 61, 1000);
	temp_store_commit(&t);
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT packets FROM audit_interface"
			     " WHERE name = 'eth0' ORDER BY minute_us LIMIT 1"),
	    60);
	check_interfaces(&all, false, "1 eth0 -1 1160\n1 eth1 -1 1\n");
	check_interfaces(&all, true,
	    "1 eth0 0 160\n1 eth0 1 1000\n1 eth1 0 1\n");
}
END_TEST

START_TEST(interfaces_are_told_of_the_minutes_of_the_scope)
{
	struct store_scope scope = { 0, TEMP_START_US + MINUTE,
		TEMP_START_US + 2 * MINUTE };

	for (unsigned int i = 0; i < 5; i++)
		add_interface("a", i, 1U << i);
	t.run_id = temp_store_run(&t);
	add_interface("a", 1, 100);
	temp_store_commit(&t);
	check_interfaces(&scope, false, "1 a -1 2\n2 a -1 100\n");
	scope.until_us++;
	scope.run_id = 1;
	check_interfaces(&scope, false, "1 a -1 6\n");
	/* A run without a flow has interfaces all the same. */
	check_interfaces(&(struct store_scope){ 2, 0, 0 }, true, "2 a 0 100\n");
	ck_assert_int_eq(store_each_interface(t.s,
			     &(struct store_scope){ 3, 0, 0 }, true,
			     note_interface, NULL, &err),
	    -ENOENT);
}
END_TEST

START_TEST(any_name_of_an_interface_is_kept)
{
	char name[100], expected[200];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	add_interface(NULL, 0, 1);
	add_interface("a\xff", 0, 2);
	add_interface(name, 0, 4);
	temp_store_commit(&t);
	snprintf(expected, sizeof(expected),
	    "1  -1 1\n1 a\\xff -1 2\n1 %.63s -1 4\n", name);
	check_interfaces(&all, false, expected);
}
END_TEST

/* Events. */

static int
note_event(const struct store_event_row *row, void *arg)
{
	char line[400];

	(void)arg;
	snprintf(line, sizeof(line), "%lld %lld %s %s %s\n",
	    (long long)row->run_id,
	    (long long)(row->time_us - (int64_t)TEMP_START_US), row->event,
	    or_dash(row->about), or_dash(row->text));
	add_line(line);
	return 0;
}

static void
check_events(const struct store_scope *scope, const char *expected)
{
	lines[0] = '\0';
	if (store_each_event(t.s, scope, note_event, NULL, &err))
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(lines, expected);
}

static void
add_event(uint64_t us, enum store_event event, const char *about,
    const char *text)
{
	ck_assert_int_eq(store_event_add(t.s, t.run_id, TEMP_START_US + us,
			     event, about, text),
	    0);
}

START_TEST(events_come_back_in_order_of_time)
{
	char about[] = "eth0";

	add_event(20, STORE_EVENT_INTERFACE_UP, about, "after 3 tries");
	about[3] = '1';
	add_event(10, STORE_EVENT_INTERFACE_DOWN, about, NULL);
	ck_assert_uint_eq(store_pending(t.s), 2);
	temp_store_commit(&t);
	ck_assert_uint_eq(store_pending(t.s), 0);
	t.run_id = temp_store_run(&t);
	add_event(10, STORE_EVENT_POLICY_KEPT, "", "site\xff:1");
	temp_store_commit(&t);
	check_events(&all,
	    "1 10 interface-down eth1 -\n"
	    "2 10 policy-kept - site\\xff:1\n"
	    "1 20 interface-up eth0 after 3 tries\n");
	check_events(&(struct store_scope){ 1, 0, 0 },
	    "1 10 interface-down eth1 -\n"
	    "1 20 interface-up eth0 after 3 tries\n");
	check_events(&(struct store_scope){ 0, TEMP_START_US + 11,
			 TEMP_START_US + 21 },
	    "1 20 interface-up eth0 after 3 tries\n");
	check_events(&(struct store_scope){ 0, TEMP_START_US + 11,
			 TEMP_START_US + 20 },
	    "");
}
END_TEST

START_TEST(each_event_has_its_word_and_the_table_takes_it)
{
	add_event(0, (enum store_event)_i, NULL, NULL);
	temp_store_commit(&t);
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM audit_event"),
	    1);
	for (int i = 0; i < _i; i++)
		ck_assert_str_ne(store_event_word((enum store_event)i),
		    store_event_word((enum store_event)_i));
}
END_TEST

START_TEST(long_texts_of_events_are_cut_between_characters)
{
	char text[300];

	memset(text, 'x', sizeof(text));
	memcpy(text + 254, "\xc3\xa9!", 4);
	add_event(0, STORE_EVENT_RETENTION, NULL, text);
	temp_store_commit(&t);
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT length(text) FROM audit_event"),
	    254);
}
END_TEST

START_TEST(events_that_can_not_be_written_are_bounded)
{
	unsigned int n = 0;

	while (store_event_add(t.s, t.run_id, TEMP_START_US + n,
		   STORE_EVENT_DISK_FULL, NULL, "no room") == 0)
		ck_assert_uint_le(++n, EVENTS_MAX);
	ck_assert_uint_eq(n, EVENTS_MAX);
	temp_store_commit(&t);
	ck_assert_int_eq(temp_store_number(&t, "SELECT count(*) FROM event"),
	    EVENTS_MAX);
	add_event(0, STORE_EVENT_DISK_ROOM, NULL, NULL);
}
END_TEST

START_TEST(a_full_disk_keeps_interfaces_and_events)
{
	ck_assert_int_eq(store_set_max_pages(t.s, 1), 0);
	for (unsigned int i = 0; i < 2000; i++) {
		add_interface("eth0", i, 1);
		add_event(i, STORE_EVENT_CLOCK_STEP, "eth0", "a text");
		if (i % 500 == 499)
			ck_assert_int_eq(store_commit(t.s, &err), -ENOSPC);
	}
	ck_assert_int_eq(store_set_max_pages(t.s, 0), 0);
	temp_store_commit(&t);
	check_interfaces(&all, false, "1 eth0 -1 2000\n");
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM audit_event"),
	    2000);
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM audit_interface"),
	    2000);
}
END_TEST

/* Nights. */

static int
note_finding(const struct store_night_finding_row *row, void *arg)
{
	char line[400];

	(void)arg;
	snprintf(line, sizeof(line), "%s %s %s %s %llu\n", row->finding.id,
	    row->day, row->finding.kind, row->finding.what,
	    (unsigned long long)row->finding.flows);
	add_line(line);
	return 0;
}

static void
put_night(const char *day, const struct store_night_finding *findings,
    size_t count)
{
	const struct store_night n = { .day = day,
		.headline = "findings",
		.coverage = 1,
		.findings = findings,
		.finding_count = count };

	if (store_night_put(t.path, &n, &err))
		ck_abort_msg("%s", err.text);
}

static const struct store_night_finding two[] = {
	{ "b000000000000000", "escaped", "ssh to a gateway", 7 },
	{ "a000000000000000", "blocked", "caf\xe9", 1 },
};

START_TEST(findings_of_nights_come_back_by_id_and_day)
{
	put_night("2026-11-22", two, 2);
	put_night("2026-11-24", two, 1);
	put_night("2026-11-23", two, 2);
	put_night("2026-11-25", NULL, 0);
	ck_assert_int_eq(store_each_night_finding(t.s, "2026-11-23",
			     note_finding, NULL, &err),
	    0);
	ck_assert_str_eq(lines,
	    "a000000000000000 2026-11-23 blocked caf\\xe9 1\n"
	    "b000000000000000 2026-11-23 escaped ssh to a gateway 7\n"
	    "b000000000000000 2026-11-24 escaped ssh to a gateway 7\n");
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM audit_night_finding f"
			     " JOIN audit_night n ON n.night_id = f.night_id"
			     " WHERE n.day = f.day"),
	    5);
}
END_TEST

START_TEST(a_night_is_there_with_its_findings_or_not_at_all)
{
	struct store_night_finding bad[2];
	const struct store_night n = { .day = "2026-11-23",
		.headline = "findings",
		.findings = bad,
		.finding_count = 2 };

	memcpy(bad, two, sizeof(bad));
	bad[1].kind = NULL;
	ck_assert_int_lt(store_night_put(t.path, &n, &err), 0);
	ck_assert_int_eq(temp_store_number(&t, "SELECT count(*) FROM night"),
	    0);
}
END_TEST

START_TEST(findings_of_nights_are_kept)
{
	sqlite3 *db;

	put_night("2026-11-22", two, 2);
	ck_assert_int_eq(sqlite3_open(t.path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "DELETE FROM night_finding", NULL,
			     NULL, NULL),
	    SQLITE_CONSTRAINT);
	ck_assert_int_eq(sqlite3_exec(db, "UPDATE night_finding SET flows = 0",
			     NULL, NULL, NULL),
	    SQLITE_CONSTRAINT);
	sqlite3_close(db);
}
END_TEST

/* Policies. */

static int
note_detail(const struct store_policy_detail *row, void *arg)
{
	char line[400];

	(void)arg;
	snprintf(line, sizeof(line), "%s %s %s %s %s %lld %lld %d %s\n",
	    row->row_id, or_dash(row->description), or_dash(row->feature),
	    row->action, row->origin, (long long)row->from_us,
	    (long long)row->until_us, row->inferred, or_dash(row->place));
	add_line(line);
	return 0;
}

static int
note_feature(const struct store_policy_feature *row, void *arg)
{
	char line[200];

	(void)arg;
	snprintf(line, sizeof(line), "%s %s %d %d\n", row->feature,
	    or_dash(row->label), row->on, row->default_on);
	add_line(line);
	return 0;
}

static const char detailed[] =
    "matrix m-1 \"Matrix\" source \"page 1\"\n"
    "role client user\nrole gw component\n"
    "feature extra off \"extra things\"\n"
    "feature usual on\n"
    "allow plain client -> gw tcp 443 inferred \"plain row\"\n"
    "allow dated client -> gw tcp 1 when extra from 2026-11-24"
    " until 2026-11-25\n"
    "deny never client -> gw tcp 22\n"
    "address 10.1.0.1 gw\n";

START_TEST(a_policy_comes_back_in_detail)
{
	int64_t id = temp_store_policy(&t, detailed);

	ck_assert_int_eq(store_each_policy_detail(t.s, id, note_detail, NULL,
			     &err),
	    0);
	ck_assert_str_eq(lines,
	    "plain plain row - allow matrix -1 -1 1 test:6\n"
	    "dated - extra allow matrix 1795478400000000 1795651200000000 0 "
	    "test:7\n"
	    "never - - deny matrix -1 -1 0 test:8\n");
	lines[0] = '\0';
	ck_assert_int_eq(store_each_policy_feature(t.s, id, note_feature, NULL,
			     &err),
	    0);
	ck_assert_str_eq(lines, "extra extra things 0 0\nusual - 1 1\n");
}
END_TEST

/* It took a role that only a name line gives for one that nothing plays. */
START_TEST(what_version_1_said_of_named_roles_is_put_right)
{
	static const char text[] =
	    "role gw component\nrole mail infrastructure\n"
	    "allow to-mail gw -> mail tcp 25\naddress 10.1.0.1 gw\n"
	    "name \"*.mail.example\" mail\n";
	int64_t id = temp_store_policy(&t, text);
	char *named;

	ck_assert_int_eq(id, 2);
	temp_store_exec(&t,
	    "UPDATE policy_row SET inferred = NULL, status = 'not-in-use';"
	    "DELETE FROM row_role WHERE role = ''");
	ck_assert_int_eq(temp_store_policy(&t, text), id);
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM policy_row WHERE"
			     " policy_id = 2 AND status IS NULL"),
	    1);
	named = temp_store_text(&t,
	    "SELECT side || policy_id || number FROM row_role WHERE role = ''");
	ck_assert_str_eq(named, "destination20");
	free(named);
}
END_TEST

START_TEST(what_version_1_left_open_is_filled_in)
{
	int64_t id = temp_store_policy(&t, detailed);

	temp_store_exec(&t,
	    "UPDATE policy_row SET from_us = NULL, until_us = NULL,"
	    " inferred = NULL, place = NULL; DELETE FROM policy_feature;"
	    "DELETE FROM policy_role");
	ck_assert_int_eq(store_each_policy_detail(t.s, id, note_detail, NULL,
			     &err),
	    0);
	ck_assert_str_eq(lines,
	    "plain plain row - allow matrix -1 -1 0 -\n"
	    "dated - extra allow matrix -1 -1 0 -\n"
	    "never - - deny matrix -1 -1 0 -\n");
	ck_assert_int_eq(temp_store_policy(&t, detailed), id);
	lines[0] = '\0';
	ck_assert_int_eq(store_each_policy_detail(t.s, id, note_detail, NULL,
			     &err),
	    0);
	ck_assert_ptr_nonnull(strstr(lines,
	    "dated - extra allow matrix 1795478400000000 1795651200000000 0"));
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM policy_feature"),
	    2);
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM policy_row"
			     " WHERE inferred IS NULL"),
	    4); /* of the other policy */
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM policy_role"),
	    2);
}
END_TEST

static int
note_role(const struct store_policy_role *row, void *arg)
{
	char line[200];

	(void)arg;
	snprintf(line, sizeof(line), "%s %s %s\n", row->role, row->kind,
	    or_dash(row->label));
	add_line(line);
	return 0;
}

static int
note_network(const struct store_policy_network *row, void *arg)
{
	char line[200];

	(void)arg;
	snprintf(line, sizeof(line), "%s %s\n", row->network,
	    or_dash(row->label));
	add_line(line);
	return 0;
}

START_TEST(networks_come_back_as_the_site_has_them)
{
	int64_t id = temp_store_policy(&t,
	    "role gw component\nallow a gw -> gw tcp 1\naddress 10.1.0.1 gw\n"
	    "network 203.0.113.0/24,2001:db8:1::/48 \"servers\"\n"
	    "network 10.0.0.0/8\n");

	ck_assert_int_eq(store_each_policy_network(t.s, id, note_network, NULL,
			     &err),
	    0);
	ck_assert_str_eq(lines,
	    "203.0.113.0/24 servers\n2001:db8:1::/48 servers\n"
	    "10.0.0.0/8 -\n");
}
END_TEST

START_TEST(roles_come_back_with_their_kinds)
{
	static const char text[] =
	    "matrix m-1 \"Matrix\" source \"page 1\"\n"
	    "role web internet \"a site\"\nrole client user\n"
	    "role ad infrastructure\nrole gw component\n"
	    "allow a client -> gw tcp 1\naddress 10.1.0.1 gw\n";
	int64_t id = temp_store_policy(&t, text);

	ck_assert_int_eq(store_each_policy_role(t.s, id, note_role, NULL, &err),
	    0);
	ck_assert_str_eq(lines,
	    "ad infrastructure -\nclient user -\ngw component -\n"
	    "web internet a site\n");
	lines[0] = '\0';
	temp_store_exec(&t, "DELETE FROM policy_role");
	ck_assert_int_eq(store_each_policy_role(t.s, id, note_role, NULL, &err),
	    0);
	ck_assert_str_eq(lines, "");
	ck_assert_int_eq(temp_store_policy(&t, text), id);
	ck_assert_int_eq(store_each_policy_role(t.s, id, note_role, NULL, &err),
	    0);
	ck_assert_ptr_nonnull(strstr(lines, "gw component"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("live");
	TCase *tc = tcase_create("live");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, figures_of_interfaces_add_up_by_minute);
	tcase_add_test(tc, interfaces_are_told_of_the_minutes_of_the_scope);
	tcase_add_test(tc, any_name_of_an_interface_is_kept);
	tcase_add_test(tc, events_come_back_in_order_of_time);
	tcase_add_loop_test(tc, each_event_has_its_word_and_the_table_takes_it,
	    0, STORE_EVENT_COUNT);
	tcase_add_test(tc, long_texts_of_events_are_cut_between_characters);
	tcase_add_test(tc, events_that_can_not_be_written_are_bounded);
	tcase_add_test(tc, a_full_disk_keeps_interfaces_and_events);
	tcase_add_test(tc, findings_of_nights_come_back_by_id_and_day);
	tcase_add_test(tc, a_night_is_there_with_its_findings_or_not_at_all);
	tcase_add_test(tc, findings_of_nights_are_kept);
	tcase_add_test(tc, a_policy_comes_back_in_detail);
	tcase_add_test(tc, what_version_1_left_open_is_filled_in);
	tcase_add_test(tc, roles_come_back_with_their_kinds);
	tcase_add_test(tc, networks_come_back_as_the_site_has_them);
	tcase_add_test(tc, what_version_1_said_of_named_roles_is_put_right);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

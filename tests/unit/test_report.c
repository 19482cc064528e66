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

#include "report/document.h"
#include "report/roles.h"
#include "support/temp_store.h"

#define DAY_US (24 * TEMP_HOUR_US)

static struct temp_store t;
static struct err err;
static const struct store_scope day = { 0, TEMP_START_US,
	TEMP_START_US + DAY_US };

static void
setup(void)
{
	temp_store_open(&t);
}

static void
teardown(void)
{
	temp_store_close(&t);
}

/* A run that saw the whole day, all well. */
static void
end_run(int64_t run_id, uint64_t first_us, uint64_t last_us)
{
	const struct store_run figures = { .ended_us = last_us,
		.first_packet_us = first_us,
		.last_packet_us = last_us,
		.packets = 1000,
		.fates[STORE_FATE_JUDGED] = 1000,
		.ndpi_version = "4.2" };
	const struct store_input input = { .path = "day.pcap",
		.first_us = first_us,
		.last_us = last_us,
		.packets = 1000,
		.head = (const uint8_t *)"head",
		.head_len = 4,
		.error_offset = UINT64_MAX,
		.state = RUN_STATE_CLEAN };
	int64_t input_id = 0;

	ck_assert_int_eq(store_input_begin(t.s, run_id, &input, &input_id,
			     &err),
	    0);
	store_input_end(t.s, input_id, &input);
	ck_assert_int_eq(store_run_end(t.s, run_id, &figures, RUN_STATE_CLEAN,
			     &err),
	    0);
}

static void
end_day(void)
{
	end_run(t.run_id, TEMP_START_US, TEMP_START_US + DAY_US - 1);
}

static struct report *
read_report(const struct store_scope *scope)
{
	struct report *r = NULL;

	if (report_new(&r, &t.s, 1, scope, "a day", &err))
		ck_abort_msg("%s", err.text);
	return r;
}

static void
check_word(const struct report *r, enum report_word word)
{
	ck_assert_str_eq(report_word_text(report_word(r)),
	    report_word_text(word));
}

static struct store_flow
escape(unsigned int n)
{
	struct store_flow f = temp_flow(&t, n);

	f.verdict = VERDICT_FORBIDDEN;
	f.reason = REASON_CLOSED_COMPONENT;
	f.row_id = NULL;
	f.row_origin = ROW_ORIGIN_NONE;
	f.near_row_id = "r-1";
	f.near_fact = NEAR_PORT;
	f.dst_port = 22;
	f.conformance = CONFORMANCE_UNCHECKED;
	f.expected = NULL;
	return f;
}

/* From a component out, to where no row leads. */
static struct store_flow
leave(const char *src_roles, const char *dst, const char *dst_roles,
    uint16_t port)
{
	struct store_flow f = escape(1);

	f.verdict = VERDICT_MISSED;
	f.reason = REASON_COMPONENT_OUTBOUND;
	f.near_row_id = NULL;
	f.near_fact = NEAR_NONE;
	f.src = temp_addr("10.2.0.1");
	f.src_roles = src_roles;
	f.dst = temp_addr(dst);
	f.dst_roles = dst_roles;
	f.dst_port = port;
	return f;
}

/* The verdict on the whole. */

START_TEST(a_day_without_departures_says_so_and_never_more)
{
	struct store_flow f = temp_flow(&t, 1);
	char sentence[1024];
	struct report *r;

	temp_put(&t, &f);
	end_day();
	r = read_report(&day);
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
	struct report *r = read_report(&day);

	check_word(r, REPORT_NOT_ASSESSABLE);
	report_free(r);
}
END_TEST

START_TEST(half_a_day_is_not_assessable)
{
	struct store_flow f = temp_flow(&t, 1);
	struct report *r;

	temp_put(&t, &f);
	end_run(t.run_id, TEMP_START_US, TEMP_START_US + DAY_US / 2);
	r = read_report(&day);
	check_word(r, REPORT_NOT_ASSESSABLE);
	ck_assert_int_eq((int)(r->tap_health.coverage * 100), 50);
	ck_assert_uint_eq(r->tap_health.gap_count, 1);
	report_free(r);
}
END_TEST

START_TEST(a_lossy_day_is_not_assessable)
{
	const struct store_loss loss = { .packets = 950, .kernel_drops = 50 };
	struct store_flow f = temp_flow(&t, 1);
	struct report *r;

	temp_put(&t, &f);
	ck_assert_int_eq(store_loss_add(t.s, t.run_id, TEMP_START_US, &loss),
	    0);
	end_day();
	r = read_report(&day);
	check_word(r, REPORT_NOT_ASSESSABLE);
	ck_assert_uint_eq(r->tap_health.lost, 50);
	report_free(r);
}
END_TEST

START_TEST(a_crashed_run_makes_its_day_not_assessable)
{
	struct store_flow f = temp_flow(&t, 1);
	struct report *r;

	temp_put(&t, &f);
	temp_store_commit(&t);
	temp_store_exec(&t,
	    "UPDATE run SET state = 'crashed',"
	    " first_packet_us = 1795478400000000,"
	    " last_packet_us = 1795564799000000,"
	    " packets = 9");
	r = read_report(&day);
	check_word(r, REPORT_NOT_ASSESSABLE);
	report_free(r);
}
END_TEST

START_TEST(flows_that_are_all_out_of_scope_are_not_assessable)
{
	struct store_flow f = temp_flow(&t, 1);
	char why[300];
	struct report *r;

	f.verdict = VERDICT_OUT_OF_SCOPE;
	f.reason = REASON_NO_COMPONENT;
	f.row_id = NULL;
	ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
	end_day();
	r = read_report(&day);
	check_word(r, REPORT_NOT_ASSESSABLE);
	ck_assert_ptr_nonnull(strstr(report_unassessable(r, why, sizeof(why)),
	    "out of scope"));
	report_free(r);
}
END_TEST

START_TEST(an_escaped_flow_is_a_finding)
{
	struct store_flow f = escape(1);
	struct report *r;

	temp_put(&t, &f);
	end_day();
	r = read_report(&day);
	check_word(r, REPORT_FINDINGS);
	ck_assert_uint_eq(report_escaped(r), 1);
	report_free(r);
}
END_TEST

START_TEST(hosts_without_role_make_a_site_not_yet_tuned)
{
	struct store_flow f = escape(1);
	struct report *r;

	f.src_roles = "";
	temp_put(&t, &f);
	end_day();
	r = read_report(&day);
	check_word(r, REPORT_NOT_TUNED);
	report_free(r);
}
END_TEST

START_TEST(known_traffic_and_that_of_users_is_no_finding)
{
	struct store_flow f = leave("broker", "10.9.0.1", "ad", 445);
	struct report *r;

	f.known = "files";
	temp_put(&t, &f);
	f = leave("rdsh-agent", "198.51.100.1", "", 443);
	f.user_traffic = true;
	temp_put(&t, &f);
	end_day();
	r = read_report(&day);
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
	struct store_flow f = leave(ranks[_i].src_roles, ranks[_i].dst,
	    ranks[_i].dst_roles, ranks[_i].port);
	struct report *r;

	temp_put(&t, &f);
	end_day();
	r = read_report(&day);
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
	struct report *r = read_report(&day);

	report_night(r, &night);
	night.day = date;
	night.made_us = TEMP_START_US;
	ck_assert_int_eq(store_night_put(t.path, &night, &err), 0);
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
	struct store_flow f = escape(1);

	temp_put(&t, &f);
	end_day();
}

START_TEST(without_a_night_before_nothing_is_new)
{
	struct report *r;

	start_with_escape();
	r = read_report(&day);
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
	r = read_report(&day);
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

	ck_assert_int_eq(store_night_put(t.path, &night, &err), 0);
}

START_TEST(what_was_not_there_the_night_before_is_new)
{
	struct report *r;

	start_with_escape();
	put_empty_night("2026-11-23");
	r = read_report(&day);
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
	r = read_report(&day);
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

	end_day();
	ck_assert_int_eq(store_night_put(t.path, &night, &err), 0);
	r = read_report(&day);
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

	end_day();
	put_empty_night("2026-11-20");
	put_empty_night("2026-11-22");
	r = read_report(&day);
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
		struct store_flow f = escape(i);

		f.dst.b[15] = (uint8_t)i;
		temp_put(&t, &f);
	}
	end_day();
	r = read_report(&day);
	ck_assert_uint_eq(r->case_count, 1);
	ck_assert_uint_eq(r->cases[0].flows, 12);
	ck_assert_ptr_null(r->cases[0].dst);
	report_free(r);
}
END_TEST

/* Counted once. */

START_TEST(a_replay_of_hours_that_were_watched_counts_once)
{
	struct store_flow f = temp_flow(&t, 1);
	struct report *r;

	temp_put(&t, &f);
	f.dst_port = 3389;
	f.row_id = "r-4";
	f.community_id = "1:another=";
	temp_put(&t, &f);
	end_day();
	t.run_id = temp_store_run(&t);
	f = temp_flow(&t, 1);
	temp_put(&t, &f); /* again */
	f.community_id = "1:third=";
	f.src_port++;
	temp_put(&t, &f); /* of this run only */
	end_day();
	r = read_report(&day);
	ck_assert_uint_eq(r->twins, 1);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 3);
	report_free(r);
}
END_TEST

START_TEST(the_same_ports_at_another_time_are_another_flow)
{
	struct store_flow f = temp_flow(&t, 1);
	struct report *r;

	temp_put(&t, &f);
	end_day();
	t.run_id = temp_store_run(&t);
	f = temp_flow(&t, 1);
	f.first_us += TEMP_HOUR_US;
	f.last_us += TEMP_HOUR_US;
	temp_put(&t, &f);
	end_day();
	r = read_report(&day);
	ck_assert_uint_eq(r->twins, 0);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 2);
	report_free(r);
}
END_TEST

START_TEST(sums_without_flows_count_once_too)
{
	struct report *r;

	for (int i = 0; i < 2; i++) {
		struct store_flow f = temp_flow(&t, 1);

		f.verdict = VERDICT_OUT_OF_SCOPE;
		f.reason = REASON_NO_COMPONENT;
		f.row_id = NULL;
		ck_assert_int_eq(store_flow_sum(t.s, &f, NULL), 0);
		end_day();
		if (i == 0)
			t.run_id = temp_store_run(&t);
	}
	r = read_report(&day);
	ck_assert_uint_eq(r->headline.through[VERDICT_OUT_OF_SCOPE], 1);
	ck_assert_uint_eq(r->sum_count, 1);
	ck_assert_int_eq(r->sums[0].flows, 1);
	report_free(r);
}
END_TEST

START_TEST(two_sensors_count_a_flow_once)
{
	struct temp_store other;
	struct store *stores[2];
	struct report *r = NULL;
	struct store_flow f = temp_flow(&t, 1);

	temp_put(&t, &f);
	end_day();
	other = t;
	temp_store_open(&t);
	f = temp_flow(&t, 1);
	f.first_us += 300; /* its clock */
	temp_put(&t, &f);
	f = escape(2);
	f.community_id = "1:another=";
	temp_put(&t, &f);
	end_day();
	stores[0] = other.s;
	stores[1] = t.s;
	if (report_new(&r, stores, 2, &day, "a day", &err))
		ck_abort_msg("%s", err.text);
	ck_assert_uint_eq(r->twins, 1);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 1);
	ck_assert_uint_eq(report_escaped(r), 1);
	ck_assert_uint_eq(r->run_count, 2);
	report_free(r);
	temp_store_close(&other);
}
END_TEST

/* Days. */

START_TEST(a_flow_over_midnight_is_in_both_days)
{
	const struct store_scope next = { 0, TEMP_START_US + DAY_US,
		TEMP_START_US + 2 * DAY_US };
	struct store_flow f = temp_flow(&t, 1);
	struct report *r;

	f.first_us = TEMP_START_US + DAY_US - 1000000;
	f.last_us = TEMP_START_US + DAY_US + 1000000;
	temp_put(&t, &f);
	end_run(t.run_id, TEMP_START_US, TEMP_START_US + 2 * DAY_US);
	r = read_report(&day);
	ck_assert_uint_eq(r->headline.through[VERDICT_ALLOWED], 1);
	ck_assert_uint_eq(r->continuing, 0);
	report_free(r);
	r = read_report(&next);
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
	t.policy_id = temp_store_policy(&t, text);
	t.run_id = temp_store_run(&t);
	end_run(t.run_id, scope.since_us, scope.until_us - 1);
	r = read_report(&scope);
	ck_assert_str_eq(r->zone, days[_i].zone);
	ck_assert_ptr_nonnull(r->day);
	ck_assert_str_eq(r->day, days[_i].day);
	ck_assert_int_eq((int)(r->tap_health.coverage * 100 + 0.5), 100);
	report_free(r);
}
END_TEST

START_TEST(a_service_of_yesterday_is_gone_and_one_of_today_new)
{
	struct store_flow f = temp_flow(&t, 1);
	struct report *r;

	f.first_us -= DAY_US;
	f.last_us -= DAY_US;
	temp_put(&t, &f);
	f = temp_flow(&t, 1);
	f.row_id = "r-4";
	f.dst_port = 3389;
	temp_put(&t, &f);
	end_run(t.run_id, TEMP_START_US - DAY_US, TEMP_START_US + DAY_US - 1);
	r = read_report(&day);
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

	end_run(t.run_id, TEMP_START_US - DAY_US, TEMP_START_US - 1);
	put_empty_night("2026-11-22"); /* knows no policy */
	t.policy_id = temp_store_policy(&t,
	    "matrix test-1 \"A matrix\" source \"a page\"\n"
	    "site \"Lab\" timezone UTC\n"
	    "role client user \"client\"\nrole gw component \"gateway\"\n"
	    "allow r-1 client -> gw tcp 443,8443 \"web\"\n"
	    "allow r-9 client -> gw tcp 80 \"new\"\n"
	    "address 10.1.0.1 gw\n");
	t.run_id = temp_store_run(&t);
	end_day();
	r = read_report(&day);
	ck_assert_ptr_nonnull(r->policy_before);
	/* r-1 changed; r-2, r-3 and r-4 went; r-9 came. */
	ck_assert_uint_eq(r->row_change_count, 5);
	ck_assert_str_eq(r->row_changes[0].change, "changed");
	ck_assert_str_eq(r->row_changes[1].change, "removed");
	ck_assert_str_eq(r->row_changes[4].change, "added");
	report_free(r);
}
END_TEST

/* The document. */

START_TEST(a_document_has_every_section_once)
{
	const struct report_document_options options = { .list_limit = 3,
		.db_option = "-d x.db " };
	struct store_flow f = escape(1);
	struct report *r;
	struct doc *d;
	size_t count = 0;

	temp_put(&t, &f);
	end_day();
	r = read_report(&day);
	d = report_document(r, &options);
	ck_assert_str_eq(d->word, "findings");
	for (struct doc_section *s = d->sections; s; s = s->next) {
		count++;
		for (struct doc_section *u = s->next; u; u = u->next)
			ck_assert_str_ne(s->key, u->key);
	}
	ck_assert_uint_eq(count, 27);
	doc_free(d);
	report_free(r);
}
END_TEST

static const struct doc_table *
table_of(const struct doc *d, const char *section, const char *key)
{
	for (struct doc_section *s = d->sections; s; s = s->next)
		for (struct doc_item *i = s->first; i; i = i->next)
			if (strcmp(s->key, section) == 0 &&
			    i->kind == DOC_ITEM_TABLE &&
			    strcmp(i->u.table.key, key) == 0)
				return &i->u.table;
	ck_abort_msg("no table %s in %s", key, section);
	return NULL;
}

START_TEST(each_escaped_flow_has_its_command)
{
	const struct report_document_options options = { .db_option =
							     "-d x.db " };
	struct store_flow f = escape(1);
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	temp_put(&t, &f);
	end_day();
	r = read_report(&day);
	d = report_document(r, &options);
	table = table_of(d, "escaped", "escaped");
	ck_assert_uint_eq(table->row_count, 1);
	ck_assert_str_eq(table->cells[table->column_count - 1].text,
	    "rasaudit flows -d x.db --day 2026-11-24 --verdict forbidden "
	    "--class through --src-role =client --dst-role =gw "
	    "--dst 10.1.0.1 --proto tcp --port 22");
	doc_free(d);
	report_free(r);
}
END_TEST

START_TEST(a_long_list_is_cut_and_what_is_left_out_counted)
{
	const struct report_document_options options = { .list_limit = 2 };
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	for (unsigned int i = 1; i <= 5; i++) {
		struct store_flow f = escape(i);

		f.dst_port = (uint16_t)(20 + i);
		temp_put(&t, &f);
	}
	end_day();
	r = read_report(&day);
	d = report_document(r, &options);
	table = table_of(d, "escaped", "escaped");
	ck_assert_uint_eq(table->row_count, 2);
	ck_assert_uint_eq(table->folded_items, 3);
	ck_assert_uint_eq(table->folded_flows, 3);
	doc_free(d);
	report_free(r);
}
END_TEST

START_TEST(a_host_without_role_gets_the_line_that_would_settle_it)
{
	const struct report_document_options options = { .list_limit = 0 };
	struct store_flow f = leave("broker", "10.9.0.7", "", 53);
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	t.policy_id = temp_store_policy(&t,
	    "matrix z \"A\" source \"a\"\nsite \"Lab\" timezone UTC\n"
	    "role broker component \"b\"\nrole ad-ds infrastructure \"d\"\n"
	    "allow r-3 broker -> ad-ds udp 53 \"names\"\n"
	    "address 10.2.0.1 broker\n");
	t.run_id = temp_store_run(&t);
	f.run_id = t.run_id;
	f.policy_id = t.policy_id;
	f.near_row_id = "r-3";
	f.near_fact = NEAR_DESTINATION_ROLE;
	temp_put(&t, &f);
	end_day();
	r = read_report(&day);
	d = report_document(r, &options);
	table = table_of(d, "fixes", "fixes");
	ck_assert_str_eq(table->cells[1].text, "address 10.9.0.7 ad-ds");
	doc_free(d);
	report_free(r);
}
END_TEST

/* Roles and addresses. */

START_TEST(addresses_inside_are_told_from_the_internet)
{
	ck_assert(roles_inside("10.1.2.3"));
	ck_assert(roles_inside("172.31.0.1"));
	ck_assert(roles_inside("fd77::1"));
	ck_assert(roles_inside("::1"));
	ck_assert(!roles_inside("172.32.0.1"));
	ck_assert(!roles_inside("2001:db8::1"));
	ck_assert(!roles_inside("none"));
	ck_assert(!roles_inside(NULL));
}
END_TEST

START_TEST(roles_are_found_whole_in_a_list)
{
	ck_assert(roles_have("broker,console", "console"));
	ck_assert(!roles_have("tenant-broker", "broker"));
	ck_assert(roles_any_of("console,broker", ROLE_KIND_COMPONENT));
	ck_assert(!roles_any_of("console", ROLE_KIND_COMPONENT));
	ck_assert(!roles_any_of("", ROLE_KIND_COMPONENT));
	ck_assert_str_eq(roles_component(0), "halb");
}
END_TEST

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static Suite *
suite(void)
{
	Suite *s = suite_create("report");
	TCase *c = tcase_create("report");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, a_day_without_departures_says_so_and_never_more);
	tcase_add_test(c, an_empty_day_is_not_assessable);
	tcase_add_test(c, half_a_day_is_not_assessable);
	tcase_add_test(c, a_lossy_day_is_not_assessable);
	tcase_add_test(c, a_crashed_run_makes_its_day_not_assessable);
	tcase_add_test(c, flows_that_are_all_out_of_scope_are_not_assessable);
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
	tcase_add_test(c, a_replay_of_hours_that_were_watched_counts_once);
	tcase_add_test(c, the_same_ports_at_another_time_are_another_flow);
	tcase_add_test(c, sums_without_flows_count_once_too);
	tcase_add_test(c, two_sensors_count_a_flow_once);
	tcase_add_test(c, a_flow_over_midnight_is_in_both_days);
	tcase_add_loop_test(c, days_are_those_of_the_site, 0, COUNT(days));
	tcase_add_test(c, a_service_of_yesterday_is_gone_and_one_of_today_new);
	tcase_add_test(c, rows_that_changed_since_the_night_before_are_told);
	tcase_add_test(c, a_document_has_every_section_once);
	tcase_add_test(c, each_escaped_flow_has_its_command);
	tcase_add_test(c, a_long_list_is_cut_and_what_is_left_out_counted);
	tcase_add_test(c,
	    a_host_without_role_gets_the_line_that_would_settle_it);
	tcase_add_test(c, addresses_inside_are_told_from_the_internet);
	tcase_add_test(c, roles_are_found_whole_in_a_list);
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

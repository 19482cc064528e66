/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_document.c - the sections of a report, and what they know of roles.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report/document.h"
#include "report/roles.h"
#include "report_world.h"

START_TEST(a_document_has_every_section_once)
{
	const struct report_document_options options = { .list_limit = 3,
		.db_option = "-d x.db " };
	struct store_flow f = world_escape(1);
	struct report *r;
	struct doc *d;
	size_t count = 0;

	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
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

START_TEST(each_escaped_flow_has_its_command)
{
	const struct report_document_options options = { .db_option =
							     "-d x.db " };
	struct store_flow f = world_escape(1);
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	d = report_document(r, &options);
	table = world_table(d, "escaped", "escaped");
	ck_assert_uint_eq(table->row_count, 1);
	ck_assert_str_eq(table->cells[table->column_count - 1].text,
	    "rasaudit flows -d x.db --day 2026-11-24 --verdict forbidden "
	    "--class through --src-role =client --dst-role =gw "
	    "--dst 10.1.0.1 --proto tcp --port 22 --row -");
	doc_free(d);
	report_free(r);
}
END_TEST

START_TEST(a_named_service_is_seen_in_the_square_of_its_row)
{
	const struct report_document_options options = { .list_limit = 0 };
	struct store_flow f = temp_flow(&world, 1);
	const struct doc_grid *grid = NULL;
	struct report *r;
	struct doc *d;

	world.policy_id = temp_store_policy(&world,
	    "matrix z \"A\" source \"a\"\nsite \"Lab\" timezone UTC\n"
	    "role broker component \"b\"\nrole lets-encrypt internet \"l\"\n"
	    "allow r-1 broker -> lets-encrypt tcp 443 \"certificates\"\n"
	    "address 10.0.0.1 broker\nname \"*.example\" lets-encrypt\n");
	world.run_id = temp_store_run(&world);
	f.run_id = world.run_id;
	f.policy_id = world.policy_id;
	f.src_roles = "broker";
	f.dst_roles = "";
	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	d = report_document(r, &options);
	for (struct doc_section *s = d->sections; s; s = s->next)
		if (s->first && strcmp(s->key, "matrix") == 0)
			for (struct doc_item *i = s->first; i; i = i->next)
				if (i->kind == DOC_ITEM_GRID)
					grid = &i->u.grid;
	ck_assert_ptr_nonnull(grid);
	ck_assert_uint_eq(grid->row_count, 1);
	ck_assert_str_eq(grid->columns[0], "lets-encrypt");
	ck_assert_str_eq(grid->rows[0].marks[0].mark, "+");
	doc_free(d);
	report_free(r);
}
END_TEST

/* Flows that were stopped are not called what connections are: one attempt
 * without an answer is a flow, and no connection is blocked. */
START_TEST(blocked_is_said_of_connections_only)
{
	const struct report_document_options options = { .list_limit = 0 };
	struct store_flow f = temp_flow(&world, 1);
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	f.outcome = OUTCOME_UNANSWERED;
	f.syns = 1;
	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	ck_assert_uint_eq(r->blocked_kinds[REPORT_BLOCKED], 0);
	d = report_document(r, &options);
	table = world_table(d, "headline", "headline");
	ck_assert_uint_eq(table->cells[3].number, 1);
	for (size_t i = 0; i < table->row_count * table->column_count; i++)
		if (table->cells[i].text)
			ck_assert_str_ne(table->cells[i].text, "blocked");
	ck_assert_str_eq(table->cells[4].text, "allowed and stopped");
	doc_free(d);
	report_free(r);
}
END_TEST

/* In text any column may stand below its row, with nothing but its title; a
 * command is known as such. */
static void
check_titles(const struct doc_table *t)
{
	for (size_t i = 0; i < t->column_count; i++)
		for (size_t k = i + 1; k < t->column_count; k++)
			ck_assert_msg(t->columns[k].type == DOC_COMMAND ||
				strcmp(t->columns[i].title,
				    t->columns[k].title) != 0,
			    "%s: two columns \"%s\"", t->key,
			    t->columns[i].title);
}

START_TEST(columns_of_a_table_are_told_apart_by_their_titles)
{
	const struct report_document_options options = { .list_limit = 0 };
	struct store_flow f = world_escape(1);
	struct report *r;
	size_t tables = 0;
	struct doc *d;

	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	d = report_document(r, &options);
	for (struct doc_section *s = d->sections; s; s = s->next)
		for (struct doc_item *i = s->first; i; i = i->next)
			if (i->kind == DOC_ITEM_TABLE) {
				check_titles(&i->u.table);
				tables++;
			}
	ck_assert_uint_ge(tables, 10);
	doc_free(d);
	report_free(r);
}
END_TEST

START_TEST(a_host_without_role_gets_the_line_that_would_settle_it)
{
	const struct report_document_options options = { .list_limit = 0 };
	struct store_flow f = world_leave("broker", "10.9.0.7", "", 53);
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	world.policy_id = temp_store_policy(&world,
	    "matrix z \"A\" source \"a\"\nsite \"Lab\" timezone UTC\n"
	    "role broker component \"b\"\nrole ad-ds infrastructure \"d\"\n"
	    "allow r-3 broker -> ad-ds udp 53 \"names\"\n"
	    "address 10.2.0.1 broker\n");
	world.run_id = temp_store_run(&world);
	f.run_id = world.run_id;
	f.policy_id = world.policy_id;
	f.near_row_id = "r-3";
	f.near_fact = NEAR_DESTINATION_ROLE;
	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	d = report_document(r, &options);
	table = world_table(d, "fixes", "fixes");
	ck_assert_str_eq(table->cells[1].text, "address 10.9.0.7 ad-ds");
	doc_free(d);
	report_free(r);
}
END_TEST

static const struct doc_grid *
grid_of(const struct doc *d, const char *section)
{
	for (struct doc_section *s = d->sections; s; s = s->next)
		for (struct doc_item *i = s->first; i; i = i->next)
			if (strcmp(s->key, section) == 0 &&
			    i->kind == DOC_ITEM_GRID)
				return &i->u.grid;
	ck_abort_msg("no grid in %s", section);
	return NULL;
}

static const struct doc_legend *
legend_of(const struct doc_grid *g, const char *mark)
{
	for (size_t i = 0; i < g->legend_count; i++)
		if (strcmp(g->legend[i].mark, mark) == 0)
			return &g->legend[i];
	ck_abort_msg("no legend for %s", mark);
	return NULL;
}

START_TEST(each_mark_of_the_matrix_is_in_its_legend)
{
	const struct report_document_options options = { .list_limit = 0 };
	struct store_flow f = world_escape(1);
	const struct doc_grid *g;
	struct report *r;
	struct doc *d;
	size_t marks = 0;

	temp_put(&world, &f);
	world_end_day();
	r = world_report(&world_day);
	d = report_document(r, &options);
	g = grid_of(d, "matrix");
	for (size_t i = 0; i < g->row_count; i++)
		for (size_t k = 0; k < g->column_count; k++) {
			struct doc_mark m = doc_grid_at(g, i, k);

			if (!m.mark)
				continue;
			marks++;
			ck_assert_int_eq(legend_of(g, m.mark)->tone, m.tone);
		}
	ck_assert_uint_ge(marks, 3);
	ck_assert_str_eq(legend_of(g, "E")->meaning, "escaped");
	ck_assert_str_eq(legend_of(g, "-")->meaning,
	    "allowed by a row, not seen");
	doc_free(d);
	report_free(r);
}
END_TEST

/* The cell of a row in a column. */
static const struct doc_cell *
cell_of(const struct doc_table *t, size_t row, const char *key)
{
	for (size_t i = 0; i < t->column_count; i++)
		if (strcmp(t->columns[i].key, key) == 0)
			return &t->cells[row * t->column_count + i];
	ck_abort_msg("no column %s", key);
	return NULL;
}

static void
put_escape_at(uint16_t port, uint64_t first_us, uint64_t last_us)
{
	struct store_flow f = world_escape(port);

	f.dst_port = port;
	f.first_us = first_us;
	f.last_us = last_us;
	temp_put(&world, &f);
}

/* Days from 23:00 UTC on, as Zurich has them in winter. */
START_TEST(what_began_before_the_period_is_continuing)
{
	const struct report_document_options options = { .list_limit = 0 };
	const uint64_t midnight = TEMP_START_US - TEMP_HOUR_US;
	const struct store_scope scopes[] = { { 0, midnight - WORLD_DAY_US,
						  midnight },
		{ 0, midnight, midnight + WORLD_DAY_US } };
	size_t rows = 0;

	put_escape_at(22, midnight - 1000000, midnight + 1000000);
	put_escape_at(23, midnight, midnight + 1000000);
	put_escape_at(24, TEMP_START_US - 1000000, TEMP_START_US + 1000000);
	world_end_run(world.run_id, scopes[0].since_us, scopes[1].until_us - 1);
	for (size_t day = 0; day < 2; day++) {
		struct report *r = world_report(&scopes[day]);
		struct doc *d = report_document(r, &options);
		const struct doc_table *t =
		    world_table(d, "escaped", "escaped");

		for (size_t i = 0; i < t->row_count; i++, rows++) {
			const struct doc_cell *c = cell_of(t, i, "continuing");
			bool before =
			    day == 1 && cell_of(t, i, "port")->number == 22;

			ck_assert(c->none == !before);
			if (before)
				ck_assert_str_eq(c->text, "continuing");
		}
		doc_free(d);
		report_free(r);
	}
	ck_assert_uint_eq(rows, 4);
}
END_TEST

/* Roles that no matrix has; the broker's twin is a component here, and the
 * relay has an address of the internet. */
static const char own_roles[] =
    "matrix z \"A\" source \"a\"\nsite \"Lab\" timezone UTC\n"
    "role relay component \"r\"\nrole vault infrastructure \"v\"\n"
    "role broker user \"b\"\nrole quiet component\n"
    "allow r-3 relay -> vault udp 53 \"names\"\n"
    "allow r-4 quiet -> relay tcp 53 \"none\"\n"
    "address 203.0.113.7 relay\naddress 10.2.0.1 quiet\n"
    "address 203.0.113.8 broker\naddress 10.4.0.1 vault\n";

static void
put_turned_away(const char *src, const char *roles)
{
	struct store_flow f = world_leave(roles, "10.9.0.9", "", 22);

	f.src = temp_addr(src);
	f.outcome = OUTCOME_REFUSED;
	f.run_id = world.run_id;
	f.policy_id = world.policy_id;
	temp_put(&world, &f);
}

static void
put_own_day(void)
{
	struct store_flow f = world_leave("relay", "10.9.0.7", "", 53);

	world.policy_id = temp_store_policy(&world, own_roles);
	world.run_id = temp_store_run(&world);
	f.run_id = world.run_id;
	f.policy_id = world.policy_id;
	f.near_row_id = "r-3";
	f.near_fact = NEAR_DESTINATION_ROLE;
	temp_put(&world, &f);
	put_turned_away("203.0.113.7", "relay");
	put_turned_away("203.0.113.8", "broker");
	world_end_day();
}

START_TEST(roles_of_the_site_are_judged_by_their_kind)
{
	const struct report_document_options options = { .list_limit = 0 };
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	put_own_day();
	r = world_report(&world_day);
	d = report_document(r, &options);
	table = world_table(d, "fixes", "fixes");
	ck_assert_str_eq(table->cells[1].text, "address 10.9.0.7 vault");
	table = world_table(d, "rejected", "inside");
	ck_assert_uint_eq(table->row_count, 1);
	ck_assert_str_eq(table->cells[1].text, "203.0.113.7");
	table = world_table(d, "rejected", "outside");
	ck_assert_uint_eq(table->row_count, 1);
	ck_assert_str_eq(table->cells[1].text, "203.0.113.8");
	table = world_table(d, "scope", "unseen-components");
	ck_assert_uint_eq(table->row_count, 1);
	ck_assert_str_eq(table->cells[0].text, "quiet");
	doc_free(d);
	report_free(r);
}
END_TEST

START_TEST(roles_of_all_databases_are_known)
{
	struct temp_store other;
	struct store *stores[2];
	struct report *r = NULL;

	world_end_day();
	other = world;
	temp_store_open(&world);
	put_own_day();
	stores[0] = other.s;
	stores[1] = world.s;
	if (report_new(&r, stores, 2, &world_day, "a day", &world_err))
		ck_abort_msg("%s", world_err.text);
	ck_assert_int_eq(roles_kind(&r->roles, "gw"), ROLE_KIND_COMPONENT);
	ck_assert_int_eq(roles_kind(&r->roles, "relay"), ROLE_KIND_COMPONENT);
	/* The first database's word stands. */
	ck_assert_int_eq(roles_kind(&r->roles, "broker"), ROLE_KIND_COMPONENT);
	report_free(r);
	temp_store_close(&other);
}
END_TEST

START_TEST(nothing_is_said_of_roles_whose_kind_was_not_recorded)
{
	const struct report_document_options options = { .list_limit = 0 };
	const struct doc_table *table;
	struct report *r;
	struct doc *d;

	put_own_day();
	temp_store_exec(&world, "DELETE FROM policy_role");
	r = world_report(&world_day);
	d = report_document(r, &options);
	table = world_find_table(d, "fixes", "fixes");
	for (size_t i = 0; table && i < table->row_count; i++)
		ck_assert_ptr_null(strstr(
		    table->cells[i * table->column_count + 1].text, "address"));
	ck_assert_ptr_null(world_find_table(d, "rejected", "inside"));
	ck_assert_ptr_null(world_find_table(d, "rejected", "outside"));
	table = world_table(d, "rejected", "side-unknown");
	ck_assert_uint_eq(table->row_count, 2);
	ck_assert_ptr_null(world_find_table(d, "scope", "unseen-components"));
	doc_free(d);
	report_free(r);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("document");
	TCase *c = tcase_create("document");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, report_world_open, report_world_close);
	tcase_add_test(c, a_document_has_every_section_once);
	tcase_add_test(c, each_escaped_flow_has_its_command);
	tcase_add_test(c, a_named_service_is_seen_in_the_square_of_its_row);
	tcase_add_test(c, blocked_is_said_of_connections_only);
	tcase_add_test(c, columns_of_a_table_are_told_apart_by_their_titles);
	tcase_add_test(c,
	    a_host_without_role_gets_the_line_that_would_settle_it);
	tcase_add_test(c, what_began_before_the_period_is_continuing);
	tcase_add_test(c, each_mark_of_the_matrix_is_in_its_legend);
	tcase_add_test(c, roles_of_the_site_are_judged_by_their_kind);
	tcase_add_test(c, roles_of_all_databases_are_known);
	tcase_add_test(c, nothing_is_said_of_roles_whose_kind_was_not_recorded);
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

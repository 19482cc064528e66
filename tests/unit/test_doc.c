/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_doc.c - a report as a tree of typed items.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "report/doc.h"

static const struct doc_column columns[] = {
	{ "name", "Name", DOC_NAME, false },
	{ "flows", "Flows", DOC_COUNT, false },
};

START_TEST(sections_stand_by_reader_then_as_added)
{
	struct doc *d = doc_new(NULL);
	const char *want[] = { "a", "b", "c", "d" };
	size_t i = 0;

	doc_section(d, DOC_DETAIL, "d", "D");
	doc_section(d, DOC_ADMINISTRATOR, "a", "A");
	doc_section(d, DOC_AUDITOR, "c", "C");
	doc_section(d, DOC_ADMINISTRATOR, "b", "B");
	for (const struct doc_section *s = d->sections; s; s = s->next)
		ck_assert_str_eq(s->key, want[i++]);
	ck_assert_uint_eq(i, 4);
	ck_assert_str_eq(d->zone, "UTC");
	doc_free(d);
}
END_TEST

START_TEST(cells_are_none_until_set)
{
	struct doc *d = doc_new(NULL);
	struct doc_section *s = doc_section(d, DOC_DETAIL, "s", "S");
	struct doc_table *t = doc_table(s, "t", "T", columns, 2);
	struct doc_cell *c = doc_row(t);

	ck_assert(c[0].none && c[1].none);
	ck_assert_int_eq(c[0].type, DOC_NAME);
	doc_set_text(d, &c[0], "x");
	doc_set_count(&c[1], 0);
	ck_assert(!c[0].none && !c[1].none);
	doc_set_text(d, &c[0], NULL);
	ck_assert(c[0].none);
	c = doc_fact(s, "f", "F", DOC_TIME);
	ck_assert(c->none);
	doc_set_time(c, 1);
	ck_assert(!c->none);
	doc_set_time(c, -1);
	ck_assert(c->none);
	doc_free(d);
}
END_TEST

START_TEST(rows_keep_their_cells_while_the_table_grows)
{
	struct doc *d = doc_new(NULL);
	struct doc_table *t = doc_table(doc_section(d, DOC_DETAIL, "s", "S"),
	    "t", "T", columns, 2);

	for (uint64_t i = 0; i < 1000; i++)
		doc_set_count(&doc_row(t)[1], i);
	ck_assert_uint_eq(t->row_count, 1000);
	for (size_t i = 0; i < 1000; i++)
		ck_assert_uint_eq(t->cells[i * 2 + 1].number, i);
	doc_free(d);
}
END_TEST

START_TEST(texts_are_copied)
{
	struct doc *d = doc_new("Europe/Berlin");
	char text[] = "before";
	struct doc_section *s = doc_section(d, DOC_DETAIL, text, text);
	struct doc_table *t = doc_table(s, text, text, columns, 2);

	doc_note(s, DOC_PLAIN, "%s", text);
	doc_folded(t, 1, 2, text);
	doc_title(d, text);
	doc_sentence(d, DOC_BAD, text, text);
	text[0] = 'B';
	ck_assert_str_eq(d->title, "before");
	ck_assert_str_eq(d->sentence, "before");
	ck_assert_str_eq(s->title, "before");
	ck_assert_str_eq(t->folded_command, "before");
	ck_assert_str_eq(s->last->u.note.text, "before");
	doc_free(d);
}
END_TEST

START_TEST(values_not_set_are_0_wherever_lines_and_steps_begin)
{
	struct doc *d = doc_new(NULL);
	struct doc_series *c =
	    doc_series(doc_section(d, DOC_DETAIL, "s", "S"), "c", "C", "flows");
	size_t a = doc_series_line(c, "a", "A", DOC_GOOD), b;
	size_t first = doc_series_step(c, 1), second;

	doc_series_value(c, a, first, 5);
	second = doc_series_step(c, 2);
	b = doc_series_line(c, "b", "B", DOC_BAD);
	doc_series_value(c, b, second, 7);
	ck_assert_uint_eq(doc_line_at(&c->lines[a], first), 5);
	ck_assert_uint_eq(doc_line_at(&c->lines[a], second), 0);
	ck_assert_uint_eq(doc_line_at(&c->lines[b], first), 0);
	ck_assert_uint_eq(doc_line_at(&c->lines[b], second), 7);
	doc_free(d);
}
END_TEST

START_TEST(a_grid_holds_what_was_set_and_no_more)
{
	struct doc *d = doc_new(NULL);
	struct doc_grid *g = doc_grid(doc_section(d, DOC_DETAIL, "s", "S"), "g",
	    "G", "from", "to");
	size_t row = doc_grid_row(g, "r"), column = doc_grid_column(g, "c");
	size_t later;

	doc_grid_cell(g, row, column, DOC_BAD, "X", 3, "why");
	later = doc_grid_column(g, "d");
	ck_assert_str_eq(doc_grid_at(g, row, column).mark, "X");
	ck_assert_uint_eq(doc_grid_at(g, row, column).flows, 3);
	ck_assert_ptr_null(doc_grid_at(g, row, later).mark);
	doc_grid_cell(g, row, later, DOC_GOOD, NULL, 1, NULL);
	ck_assert_str_eq(doc_grid_at(g, row, later).mark, "");
	ck_assert_str_eq(doc_grid_at(g, row, column).mark, "X");
	doc_free(d);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("doc");
	TCase *tcase = tcase_create("doc");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, sections_stand_by_reader_then_as_added);
	tcase_add_test(tcase, cells_are_none_until_set);
	tcase_add_test(tcase, rows_keep_their_cells_while_the_table_grows);
	tcase_add_test(tcase, texts_are_copied);
	tcase_add_test(tcase,
	    values_not_set_are_0_wherever_lines_and_steps_begin);
	tcase_add_test(tcase, a_grid_holds_what_was_set_and_no_more);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

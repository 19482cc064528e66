/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_night_index.c - the page that lists the nights.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report/night_index.h"

static char *page;
static size_t page_len;

static void
make(const char *site, const struct night_index_entry *entries, size_t count)
{
	FILE *out;

	free(page);
	out = open_memstream(&page, &page_len);
	night_index_write(out, site, entries, count);
	fclose(out);
}

static void
has(const char *words)
{
	ck_assert_msg(strstr(page, words), "%s\nis not in\n%s", words, page);
}

static size_t
count_of(const char *words)
{
	size_t n = 0;

	for (const char *c = page; (c = strstr(c, words)); c++)
		n++;
	return n;
}

START_TEST(a_night_has_its_figures_and_links)
{
	const struct night_index_entry entries[] = {
		{ .day = "2026-11-23",
		    .has_report = true,
		    .html = "rasaudit-2026-11-23.html",
		    .json = "rasaudit-2026-11-23.json",
		    .has_figures = true,
		    .headline = "findings",
		    .escaped = 11,
		    .blocked = 22,
		    .violations = 33,
		    .uncovered = 44,
		    .coverage = 0.999 },
		{ .day = "2026-11-22" },
		{ .day = "2026-11-21",
		    .has_report = true,
		    .html = "rasaudit-2026-11-21.html" },
	};

	make("Lab", entries, 3);
	has("<h1>Nights of Lab</h1>");
	has("<a href=\"rasaudit-2026-11-23.html\">2026-11-23</a>");
	has("<td>findings</td><td class=\"n\">11</td><td class=\"n\">22</td>"
	    "<td class=\"n\">33</td><td class=\"n\">44</td>"
	    "<td class=\"n\">99&nbsp;%</td>");
	has("<th class=\"n\">Allowed and stopped</th>");
	ck_assert_uint_eq(count_of("Blocked"), 0);
	has("<a href=\"rasaudit-2026-11-23.json\">json</a>");
	ck_assert_uint_eq(count_of(">text</a>"), 0);
	has("<td>2026-11-22</td><td colspan=\"6\">no report of this day</td>");
	has("<td colspan=\"6\">not in the history</td>");
	ck_assert_uint_eq(count_of("<tr"), 4);
	ck_assert_uint_eq(count_of("</tr>"), 4);
}
END_TEST

START_TEST(a_coverage_that_is_not_known_is_no_zero)
{
	const struct night_index_entry e = { .day = "2026-11-23",
		.has_report = true,
		.html = "x",
		.has_figures = true,
		.coverage = -1 };

	make(NULL, &e, 1);
	has("unknown");
	has("Nights of the site");
}
END_TEST

START_TEST(what_a_site_or_a_headline_says_stays_text)
{
	struct night_index_entry e = { .day = "2026-11-23",
		.has_report = true,
		.html = "\"><script>",
		.has_figures = true,
		.headline = "<script>alert(1)</script>" };

	make("<img src=x onerror=alert(1)>", &e, 1);
	ck_assert_uint_eq(count_of("<script"), 0);
	ck_assert_uint_eq(count_of("<img"), 0);
	has("&lt;script&gt;");
	has("default-src 'none'");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("night_index");
	TCase *tc = tcase_create("night_index");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_night_has_its_figures_and_links);
	tcase_add_test(tc, a_coverage_that_is_not_known_is_no_zero);
	tcase_add_test(tc, what_a_site_or_a_headline_says_stays_text);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	free(page);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

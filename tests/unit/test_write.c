/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_write.c - a document in the formats of a report: what no script is
 * needed to tell.  tests/report has the rest.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/when.h"
#include "report/page.h"
#include "report/write.h"
#include "report/zone.h"
#include "support/report_sample.h"

#define PAGE_MAX 500000

static char *text;
static size_t size;

static const char *
written(struct doc *d, enum report_format f,
    const struct report_write_options *how)
{
	FILE *out;

	free(text);
	out = open_memstream(&text, &size);
	ck_assert_int_eq(report_write(d, f, out, how), 0);
	fclose(out);
	return text;
}

START_TEST(formats_are_found_by_word_and_by_path)
{
	ck_assert_int_eq(report_format_find("html"), REPORT_HTML);
	ck_assert_int_eq(report_format_find("csv"), REPORT_CSV);
	ck_assert_int_eq(report_format_find("pdf"), -1);
	ck_assert_int_eq(report_format_of_path("a/b.txt"), REPORT_TEXT);
	ck_assert_int_eq(report_format_of_path("b.HTM"), REPORT_HTML);
	ck_assert_int_eq(report_format_of_path("x.csv.json"), REPORT_JSON);
	ck_assert_int_eq(report_format_of_path("x.csv.gz"), -1);
	ck_assert_int_eq(report_format_of_path("d/.html"), -1);
	ck_assert_int_eq(report_format_of_path("html"), -1);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	struct report_write_options how = { 0 };
	struct doc *d = report_sample();

	for (int f = REPORT_TEXT; f <= REPORT_CSV; f++) {
		FILE *out = fopen("/dev/full", "w");

		ck_assert_int_lt(report_write(d, (enum report_format)f, out,
				     &how),
		    0);
		fclose(out);
	}
	doc_free(d);
}
END_TEST

START_TEST(a_page_stays_small_at_any_number_of_findings)
{
	struct report_write_options how = { .max_bytes = PAGE_MAX };
	const size_t counts[] = { 100, 1000, 10000, 100000 };

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct doc *d = report_sample_many(counts[i]);

		written(d, REPORT_HTML, &how);
		ck_assert_uint_le(size, PAGE_MAX);
		ck_assert_ptr_nonnull(strstr(text, "</html>"));
		doc_free(d);
	}
	/* It is not smaller than it has to be. */
	ck_assert_uint_gt(size, PAGE_MAX / 4);
}
END_TEST

START_TEST(what_is_not_listed_is_counted)
{
	struct report_write_options how = { .list_limit = 10 };
	struct doc *d = report_sample_many(100);
	const char *at;

	/* 1 .. 10 are listed; 5 items with 50 flows were left out before. */
	written(d, REPORT_HTML, &how);
	at = strstr(text, "id=\"many\"");
	ck_assert_ptr_nonnull(at);
	ck_assert_ptr_nonnull(strstr(at, ">95 more with 5045 flows"));
	written(d, REPORT_TEXT, &how);
	ck_assert_ptr_nonnull(strstr(text, "95 more with 5045 flows"));
	written(d, REPORT_CSV, &how);
	ck_assert_ptr_nonnull(strstr(text,
	    "many,findings,folded,flows,5045\r\n"));
	written(d, REPORT_JSON, &how);
	ck_assert_ptr_nonnull(strstr(text, "\"flows\": 5045"));
	doc_free(d);
}
END_TEST

START_TEST(a_page_of_long_texts_shrinks_too)
{
	struct report_write_options how = { .max_bytes = PAGE_MAX };
	struct doc *d = report_sample_long(1000000);

	written(d, REPORT_HTML, &how);
	ck_assert_uint_le(size, PAGE_MAX);
	ck_assert_ptr_nonnull(strstr(text, " bytes more)"));
	ck_assert_ptr_nonnull(strstr(text, "</html>"));
	doc_free(d);
}
END_TEST

START_TEST(nothing_of_an_address_or_name_is_left)
{
	static const char *const secrets[] = { "10.20.", "203.0.113",
		"198.51.100", "updates.cdn", "rdsh01", "syslog.corp",
		"Head office", "login.example", "files.corp" };
	struct report_write_options how = { 0 };
	struct anonymizer *a;
	struct doc *d = report_sample();

	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(anonymizer_new(&a, NULL, NULL), 0);
	for (int f = REPORT_TEXT; f <= REPORT_CSV; f++) {
		how.anonymizer = NULL;
		written(d, (enum report_format)f, &how);
		for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]);
		     i++)
			ck_assert_ptr_nonnull(strstr(text, secrets[i]));
		how.anonymizer = a;
		written(d, (enum report_format)f, &how);
		/* 10/8 may by chance stay 10/8: then 10.20 is no leak. */
		for (size_t i = 1; i < sizeof(secrets) / sizeof(secrets[0]);
		     i++)
			ck_assert_msg(!strstr(text, secrets[i]), "%s in %d",
			    secrets[i], f);
		ck_assert_ptr_null(strstr(text, "10.20.40.118"));
		ck_assert_ptr_null(strstr(text, "10.20.0.9"));
	}
	anonymizer_free(a);
	doc_free(d);
}
END_TEST

START_TEST(text_has_colours_only_when_asked)
{
	struct report_write_options how = { 0 };
	struct doc *d = report_sample();

	ck_assert_ptr_null(strchr(written(d, REPORT_TEXT, &how), '\033'));
	how.color = true;
	ck_assert_ptr_nonnull(strchr(written(d, REPORT_TEXT, &how), '\033'));
	doc_free(d);
}
END_TEST

START_TEST(lines_stay_within_80_columns)
{
	struct report_write_options how = { 0 };
	struct doc *d = report_sample();
	const char *line = written(d, REPORT_TEXT, &how);

	while (*line) {
		size_t len = strcspn(line, "\n");

		if (!strstr(line, "rasaudit ") ||
		    strstr(line, "rasaudit ") > line + len)
			ck_assert_msg(len <= 80, "%.*s", (int)len, line);
		line += len + (line[len] == '\n');
	}
	doc_free(d);
}
END_TEST

static const char *
share_text(double share, struct strbuf *buf)
{
	struct page p = { .text_max = PAGE_ALL };
	struct doc_cell c = { .type = DOC_SHARE, .share = share };

	return page_cell(&p, &c, buf);
}

START_TEST(a_share_is_whole_only_when_it_is)
{
	struct strbuf buf;

	strbuf_init(&buf);
	ck_assert_str_eq(share_text(1, &buf), "100 %");
	ck_assert_str_eq(share_text(0.99999, &buf), "over 99.9 %");
	ck_assert_str_eq(share_text(0.5, &buf), "50.0 %");
	ck_assert_str_eq(share_text(0.0001, &buf), "under 0.1 %");
	ck_assert_str_eq(share_text(0, &buf), "0 %");
	strbuf_fini(&buf);
}
END_TEST

START_TEST(an_hour_that_comes_twice_has_its_offset)
{
	/* 2026-10-25 00:30 and 01:30 UTC are both 02:30 in Berlin. */
	const int64_t first = INT64_C(1792888200000000);
	const int64_t hour = INT64_C(3600000000);
	char out[ZONE_TEXT_MAX];
	struct when_zone zone;

	setenv("TZ", "America/New_York", 1);
	ck_assert_int_eq(when_zone_enter(&zone, "Europe/Berlin"), 0);
	ck_assert_str_eq(zone_format(first, out), "2026-10-25 02:30:00+0200");
	ck_assert_str_eq(zone_format_clock(first + hour, out), "02:30+0100");
	ck_assert_str_eq(zone_format_clock(first - hour, out), "01:30");
	ck_assert_str_eq(zone_format_clock(first + 2 * hour, out), "03:30");
	ck_assert_str_eq(zone_format(0, out), "");
	ck_assert_int_eq(when_zone_leave(&zone), 0);
	ck_assert_str_eq(getenv("TZ"), "America/New_York");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("write");
	TCase *tcase = tcase_create("write");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, formats_are_found_by_word_and_by_path);
	tcase_add_test(tcase, a_full_disk_is_told);
	tcase_add_test(tcase, a_page_stays_small_at_any_number_of_findings);
	tcase_add_test(tcase, what_is_not_listed_is_counted);
	tcase_add_test(tcase, a_page_of_long_texts_shrinks_too);
	tcase_add_test(tcase, nothing_of_an_address_or_name_is_left);
	tcase_add_test(tcase, text_has_colours_only_when_asked);
	tcase_add_test(tcase, lines_stay_within_80_columns);
	tcase_add_test(tcase, a_share_is_whole_only_when_it_is);
	tcase_add_test(tcase, an_hour_that_comes_twice_has_its_offset);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	free(text);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_mail.c - composing a mail: headers that nothing gets into, encodings
 * that come back.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "report/mail.h"

#define NOW UINT64_C(1795521600000000) /* 2026-11-24T12:00:00Z */

static const char *const to[] = { "admin@example.com", "root" };
static char *written;
static size_t written_len;
static struct err err;

static int
compose(const struct mail *m)
{
	FILE *out;
	int rc;

	free(written);
	out = open_memstream(&written, &written_len);
	ck_assert_ptr_nonnull(out);
	rc = mail_write(out, m, &err);
	fclose(out);
	return rc;
}

static struct mail
plain(void)
{
	return (struct mail){ .from = "rasaudit@farm.example",
		.to = to,
		.to_count = 2,
		.subject = "rasaudit: findings",
		.date_us = NOW,
		.text = "hello\n",
		.text_len = 6 };
}

/* The mail has these bytes. */
static void
has(const char *words)
{
	ck_assert_msg(strstr(written, words), "%s\nis not in\n%s", words,
	    written);
}

/* The header, up to the empty line, as lines that begin a field. */
static size_t
fields(void)
{
	size_t n = 1;

	for (const char *c = written; *c && strncmp(c, "\n\n", 2) != 0; c++)
		n += *c == '\n' && c[1] != ' ';
	return n;
}

static void
lines_are_short(void)
{
	size_t column = 0;

	for (size_t i = 0; i < written_len; i++) {
		column = written[i] == '\n' ? 0 : column + 1;
		ck_assert_uint_le(column, 78);
		ck_assert_int_ne(written[i], '\r');
		ck_assert_int_ne(written[i], '\0');
	}
}

START_TEST(a_mail_has_what_rfc_5322_asks_for)
{
	struct mail m = plain();

	ck_assert_int_eq(compose(&m), 0);
	has("From: rasaudit@farm.example\n");
	has("To: admin@example.com,\n root\n");
	has("\nSubject: rasaudit: findings\n");
	has("\nDate: Tue, 24 Nov 2026 12:00:00 +0000\n");
	has("\nMessage-ID:\n <");
	has("@farm.example>\n");
	has("\nMIME-Version: 1.0\n");
	has("\n\nhello\n");
	ck_assert_uint_eq(fields(), 8);
	lines_are_short();
}
END_TEST

START_TEST(same_mail_has_same_bytes_and_another_another_id)
{
	struct mail m = plain();
	char *first;

	ck_assert_int_eq(compose(&m), 0);
	first = strdup(written);
	ck_assert_int_eq(compose(&m), 0);
	ck_assert_str_eq(first, written);
	m.text = "hullo\n";
	ck_assert_int_eq(compose(&m), 0);
	ck_assert_int_ne(strncmp(strstr(first, " <"), strstr(written, " <"),
			     20),
	    0);
	free(first);
}
END_TEST

/* What a hostile site is called, and how many fields it may add: none. */
static const char *const hostile[] = {
	"x\r\nBcc: thief@example.com",
	"x\nBcc: thief@example.com\n\nbody",
	"x\r\n\r\n<html>",
	"=?UTF-8?B?Zm9v?=",
	"\xff\xfe\x80",
	"Z\xc3\xbcrich \xf0\x9f\x94\xa5 \xe2\x80\xae txt",
	" leading",
	"",
	"a very long subject that goes on and on and on and on and on and on",
};

START_TEST(nothing_gets_into_the_header)
{
	struct mail m = plain();
	char subject[128];

	snprintf(subject, sizeof(subject), "%s", hostile[_i]);
	m.subject = subject;
	ck_assert_int_eq(compose(&m), 0);
	ck_assert_uint_eq(fields(), 8);
	ck_assert_ptr_null(strstr(written, "\nBcc:"));
	ck_assert_ptr_null(strstr(written, "\n<html>"));
	lines_are_short();
}
END_TEST

START_TEST(encoded_words_hold_whole_characters)
{
	struct mail m = plain();
	char subject[302] = "x";
	char *w;

	/* Two bytes each, behind one of one: a cut at 42 is within one. */
	for (size_t i = 0; i < 150; i++)
		memcpy(subject + 1 + 2 * i, "\xc3\xbc", 2);
	m.subject = subject;
	ck_assert_int_eq(compose(&m), 0);
	lines_are_short();
	w = strstr(written, "=?UTF-8?B?eMO8w7zDvM");
	ck_assert_ptr_nonnull(w);
	while ((w = strstr(w + 1, "=?UTF-8?B?")))
		ck_assert_int_eq(strncmp(w + 10, "w7zDvM", 6), 0);
	m.subject = "Z\xc3\xbcrich";
	ck_assert_int_eq(compose(&m), 0);
	has("Subject: =?UTF-8?B?WsO8cmljaA==?=\n");
}
END_TEST

START_TEST(a_very_long_subject_is_cut)
{
	struct mail m = plain();
	char *subject = malloc(100001);

	memset(subject, 'x', 100000);
	subject[100000] = '\0';
	m.subject = subject;
	ck_assert_int_eq(compose(&m), 0);
	ck_assert_uint_lt(written_len, 3000);
	lines_are_short();
	free(subject);
}
END_TEST

START_TEST(text_is_quoted_as_rfc_2045_says)
{
	struct mail m = plain();

	m.text = "a=b\nend \n.\nFrom here\nZ\xc3\xbcrich\ttab\nno end";
	m.text_len = strlen(m.text);
	ck_assert_int_eq(compose(&m), 0);
	has("\na=3Db\nend=20\n=2E\n=46rom here\nZ=C3=BCrich=09tab\nno end\n");
}
END_TEST

START_TEST(a_long_line_of_text_is_broken_softly)
{
	struct mail m = plain();
	char text[200];

	memset(text, 'y', sizeof(text));
	m.text = text;
	m.text_len = sizeof(text);
	ck_assert_int_eq(compose(&m), 0);
	has("yyyy=\nyyyy");
	lines_are_short();
}
END_TEST

START_TEST(an_attachment_comes_in_base64)
{
	struct mail m = plain();
	const struct mail_part part = { .type = "text/html",
		.name = "rasaudit-2026-11-23.html",
		.data = "<p>hello",
		.len = 8 };

	m.parts = &part;
	m.part_count = 1;
	ck_assert_int_eq(compose(&m), 0);
	has("Content-Type: text/html; charset=utf-8\n");
	has(" filename=\"rasaudit-2026-11-23.html\"\n");
	has("\n\nPHA+aGVsbG8=\n");
	ck_assert_str_eq(written + written_len - 3, "--\n");
}
END_TEST

static const struct {
	const char *address;
	bool good;
} addresses[] = {
	{ "admin@example.com", true },
	{ "root", true },
	{ "first.last+tag@sub.example.com", true },
	{ "a@b", true },
	{ "", false },
	{ "@", false },
	{ "a@", false },
	{ "@b", false },
	{ "a@b@c", false },
	{ "-oQ/tmp@example.com", false },
	{ "a b@example.com", false },
	{ "a,b@example.com", false },
	{ "a@example.com, b", false },
	{ "<a@example.com>", false },
	{ "a@example.com\nBcc: b", false },
	{ "a\r@example.com", false },
	{ "\"a\"@example.com", false },
	{ "|cat", false },
	{ "/var/x", false }, /* sendmail would write a file */
	{ "a..b@example.com", false },
	{ ".a@example.com", false },
	{ "a@example..com", false },
	{ "a@-example.com", false },
	{ "z\xc3\xbc@example.com", false },
};

START_TEST(an_address_is_plain_atoms)
{
	struct mail m = plain();

	ck_assert_int_eq(mail_check_address(addresses[_i].address),
	    addresses[_i].good ? 0 : -EINVAL);
	m.to = &addresses[_i].address;
	m.to_count = 1;
	ck_assert_int_eq(compose(&m), addresses[_i].good ? 0 : -EINVAL);
	ck_assert(addresses[_i].good || written_len == 0);
	m = plain();
	m.from = addresses[_i].address;
	ck_assert_int_eq(compose(&m), addresses[_i].good ? 0 : -EINVAL);
}
END_TEST

START_TEST(a_name_of_an_attachment_is_plain_too)
{
	static const char *const names[] = { "a\"b", "a b", "../x", "a\nb",
		"" };
	struct mail m = plain();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct mail_part part = { .type = "text/html",
			.name = names[i],
			.data = "",
			.len = 0 };

		m.parts = &part;
		m.part_count = 1;
		ck_assert_msg(compose(&m) == -EINVAL, "%s", names[i]);
	}
	m = plain();
	m.to_count = 0;
	ck_assert_int_eq(compose(&m), -EINVAL);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	struct mail m = plain();
	FILE *full = fopen("/dev/full", "w");

	if (!full)
		return;
	ck_assert_int_eq(mail_write(full, &m, &err), -EIO);
	fclose(full);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mail");
	TCase *tc = tcase_create("mail");
	SRunner *runner = srunner_create(suite);
	int failed;

	if (digest_init() != 0)
		return EXIT_FAILURE;
	tcase_add_test(tc, a_mail_has_what_rfc_5322_asks_for);
	tcase_add_test(tc, same_mail_has_same_bytes_and_another_another_id);
	tcase_add_loop_test(tc, nothing_gets_into_the_header, 0,
	    sizeof(hostile) / sizeof(hostile[0]));
	tcase_add_test(tc, encoded_words_hold_whole_characters);
	tcase_add_test(tc, a_very_long_subject_is_cut);
	tcase_add_test(tc, text_is_quoted_as_rfc_2045_says);
	tcase_add_test(tc, a_long_line_of_text_is_broken_softly);
	tcase_add_test(tc, an_attachment_comes_in_base64);
	tcase_add_loop_test(tc, an_address_is_plain_atoms, 0,
	    sizeof(addresses) / sizeof(addresses[0]));
	tcase_add_test(tc, a_name_of_an_attachment_is_plain_too);
	tcase_add_test(tc, a_full_disk_is_told);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	free(written);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

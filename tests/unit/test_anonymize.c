/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_anonymize.c - addresses and names, replaced alike everywhere.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "report/anonymize.h"

/* The key and the addresses of the authors' own sample. */
static const uint8_t sample_key[ANONYMIZE_SECRET_BYTES] = { 21, 34, 23, 141, 51,
	164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131,
	121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2 };

static struct anonymizer *a;
static struct doc *d;
static struct name_list *names;
static struct strbuf out;

static void
setup(void)
{
	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(anonymizer_new(&a, sample_key, NULL), 0);
	d = doc_new(NULL);
	names = NULL;
	strbuf_init(&out);
}

static void
teardown(void)
{
	strbuf_fini(&out);
	name_list_free(names);
	doc_free(d);
	anonymizer_free(a);
}

static const char *
changed(enum doc_type type, const char *text)
{
	if (!names)
		names = name_list_new(d);
	strbuf_reset(&out);
	anonymize_text(a, names, type, text, &out);
	return strbuf_text(&out);
}

START_TEST(the_published_sample_comes_out)
{
	static const char *const pairs[][2] = {
		{ "128.11.68.132", "135.242.180.132" },
		{ "129.118.74.4", "134.136.186.123" },
		{ "130.132.252.244", "133.68.164.234" },
		{ "141.223.7.43", "141.167.8.160" },
		{ "141.233.145.108", "141.129.237.235" },
		{ "152.163.225.39", "151.140.114.167" },
		{ "156.29.3.236", "147.225.12.42" },
		{ "165.247.96.84", "162.9.99.234" },
		{ "166.107.77.190", "160.132.178.185" },
		{ "192.102.249.13", "252.138.62.131" },
		{ "::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed" },
		{ "::2", "78ff:f001:9fc0:20df:8380:b1f1:704:ef" },
		{ "2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		ck_assert_str_eq(changed(DOC_ADDRESS, pairs[i][0]),
		    pairs[i][1]);
}
END_TEST

static unsigned int
shared_bits(const struct addr *x, const struct addr *y)
{
	for (unsigned int i = 0; i < 128; i++)
		if (((x->b[i / 8] ^ y->b[i / 8]) >> (7 - i % 8)) & 1)
			return i;
	return 128;
}

START_TEST(prefixes_stay_exactly_as_long)
{
	static const char *const texts[] = { "10.0.0.1", "10.0.0.2",
		"10.0.0.130", "10.128.0.1", "192.168.1.1", "255.255.255.255",
		"0.0.0.0", "2001:db8::1", "2001:db8::8000:1", "fe80::1",
		"2001:db8:ffff::1" };
	const size_t count = sizeof(texts) / sizeof(texts[0]);
	struct addr in[sizeof(texts) / sizeof(texts[0])],
	    made[sizeof(texts) / sizeof(texts[0])];

	for (size_t i = 0; i < count; i++) {
		ck_assert_int_eq(addr_parse(texts[i], strlen(texts[i]), &in[i]),
		    0);
		made[i] = anonymizer_addr(a, &in[i]);
		ck_assert_int_eq(addr_is_v4(&made[i]), addr_is_v4(&in[i]));
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++)
			if (addr_is_v4(&in[i]) == addr_is_v4(&in[k]))
				ck_assert_uint_eq(shared_bits(&made[i],
						      &made[k]),
				    shared_bits(&in[i], &in[k]));
}
END_TEST

START_TEST(a_prefix_keeps_its_length)
{
	ck_assert_str_eq(changed(DOC_ADDRESS, "128.11.0.0/16"),
	    "135.242.0.0/16");
	ck_assert_str_eq(changed(DOC_ADDRESS, "128.11.68.132/16"),
	    "135.242.180.132/16"); /* no prefix, an address and a text */
}
END_TEST

START_TEST(addresses_in_texts_are_found)
{
	ck_assert_str_eq(changed(DOC_COMMAND,
			     "rasaudit flows --src 128.11.68.132:3389, "
			     "[::1]/x(129.118.74.4)."),
	    "rasaudit flows --src 135.242.180.132:3389, "
	    "[78ff:f001:9fc0:20df:8380:b1f1:704:ed]/x(134.136.186.123).");
	ck_assert_str_eq(changed(DOC_TEXT, "v128.11.68.132x"),
	    "v135.242.180.132x");
	ck_assert_str_eq(changed(DOC_TEXT, "::ffff:128.11.68.132"),
	    "::ffff:135.242.180.132");
	ck_assert_str_eq(changed(DOC_TEXT, "at 10:00:00, 3 flows, f-3fa2c1"),
	    "at 10:00:00, 3 flows, f-3fa2c1");
	ck_assert_str_eq(changed(DOC_TEXT, "19.4.25031.1"), "19.4.25031.1");
}
END_TEST

START_TEST(an_address_cell_without_address_is_a_name)
{
	ck_assert_int_eq(strncmp(changed(DOC_ADDRESS, "aa:bb:cc:dd:ee:ff"),
			     "name-", 5),
	    0);
	ck_assert_ptr_null(strstr(strbuf_text(&out), "aa:bb"));
}
END_TEST

START_TEST(names_are_alike_whatever_their_case_and_differ_by_secret)
{
	struct anonymizer *other;
	char first[64];

	snprintf(first, sizeof(first), "%s", changed(DOC_NAME, "Srv.Corp"));
	ck_assert_uint_eq(strlen(first), 15);
	ck_assert_str_eq(changed(DOC_NAME, "srv.corp"), first);
	ck_assert_str_ne(changed(DOC_NAME, "srv2.corp"), first);
	ck_assert_int_eq(anonymizer_new(&other, NULL, NULL), 0);
	strbuf_reset(&out);
	anonymizer_name(other, "srv.corp", &out);
	ck_assert_str_ne(strbuf_text(&out), first);
	anonymizer_free(other);
}
END_TEST

START_TEST(names_in_commands_are_those_of_the_document)
{
	struct doc_section *s = doc_section(d, DOC_DETAIL, "s", "S");
	char want[192], short_label[32], label[32];

	doc_set_text(d, doc_fact(s, "f", "F", DOC_NAME), "web.corp.example");
	doc_set_text(d, doc_fact(s, "g", "G", DOC_NAME), "web");
	doc_hide(d, "Head office");
	snprintf(label, sizeof(label), "%s",
	    changed(DOC_NAME, "web.corp.example"));
	snprintf(short_label, sizeof(short_label), "%s",
	    changed(DOC_NAME, "web"));
	snprintf(want, sizeof(want), "known %s, %s webs", label, short_label);
	ck_assert_str_eq(changed(DOC_COMMAND,
			     "known WEB.corp.example, web "
			     "webs"),
	    want);
	ck_assert_ptr_null(strstr(changed(DOC_COMMAND, "x \"Head office\""),
	    "office"));
	/* In prose a name without a dot may be any word. */
	snprintf(want, sizeof(want), "the web of %s", label);
	ck_assert_str_eq(changed(DOC_TEXT, "the web of web.corp.example"),
	    want);
}
END_TEST

START_TEST(a_secret_file_makes_reports_alike)
{
	char path[] = "/tmp/test_anonymizeXXXXXX";
	int fd = mkstemp(path);
	struct anonymizer *one, *two;
	struct addr in = addr_from_v4((const uint8_t[]){ 10, 1, 2, 3 }), x, y;
	struct err e;

	ck_assert_int_eq(write(fd, "0123456789abcde", 15), 15);
	ck_assert_int_eq(anonymizer_new_file(&one, path, &e), -EINVAL);
	ck_assert_ptr_nonnull(strstr(e.text, path));
	ck_assert_int_eq(write(fd, "f", 1), 1);
	ck_assert_int_eq(anonymizer_new_file(&one, path, &e), 0);
	ck_assert_int_eq(anonymizer_new_file(&two, path, &e), 0);
	x = anonymizer_addr(one, &in);
	y = anonymizer_addr(two, &in);
	ck_assert(addr_equal(&x, &y));
	y = anonymizer_addr(a, &in);
	ck_assert(!addr_equal(&x, &y));
	anonymizer_free(one);
	anonymizer_free(two);
	close(fd);
	unlink(path);
	ck_assert_int_eq(anonymizer_new_file(&one, path, &e), -ENOENT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("anonymize");
	TCase *tcase = tcase_create("anonymize");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_published_sample_comes_out);
	tcase_add_test(tcase, prefixes_stay_exactly_as_long);
	tcase_add_test(tcase, a_prefix_keeps_its_length);
	tcase_add_test(tcase, addresses_in_texts_are_found);
	tcase_add_test(tcase, an_address_cell_without_address_is_a_name);
	tcase_add_test(tcase,
	    names_are_alike_whatever_their_case_and_differ_by_secret);
	tcase_add_test(tcase, names_in_commands_are_those_of_the_document);
	tcase_add_test(tcase, a_secret_file_makes_reports_alike);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_pack.c - packs come back, and a pack that was touched does not.
 *
 * The key is that of test 1 of RFC 8032 section 7.1.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/pack.h"
#include "report/tar.h"

static const char private_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
static const char public_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";
static const char other_public_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU=\n"
    "-----END PUBLIC KEY-----\n";
static const char p256_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgM0+9Q0Zb6Wt5/HXB\n"
    "S2kOvSYt2Hkobrk2GmgTMqmaS06hRANCAAT7gzRxv46zv+4VRG7wCB/t70cQsIJN\n"
    "4DLZSF3eldgMC5TAX7+JXtHKEi09ozJoODLE8P0VMEZlaDD6dikRm/8Q\n"
    "-----END PRIVATE KEY-----\n";
static const char locked_pem[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhC6cceXmYfsAICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGdhTYRi1Fb2QVpV107UMYQEQK0G\n"
    "TnQQM2RsDEC3WgA8aL+668chSdqW+CIOwOpFMrTmPtiqZJNg3V5eFc4NQ410s9WV\n"
    "0GwdcR5pYALpuKlbPiQ=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

static const struct pack_fact facts[] = {
	{ "program", "rasaudit 0.1.0" },
	{ "site", "Z\xc3\xbcrich\nsigned-by: me" },
};
static const struct pack_file files[] = {
	{ "report.txt", "hello\n", 6 },
	{ "report.html", "<p>", 3 },
	{ "flows.csv", "", 0 },
};

static struct sign_key *private, *public, *other;
static struct err err;
static char *made;
static size_t made_len;
static char problems[4096], told[4096];

static void
setup(void)
{
	ck_assert_int_eq(sign_key_private(&private, "k", private_pem,
			     strlen(private_pem), &err),
	    0);
	ck_assert_int_eq(sign_key_public(&public, "p", public_pem,
			     strlen(public_pem), &err),
	    0);
	ck_assert_int_eq(sign_key_public(&other, "o", other_public_pem,
			     strlen(other_public_pem), &err),
	    0);
}

static void
teardown(void)
{
	sign_key_free(private);
	sign_key_free(public);
	sign_key_free(other);
	free(made);
	made = NULL;
}

static void
make(const struct sign_key *key)
{
	FILE *out;

	free(made);
	out = open_memstream(&made, &made_len);
	ck_assert_int_eq(pack_write(out, facts, 2, files, 3, key, &err), 0);
	fclose(out);
}

static void
note(char *list, size_t size, const char *text)
{
	size_t len = strlen(list);

	snprintf(list + len, size - len, "%s\n", text);
}

static void
on_problem(const char *text, void *arg)
{
	(void)arg;
	note(problems, sizeof(problems), text);
}

static void
on_fact(const char *text, void *arg)
{
	(void)arg;
	note(told, sizeof(told), text);
}

/* Verify bytes in memory of their exact size. */
static struct pack_check
verify_bytes(const char *bytes, size_t len, const struct sign_key *key)
{
	struct pack_check c = {
		.on_problem = on_problem, .on_fact = on_fact, .key = key
	};
	uint8_t *exact = malloc(len ? len : 1);

	memcpy(exact, bytes, len);
	problems[0] = told[0] = '\0';
	pack_verify(exact, len, &c);
	free(exact);
	ck_assert_uint_eq(c.problems == 0, problems[0] == '\0');
	return c;
}

static struct pack_check
verify(const struct sign_key *key)
{
	return verify_bytes(made, made_len, key);
}

static void
is_said(const char *words)
{
	ck_assert_msg(strstr(problems, words), "%s is not in\n%s", words,
	    problems);
}

/* Signatures. */

START_TEST(signature_is_that_of_rfc_8032)
{
	static const uint8_t expected[SIGN_BYTES] = { 0xe5, 0x56, 0x43, 0x00,
		0xc3, 0x60, 0xac, 0x72, 0x90, 0x86, 0xe2, 0xcc, 0x80, 0x6e,
		0x82, 0x8a, 0x84, 0x87, 0x7f, 0x1e, 0xb8, 0xe5, 0xd9, 0x74,
		0xd8, 0x73, 0xe0, 0x65, 0x22, 0x49, 0x01, 0x55, 0x5f, 0xb8,
		0x82, 0x15, 0x90, 0xa3, 0x3b, 0xac, 0xc6, 0x1e, 0x39, 0x70,
		0x1c, 0xf9, 0xb4, 0x6b, 0xd2, 0x5b, 0xf5, 0xf0, 0x59, 0x5b,
		0xbe, 0x24, 0x65, 0x51, 0x41, 0x43, 0x8e, 0x7a, 0x10, 0x0b };
	uint8_t sig[SIGN_BYTES];

	ck_assert_int_eq(sign_make(private, "", 0, sig), 0);
	ck_assert_mem_eq(sig, expected, SIGN_BYTES);
	ck_assert(sign_check(public, "", 0, sig));
	ck_assert(sign_check(private, "", 0, sig));
	ck_assert(!sign_check(public, "x", 1, sig));
	ck_assert(!sign_check(other, "", 0, sig));
	sig[5] ^= 1;
	ck_assert(!sign_check(public, "", 0, sig));
	/* A public key does not sign. */
	ck_assert_int_ne(sign_make(public, "", 0, sig), 0);
}
END_TEST

START_TEST(what_is_no_key_is_refused)
{
	static const char *const texts[] = { "", "hello", public_pem, p256_pem,
		locked_pem, "-----BEGIN PRIVATE KEY-----\n" };
	struct sign_key *k = NULL;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert_int_eq(sign_key_private(&k, "my.pem", texts[i],
				     strlen(texts[i]), &err),
		    -EINVAL);
		ck_assert_ptr_nonnull(strstr(err.text, "my.pem"));
	}
	ck_assert_int_eq(sign_key_public(&k, "my.pem", private_pem,
			     strlen(private_pem), &err),
	    -EINVAL);
	ck_assert_ptr_null(k);
}
END_TEST

/* Packs. */

START_TEST(a_signed_pack_verifies)
{
	struct pack_check c;

	make(private);
	c = verify(public);
	ck_assert_str_eq(problems, "");
	ck_assert_uint_eq(c.files, 3);
	ck_assert(c.has_signature && c.signature_good);
	ck_assert_ptr_nonnull(strstr(told, "program: rasaudit 0.1.0\n"));
	/* A value can not write another line. */
	ck_assert_ptr_nonnull(strstr(told,
	    "site: Z\xc3\xbcrich\\x0asigned-by: me\n"));
	ck_assert_ptr_nonnull(strstr(told, "signed-by: 21fe31df"));
	c = verify(NULL);
	ck_assert_str_eq(problems, "");
	ck_assert(c.has_signature && !c.signature_good);
}
END_TEST

START_TEST(an_unsigned_pack_says_so)
{
	struct pack_check c;

	make(NULL);
	c = verify(NULL);
	ck_assert_str_eq(problems, "");
	ck_assert(!c.has_signature);
	ck_assert_ptr_nonnull(strstr(told, "signed-by: nobody\n"));
	verify(public);
	is_said("not signed");
}
END_TEST

START_TEST(a_pack_has_the_same_bytes_every_time)
{
	char *first;
	size_t len;

	make(private);
	first = made;
	len = made_len;
	made = NULL;
	make(private);
	ck_assert_uint_eq(len, made_len);
	ck_assert_mem_eq(first, made, len);
	free(first);
}
END_TEST

START_TEST(another_key_is_told)
{
	make(private);
	ck_assert(!verify(other).signature_good);
	is_said("not of this key");
}
END_TEST

START_TEST(every_changed_byte_is_seen)
{
	make(_i ? private : NULL);
	/* In an unsigned pack the head of the manifest says what it likes. */
	for (size_t i = 0; i < made_len; i++) {
		if (!_i && i >= 512 && i < 640)
			continue;
		made[i] ^= 0x20;
		ck_assert_msg(verify(_i ? public : NULL).problems > 0,
		    "byte %zu", i);
		made[i] ^= 0x20;
	}
}
END_TEST

START_TEST(every_cut_is_seen)
{
	make(private);
	for (size_t len = 0; len < made_len; len += len % 512 ? 511 : 1)
		ck_assert_msg(verify_bytes(made, len, NULL).problems > 0,
		    "%zu bytes", len);
}
END_TEST

START_TEST(what_stands_behind_the_end_is_seen)
{
	char *more;

	make(private);
	more = calloc(1, made_len + 512);
	memcpy(more, made, made_len);
	ck_assert_uint_gt(verify_bytes(more, made_len + 512, NULL).problems, 0);
	free(more);
}
END_TEST

/* A pack taken apart and put together by hand. */
static void
put_together(const char *const *names, size_t count)
{
	struct tar_reader r = { .data = (const uint8_t *)made,
		.len = made_len };
	struct tar_entry entries[8], e;
	size_t n = 0, len;
	char *bytes;
	FILE *out = open_memstream(&bytes, &len);

	while (tar_next(&r, &e) == 1)
		entries[n++] = e;
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;

		while (k < n && strcmp(entries[k].name, names[i]) != 0)
			k++;
		if (k < n)
			tar_write(out, names[i], entries[k].data,
			    entries[k].len);
		else
			tar_write(out, names[i], "new", 3);
	}
	tar_write_end(out);
	fclose(out);
	free(made);
	made = bytes;
	made_len = len;
}

static const struct {
	const char *names[6];
	size_t count;
	const char *said; /* NULL: it verifies */
} arrangements[] = {
	{ { "MANIFEST", "MANIFEST.sig", "report.txt", "report.html",
	      "flows.csv" },
	    5, NULL },
	{ { "MANIFEST", "report.txt", "report.html", "flows.csv" }, 4,
	    "signature is missing" },
	{ { "MANIFEST", "MANIFEST.sig", "report.txt", "report.html" }, 4,
	    "flows.csv is missing" },
	{ { "MANIFEST", "MANIFEST.sig", "report.html", "report.txt",
	      "flows.csv" },
	    5, "report.html stands where the manifest has report.txt" },
	{ { "MANIFEST", "MANIFEST.sig", "report.txt", "report.html",
	      "flows.csv", "extra" },
	    6, "extra is in the pack and not in the manifest" },
	{ { "MANIFEST", "MANIFEST.sig", "report.txt", "report.txt",
	      "report.html", "flows.csv" },
	    6, "report.txt stands where" },
	{ { "report.txt", "MANIFEST", "MANIFEST.sig" }, 3,
	    "does not begin with a MANIFEST" },
	{ { "MANIFEST" }, 1, "missing" },
};

START_TEST(nothing_is_missing_or_extra)
{
	make(private);
	put_together(arrangements[_i].names, arrangements[_i].count);
	ck_assert_uint_eq(verify(public).problems > 0,
	    arrangements[_i].said != NULL);
	if (arrangements[_i].said)
		is_said(arrangements[_i].said);
}
END_TEST

/* Manifests that no one but an attacker writes. */
static const char *const manifests[] = {
	"",
	"\n",
	"# rasaudit pack 2\n",
	"# rasaudit pack 1",
	"# rasaudit pack 1\n",
	"# rasaudit pack 1\n# signed-by: nobody\nshort\n",
	"# rasaudit pack 1\n# signed-by: nobody\n"
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	"  ../../etc/passwd\n",
	"# rasaudit pack 1\n# signed-by: nobody\n"
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	"  a\n# later: head\n",
	"# rasaudit pack 1\n# x: \x1b[31mred\n# signed-by: nobody\n",
	"# rasaudit pack 1\n# x: \xff\n# signed-by: nobody\n",
};

START_TEST(hostile_manifests_do_not_verify)
{
	FILE *out;

	free(made);
	out = open_memstream(&made, &made_len);
	tar_write(out, PACK_MANIFEST, manifests[_i], strlen(manifests[_i]));
	tar_write(out, "a", "", 0);
	tar_write_end(out);
	fclose(out);
	ck_assert_uint_gt(verify(NULL).problems, 0);
	ck_assert_ptr_null(strchr(problems, '\x1b'));
	ck_assert_ptr_null(strchr(told, '\x1b'));
}
END_TEST

static const char *const bad_names[] = { "", ".x", "../x", "a/b", "-x", "a b",
	"a\n", "MANIFEST", "MANIFEST.sig",
	"a-name-of-more-than-sixty-four-bytes-is-longer-than-one-needs-it-x" };

START_TEST(names_stay_in_the_folder)
{
	struct pack_file f = { .name = bad_names[_i], .data = "" };
	char *bytes;
	size_t len;
	FILE *out = open_memstream(&bytes, &len);

	ck_assert_int_eq(pack_write(out, NULL, 0, &f, 1, NULL, &err), -EINVAL);
	fclose(out);
	ck_assert_uint_eq(len, 0);
	free(bytes);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	FILE *full = fopen("/dev/full", "w");

	if (!full)
		return;
	ck_assert_int_eq(pack_write(full, facts, 2, files, 3, NULL, &err),
	    -EIO);
	fclose(full);
}
END_TEST

#define COUNT(list) (int)(sizeof(list) / sizeof((list)[0]))

int
main(void)
{
	Suite *suite = suite_create("pack");
	TCase *tc = tcase_create("pack");
	SRunner *runner = srunner_create(suite);
	int failed;

	if (digest_init() != 0)
		return EXIT_FAILURE;
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, signature_is_that_of_rfc_8032);
	tcase_add_test(tc, what_is_no_key_is_refused);
	tcase_add_test(tc, a_signed_pack_verifies);
	tcase_add_test(tc, an_unsigned_pack_says_so);
	tcase_add_test(tc, a_pack_has_the_same_bytes_every_time);
	tcase_add_test(tc, another_key_is_told);
	tcase_add_loop_test(tc, every_changed_byte_is_seen, 0, 2);
	tcase_add_test(tc, every_cut_is_seen);
	tcase_add_test(tc, what_stands_behind_the_end_is_seen);
	tcase_add_loop_test(tc, nothing_is_missing_or_extra, 0,
	    COUNT(arrangements));
	tcase_add_loop_test(tc, hostile_manifests_do_not_verify, 0,
	    COUNT(manifests));
	tcase_add_loop_test(tc, names_stay_in_the_folder, 0, COUNT(bad_names));
	tcase_add_test(tc, a_full_disk_is_told);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

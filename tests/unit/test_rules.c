/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_rules.c - the files in rules/ load, and ras-19.rules holds what it
 * promises.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "base/diag.h"
#include "base/digest.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "policy/policy.h"
#include "verdict_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PATH_BYTES 4096

/* Of id, section, ends, protocols, ports, scope, feature, mark and text of
 * each row of ras-19.rules.  A wanted change of the matrix changes it. */
#define MATRIX_DIGEST                                                          \
	"160c81a0dfc309b8eafc3795ec3e35a67453d0add622c0673cfb0ce6335f7a9e"

static const char *const files[] = {
	"rules/ras-19.rules",
	"rules/lab-site.rules",
	"rules/example-site.rules",
	"rules/windows-domain.rules",
	"rules/management.rules",
};

static const struct {
	const char *section;
	size_t rows, inferred, optional;
} sections[] = {
	{ "All Components", 1, 0, 0 },
	{ "Parallels Client", 15, 1, 5 },
	{ "Web (external)", 5, 0, 2 },
	{ "HALB", 4, 0, 0 },
	{ "RAS Secure Gateway", 8, 0, 1 },
	{ "RAS Connection Broker", 24, 0, 0 },
	{ "RAS Console", 19, 1, 0 },
	{ "SSRS", 1, 0, 0 },
	{ "RAS Reporting", 2, 0, 0 },
	{ "RAS Web Administration Service (REST/Management Portal)", 12, 7, 0 },
	{ "RAS PowerShell", 5, 0, 0 },
	{ "RAS Provider Agent", 11, 0, 0 },
	{ "RAS Enrollment Server", 8, 0, 0 },
	{ "RAS RD Session Host Agent", 5, 0, 0 },
	{ "RAS Guest Agent", 6, 0, 0 },
	{ "RAS Remote PC Agent", 5, 0, 0 },
	{ "Tenant Broker", 1, 0, 0 },
	{ "Azure Virtual Desktop (required URLs)", 13, 0, 0 },
	{ "Azure Virtual Desktop (optional URLs)", 9, 0, 9 },
	{ "Azure Virtual Desktop (optional URLs, Azure Gov)", 3, 0, 3 },
};

START_TEST(every_file_loads_without_errors)
{
	for (size_t i = 0; i < COUNT(files); i++) {
		struct policy *p = world_policy_file(files[i]);

		ck_assert_str_eq(policy_matrix_id(p), "ras-19");
		policy_free(p);
	}
}
END_TEST

static struct diag_list *
lint(const char *file)
{
	struct policy_options options = { .now_us = WORLD_TIME_US };
	char path[PATH_BYTES];
	struct diag_list *diags;
	struct policy *p;

	snprintf(path, sizeof(path), "%s/%s", world_srcdir(), file);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	ck_assert_int_eq(policy_load(&p, path, &options, diags), 0);
	policy_free(p);
	return diags;
}

START_TEST(matrix_and_example_are_without_lint)
{
	static const char *const clean[] = { "rules/ras-19.rules",
		"rules/example-site.rules", "rules/windows-domain.rules",
		"rules/management.rules" };

	for (size_t i = 0; i < COUNT(clean); i++) {
		struct diag_list *diags = lint(clean[i]);
		char text[512];

		if (diag_kept(diags) > 0)
			ck_abort_msg("%s",
			    diag_format(diag_at(diags, 0), text, sizeof(text)));
		diag_list_free(diags);
	}
}
END_TEST

/* It has neither, and says so rather than invent them. */
START_TEST(lab_lacks_a_tenant_and_its_broker_only)
{
	struct diag_list *diags = lint("rules/lab-site.rules");

	ck_assert_uint_eq(diag_kept(diags), 2);
	for (size_t i = 0; i < 2; i++)
		ck_assert_ptr_nonnull(strstr(diag_at(diags, i)->text,
		    "no address has the role \"tenant"));
	diag_list_free(diags);
}
END_TEST

START_TEST(matrix_has_the_rows_of_the_page_in_its_order)
{
	struct policy *p = world_policy_file(files[0]);
	size_t row = 0;

	for (size_t i = 0; i < COUNT(sections); i++) {
		size_t inferred = 0, optional = 0;

		for (size_t j = 0; j < sections[i].rows; j++, row++) {
			const struct policy_row *r = policy_row_at(p, row);

			ck_assert_str_eq(r->section, sections[i].section);
			ck_assert(r->allow);
			ck_assert_uint_eq(r->origin, ROW_ORIGIN_MATRIX);
			inferred += r->inferred;
			optional += r->feature >= 0;
		}
		ck_assert_uint_eq(inferred, sections[i].inferred);
		ck_assert_uint_eq(optional, sections[i].optional);
	}
	ck_assert_uint_eq(row, 157);
	ck_assert_uint_eq(policy_row_count(p), 157);
	policy_free(p);
}
END_TEST

static void
add_fields(struct strbuf *s, const struct policy *p, const struct policy_row *r)
{
	const char *feature =
	    r->feature < 0 ? "" : policy_feature_at(p, (size_t)r->feature)->id;

	strbuf_addf(s, "%s|%s|%s|%s|%s|%s|%d|%s|%d|%s\n", r->id, r->section,
	    r->src.text, r->dst.text, r->proto_text, r->port_text, r->broadcast,
	    feature, r->inferred, r->text);
}

START_TEST(matrix_is_the_one_that_was_proof_read)
{
	struct policy *p = world_policy_file(files[0]);
	char digest[DIGEST_SHA256_TEXT_MAX];
	struct strbuf s;

	strbuf_init(&s);
	for (size_t i = 0; i < policy_row_count(p); i++)
		add_fields(&s, p, policy_row_at(p, i));
	ck_assert_int_eq(strbuf_error(&s), 0);
	digest_sha256_text(strbuf_text(&s), s.len, digest);
	ck_assert_str_eq(digest, MATRIX_DIGEST);
	strbuf_fini(&s);
	policy_free(p);
}
END_TEST

START_TEST(features_are_off_but_for_the_optional_addresses)
{
	struct policy *p = world_policy_file(files[0]);

	ck_assert_uint_eq(policy_feature_count(p), 6);
	for (size_t i = 0; i < policy_feature_count(p); i++) {
		const struct policy_feature *f = policy_feature_at(p, i);

		ck_assert_int_eq(f->default_on,
		    strcmp(f->id, "avd-optional") == 0);
	}
	policy_free(p);
}
END_TEST

static void
check_expect(const struct policy *p, uint8_t proto, uint16_t port,
    const char *apps)
{
	const struct policy_expect *e = policy_expect_of(p, proto, port);
	char text[128] = "";

	for (size_t i = 0; e != NULL && i < e->app_count; i++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof(text) - len, "%s%s",
		    i > 0 ? "," : "", e->apps[i].name);
	}
	ck_assert_msg(strcmp(text, apps) == 0, "%d %d: \"%s\"", proto, port,
	    text);
}

START_TEST(ports_are_expected_to_carry_what_the_design_says)
{
	struct policy *p = world_policy_file(files[0]);

	check_expect(p, PROTO_TCP, 3389, "rdp");
	check_expect(p, PROTO_TCP, 443, "tls");
	check_expect(p, PROTO_UDP, 3389, "rdp-udp");
	check_expect(p, PROTO_UDP, 443, "dtls,quic,rdp-udp");
	check_expect(p, PROTO_TCP, 53, "dns");
	check_expect(p, PROTO_UDP, 53, "dns");
	check_expect(p, PROTO_TCP, 88, "kerberos");
	check_expect(p, PROTO_UDP, 88, "kerberos");
	check_expect(p, PROTO_TCP, 389, "ldap");
	check_expect(p, PROTO_TCP, 3268, "ldap");
	check_expect(p, PROTO_TCP, 636, "tls");
	check_expect(p, PROTO_TCP, 3269, "tls");
	check_expect(p, PROTO_TCP, 445, "smb");
	check_expect(p, PROTO_TCP, 587, "smtp");
	check_expect(p, PROTO_TCP, 1433, "tds");
	check_expect(p, PROTO_UDP, 1812, "radius");
	check_expect(p, PROTO_UDP, 1813, "radius");
	check_expect(p, PROTO_TCP, 8086, "http");
	check_expect(p, PROTO_TCP, 80, "");
	check_expect(p, PROTO_UDP, 80, "");
	policy_free(p);
}
END_TEST

/* "#word" is a statement that waits to be switched on, "# text" is prose. */
static void
uncomment(const char *text, struct strbuf *out)
{
	bool line_start = true;

	for (; *text != '\0'; text++) {
		if (!line_start || *text != '#' || text[1] < 'a' ||
		    text[1] > 'z')
			strbuf_add_char(out, *text);
		line_start = *text == '\n';
	}
}

START_TEST(helpers_that_are_commented_out_are_right_when_switched_on)
{
	char path[PATH_BYTES];
	struct strbuf text, all;
	struct policy *p;

	strbuf_init(&text);
	strbuf_init(&all);
	snprintf(path, sizeof(path), "%s/rules/management.rules",
	    world_srcdir());
	ck_assert_int_eq(text_read_file(&text, path, POLICY_FILE_MAX), 0);
	p = world_policy(strbuf_text(&text));
	ck_assert_uint_eq(policy_known_count(p), 0);
	policy_free(p);
	uncomment(strbuf_text(&text), &all);
	p = world_policy(strbuf_text(&all));
	ck_assert_uint_ge(policy_known_count(p), 15);
	policy_free(p);
	strbuf_fini(&all);
	strbuf_fini(&text);
}
END_TEST

START_TEST(domain_members_are_known_to_their_controllers)
{
	static const struct {
		const char *proto;
		uint16_t port;
		bool known;
	} cases[] = {
		{ "tcp", 53, true },
		{ "udp", 53, true },
		{ "tcp", 88, true },
		{ "udp", 88, true },
		{ "udp", 123, true },
		{ "tcp", 123, false },
		{ "tcp", 135, true },
		{ "tcp", 389, true },
		{ "udp", 389, true },
		{ "tcp", 445, true },
		{ "udp", 445, false },
		{ "tcp", 464, true },
		{ "udp", 464, true },
		{ "tcp", 636, true },
		{ "tcp", 3268, true },
		{ "tcp", 3269, true },
		{ "tcp", 49151, false },
		{ "tcp", 49152, true },
		{ "tcp", 65535, true },
		{ "udp", 49152, false },
	};
	struct policy *p = world_policy("include \"windows-domain.rules\"\n"
					"address 10.0.0.1 rdsh-agent\n"
					"address 10.0.0.2 ad-ds\n");

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct verdict_facts f = world_flow(p, "10.0.0.1", "10.0.0.2",
		    cases[i].proto, cases[i].port);
		struct verdict_result r;

		verdict_judge(p, &f, &r);
		ck_assert_uint_eq(r.verdict, VERDICT_MISSED);
		ck_assert_msg((r.known != NULL) == cases[i].known, "%s %u",
		    cases[i].proto, cases[i].port);
	}
	policy_free(p);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rules");
	TCase *tc = tcase_create("rules");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, every_file_loads_without_errors);
	tcase_add_test(tc, matrix_and_example_are_without_lint);
	tcase_add_test(tc, lab_lacks_a_tenant_and_its_broker_only);
	tcase_add_test(tc, matrix_has_the_rows_of_the_page_in_its_order);
	tcase_add_test(tc, matrix_is_the_one_that_was_proof_read);
	tcase_add_test(tc, features_are_off_but_for_the_optional_addresses);
	tcase_add_test(tc, ports_are_expected_to_carry_what_the_design_says);
	tcase_add_test(tc,
	    helpers_that_are_commented_out_are_right_when_switched_on);
	tcase_add_test(tc, domain_members_are_known_to_their_controllers);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_matrix_names.c - generated proof: every row of ras-19.rules that leads
 * to a name, by DNS, by SNI, by both, against DNS, and for names that almost
 * fit.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "matrix_oracle.h"
#include "verdict_world.h"

#define NAMED_ROWS 36 /* of a pattern, or a role that has names */
#define NAME_BYTES 160

static struct policy *policy;
static struct oracle oracle;
static size_t proved, twins;

static const char *
source_of(int role, char out[static 32])
{
	snprintf(out, 32, "10.50.%d.1", role + 1);
	return out;
}

static void
setup(void)
{
	static const char *const features[] = { "direct-mode",
		"rdp-load-balancing", "shortpath", "lets-encrypt",
		"avd-optional", "avd-gov" };
	struct strbuf text;
	char a[32];

	strbuf_init(&text);
	strbuf_add(&text, "include \"ras-19.rules\"\nsite \"names\"\n");
	for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		strbuf_addf(&text, "feature %s on\n", features[i]);
	for (int role = 0; role < ORACLE_ROLES; role++)
		strbuf_addf(&text, "address %s %s\n", source_of(role, a),
		    oracle_roles[role].id);
	policy = world_policy(strbuf_text(&text));
	strbuf_fini(&text);
	oracle_init(&oracle, policy, true);
	proved = twins = 0;
}

static void
teardown(void)
{
	oracle_fini(&oracle);
	policy_free(policy);
}

struct probe {
	const struct oracle_row *row;
	const char *src, *proto;
	uint16_t port;
};

static struct verdict_result
judge(const struct probe *p, const char *const *names, size_t count,
    enum name_basis basis, bool contradicted)
{
	struct verdict_facts f =
	    world_flow(policy, p->src, OUTSIDE, p->proto, p->port);
	struct verdict_result r;

	f.names = names;
	f.name_count = count;
	f.name_basis = basis;
	f.name_contradicted = contradicted;
	verdict_judge(policy, &f, &r);
	return r;
}

static void
prove_fitting(const struct probe *p, const char *name)
{
	static const enum name_basis bases[] = { NAME_BASIS_DNS, NAME_BASIS_SNI,
		NAME_BASIS_DNS_SNI };
	const char *const names[] = { name, "evil.example" };
	struct verdict_result r;

	for (size_t i = 0; i < 3; i++) {
		r = judge(p, names, 1, bases[i], false);
		ck_assert_msg(r.verdict == VERDICT_ALLOWED &&
			r.reason == REASON_ROW && r.name_basis == bases[i],
		    "%s: %s is not allowed by basis %zu", p->row->id, name, i);
		/* It, or one that is more specific. */
		ck_assert_uint_le(r.row->role_width, p->row->role_width);
	}
	/* A claim of something else, where DNS gave this; and a service
	 * beside it, with and without such a claim. */
	r = judge(p, names, 1, NAME_BASIS_DNS, true);
	ck_assert_msg(r.verdict == VERDICT_ALLOWED, "%s", p->row->id);
	r = judge(p, names, 2, NAME_BASIS_DNS, false);
	ck_assert_msg(r.verdict != VERDICT_ALLOWED, "%s", p->row->id);
	r = judge(p, names, 2, NAME_BASIS_DNS, true);
	ck_assert_msg(r.verdict != VERDICT_ALLOWED &&
		(r.verdict != VERDICT_MISSED ||
		    r.reason == REASON_NAME_CONTRADICTED),
	    "%s", p->row->id);
	/* DNS gave something else, whatever was claimed. */
	r = judge(p, names + 1, 1, NAME_BASIS_DNS, true);
	ck_assert_msg(r.verdict != VERDICT_ALLOWED &&
		(r.verdict != VERDICT_MISSED ||
		    r.reason == REASON_NAME_CONTRADICTED),
	    "%s", p->row->id);
	r = judge(p, NULL, 0, NAME_BASIS_NONE, false);
	ck_assert_msg(r.verdict != VERDICT_ALLOWED, "%s", p->row->id);
	proved++;
}

/* By plain comparison: a star in front is one character or more. */
static bool
fits(const char *pattern, const char *name)
{
	size_t len = strlen(pattern), have = strlen(name);

	if (pattern[0] != '*')
		return strcmp(pattern, name) == 0;
	return have >= len && strcmp(pattern + 1, name + have - len + 1) == 0;
}

/* The name fits another pattern of the row. */
static bool
is_of(const char *row_id, const char *pattern, const char *name)
{
	const struct oracle_row *row = oracle.rows;

	while (strcmp(row->id, row_id) != 0)
		ck_assert(++row < oracle.rows + oracle.count);
	if (strcmp(row->name, pattern) != 0 && fits(row->name, name))
		return true;
	for (int dst = 0; dst < ORACLE_ROLES; dst++)
		for (size_t i = 0; row->dst[dst] && i < 3; i++)
			if (oracle_roles[dst].names[i] &&
			    strcmp(oracle_roles[dst].names[i], pattern) != 0 &&
			    fits(oracle_roles[dst].names[i], name))
				return true;
	return false;
}

static void
prove_twin(const struct probe *p, const char *pattern, const char *name)
{
	static const enum name_basis bases[] = { NAME_BASIS_DNS, NAME_BASIS_SNI,
		NAME_BASIS_DNS_SNI };

	for (size_t i = 0; i < 3; i++) {
		struct verdict_result r = judge(p, &name, 1, bases[i], false);

		ck_assert_msg(r.verdict != VERDICT_ALLOWED ||
			is_of(r.row->id, pattern, name),
		    "%s: %s is allowed by %s", p->row->id, name,
		    world_id(r.row));
		twins += r.verdict != VERDICT_ALLOWED;
	}
}

static void
prove_pattern(const struct probe *p, const char *pattern)
{
	bool open = pattern[0] == '*';
	const char *rest = pattern + open;
	const char *bare = rest + (rest[0] == '.');
	char name[NAME_BYTES];

	snprintf(name, sizeof(name), "%s%s", open ? "a.b" : "", rest);
	prove_fitting(p, name);
	snprintf(name, sizeof(name), "a.%s.evil.example", bare);
	prove_twin(p, pattern, name);
	snprintf(name, sizeof(name), "a.%s-evil.example", bare);
	prove_twin(p, pattern, name);
	/* A star without a dot takes any letter before the rest. */
	if (!open || rest[0] == '.') {
		snprintf(name, sizeof(name), "x%s", bare);
		prove_twin(p, pattern, name);
	}
	if (open)
		prove_twin(p, pattern, bare);
}

static void
prove_row(const struct oracle_row *row, const char *proto)
{
	char a[32];

	for (int src = 0; src < ORACLE_ROLES; src++) {
		struct probe p = { row, source_of(src, a), proto,
			row->ports[0].first };

		if (!row->src[src])
			continue;
		if (row->name[0] != '\0')
			prove_pattern(&p, row->name);
		for (int dst = 0; dst < ORACLE_ROLES; dst++)
			for (size_t i = 0; row->dst[dst] && i < 3; i++)
				if (oracle_roles[dst].names[i])
					prove_pattern(&p,
					    oracle_roles[dst].names[i]);
	}
}

static bool
is_named(const struct oracle_row *row)
{
	bool named = row->name[0] != '\0';

	for (int dst = 0; dst < ORACLE_ROLES; dst++)
		named |= row->dst[dst] && oracle_roles[dst].names[0];
	return named;
}

START_TEST(every_named_row_is_matched_by_its_names_alone)
{
	size_t rows = 0;

	for (size_t i = 0; i < oracle.count; i++) {
		const struct oracle_row *row = &oracle.rows[i];

		if (!is_named(row))
			continue;
		rows++;
		if (row->tcp)
			prove_row(row, "tcp");
		if (row->udp)
			prove_row(row, "udp");
	}
	ck_assert_uint_eq(rows, NAMED_ROWS);
	printf("%zu names that fit, %zu twins that do not\n", proved, twins);
	ck_assert_uint_ge(proved, NAMED_ROWS);
	ck_assert_uint_ge(twins, 6 * proved);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("matrix_names");
	TCase *tc = tcase_create("matrix_names");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, every_named_row_is_matched_by_its_names_alone);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

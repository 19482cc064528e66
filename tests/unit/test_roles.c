/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_roles.c - what a report knows of roles and addresses, and what rests
 * on the networks of the site.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report/document.h"
#include "report/roles.h"
#include "report_world.h"

START_TEST(roles_are_found_whole_in_a_list)
{
	ck_assert(roles_have("broker,console", "console"));
	ck_assert(!roles_have("tenant-broker", "broker"));
}
END_TEST

START_TEST(roles_are_of_the_kind_they_were_declared)
{
	struct role_kind_of list[] = { { "console", ROLE_KIND_USER },
		{ "relay", ROLE_KIND_COMPONENT } };
	const struct role_kinds k = { list, 2 };

	ck_assert_int_eq(roles_kind(&k, "relay"), ROLE_KIND_COMPONENT);
	ck_assert_int_eq(roles_kind(&k, "broker"), -1);
	ck_assert(roles_any_of(&k, "console,relay", ROLE_KIND_COMPONENT));
	ck_assert(!roles_any_of(&k, "console", ROLE_KIND_COMPONENT));
	ck_assert(!roles_any_of(&k, "broker", ROLE_KIND_COMPONENT));
	ck_assert(!roles_any_of(&k, "", ROLE_KIND_COMPONENT));
	ck_assert(roles_of_no_kind(&k, "broker,console"));
	ck_assert(!roles_of_no_kind(&k, "console"));
	ck_assert(!roles_of_no_kind(&k, ""));
}
END_TEST

START_TEST(addresses_inside_are_told_from_the_internet)
{
	static const char *const inside[] = { "10.1.2.3", "10.255.255.255",
		"172.16.0.0", "172.31.0.1", "192.168.255.1", "169.254.1.1",
		"100.64.0.1", "100.127.0.1", "127.0.0.1", "fc00::", "fd77::1",
		"fe80::1", "febf::1", "::1" };
	static const char *const outside[] = { "9.255.255.255", "11.0.0.0",
		"172.15.0.1", "172.32.0.1", "192.169.0.1", "169.255.1.1",
		"100.128.0.1", "128.0.0.1", "fbff::1", "fe00::1", "fec0::1",
		"::2", "::", "2001:db8::1", "203.0.113.1", "none", "" };
	const struct site_networks none = { .count = 0 };

	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		ck_assert_msg(roles_inside(&none, inside[i]), "%s", inside[i]);
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
		ck_assert_msg(!roles_inside(&none, outside[i]), "%s",
		    outside[i]);
	ck_assert(!roles_inside(&none, NULL));
}
END_TEST

/* Networks of the site. */

#define MATRIX                                                                 \
	"matrix z \"A\" source \"a\"\nsite \"Lab\" timezone UTC\n"             \
	"role relay component\nrole vault infrastructure\n"                    \
	"allow r-3 relay -> vault udp 53\naddress 10.2.0.1 relay\n"            \
	"address 10.4.0.1 vault\n"

static const char of_the_site[] =
    MATRIX "network 203.0.113.0/24 \"servers\"\n"
	   "network 2001:db8:1::/48,203.0.113.0/25\n";
static const char of_another[] = MATRIX "network 198.51.100.7\n";
static const char of_none[] = MATRIX;

static void
begin(const char *policy)
{
	world.policy_id = temp_store_policy(&world, policy);
	world.run_id = temp_store_run(&world);
}

static void
end(void)
{
	world_end_day();
	temp_store_commit(&world);
}

static void
put_turned_away(const char *src, const char *dst)
{
	struct store_flow f = world_leave("", dst, "relay", 22);

	f.src = temp_addr(src);
	f.outcome = OUTCOME_REFUSED;
	f.run_id = world.run_id;
	f.policy_id = world.policy_id;
	temp_put(&world, &f);
}

static void
put_missed(const char *src, const char *dst, uint16_t port)
{
	struct store_flow f = world_leave("relay", dst, "", port);

	f.src = temp_addr(src);
	f.run_id = world.run_id;
	f.policy_id = world.policy_id;
	temp_put(&world, &f);
}

static enum report_side
side_of(const struct report *r, const char *src)
{
	for (size_t i = 0; i < r->rejected_count; i++)
		if (strcmp(r->rejected[i].facts.src, src) == 0)
			return r->rejected[i].side;
	ck_abort_msg("%s was not turned away", src);
}

static enum report_rank
rank_of(const struct report *r, int64_t port)
{
	for (size_t i = 0; i < r->finding_count; i++)
		if (r->findings[i].facts.port == port)
			return r->findings[i].rank;
	ck_abort_msg("nothing on port %d", (int)port);
}

START_TEST(who_is_turned_away_in_a_network_of_the_site_is_inside)
{
	static const struct {
		const char *src, *dst;
		enum report_side side;
	} cases[] = {
		{ "203.0.113.0", "203.0.113.9", REPORT_INSIDE },
		{ "203.0.113.255", "203.0.113.9", REPORT_INSIDE },
		{ "203.0.112.255", "203.0.113.9", REPORT_OUTSIDE },
		{ "203.0.114.0", "203.0.113.9", REPORT_OUTSIDE },
		{ "198.51.100.7", "203.0.113.9", REPORT_OUTSIDE },
		{ "10.77.0.1", "203.0.113.9", REPORT_INSIDE },
		{ "2001:db8:1::7", "2001:db8:1::9", REPORT_INSIDE },
		{ "2001:db8:1:ffff::7", "2001:db8:1::9", REPORT_INSIDE },
		{ "2001:db8:2::7", "2001:db8:1::9", REPORT_OUTSIDE },
		{ "fd00::7", "2001:db8:1::9", REPORT_INSIDE },
	};
	struct report *r;

	begin(of_the_site);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		put_turned_away(cases[i].src, cases[i].dst);
	end();
	r = world_report(&world_day);
	ck_assert_uint_eq(r->networks.count, 3);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(side_of(r, cases[i].src) == cases[i].side, "%s",
		    cases[i].src);
	report_free(r);
}
END_TEST

START_TEST(missed_flows_to_a_network_of_the_site_are_not_of_the_internet)
{
	struct report *r;

	begin(of_the_site);
	put_missed("203.0.113.5", "203.0.113.200", 8401);
	put_missed("2001:db8:1::5", "2001:db8:1::6", 8402);
	put_missed("203.0.113.5", "203.0.113.200", 445);
	put_missed("203.0.113.5", "198.51.100.7", 8403);
	put_missed("2001:db8:1::5", "2001:db8:2::6", 8404);
	put_missed("203.0.113.5", "198.51.100.7", 3389);
	end();
	r = world_report(&world_day);
	ck_assert_int_eq(rank_of(r, 8401), REPORT_RANK_OTHER);
	ck_assert_int_eq(rank_of(r, 8402), REPORT_RANK_OTHER);
	ck_assert_int_eq(rank_of(r, 445), REPORT_RANK_ADMIN);
	ck_assert_int_eq(rank_of(r, 8403), REPORT_RANK_INTERNET);
	ck_assert_int_eq(rank_of(r, 8404), REPORT_RANK_INTERNET);
	ck_assert_int_eq(rank_of(r, 3389), REPORT_RANK_INTERNET);
	report_free(r);
}
END_TEST

static void
put_to_both(void)
{
	put_turned_away("203.0.113.5", "10.2.0.1");
	put_turned_away("198.51.100.7", "10.2.0.1");
	put_turned_away("198.51.100.8", "10.2.0.1");
	put_missed("10.2.0.1", "203.0.113.5", 8401);
	put_missed("10.2.0.1", "198.51.100.7", 8403);
	put_missed("10.2.0.1", "198.51.100.8", 8405);
}

static void
check_both(const struct report *r)
{
	ck_assert_int_eq(side_of(r, "203.0.113.5"), REPORT_INSIDE);
	ck_assert_int_eq(side_of(r, "198.51.100.7"), REPORT_INSIDE);
	ck_assert_int_eq(side_of(r, "198.51.100.8"), REPORT_OUTSIDE);
	ck_assert_int_eq(rank_of(r, 8401), REPORT_RANK_OTHER);
	ck_assert_int_eq(rank_of(r, 8403), REPORT_RANK_OTHER);
	ck_assert_int_eq(rank_of(r, 8405), REPORT_RANK_INTERNET);
}

/* Also of one that was in force before. */
START_TEST(networks_of_all_policies_count)
{
	struct report *r;

	begin(of_the_site);
	put_to_both();
	end();
	begin(of_another);
	end();
	begin(of_none);
	end();
	r = world_report(&world_day);
	check_both(r);
	report_free(r);
}
END_TEST

/* The flows are in the first one, which knows none of the networks. */
START_TEST(networks_of_all_databases_count)
{
	struct temp_store stores[3];
	struct store *list[3];
	struct report *r = NULL;

	begin(of_none);
	put_to_both();
	end();
	stores[0] = world;
	temp_store_open(&world);
	begin(of_another);
	end();
	stores[1] = world;
	temp_store_open(&world);
	begin(of_the_site);
	end();
	stores[2] = world;
	for (size_t i = 0; i < 3; i++)
		list[i] = stores[i].s;
	if (report_new(&r, list, 3, &world_day, "a day", &world_err))
		ck_abort_msg("%s", world_err.text);
	check_both(r);
	report_free(r);
	temp_store_close(&stores[0]);
	temp_store_close(&stores[1]);
}
END_TEST

/* NULL: there is no such line. */
static const struct doc_cell *
fix_of(const struct doc *d, const char *line)
{
	for (struct doc_section *s = d->sections; s; s = s->next)
		for (struct doc_item *i = s->first; i; i = i->next) {
			const struct doc_table *t = &i->u.table;

			if (i->kind != DOC_ITEM_TABLE ||
			    strcmp(t->key, "fixes") != 0)
				continue;
			for (size_t c = 0; c < t->row_count; c++)
				if (strcmp(t->cells[c * t->column_count + 1]
					       .text,
					line) == 0)
					return &t->cells[c * t->column_count];
		}
	return NULL;
}

START_TEST(a_host_of_the_site_without_role_gets_its_line)
{
	static const char *const hosts[] = { "203.0.113.9", "198.51.100.9" };
	const struct report_document_options options = { .list_limit = 0 };
	struct report *r;
	struct doc *d;

	begin(of_the_site);
	for (size_t i = 0; i < 2; i++) {
		struct store_flow f = world_leave("relay", hosts[i], "", 53);

		f.run_id = world.run_id;
		f.policy_id = world.policy_id;
		f.near_row_id = "r-3";
		f.near_fact = NEAR_DESTINATION_ROLE;
		temp_put(&world, &f);
	}
	end();
	r = world_report(&world_day);
	d = report_document(r, &options);
	ck_assert_ptr_nonnull(fix_of(d, "address 203.0.113.9 vault"));
	ck_assert_ptr_null(fix_of(d, "address 198.51.100.9 vault"));
	doc_free(d);
	report_free(r);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("roles");
	TCase *c = tcase_create("roles");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, report_world_open, report_world_close);
	tcase_add_test(c, roles_are_found_whole_in_a_list);
	tcase_add_test(c, roles_are_of_the_kind_they_were_declared);
	tcase_add_test(c, addresses_inside_are_told_from_the_internet);
	tcase_add_test(c,
	    who_is_turned_away_in_a_network_of_the_site_is_inside);
	tcase_add_test(c,
	    missed_flows_to_a_network_of_the_site_are_not_of_the_internet);
	tcase_add_test(c, networks_of_all_policies_count);
	tcase_add_test(c, networks_of_all_databases_count);
	tcase_add_test(c, a_host_of_the_site_without_role_gets_its_line);
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

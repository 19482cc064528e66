/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_inspect.c - flows from their first bytes to an opinion.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/digest.h"
#include "inspect/inspect.h"
#include "inspect/ndpi.h"
#include "support/talks.h"

#define CLIENT 0
#define SERVER 1
#define ISN 5000U
#define SET(name) (UINT64_C(1) << INSPECT_APP_##name)

/* A flow as the caller keeps it. */
struct talking {
	struct inspect_flow *flow;
	struct inspect_facts facts;
	uint32_t seq[2]; /* of the next byte */
};

static struct inspect *in;
static struct inspect_opinion opinion;

static void
start(size_t max_flows, size_t max_open, enum inspect_ndpi ndpi)
{
	const struct inspect_options options = {
		.max_flows = max_flows, .max_open = max_open, .ndpi = ndpi
	};
	struct err err;

	inspect_free(in);
	in = NULL;
	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(inspect_new(&in, &options, &err), 0);
}

static void
setup(void)
{
	start(4, 0, INSPECT_NDPI_AUTO);
}

static void
teardown(void)
{
	inspect_free(in);
	in = NULL;
}

/* This tuple is none of the one in 100. */
static struct inspect_opening
opening(uint64_t expected)
{
	return (struct inspect_opening){
		.tuple = { .addr = { { { [10] = 255, 255, 10, 0, 0, 1 } },
			       { { [10] = 255, 255, 10, 0, 0, 2 } } },
		    .port = { 49152, 443 },
		    .proto = PROTO_TCP,
		    .ip_version = 4 },
		.start_known = { true, true },
		.first_seq = { ISN, ISN },
		.client = CLIENT,
		.likely = expected,
	};
}

static struct talking
open_with(const struct inspect_opening *o)
{
	return (struct talking){
		.flow = inspect_flow_open(in, o),
		.facts = { .expected = o->likely,
		    .server_port = o->tuple.port[SERVER],
		    .client = o->client,
		    .began = o->start_known[CLIENT] },
		.seq = { ISN, ISN },
	};
}

static struct talking
open_flow(uint64_t expected)
{
	const struct inspect_opening o = opening(expected);

	return open_with(&o);
}

/* The side sends len bytes of which the capture holds the first seen ones. */
static bool
send_cut(struct talking *t, unsigned int side, const void *data, size_t seen,
    size_t len)
{
	const struct inspect_segment s = { .seq = t->seq[side],
		.data = data,
		.len = (uint32_t)seen,
		.wire_len = (uint32_t)len,
		.side = (uint8_t)side };

	t->facts.payload[side] += len;
	t->seq[side] += (uint32_t)len;
	return inspect_submit(in, t->flow, &s);
}

static bool
say(struct talking *t, unsigned int side, const struct talk *talk)
{
	return send_cut(t, side, talk->data, talk->len, talk->len);
}

static void
collect(struct talking *t, bool final)
{
	inspect_collect(in, t->flow, &t->facts, &opinion);
	if (final)
		inspect_flow_end(in, t->flow, &opinion);
}

static void
check_opinion(enum conformance conformance, const char *app,
    enum app_basis basis)
{
	ck_assert_int_eq(opinion.conformance, conformance);
	ck_assert_str_eq(opinion.app, app);
	ck_assert_int_eq(opinion.app_basis, basis);
}

static void
check_open(enum inspect_why why)
{
	ck_assert_int_eq(opinion.conformance, CONFORMANCE_UNDETERMINED);
	ck_assert_int_eq(opinion.why, why);
}

/* Without nDPI no violation can be told. */
static void
check_violation(const char *app, enum grade grade)
{
	ck_assert_str_eq(opinion.app, app);
	if (!ndpi_engine_built()) {
		check_open(INSPECT_WHY_NOT_ASKED);
		return;
	}
	ck_assert_int_eq(opinion.conformance, CONFORMANCE_VIOLATES);
	ck_assert_int_eq(opinion.grade, grade);
	ck_assert(opinion.ndpi_asked);
}

START_TEST(hellos_of_both_ends_settle_a_tls_flow)
{
	struct talking t = open_flow(SET(TLS));

	ck_assert(say(&t, CLIENT, &talk_tls_client));
	ck_assert(!say(&t, SERVER, &talk_tls_server));
	ck_assert(!say(&t, CLIENT, &talk_noise));
	collect(&t, true);
	check_opinion(CONFORMANCE_CONFORMS, "tls", APP_BASIS_OWN);
	ck_assert_str_eq(opinion.details.name, "example.test");
	ck_assert(!opinion.ndpi_asked);
	ck_assert_str_eq(opinion.ndpi_confidence, "");
	ck_assert_uint_eq(inspect_stats(in)->flows, 1);
	ck_assert_uint_eq(inspect_stats(in)->asked, 0);
}
END_TEST

START_TEST(opinion_tells_the_security_and_the_first_bytes)
{
	static const uint8_t hello[] = { 0x16, 0x03 };
	struct talking t = open_flow(SET(TLS));

	say(&t, CLIENT, &talk_tls_client);
	say(&t, SERVER, &talk_tls_server);
	collect(&t, true);
	ck_assert_str_eq(opinion.security, "tls1.2");
	for (unsigned int side = 0; side < 2; side++) {
		ck_assert_uint_eq(opinion.first[side].len, INSPECT_FIRST_BYTES);
		ck_assert_mem_eq(opinion.first[side].bytes, hello, 2);
	}
	t = open_flow(SET(RDP));
	send_cut(&t, CLIENT, "abc", 3, 3);
	collect(&t, true);
	ck_assert_str_eq(opinion.security, "");
	ck_assert_uint_eq(opinion.first[CLIENT].len, 3);
	ck_assert_mem_eq(opinion.first[CLIENT].bytes, "abc", 3);
	ck_assert_uint_eq(opinion.first[SERVER].len, 0);
}
END_TEST

START_TEST(http_on_a_tls_port_violates)
{
	struct talking t = open_flow(SET(TLS));

	ck_assert(say(&t, CLIENT, &talk_http_client));
	ck_assert(say(&t, SERVER, &talk_http_server));
	collect(&t, true);
	check_violation("http", GRADE_SERVICE);
	ck_assert_str_eq(opinion.details.name, "www.example.test");
	if (!ndpi_engine_built())
		return;
	ck_assert_int_eq(opinion.app_basis, APP_BASIS_BOTH);
	ck_assert_str_eq(opinion.ndpi_app, "HTTP");
	ck_assert_str_eq(opinion.ndpi_confidence, "dpi");
	ck_assert_uint_eq(inspect_stats(in)->asked, 1);
}
END_TEST

START_TEST(an_https_server_that_refuses_http_makes_a_probe)
{
	struct talking t = open_flow(SET(TLS));

	say(&t, CLIENT, &talk_http_client);
	say(&t, SERVER, &talk_http_refusal);
	t.facts.ended = true;
	collect(&t, true);
	check_violation("http", GRADE_PROBE);
}
END_TEST

START_TEST(a_tls_server_that_sends_an_alert_makes_a_probe)
{
	struct talking t = open_flow(SET(TLS)), u = open_flow(SET(TLS));

	say(&t, CLIENT, &talk_http_client);
	say(&t, SERVER, &talk_tls_alert);
	collect(&t, true);
	check_violation("http", GRADE_PROBE);
	say(&u, CLIENT, &talk_noise);
	say(&u, SERVER, &talk_tls_alert);
	collect(&u, true);
	check_violation("", GRADE_PROBE);
}
END_TEST

START_TEST(an_ssh_banner_on_a_tls_port_is_a_service)
{
	struct talking t = open_flow(SET(TLS));

	say(&t, SERVER, &talk_ssh_server);
	t.facts.reset = t.facts.ended = true;
	collect(&t, true);
	check_violation("ssh", GRADE_SERVICE);
}
END_TEST

START_TEST(noise_from_the_start_violates_and_in_mid_stream_does_not)
{
	struct inspect_opening mid = opening(SET(TLS));
	struct talking t = open_flow(SET(TLS)), u;

	say(&t, CLIENT, &talk_noise);
	say(&t, SERVER, &talk_noise);
	collect(&t, true);
	check_violation("", GRADE_SERVICE);
	mid.start_known[CLIENT] = mid.start_known[SERVER] = false;
	u = open_with(&mid);
	say(&u, CLIENT, &talk_noise);
	say(&u, SERVER, &talk_noise);
	collect(&u, true);
	check_open(INSPECT_WHY_MIDSTREAM);
}
END_TEST

START_TEST(rdp_waits_for_the_name_in_the_tls_behind_it)
{
	struct talking t = open_flow(SET(RDP));

	ck_assert(say(&t, CLIENT, &talk_rdp_client));
	ck_assert(say(&t, SERVER, &talk_rdp_server));
	ck_assert(say(&t, CLIENT, &talk_tls_client));
	collect(&t, false);
	check_opinion(CONFORMANCE_CONFORMS, "rdp", APP_BASIS_OWN);
	ck_assert_str_eq(opinion.details.name, "example.test");
	ck_assert_uint_eq(opinion.details.rdp.chosen, INSPECT_RDP_TLS);
	collect(&t, true);
}
END_TEST

START_TEST(an_opinion_can_be_collected_again)
{
	struct talking t = open_flow(SET(TLS));
	struct inspect_opinion first;

	say(&t, CLIENT, &talk_http_client);
	collect(&t, false);
	first = opinion;
	collect(&t, false);
	ck_assert_int_eq(opinion.conformance, first.conformance);
	ck_assert_str_eq(opinion.app, first.app);
	ck_assert_str_eq(opinion.ndpi_app, first.ndpi_app);
	ck_assert_str_eq(opinion.details.name, first.details.name);
	ck_assert_uint_le(inspect_stats(in)->asked, 1);
	say(&t, SERVER, &talk_http_server);
	collect(&t, true);
	check_violation("http", GRADE_SERVICE);
	ck_assert_uint_le(inspect_stats(in)->asked, 1);
}
END_TEST

START_TEST(segments_in_any_order_and_again_make_the_same_opinion)
{
	const size_t half = talk_tls_client.len / 2;
	struct talking t = open_flow(SET(TLS));

	t.seq[CLIENT] = ISN + (uint32_t)half;
	send_cut(&t, CLIENT, talk_tls_client.data + half,
	    talk_tls_client.len - half, talk_tls_client.len - half);
	t.seq[CLIENT] = ISN;
	send_cut(&t, CLIENT, talk_tls_client.data, half, half);
	t.seq[CLIENT] = ISN;
	say(&t, CLIENT, &talk_tls_client);
	ck_assert(!say(&t, SERVER, &talk_tls_server));
	collect(&t, true);
	check_opinion(CONFORMANCE_CONFORMS, "tls", APP_BASIS_OWN);
	ck_assert_str_eq(opinion.details.name, "example.test");
}
END_TEST

START_TEST(what_the_snap_length_cut_is_undetermined)
{
	struct talking t = open_flow(SET(TLS));

	send_cut(&t, CLIENT, talk_tls_client.data, 3, talk_tls_client.len);
	collect(&t, true);
	check_open(INSPECT_WHY_CUT);
}
END_TEST

START_TEST(a_flow_without_payload_or_room_is_undetermined)
{
	struct inspect_facts facts = { .expected = SET(TLS), .client = CLIENT };
	struct talking t[4];

	inspect_collect(in, NULL, &facts, &opinion);
	check_open(INSPECT_WHY_NO_PAYLOAD);
	for (size_t i = 0; i < 4; i++) {
		t[i] = open_flow(SET(TLS));
		ck_assert_ptr_nonnull(t[i].flow);
	}
	ck_assert_ptr_null(open_flow(SET(TLS)).flow);
	ck_assert_uint_eq(inspect_stats(in)->no_room, 1);
	ck_assert_uint_eq(inspect_stats(in)->flows, 5);
	facts.payload[CLIENT] = 1;
	inspect_collect(in, NULL, &facts, &opinion);
	check_open(INSPECT_WHY_NO_ROOM);
	collect(&t[2], true);
	ck_assert_ptr_nonnull(open_flow(SET(TLS)).flow);
}
END_TEST

START_TEST(the_oldest_open_flow_makes_room_and_keeps_its_opinion)
{
	struct talking a, b, c;

	start(3, 2, INSPECT_NDPI_AUTO);
	a = open_flow(SET(TLS));
	ck_assert(say(&a, CLIENT, &talk_tls_client));
	b = open_flow(SET(TLS));
	ck_assert(say(&b, CLIENT, &talk_http_client));
	c = open_flow(SET(TLS));
	ck_assert(!say(&a, SERVER, &talk_tls_server));
	ck_assert(say(&b, SERVER, &talk_http_server));
	ck_assert(say(&c, CLIENT, &talk_tls_client));
	collect(&a, true);
	check_opinion(CONFORMANCE_CONFORMS, "tls", APP_BASIS_OWN);
	ck_assert_str_eq(opinion.details.name, "example.test");
	collect(&b, true);
	check_violation("http", GRADE_SERVICE);
	collect(&c, true);
	check_opinion(CONFORMANCE_CONFORMS, "tls", APP_BASIS_OWN);
}
END_TEST

START_TEST(places_are_used_again_and_again)
{
	start(8, 3, INSPECT_NDPI_NEVER);
	for (unsigned int round = 0; round < 2000; round++) {
		struct talking t[8];

		for (unsigned int i = 0; i < 8; i++) {
			t[i] = open_flow(SET(TLS));
			ck_assert_ptr_nonnull(t[i].flow);
			say(&t[i], CLIENT,
			    i & 1 ? &talk_tls_client : &talk_ssh_client);
		}
		for (unsigned int i = 0; i < 8; i++) {
			collect(&t[(i * 3 + round) % 8], true);
			ck_assert_int_ne(opinion.why, INSPECT_WHY_NO_ROOM);
			ck_assert_str_ne(opinion.app, "");
		}
	}
	ck_assert_uint_eq(inspect_stats(in)->no_room, 0);
}
END_TEST

START_TEST(a_flow_that_stays_unclear_is_looked_at_for_a_while_only)
{
	struct talking t = open_flow(0), u = open_flow(0);
	unsigned int taken = 1;

	while (say(&t, taken & 1, &talk_noise))
		taken++;
	ck_assert_uint_le(taken, NDPI_PIECES_MAX);
	/* The same bytes again and again change nothing. */
	for (taken = 1; say(&u, CLIENT, &talk_noise); taken++)
		u.seq[CLIENT] = ISN;
	ck_assert_uint_le(taken, 128);
	collect(&t, true);
	check_opinion(CONFORMANCE_UNCHECKED, "", APP_BASIS_NONE);
	collect(&u, true);
}
END_TEST

START_TEST(without_ndpi_nothing_violates)
{
	struct talking t;

	start(1, 0, INSPECT_NDPI_NEVER);
	ck_assert_str_eq(inspect_ndpi_version(in), "none");
	t = open_flow(SET(TLS));
	say(&t, CLIENT, &talk_http_client);
	say(&t, SERVER, &talk_http_server);
	collect(&t, true);
	check_open(INSPECT_WHY_NOT_ASKED);
	ck_assert_str_eq(opinion.app, "http");
	ck_assert(!opinion.ndpi_asked);
}
END_TEST

START_TEST(always_asks_about_what_conforms_too)
{
	struct talking t;

	start(1, 0, INSPECT_NDPI_ALWAYS);
	t = open_flow(SET(TLS));
	say(&t, CLIENT, &talk_tls_client);
	say(&t, SERVER, &talk_tls_server);
	collect(&t, true);
	ck_assert_int_eq(opinion.conformance, CONFORMANCE_CONFORMS);
	ck_assert_uint_eq(inspect_stats(in)->asked, ndpi_engine_built());
	ck_assert_str_eq(opinion.ndpi_app, ndpi_engine_built() ? "TLS" : "");
}
END_TEST

/* Which of so many ends' flows are put to nDPI. */
static unsigned int
sample(bool asked[static 5000])
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < 5000; i++) {
		struct inspect_opening o = opening(SET(TLS));
		struct talking t;

		o.tuple.port[CLIENT] = (uint16_t)(10000 + i);
		t = open_with(&o);
		say(&t, CLIENT, &talk_tls_client);
		say(&t, SERVER, &talk_tls_server);
		collect(&t, true);
		asked[i] = opinion.ndpi_asked;
		count += asked[i];
	}
	return count;
}

START_TEST(one_settled_flow_in_a_hundred_is_asked_about_the_same_each_time)
{
	static bool first[5000], again[5000];
	unsigned int count = sample(first);

	if (!ndpi_engine_built())
		return;
	ck_assert_uint_ge(count, 25);
	ck_assert_uint_le(count, 100);
	start(1, 0, INSPECT_NDPI_AUTO);
	sample(again);
	ck_assert_mem_eq(first, again, sizeof(first));
}
END_TEST

START_TEST(a_start_that_is_told_later_counts)
{
	struct inspect_opening o = opening(SET(TLS));
	struct talking t;

	o.start_known[CLIENT] = o.start_known[SERVER] = false;
	t = open_with(&o);
	inspect_flow_start(t.flow, CLIENT, ISN);
	inspect_flow_start(t.flow, SERVER, ISN);
	say(&t, CLIENT, &talk_noise);
	say(&t, SERVER, &talk_noise);
	collect(&t, true);
	check_violation("", GRADE_SERVICE);
}
END_TEST

START_TEST(datagrams_are_looked_at_too)
{
	static const uint8_t query[] = { 0x12, 0x34, 0x01, 0x00, 0x00, 0x01,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 'w', 'w', 'w', 0x04,
		't', 'e', 's', 't', 0x00, 0x00, 0x01, 0x00, 0x01 };
	struct inspect_opening o = opening(SET(DNS));
	struct talking t;

	o.tuple.proto = PROTO_UDP;
	t = open_with(&o);
	ck_assert(send_cut(&t, CLIENT, query, sizeof(query), sizeof(query)));
	collect(&t, true);
	check_opinion(CONFORMANCE_CONFORMS, "dns", APP_BASIS_OWN);
}
END_TEST

START_TEST(impossible_options_are_refused)
{
	static const struct inspect_options bad[] = {
		{ .max_flows = 0 },
		{ .max_flows = 2, .max_open = 3 },
		{ .max_flows = SIZE_MAX },
	};
	struct inspect *none = NULL;
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_int_eq(inspect_new(&none, &bad[i], &err), -EINVAL);
	ck_assert_ptr_null(none);
}
END_TEST

START_TEST(every_reason_has_its_own_text)
{
	for (int i = INSPECT_WHY_NO_PAYLOAD; i <= INSPECT_WHY_NO_ROOM; i++)
		for (int j = INSPECT_WHY_NONE; j < i; j++)
			ck_assert_str_ne(inspect_why_text((enum inspect_why)i),
			    inspect_why_text((enum inspect_why)j));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("inspect");
	TCase *tc = tcase_create("inspect");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, hellos_of_both_ends_settle_a_tls_flow);
	tcase_add_test(tc, opinion_tells_the_security_and_the_first_bytes);
	tcase_add_test(tc, http_on_a_tls_port_violates);
	tcase_add_test(tc, an_https_server_that_refuses_http_makes_a_probe);
	tcase_add_test(tc, a_tls_server_that_sends_an_alert_makes_a_probe);
	tcase_add_test(tc, an_ssh_banner_on_a_tls_port_is_a_service);
	tcase_add_test(tc,
	    noise_from_the_start_violates_and_in_mid_stream_does_not);
	tcase_add_test(tc, rdp_waits_for_the_name_in_the_tls_behind_it);
	tcase_add_test(tc, an_opinion_can_be_collected_again);
	tcase_add_test(tc,
	    segments_in_any_order_and_again_make_the_same_opinion);
	tcase_add_test(tc, what_the_snap_length_cut_is_undetermined);
	tcase_add_test(tc, a_flow_without_payload_or_room_is_undetermined);
	tcase_add_test(tc,
	    the_oldest_open_flow_makes_room_and_keeps_its_opinion);
	tcase_add_test(tc, places_are_used_again_and_again);
	tcase_add_test(tc,
	    a_flow_that_stays_unclear_is_looked_at_for_a_while_only);
	tcase_add_test(tc, without_ndpi_nothing_violates);
	tcase_add_test(tc, always_asks_about_what_conforms_too);
	tcase_add_test(tc,
	    one_settled_flow_in_a_hundred_is_asked_about_the_same_each_time);
	tcase_add_test(tc, a_start_that_is_told_later_counts);
	tcase_add_test(tc, datagrams_are_looked_at_too);
	tcase_add_test(tc, impossible_options_are_refused);
	tcase_add_test(tc, every_reason_has_its_own_text);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

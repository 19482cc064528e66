/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_naming.c - every way in which a flow's server gets its name.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire_world.h"

#define HOST_POOL "rdweb.wvd.microsoft.com"
#define MATCHED(basis) "allowed", "row", "avd-1", basis
#define UNMATCHED(basis) "missed", "component-outbound", "", basis
#define UNKNOWN UNMATCHED("")
#define CONTRADICTED "missed", "name-contradicted", "", "dns"

static void
setup(void)
{
	wire_start(NULL, NULL);
}

static struct naming_stats
stats(void)
{
	struct run_tally tally;

	run_tally(farm.run, &tally);
	return tally.naming;
}

START_TEST(dns_alone_names_a_flow_without_sni)
{
	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_tls(BROKER, 50000, CLOUD, NULL);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns"));
	ck_assert_str_eq(wire_row(CLOUD, 443).name, HOST_POOL);
}
END_TEST

START_TEST(sni_alone_names_a_flow)
{
	wire_tls(BROKER, 50000, CLOUD, HOST_POOL);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("sni"));
}
END_TEST

START_TEST(dns_and_sni_that_agree_are_the_best_evidence)
{
	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_tls(BROKER, 50000, CLOUD, HOST_POOL);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns+sni"));
	ck_assert_str_eq(wire_row(CLOUD, 443).claimed, "");
}
END_TEST

START_TEST(nothing_known_is_missed)
{
	wire_tls(BROKER, 50000, CLOUD, NULL);
	wire_finish();
	wire_check(CLOUD, 443, UNKNOWN);
}
END_TEST

START_TEST(claim_against_dns_is_missed_and_kept)
{
	wire_dns(BROKER, "other.example", CLOUD);
	wire_tls(BROKER, 50000, CLOUD, HOST_POOL);
	wire_finish();
	wire_check(CLOUD, 443, CONTRADICTED);
	ck_assert_str_eq(wire_row(CLOUD, 443).claimed, HOST_POOL);
	ck_assert_str_eq(wire_row(CLOUD, 443).name, "other.example");
}
END_TEST

START_TEST(claim_against_a_dns_name_that_fits_is_allowed_and_kept)
{
	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_tls(BROKER, 50000, CLOUD, "other.example");
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns"));
	ck_assert_str_eq(wire_row(CLOUD, 443).claimed, "other.example");
}
END_TEST

static const char *const shared_claims[] = { NULL, "third.example",
	"other.example" };

START_TEST(shared_address_needs_every_service_to_fit)
{
	wire_dns(BROKER, "other.example", CLOUD);
	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_tls(BROKER, 50000, CLOUD, shared_claims[_i]);
	wire_finish();
	ck_assert_str_eq(wire_row(CLOUD, 443).verdict, "missed");
	ck_assert_str_eq(wire_row(CLOUD, 443).row, "");
}
END_TEST

START_TEST(shared_address_is_told_apart_by_sni)
{
	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_dns(BROKER, "other.example", CLOUD);
	wire_tls(BROKER, 50000, CLOUD, HOST_POOL);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns+sni"));
}
END_TEST

START_TEST(shared_address_of_services_that_all_fit_is_allowed)
{
	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_dns(BROKER, "b.wvd.microsoft.com", CLOUD);
	wire_tls(BROKER, 50000, CLOUD, NULL);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns"));
}
END_TEST

/* The name asked for and the one it is an alias of, either way round; with
 * and without SNI of the name asked for. */
START_TEST(every_name_of_a_cname_chain_is_the_servers)
{
	bool target = _i & 1, sni = _i & 2;
	const char *asked = target ? "my.example" : HOST_POOL;

	wire_dns_alias(BROKER, asked, target ? HOST_POOL : "edge.example",
	    CLOUD);
	wire_tls(BROKER, 50000, CLOUD, sni ? asked : NULL);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED(sni ? "dns+sni" : "dns"));
	ck_assert_str_eq(wire_row(CLOUD, 443).name, asked);
}
END_TEST

START_TEST(claim_of_an_aliass_target_does_not_have_the_aliass_name)
{
	wire_dns_alias(BROKER, HOST_POOL, "edge.example", CLOUD);
	wire_tls(BROKER, 50000, CLOUD, "edge.example");
	wire_finish();
	wire_check(CLOUD, 443, UNMATCHED("dns+sni"));
}
END_TEST

START_TEST(answer_to_another_client_names_nothing)
{
	wire_dns(GATEWAY, HOST_POOL, CLOUD);
	wire_tls(BROKER, 50000, CLOUD, NULL);
	wire_finish();
	wire_check(CLOUD, 443, UNKNOWN);
}
END_TEST

START_TEST(resolver_without_a_role_is_not_believed)
{
	struct bytes query = dns_query_of(7, HOST_POOL, DNS_A);
	struct bytes answer = dns_response_of(7, HOST_POOL, DNS_A, 1);

	put_dns_address(&answer, NULL, 60, CLOUD);
	wire_udp(BROKER, 5353, "192.0.2.53", 53, query.data, query.len);
	wire_udp("192.0.2.53", 53, BROKER, 5353, answer.data, answer.len);
	wire_tls(BROKER, 50000, CLOUD, NULL);
	ck_assert_uint_eq(stats().strange_resolvers, 1);
	wire_finish();
	wire_check(CLOUD, 443, UNKNOWN);
}
END_TEST

START_TEST(answer_that_was_not_asked_for_names_nothing)
{
	struct bytes answer = dns_response_of(7, HOST_POOL, DNS_A, 1);

	put_dns_address(&answer, NULL, 60, CLOUD);
	wire_udp(DIRECTORY, 53, BROKER, 5353, answer.data, answer.len);
	wire_tls(BROKER, 50000, CLOUD, NULL);
	ck_assert_uint_eq(stats().dns.unasked, 1);
	wire_finish();
	wire_check(CLOUD, 443, UNKNOWN);
}
END_TEST

START_TEST(answer_with_another_id_is_forged)
{
	struct bytes query = dns_query_of(7, HOST_POOL, DNS_A);
	struct bytes answer = dns_response_of(8, HOST_POOL, DNS_A, 1);

	put_dns_address(&answer, NULL, 60, CLOUD);
	wire_udp(BROKER, 5353, DIRECTORY, 53, query.data, query.len);
	wire_udp(DIRECTORY, 53, BROKER, 5353, answer.data, answer.len);
	wire_tls(BROKER, 50000, CLOUD, NULL);
	ck_assert_uint_eq(stats().dns.forged, 1);
	wire_finish();
	wire_check(CLOUD, 443, UNKNOWN);
}
END_TEST

/* Behind its length; cut so that neither it nor the message is whole. */
START_TEST(dns_over_tcp_is_put_together_from_segments)
{
	struct wire_talk t = wire_talk(BROKER, 41000, DIRECTORY, 53);
	struct bytes query = dns_query_of(7, HOST_POOL, DNS_A),
		     q = { .len = 0 };
	struct bytes answer = dns_response_of(7, HOST_POOL, DNS_A, 1);
	struct bytes a = { .len = 0 };
	size_t step = (size_t)_i;

	put_dns_address(&answer, NULL, 60, CLOUD);
	put_u16(&q, (unsigned int)query.len);
	put_bytes(&q, query.data, query.len);
	put_u16(&a, (unsigned int)answer.len);
	put_bytes(&a, answer.data, answer.len);
	wire_open(&t);
	for (size_t at = 0; at < q.len; at += step)
		wire_say(&t, CLIENT, q.data + at,
		    q.len - at < step ? q.len - at : step);
	for (size_t at = 0; at < a.len; at += step)
		wire_say(&t, SERVER, a.data + at,
		    a.len - at < step ? a.len - at : step);
	wire_close(&t);
	wire_tls(BROKER, 50000, CLOUD, NULL);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns"));
}
END_TEST

START_TEST(name_that_is_over_names_no_new_flow)
{
	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_now_us += (60 + NAMES_GRACE_S + 1) * SECOND;
	wire_tls(BROKER, 50000, CLOUD, NULL);
	wire_finish();
	wire_check(CLOUD, 443, UNKNOWN);
}
END_TEST

/* The store of names is swept meanwhile by others' answers. */
START_TEST(flow_keeps_the_name_that_it_began_under)
{
	struct wire_talk t = wire_talk(BROKER, 50000, CLOUD, 443);

	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_open(&t);
	for (int i = 0; i < 100; i++) {
		wire_now_us += 600 * SECOND;
		wire_segment(&t, i & 1 ? CLIENT : SERVER, FRAMES_ACK, "x", 1);
		for (int j = 0; j < 40; j++)
			wire_dns(GATEWAY, "sweep.example", "203.0.113.1");
	}
	ck_assert_uint_gt(stats().dns.expired, 0);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns"));
}
END_TEST

START_TEST(flow_that_nobody_answered_is_named)
{
	struct wire_talk t = wire_talk(BROKER, 50000, CLOUD, 443);

	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_segment(&t, CLIENT, FRAMES_SYN, NULL, 0);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns"));
	ck_assert_str_eq(wire_row(CLOUD, 443).outcome, "unanswered");
}
END_TEST

/* The server's SYN+ACK is what is seen first, then the server's data of a
 * flow that was under way. */
START_TEST(flow_of_which_the_server_was_seen_first_is_named)
{
	struct wire_talk t = wire_talk(BROKER, 50000, CLOUD, 443);

	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_segment(&t, SERVER, _i ? FRAMES_ACK : FRAMES_SYN | FRAMES_ACK, "y",
	    _i ? 1 : 0);
	wire_segment(&t, SERVER, FRAMES_ACK, "y", 1);
	wire_segment(&t, CLIENT, FRAMES_ACK, "x", 1);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns"));
	ck_assert_str_eq(wire_row(CLOUD, 443).src, BROKER);
}
END_TEST

START_TEST(quic_port_is_named_by_dns)
{
	wire_dns(BROKER, HOST_POOL, CLOUD);
	wire_udp(BROKER, 50000, CLOUD, 443, "hello", 5);
	wire_finish();
	wire_check(CLOUD, 443, MATCHED("dns"));
}
END_TEST

START_TEST(http_host_is_a_claim)
{
	wire_http(BROKER, 50000, CLOUD,
	    "GET / HTTP/1.1\r\nHost: A.web.example:80\r\n\r\n");
	wire_finish();
	wire_check(CLOUD, 80, "allowed", "row", "web-1", "sni");
	ck_assert_str_eq(wire_row(CLOUD, 80).name, "a.web.example");
}
END_TEST

static const char *const no_claims[] = {
	/* a proxy is told whom to call */
	"CONNECT a.web.example:443 HTTP/1.1\r\nHost: a.web.example\r\n\r\n",
	/* an address is no name */
	"GET / HTTP/1.1\r\nHost: 198.51.100.7\r\n\r\n",
	"GET / HTTP/1.1\r\n\r\n",
};

START_TEST(request_without_a_name_of_the_server_claims_nothing)
{
	wire_http(BROKER, 50000, CLOUD, no_claims[_i]);
	wire_finish();
	wire_check(CLOUD, 80, UNKNOWN);
	ck_assert_str_eq(wire_row(CLOUD, 80).name, "");
}
END_TEST

START_TEST(outer_name_of_an_encrypted_hello_claims_nothing)
{
	struct wire_talk t = wire_talk(BROKER, 50000, CLOUD, 443);
	struct bytes hello = wire_hello(HOST_POOL, true);

	wire_open(&t);
	wire_say(&t, CLIENT, hello.data, hello.len);
	wire_close(&t);
	wire_finish();
	wire_check(CLOUD, 443, UNKNOWN);
}
END_TEST

static const char *const twins[] = { "xwvd.microsoft.com", "wvd.microsoft.com",
	"a.wvd.microsoft.com.evil.example", "a.wvd.microsoft.com-evil.example",
	"a-wvd.microsoft.com", "a.wvd.microsoft.co" };

/* By DNS, by SNI, by both. */
START_TEST(name_that_almost_fits_is_missed)
{
	static const char *const bases[] = { "dns", "sni", "dns+sni" };
	const char *name = twins[_i / 3];

	if (_i % 3 != 1)
		wire_dns(BROKER, name, CLOUD);
	wire_tls(BROKER, 50000, CLOUD, _i % 3 ? name : NULL);
	wire_finish();
	wire_check(CLOUD, 443, UNMATCHED(bases[_i % 3]));
	ck_assert_str_eq(wire_row(CLOUD, 443).name, name);
}
END_TEST

START_TEST(claim_does_not_open_a_host_that_the_site_knows)
{
	wire_tls(GATEWAY, 50000, BROKER, HOST_POOL);
	wire_finish();
	ck_assert_str_eq(wire_row(BROKER, 443).verdict, "forbidden");
}
END_TEST

/* More than can be read at a time: the late ones are read, the early ones
 * are given up once, not in turn. */
START_TEST(connections_to_resolvers_are_bounded)
{
	struct wire_talk t[100];

	for (uint16_t i = 0; i < 100; i++) {
		t[i] = wire_talk(BROKER, (uint16_t)(40000 + i), DIRECTORY, 53);
		wire_open(&t[i]);
		wire_say(&t[i], CLIENT, "", 1);
	}
	for (int n = 0; n < 10; n++)
		for (int i = 0; i < 100; i++)
			wire_say(&t[i], CLIENT, "", 1);
	ck_assert_uint_eq(stats().talks_given_up, 36);
	for (int i = 0; i < 100; i++)
		wire_close(&t[i]);
	wire_now_us += 60 * SECOND;
	wire_tls(BROKER, 50000, CLOUD, NULL);
	wire_now_us += 60 * SECOND;
	/* All of them have ended, and their places are free. */
	for (uint16_t i = 0; i < 64; i++) {
		t[i] = wire_talk(BROKER, (uint16_t)(42000 + i), DIRECTORY, 53);
		wire_open(&t[i]);
		wire_say(&t[i], CLIENT, "", 1);
	}
	ck_assert_uint_eq(stats().talks_given_up, 36);
	wire_finish();
}
END_TEST

/* The client asks for so many names that its oldest ones make room. */
START_TEST(names_that_made_room_are_missing_and_contradict_nothing)
{
	struct run_options options = { .memory_bytes = RUN_MEMORY_MIN };
	char name[64], address[32];

	wire_stop();
	wire_start(&options, NULL);
	wire_dns(BROKER, HOST_POOL, CLOUD);
	for (unsigned int i = 0; i < 4000; i++) {
		snprintf(name, sizeof(name), "n%u.example", i);
		snprintf(address, sizeof(address), "203.0.%u.%u", i >> 8,
		    i & 255);
		wire_dns(BROKER, name, address);
	}
	ck_assert_uint_gt(stats().dns.evicted, 0);
	wire_tls(BROKER, 50000, CLOUD, HOST_POOL);
	wire_finish();
	wire_check(CLOUD, 443, UNMATCHED("dns"));
	ck_assert_str_eq(wire_row(CLOUD, 443).name, "");
	ck_assert_str_eq(wire_row(CLOUD, 443).claimed, HOST_POOL);
}
END_TEST

/* Every way a flow can end gives back what it held. */
START_TEST(names_are_held_no_longer_than_their_flows)
{
	ck_assert_uint_eq(stats().held, 0);
	wire_dns(BROKER, HOST_POOL, CLOUD);
	for (uint16_t i = 0; i < 10; i++) {
		struct wire_talk t =
		    wire_talk(BROKER, (uint16_t)(50000 + i), CLOUD, 443);

		wire_open(&t);
		wire_say(&t, CLIENT, "x", 1);
		if (i & 1)
			wire_close(&t);
		if (i & 2) { /* again with the same ports */
			t.next[CLIENT] += 70000;
			wire_open(&t);
		}
	}
	ck_assert_uint_gt(stats().held, 0);
	wire_now_us += 3 * 3600 * SECOND;
	wire_udp(BROKER, 50000, DIRECTORY, 53, "x", 1);
	wire_udp(BROKER, 50000, DIRECTORY, 53, "y", 1);
	ck_assert_uint_eq(stats().held, 1); /* this one */
	wire_finish();
	ck_assert_uint_eq(stats().held, 0);
}
END_TEST

static void
add_evidence(TCase *tcase)
{
	tcase_add_test(tcase, dns_alone_names_a_flow_without_sni);
	tcase_add_test(tcase, sni_alone_names_a_flow);
	tcase_add_test(tcase, dns_and_sni_that_agree_are_the_best_evidence);
	tcase_add_test(tcase, nothing_known_is_missed);
	tcase_add_test(tcase, claim_against_dns_is_missed_and_kept);
	tcase_add_test(tcase,
	    claim_against_a_dns_name_that_fits_is_allowed_and_kept);
	tcase_add_loop_test(tcase, shared_address_needs_every_service_to_fit, 0,
	    3);
	tcase_add_test(tcase, shared_address_is_told_apart_by_sni);
	tcase_add_test(tcase,
	    shared_address_of_services_that_all_fit_is_allowed);
	tcase_add_loop_test(tcase, every_name_of_a_cname_chain_is_the_servers,
	    0, 4);
	tcase_add_test(tcase,
	    claim_of_an_aliass_target_does_not_have_the_aliass_name);
	tcase_add_test(tcase, quic_port_is_named_by_dns);
	tcase_add_test(tcase, http_host_is_a_claim);
	tcase_add_loop_test(tcase,
	    request_without_a_name_of_the_server_claims_nothing, 0, 3);
	tcase_add_test(tcase, outer_name_of_an_encrypted_hello_claims_nothing);
	tcase_add_loop_test(tcase, name_that_almost_fits_is_missed, 0, 18);
	tcase_add_test(tcase, claim_does_not_open_a_host_that_the_site_knows);
}

static void
add_listening(TCase *tcase)
{
	tcase_add_test(tcase, answer_to_another_client_names_nothing);
	tcase_add_test(tcase, resolver_without_a_role_is_not_believed);
	tcase_add_test(tcase, answer_that_was_not_asked_for_names_nothing);
	tcase_add_test(tcase, answer_with_another_id_is_forged);
	tcase_add_loop_test(tcase, dns_over_tcp_is_put_together_from_segments,
	    1, 40);
	tcase_add_test(tcase, name_that_is_over_names_no_new_flow);
	tcase_add_test(tcase, flow_keeps_the_name_that_it_began_under);
	tcase_add_test(tcase, flow_that_nobody_answered_is_named);
	tcase_add_loop_test(tcase,
	    flow_of_which_the_server_was_seen_first_is_named, 0, 2);
	tcase_add_test(tcase, connections_to_resolvers_are_bounded);
	tcase_add_test(tcase,
	    names_that_made_room_are_missing_and_contradict_nothing);
	tcase_add_test(tcase, names_are_held_no_longer_than_their_flows);
}

int
main(void)
{
	Suite *suite = suite_create("naming");
	TCase *tcase = tcase_create("naming");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, wire_stop);
	tcase_set_timeout(tcase, 60);
	add_evidence(tcase);
	add_listening(tcase);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

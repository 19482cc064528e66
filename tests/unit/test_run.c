/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_run.c - frames in, judged flows out, and a fate for every frame.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/farm.h"
#include "support/frame_tools.h"

#define SECOND UINT64_C(1000000)

static struct farm farm;
static struct frame_build build;

static void
setup(void)
{
	farm_start(&farm, NULL, NULL);
}

static void
teardown(void)
{
	farm_stop(&farm);
}

static void
give_tcp(const char *src, uint16_t src_port, const char *dst, uint16_t dst_port,
    uint8_t flags, uint32_t seq, uint64_t time_us)
{
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, src, dst);
	frames_tcp(&build, src_port, dst_port, flags, seq, 1);
	farm_frame(&farm, &build, time_us);
}

static void
give_udp(const char *src, uint16_t src_port, const char *dst, uint16_t dst_port,
    uint64_t time_us)
{
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, src, dst);
	frames_udp(&build, src_port, dst_port);
	frames_text(&build, "hello");
	farm_frame(&farm, &build, time_us);
}

static size_t
flows_with(const char *verdict, const char *row, const char *outcome)
{
	struct store_flow_filter filter = {
		.verdict = verdict, .row_id = row, .outcome = outcome
	};

	return farm_count(&farm, &filter);
}

static uint64_t
fate_sum(const struct store_run *figures)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < STORE_FATE_COUNT; i++)
		sum += figures->fates[i];
	return sum;
}

START_TEST(refused_required_flow_is_allowed_and_refused)
{
	struct store_run figures;

	give_tcp("10.0.0.4", 50000, "10.0.0.1", 443, FRAMES_SYN, 1, SECOND);
	give_tcp("10.0.0.1", 443, "10.0.0.4", 50000, FRAMES_RST | FRAMES_ACK, 0,
	    SECOND + 100);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_with("allowed", "row-1", "refused"), 1);
	ck_assert_uint_eq(figures.fates[STORE_FATE_JUDGED], 2);
}
END_TEST

START_TEST(flow_into_a_component_without_a_row_is_forbidden)
{
	struct store_run figures;

	give_tcp("10.0.0.4", 50000, "10.0.0.2", 20002, FRAMES_SYN, 1, SECOND);
	give_tcp("10.0.0.2", 20002, "10.0.0.4", 50000, FRAMES_SYN | FRAMES_ACK,
	    9, SECOND + 100);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_with("forbidden", NULL, "handshake-only"), 1);
}
END_TEST

START_TEST(out_of_scope_flows_are_counted_and_not_recorded)
{
	struct store_run figures;

	give_tcp("10.0.0.4", 50000, "10.0.0.3", 80, FRAMES_SYN, 1, SECOND);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_with(NULL, NULL, NULL), 0);
	ck_assert_uint_eq(figures.fates[STORE_FATE_OUT_OF_SCOPE], 1);
}
END_TEST

START_TEST(record_all_records_out_of_scope_flows)
{
	struct run_options options = { .record_all = true };
	struct store_run figures;

	farm_stop(&farm);
	farm_start(&farm, &options, NULL);
	give_tcp("10.0.0.4", 50000, "10.0.0.3", 80, FRAMES_SYN, 1, SECOND);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_with("out-of-scope", NULL, NULL), 1);
}
END_TEST

START_TEST(answer_from_the_server_seen_first_is_turned_round_by_its_row)
{
	struct store_flow_filter filter = {
		.src = "10.0.0.2", .dst = "10.0.0.3", .row_id = "row-3"
	};
	struct store_run figures;

	give_udp("10.0.0.3", 53, "10.0.0.2", 40000, SECOND);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(farm_count(&farm, &filter), 1);
}
END_TEST

START_TEST(exact_repeat_is_a_duplicate)
{
	struct store_run figures;

	give_tcp("10.0.0.4", 50000, "10.0.0.1", 443, FRAMES_SYN, 1, SECOND);
	give_tcp("10.0.0.4", 50000, "10.0.0.1", 443, FRAMES_SYN, 1,
	    SECOND + 10);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(figures.fates[STORE_FATE_DUPLICATE], 1);
	ck_assert_uint_eq(figures.fates[STORE_FATE_JUDGED], 1);
}
END_TEST

START_TEST(icmp_error_counts_as_judged_and_refuses_the_flow)
{
	struct frame_build quoted;
	struct store_run figures;

	give_udp("10.0.0.2", 40000, "10.0.0.3", 53, SECOND);
	frames_start(&quoted);
	frames_ip(&quoted, "10.0.0.2", "10.0.0.3");
	frames_udp(&quoted, 40000, 53);
	frames_text(&quoted, "hello");
	frames_end(&quoted);
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, "10.0.0.3", "10.0.0.2");
	frames_icmp(&build, 3, 3, 0);
	frames_bytes(&build, quoted.data, quoted.len);
	farm_frame(&farm, &build, SECOND + 100);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_with("allowed", "row-3", "refused"), 1);
	ck_assert_uint_eq(flows_with(NULL, NULL, NULL), 1);
	ck_assert_uint_eq(figures.fates[STORE_FATE_JUDGED], 2);
}
END_TEST

START_TEST(vrrp_of_a_stranger_seen_before_the_farms_own_is_forbidden)
{
	struct store_flow_filter stranger = { .src = "10.0.0.66",
		.verdict = "forbidden" };
	struct store_run figures;

	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, "10.0.0.66", "224.0.0.18");
	frames_vrrp(&build, 2, 7);
	farm_frame(&farm, &build, SECOND);
	/* Long after the stranger's flow has ended. */
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, "10.0.0.1", "224.0.0.18");
	frames_vrrp(&build, 2, 7);
	farm_frame(&farm, &build, 1000 * SECOND);
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, "10.0.0.1", "224.0.0.18");
	frames_vrrp(&build, 2, 7);
	farm_frame(&farm, &build, 1001 * SECOND);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(farm_count(&farm, &stranger), 1);
	ck_assert_uint_eq(flows_with("allowed", "row-5", "one-way"), 1);
	ck_assert_uint_eq(fate_sum(&figures), 3);
}
END_TEST

START_TEST(vrrp_of_another_routers_group_is_out_of_scope)
{
	struct store_run figures;

	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	frames_ip(&build, "10.0.0.66", "224.0.0.18");
	frames_vrrp(&build, 2, 9);
	farm_frame(&farm, &build, SECOND);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_with("forbidden", NULL, NULL), 0);
	ck_assert_uint_eq(figures.fates[STORE_FATE_OUT_OF_SCOPE], 1);
}
END_TEST

START_TEST(link_local_sender_has_the_roles_of_its_mac)
{
	struct store_flow_filter filter = { .src = "fe80::1",
		.row_id = "row-5" };
	struct store_run figures;

	frames_start(&build);
	frames_ethernet(&build, "02:00:00:00:00:01", NULL);
	frames_ip(&build, "fd00::1", "fd00::2");
	frames_tcp(&build, 50000, 20002, FRAMES_SYN, 1, 0);
	farm_frame(&farm, &build, SECOND);
	frames_start(&build);
	frames_ethernet(&build, "02:00:00:00:00:01", NULL);
	frames_ip(&build, "fe80::1", "ff02::12");
	frames_vrrp(&build, 3, 7);
	farm_frame(&farm, &build, 2 * SECOND);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(farm_count(&farm, &filter), 1);
}
END_TEST

START_TEST(interim_report_and_end_are_one_row)
{
	struct store_run figures;

	for (uint32_t i = 0; i < 100; i++)
		give_tcp("10.0.0.4", 50000, "10.0.0.1", 443,
		    i ? FRAMES_ACK : FRAMES_SYN, 1 + i,
		    SECOND + i * 30 * SECOND);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_with(NULL, NULL, NULL), 1);
	ck_assert_uint_eq(figures.fates[STORE_FATE_JUDGED], 100);
}
END_TEST

/* A whole connection in which the client asks and the server answers. */
static void
give_talk(const char *src, const char *dst, uint16_t port, const char *asks,
    const char *answers)
{
	struct frames_ends out = { src, 50000, dst, port };
	struct frames_ends in = { dst, port, src, 50000 };
	uint32_t a = (uint32_t)strlen(asks), b = (uint32_t)strlen(answers);
	const struct {
		const struct frames_ends *ends;
		uint8_t flags;
		uint32_t seq, ack;
		const char *text;
	} steps[] = {
		{ &out, FRAMES_SYN, 100, 0, NULL },
		{ &in, FRAMES_SYN | FRAMES_ACK, 900, 101, NULL },
		{ &out, FRAMES_ACK, 101, 901, NULL },
		{ &out, FRAMES_ACK | FRAMES_PSH, 101, 901, asks },
		{ &in, FRAMES_ACK | FRAMES_PSH, 901, 101 + a, answers },
		{ &out, FRAMES_ACK | FRAMES_FIN, 101 + a, 901 + b, NULL },
		{ &in, FRAMES_ACK | FRAMES_FIN, 901 + b, 102 + a, NULL },
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		frames_make_tcp(&build, steps[i].ends, steps[i].flags,
		    steps[i].seq, steps[i].ack, steps[i].text);
		farm_frame(&farm, &build, SECOND + i * 1000);
	}
}

static size_t
flows_that(const char *conformance)
{
	struct store_flow_filter filter = { .conformance = conformance };

	return farm_count(&farm, &filter);
}

static const char asks_http[] = "GET / HTTP/1.1\r\nHost: x.example\r\n\r\n";
static const char answers_http[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

START_TEST(expected_protocol_conforms)
{
	struct store_run figures;

	farm_stop(&farm);
	farm_start(&farm, NULL, "expect tcp 443 http\n");
	give_talk("10.0.0.4", "10.0.0.1", 443, asks_http, answers_http);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_that("conforms"), 1);
}
END_TEST

START_TEST(another_protocol_violates_once_ndpi_was_asked)
{
	struct store_run figures;

	farm_stop(&farm);
	farm_start(&farm, NULL, "expect tcp 443 tls\n");
	give_talk("10.0.0.4", "10.0.0.1", 443, asks_http, answers_http);
	farm_finish(&farm, &figures);
	if (strcmp(figures.ndpi_version, "none") == 0)
		ck_assert_uint_eq(flows_that("undetermined"), 1);
	else
		ck_assert_uint_eq(flows_that("violates"), 1);
}
END_TEST

START_TEST(nothing_violates_when_ndpi_is_never_asked)
{
	struct run_options options = { .ndpi = INSPECT_NDPI_NEVER };
	struct store_run figures;

	farm_stop(&farm);
	farm_start(&farm, &options, "expect tcp 443 tls\n");
	give_talk("10.0.0.4", "10.0.0.1", 443, asks_http, answers_http);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_that("undetermined"), 1);
}
END_TEST

START_TEST(out_of_scope_violation_on_443_is_recorded)
{
	struct store_flow_filter filter = { .verdict = "out-of-scope" };
	struct store_run figures;

	farm_stop(&farm);
	farm_start(&farm, NULL, "expect tcp 443 tls\n");
	give_talk("10.0.0.4", "10.0.0.3", 443, asks_http, answers_http);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(farm_count(&farm, &filter),
	    strcmp(figures.ndpi_version, "none") == 0 ? 0 : 1);
	ck_assert_uint_eq(fate_sum(&figures), figures.packets);
}
END_TEST

START_TEST(nothing_expected_is_unchecked)
{
	struct store_run figures;

	give_talk("10.0.0.4", "10.0.0.1", 443, asks_http, answers_http);
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(flows_that("unchecked"), 1);
}
END_TEST

/* A frame of a random kind from a fixed sequence: sound, tunnelled,
 * fragmented, cut, of other protocols, or noise. */
static uint64_t state = 88172645463325252U;

static uint32_t
next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16);
}

static void
random_frame(void)
{
	char src[32], dst[32];
	uint32_t kind = next_random() % 8;

	snprintf(src, sizeof(src), "10.0.0.%u", next_random() % 12);
	snprintf(dst, sizeof(dst), "10.0.0.%u", next_random() % 12);
	frames_start(&build);
	frames_ethernet(&build, NULL, NULL);
	if (kind == 1) {
		frames_ip(&build, "192.0.2.1", "192.0.2.2");
		frames_udp(&build, 5000, 4789);
		frames_vxlan(&build, 7);
		frames_ethernet(&build, NULL, NULL);
	}
	frames_ip(&build, src, dst);
	if (kind == 2)
		frames_icmp(&build, (uint8_t)(next_random() % 16), 0, 1);
	else if (kind == 3)
		frames_tcp(&build, (uint16_t)next_random(), 443,
		    (uint8_t)(next_random() % 32), next_random(), 1);
	else
		frames_udp(&build, (uint16_t)(next_random() % 100), 53);
	frames_pattern(&build, next_random() % 64);
	if (kind == 4) { /* a fragment, its offset and flag at random */
		frames_put16(&build, frames_at(&build, FRAMES_IPV4) + 6,
		    (uint16_t)(next_random() & 0x2007));
		frames_put16(&build, frames_at(&build, FRAMES_IPV4) + 4,
		    (uint16_t)(next_random() % 8));
	}
	frames_end(&build);
	if (kind == 5)
		build.data[next_random() % build.len] ^= (uint8_t)next_random();
}

START_TEST(fates_add_up_to_the_frames)
{
	struct store_run figures;
	struct frame frame = { .link_type = 1, .data = build.data };

	for (uint32_t i = 0; i < 20000; i++) {
		random_frame();
		frame.time_us = SECOND + i * 1000;
		frame.wire_len = (uint32_t)build.len;
		frame.cap_len = frame.wire_len;
		if (next_random() % 16 == 0)
			frame.cap_len = next_random() % (frame.wire_len + 1);
		ck_assert_int_eq(run_frame(farm.run, &frame), 0);
	}
	farm_finish(&farm, &figures);
	ck_assert_uint_eq(figures.packets, 20000);
	ck_assert_uint_eq(fate_sum(&figures), 20000);
	/* Every fate that such frames can have was met. */
	ck_assert_uint_gt(figures.fates[STORE_FATE_JUDGED], 1000);
	ck_assert_uint_gt(figures.fates[STORE_FATE_TRUNCATED], 0);
	ck_assert_uint_gt(figures.fates[STORE_FATE_MALFORMED], 0);
	ck_assert_uint_gt(figures.fates[STORE_FATE_FRAGMENT], 0);
	ck_assert_uint_gt(figures.fates[STORE_FATE_OUT_OF_SCOPE], 0);
}
END_TEST

START_TEST(full_table_evicts_and_still_counts_every_frame)
{
	struct run_options options = { .memory_bytes = RUN_MEMORY_MIN };
	struct store_run figures;
	char src[32];

	farm_stop(&farm);
	farm_start(&farm, &options, NULL);
	for (uint32_t i = 0; i < 120000; i++) {
		snprintf(src, sizeof(src), "10.%u.%u.%u", 1 + (i >> 16),
		    i >> 8 & 255, i & 255);
		give_tcp(src, 50000, "10.0.0.1", 443, FRAMES_SYN, i,
		    SECOND + i);
	}
	farm_finish(&farm, &figures);
	ck_assert_uint_gt(figures.evicted_flows, 0);
	ck_assert_uint_eq(fate_sum(&figures), 120000);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("run");
	TCase *tcase = tcase_create("run");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, refused_required_flow_is_allowed_and_refused);
	tcase_add_test(tcase, flow_into_a_component_without_a_row_is_forbidden);
	tcase_add_test(tcase, out_of_scope_flows_are_counted_and_not_recorded);
	tcase_add_test(tcase, record_all_records_out_of_scope_flows);
	tcase_add_test(tcase,
	    answer_from_the_server_seen_first_is_turned_round_by_its_row);
	tcase_add_test(tcase, exact_repeat_is_a_duplicate);
	tcase_add_test(tcase, icmp_error_counts_as_judged_and_refuses_the_flow);
	tcase_add_test(tcase,
	    vrrp_of_a_stranger_seen_before_the_farms_own_is_forbidden);
	tcase_add_test(tcase, vrrp_of_another_routers_group_is_out_of_scope);
	tcase_add_test(tcase, link_local_sender_has_the_roles_of_its_mac);
	tcase_add_test(tcase, interim_report_and_end_are_one_row);
	tcase_add_test(tcase, expected_protocol_conforms);
	tcase_add_test(tcase, another_protocol_violates_once_ndpi_was_asked);
	tcase_add_test(tcase, nothing_violates_when_ndpi_is_never_asked);
	tcase_add_test(tcase, out_of_scope_violation_on_443_is_recorded);
	tcase_add_test(tcase, nothing_expected_is_unchecked);
	tcase_add_test(tcase, fates_add_up_to_the_frames);
	tcase_add_test(tcase, full_table_evicts_and_still_counts_every_frame);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

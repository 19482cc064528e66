/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_ndpi.c - asking nDPI, with conversations written here.
 */
#include <config.h>

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/words.h"
#include "inspect/app.h"
#include "inspect/ndpi.h"
#include "support/talks.h"

#define CLIENT 0
#define SERVER 1

static const struct ndpi_options as_shipped = { 0 };
static struct ndpi_engine *engine;
static struct ndpi_question q;
static struct ndpi_answer answer;

#ifdef HAVE_NDPI

/*
 * In front of the library's own functions of these names, to pretend that
 * another library is there.
 */
uint16_t ndpi_get_api_version(void);
uint32_t ndpi_detection_get_sizeof_ndpi_flow_struct(void);

static uint16_t other_api;
static uint32_t other_size;

uint16_t
ndpi_get_api_version(void)
{
	uint16_t (*real)(void);

	*(void **)&real = dlsym(RTLD_NEXT, "ndpi_get_api_version");
	return (uint16_t)(real() + other_api);
}

uint32_t
ndpi_detection_get_sizeof_ndpi_flow_struct(void)
{
	uint32_t (*real)(void);

	*(void **)&real =
	    dlsym(RTLD_NEXT, "ndpi_detection_get_sizeof_ndpi_flow_struct");
	return real() + other_size;
}

static void
setup(void)
{
	struct err err;

	ck_assert_int_eq(ndpi_engine_new(&engine, &as_shipped, &err), 0);
	q = (struct ndpi_question){ .tuple = { .port = { 49152, 10000 },
					.proto = PROTO_TCP,
					.ip_version = 4 },
		.time_us = UINT64_C(1700000000000000),
		.client = CLIENT,
		.handshake = true };
	addr_parse("192.0.2.1", 9, &q.tuple.addr[CLIENT]);
	addr_parse("198.51.100.7", 12, &q.tuple.addr[SERVER]);
}

static void
teardown(void)
{
	ndpi_engine_free(engine);
	engine = NULL;
}

static void
add(unsigned int side, const struct talk *t)
{
	q.piece[q.pieces] = (struct ndpi_piece){ .data = t->data,
		.len = (uint16_t)t->len,
		.side = (uint8_t)side,
		.after_ms = q.pieces };
	q.pieces++;
}

static void
ask(void)
{
	ndpi_engine_ask(engine, &q, &answer);
}

static void
check_found(enum inspect_app app)
{
	ck_assert_int_eq(answer.same_as, (int)app);
	ck_assert(answer.by_payload);
	ck_assert_str_eq(answer.confidence, "dpi");
	ck_assert_str_ne(answer.app, "");
}

static void
check_nothing(void)
{
	ck_assert_str_eq(answer.app, "");
	ck_assert_str_eq(answer.master, "");
	ck_assert_int_eq(answer.same_as, -1);
	ck_assert(!answer.by_payload);
	ck_assert_str_eq(answer.confidence, "unknown");
}

START_TEST(a_handshake_of_tls_is_tls)
{
	add(CLIENT, &talk_tls_client);
	add(SERVER, &talk_tls_server);
	ask();
	check_found(INSPECT_APP_TLS);
}
END_TEST

START_TEST(a_hello_in_two_pieces_is_tls)
{
	const struct talk a = { talk_tls_client.data, 20 };
	const struct talk b = { talk_tls_client.data + 20,
		talk_tls_client.len - 20 };

	add(CLIENT, &a);
	add(CLIENT, &b);
	add(SERVER, &talk_tls_server);
	ask();
	check_found(INSPECT_APP_TLS);
}
END_TEST

START_TEST(http_is_http_on_any_port)
{
	static const uint16_t ports[] = { 80, 88, 443, 3389, 10000 };

	add(CLIENT, &talk_http_client);
	add(SERVER, &talk_http_server);
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		q.tuple.port[SERVER] = ports[i];
		ask();
		check_found(INSPECT_APP_HTTP);
	}
}
END_TEST

START_TEST(ssh_is_ssh_over_ipv6_without_its_start)
{
	q.tuple.ip_version = 6;
	addr_parse("2001:db8::1", 11, &q.tuple.addr[CLIENT]);
	addr_parse("2001:db8::7", 11, &q.tuple.addr[SERVER]);
	q.handshake = false;
	add(SERVER, &talk_ssh_server);
	add(CLIENT, &talk_ssh_client);
	ask();
	check_found(INSPECT_APP_SSH);
	ck_assert_str_eq(answer.app, "SSH");
}
END_TEST

/* Both ends say the same, one after the other.  The client has the lower
 * port: nDPI 4.2 would take it for the server. */
START_TEST(direction_is_told_and_not_taken_from_ports)
{
	static const uint8_t version[] = "RFB 003.008\n";
	const struct talk t = { version, sizeof(version) - 1 };

	q.tuple.port[CLIENT] = 100;
	q.tuple.port[SERVER] = 49152;
	add(SERVER, &t);
	add(CLIENT, &t);
	ask();
	check_found(INSPECT_APP_VNC);
	q.piece[0].side = CLIENT;
	ask();
	ck_assert_int_eq(answer.same_as, -1);
}
END_TEST

/* But for 53, where 4.2 calls anything DNS: judge.c knows. */
START_TEST(a_port_is_no_evidence)
{
	static const uint16_t ports[] = { 22, 80, 88, 443, 445, 1433, 3389 };

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		q.tuple.port[SERVER] = ports[i];
		q.pieces = 0;
		add(CLIENT, &talk_noise);
		add(SERVER, &talk_noise);
		ask();
		check_nothing();
	}
}
END_TEST

START_TEST(a_guess_is_told_from_what_was_found)
{
	const struct ndpi_options guessing = { .guess = true };
	struct ndpi_engine *e;
	struct err err;

	ck_assert_int_eq(ndpi_engine_new(&e, &guessing, &err), 0);
	q.tuple.port[SERVER] = 443;
	add(CLIENT, &talk_noise);
	ndpi_engine_ask(e, &q, &answer);
	ndpi_engine_free(e);
	ck_assert_int_eq(answer.same_as, INSPECT_APP_TLS);
	ck_assert(!answer.by_payload);
	ck_assert_str_eq(answer.confidence, "match-by-port");
}
END_TEST

/* Three bytes that stay the same each way are enough for it there. */
START_TEST(rdp_over_udp_is_never_taken_from_it)
{
	static const uint8_t a[48] = { 'A', 'B', 'C', 1, 2, 3 };
	static const uint8_t b[48] = { 'X', 'Y', 'Z', 4, 5, 6 };
	const struct talk to = { a, sizeof(a) }, from = { b, sizeof(b) };

	q.tuple.proto = PROTO_UDP;
	q.tuple.port[SERVER] = 3389;
	for (unsigned int i = 0; i < 4; i++) {
		add(CLIENT, &to);
		add(SERVER, &from);
	}
	ask();
	ck_assert_int_eq(answer.same_as, -1);
}
END_TEST

START_TEST(an_answer_depends_on_its_question_alone)
{
	struct ndpi_question noise = q;

	add(SERVER, &talk_ssh_server);
	add(CLIENT, &talk_ssh_client);
	noise.piece[0] = (struct ndpi_piece){ .data = talk_noise.data,
		.len = (uint16_t)talk_noise.len };
	noise.pieces = 1;
	for (unsigned int i = 0; i < 3; i++) {
		ask();
		check_found(INSPECT_APP_SSH);
		ndpi_engine_ask(engine, &noise, &answer);
		check_nothing();
	}
}
END_TEST

START_TEST(a_question_without_pieces_has_no_answer)
{
	ask();
	check_nothing();
}
END_TEST

START_TEST(the_most_and_longest_pieces_are_taken)
{
	static uint8_t data[4096];
	const struct talk t = { data, sizeof(data) };

	memset(data, 0xa5, sizeof(data));
	while (q.pieces < NDPI_PIECES_MAX)
		add(q.pieces & 1, &t);
	ask();
	check_nothing();
}
END_TEST

START_TEST(another_library_than_that_of_the_headers_is_refused)
{
	struct ndpi_engine *e = NULL;
	struct err err;

	other_api = 1;
	ck_assert_int_eq(ndpi_engine_new(&e, &as_shipped, &err), -ELIBBAD);
	ck_assert_ptr_nonnull(strstr(err.text, "API"));
	other_api = 0;
	other_size = 8;
	ck_assert_int_eq(ndpi_engine_new(&e, &as_shipped, &err), -ELIBBAD);
	ck_assert_ptr_nonnull(strstr(err.text, "bytes"));
	other_size = 0;
	ck_assert_ptr_null(e);
}
END_TEST

START_TEST(the_version_is_that_of_the_library)
{
	ck_assert(ndpi_engine_built());
	ck_assert_ptr_nonnull(strchr(ndpi_engine_version(), '.'));
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_handshake_of_tls_is_tls);
	tcase_add_test(tc, a_hello_in_two_pieces_is_tls);
	tcase_add_test(tc, http_is_http_on_any_port);
	tcase_add_test(tc, ssh_is_ssh_over_ipv6_without_its_start);
	tcase_add_test(tc, direction_is_told_and_not_taken_from_ports);
	tcase_add_test(tc, a_port_is_no_evidence);
	tcase_add_test(tc, a_guess_is_told_from_what_was_found);
	tcase_add_test(tc, rdp_over_udp_is_never_taken_from_it);
	tcase_add_test(tc, an_answer_depends_on_its_question_alone);
	tcase_add_test(tc, a_question_without_pieces_has_no_answer);
	tcase_add_test(tc, the_most_and_longest_pieces_are_taken);
	tcase_add_test(tc, another_library_than_that_of_the_headers_is_refused);
	tcase_add_test(tc, the_version_is_that_of_the_library);
}

#else

START_TEST(built_without_it_there_is_no_engine)
{
	struct err err;

	(void)q;
	(void)answer;
	ck_assert(!ndpi_engine_built());
	ck_assert_str_eq(ndpi_engine_version(), "none");
	ck_assert_int_eq(ndpi_engine_new(&engine, &as_shipped, &err), -ENOSYS);
	ck_assert_ptr_null(engine);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, built_without_it_there_is_no_engine);
}

#endif

int
main(void)
{
	Suite *s = suite_create("ndpi");
	TCase *tc = tcase_create("ndpi");
	SRunner *r;
	int failed;

	add_tests(tc);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_dns_message.c - what DNS messages say, and what hostile ones can not
 * make of the reader.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns_world.h"

static struct dns_response said;
static struct dns_question asked;

/* A copy of exactly that length, so that a byte too far is noticed. */
static enum dns_status
read_as(const struct bytes *b, bool response, size_t len, size_t wire_len)
{
	uint8_t *exact = malloc(len > 0 ? len : 1);
	enum dns_status s;

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, b->data, len);
	s = response ? dns_read_response(exact, len, wire_len, &said)
		     : dns_read_query(exact, len, wire_len, &asked);
	free(exact);
	return s;
}

static enum dns_status
response(const struct bytes *b)
{
	return read_as(b, true, b->len, b->len);
}

static enum dns_status
query(const struct bytes *b)
{
	return read_as(b, false, b->len, b->len);
}

static void
expect_address(unsigned int i, const char *text, uint32_t ttl_s,
    const char *owner)
{
	struct addr a = dns_addr(text);

	ck_assert_uint_lt(i, said.address_count);
	ck_assert(addr_equal(&said.address[i].addr, &a));
	ck_assert_uint_eq(said.address[i].ttl_s, ttl_s);
	ck_assert_uint_lt(said.address[i].owner, said.chain_count);
	ck_assert_str_eq(said.chain[said.address[i].owner], owner);
}

START_TEST(a_query_has_id_name_and_type)
{
	struct bytes b = dns_query_of(0x1a2b, "WWW.Example_1.COM", DNS_AAAA);

	ck_assert_int_eq(query(&b), DNS_OK);
	ck_assert_uint_eq(asked.id, 0x1a2b);
	ck_assert_uint_eq(asked.type, DNS_AAAA);
	ck_assert_str_eq(asked.name, "www.example_1.com");
	ck_assert_int_eq(response(&b), DNS_OTHER);
	ck_assert(!dns_is_response(b.data, b.len));
	/* EDNS behind it changes nothing. */
	put_hex(&b, "00 0029 04d0 00000000 0000");
	b.data[11] = 1;
	ck_assert_int_eq(query(&b), DNS_OK);
}
END_TEST

START_TEST(several_addresses_have_the_questions_name)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 3);

	put_dns_address(&b, NULL, 60, "192.0.2.1");
	put_dns_address(&b, "A.Example", 50, "192.0.2.2");
	put_dns_address(&b, NULL, 40, "2001:db8::1");
	ck_assert(dns_is_response(b.data, b.len));
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.question.id, 7);
	ck_assert_uint_eq(said.rcode, 0);
	ck_assert(!said.truncated && !said.more);
	ck_assert_uint_eq(said.address_count, 3);
	expect_address(0, "192.0.2.1", 60, "a.example");
	expect_address(1, "192.0.2.2", 50, "a.example");
	expect_address(2, "2001:db8::1", 40, "a.example");
}
END_TEST

START_TEST(a_chain_is_followed_in_any_order)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 4);

	put_dns_address(&b, "c.test", 300, "192.0.2.3");
	put_dns_cname(&b, "b.test", 20, "C.test");
	put_dns_address(&b, "b.test", 300, "192.0.2.2");
	put_dns_cname(&b, NULL, 100, "b.test");
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.chain_count, 3);
	ck_assert_str_eq(said.chain[0], "a.example");
	ck_assert_str_eq(said.chain[1], "b.test");
	ck_assert_str_eq(said.chain[2], "c.test");
	ck_assert_uint_eq(said.address_count, 2);
	expect_address(0, "192.0.2.3", 20, "c.test");
	expect_address(1, "192.0.2.2", 100, "b.test");
}
END_TEST

START_TEST(what_the_question_does_not_lead_to_is_left_out)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 3);

	put_dns_address(&b, "login.example", 60, "192.0.2.66");
	put_dns_cname(&b, "other.example", 60, "a.example");
	put_dns_address(&b, NULL, 60, "192.0.2.1");
	/* Behind the answers, where an additional one would be. */
	put_dns_address(&b, NULL, 60, "192.0.2.77");
	b.data[11] = 1;
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.chain_count, 1);
	ck_assert_uint_eq(said.address_count, 1);
	expect_address(0, "192.0.2.1", 60, "a.example");
}
END_TEST

START_TEST(chains_that_go_round_end)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 3);

	put_dns_cname(&b, NULL, 60, "b.example");
	put_dns_cname(&b, "b.example", 60, "a.example");
	put_dns_address(&b, "b.example", 60, "192.0.2.1");
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.chain_count, 2);
	expect_address(0, "192.0.2.1", 60, "b.example");
}
END_TEST

START_TEST(long_chains_are_cut_and_say_so)
{
	struct bytes b = dns_response_of(7, "n0.test", DNS_A, 20);

	for (unsigned int i = 0; i < 20; i++) {
		char from[16], to[16];

		snprintf(from, sizeof(from), "n%u.test", i);
		snprintf(to, sizeof(to), "n%u.test", i + 1);
		put_dns_cname(&b, from, 60, to);
	}
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.chain_count, DNS_CHAIN_MAX);
	ck_assert(said.more);
}
END_TEST

START_TEST(too_many_addresses_are_cut_and_say_so)
{
	struct bytes b =
	    dns_response_of(7, "a.example", DNS_A, DNS_ADDRESS_MAX + 1);

	for (unsigned int i = 0; i <= DNS_ADDRESS_MAX; i++)
		put_dns_address(&b, NULL, 60, "192.0.2.1");
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.address_count, DNS_ADDRESS_MAX);
	ck_assert(said.more);
}
END_TEST

START_TEST(hints_of_services_are_addresses)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_HTTPS, 2);
	size_t place = put_dns_record(&b, NULL, DNS_HTTPS, 30);

	put_hex(&b,
	    "0001 00 0001 0003 026832"
	    "0004 0008 c0000201 c0000202"
	    "0006 0010 20010db8000000000000000000000005");
	put_close(&b, place, 2);
	place = put_dns_record(&b, NULL, DNS_HTTPS, 30);
	put_hex(&b, "0000 01 62 00"); /* an alias */
	put_close(&b, place, 2);
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.address_count, 3);
	expect_address(0, "192.0.2.1", 30, "a.example");
	expect_address(1, "192.0.2.2", 30, "a.example");
	expect_address(2, "2001:db8::5", 30, "a.example");
}
END_TEST

START_TEST(hints_that_do_not_fit_are_malformed)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_HTTPS, 1);
	size_t place = put_dns_record(&b, NULL, DNS_HTTPS, 30);

	put_hex(&b, "0001 00 0004 0007 c0000201 c00002");
	put_close(&b, place, 2);
	ck_assert_int_eq(response(&b), DNS_MALFORMED);
}
END_TEST

/* Else an IPv6 record could name an IPv4 address. */
START_TEST(mapped_addresses_are_left_out)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_AAAA, 1);
	size_t place = put_dns_record(&b, NULL, DNS_AAAA, 30);

	put_hex(&b, "00000000 00000000 0000ffff c0000201");
	put_close(&b, place, 2);
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.address_count, 0);
}
END_TEST

START_TEST(codes_and_flags_are_told)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 0);

	b.data[2] |= 0x02;
	b.data[3] |= 0x03;
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.rcode, 3);
	ck_assert(said.truncated);
	ck_assert_uint_eq(said.address_count, 0);
}
END_TEST

START_TEST(large_ttls_are_none)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 1);

	put_dns_address(&b, NULL, 0x80000000U, "192.0.2.1");
	ck_assert_int_eq(response(&b), DNS_OK);
	expect_address(0, "192.0.2.1", 0, "a.example");
}
END_TEST

START_TEST(other_messages_are_other)
{
	static const struct {
		unsigned int at, value;
	} changes[] = { { 2, 0x28 }, { 5, 0 }, { 5, 2 }, { 27 - 2 + 1, 3 } };
	struct bytes good = dns_query_of(7, "a.example", DNS_A);

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct bytes b = good;

		b.data[changes[i].at] = (uint8_t)changes[i].value;
		ck_assert_int_eq(query(&b), DNS_OTHER);
	}
	good = dns_query_of(7, "", 2);
	ck_assert_int_eq(query(&good), DNS_OTHER);
}
END_TEST

START_TEST(names_that_are_no_host_names_are_refused)
{
	static const char *const names[] = { "01 2a 00", "03 61 2e 62 00",
		"04 3c623e 22 00", "02 c3 a9 00", "01 00 00", "01 20 00",
		"03 61 0a 62 00" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct bytes b = bytes_hex("0007 0100 0001 0000 0000 0000");

		put_hex(&b, names[i]);
		put_hex(&b, "0001 0001");
		ck_assert_msg(query(&b) == DNS_REFUSED, "%s", names[i]);
	}
}
END_TEST

START_TEST(aliases_that_are_no_host_names_end_the_chain)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 2);
	size_t place = put_dns_record(&b, NULL, DNS_CNAME, 60);

	put_hex(&b, "01 2a 00");
	put_close(&b, place, 2);
	put_hex(&b, "01 2a 00 0001 0001 0000003c 0004 c0000201");
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.refused, 1);
	ck_assert_uint_eq(said.chain_count, 1);
	ck_assert_uint_eq(said.address_count, 0);
}
END_TEST

/* A name of 253 bytes with its labels, 255 on the wire, and one more. */
START_TEST(the_longest_name_is_read_and_no_longer_one)
{
	char name[300] = "";
	struct bytes b;

	for (int i = 0; i < 3; i++) {
		memset(name + strlen(name), 'a', 63);
		strncat(name, ".", 2);
	}
	memset(name + strlen(name), 'b', 61);
	ck_assert_uint_eq(strlen(name), 253);
	b = dns_query_of(7, name, DNS_A);
	ck_assert_int_eq(query(&b), DNS_OK);
	ck_assert_str_eq(asked.name, name);
	name[253] = 'b';
	b = dns_query_of(7, name, DNS_A);
	ck_assert_int_eq(query(&b), DNS_MALFORMED);
}
END_TEST

START_TEST(pointers_go_backwards_only)
{
	/* To itself, forwards, into the header, to each other. */
	static const char *const owners[] = { "c01b", "c0ff", "c004",
		"01 61 c01b" };

	for (size_t i = 0; i < sizeof(owners) / sizeof(owners[0]); i++) {
		struct bytes b = dns_response_of(7, "a.example", DNS_A, 1);

		ck_assert_uint_eq(b.len, 0x1b);
		put_hex(&b, owners[i]);
		put_hex(&b, "0001 0001 0000003c 0004 c0000201");
		put_fill(&b, 256, 0);
		ck_assert_msg(response(&b) == DNS_MALFORMED, "%s", owners[i]);
	}
}
END_TEST

START_TEST(pointers_in_a_row_are_bounded)
{
	struct bytes b = dns_response_of(7, "a.example", 99, 1);
	size_t place = put_dns_record(&b, NULL, 99, 1), first = b.len;

	put_u16(&b, 0xc000 | DNS_QUESTION_AT);
	for (unsigned int i = 0; i < 1000; i++)
		put_u16(&b, 0xc000 | (unsigned int)(b.len - 2));
	put_close(&b, place, 2);
	ck_assert_int_eq(response(&b), DNS_OK);
	b.data[7] = 2;
	put_u16(&b, 0xc000 | (unsigned int)(first + 2 * 60));
	put_hex(&b, "0001 0001 0000003c 0004 c0000201");
	ck_assert_int_eq(response(&b), DNS_OK);
	ck_assert_uint_eq(said.address_count, 1);
	b.data[b.len - 16] = (uint8_t)(0xc0 | (first + 2000) >> 8);
	b.data[b.len - 15] = (uint8_t)(first + 2000);
	ck_assert_int_eq(response(&b), DNS_MALFORMED);
}
END_TEST

START_TEST(labels_of_other_kinds_are_malformed)
{
	struct bytes b = bytes_hex("0007 0100 0001 0000 0000 0000");
	struct bytes c = b;

	put_hex(&b, "41 61");
	put_fill(&b, 80, 0);
	ck_assert_int_eq(query(&b), DNS_MALFORMED);
	put_hex(&c, "80 61");
	put_fill(&c, 200, 0);
	ck_assert_int_eq(query(&c), DNS_MALFORMED);
}
END_TEST

START_TEST(data_of_wrong_length_are_malformed)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 1);
	struct bytes c = dns_response_of(7, "a.example", DNS_A, 1), d = c;

	put_dns_address(&b, NULL, 60, "192.0.2.1");
	b.data[b.len - 5] = 3;
	ck_assert_int_eq(response(&b), DNS_MALFORMED);
	b.data[b.len - 5] = 5;
	ck_assert_int_eq(response(&b), DNS_MALFORMED);
	put_dns_cname(&c, NULL, 60, "b.example");
	put_u8(&c, 0);
	c.data[c.len - 13]++; /* the alias ends before its record */
	ck_assert_int_eq(response(&c), DNS_MALFORMED);
	put_dns_cname(&d, NULL, 60, "b.example");
	d.data[d.len - 1] = 1; /* goes on behind it */
	put_hex(&d, "6100");
	ck_assert_int_eq(response(&d), DNS_MALFORMED);
}
END_TEST

START_TEST(what_is_cut_is_read_as_far_as_it_goes)
{
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 2);
	size_t question = b.len, one;

	put_dns_address(&b, NULL, 60, "192.0.2.1");
	one = b.len;
	put_dns_address(&b, NULL, 60, "192.0.2.2");
	for (size_t len = 0; len <= b.len; len++) {
		enum dns_status s = read_as(&b, true, len, b.len);

		if (len < question) {
			ck_assert_int_eq(s, DNS_CUT);
			continue;
		}
		ck_assert_int_eq(s, DNS_OK);
		ck_assert_int_eq(said.address_count,
		    (len >= one) + (len == b.len));
		ck_assert_int_eq(said.more, len < b.len);
		/* The same where it is all that was sent. */
		if (len < b.len)
			ck_assert_int_eq(read_as(&b, true, len, len),
			    DNS_MALFORMED);
	}
}
END_TEST

/* The largest message there is, full of aliases that lead on. */
START_TEST(a_message_of_64_kb_is_bounded)
{
	size_t len = 65535, at;
	uint8_t *m = calloc(1, len);
	struct bytes head = dns_response_of(7, "a.b", DNS_A, 0xffff);

	ck_assert_ptr_nonnull(m);
	memcpy(m, head.data, head.len);
	for (at = head.len; at + 16 <= len; at += 16)
		memcpy(m + at, "\xc0\x0c\0\5\0\1\0\0\0\1\0\4\1c\xc0\x0e", 16);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(dns_read_response(m, len, len, &said), DNS_OK);
	ck_assert_uint_eq(said.chain_count, 2);
	ck_assert(said.more);
	/* Names of nothing but labels, longer than any may be. */
	memset(m + 12, 63, len - 12);
	ck_assert_int_eq(dns_read_response(m, len, len, &said), DNS_MALFORMED);
	free(m);
}
END_TEST

START_TEST(random_bytes_are_read_safely)
{
	uint64_t state = 88172645463325252;
	struct bytes b = dns_response_of(7, "a.example", DNS_A, 3);

	put_dns_cname(&b, NULL, 60, "b.example");
	put_dns_address(&b, "b.example", 60, "192.0.2.1");
	put_dns_address(&b, "b.example", 60, "2001:db8::1");
	for (int i = 0; i < 20000; i++) {
		struct bytes c = b;

		for (int n = 0; n < 3; n++) {
			uint64_t r = next_random(&state);

			c.data[r % c.len] = (uint8_t)(r >> 32);
		}
		if (response(&c) != DNS_OK)
			continue;
		ck_assert_uint_le(said.chain_count, DNS_CHAIN_MAX);
		for (unsigned int n = 0; n < said.address_count; n++)
			ck_assert_uint_lt(said.address[n].owner,
			    said.chain_count);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { a_query_has_id_name_and_type,
		several_addresses_have_the_questions_name,
		a_chain_is_followed_in_any_order,
		what_the_question_does_not_lead_to_is_left_out,
		chains_that_go_round_end, long_chains_are_cut_and_say_so,
		too_many_addresses_are_cut_and_say_so,
		hints_of_services_are_addresses,
		hints_that_do_not_fit_are_malformed,
		mapped_addresses_are_left_out, codes_and_flags_are_told,
		large_ttls_are_none, other_messages_are_other,
		names_that_are_no_host_names_are_refused,
		aliases_that_are_no_host_names_end_the_chain,
		the_longest_name_is_read_and_no_longer_one,
		pointers_go_backwards_only, pointers_in_a_row_are_bounded,
		labels_of_other_kinds_are_malformed,
		data_of_wrong_length_are_malformed,
		what_is_cut_is_read_as_far_as_it_goes,
		a_message_of_64_kb_is_bounded, random_bytes_are_read_safely };

	return run_tests("dns_message", tests,
	    sizeof(tests) / sizeof(tests[0]));
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_community_id.c - Community ID against published values.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "base/digest.h"
#include "flow/community_id.h"
#include "flow_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define RSVP 46
#define SEEDS 2 /* 0 and 1 */

/*
 * The specification's baseline data, which give an ICMP code or counterpart
 * as dport, and values of its reference implementation's tests (the last
 * rows).
 */
static const struct {
	uint8_t proto;
	const char *src, *dst;
	uint16_t sport, dport;
	const char *id[SEEDS];
} values[] = {
	{ PROTO_ICMP6, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea",
	    135, 136,
	    { "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=",
		"1:kHa1FhMYIT6Ym2Vm2AOtoOARDzY=" } },
	{ PROTO_ICMP6, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da",
	    136, 135,
	    { "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=",
		"1:kHa1FhMYIT6Ym2Vm2AOtoOARDzY=" } },
	{ PROTO_ICMP6, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da",
	    135, 136,
	    { "1:zavyT/cezQr1fmImYCwYnMXbgck=",
		"1:2hSqmsDZ2kdcY9kbiUzOEBic0iM=" } },
	{ PROTO_ICMP6, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea",
	    136, 135,
	    { "1:zavyT/cezQr1fmImYCwYnMXbgck=",
		"1:2hSqmsDZ2kdcY9kbiUzOEBic0iM=" } },
	{ PROTO_ICMP6, "3ffe:501:1800:2345::2",
	    "3ffe:507:0:1:200:86ff:fe05:80da", 3, 0,
	    { "1:2ObVBgIn28oZvibYZhZMBgh7WdQ=",
		"1:lVEtCZpYu84Xqaa++3lXFyuu2n4=" } },
	{ PROTO_ICMP6, "3ffe:501:410:0:2c0:dfff:fe47:33e",
	    "3ffe:507:0:1:200:86ff:fe05:80da", 1, 4,
	    { "1:hLZd0XGWojozrvxqE0dWB1iM6R0=",
		"1:W8MHwXpWzpoSTD+cGcaJr4u0ys8=" } },
	{ PROTO_ICMP6, "3ffe:507:0:1:200:86ff:fe05:80da", "3ffe:501:0:1001::2",
	    128, 129,
	    { "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=",
		"1:GfZxjAkDk2MkegpBYHV6tadtFXQ=" } },
	{ PROTO_ICMP6, "3ffe:501:0:1001::2", "3ffe:507:0:1:200:86ff:fe05:80da",
	    129, 128,
	    { "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=",
		"1:GfZxjAkDk2MkegpBYHV6tadtFXQ=" } },
	{ PROTO_ICMP6, "fe80::200:86ff:fe05:80da", "ff02::2", 133, 134,
	    { "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0=",
		"1:L7Ka0ZMYu+J3bL4ulW2PrqyXNo8=" } },
	{ PROTO_ICMP6, "fe80::260:97ff:fe07:69ea", "ff02::1", 134, 133,
	    { "1:pkvHqCL88/tg1k4cPigmZXUtL00=",
		"1:K/ee5UCqAMAQXDorP5nSa2CGLjc=" } },
	{ PROTO_ICMP, "192.168.0.89", "192.168.0.1", 8, 0,
	    { "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=",
		"1:03g6IloqVBdcZlPyX8r0hgoE7kA=" } },
	{ PROTO_ICMP, "192.168.0.1", "192.168.0.89", 0, 8,
	    { "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=",
		"1:03g6IloqVBdcZlPyX8r0hgoE7kA=" } },
	{ PROTO_ICMP, "10.0.0.1", "10.0.0.2", 11, 0,
	    { "1:YHxtAirCG//0OzkcVAukqKQN9xM=",
		"1:XjUibYHaafLQ3pxQeiMI8g25q20=" } },
	{ PROTO_TCP, "2001:470:e5bf:dead:4957:2174:e82c:4887",
	    "2607:f8b0:400c:c03::1a", 63943, 25,
	    { "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=",
		"1:eJYTW6AOzFLlSUoESovMjnu7rMw=" } },
	{ PROTO_TCP, "2607:f8b0:400c:c03::1a",
	    "2001:470:e5bf:dead:4957:2174:e82c:4887", 25, 63943,
	    { "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=",
		"1:eJYTW6AOzFLlSUoESovMjnu7rMw=" } },
	{ PROTO_SCTP, "192.168.170.8", "192.168.170.56", 7, 7,
	    { "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=",
		"1:5w3ZRjeKBzqT3zsaEECDGjUbYeg=" } },
	{ PROTO_SCTP, "192.168.170.56", "192.168.170.8", 7, 7,
	    { "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=",
		"1:5w3ZRjeKBzqT3zsaEECDGjUbYeg=" } },
	{ PROTO_TCP, "128.232.110.120", "66.35.250.204", 34855, 80,
	    { "1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
		"1:3V71V58M3Ksw/yuFALMcW0LAHvc=" } },
	{ PROTO_TCP, "66.35.250.204", "128.232.110.120", 80, 34855,
	    { "1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
		"1:3V71V58M3Ksw/yuFALMcW0LAHvc=" } },
	{ PROTO_UDP, "192.168.1.52", "8.8.8.8", 54585, 53,
	    { "1:d/FP5EW3wiY1vCndhwleRRKHowQ=",
		"1:Q9We8WO3piVF8yEQBNJF4uiSVrI=" } },
	{ PROTO_UDP, "8.8.8.8", "192.168.1.52", 53, 54585,
	    { "1:d/FP5EW3wiY1vCndhwleRRKHowQ=",
		"1:Q9We8WO3piVF8yEQBNJF4uiSVrI=" } },
	{ RSVP, "10.1.12.1", "10.1.12.2", 0, 0,
	    { "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=",
		"1:rYir8gphR31noO9iDRQmF/BteEI=" } },
	{ RSVP, "10.1.12.2", "10.1.12.1", 0, 0,
	    { "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=",
		"1:rYir8gphR31noO9iDRQmF/BteEI=" } },
	{ PROTO_ICMP, "192.168.0.89", "192.168.0.1", 20, 0,
	    { "1:3o2RFccXzUgjl7zDpqmY7yJi8rI=",
		"1:lCXHHxavE1Vq3oX9NH5ladQg02o=" } },
	{ PROTO_ICMP, "192.168.0.89", "192.168.0.1", 20, 1,
	    { "1:tz/fHIDUHs19NkixVVoOZywde+I=",
		"1:Ie3wmFyxiEyikbsbcO03d2nh+PM=" } },
	{ PROTO_ICMP, "192.168.0.1", "192.168.0.89", 0, 20,
	    { "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=",
		"1:03g6IloqVBdcZlPyX8r0hgoE7kA=" } },
	{ PROTO_ICMP6, "3ffe:507:0:1:260:97ff:fe07:69ea",
	    "3ffe:507:0:1:200:86ff:fe05:80da", 3, 0,
	    { "1:NdobDX8PQNJbAyfkWxhtL2Pqp5w=",
		"1:OlOWx9psIbBFi7lOCw/4MhlKR9M=" } },
	{ PROTO_ICMP6, "3ffe:507:0:1:200:86ff:fe05:80da",
	    "3ffe:507:0:1:260:97ff:fe07:69ea", 3, 0,
	    { "1:/OGBt9BN1ofenrmSPWYicpij2Vc=",
		"1:Ij4ZxnC87/MXzhOjvH2vHu7LRmE=" } },
	{ PROTO_TCP, "10.0.0.1", "10.0.0.2", 10, 11569,
	    { "1:SXBGMX1lBOwhhoDrZynfROxnhnM=",
		"1:HmBRGR+fUyXF4t8WEtal7Y0gEAo=" } },
};

static struct flow_key
key_of_value(int i, bool vlan_key)
{
	struct packet p = packet_udp(1, 0, 2, 0);
	struct flow_key key;

	p.src = address(values[i].src);
	p.dst = address(values[i].dst);
	p.ip_version = addr_is_v4(&p.src) ? 4 : 6;
	p.proto = values[i].proto;
	p.vlan = 3;
	if (p.proto == PROTO_ICMP || p.proto == PROTO_ICMP6) {
		p.has_ports = false;
		p.icmp_type = (uint8_t)values[i].sport;
		p.icmp_code = (uint8_t)values[i].dport;
	} else {
		p.src_port = values[i].sport;
		p.dst_port = values[i].dport;
	}
	flow_key_of_packet(&key, &p, vlan_key);
	return key;
}

START_TEST(ids_are_the_published_ones)
{
	struct flow_key key = key_of_value(_i, false);
	char id[COMMUNITY_ID_TEXT_MAX];

	for (uint16_t seed = 0; seed < SEEDS; seed++)
		ck_assert_str_eq(community_id(&key, seed, id),
		    values[_i].id[seed]);
}
END_TEST

START_TEST(a_vlan_in_the_key_does_not_change_the_id)
{
	struct flow_key key = key_of_value(_i, true);
	char id[COMMUNITY_ID_TEXT_MAX];

	ck_assert_str_eq(community_id(&key, 0, id), values[_i].id[0]);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("community_id");
	TCase *tc = tcase_create("community_id");

	tcase_add_loop_test(tc, ids_are_the_published_ones, 0, COUNT(values));
	tcase_add_loop_test(tc, a_vlan_in_the_key_does_not_change_the_id, 0,
	    COUNT(values));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *r;
	int failed;

	if (digest_init() < 0)
		return EXIT_FAILURE;
	r = srunner_create(suite());
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * generate.c - captures for measurements: a RAS working day, short TLS
 * connections, or a flood of SYNs.
 *
 *	generate day|short|flood PACKETS [CONCURRENT] > FILE.pcap
 *
 * The same arguments give the same bytes.  bench-site.rules says who is who.
 */
#include <config.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEGMENT 1400
#define HEADERS 54 /* Ethernet, IPv4, TCP */

enum flag { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

/* What a flow says: its first messages, then records to and fro. */
struct talk {
	uint32_t src_net, dst_net; /* first address of each side */
	uint32_t src_hosts, dst_hosts;
	uint16_t port;
	uint8_t proto;
	uint8_t share; /* of 100 flows */
	uint8_t packets;
	const uint8_t *hello[4]; /* to and fro; NULL: records */
	uint16_t hello_len[4];
};

struct flow {
	const struct talk *talk;
	uint32_t src, dst;
	uint32_t seq[2];
	uint16_t src_port;
	uint8_t step;
};

static uint64_t state = 88172645463325252U;
static uint64_t now_us = UINT64_C(1795500000000000);
static uint8_t frame[HEADERS + SEGMENT];
static uint8_t record[SEGMENT];

static uint8_t client_hello[517];
static uint8_t server_hello[1400];
static const uint8_t rdp_request[19] = { 3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0,
	1, 0, 8, 0, 3, 0, 0, 0 };
static const uint8_t rdp_confirm[19] = { 3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12,
	0x34, 0, 2, 0, 8, 0, 1, 0, 0, 0 };
static const uint8_t http_request[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
static const uint8_t http_answer[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
static const uint8_t ldap_bind[] = { 0x30, 12, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0,
	0x80, 0 };
static const uint8_t ldap_done[] = { 0x30, 12, 2, 1, 1, 0x61, 7, 10, 1, 0, 4, 0,
	4, 0 };
static const uint8_t opaque[64] = { 0xa5, 0x5a };

#define NET(a, b, c, d)                                                        \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))

static const struct talk day[] = {
	/* clients to gateways: TLS */
	{ NET(10, 100, 0, 0), NET(10, 2, 0, 10), 20000, 4, 443, 6, 55, 40,
	    { client_hello, server_hello, NULL, NULL }, { 517, 1400, 0, 0 } },
	/* gateways to session hosts: RDP, then TLS */
	{ NET(10, 2, 0, 10), NET(10, 4, 0, 0), 4, 400, 3389, 6, 20, 40,
	    { rdp_request, rdp_confirm, client_hello, server_hello },
	    { 19, 19, 517, 1400 } },
	/* agents to brokers: heartbeats */
	{ NET(10, 4, 0, 0), NET(10, 3, 0, 10), 400, 2, 20003, 17, 10, 40,
	    { opaque, opaque, opaque, opaque }, { 64, 48, 64, 48 } },
	/* brokers to directory */
	{ NET(10, 3, 0, 10), NET(10, 5, 0, 5), 2, 2, 389, 6, 12, 40,
	    { ldap_bind, ldap_done, NULL, NULL },
	    { sizeof(ldap_bind), sizeof(ldap_done), 0, 0 } },
	/* plain HTTP on 443 */
	{ NET(10, 100, 0, 0), NET(10, 2, 0, 10), 20000, 4, 443, 6, 3, 12,
	    { http_request, http_answer, NULL, NULL },
	    { sizeof(http_request) - 1, sizeof(http_answer) - 1, 0, 0 } },
};

static const struct talk short_tls[] = {
	{ NET(10, 100, 0, 0), NET(10, 2, 0, 10), 60000, 4, 443, 6, 100, 6,
	    { client_hello, server_hello, NULL, NULL }, { 517, 1400, 0, 0 } },
};

static uint32_t
next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16);
}

static void
put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

/* A record and a hello whose lengths agree (RFC 8446 section 4.1.2), padded
 * with an extension. */
static void
make_client_hello(void)
{
	uint8_t *p = client_hello;

	memcpy(p, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
	p[43] = 32; /* session id */
	memcpy(p + 76, "\x00\x04\x13\x01\x13\x02\x01\x00", 8);
	put16(p + 84, 517 - 86); /* extensions */
	memcpy(p + 86, "\x00\x2b\x00\x03\x02\x03\x04\x00\x15", 9);
	put16(p + 95, 517 - 97);
}

static void
make_server_hello(void)
{
	uint8_t *p = server_hello;

	memcpy(p, "\x16\x03\x03\x00\x52\x02\x00\x00\x4e\x03\x03", 11);
	p[43] = 32;
	memcpy(p + 76, "\x13\x01\x00\x00\x06\x00\x2b\x00\x02\x03\x04", 11);
	memcpy(p + 87, "\x14\x03\x03\x00\x01\x01\x17\x03\x03", 9);
	put16(p + 96, 1400 - 98);
}

static void
write_bytes(const void *p, size_t len)
{
	if (fwrite(p, 1, len, stdout) != len) {
		perror("generate");
		exit(1);
	}
}

static void
write_frame(size_t len)
{
	uint32_t head[4];

	now_us += next_random() % 40;
	head[0] = (uint32_t)(now_us / 1000000);
	head[1] = (uint32_t)(now_us % 1000000);
	head[2] = head[3] = (uint32_t)len;
	write_bytes(head, sizeof(head));
	write_bytes(frame, len);
}

/* One packet of side 0 (client) or 1. */
static void
send_packet(struct flow *f, unsigned int side, uint8_t flags,
    const uint8_t *data, size_t len)
{
	static uint16_t id;
	uint8_t *ip = frame + 14, *l4 = frame + 34;
	size_t l4_len = f->talk->proto == 6 ? 20 : 8;

	memset(frame, 0, HEADERS);
	frame[5] = frame[11] = (uint8_t)(1 + side);
	put16(frame + 12, 0x0800);
	ip[0] = 0x45;
	put16(ip + 2, (uint32_t)(20 + l4_len + len));
	put16(ip + 4, ++id);
	ip[8] = 64;
	ip[9] = f->talk->proto;
	put32(ip + 12, side ? f->dst : f->src);
	put32(ip + 16, side ? f->src : f->dst);
	put16(l4, side ? f->talk->port : f->src_port);
	put16(l4 + 2, side ? f->src_port : f->talk->port);
	if (f->talk->proto == 6) {
		put32(l4 + 4, f->seq[side]);
		put32(l4 + 8, f->seq[!side]);
		l4[12] = 0x50;
		l4[13] = flags;
		f->seq[side] += (uint32_t)len + ((flags & (SYN | FIN)) != 0);
	} else {
		put16(l4 + 4, (uint32_t)(8 + len));
	}
	if (len > 0)
		memcpy(l4 + l4_len, data, len);
	write_frame(34 + l4_len + len);
}

static void
new_flow(struct flow *f, const struct talk *talks, size_t n)
{
	uint32_t dice = next_random() % 100, i = 0;

	while (i + 1 < n && dice >= talks[i].share)
		dice -= talks[i++].share;
	*f = (struct flow){ .talk = &talks[i],
		.src = talks[i].src_net + next_random() % talks[i].src_hosts,
		.dst = talks[i].dst_net + next_random() % talks[i].dst_hosts,
		.seq = { next_random(), next_random() },
		.src_port = (uint16_t)(1024 + next_random() % 64000) };
}

/* The next packet of a flow; false when that was its last. */
static int
step_flow(struct flow *f)
{
	const struct talk *t = f->talk;
	unsigned int step = f->step++;

	if (t->proto == 6 && step < 3) {
		static const uint8_t flags[] = { SYN, SYN | ACK, ACK };

		send_packet(f, step & 1, flags[step], NULL, 0);
		return 1;
	}
	if (t->proto == 6)
		step -= 3;
	if (t->proto == 6 && f->step + 1 >= t->packets) {
		send_packet(f, step & 1, FIN | ACK, NULL, 0);
		return f->step < t->packets;
	}
	if (step < 4 && t->hello[step]) {
		send_packet(f, step & 1, PSH | ACK, t->hello[step],
		    t->hello_len[step]);
	} else {
		size_t len = step & 1 ? SEGMENT - next_random() % 600
				      : 30 + next_random() % 200;

		put16(record + 3, (uint32_t)len - 5);
		send_packet(f, step & 1, PSH | ACK, record, len);
	}
	return f->step < t->packets;
}

static void
flood(uint64_t packets)
{
	struct talk talk = short_tls[0];

	for (uint64_t i = 0; i < packets; i++) {
		struct flow f = { .talk = &talk,
			.src = NET(172, 16, 0, 0) + next_random() % 0xfffff,
			.dst = NET(10, 2, 0, 10),
			.src_port = (uint16_t)(1024 + next_random() % 64000) };

		send_packet(&f, 0, SYN, NULL, 0);
	}
}

static void
converse(const struct talk *talks, size_t n, uint64_t packets,
    size_t concurrent)
{
	struct flow *flows = calloc(concurrent, sizeof(*flows));

	if (!flows)
		exit(1);
	for (size_t i = 0; i < concurrent; i++)
		new_flow(&flows[i], talks, n);
	for (uint64_t i = 0; i < packets; i++) {
		struct flow *f = &flows[next_random() % concurrent];

		if (!step_flow(f))
			new_flow(f, talks, n);
	}
	free(flows);
}

int
main(int argc, char **argv)
{
	const uint32_t head[6] = { 0xa1b2c3d4, 0x00040002, 0, 0, 262144, 1 };
	uint64_t packets = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	size_t concurrent =
	    argc > 3 ? (size_t)strtoull(argv[3], NULL, 10) : 20000;

	if (packets == 0 || concurrent == 0) {
		fprintf(stderr,
		    "usage: generate day|short|flood PACKETS "
		    "[CONCURRENT] > FILE.pcap\n");
		return 2;
	}
	make_client_hello();
	make_server_hello();
	memcpy(record, "\x17\x03\x03", 3);
	for (size_t i = 5; i < sizeof(record); i++)
		record[i] = (uint8_t)next_random();
	setvbuf(stdout, NULL, _IOFBF, 1 << 20);
	write_bytes(head, sizeof(head));
	if (strcmp(argv[1], "flood") == 0)
		flood(packets);
	else if (strcmp(argv[1], "short") == 0)
		converse(short_tls, 1, packets, concurrent);
	else
		converse(day, sizeof(day) / sizeof(day[0]), packets,
		    concurrent);
	return fflush(stdout) == 0 ? 0 : 1;
}

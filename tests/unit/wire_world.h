/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire_world.h - conversations through a whole run of the small farm: names,
 * RPC, policies, restarts.
 *
 * A frame takes a millisecond.  The site has more rows than farm.h: broker ->
 * avd ("*.wvd.microsoft.com") tcp,udp 443 as avd-1, broker ->
 * "*.web.example" tcp 80 as web-1, broker -> ad tcp 135 as rpc-1, gw -> ad
 * tcp 135,49152-65535 as rpc-2.  ad (10.0.0.3) is the DNS server.
 */
#ifndef TESTS_WIRE_WORLD_H
#define TESTS_WIRE_WORLD_H

#include "dns_world.h"
#include "support/farm.h"

#define SECOND UINT64_C(1000000)
#define BROKER "10.0.0.2"
#define DIRECTORY "10.0.0.3"
#define GATEWAY "10.0.0.1"
#define CLOUD "198.51.100.7" /* nobody's address */

extern struct farm farm;
extern uint64_t wire_now_us; /* time of the next frame */

/* extra is added to the site. */
void wire_start(const struct run_options *options, const char *extra);
/* End the run; what it counted. */
struct store_run wire_finish(void);
void wire_stop(void);
/* A live run after another one, which ended (finished) or was killed right
 * after a commit. */
void wire_restart(bool finished, const struct run_options *options);
/* The first value of a statement over the database. */
int64_t wire_number(const char *sql);
/* The sums by hour are those of the flows, attempts counted. */
void wire_check_sums(void);

void wire_udp(const char *src, uint16_t src_port, const char *dst,
    uint16_t dst_port, const void *data, size_t len);

/* A connection, and where each end is in its data. */
struct wire_talk {
	const char *src;
	uint16_t src_port;
	const char *dst;
	uint16_t dst_port;
	uint32_t next[2]; /* by enum end */
};
struct wire_talk wire_talk(const char *src, uint16_t src_port, const char *dst,
    uint16_t dst_port);
void wire_segment(struct wire_talk *t, enum end from, uint8_t flags,
    const void *data, size_t len);
/* SYN, SYN+ACK, ACK. */
void wire_open(struct wire_talk *t);
void wire_say(struct wire_talk *t, enum end from, const void *data, size_t len);
/* FIN of both. */
void wire_close(struct wire_talk *t);

/* A question for A of a name and its answer, over UDP. */
void wire_dns(const char *client, const char *name, const char *address);
/* The same, name being an alias of another. */
void wire_dns_alias(const char *client, const char *name, const char *target,
    const char *address);

/* A ClientHello; the outer one of an encrypted one when ech. */
struct bytes wire_hello(const char *name, bool ech);
/* A whole TLS or HTTP connection; name may be NULL in TLS. */
void wire_tls(const char *src, uint16_t src_port, const char *dst,
    const char *name);
void wire_http(const char *src, uint16_t src_port, const char *dst,
    const char *request);

/* What was recorded of the only flow to a place. */
struct wire_row {
	int64_t flow_id, run_id, policy_id, first_us, last_us;
	int64_t packets_out, packets_in, attempts;
	char verdict[16], reason[32], row[32], basis[16], name[256];
	char claimed[256], outcome[16], direction[16], conformance[16];
	char src[64], end[16];
};
struct wire_row wire_row(const char *dst, int64_t port);
/* The only flow to a place has this verdict, reason, row ("" for none), basis
 * ("" for none). */
void wire_check(const char *dst, int64_t port, const char *verdict,
    const char *reason, const char *row, const char *basis);

#endif

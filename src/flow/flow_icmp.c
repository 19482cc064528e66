/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_icmp.c - what ICMP types mean to a flow.
 */
#include <config.h>

#include <stddef.h>

#include "flow/flow_icmp.h"

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define ANY_CODE -1

static const struct pair {
	uint8_t ip_proto, request, reply;
} pairs[] = {
	{ PROTO_ICMP, 8, 0 },      /* echo (RFC 792) */
	{ PROTO_ICMP, 10, 9 },     /* router discovery (RFC 1256) */
	{ PROTO_ICMP, 13, 14 },    /* timestamp (RFC 792) */
	{ PROTO_ICMP, 15, 16 },    /* information (RFC 792) */
	{ PROTO_ICMP, 17, 18 },    /* address mask (RFC 950) */
	{ PROTO_ICMP6, 128, 129 }, /* echo (RFC 4443) */
	{ PROTO_ICMP6, 130, 131 }, /* multicast listeners (RFC 2710) */
	{ PROTO_ICMP6, 133, 134 }, /* router discovery (RFC 4861) */
	{ PROTO_ICMP6, 135, 136 }, /* neighbour discovery (RFC 4861) */
	{ PROTO_ICMP6, 139, 140 }, /* node information (RFC 4620) */
	{ PROTO_ICMP6, 144, 145 }, /* home agent discovery (RFC 6275) */
};

/* The first row that fits decides. */
static const struct refusal {
	uint8_t ip_proto, type;
	int code;
	enum cause cause;
} refusals[] = {
	/* RFC 792; codes 9 and up: RFC 1812 section 5.2.7.1 */
	{ PROTO_ICMP, 3, 2, CAUSE_REFUSED_BY_HOST }, /* protocol */
	{ PROTO_ICMP, 3, 3, CAUSE_REFUSED_BY_HOST }, /* port */
	{ PROTO_ICMP, 3, 4, CAUSE_NONE },            /* packet too big */
	{ PROTO_ICMP, 3, 9, CAUSE_PROHIBITED },      /* network */
	{ PROTO_ICMP, 3, 10, CAUSE_PROHIBITED },     /* host */
	{ PROTO_ICMP, 3, 13, CAUSE_PROHIBITED },     /* communication */
	{ PROTO_ICMP, 3, ANY_CODE, CAUSE_UNREACHABLE },
	/* RFC 4443 section 3.1 */
	{ PROTO_ICMP6, 1, 1, CAUSE_PROHIBITED },      /* communication */
	{ PROTO_ICMP6, 1, 4, CAUSE_REFUSED_BY_HOST }, /* port */
	{ PROTO_ICMP6, 1, 5, CAUSE_PROHIBITED },      /* source address */
	{ PROTO_ICMP6, 1, ANY_CODE, CAUSE_UNREACHABLE },
	/* section 3.4: an unknown next header is the protocol unreachable */
	{ PROTO_ICMP6, 4, 1, CAUSE_REFUSED_BY_HOST },
};

bool
flow_icmp_is(uint8_t ip_proto)
{
	return ip_proto == PROTO_ICMP || ip_proto == PROTO_ICMP6;
}

int
flow_icmp_pair(uint8_t ip_proto, uint8_t type, bool *asks)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		const struct pair *p = &pairs[i];

		if (p->ip_proto != ip_proto ||
		    (p->request != type && p->reply != type))
			continue;
		*asks = p->request == type;
		return *asks ? p->reply : p->request;
	}
	return -1;
}

enum cause
flow_icmp_cause(uint8_t ip_proto, uint8_t type, uint8_t code)
{
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		const struct refusal *r = &refusals[i];

		if (r->ip_proto == ip_proto && r->type == type &&
		    (r->code == ANY_CODE || r->code == code))
			return r->cause;
	}
	return CAUSE_NONE;
}

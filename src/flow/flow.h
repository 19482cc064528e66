/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow.h - one conversation: what the wire showed of it.
 *
 * Counters stand by side of the key, not by client, so turning a flow round
 * moves nothing.  128 bytes at most, a cache line or two.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/words.h"
#include "flow/flow_key.h"

/* What was seen, by side: FLOW_SEEN_x << side. */
enum flow_seen {
	FLOW_SEEN_SYN = 1 << 0,        /* bits 0,1 */
	FLOW_SEEN_SYNACK = 1 << 2,     /* bits 2,3 */
	FLOW_SEEN_PAYLOAD = 1 << 4,    /* bits 4,5 */
	FLOW_SEEN_FIN = 1 << 6,        /* bits 6,7 */
	FLOW_SEEN_RST = 1 << 8,        /* bits 8,9 */
	FLOW_SEEN_FRAGMENT = 1 << 10,  /* the flow's bits from here on */
	FLOW_SEEN_EARLY = 1 << 11,     /* may have begun before the input */
	FLOW_SEEN_TO_MANY = 1 << 12,   /* to broadcast or multicast */
	FLOW_SEEN_CUT = 1 << 13,       /* a packet was cut by the capture */
	FLOW_SEEN_SELF = 1 << 14,      /* loopback, or both ends one address */
	FLOW_SEEN_BROADCAST = 1 << 15, /* TO_MANY, and it is a broadcast */
	FLOW_SEEN_SPOKE = 1 << 16,     /* TCP but SYN and RST: bits 16,17 */
	FLOW_SEEN_MARK = 1 << 20,      /* bits 20 to 31 are flow_mark()'s */
};

#define FLOW_MARK_MAX 0xfffU

struct flow {
	struct flow_key key;
	uint64_t first_us; /* capture time of the earliest packet */
	uint64_t last_us;  /* and of the latest */
	uint64_t packets[2];
	uint64_t bytes[2]; /* IP bytes, headers included */
	void *user;        /* the caller's; free it in flow_end_fn */
	/* Of the client's SYN; while none was seen, what it would have been
	 * by the first packet of a TCP flow. */
	uint32_t isn;
	uint32_t seen;      /* enum flow_seen */
	uint16_t vlan;      /* of the first packet */
	uint16_t tunnel;    /* the caller's number of it, 0: none */
	uint8_t client : 1; /* side of the client */
	uint8_t basis : 4;  /* enum direction_basis, from the wire only */
	uint8_t cause : 3;  /* enum cause, of an RST or ICMP error */
	uint8_t icmp_type;  /* of the first packet; with code, for ICMP */
	uint8_t icmp_code;
	uint8_t syns; /* SYNs of the client, counted to 255 */
	/* flow_table's own from here; times in ticks of its clock */
	uint32_t seen_at;
	uint32_t report_at;
	uint32_t next_hash;
	uint32_t next_due;
};

/* A number of the caller's that a new flow gets and keeps, up to
 * FLOW_MARK_MAX; 0 until then. */
static inline uint16_t
flow_mark(const struct flow *f)
{
	return (uint16_t)(f->seen / FLOW_SEEN_MARK);
}

static inline void
flow_set_mark(struct flow *f, uint16_t mark)
{
	f->seen = f->seen % FLOW_SEEN_MARK + (uint32_t)mark * FLOW_SEEN_MARK;
}

/* The bit of something seen of a side. */
static inline uint32_t
flow_bit(enum flow_seen what, unsigned int side)
{
	return (uint32_t)what << side;
}

/* Something was seen of either side. */
static inline bool
flow_saw(const struct flow *f, enum flow_seen what)
{
	return (f->seen & (flow_bit(what, 0) | flow_bit(what, 1))) != 0;
}

/* The flow's client and server as addresses and ports. */
const struct addr *flow_client(const struct flow *f);
const struct addr *flow_server(const struct flow *f);
uint16_t flow_client_port(const struct flow *f);
uint16_t flow_server_port(const struct flow *f);

/* What became of it (DESIGN section 11, "Outcome"). */
enum outcome flow_outcome(const struct flow *f);
/* Why, for REFUSED and UNANSWERED; CAUSE_NONE otherwise. */
enum cause flow_cause(const struct flow *f);
/* The server was seen to answer: a SYN+ACK, or without TCP any packet. */
bool flow_answered(const struct flow *f);

/* Make side the client on weaker evidence than the wire's; the basis is
 * kept with the flow.  Counters stay by side.  A flow whose wire told the
 * direction stays as it is. */
void flow_orient(struct flow *f, unsigned int side, enum direction_basis basis);
/* The same on evidence of the wire, which yields to stronger only. */
void flow_orient_by_wire(struct flow *f, unsigned int side,
    enum direction_basis basis);

#endif

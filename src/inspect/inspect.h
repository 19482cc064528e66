/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspect.h - submit what a flow says, collect what it is.
 *
 * The contract is asynchronous: bytes are submitted as they come, the opinion
 * is collected when the flow is reported or has ended, and nothing is
 * answered in between, so that the work can move into a process of its own.
 * A flow takes memory here at its first payload byte.  Most of that, the
 * bytes themselves, it gives back as soon as more of them can not change the
 * opinion, or when a newer flow needs the room: then the opinion is made of
 * what there was.  Without room for the flow itself it is undetermined and
 * counted.
 *
 * Two opinions: our recognisers look at the reassembled first bytes; nDPI is
 * asked, by the same bytes played to it in their order, about what they did
 * not settle as conforming (DESIGN sections 6 and 11).
 */
#ifndef INSPECT_INSPECT_H
#define INSPECT_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/words.h"
#include "inspect/app.h"
#include "inspect/details.h"
#include "inspect/security.h"
#include "inspect/tuple.h"
#include "inspect/why.h"

struct inspect;
struct inspect_flow;

enum inspect_ndpi {
	INSPECT_NDPI_AUTO,   /* what is not settled, and one flow in 100 */
	INSPECT_NDPI_ALWAYS, /* every flow with payload */
	INSPECT_NDPI_NEVER,  /* then nothing is ever a violation */
};

struct inspect_options {
	size_t max_flows; /* with payload, at a time; about 1 KiB each */
	size_t max_open;  /* of them with their bytes, about 9 KiB each; 0:
			   * as many */
	enum inspect_ndpi ndpi;
};

struct inspect_stats {
	uint64_t flows;     /* that had payload */
	uint64_t no_room;   /* of them, not looked at */
	uint64_t asked;     /* nDPI was asked */
	uint64_t disagreed; /* both named an application, another one */
};

/*
 * 0 and an inspector to give to inspect_free(); -EINVAL, -ENOMEM, or -ELIBBAD
 * (the nDPI library is not the one of the headers), with err.  Built without
 * nDPI it works as with INSPECT_NDPI_NEVER.  The program has called
 * digest_init() before.
 */
int inspect_new(struct inspect **out, const struct inspect_options *options,
    struct err *err);
void inspect_free(struct inspect *in);
const struct inspect_stats *inspect_stats(const struct inspect *in);
/* "4.2.0", or "none" when built or run without it. */
const char *inspect_ndpi_version(const struct inspect *in);

/* A flow as its first payload byte finds it. */
struct inspect_opening {
	struct inspect_tuple tuple;
	/* TCP: first_seq is of the side's first byte (its SYN + 1).  UDP: the
	 * flow began in view. */
	bool start_known[2];
	uint32_t first_seq[2];
	int8_t client; /* side, or -1 while that is unsure */
	/* What will be expected of it, as far as that is sure: the set of
	 * 1 << enum inspect_app that all rows and directions that may yet
	 * decide have in common; 0 when there is none.  A flow that both ends
	 * prove to be one of these gives its bytes back at once, and nDPI is
	 * not asked: were something else expected in the end, the flow could
	 * not be told to violate. */
	uint64_t likely;
};

struct inspect_segment {
	uint64_t time_us;
	uint32_t seq;        /* TCP: of data[0] */
	const uint8_t *data; /* lent for the call */
	uint32_t len;        /* visible */
	uint32_t wire_len;   /* sent */
	uint8_t side;
	bool fragment; /* a first fragment: the rest is missing */
};

/* NULL when there is no room (counted). */
struct inspect_flow *inspect_flow_open(struct inspect *in,
    const struct inspect_opening *opening);
/* The start of a side became known later (a SYN+ACK seen out of order). */
void inspect_flow_start(struct inspect_flow *f, unsigned int side,
    uint32_t first_seq);
/* False when no further byte can matter: submit no more. */
bool inspect_submit(struct inspect *in, struct inspect_flow *f,
    const struct inspect_segment *segment);

/* What is known of the flow when its opinion is collected. */
struct inspect_facts {
	uint64_t expected;   /* set of 1 << enum inspect_app; 0: nothing */
	uint64_t payload[2]; /* bytes on the wire, by side */
	uint16_t server_port;
	int8_t client; /* side, or -1 when direction is unsure */
	bool began;    /* the start was seen: SYN or SYN+ACK, or UDP in view */
	bool reset;    /* an RST was seen */
	bool ended;    /* closed: by RST or by FINs */
};

#define INSPECT_FIRST_BYTES 16

/* The first bytes that were seen of a side; not those of its start when the
 * flow had begun before. */
struct inspect_first {
	uint8_t len;
	uint8_t bytes[INSPECT_FIRST_BYTES];
};

struct inspect_opinion {
	enum conformance conformance;
	enum grade grade; /* of a violation */
	enum app_basis app_basis;
	enum inspect_why why; /* it is undetermined */
	bool disagree;        /* both named an application, another one */
	bool ndpi_asked;
	char app[32];             /* the judged answer, "" when none */
	char ndpi_app[32];        /* nDPI's own word, "" when none */
	char ndpi_confidence[24]; /* "dpi", ...; "" when not asked */
	char security[INSPECT_SECURITY_MAX]; /* "" when none; see security.h */
	struct inspect_first first[2];       /* by side */
	struct inspect_details details;      /* of our recogniser's answer */
};

/*
 * The opinion of now; it may be collected again.  f may be NULL: a flow
 * without payload, or without room.
 */
void inspect_collect(struct inspect *in, struct inspect_flow *f,
    const struct inspect_facts *facts, struct inspect_opinion *out);
/* The flow is over, or need not be looked at any more: its place is free.
 * last is the opinion that counts in the figures, or NULL.  f may be NULL. */
void inspect_flow_end(struct inspect *in, struct inspect_flow *f,
    const struct inspect_opinion *last);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_inspect.c - any segments of a few flows, in any order, to opinions.
 *
 * The first bytes say what kind of flow and what is expected of it; then
 * come segments: what is odd about one, how far it goes back, its length,
 * its bytes.  nDPI, which is not ours to mend, is only asked when the first
 * byte says so.
 */
#include <config.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "inspect/inspect.h"
#include "packet/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FLOWS 3
#define ISN 0xfffff000U

enum kind {
	ASK_NDPI = 1 << 0,
	ASK_ALWAYS = 1 << 1,
	DATAGRAMS = 1 << 2,
	START_KNOWN = 1 << 3,
	CLIENT_KNOWN = 1 << 4,
	RESET = 1 << 5,
	ENDED = 1 << 6,
};

enum odd {
	SERVER = 1 << 0,
	CUT = 1 << 1,
	FRAGMENT = 1 << 2,
	GO_BACK = 1 << 3,
	COLLECT = 1 << 4, /* and go on */
	NEXT_FLOW = 1 << 5,
};

struct run {
	struct inspect *in;
	struct inspect_flow *flow[FLOWS];
	struct inspect_facts facts[FLOWS];
	uint32_t seq[FLOWS][2];
	bool done[FLOWS];
	unsigned int now; /* index of the flow that speaks */
	uint8_t kind;
	uint64_t likely;
};

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* Kept from input to input: making nDPI takes long. */
static struct inspect *
inspector(uint8_t kind)
{
	static struct inspect *all[3];
	struct inspect_options options = { .max_flows = FLOWS,
		.max_open = FLOWS - 1,
		.ndpi = INSPECT_NDPI_NEVER };
	unsigned int i = 0;
	struct err err;

	if (kind & ASK_NDPI) {
		i = kind & ASK_ALWAYS ? 2 : 1;
		options.ndpi = i == 2 ? INSPECT_NDPI_ALWAYS : INSPECT_NDPI_AUTO;
	}
	if (!all[i]) {
		check(digest_init() == 0);
		check(inspect_new(&all[i], &options, &err) == 0);
	}
	return all[i];
}

static void
open_flow(struct run *r, unsigned int i)
{
	bool known = r->kind & START_KNOWN;
	struct inspect_opening o = {
		.tuple = { .port = { (uint16_t)(49152 + i), 443 },
		    .proto = r->kind & DATAGRAMS ? PROTO_UDP : PROTO_TCP,
		    .ip_version = 6 },
		.start_known = { known, known },
		.first_seq = { ISN, ISN },
		.client = r->kind & CLIENT_KNOWN ? 0 : -1,
		.likely = r->likely,
	};

	r->flow[i] = inspect_flow_open(r->in, &o);
	check(r->flow[i] != NULL);
	r->seq[i][0] = r->seq[i][1] = ISN;
	r->facts[i] = (struct inspect_facts){ .expected = r->likely,
		.server_port = 443,
		.client = o.client,
		.began = known,
		.reset = (r->kind & RESET) != 0,
		.ended = (r->kind & ENDED) != 0 };
}

static void
check_text(const char *text, size_t size)
{
	check(memchr(text, '\0', size) != NULL);
}

static void
collect(struct run *r, unsigned int i, bool final)
{
	struct inspect_opinion o;
	bool violates;

	inspect_collect(r->in, r->flow[i], &r->facts[i], &o);
	if (final)
		inspect_flow_end(r->in, r->flow[i], &o);
	violates = o.conformance == CONFORMANCE_VIOLATES;
	check(!violates || o.ndpi_asked);
	check(violates == (o.grade != GRADE_NONE));
	check((o.conformance == CONFORMANCE_UNDETERMINED) ==
	    (o.why != INSPECT_WHY_NONE));
	check((o.app[0] == '\0') == (o.app_basis == APP_BASIS_NONE));
	check_text(o.app, sizeof(o.app));
	check_text(o.ndpi_app, sizeof(o.ndpi_app));
	check_text(o.ndpi_confidence, sizeof(o.ndpi_confidence));
	check_text(o.details.name, sizeof(o.details.name));
	check_text(o.details.software, sizeof(o.details.software));
}

static void
submit(struct run *r, uint8_t odd, struct cursor *c)
{
	uint32_t back = odd & GO_BACK ? cursor_u16(c) : 0;
	size_t len = cursor_u16(c);
	unsigned int side = odd & SERVER ? 1 : 0;
	struct inspect_segment s = { .side = (uint8_t)side,
		.fragment = (odd & FRAGMENT) != 0 };
	bool more;

	if (len > cursor_left(c))
		len = cursor_left(c);
	s.data = cursor_bytes(c, len);
	s.len = s.data ? (uint32_t)len : 0;
	s.wire_len = s.len + (odd & CUT ? 100 : 0);
	s.seq = r->seq[r->now][side] - back;
	r->seq[r->now][side] = s.seq + s.wire_len;
	r->facts[r->now].payload[side] += s.wire_len;
	more = inspect_submit(r->in, r->flow[r->now], &s);
	check(!more || !r->done[r->now]);
	/* A flow may also be settled to make room for another. */
	r->done[r->now] = !more;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = cursor_of(data, size);
	struct run r = { .kind = cursor_u8(&c) };

	r.in = inspector(r.kind);
	for (unsigned int i = 0; i < 2; i++)
		r.likely |= UINT64_C(1) << cursor_u8(&c) % INSPECT_APP_COUNT;
	for (unsigned int i = 0; i < FLOWS; i++)
		open_flow(&r, i);
	while (cursor_left(&c) > 0 && !c.failed) {
		uint8_t odd = cursor_u8(&c);

		if (odd & NEXT_FLOW)
			r.now = (r.now + 1) % FLOWS;
		submit(&r, odd, &c);
		if (odd & COLLECT)
			collect(&r, r.now, false);
	}
	for (unsigned int i = 0; i < FLOWS; i++)
		collect(&r, (r.now + i) % FLOWS, true);
	return 0;
}

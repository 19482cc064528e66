/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nearest.c - the row that would have allowed a flow but for one fact.
 */
#include <config.h>

#include <string.h>

#include "verdict/match.h"
#include "verdict/verdict.h"

#define BIT(fact) (1U << (fact))
#define ANSWER_PORTS_MAX 1024 /* of a range that tells an answer */

/* A row that only its feature or its dates keep out comes before any other
 * (DESIGN section 4); the rest is in tie order (section 11). */
static const uint8_t rank_of[] = {
	[NEAR_FEATURE_OFF] = 0,
	[NEAR_EXPIRED] = 1,
	[NEAR_NOT_YET] = 2,
	[NEAR_SOURCE_ROLE] = 3,
	[NEAR_DESTINATION_ROLE] = 4,
	[NEAR_PROTOCOL] = 5,
	[NEAR_DIRECTION] = 6,
	[NEAR_PORT] = 7,
	[NEAR_NAME_UNKNOWN] = 8,
	[NEAR_NONE] = 9,
};

/* A flow as it ran and the other way round. */
struct both_ways {
	struct match_flow there;
	struct verdict_facts back_facts;
	struct match_flow back;
};

struct candidate {
	const struct policy_row *row;
	enum near_fact fact;
	unsigned int distance; /* of PORT, else 0 */
};

static void
both_ways_init(struct both_ways *w, const struct policy *p,
    const struct verdict_facts *facts)
{
	match_flow_init(&w->there, p, facts);
	if (w->there.cast)
		return;
	verdict_reverse(facts, &w->back_facts);
	match_flow_init(&w->back, p, &w->back_facts);
}

static bool
proto_has_ports(uint8_t proto)
{
	return proto == PROTO_TCP || proto == PROTO_UDP;
}

static bool
row_has_ported_proto(const struct policy_row *row)
{
	return match_proto(row->protos, row->proto_count, PROTO_TCP) ||
	    match_proto(row->protos, row->proto_count, PROTO_UDP);
}

/* TCP for UDP is one fact; ICMP for TCP is another conversation. */
static unsigned int
proto_difference(uint8_t proto, const struct policy_row *row)
{
	if (match_proto(row->protos, row->proto_count, proto))
		return 0;
	if (proto_has_ports(proto) && row_has_ported_proto(row))
		return BIT(NEAR_PROTOCOL);
	return BIT(NEAR_PROTOCOL) | BIT(NEAR_NONE);
}

static unsigned int
destination_difference(const struct match_flow *f, const struct policy_row *row)
{
	enum name_basis basis;

	if (match_destination(f, row, &basis))
		return 0;
	if (!f->cast && role_set_empty(&f->dst) &&
	    match_end_is_named(f->policy, &row->dst))
		return BIT(NEAR_NAME_UNKNOWN);
	return BIT(NEAR_DESTINATION_ROLE);
}

static unsigned int
force_difference(const struct match_flow *f, const struct policy_row *row)
{
	unsigned int set = 0;

	if (!policy_row_on(f->policy, row))
		set |= BIT(NEAR_FEATURE_OFF);
	if (f->facts->time_us >= row->until_us)
		set |= BIT(NEAR_EXPIRED);
	else if (!policy_row_in_force(row, f->facts->time_us))
		set |= BIT(NEAR_NOT_YET);
	return set;
}

/* All but the destination, which costs most to tell. */
static unsigned int
differences_beside_destination(const struct match_flow *f,
    const struct policy_row *row)
{
	unsigned int set = force_difference(f, row);

	set |= proto_difference(f->facts->proto, row);
	if (!match_source(f, &row->src))
		set |= BIT(NEAR_SOURCE_ROLE);
	if (!match_port(row->ports, row->port_count, f->facts->dst_port))
		set |= BIT(NEAR_PORT);
	if (match_foreign_group(f, row))
		set |= BIT(NEAR_NONE);
	return set;
}

/*
 * A talk opened from the wrong end goes to the port of the row; an answer
 * comes from it.  A wide range (RPC, 49152-65535) is where the ports of
 * clients are, too: no sign of an answer.
 */
static bool
port_matches_back(const struct match_flow *back, const struct policy_row *row)
{
	if (match_port(row->ports, row->port_count, back->facts->src_port))
		return true;
	for (size_t i = 0; i < row->port_count; i++) {
		const struct policy_ports *r = &row->ports[i];

		if (r->last - r->first < ANSWER_PORTS_MAX &&
		    match_port(r, 1, back->facts->dst_port))
			return true;
	}
	return false;
}

/* Would the row let the flow through the other way round?  A source that is
 * what it is by a prefix of length 0 is no reason to think so. */
static bool
matches_back(const struct both_ways *w, const struct policy_row *row)
{
	const struct match_flow *f = &w->back;
	enum name_basis basis;

	return !w->there.cast && match_source_firmly(f, &row->src) &&
	    match_proto(row->protos, row->proto_count, f->facts->proto) &&
	    port_matches_back(f, row) && match_row(f, row, &basis);
}

static bool
is_single(unsigned int set)
{
	return set != 0 && (set & (set - 1)) == 0;
}

/* The fact of a set of one, or NEAR_NONE. */
static enum near_fact
single_fact(unsigned int set)
{
	return is_single(set) ? (enum near_fact)__builtin_ctz(set) : NEAR_NONE;
}

/* The set of a row that differs when taken as the flow ran, or DIRECTION
 * alone when that is what is wrong with it. */
static unsigned int
or_direction(const struct both_ways *w, const struct policy_row *row,
    unsigned int set)
{
	if (set != 0 && rank_of[single_fact(set)] > rank_of[NEAR_DIRECTION] &&
	    matches_back(w, row))
		return BIT(NEAR_DIRECTION);
	return set;
}

unsigned int
verdict_differences(const struct policy *p, const struct verdict_facts *facts,
    const struct policy_row *row)
{
	struct both_ways w;

	both_ways_init(&w, p, facts);
	return or_direction(&w, row,
	    differences_beside_destination(&w.there, row) |
		destination_difference(&w.there, row));
}

/* The one fact that keeps the row away, or NEAR_NONE. */
static enum near_fact
one_difference(const struct both_ways *w, const struct policy_row *row)
{
	unsigned int set = differences_beside_destination(&w->there, row);

	if (set == 0 || is_single(set))
		set |= destination_difference(&w->there, row);
	return single_fact(or_direction(w, row, set));
}

static unsigned int
port_distance(const struct policy_row *row, uint16_t port)
{
	unsigned int least = UINT16_MAX + 1U;

	for (size_t i = 0; i < row->port_count; i++) {
		const struct policy_ports *r = &row->ports[i];
		unsigned int d = port < r->first ? (unsigned int)r->first - port
		    : port > r->last             ? (unsigned int)port - r->last
						 : 0;

		if (d < least)
			least = d;
	}
	return least;
}

static int
compare_number(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Negative when a is the nearer one. */
static int
compare(const struct candidate *a, const struct candidate *b)
{
	const struct policy_row *r = a->row, *s = b->row;
	const int order[] = {
		compare_number(rank_of[a->fact], rank_of[b->fact]),
		compare_number(a->distance, b->distance),
		compare_number(r->port_width, s->port_width),
		compare_number(r->role_width, s->role_width),
		compare_number(r->broadcast, s->broadcast),
		compare_number(r->origin != ROW_ORIGIN_SITE,
		    s->origin != ROW_ORIGIN_SITE),
	};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (order[i] != 0)
			return order[i];
	}
	return strcmp(r->id, s->id);
}

void
verdict_nearest(const struct policy *p, const struct verdict_facts *facts,
    const struct verdict_result *result, struct verdict_near *out)
{
	struct candidate best = { .row = NULL };
	struct both_ways w;

	*out = (struct verdict_near){ NULL, NEAR_NONE };
	/* Nothing would allow what a deny row forbids. */
	if (result->verdict == VERDICT_ALLOWED ||
	    result->reason == REASON_DENIED)
		return;
	both_ways_init(&w, p, facts);
	for (size_t i = 0; i < policy_row_count(p); i++) {
		struct candidate c = { .row = policy_row_at(p, i) };

		if (!c.row->allow)
			continue;
		c.fact = one_difference(&w, c.row);
		if (c.fact == NEAR_NONE)
			continue;
		if (c.fact == NEAR_PORT)
			c.distance = port_distance(c.row, facts->dst_port);
		if (best.row == NULL || compare(&c, &best) < 0)
			best = c;
	}
	if (best.row != NULL)
		*out = (struct verdict_near){ best.row, best.fact };
}

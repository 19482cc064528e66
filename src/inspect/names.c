/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names.c - which names DNS gave a client for an address.
 *
 * A pair is one client's knowledge of one address.  It goes whole, or it
 * remembers until when it lacks something: a name that is forgotten must not
 * leave another one alone, to be taken for the only one.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "base/words.h"
#include "inspect/dns_queries.h"
#include "inspect/fair.h"
#include "inspect/name_chains.h"
#include "inspect/names.h"

#define NIL FAIR_NONE
#define SWEEP 2      /* slots looked at for each answer */
#define EVICT_MAX 16 /* pairs that one name may push out */
#define LAST_S (UINT32_MAX - NAMES_TTL_MAX_S - NAMES_GRACE_S)

/* Times are seconds. */
struct pair {
	struct addr client, server;
	uint32_t hash_next;
	uint32_t more_until_s;             /* something is missing until then */
	uint32_t chain[NAMES_PER_ADDRESS]; /* latest first */
	uint32_t until_s[NAMES_PER_ADDRESS];
	uint8_t count;
};

struct names {
	uint8_t secret[HASH_SECRET_BYTES];
	struct dns_queries *queries;
	struct name_chains *chains;
	struct fair *fair; /* the note: when what was evicted would end */
	struct pair *pairs;
	uint32_t *heads;
	uint32_t max, mask, hand;
	bool take_unasked;
	struct names_stats stats;
};

static size_t
pair_bytes(void)
{
	return sizeof(struct pair) + 2 * sizeof(uint32_t) + fair_slot_bytes();
}

void
names_free(struct names *n)
{
	if (!n)
		return;
	dns_queries_free(n->queries);
	name_chains_free(n->chains);
	fair_free(n->fair);
	free(n->pairs);
	free(n->heads);
	free(n);
}

/* An eighth for queries, half for texts, the rest for pairs. */
static int
make_parts(struct names *n, size_t memory_bytes)
{
	size_t queries = memory_bytes / 8 / dns_queries_each_bytes();
	size_t pairs = memory_bytes / 8 * 3 / pair_bytes();
	size_t heads = 1;
	int r;

	r = dns_queries_new(&n->queries, queries, n->secret);
	if (r == 0)
		r = name_chains_new(&n->chains, memory_bytes / 2, n->secret);
	if (r == 0)
		r = fair_new(&n->fair, pairs, n->secret);
	if (r != 0)
		return r;
	while (heads < pairs)
		heads *= 2;
	n->pairs = calloc(pairs, sizeof(*n->pairs));
	n->heads = malloc(heads * sizeof(*n->heads));
	if (!n->pairs || !n->heads)
		return -ENOMEM;
	memset(n->heads, 0xff, heads * sizeof(*n->heads));
	n->max = (uint32_t)pairs;
	n->mask = (uint32_t)(heads - 1);
	return 0;
}

int
names_new(struct names **out, const struct names_options *options,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct names *n;
	int r;

	if (options->memory_bytes < NAMES_MEMORY_MIN)
		return -EINVAL;
	n = calloc(1, sizeof(*n));
	if (!n)
		return -ENOMEM;
	n->take_unasked = options->take_unasked;
	memcpy(n->secret, secret, sizeof(n->secret));
	r = make_parts(n, options->memory_bytes);
	if (r != 0) {
		names_free(n);
		return r;
	}
	*out = n;
	return 0;
}

const struct names_stats *
names_stats(const struct names *n)
{
	return &n->stats;
}

static uint32_t
seconds(uint64_t time_us)
{
	uint64_t s = time_us / WHEN_SECOND_US;

	return s < LAST_S ? (uint32_t)s : LAST_S;
}

static uint32_t
later(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static uint32_t *
head_of(const struct names *n, const struct addr *client,
    const struct addr *server)
{
	struct addr key[2] = { *client, *server };

	return &n->heads[hash_bytes(key, sizeof(key), n->secret) & n->mask];
}

static uint32_t
find(const struct names *n, const struct addr *client,
    const struct addr *server)
{
	uint32_t i = *head_of(n, client, server);

	while (i != NIL &&
	    (!addr_equal(&n->pairs[i].server, server) ||
		!addr_equal(&n->pairs[i].client, client)))
		i = n->pairs[i].hash_next;
	return i;
}

static void
drop(struct names *n, uint32_t slot)
{
	struct pair *p = &n->pairs[slot];
	uint32_t *at = head_of(n, &p->client, &p->server);

	for (unsigned int i = 0; i < p->count; i++)
		name_chains_release(n->chains, p->chain[i]);
	while (*at != slot)
		at = &n->pairs[*at].hash_next;
	*at = p->hash_next;
	fair_remove(n->fair, slot);
}

/* Until when a pair says anything. */
static uint32_t
end_of(const struct pair *p)
{
	uint32_t end = p->more_until_s;

	for (unsigned int i = 0; i < p->count; i++)
		end = later(end, p->until_s[i]);
	return end;
}

/* Let go of what is over, a few slots at a time. */
static void
sweep(struct names *n, uint32_t now_s)
{
	for (unsigned int i = 0; i < SWEEP; i++) {
		n->hand = n->hand + 1 < n->max ? n->hand + 1 : 0;
		if (!fair_taken(n->fair, n->hand) ||
		    end_of(&n->pairs[n->hand]) >= now_s)
			continue;
		n->stats.expired++;
		drop(n, n->hand);
	}
}

/* Make room by one pair.  Its client is told that something is missing. */
static bool
evict(struct names *n, uint32_t now_s)
{
	uint32_t victim = fair_victim(n->fair), end;

	if (victim == NIL)
		return false;
	end = end_of(&n->pairs[victim]);
	if (end < now_s) {
		n->stats.expired++;
	} else {
		uint32_t *lost_until = fair_note(n->fair, victim);

		*lost_until = later(*lost_until, end);
		n->stats.evicted++;
	}
	drop(n, victim);
	return true;
}

/* Names 0 .. owner of a response as a chain, held for the caller. */
static uint32_t
make_chain(struct names *n, const struct dns_response *r, unsigned int owner,
    uint32_t now_s)
{
	uint32_t chain = NAME_CHAINS_NONE;
	unsigned int tries = 0;

	for (unsigned int i = owner + 1; i-- > 0;) {
		uint32_t longer =
		    name_chains_put(n->chains, r->chain[i], chain);

		while (longer == NAME_CHAINS_NONE && tries++ < EVICT_MAX &&
		    evict(n, now_s))
			longer = name_chains_put(n->chains, r->chain[i], chain);
		name_chains_release(n->chains, chain);
		if (longer == NAME_CHAINS_NONE)
			return NAME_CHAINS_NONE;
		chain = longer;
	}
	return chain;
}

static uint32_t
find_or_make(struct names *n, const struct addr *client,
    const struct addr *server, uint32_t now_s)
{
	uint32_t slot = find(n, client, server);
	uint32_t *head;

	if (slot != NIL) {
		fair_renew(n->fair, slot);
		return slot;
	}
	slot = fair_add(n->fair, client);
	if (slot == NIL && evict(n, now_s))
		slot = fair_add(n->fair, client);
	assert(slot != NIL);
	head = head_of(n, client, server);
	n->pairs[slot] = (struct pair){
		.client = *client, .server = *server, .hash_next = *head
	};
	*head = slot;
	return slot;
}

/* Take out what is over, and the chain of the same question: the newer
 * answer speaks for it.  Returns until when that would have been. */
static uint32_t
tidy(struct names *n, struct pair *p, const char *question, uint32_t now_s)
{
	uint32_t until_s = 0;
	uint8_t kept = 0;

	for (unsigned int i = 0; i < p->count; i++) {
		bool same = strcmp(name_chains_text(n->chains, p->chain[i]),
				question) == 0;

		if (same)
			until_s = p->until_s[i];
		if (same || p->until_s[i] < now_s) {
			name_chains_release(n->chains, p->chain[i]);
			continue;
		}
		p->chain[kept] = p->chain[i];
		p->until_s[kept++] = p->until_s[i];
	}
	p->count = kept;
	return until_s;
}

/* What a pair takes: itself and the names of its chains. */
static uint32_t
cost_of(const struct names *n, const struct pair *p)
{
	uint32_t cost = 1;

	for (unsigned int i = 0; i < p->count; i++)
		for (uint32_t c = p->chain[i]; c != NAME_CHAINS_NONE;
		     c = name_chains_next(n->chains, c))
			cost++;
	return cost;
}

/* Put a held chain in front. */
static void
enter(struct names *n, struct pair *p, uint32_t chain, uint32_t until_s,
    uint32_t now_s)
{
	uint32_t was = tidy(n, p, name_chains_text(n->chains, chain), now_s);

	if (p->count == NAMES_PER_ADDRESS) {
		p->count--;
		name_chains_release(n->chains, p->chain[p->count]);
		p->more_until_s = later(p->more_until_s, p->until_s[p->count]);
	}
	memmove(p->chain + 1, p->chain, p->count * sizeof(p->chain[0]));
	memmove(p->until_s + 1, p->until_s, p->count * sizeof(p->until_s[0]));
	p->chain[0] = chain;
	p->until_s[0] = later(until_s, was);
	p->count++;
}

/* One address of an answer.  False when its names found no room. */
static bool
learn(struct names *n, const struct addr *client, const struct dns_response *r,
    const struct dns_address *a, uint32_t now_s)
{
	uint32_t ttl_s =
	    a->ttl_s < NAMES_TTL_MAX_S ? a->ttl_s : NAMES_TTL_MAX_S;
	uint32_t until_s = now_s + ttl_s + NAMES_GRACE_S;
	uint32_t chain = make_chain(n, r, a->owner, now_s);
	uint32_t slot = find_or_make(n, client, &a->addr, now_s);
	struct pair *p = &n->pairs[slot];

	if (chain == NAME_CHAINS_NONE) {
		n->stats.no_room++;
		p->more_until_s = later(p->more_until_s, until_s);
		return false;
	}
	enter(n, p, chain, until_s, now_s);
	fair_set_cost(n->fair, slot, cost_of(n, p));
	return true;
}

void
names_query(struct names *n, const struct names_ends *ends,
    const struct dns_question *q, uint64_t now_us)
{
	assert(ends->proto == PROTO_TCP || ends->proto == PROTO_UDP);
	n->stats.queries++;
	dns_queries_open(n->queries, ends, q, now_us);
	n->stats.evicted_queries = dns_queries_evicted(n->queries);
}

/* Store what an answer that counts says. */
static enum names_said
take_answer(struct names *n, const struct names_ends *ends,
    const struct dns_response *r, uint32_t now_s)
{
	bool any = false;

	if (r->address_count == 0 || r->rcode != 0) {
		n->stats.empty++;
		return NAMES_EMPTY;
	}
	for (unsigned int i = r->address_count; i-- > 0;)
		any |= learn(n, &ends->client, r, &r->address[i], now_s);
	if (!any)
		return NAMES_NO_ROOM;
	n->stats.used++;
	return NAMES_USED;
}

enum names_said
names_answer(struct names *n, const struct names_ends *ends,
    const struct dns_response *r, uint64_t now_us)
{
	enum names_said said =
	    dns_queries_close(n->queries, ends, &r->question, now_us);

	n->stats.answers++;
	n->stats.refused += r->refused;
	n->stats.unasked += said == NAMES_UNASKED;
	n->stats.forged += said == NAMES_FORGED;
	n->stats.repeated += said == NAMES_REPEATED;
	sweep(n, seconds(now_us));
	if (said == NAMES_UNASKED && n->take_unasked)
		said = NAMES_USED;
	if (said != NAMES_USED)
		return said;
	return take_answer(n, ends, r, seconds(now_us));
}

void
names_refused(struct names *n)
{
	n->stats.refused++;
}

/* An end that is not over; 0 is none. */
static bool
is_ahead(uint32_t end_s, uint32_t now_s)
{
	return end_s != 0 && end_s >= now_s;
}

bool
names_of(const struct names *n, const struct addr *client,
    const struct addr *address, uint64_t time_us, struct names_list *out)
{
	uint32_t slot = find(n, client, address), now_s = seconds(time_us);

	*out = (struct names_list){
		.more = is_ahead(fair_note_of(n->fair, client), now_s)
	};
	if (slot != NIL) {
		const struct pair *p = &n->pairs[slot];

		out->more |= is_ahead(p->more_until_s, now_s);
		for (unsigned int i = 0; i < p->count; i++)
			if (p->until_s[i] >= now_s)
				out->chain[out->count++] = p->chain[i];
	}
	return out->count > 0 || out->more;
}

void
names_hold(struct names *n, const struct names_list *list)
{
	for (unsigned int i = 0; i < list->count; i++)
		name_chains_hold(n->chains, list->chain[i]);
}

void
names_release(struct names *n, const struct names_list *list)
{
	for (unsigned int i = 0; i < list->count; i++)
		name_chains_release(n->chains, list->chain[i]);
}

const char *
names_text(const struct names *n, uint32_t chain)
{
	return name_chains_text(n->chains, chain);
}

size_t
names_chain(const struct names *n, uint32_t chain,
    const char *out[static DNS_CHAIN_MAX])
{
	size_t count = 0;

	while (chain != NAME_CHAINS_NONE && count < DNS_CHAIN_MAX) {
		out[count++] = name_chains_text(n->chains, chain);
		chain = name_chains_next(n->chains, chain);
	}
	return count;
}

bool
names_chain_has(const struct names *n, uint32_t chain, const char *name)
{
	const char *all[DNS_CHAIN_MAX];
	size_t count = names_chain(n, chain, all);

	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i], name) == 0)
			return true;
	return false;
}

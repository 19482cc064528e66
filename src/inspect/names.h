/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names.h - which names DNS gave a client for an address.
 *
 * An answer counts only for a query that was seen, once: the first answer to
 * the same client and port, from the server that was asked, with the id, the
 * type and the name of the query.  Any other that comes while that port
 * waits is called forged, one to a port that waits for nothing unasked;
 * neither is used: whoever forges an answer must not make a flow compliant.
 * At a tap that does not see the clients' side, take_unasked lets unasked
 * answers count.  Which DNS servers are believed is the caller's choice: he
 * does not give queries to the others.
 *
 * A name is kept for its TTL, of at most NAMES_TTL_MAX_S, and
 * NAMES_GRACE_S more: resolvers' caches and browsers go on with an address a
 * little after its time.  Whoever asks at a flow's start and holds what he
 * got has it for the flow's life.
 *
 * Memory is taken once.  When it is full, the client that takes the most of
 * it loses its oldest address with all its names: one client's flood does
 * not push out the others, and no address is left with a part of its names
 * (if one must be, the list says so: .more).  Time is passed in.  One store
 * belongs to one thread.
 */
#ifndef INSPECT_NAMES_H
#define INSPECT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "inspect/dns_message.h"

#define NAMES_TTL_MAX_S (24 * 3600)
#define NAMES_GRACE_S 300
#define NAMES_QUERY_S 30    /* a query waits that long for its answer */
#define NAMES_PER_ADDRESS 8 /* questions with the same address */
#define NAMES_MEMORY_MIN ((size_t)64 << 10)
#define NAMES_NONE 0 /* no chain's number */

struct names;

struct names_options {
	size_t memory_bytes; /* at least NAMES_MEMORY_MIN */
	bool take_unasked;
};

struct names_stats {
	uint64_t queries;
	uint64_t answers;  /* all of them */
	uint64_t used;     /* gave at least one address a name */
	uint64_t empty;    /* asked for, without an address */
	uint64_t unasked;  /* no query of that client and port was open */
	uint64_t forged;   /* one was, and it is another */
	uint64_t repeated; /* a further answer to an answered query */
	uint64_t refused;  /* names that are no host names */
	uint64_t expired;  /* addresses whose names went by time */
	uint64_t evicted;  /* addresses whose names had to make room */
	uint64_t evicted_queries;
	uint64_t no_room; /* addresses whose names found none */
};

/*
 * 0 and a store to give to names_free(); -EINVAL when there is too little
 * memory, -ENOMEM.  The secret is copied.
 */
int names_new(struct names **out, const struct names_options *options,
    const uint8_t secret[static HASH_SECRET_BYTES]);
void names_free(struct names *n);
const struct names_stats *names_stats(const struct names *n);

/* The ends of a query, and of its answer. */
struct names_ends {
	struct addr client, resolver;
	uint16_t client_port; /* the resolver's is 53 */
	uint8_t proto;        /* IANA: TCP or UDP */
};

/* A query was seen.  What goes to a multicast address is not for here. */
void names_query(struct names *n, const struct names_ends *ends,
    const struct dns_question *q, uint64_t now_us);

enum names_said {
	NAMES_USED,
	NAMES_EMPTY, /* fits, and gives no address */
	NAMES_UNASKED,
	NAMES_FORGED,
	NAMES_REPEATED,
	NAMES_NO_ROOM, /* fits, and none of its addresses found room */
};

/* An answer was seen. */
enum names_said names_answer(struct names *n, const struct names_ends *ends,
    const struct dns_response *r, uint64_t now_us);

/* A query or response came that dns_message refused for its name. */
void names_refused(struct names *n);

/*
 * The names of an address: one chain for each question that led to it, the
 * latest answer's first.  A chain is a number; all names of it (the
 * question's and those of its CNAMEs) are names of the address, and another
 * chain is another service at the same address.
 */
struct names_list {
	uint32_t chain[NAMES_PER_ADDRESS];
	uint8_t count;
	/* There may be further ones: they had no room here, or addresses of
	 * this client had to make room whose names would still be good.  Then
	 * that a name is not here proves nothing, nor that all match. */
	bool more;
};

/* True when *out got at least one chain, or more.  The numbers are good until
 * the next call that changes n, unless they are held. */
bool names_of(const struct names *n, const struct addr *client,
    const struct addr *address, uint64_t time_us, struct names_list *out);

/* Keep the chains of a list until names_release() is called for it as often.
 * A list that is all zeros is empty and may be given to both. */
void names_hold(struct names *n, const struct names_list *list);
void names_release(struct names *n, const struct names_list *list);

/* The question's name of a chain: NUL-terminated, a valid host name in lower
 * case; good as long as its number. */
const char *names_text(const struct names *n, uint32_t chain);
/* All names of a chain, the question's first; good likewise.  Returns how
 * many. */
size_t names_chain(const struct names *n, uint32_t chain,
    const char *out[static DNS_CHAIN_MAX]);
/* True when name (in lower case) is one of the chain. */
bool names_chain_has(const struct names *n, uint32_t chain, const char *name);

#endif

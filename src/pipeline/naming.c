/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * naming.c - by which names a flow's server is known, and how.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/epm.h"
#include "pipeline/listen.h"
#include "pipeline/naming.h"

/* What one grant takes in rpc_ports. */
#define GRANT_BYTES 160

struct naming {
	struct names *names;
	struct rpc_ports *ports;
	struct listen *listen;
	uint64_t held; /* flows that hold what was said */
};

int
naming_new(struct naming **out, struct slots *slots, size_t memory_bytes,
    const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct names_options options = { .memory_bytes = memory_bytes / 4 * 3 };
	struct naming *n = calloc(1, sizeof(*n));
	int rc;

	if (!n)
		return -ENOMEM;
	rc = names_new(&n->names, &options, secret);
	if (rc == 0)
		rc = rpc_ports_new(&n->ports, memory_bytes / 4 / GRANT_BYTES,
		    secret);
	if (rc == 0)
		rc = listen_new(&n->listen, slots, n->names, n->ports);
	if (rc != 0) {
		naming_free(n);
		return rc;
	}
	*out = n;
	return 0;
}

void
naming_free(struct naming *n)
{
	if (!n)
		return;
	listen_free(n->listen);
	rpc_ports_free(n->ports);
	names_free(n->names);
	free(n);
}

void
naming_stats(const struct naming *n, struct naming_stats *out)
{
	const struct listen_stats *l = listen_stats(n->listen);

	*out = (struct naming_stats){ .dns = *names_stats(n->names),
		.rpc = *rpc_ports_stats(n->ports),
		.strange_resolvers = l->strange,
		.rpc_elsewhere = l->elsewhere,
		.talks_given_up = l->given_up,
		.held = n->held };
}

static bool
is_granted(const struct naming *n, const struct flow *f)
{
	return f->key.ip_proto == PROTO_TCP &&
	    rpc_ports_find(n->ports, flow_client(f), flow_server(f),
		flow_server_port(f), f->first_us);
}

/* Hold what DNS said to the client before the flow began, and remember what
 * the endpoint mapper did: a flow may outlive both. */
static void
hold(struct naming *n, struct slot_names *s, const struct flow *f)
{
	s->looked = true;
	n->held++;
	s->client = f->client;
	names_of(n->names, flow_client(f), flow_server(f), f->first_us,
	    &s->list);
	names_hold(n->names, &s->list);
	s->granted = is_granted(n, f);
}

void
naming_packet(struct naming *n, const struct policy *p, struct flow *f,
    unsigned int side, const struct packet *packet)
{
	struct slot *slot;

	listen_packet(n->listen, p, f, side, packet);
	slot = slot_of(f);
	if (slot && !slot->names.looked)
		hold(n, &slot->names, f);
}

void
naming_end(struct naming *n, struct slot *slot)
{
	listen_end(n->listen, slot);
	n->held -= slot->names.looked;
	names_release(n->names, &slot->names.list);
	slot->names = (struct slot_names){ 0 };
}

/* What was kept with the flow, as it is turned now; or NULL. */
static const struct slot_names *
kept_of(const struct flow *f)
{
	const struct slot *slot = slot_of(f);

	return slot && slot->names.looked && slot->names.client == f->client
	    ? &slot->names
	    : NULL;
}

/* What DNS had said when the flow began. */
static void
list_of(const struct naming *n, const struct flow *f, struct names_list *out)
{
	const struct slot_names *kept = kept_of(f);

	*out = (struct names_list){ 0 };
	if (kept)
		*out = kept->list;
	else
		names_of(n->names, flow_client(f), flow_server(f), f->first_us,
		    out);
}

static size_t
put_chains(const struct naming *n, const struct names_list *list,
    struct naming_result *out)
{
	size_t count = 0;

	for (unsigned int i = 0; i < list->count; i++) {
		size_t more =
		    names_chain(n->names, list->chain[i], out->names + count);

		memset(out->chains + count, (int)i, more);
		count += more;
	}
	/* There are further names that nobody knows: they fit no row. */
	if (list->more) {
		out->names[count] = "";
		out->chains[count++] = list->count;
	}
	return count;
}

/* The claimed name and those that its CNAMEs lead to, when it is one of
 * those that DNS gave; else 0. */
static size_t
put_claimed(const struct naming *n, const struct names_list *list,
    const char *claim, struct naming_result *out)
{
	for (unsigned int i = 0; i < list->count; i++) {
		size_t count, at = 0;

		if (!names_chain_has(n->names, list->chain[i], claim))
			continue;
		count = names_chain(n->names, list->chain[i], out->names);
		while (strcmp(out->names[at], claim) != 0)
			at++;
		memmove(out->names, out->names + at,
		    (count - at) * sizeof(out->names[0]));
		memset(out->chains, 0, count - at);
		return count - at;
	}
	return 0;
}

static void
look_names(const struct naming *n, const struct flow *f, const char *claim,
    struct verdict_facts *facts, struct store_flow *record,
    struct naming_result *result)
{
	struct names_list list;
	bool claims = claim[0] != '\0';

	list_of(n, f, &list);
	facts->names = result->names;
	facts->name_chains = result->chains;
	if (claims)
		facts->name_count = put_claimed(n, &list, claim, result);
	if (facts->name_count > 0) {
		facts->name_basis = NAME_BASIS_DNS_SNI;
		record->server_name = claim;
	} else if (list.count > 0 || list.more) {
		facts->name_count = put_chains(n, &list, result);
		facts->name_basis = NAME_BASIS_DNS;
		/* Of names that had no room one may be the claimed. */
		facts->name_contradicted = claims && !list.more;
		record->server_name = list.count > 0 ? result->names[0] : NULL;
		record->claimed_name = claims ? claim : NULL;
	} else if (claims) {
		result->names[0] = claim;
		result->chains[0] = 0;
		facts->name_count = 1;
		facts->name_basis = NAME_BASIS_SNI;
		record->server_name = claim;
	}
}

/* The row that let the client ask the server's endpoint mapper for the port
 * that it gave. */
static const struct policy_row *
rpc_row(const struct naming *n, const struct policy *p, const struct flow *f,
    const struct verdict_facts *facts)
{
	const struct slot_names *kept = kept_of(f);
	struct verdict_facts asked = *facts;
	struct verdict_result result;

	if (kept ? !kept->granted : !is_granted(n, f))
		return NULL;
	asked.dst_port = EPM_PORT;
	asked.rpc_row = NULL;
	verdict_judge(p, &asked, &result);
	return result.verdict == VERDICT_ALLOWED ? result.row : NULL;
}

void
naming_look(const struct naming *n, const struct policy *p,
    const struct flow *f, const char *claim, struct verdict_facts *facts,
    struct store_flow *record, struct naming_result *result)
{
	if (facts->scope != SCOPE_UNICAST)
		return;
	look_names(n, f, claim, facts, record, result);
	facts->rpc_row = rpc_row(n, p, f, facts);
}

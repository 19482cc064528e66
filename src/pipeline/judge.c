/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge.c - an ended flow to the record that the store keeps.
 */
#include <config.h>

#include <string.h>

#include "pipeline/judge.h"

/* Roles whose users browse from the host (DESIGN section 7). */
static const char *const user_role_ids[] = {
	"rdsh-agent",
	"guest-agent",
	"remote-pc-agent",
	"avd-session-host",
};

void
judge_init(struct judge *j, const struct pipeline_policy *set,
    const struct neighbours *neighbours, const struct vrids *vrids,
    const struct judge_common *common)
{
	*j = (struct judge){ .set = set,
		.neighbours = neighbours,
		.vrids = vrids,
		.common = common };
	for (size_t i = 0; i < sizeof(user_role_ids) / sizeof(user_role_ids[0]);
	     i++) {
		int role = policy_role_find(set->policy, user_role_ids[i],
		    strlen(user_role_ids[i]));

		if (role >= 0)
			role_set_add(&j->user_roles, (unsigned int)role);
	}
}

static enum scope
scope_of_flow(const struct flow *f)
{
	if (f->seen & FLOW_SEEN_TO_MANY)
		return f->seen & FLOW_SEEN_BROADCAST ? SCOPE_BROADCAST
						     : SCOPE_MULTICAST;
	return f->seen & FLOW_SEEN_SELF ? SCOPE_SELF : SCOPE_UNICAST;
}

static bool
has_ports(const struct flow *f)
{
	return f->key.ip_proto == PROTO_TCP || f->key.ip_proto == PROTO_UDP ||
	    f->key.ip_proto == PROTO_DCCP || f->key.ip_proto == PROTO_SCTP ||
	    f->key.ip_proto == PROTO_UDPLITE;
}

static bool
is_icmp(const struct flow *f)
{
	return f->key.ip_proto == PROTO_ICMP || f->key.ip_proto == PROTO_ICMP6;
}

/* Roles of two link-local ends, which the facts point to. */
struct lent_roles {
	struct role_set src, dst;
};

static void
facts_of(const struct judge *j, const struct flow *f, struct lent_roles *lent,
    struct verdict_facts *out)
{
	*out = (struct verdict_facts){ .src = *flow_client(f),
		.dst = *flow_server(f),
		.time_us = f->first_us,
		.proto = f->key.ip_proto,
		.icmp_type = f->icmp_type,
		.scope = scope_of_flow(f) };
	if (has_ports(f)) {
		out->src_port = flow_client_port(f);
		out->dst_port = flow_server_port(f);
	}
	if (f->key.ip_proto == PROTO_VRRP)
		out->foreign_vrid =
		    vrids_foreign(j->vrids, (uint8_t)f->key.extra);
	if (addr_is_link_local6(&out->src) &&
	    neighbours_roles(j->neighbours, &out->src, f->vlan, &lent->src))
		out->src_roles = &lent->src;
	if (addr_is_link_local6(&out->dst) &&
	    neighbours_roles(j->neighbours, &out->dst, f->vlan, &lent->dst))
		out->dst_roles = &lent->dst;
}

/*
 * Turn the copy f round where only the policy tells who the client is, and
 * say how sure that is.  The table's own flow keeps its wire evidence, so
 * that each interim report asks anew.
 */
static void
orient(const struct judge *j, struct flow *f, struct verdict_facts *facts,
    struct store_flow *out)
{
	struct verdict_orientation o;

	out->basis = (enum direction_basis)f->basis;
	if (out->basis < DIRECTION_ROW)
		return;
	verdict_orient(j->set->policy, facts, &o);
	out->basis = o.basis;
	out->weak = o.weak;
	out->ambiguous = o.ambiguous;
	if (o.reverse) {
		flow_orient(f, 1U - f->client, o.basis);
		verdict_reverse(facts, facts);
	}
}

static void
set_counters(const struct flow *f, struct store_flow *out)
{
	unsigned int client = f->client, server = 1U - client;

	out->first_us = f->first_us;
	out->last_us = f->last_us;
	out->packets_out = f->packets[client];
	out->packets_in = f->packets[server];
	out->bytes_out = f->bytes[client];
	out->bytes_in = f->bytes[server];
	out->syns = f->syns;
	out->vlan = f->vlan;
}

static void
set_wire_facts(const struct flow *f, enum flow_end why, struct store_flow *out)
{
	out->src = *flow_client(f);
	out->dst = *flow_server(f);
	out->proto = f->key.ip_proto;
	out->has_ports = has_ports(f);
	if (out->has_ports) {
		out->src_port = flow_client_port(f);
		out->dst_port = flow_server_port(f);
	}
	if (is_icmp(f)) {
		out->icmp_type = f->icmp_type;
		out->icmp_code = f->icmp_code;
	}
	out->scope = scope_of_flow(f);
	out->outcome = flow_outcome(f);
	out->cause = flow_cause(f);
	out->end = why;
}

static void
set_verdict(const struct judge *j, const struct verdict_facts *facts,
    struct judgement *out)
{
	const struct verdict_result *result = &out->result;
	struct store_flow *record = &out->record;
	struct verdict_near near;

	record->verdict = result->verdict;
	record->reason = result->reason;
	/* Of an allowed flow: what it is allowed by. */
	record->name_basis = result->verdict == VERDICT_ALLOWED
	    ? result->name_basis
	    : facts->name_basis;
	if (result->row) {
		record->row_id = result->row->id;
		record->row_origin = result->row->origin;
	}
	if (result->known)
		record->known = result->known->name;
	if (result->verdict == VERDICT_FORBIDDEN ||
	    result->verdict == VERDICT_MISSED) {
		verdict_nearest(j->set->policy, facts, result, &near);
		record->near_row_id = near.row ? near.row->id : NULL;
		record->near_fact = near.fact;
	}
	if (result->reason == REASON_HOUSEKEEPING)
		out->housekeeping = verdict_housekeeping(facts);
	if (record->server_name && j->common->registrable)
		record->fold_name = registrable_name(j->common->registrable,
		    record->server_name);
	record->user_traffic = result->verdict == VERDICT_MISSED &&
	    role_set_meets(&result->src_roles, &j->user_roles);
}

static void
set_texts(const struct judge *j, const struct flow *f, struct judgement *out)
{
	const struct policy *p = j->set->policy;
	struct store_flow *record = &out->record;

	record->src_roles = policy_roles_text(p, &out->result.src_roles,
	    out->src_roles, sizeof(out->src_roles));
	record->dst_roles = policy_roles_text(p, &out->result.dst_roles,
	    out->dst_roles, sizeof(out->dst_roles));
	record->tunnel =
	    tunnels_text(j->common->tunnels, f->tunnel, out->tunnel);
	record->community_id = community_id(&f->key, 0, out->community_id);
}

void
judge_flow(const struct judge *j, const struct flow *f, enum flow_end why,
    struct judgement *out)
{
	const struct slot *slot = slot_of(f);
	const struct resumed *before = slot ? slot->before : NULL;
	struct flow turned = *f;
	struct lent_roles lent;
	struct verdict_facts facts;

	out->record = (struct store_flow){ 0 };
	out->housekeeping = NULL;
	facts_of(j, &turned, &lent, &facts);
	orient(j, &turned, &facts, &out->record);
	set_wire_facts(&turned, why, &out->record);
	set_counters(&turned, &out->record);
	if (before)
		resumed_add(before, flow_saw(f, FLOW_SEEN_PAYLOAD),
		    &out->record);
	inspection_look(j->common->inspection, j->set, &turned, &out->record,
	    &out->inspection);
	naming_look(j->common->naming, j->set->policy, &turned,
	    out->inspection.claim, &facts, &out->record, &out->naming);
	if (before)
		resumed_name(before, &facts, &out->record);
	verdict_judge(j->set->policy, &facts, &out->result);
	set_verdict(j, &facts, out);
	set_texts(j, &turned, out);
	inspection_collect(j->common->inspection, j->set, &turned,
	    out->result.row, &out->record, &out->inspection);
	if (before)
		resumed_conform(before, &out->record);
}

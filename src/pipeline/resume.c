/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resume.c - long flows that an earlier live run left open.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "packet/packet.h"
#include "pipeline/resume.h"

struct resume {
	bool vlan_key, no_memory;
	size_t count, room;
	struct resumed *all; /* sorted by key */
};

static int
compare(const void *a, const void *b)
{
	const struct resumed *x = a, *y = b;

	return memcmp(&x->key, &y->key, sizeof(x->key));
}

static void
copy_text(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text ? text : "");
}

/* As if the client had sent a packet. */
static void
set_key(const struct store_open_flow *f, bool vlan_key, struct resumed *out)
{
	struct packet p = { .src = f->src,
		.dst = f->dst,
		.src_port = f->src_port,
		.dst_port = f->dst_port,
		.proto = f->proto,
		.has_ports = true,
		.ip_version = addr_is_v4(&f->src) ? 4 : 6,
		.vlan = f->vlan };

	out->client = (uint8_t)flow_key_of_packet(&out->key, &p, vlan_key);
}

static bool
grow(struct resume *r)
{
	size_t room = r->room ? 2 * r->room : 256;
	struct resumed *all = realloc(r->all, room * sizeof(*all));

	if (!all)
		return false;
	r->all = all;
	r->room = room;
	return true;
}

static int
take_row(const struct store_open_flow *f, void *arg)
{
	struct resume *r = arg;
	struct resumed *new;

	if (f->proto != PROTO_TCP && f->proto != PROTO_UDP)
		return 0;
	if (r->count == RESUME_MAX)
		return 1;
	if (r->count == r->room && !grow(r)) {
		r->no_memory = true;
		return 1;
	}
	new = &r->all[r->count++];
	memset(new, 0, sizeof(*new));
	new->row = *f;
	set_key(f, r->vlan_key, new);
	copy_text(new->app, sizeof(new->app), f->app);
	copy_text(new->security, sizeof(new->security), f->security);
	copy_text(new->name, sizeof(new->name), f->server_name);
	new->row.app = new->row.security = new->row.server_name = NULL;
	return 0;
}

/* Of flows with the same ends the latest stays. */
static void
drop_older(struct resume *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->count; i++) {
		struct resumed *last = kept > 0 ? &r->all[kept - 1] : NULL;

		if (!last || compare(last, &r->all[i]) != 0)
			r->all[kept++] = r->all[i];
		else if (r->all[i].row.last_us > last->row.last_us)
			*last = r->all[i];
	}
	r->count = kept;
}

int
resume_load(struct resume **out, struct store *store, bool vlan_key,
    uint64_t now_us, struct err *err)
{
	uint64_t back_us = RESUME_TCP_S * WHEN_SECOND_US;
	struct resume *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return err_set(err, -ENOMEM, "out of memory");
	r->vlan_key = vlan_key;
	rc = store_each_open(store, now_us > back_us ? now_us - back_us : 0,
	    take_row, r, err);
	if (r->no_memory)
		rc = err_set(err, -ENOMEM, "out of memory");
	if (rc < 0) {
		resume_free(r);
		return rc;
	}
	if (r->count > 0)
		qsort(r->all, r->count, sizeof(*r->all), compare);
	drop_older(r);
	*out = r;
	return 0;
}

void
resume_free(struct resume *r)
{
	if (!r)
		return;
	free(r->all);
	free(r);
}

const struct resumed *
resume_take(struct resume *r, const struct flow *f)
{
	uint64_t silence_us =
	    (f->key.ip_proto == PROTO_TCP ? RESUME_TCP_S : RESUME_UDP_S) *
	    WHEN_SECOND_US;
	struct resumed wanted = { .key = f->key }, *found;

	if (!r || r->count == 0 || flow_saw(f, FLOW_SEEN_SYN) ||
	    flow_saw(f, FLOW_SEEN_SYNACK))
		return NULL;
	found = bsearch(&wanted, r->all, r->count, sizeof(*r->all), compare);
	if (!found || found->taken || f->first_us < found->row.last_us ||
	    f->first_us - found->row.last_us > silence_us)
		return NULL;
	found->taken = true;
	found->names[0] = found->name;
	return found;
}

/* A connection that was answered before stays so. */
static void
better_outcome(const struct resumed *before, bool payload,
    struct store_flow *record)
{
	enum outcome was = before->row.outcome;

	if (record->outcome == OUTCOME_ESTABLISHED ||
	    (was != OUTCOME_ESTABLISHED && was != OUTCOME_HANDSHAKE_ONLY))
		return;
	record->outcome = payload ? OUTCOME_ESTABLISHED : was;
	record->cause = CAUSE_NONE;
}

void
resumed_add(const struct resumed *before, bool payload,
    struct store_flow *record)
{
	const struct store_open_flow *row = &before->row;

	record->first_us = row->first_us;
	record->packets_out += row->packets_out;
	record->packets_in += row->packets_in;
	record->bytes_out += row->bytes_out;
	record->bytes_in += row->bytes_in;
	record->syns += row->syns;
	better_outcome(before, payload, record);
}

void
resumed_name(const struct resumed *before, struct verdict_facts *facts,
    struct store_flow *record)
{
	if (facts->name_count > 0 || before->name[0] == '\0')
		return;
	record->server_name = before->name;
	/* It opened no row then: it was one of several, or contradicted. */
	if (before->row.verdict != VERDICT_ALLOWED ||
	    before->row.name_basis == NAME_BASIS_NONE ||
	    before->row.name_basis == NAME_BASIS_SITE)
		return;
	facts->names = before->names;
	facts->name_chains = NULL;
	facts->name_count = 1;
	facts->name_basis = before->row.name_basis;
}

void
resumed_conform(const struct resumed *before, struct store_flow *record)
{
	const struct store_open_flow *row = &before->row;

	if (record->conformance != CONFORMANCE_UNDETERMINED ||
	    row->conformance == CONFORMANCE_UNDETERMINED ||
	    row->conformance == CONFORMANCE_UNCHECKED)
		return;
	record->conformance = row->conformance;
	record->grade = row->grade;
	record->app_basis = row->app_basis;
	record->app = before->app[0] ? before->app : NULL;
	record->security = before->security[0] ? before->security : NULL;
	record->why = NULL;
}

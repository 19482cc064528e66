/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * matrix_oracle.c - a second reading of ras-19.rules, to hold the first to.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "matrix_oracle.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const struct oracle_role oracle_roles[ORACLE_ROLES] = {
	{ "client", ROLE_KIND_USER, { NULL } },
	{ "web-browser", ROLE_KIND_USER, { NULL } },
	{ "halb", ROLE_KIND_COMPONENT, { NULL } },
	{ "gateway-forwarding", ROLE_KIND_COMPONENT, { NULL } },
	{ "gateway-normal", ROLE_KIND_COMPONENT, { NULL } },
	{ "broker", ROLE_KIND_COMPONENT, { NULL } },
	{ "console", ROLE_KIND_USER, { NULL } },
	{ "powershell", ROLE_KIND_USER, { NULL } },
	{ "web-admin", ROLE_KIND_COMPONENT, { NULL } },
	{ "reporting", ROLE_KIND_COMPONENT, { NULL } },
	{ "performance-monitor", ROLE_KIND_COMPONENT, { NULL } },
	{ "provider-agent", ROLE_KIND_COMPONENT, { NULL } },
	{ "enrollment-server", ROLE_KIND_COMPONENT, { NULL } },
	{ "rdsh-agent", ROLE_KIND_COMPONENT, { NULL } },
	{ "guest-agent", ROLE_KIND_COMPONENT, { NULL } },
	{ "remote-pc-agent", ROLE_KIND_COMPONENT, { NULL } },
	{ "tenant", ROLE_KIND_COMPONENT, { NULL } },
	{ "tenant-broker", ROLE_KIND_COMPONENT, { NULL } },
	{ "avd-session-host", ROLE_KIND_COMPONENT, { NULL } },
	{ "ssrs", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "sql-server", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "ad-ds", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "certificate-authority", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "mfa-server", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "smtp-server", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "wyse-broker", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "hyper-v", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "nutanix", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "vmware", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "scale", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "remote-pc-vdi", ROLE_KIND_INFRASTRUCTURE, { NULL } },
	{ "avd-service", ROLE_KIND_INTERNET, { "*.wvd.microsoft.com" } },
	{ "azure-api", ROLE_KIND_INTERNET,
	    { "management.azure.com", "login.microsoftonline.com",
		"graph.microsoft.com" } },
	{ "aws-api", ROLE_KIND_INTERNET,
	    { "ec2.amazonaws.com", "sts.amazonaws.com" } },
	{ "microsoft-site", ROLE_KIND_INTERNET,
	    { "*.microsoft.com", "go.microsoft.com", "aka.ms" } },
	{ "parallels-site", ROLE_KIND_INTERNET,
	    { "*.parallels.com", "parallels.com" } },
	{ "parallels-licensing", ROLE_KIND_INTERNET, { "ras.parallels.com" } },
	{ "lets-encrypt", ROLE_KIND_INTERNET, { "*.letsencrypt.org" } },
	{ "fslogix", ROLE_KIND_INTERNET,
	    { "aka.ms", "download.microsoft.com" } },
};

static const struct {
	const char *id;
	const char *members[7];
} groups[] = {
	{ "gateway", { "gateway-forwarding", "gateway-normal" } },
	{ "session-host", { "rdsh-agent", "guest-agent", "remote-pc-agent" } },
	{ "push-initiator", { "broker", "console", "web-admin" } },
	{ "push-target",
	    { "rdsh-agent", "guest-agent", "remote-pc-agent", "broker",
		"gateway-forwarding", "gateway-normal", "enrollment-server" } },
};

int
oracle_role_find(const char *id, size_t len)
{
	for (int i = 0; i < ORACLE_ROLES; i++) {
		if (strlen(oracle_roles[i].id) == len &&
		    memcmp(oracle_roles[i].id, id, len) == 0)
			return i;
	}
	return ORACLE_NONE;
}

/* The next item of a comma list from *at; its length, 0 at the end. */
static size_t
next_item(const char **at, const char **item)
{
	size_t len;

	*at += strspn(*at, ", ");
	*item = *at;
	len = strcspn(*at, ",");
	*at += len;
	return len;
}

static bool
is_word(const char *item, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(item, word, len) == 0;
}

/* Adds the roles of a role's or group's name; false for neither. */
static bool
add_roles(bool roles[static ORACLE_ROLES], const char *item, size_t len)
{
	int role = oracle_role_find(item, len);

	if (role != ORACLE_NONE) {
		roles[role] = true;
		return true;
	}
	if (is_word(item, len, "all-components")) {
		for (role = 0; role < ORACLE_ROLES; role++)
			roles[role] |=
			    oracle_roles[role].kind == ROLE_KIND_COMPONENT;
		return true;
	}
	for (size_t i = 0; i < COUNT(groups); i++) {
		if (!is_word(item, len, groups[i].id))
			continue;
		for (size_t j = 0; j < 7 && groups[i].members[j]; j++)
			add_roles(roles, groups[i].members[j],
			    strlen(groups[i].members[j]));
		return true;
	}
	return false;
}

static void
read_destination(struct oracle_row *row, const char *text)
{
	const char *item;
	size_t len;

	while ((len = next_item(&text, &item)) > 0) {
		if (item[0] == '"')
			snprintf(row->name, sizeof(row->name), "%.*s",
			    (int)len - 2, item + 1);
		else if (item[0] >= '0' && item[0] <= '9')
			snprintf(row->address, sizeof(row->address), "%.*s",
			    (int)len, item);
		else if (is_word(item, len, "self"))
			row->self = true;
		else
			ck_assert_msg(add_roles(row->dst, item, len),
			    "%s: destination %.*s", row->id, (int)len, item);
	}
}

static void
read_traffic(struct oracle_row *row, const char *protos, const char *ports)
{
	const char *item;
	size_t len;

	while ((len = next_item(&protos, &item)) > 0) {
		row->tcp |= is_word(item, len, "tcp");
		row->udp |= is_word(item, len, "udp");
		row->vrrp |= is_word(item, len, "vrrp");
	}
	ck_assert_msg(row->tcp || row->udp || row->vrrp, "%s", row->id);
	while ((len = next_item(&ports, &item)) > 0) {
		struct policy_ports *r = &row->ports[row->port_count++];
		char *end;

		ck_assert_uint_le(row->port_count, ORACLE_PORTS_MAX);
		r->first = (uint16_t)strtoul(item, &end, 10);
		r->last = r->first;
		if (*end == '-')
			r->last = (uint16_t)strtoul(end + 1, NULL, 10);
		row->port_width += (unsigned int)(r->last - r->first) + 1;
	}
	if (row->port_count == 0)
		row->port_width = 65536;
}

static void
read_row(struct oracle_row *row, const struct policy_row *from)
{
	const char *src = from->src.text, *item;
	size_t len;

	row->id = from->id;
	row->broadcast = from->broadcast;
	row->optional = from->feature >= 0;
	while ((len = next_item(&src, &item)) > 0)
		ck_assert_msg(add_roles(row->src, item, len), "%s: source %.*s",
		    row->id, (int)len, item);
	read_destination(row, from->dst.text);
	read_traffic(row, from->proto_text, from->port_text);
	for (size_t i = 0; i < ORACLE_ROLES; i++)
		row->role_width += (unsigned int)row->src[i] + row->dst[i];
}

void
oracle_init(struct oracle *o, const struct policy *p, bool features_on)
{
	*o = (struct oracle){
		.count = policy_row_count(p),
		.features_on = features_on,
	};
	o->rows = calloc(o->count, sizeof(*o->rows));
	ck_assert_ptr_nonnull(o->rows);
	for (size_t i = 0; i < o->count; i++)
		read_row(&o->rows[i], policy_row_at(p, i));
}

void
oracle_fini(struct oracle *o)
{
	free(o->rows);
}

static bool
pattern_fits(const char *pattern, const char *name)
{
	size_t end = strlen(pattern) - 1, len = strlen(name);

	if (pattern[0] != '*')
		return strcmp(pattern, name) == 0;
	return len > end && strcmp(name + len - end, pattern + 1) == 0;
}

static bool
names_role(int role, const char *name)
{
	for (size_t i = 0; i < 3 && oracle_roles[role].names[i] != NULL; i++) {
		if (pattern_fits(oracle_roles[role].names[i], name))
			return true;
	}
	return false;
}

static bool
speaks_of_proto(const struct oracle_row *row, uint8_t proto)
{
	return (row->tcp && proto == PROTO_TCP) ||
	    (row->udp && proto == PROTO_UDP) ||
	    (row->vrrp && proto == PROTO_VRRP);
}

static unsigned int
port_distance(const struct oracle_row *row, uint16_t port)
{
	unsigned int least = row->port_count == 0 ? 0 : 65536;

	for (size_t i = 0; i < row->port_count; i++) {
		int below = row->ports[i].first - port;
		int above = port - row->ports[i].last;
		int far = below > above ? below : above;

		if (far < 0)
			far = 0;
		if ((unsigned int)far < least)
			least = (unsigned int)far;
	}
	return least;
}

static bool
source_fits(const struct oracle_row *row, const struct oracle_flow *f)
{
	return f->src != ORACLE_NONE && row->src[f->src];
}

/* May the row be sent to where the flow is sent? */
static bool
is_cast(const struct oracle_row *row, const struct oracle_flow *f)
{
	return f->scope == SCOPE_BROADCAST ? row->broadcast : row->vrrp;
}

static bool
destination_fits(const struct oracle_row *row, const struct oracle_flow *f)
{
	if (f->scope == SCOPE_BROADCAST || f->scope == SCOPE_MULTICAST)
		return is_cast(row, f);
	if ((row->self && f->scope == SCOPE_SELF) ||
	    strcmp(row->address, f->dst_text) == 0 ||
	    (f->dst != ORACLE_NONE && row->dst[f->dst]))
		return true;
	if (f->name == NULL)
		return false;
	if (row->name[0] != '\0' && pattern_fits(row->name, f->name))
		return true;
	for (int i = 0; i < ORACLE_ROLES; i++) {
		if (row->dst[i] && names_role(i, f->name))
			return true;
	}
	return false;
}

bool
oracle_matches(const struct oracle_row *row, const struct oracle_flow *f)
{
	return source_fits(row, f) && destination_fits(row, f) &&
	    speaks_of_proto(row, f->proto) &&
	    port_distance(row, f->dst_port) == 0 && !(row->vrrp && f->foreign);
}

/* As DESIGN section 11 has it for rows that allow one flow. */
static int
compare_allowing(const struct oracle_row *a, const struct oracle_row *b)
{
	if (a->role_width != b->role_width)
		return a->role_width < b->role_width ? -1 : 1;
	if (a->port_width != b->port_width)
		return a->port_width < b->port_width ? -1 : 1;
	if (a->broadcast != b->broadcast)
		return a->broadcast ? 1 : -1;
	return strcmp(a->id, b->id);
}

static bool
is_component(int role)
{
	return role != ORACLE_NONE &&
	    oracle_roles[role].kind == ROLE_KIND_COMPONENT;
}

/* Does a broadcast or group stand for a component? */
static bool
cast_is_component(const struct oracle *o, const struct oracle_flow *f)
{
	for (size_t i = 0; i < o->count; i++) {
		const struct oracle_row *row = &o->rows[i];

		if (!is_cast(row, f) || f->foreign ||
		    (row->optional && !o->features_on) ||
		    !speaks_of_proto(row, f->proto) ||
		    port_distance(row, f->dst_port) != 0)
			continue;
		for (int role = 0; role < ORACLE_ROLES; role++) {
			if (row->dst[role] && is_component(role))
				return true;
		}
	}
	return false;
}

static void
judge_by_ends(const struct oracle *o, const struct oracle_flow *f,
    struct oracle_answer *out)
{
	bool cast = f->scope == SCOPE_BROADCAST || f->scope == SCOPE_MULTICAST;
	bool from = is_component(f->src);
	bool to = cast ? cast_is_component(o, f) : is_component(f->dst);
	bool icmp = f->proto == PROTO_ICMP || f->proto == PROTO_ICMP6;

	if (!from && !to) {
		out->verdict = VERDICT_OUT_OF_SCOPE;
		out->reason = REASON_NO_COMPONENT;
	} else if (icmp) {
		out->verdict = VERDICT_MISSED;
		out->reason = REASON_ICMP;
	} else if (to && !f->foreign) {
		out->verdict = VERDICT_FORBIDDEN;
		out->reason = REASON_CLOSED_COMPONENT;
	} else {
		out->verdict = VERDICT_MISSED;
		out->reason = REASON_COMPONENT_OUTBOUND;
	}
}

/* Does the row speak of the flow's source as its destination? */
static bool
source_is_destination(const struct oracle_row *row, const struct oracle_flow *f)
{
	return (f->src != ORACLE_NONE && row->dst[f->src]) ||
	    (row->self && f->scope == SCOPE_SELF) ||
	    strcmp(row->address, f->src_text) == 0;
}

/* Would the row let it through backwards: to its port, or as an answer from
 * its port? */
static bool
fits_backwards(const struct oracle *o, const struct oracle_row *row,
    const struct oracle_flow *f)
{
	bool port = port_distance(row, f->dst_port) == 0;

	if (f->scope == SCOPE_BROADCAST || f->scope == SCOPE_MULTICAST ||
	    (row->optional && !o->features_on) || f->dst == ORACLE_NONE ||
	    !row->src[f->dst] || !source_is_destination(row, f))
		return false;
	for (size_t i = 0; i < row->port_count; i++)
		port |= row->ports[i].last - row->ports[i].first < 1000 &&
		    row->ports[i].first <= f->src_port &&
		    f->src_port <= row->ports[i].last;
	return port && speaks_of_proto(row, f->proto) && !f->foreign;
}

static enum near_fact
destination_fact(const struct oracle_row *row, const struct oracle_flow *f)
{
	bool named = row->name[0] != '\0';

	if (f->dst != ORACLE_NONE || f->scope == SCOPE_BROADCAST ||
	    f->scope == SCOPE_MULTICAST)
		return NEAR_DESTINATION_ROLE;
	for (int i = 0; i < ORACLE_ROLES; i++)
		named |=
		    row->dst[i] && oracle_roles[i].kind == ROLE_KIND_INTERNET;
	return named ? NEAR_NAME_UNKNOWN : NEAR_DESTINATION_ROLE;
}

/* The one fact that keeps the row away, or NEAR_NONE. */
static enum near_fact
fact_of(const struct oracle *o, const struct oracle_row *row,
    const struct oracle_flow *f)
{
	bool ported = f->proto == PROTO_TCP || f->proto == PROTO_UDP;
	enum near_fact fact = NEAR_NONE;
	size_t wrong = 0;

	if (row->optional && !o->features_on) {
		fact = NEAR_FEATURE_OFF;
		wrong++;
	}
	if (!source_fits(row, f)) {
		fact = NEAR_SOURCE_ROLE;
		wrong++;
	}
	if (!destination_fits(row, f)) {
		fact = destination_fact(row, f);
		wrong++;
	}
	if (!speaks_of_proto(row, f->proto)) {
		fact = NEAR_PROTOCOL;
		wrong += ported && !row->vrrp ? 1 : 2;
	}
	if (port_distance(row, f->dst_port) != 0) {
		fact = NEAR_PORT;
		wrong++;
	}
	if (row->vrrp && f->foreign)
		wrong += 2;
	if (wrong != 1)
		fact = NEAR_NONE;
	if ((fact == NEAR_NONE || fact == NEAR_PORT ||
		fact == NEAR_NAME_UNKNOWN) &&
	    wrong != 0 && fits_backwards(o, row, f))
		return NEAR_DIRECTION;
	return fact;
}

/* Is a, with its fact, nearer than b? */
static bool
is_nearer(const struct oracle_row *a, enum near_fact fact,
    const struct oracle_row *b, enum near_fact best, uint16_t port)
{
	/* a row that is off comes first, the rest as the words stand */
	int rank_a = fact == NEAR_FEATURE_OFF ? 0 : (int)fact;
	int rank_b = best == NEAR_FEATURE_OFF ? 0 : (int)best;

	if (rank_a != rank_b)
		return rank_a < rank_b;
	if (fact == NEAR_PORT &&
	    port_distance(a, port) != port_distance(b, port))
		return port_distance(a, port) < port_distance(b, port);
	if (a->port_width != b->port_width)
		return a->port_width < b->port_width;
	if (a->role_width != b->role_width)
		return a->role_width < b->role_width;
	if (a->broadcast != b->broadcast)
		return b->broadcast;
	return strcmp(a->id, b->id) < 0;
}

static void
find_near(const struct oracle *o, const struct oracle_flow *f,
    struct oracle_answer *out)
{
	const struct oracle_row *best = NULL;

	for (size_t i = 0; i < o->count; i++) {
		enum near_fact fact = fact_of(o, &o->rows[i], f);

		if (fact == NEAR_NONE ||
		    (best != NULL &&
			!is_nearer(&o->rows[i], fact, best, out->fact,
			    f->dst_port)))
			continue;
		best = &o->rows[i];
		out->near = best->id;
		out->fact = fact;
	}
	if (out->fact == NEAR_FEATURE_OFF)
		out->reason = REASON_FEATURE_OFF;
}

/* It is a range of over 16,000 ports that allows this one: what RPC may give
 * out, and here nobody asked for it. */
static bool
is_dynamic_range(const struct oracle_row *row, uint16_t port)
{
	for (size_t i = 0; i < row->port_count; i++) {
		if (row->ports[i].first <= port && port <= row->ports[i].last)
			return row->ports[i].last - row->ports[i].first > 16000;
	}
	return false;
}

void
oracle_judge(const struct oracle *o, const struct oracle_flow *f,
    struct oracle_answer *out)
{
	const struct oracle_row *best = NULL;

	*out = (struct oracle_answer){
		.verdict = VERDICT_ALLOWED,
		.reason = REASON_ROW,
		.row = "",
		.near = "",
	};
	for (size_t i = 0; i < o->count; i++) {
		const struct oracle_row *row = &o->rows[i];

		if ((!row->optional || o->features_on) &&
		    oracle_matches(row, f) &&
		    (best == NULL || compare_allowing(row, best) < 0))
			best = row;
	}
	if (best != NULL) {
		out->row = best->id;
		if (is_dynamic_range(best, f->dst_port))
			out->reason = REASON_RANGE_ONLY;
		return;
	}
	judge_by_ends(o, f, out);
	find_near(o, f, out);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_row.c - statements about traffic: allow, deny, known, expect.
 */
#include <config.h>

#include "policy/parse_dates.h"
#include "policy/parse_ends.h"
#include "policy/parse_row.h"
#include "policy/parse_values.h"
#include "policy/suggest.h"

/* SRC -> DST */
static bool
take_ends(struct parser *p, struct policy_end *src, struct policy_end *dst)
{
	if (!parse_end(p, "a source", src))
		return false;
	if (p->tok.kind != TOKEN_ARROW)
		return parse_unexpected(p, "-> and a destination");
	parse_advance(p);
	return parse_end(p, "a destination", dst);
}

/* PROTO[,PROTO] [PORTS] */
static bool
take_traffic(struct parser *p, struct parse_protos *protos,
    struct parse_ports *ports)
{
	*ports = (struct parse_ports){ .text = "" };
	if (!parse_protocols(p, protos))
		return false;
	if (!parse_ports_follow(p))
		return true;
	return parse_ports(p, protos, ports);
}

/* What "broadcast" and "multicast" can not be said of: TCP alone. */
static bool
check_not_tcp(struct parser *p, const struct policy_row *row,
    const struct token *at)
{
	if (row->proto_count != 1 || row->protos[0] != PROTO_TCP)
		return true;
	return parse_fail(p, at,
	    "\"%.*s\" of a row with TCP only; expected a protocol that is "
	    "sent so, such as udp",
	    (int)at->len, at->text);
}

static bool
option_broadcast(struct parser *p, struct policy_row *row,
    const struct token *at)
{
	row->broadcast = true;
	return check_not_tcp(p, row, at);
}

static bool
option_multicast(struct parser *p, struct policy_row *row,
    const struct token *at)
{
	return check_not_tcp(p, row, at) &&
	    parse_multicasts(p, &row->multicasts, &row->multicast_count);
}

static bool
option_when(struct parser *p, struct policy_row *row, const struct token *at)
{
	struct feature_ref *ref =
	    builder_scratch(p->b, 1, sizeof(struct feature_ref));

	(void)at;
	if (!ref)
		return false;
	ref->place = parse_place(p, &p->tok);
	ref->into = &row->feature;
	return parse_name(p, "a feature", &ref->name) &&
	    builder_add(p->b, &p->b->feature_refs, ref);
}

static bool
option_as(struct parser *p, struct policy_row *row, const struct token *at)
{
	(void)at;
	return parse_apps(p, &row->apps, &row->app_count);
}

static bool
option_inferred(struct parser *p, struct policy_row *row,
    const struct token *at)
{
	(void)p;
	(void)at;
	row->inferred = true;
	return true;
}

static const struct {
	const char *keyword;
	bool (*take)(struct parser *p, struct policy_row *row,
	    const struct token *at);
} options[] = {
	{ "broadcast", option_broadcast },
	{ "multicast", option_multicast },
	{ "when", option_when },
	{ "as", option_as },
	{ "inferred", option_inferred },
};

#define OPTIONS (sizeof(options) / sizeof(options[0]))

static bool
unknown_option(struct parser *p, const struct policy_row *row)
{
	char quote[PARSE_QUOTE_MAX];
	struct suggest s;

	if (p->tok.kind != TOKEN_WORD)
		return parse_unexpected(p, "an option or the end of the line");
	parse_quote(&p->tok, quote);
	if (parse_ports_follow(p))
		return parse_fail(p, &p->tok,
		    "unexpected %s; expected ports right after the protocols, "
		    "once",
		    quote);
	suggest_init(&s, p->tok.text, p->tok.len);
	for (size_t i = 0; i < OPTIONS; i++)
		suggest_offer(&s, options[i].keyword);
	suggest_offer(&s, "from");
	suggest_offer(&s, "until");
	if (s.best)
		return parse_fail(p, &p->tok,
		    "unknown option %s; did you mean \"%s\"?", quote, s.best);
	return parse_fail(p, &p->tok,
	    "unknown option %s; expected %sbroadcast, multicast, when, from, "
	    "until, as, inferred or a text in quotes",
	    quote, row->port_count == 0 ? "ports, " : "");
}

/* An option of the table, if one follows: *taken tells. */
static bool
take_table_option(struct parser *p, struct policy_row *row, unsigned int *seen,
    bool *taken)
{
	struct token at = p->tok;

	*taken = false;
	for (size_t i = 0; i < OPTIONS; i++) {
		if (!parse_accept(p, options[i].keyword))
			continue;
		*taken = true;
		if (*seen & 1U << i)
			return parse_fail(p, &at,
			    "\"%s\" given twice; expected it once",
			    options[i].keyword);
		*seen |= 1U << i;
		return options[i].take(p, row, &at);
	}
	return true;
}

static bool
take_options(struct parser *p, struct policy_row *row)
{
	struct parse_dates dates;
	unsigned int seen = 0;
	bool taken;

	parse_dates_init(&dates, &row->from_us, &row->until_us);
	while (!parse_at_end(p)) {
		if (p->tok.kind == TOKEN_STRING && row->text)
			return parse_fail(p, &p->tok,
			    "second description; expected one");
		if (p->tok.kind == TOKEN_STRING) {
			if (!parse_string(p, "a text", &row->text))
				return false;
			continue;
		}
		if (!take_table_option(p, row, &seen, &taken))
			return false;
		if (!taken && !parse_dates_option(p, &dates, &taken))
			return false;
		if (!taken)
			return unknown_option(p, row);
	}
	return true;
}

static bool
take_row(struct parser *p, bool allow)
{
	struct policy_row *row = builder_alloc(p->b, 1, sizeof(*row));
	struct parse_protos protos;
	struct parse_ports ports;

	if (p->b->rows.count == POLICY_ROWS_MAX)
		return parse_fail(p, &p->tok,
		    "more than %d rows; expected fewer", POLICY_ROWS_MAX);
	if (!row)
		return false;
	row->allow = allow;
	row->feature = -1;
	row->section = p->section;
	row->place = parse_place(p, &p->tok);
	if (!parse_name(p, "a row id", &row->id) ||
	    !take_ends(p, &row->src, &row->dst) ||
	    !take_traffic(p, &protos, &ports))
		return false;
	row->protos = protos.numbers;
	row->proto_count = protos.count;
	row->proto_text = protos.text;
	row->ports = ports.ranges;
	row->port_count = ports.count;
	row->port_text = ports.text;
	if (!take_options(p, row))
		return false;
	if (!row->text)
		row->text = "";
	return builder_add(p->b, &p->b->rows, row);
}

/* allow ID SRC -> DST PROTO[,PROTO] [PORTS] [options] */
bool
parse_allow(struct parser *p)
{
	return take_row(p, true);
}

/* deny ID SRC -> DST PROTO[,PROTO] [PORTS] [options] */
bool
parse_deny(struct parser *p)
{
	return take_row(p, false);
}

/* known NAME SRC -> DST PROTO[,PROTO] [PORTS] "why" */
bool
parse_known(struct parser *p)
{
	struct policy_known *k = builder_alloc(p->b, 1, sizeof(*k));
	struct parse_protos protos;
	struct parse_ports ports;

	if (!k)
		return false;
	k->place = parse_place(p, &p->tok);
	if (!parse_name(p, "a name", &k->name) ||
	    !take_ends(p, &k->src, &k->dst) ||
	    !take_traffic(p, &protos, &ports) ||
	    !parse_string(p,
		ports.count > 0 ? "the reason in quotes"
				: "ports or the reason in quotes",
		&k->why))
		return false;
	k->protos = protos.numbers;
	k->proto_count = protos.count;
	k->ports = ports.ranges;
	k->port_count = ports.count;
	return builder_add(p->b, &p->b->knowns, k);
}

/* The protocols just read must be such as have ports. */
static bool
check_ported(struct parser *p, const struct parse_protos *protos)
{
	char quote[PARSE_QUOTE_MAX];

	for (size_t i = 0; i < p->list_count; i++) {
		if (protos->count == 0 ||
		    row_index_ported(protos->numbers[i]) < 0)
			return parse_fail(p, &p->list[i],
			    "protocol %s has no ports; expected tcp or udp",
			    parse_quote(&p->list[i], quote));
	}
	return true;
}

/* expect PROTO[,PROTO] PORTS APP[,APP...] */
bool
parse_expect(struct parser *p)
{
	struct policy_place place = parse_place(p, &p->tok);
	struct parse_protos protos;
	struct parse_ports ports;
	const struct policy_app *apps;
	size_t app_count;

	if (!parse_protocols(p, &protos) || !check_ported(p, &protos) ||
	    !parse_ports(p, &protos, &ports) ||
	    !parse_apps(p, &apps, &app_count))
		return false;
	for (size_t i = 0; i < protos.count * ports.count; i++) {
		struct policy_expect *e = builder_alloc(p->b, 1, sizeof(*e));

		if (!e)
			return false;
		*e = (struct policy_expect){
			.proto = protos.numbers[i / ports.count],
			.ports = ports.ranges[i % ports.count],
			.apps = apps,
			.app_count = app_count,
			.place = place,
		};
		if (!builder_add(p->b, &p->b->expects, e))
			return false;
	}
	return true;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_site.c - statements that describe a site: site, network, tap,
 * address, local, name, halb-vrid.
 */
#include <config.h>

#include "base/text.h"
#include "policy/parse_dates.h"
#include "policy/parse_ends.h"
#include "policy/parse_site.h"

/* Told, and false, when a statement that may stand once stood before. */
static bool
is_first(struct parser *p, const char *what, const struct policy_place *first)
{
	if (first->line == 0)
		return true;
	return parse_fail(p, &p->tok,
	    "second %s; expected one, the first is at %s:%u:%u", what,
	    first->file, first->line, first->col);
}

static bool
take_zone(struct parser *p, const char **out)
{
	char quote[PARSE_QUOTE_MAX];
	char *zone;

	if (p->tok.kind != TOKEN_WORD)
		return parse_unexpected(p, "a time zone such as Europe/Zurich");
	zone = builder_text(p->b, p->tok.text, p->tok.len);
	if (!zone)
		return false;
	if (!when_zone_exists(zone))
		return parse_fail(p, &p->tok,
		    "unknown time zone %s; expected a name of the tz database "
		    "such as Europe/Zurich",
		    parse_quote(&p->tok, quote));
	*out = zone;
	parse_advance(p);
	return true;
}

/* site "name" [timezone ZONE] */
bool
parse_site(struct parser *p)
{
	struct policy *policy = p->b->p;
	struct token at = p->tok;

	if (!is_first(p, "site", &policy->site_place) ||
	    !parse_string(p, "the name of the site in quotes",
		&policy->site_name))
		return false;
	policy->site_place = parse_place(p, &at);
	if (parse_at_end(p))
		return true;
	if (!parse_accept(p, "timezone"))
		return parse_unexpected(p, "timezone or the end of the line");
	return take_zone(p, &policy->zone);
}

/* tap "text" */
bool
parse_tap(struct parser *p)
{
	struct token at = p->tok;

	if (!is_first(p, "tap", &p->b->tap_place) ||
	    !parse_string(p, "where the tap is, in quotes", &p->b->p->tap))
		return false;
	p->b->tap_place = parse_place(p, &at);
	return true;
}

/* network PREFIX[,PREFIX...] ["label"] */
bool
parse_network(struct parser *p)
{
	const struct policy_place *places;
	const struct prefix *prefixes;
	const char *label = "";
	size_t count;

	if (!parse_prefixes(p, &prefixes, &places, &count) ||
	    !parse_optional_string(p, &label))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct policy_network *n = builder_alloc(p->b, 1, sizeof(*n));

		if (!n)
			return false;
		*n = (struct policy_network){ .prefix = prefixes[i],
			.label = label,
			.place = places[i] };
		if (!builder_add(p->b, &p->b->networks, n))
			return false;
	}
	return true;
}

/* What no host of a site has.  The first of prefixes that is so is told at
 * its place. */
static bool
check_hosts(struct parser *p, const struct address_line *line)
{
	for (size_t i = 0; i < line->prefix_count; i++) {
		const struct prefix *prefix = &line->prefixes[i];
		struct token at = { .line = line->places[i].line,
			.col = line->places[i].col };

		if (addr_is_loopback(&prefix->addr))
			return parse_fail(p, &at,
			    "loopback address; expected \"local\" to give "
			    "roles to the capturing host");
		if (addr_is_multicast(&prefix->addr) ||
		    addr_is_limited_broadcast(&prefix->addr))
			return parse_fail(p, &at,
			    "multicast or broadcast address; expected a host "
			    "or network");
	}
	return true;
}

/* address P[,P...] ROLE[,ROLE...] ["label"] [from D] [until D] */
bool
parse_address(struct parser *p)
{
	struct address_line *line = builder_scratch(p->b, 1, sizeof(*line));
	struct parse_dates dates;
	bool more = true;

	if (!line)
		return false;
	parse_dates_init(&dates, &line->from_us, &line->until_us);
	if (!parse_prefixes(p, &line->prefixes, &line->places,
		&line->prefix_count) ||
	    !check_hosts(p, line) || !parse_roles(p, &line->roles))
		return false;
	while (more) {
		if (p->tok.kind == TOKEN_STRING && !line->label)
			more = parse_string(p, "a label", &line->label);
		else if (!parse_dates_option(p, &dates, &more))
			return false;
	}
	if (!line->label)
		line->label = "";
	return builder_add(p->b, &p->b->address_lines, line);
}

/* local ROLE[,ROLE...] */
bool
parse_local(struct parser *p)
{
	return parse_roles(p, &p->b->p->local_roles);
}

/* name "pattern"[,"pattern"...] ROLE[,ROLE...] */
bool
parse_name_line(struct parser *p)
{
	struct name_line *line = builder_scratch(p->b, 1, sizeof(*line));

	if (!line)
		return false;
	line->place = parse_place(p, &p->tok);
	if (!parse_patterns(p, &line->patterns, &line->pattern_count) ||
	    !parse_roles(p, &line->roles))
		return false;
	return builder_add(p->b, &p->b->name_lines, line);
}

/* halb-vrid N[,N...] */
bool
parse_halb_vrid(struct parser *p)
{
	struct policy *policy = p->b->p;
	char quote[PARSE_QUOTE_MAX];
	uint64_t vrid;

	if (!parse_list(p, "the number of a VRRP group", false))
		return false;
	for (size_t i = 0; i < p->list_count; i++) {
		const struct token *t = &p->list[i];

		/* RFC 5798, 5.2.3: 1 to 255. */
		if (text_parse_u64(t->text, t->len, 255, &vrid) < 0 ||
		    vrid == 0)
			return parse_fail(p, t,
			    "bad VRRP group %s; expected 1 to 255",
			    parse_quote(t, quote));
		policy->vrids[vrid / 64] |= UINT64_C(1) << vrid % 64;
	}
	policy->has_vrids = true;
	return true;
}

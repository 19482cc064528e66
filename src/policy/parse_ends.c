/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_ends.c - whom a statement speaks of: roles, addresses, names, and
 * the ends of rows.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "policy/parse_ends.h"

/* Ask for the role or group of t, into a set, after all files are read. */
static bool
refer_to_role(struct parser *p, const struct token *t, bool groups,
    struct role_set *into)
{
	struct role_ref *ref =
	    builder_scratch(p->b, 1, sizeof(struct role_ref));

	if (!ref || !parse_name_of(p, t, &ref->name))
		return false;
	ref->place = parse_place(p, t);
	ref->into = into;
	ref->groups = groups;
	return builder_add(p->b, &p->b->role_refs, ref);
}

bool
parse_roles(struct parser *p, struct role_set *into)
{
	if (!parse_list(p, "a role", false))
		return false;
	for (size_t i = 0; i < p->list_count; i++) {
		if (!refer_to_role(p, &p->list[i], false, into))
			return false;
	}
	return true;
}

/* A prefix whose host bits are set: tell which one was probably meant. */
static bool
fail_host_bits(struct parser *p, const struct token *t)
{
	const char *slash = memchr(t->text, '/', t->len);
	size_t addr_len = (size_t)(slash - t->text);
	char meant[PREFIX_TEXT_MAX];
	struct prefix prefix;
	struct addr a;
	uint64_t bits = 0;

	addr_parse(t->text, addr_len, &a);
	text_parse_u64(slash + 1, t->len - addr_len - 1, 128, &bits);
	if (addr_is_v4(&a))
		bits += ADDR_V4_BITS;
	prefix = prefix_of(&a, (uint8_t)bits);
	prefix_format(&prefix, meant);
	return parse_fail(p, t,
	    "%.*s has bits set beyond its length; expected %s, or the address "
	    "alone",
	    (int)t->len, t->text, meant);
}

static bool
read_prefix(struct parser *p, const struct token *t, struct prefix *out)
{
	int most = memchr(t->text, ':', t->len) ? 128 : 32;
	char quote[PARSE_QUOTE_MAX];

	switch (prefix_parse(t->text, t->len, out)) {
	case 0:
		return true;
	case -ERANGE:
		return parse_fail(p, t,
		    "prefix length of %s is above %d; expected 0 to %d",
		    parse_quote(t, quote), most, most);
	case -EDOM:
		return fail_host_bits(p, t);
	default:
		return parse_fail(p, t,
		    "bad address %s; expected an IPv4 or IPv6 address or "
		    "prefix",
		    parse_quote(t, quote));
	}
}

bool
parse_prefixes(struct parser *p, const struct prefix **prefixes,
    const struct policy_place **places, size_t *count)
{
	struct policy_place *at;
	struct prefix *made;

	if (!parse_list(p, "an address or prefix", false))
		return false;
	p->b->prefixes += p->list_count;
	if (p->b->prefixes > BUILDER_PREFIXES_MAX)
		return parse_fail(p, &p->list[0],
		    "more than %zu addresses and networks; expected fewer",
		    BUILDER_PREFIXES_MAX);
	made = builder_scratch(p->b, p->list_count, sizeof(*made));
	at = builder_scratch(p->b, p->list_count, sizeof(*at));
	if (!made || !at)
		return false;
	for (size_t i = 0; i < p->list_count; i++) {
		if (!read_prefix(p, &p->list[i], &made[i]))
			return false;
		at[i] = parse_place(p, &p->list[i]);
	}
	*prefixes = made;
	*places = at;
	*count = p->list_count;
	return true;
}

bool
parse_multicasts(struct parser *p, const struct addr **out, size_t *count)
{
	char quote[PARSE_QUOTE_MAX];
	struct addr *made;

	if (!parse_list(p, "a multicast address", false))
		return false;
	made = builder_alloc(p->b, p->list_count, sizeof(*made));
	for (size_t i = 0; made && i < p->list_count; i++) {
		const struct token *t = &p->list[i];

		if (addr_parse(t->text, t->len, &made[i]) < 0)
			return parse_fail(p, t,
			    "bad address %s; expected a multicast address",
			    parse_quote(t, quote));
		if (!addr_is_multicast(&made[i]))
			return parse_fail(p, t,
			    "%s is no multicast address; expected one of "
			    "224.0.0.0/4 or ff00::/8",
			    parse_quote(t, quote));
	}
	*out = made;
	*count = p->list_count;
	return made != NULL;
}

/* What is wrong with a pattern, or NULL.  A leading star and a final dot are
 * gone already. */
static const char *
pattern_fault(const char *name, size_t len, bool starred)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "0123456789-_.*";

	if (len == 0 && !starred)
		return "is empty; expected a name such as *.example.com";
	if (strspn(name, letters) < len)
		return "has a character that names do not have; expected "
		       "letters, digits, dots, hyphens and underscores";
	if (strchr(name, '*'))
		return "has a star inside; expected one in front only";
	if ((name[0] == '.' && !starred) || strstr(name, ".."))
		return "has an empty part; expected a name such as "
		       "*.example.com";
	if (len > PARSE_PATTERN_MAX)
		return "is too long; expected a name of at most 253 bytes";
	return NULL;
}

static bool
read_pattern(struct parser *p, const struct token *t, const char **out)
{
	char quote[PARSE_QUOTE_MAX];
	char *text = builder_text(p->b, t->text, t->len);
	const char *fault;
	struct prefix prefix;
	bool starred;
	size_t len;

	if (!text)
		return false;
	len = lexer_unescape(t, text);
	text_lower(text, len);
	if (len > 1 && text[len - 1] == '.')
		len--; /* the root, which every name ends in */
	text[len] = '\0';
	if (prefix_parse(text, len, &prefix) == 0)
		return parse_fail(p, t,
		    "address %s in quotes; expected it without, or a name",
		    parse_quote(t, quote));
	starred = text[0] == '*';
	fault = pattern_fault(text + starred, len - starred, starred);
	if (fault)
		return parse_fail(p, t, "name pattern %s %s",
		    parse_quote(t, quote), fault);
	*out = text;
	return true;
}

bool
parse_patterns(struct parser *p, const char *const **out, size_t *count)
{
	const char **made;

	if (p->tok.kind != TOKEN_STRING)
		return parse_unexpected(p, "a name pattern in quotes");
	if (!parse_list(p, "a name pattern in quotes", true))
		return false;
	made = builder_alloc(p->b, p->list_count, sizeof(*made));
	for (size_t i = 0; made && i < p->list_count; i++) {
		if (p->list[i].kind != TOKEN_STRING) {
			char quote[PARSE_QUOTE_MAX];

			return parse_fail(p, &p->list[i],
			    "unexpected %s; expected a name pattern in quotes",
			    parse_quote(&p->list[i], quote));
		}
		if (!read_pattern(p, &p->list[i], &made[i]))
			return false;
	}
	*out = made;
	*count = p->list_count;
	return made != NULL;
}

/* True for what can only be meant as an address: names begin with a letter
 * and have neither dots, colons nor slashes. */
static bool
looks_like_address(const struct token *t)
{
	if (t->text[0] >= '0' && t->text[0] <= '9')
		return true;
	return memchr(t->text, '.', t->len) || memchr(t->text, ':', t->len) ||
	    memchr(t->text, '/', t->len);
}

/* True for what can only be meant as a name of DNS. */
static bool
looks_like_name(const struct token *t)
{
	return (t->text[0] < '0' || t->text[0] > '9') &&
	    memchr(t->text, '.', t->len) && !memchr(t->text, ':', t->len) &&
	    !memchr(t->text, '/', t->len);
}

/* One item of an end; prefixes and names have room for it. */
static bool
read_end_item(struct parser *p, const struct token *t, struct policy_end *end,
    struct prefix *prefixes, const char **names)
{
	char quote[PARSE_QUOTE_MAX];

	if (t->kind == TOKEN_STRING)
		return read_pattern(p, t, &names[end->name_count++]);
	if (parse_is(t, "any")) {
		end->any = true;
		return true;
	}
	if (parse_is(t, "self")) {
		end->self = true;
		return true;
	}
	if (looks_like_name(t))
		return parse_fail(p, t,
		    "name %s without quotes; expected quotes around it",
		    parse_quote(t, quote));
	if (looks_like_address(t))
		return read_prefix(p, t, &prefixes[end->prefix_count++]);
	return refer_to_role(p, t, true, &end->roles);
}

bool
parse_end(struct parser *p, const char *what, struct policy_end *out)
{
	struct prefix *prefixes;
	const char **names;
	size_t prefix_count = 0;
	size_t name_count = 0;

	if (!parse_list(p, what, true))
		return false;
	for (size_t i = 0; i < p->list_count; i++) {
		if (p->list[i].kind == TOKEN_STRING)
			name_count++;
		else if (looks_like_address(&p->list[i]))
			prefix_count++;
	}
	prefixes = builder_alloc(p->b, prefix_count, sizeof(*prefixes));
	names = builder_alloc(p->b, name_count, sizeof(*names));
	if (!prefixes || !names)
		return false;
	for (size_t i = 0; i < p->list_count; i++) {
		if (!read_end_item(p, &p->list[i], out, prefixes, names))
			return false;
	}
	out->prefixes = prefixes;
	out->names = names;
	out->text = parse_list_text(p);
	return out->text != NULL;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_values.c - what several statements say of traffic: protocols, ports
 * and applications.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "policy/parse_values.h"
#include "policy/suggest.h"

static bool
read_protocol(struct parser *p, const struct token *t, uint8_t *out)
{
	static const char *const words[] = { "tcp", "udp", "icmp", "icmp6",
		"vrrp", "any" };
	int known = proto_find(t->text, t->len);
	char quote[PARSE_QUOTE_MAX];
	struct suggest s;
	uint64_t number;
	int rc;

	if (known >= 0) {
		*out = (uint8_t)known;
		return true;
	}
	rc = text_parse_u64(t->text, t->len, UINT8_MAX, &number);
	if (rc == 0) {
		*out = (uint8_t)number;
		return true;
	}
	parse_quote(t, quote);
	if (rc == -ERANGE)
		return parse_fail(p, t,
		    "protocol %s is above 255; expected 0 to 255", quote);
	suggest_init(&s, t->text, t->len);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		suggest_offer(&s, words[i]);
	if (s.best)
		return parse_fail(p, t,
		    "unknown protocol %s; did you mean \"%s\"?", quote, s.best);
	return parse_fail(p, t,
	    "unknown protocol %s; expected tcp, udp, icmp, icmp6, vrrp, any or "
	    "a number",
	    quote);
}

/* "tcp, 80" is a slip for "tcp 80": a number that could be a port must not
 * become a protocol beside one with ports. */
static bool
check_no_port(struct parser *p, const uint8_t *numbers)
{
	char word[PROTO_WORD_MAX];
	size_t with_ports = 0;

	while (with_ports < p->list_count &&
	    row_index_ported(numbers[with_ports]) < 0)
		with_ports++;
	for (size_t i = 0; with_ports < p->list_count && i < p->list_count;
	     i++) {
		const struct token *t = &p->list[i];

		if (row_index_ported(numbers[i]) < 0 && t->text[0] >= '0' &&
		    t->text[0] <= '9')
			return parse_fail(p, t,
			    "protocol %u beside %s; expected no comma before a "
			    "port, or a row of its own",
			    (unsigned int)numbers[i],
			    proto_word(numbers[with_ports], word));
	}
	return true;
}

/* The numbers of p->list, each once. */
static bool
read_protocols(struct parser *p, uint8_t *numbers)
{
	bool seen[UINT8_MAX + 1] = { false };
	char word[PROTO_WORD_MAX];

	for (size_t i = 0; i < p->list_count; i++) {
		const struct token *t = &p->list[i];

		if (parse_is(t, "any"))
			return parse_fail(p, t,
			    "\"any\" among other protocols; expected it alone");
		if (!read_protocol(p, t, &numbers[i]))
			return false;
		if (seen[numbers[i]])
			return parse_fail(p, t,
			    "protocol %s named twice; expected each once",
			    proto_word(numbers[i], word));
		seen[numbers[i]] = true;
	}
	return check_no_port(p, numbers);
}

static bool
protocols_text(struct parser *p, struct parse_protos *protos)
{
	char word[PROTO_WORD_MAX];
	struct strbuf s;

	strbuf_init(&s);
	for (size_t i = 0; i < protos->count; i++) {
		if (i > 0)
			strbuf_add_char(&s, ',');
		strbuf_add(&s, proto_word(protos->numbers[i], word));
	}
	if (strbuf_error(&s) < 0)
		p->b->error = strbuf_error(&s);
	else
		protos->text = builder_text(p->b, strbuf_text(&s), s.len);
	strbuf_fini(&s);
	return protos->text != NULL;
}

bool
parse_protocols(struct parser *p, struct parse_protos *out)
{
	uint8_t *numbers;

	*out = (struct parse_protos){ .text = NULL };
	if (!parse_list(p, "a protocol", false))
		return false;
	if (p->list_count == 1 && parse_is(&p->list[0], "any")) {
		out->text = "any";
		return true;
	}
	numbers = builder_alloc(p->b, p->list_count, sizeof(*numbers));
	if (!numbers || !read_protocols(p, numbers))
		return false;
	out->numbers = numbers;
	out->count = p->list_count;
	return protocols_text(p, out);
}

bool
parse_ports_follow(const struct parser *p)
{
	return p->tok.kind == TOKEN_WORD && p->tok.text[0] >= '0' &&
	    p->tok.text[0] <= '9';
}

static bool
read_port(struct parser *p, const struct token *t, const char *text, size_t len,
    uint16_t *out)
{
	char quote[PARSE_QUOTE_MAX];
	uint64_t number;
	int rc = text_parse_u64(text, len, UINT16_MAX, &number);

	if (rc == -ERANGE)
		return parse_fail(p, t,
		    "port %.*s is above 65535; expected 0 to 65535",
		    len > 20 ? 20 : (int)len, text);
	if (rc < 0)
		return parse_fail(p, t,
		    "bad port %s; expected a number or a range such as "
		    "49152-65535",
		    parse_quote(t, quote));
	*out = (uint16_t)number;
	return true;
}

static bool
read_range(struct parser *p, const struct token *t, struct policy_ports *out)
{
	const char *dash = memchr(t->text, '-', t->len);
	size_t len = dash ? (size_t)(dash - t->text) : t->len;

	if (!read_port(p, t, t->text, len, &out->first))
		return false;
	out->last = out->first;
	if (dash && !read_port(p, t, dash + 1, t->len - len - 1, &out->last))
		return false;
	if (out->first > out->last)
		return parse_fail(p, t,
		    "port range %u-%u is reversed; expected %u-%u",
		    (unsigned int)out->first, (unsigned int)out->last,
		    (unsigned int)out->last, (unsigned int)out->first);
	return true;
}

static int
by_first_port(const void *a, const void *b)
{
	const struct policy_ports *x = a;
	const struct policy_ports *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Sort, and join ranges that overlap or touch.  Returns how many remain. */
static size_t
join_ranges(struct policy_ports *ranges, size_t count)
{
	size_t kept = 0;

	qsort(ranges, count, sizeof(*ranges), by_first_port);
	for (size_t i = 1; i < count; i++) {
		if (ranges[i].first > ranges[kept].last + 1U)
			ranges[++kept] = ranges[i];
		else if (ranges[i].last > ranges[kept].last)
			ranges[kept].last = ranges[i].last;
	}
	return kept + 1;
}

/* False, and told at the first port, when a protocol has no ports. */
static bool
have_ports(struct parser *p, const struct parse_protos *protos)
{
	char word[PROTO_WORD_MAX];

	if (protos->count == 0)
		return parse_fail(p, &p->tok,
		    "ports of any protocol; expected none, or tcp and udp");
	for (size_t i = 0; i < protos->count; i++) {
		if (row_index_ported(protos->numbers[i]) < 0)
			return parse_fail(p, &p->tok,
			    "ports of protocol %s; expected none, it has no "
			    "ports",
			    proto_word(protos->numbers[i], word));
	}
	return true;
}

bool
parse_ports(struct parser *p, const struct parse_protos *protos,
    struct parse_ports *out)
{
	struct policy_ports *ranges;

	if (p->tok.kind == TOKEN_WORD && !have_ports(p, protos))
		return false;
	if (!parse_list(p, "a port", false))
		return false;
	ranges = builder_alloc(p->b, p->list_count, sizeof(*ranges));
	for (size_t i = 0; ranges && i < p->list_count; i++) {
		if (!read_range(p, &p->list[i], &ranges[i]))
			return false;
	}
	if (!ranges)
		return false;
	out->ranges = ranges;
	out->count = join_ranges(ranges, p->list_count);
	out->text = parse_list_text(p);
	return out->text != NULL;
}

/* Letters, digits and what else names of protocols are made of. */
static bool
is_app_name(const struct token *t)
{
	static const char others[] = "-_.+/";

	for (size_t i = 0; i < t->len; i++) {
		char c = t->text[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9');

		if (!word && (i == 0 || !memchr(others, c, sizeof(others) - 1)))
			return false;
	}
	return t->len <= PARSE_NAME_MAX;
}

bool
parse_apps(struct parser *p, const struct policy_app **out, size_t *count)
{
	char quote[PARSE_QUOTE_MAX];
	struct policy_app *apps;

	if (!parse_list(p, "an application", false))
		return false;
	if (p->list_count > PARSE_APPS_MAX)
		return parse_fail(p, &p->list[PARSE_APPS_MAX],
		    "more than %d applications; expected fewer",
		    PARSE_APPS_MAX);
	apps = builder_alloc(p->b, p->list_count, sizeof(*apps));
	for (size_t i = 0; apps && i < p->list_count; i++) {
		const struct token *t = &p->list[i];

		if (!is_app_name(t))
			return parse_fail(p, t,
			    "bad application %s; expected a name such as tls",
			    parse_quote(t, quote));
		apps[i].name = builder_text(p->b, t->text, t->len);
		apps[i].place = parse_place(p, t);
		if (!apps[i].name)
			return false;
	}
	*out = apps;
	*count = p->list_count;
	return apps != NULL;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy_digest.c - what a policy means, as a canonical text and its digest.
 *
 * Each fact is a line of fields between tabs, each list within one is sorted,
 * and the lines are sorted: what order the files said it in does not show.
 */
#include <config.h>

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "policy/internal.h"
#include "policy/list.h"
#include "policy/policy_digest.h"

#define FIRST_LINE "rasaudit policy 1\n" /* changes with the text's form */

/* A text in the making. */
struct canon {
	const struct policy *p;
	struct arena *scratch;
	struct list lines; /* char *, in scratch */
	struct list set;   /* the same, items of a list */
	struct strbuf line;
	int error;
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Copy text into l. */
static void
keep(struct canon *c, struct list *l, const char *text, size_t len)
{
	char *copy = arena_text(c->scratch, text, len);

	if (!copy || list_add(l, copy) < 0)
		c->error = -ENOMEM;
}

/* Sort l and drop what stands twice. */
static void
make_set(struct list *l)
{
	size_t kept = 0;

	if (l->count < 2)
		return;
	qsort(l->items, l->count, sizeof(l->items[0]), by_text);
	for (size_t i = 1; i < l->count; i++) {
		if (by_text(&l->items[i], &l->items[kept]) != 0)
			l->items[++kept] = l->items[i];
	}
	l->count = kept + 1;
}

static void
begin(struct canon *c, const char *kind)
{
	strbuf_reset(&c->line);
	strbuf_add(&c->line, kind);
}

static void
end(struct canon *c)
{
	strbuf_add_char(&c->line, '\n');
	if (strbuf_error(&c->line) < 0)
		c->error = -ENOMEM;
	else
		keep(c, &c->lines, strbuf_text(&c->line), c->line.len);
}

static void
field(struct canon *c, const char *text)
{
	strbuf_add_char(&c->line, '\t');
	text_escape(&c->line, text, strlen(text));
}

static void
number(struct canon *c, uint64_t value)
{
	strbuf_addf(&c->line, "\t%llu", (unsigned long long)value);
}

static void
item(struct canon *c, const char *kind, const char *text)
{
	struct strbuf s;

	strbuf_init(&s);
	strbuf_addf(&s, "%s%s", kind, text);
	keep(c, &c->set, strbuf_text(&s), s.len);
	strbuf_fini(&s);
}

/* The items since the last set, as one field. */
static void
end_set(struct canon *c)
{
	make_set(&c->set);
	strbuf_add_char(&c->line, '\t');
	for (size_t i = 0; i < c->set.count; i++) {
		if (i > 0)
			strbuf_add_char(&c->line, ',');
		strbuf_add(&c->line, c->set.items[i]);
	}
	c->set.count = 0;
}

static void
role_items(struct canon *c, const struct role_set *roles)
{
	for (unsigned int i = 0; i < c->p->roles.count; i++) {
		if (role_set_has(roles, i))
			item(c, "", policy_role_at(c->p, i)->id);
	}
}

static void
prefix_field(struct canon *c, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	prefix_format(prefix, text);
	field(c, text);
}

static void
end_field(struct canon *c, const struct policy_end *e)
{
	char text[PREFIX_TEXT_MAX];

	if (e->any)
		item(c, "any", "");
	if (e->self)
		item(c, "self", "");
	role_items(c, &e->roles);
	for (size_t i = 0; i < e->prefix_count; i++) {
		prefix_format(&e->prefixes[i], text);
		item(c, "address ", text);
	}
	for (size_t i = 0; i < e->name_count; i++)
		item(c, "name ", e->names[i]);
	end_set(c);
}

static void
traffic_fields(struct canon *c, const uint8_t *protos, size_t proto_count,
    const struct policy_ports *ports, size_t port_count)
{
	char word[PROTO_WORD_MAX];

	for (size_t i = 0; i < proto_count; i++)
		item(c, "", proto_word(protos[i], word));
	end_set(c);
	strbuf_add_char(&c->line, '\t');
	for (size_t i = 0; i < port_count; i++) /* these are in order */
		strbuf_addf(&c->line, "%u-%u ", (unsigned int)ports[i].first,
		    (unsigned int)ports[i].last);
}

static void
apps_field(struct canon *c, const struct policy_app *apps, size_t count)
{
	for (size_t i = 0; i < count; i++)
		item(c, "", apps[i].name);
	end_set(c);
}

static void
add_row(struct canon *c, const struct policy_row *row)
{
	char text[ADDR_TEXT_MAX];

	begin(c, row->allow ? "allow" : "deny");
	field(c, row->id);
	field(c, word_text(WORDS_ROW_ORIGIN, row->origin));
	field(c, row->section);
	end_field(c, &row->src);
	end_field(c, &row->dst);
	traffic_fields(c, row->protos, row->proto_count, row->ports,
	    row->port_count);
	field(c, row->broadcast ? "broadcast" : "");
	for (size_t i = 0; i < row->multicast_count; i++) {
		addr_format(&row->multicasts[i], text);
		item(c, "", text);
	}
	end_set(c);
	field(c,
	    row->feature < 0
		? ""
		: policy_feature_at(c->p, (size_t)row->feature)->id);
	number(c, row->from_us);
	number(c, row->until_us);
	apps_field(c, row->apps, row->app_count);
	field(c, row->inferred ? "inferred" : "");
	field(c, row->text);
	end(c);
}

static void
add_head(struct canon *c)
{
	const struct policy *p = c->p;

	begin(c, "matrix");
	field(c, p->matrix_id);
	field(c, p->matrix_title);
	field(c, p->matrix_source);
	end(c);
	begin(c, "site");
	field(c, p->site_name);
	field(c, p->zone);
	field(c, p->tap);
	end(c);
	begin(c, "local");
	role_items(c, &p->local_roles);
	end_set(c);
	end(c);
	for (unsigned int vrid = 0; vrid <= UINT8_MAX; vrid++) {
		bool listed;

		policy_vrid_listed(p, (uint8_t)vrid, &listed);
		if (!listed)
			continue;
		begin(c, "halb-vrid");
		number(c, vrid);
		end(c);
	}
}

static void
add_declared(struct canon *c)
{
	for (size_t i = 0; i < policy_role_count(c->p); i++) {
		const struct policy_role *role = policy_role_at(c->p, i);

		begin(c, "role");
		field(c, role->id);
		field(c, word_text(WORDS_ROLE_KIND, role->kind));
		field(c, word_text(WORDS_ROW_ORIGIN, role->origin));
		field(c, role->label);
		end(c);
	}
	for (size_t i = 0; i < policy_feature_count(c->p); i++) {
		const struct policy_feature *f = policy_feature_at(c->p, i);

		begin(c, "feature");
		field(c, f->id);
		field(c, f->on ? "on" : "off");
		field(c, f->label);
		end(c);
	}
}

static void
add_hosts(struct canon *c)
{
	for (size_t i = 0; i < policy_address_count(c->p); i++) {
		const struct policy_address *a = policy_address_at(c->p, i);

		begin(c, "address");
		prefix_field(c, &a->prefix);
		role_items(c, &a->roles);
		end_set(c);
		field(c, a->label);
		number(c, a->from_us);
		number(c, a->until_us);
		end(c);
	}
	for (size_t i = 0; i < policy_network_count(c->p); i++) {
		const struct policy_network *n = policy_network_at(c->p, i);

		begin(c, "network");
		prefix_field(c, &n->prefix);
		field(c, n->label);
		end(c);
	}
	for (size_t i = 0; i < c->p->names.count; i++) {
		const struct policy_name *n = c->p->names.at[i];

		begin(c, "name");
		field(c, n->pattern);
		role_items(c, &n->roles);
		end_set(c);
		end(c);
	}
}

static void
add_traffic(struct canon *c)
{
	for (size_t i = 0; i < policy_row_count(c->p); i++)
		add_row(c, policy_row_at(c->p, i));
	for (size_t i = 0; i < policy_known_count(c->p); i++) {
		const struct policy_known *k = policy_known_at(c->p, i);

		begin(c, "known");
		field(c, k->name);
		field(c, k->why);
		end_field(c, &k->src);
		end_field(c, &k->dst);
		traffic_fields(c, k->protos, k->proto_count, k->ports,
		    k->port_count);
		end(c);
	}
	for (size_t i = 0; i < policy_expect_count(c->p); i++) {
		const struct policy_expect *e = policy_expect_at(c->p, i);

		begin(c, "expect");
		traffic_fields(c, &e->proto, 1, &e->ports, 1);
		field(c, word_text(WORDS_ROW_ORIGIN, e->origin));
		apps_field(c, e->apps, e->app_count);
		end(c);
	}
}

/* All lines in order, hashed into digest. */
static int
hash_lines(struct canon *c, char digest[static DIGEST_SHA256_TEXT_MAX])
{
	struct strbuf all;
	int rc = c->error;

	strbuf_init(&all);
	make_set(&c->lines);
	strbuf_add(&all, FIRST_LINE);
	for (size_t i = 0; i < c->lines.count; i++)
		strbuf_add(&all, c->lines.items[i]);
	if (rc == 0)
		rc = strbuf_error(&all);
	if (rc == 0)
		digest_sha256_text(strbuf_text(&all), all.len, digest);
	strbuf_fini(&all);
	return rc;
}

int
policy_digest_make(struct policy *p)
{
	struct canon c = { .p = p };
	int rc = arena_new(&c.scratch);

	if (rc < 0)
		return rc;
	strbuf_init(&c.line);
	add_head(&c);
	add_declared(&c);
	add_hosts(&c);
	add_traffic(&c);
	rc = hash_lines(&c, p->digest);
	strbuf_fini(&c.line);
	list_fini(&c.lines);
	list_fini(&c.set);
	arena_free(c.scratch);
	return rc;
}

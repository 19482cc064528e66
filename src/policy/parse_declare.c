/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse_declare.c - statements that declare: matrix, section, role, group,
 * feature.
 */
#include <config.h>

#include "policy/parse_declare.h"
#include "policy/suggest.h"

/* matrix ID "title" [source "text"] */
bool
parse_matrix(struct parser *p)
{
	struct builder *b = p->b;
	struct token at = p->tok;
	const char *id;

	if (b->matrix_place.line != 0)
		return parse_fail(p, &at,
		    "second matrix; expected one, the first is at %s:%u:%u",
		    b->matrix_place.file, b->matrix_place.line,
		    b->matrix_place.col);
	p->file->matrix = true;
	if (!parse_name(p, "the id of the matrix", &id))
		return false;
	b->matrix_place = parse_place(p, &at);
	b->p->matrix_id = id;
	if (!parse_string(p, "the title of the matrix in quotes",
		&b->p->matrix_title))
		return false;
	if (parse_at_end(p))
		return true;
	if (!parse_accept(p, "source"))
		return parse_unexpected(p, "source or the end of the line");
	return parse_string(p, "the source of the matrix in quotes",
	    &b->p->matrix_source);
}

/* section "title" */
bool
parse_section(struct parser *p)
{
	return parse_string(p, "the title of the section in quotes",
	    &p->section);
}

/* A name that a role or group may have. */
static bool
take_free_name(struct parser *p, const char *what, const char **out)
{
	static const char *const reserved[] = { "any", "self",
		"all-components" };

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if (parse_is(&p->tok, reserved[i]))
			return parse_fail(p, &p->tok,
			    "\"%s\" is built in; expected another name",
			    reserved[i]);
	}
	return parse_name(p, what, out);
}

/* The name counts as declared even if the rest of the statement is wrong: one
 * mistake must not make every use of the name another. */
static bool
declare(struct parser *p, struct symbol s)
{
	struct symbol *kept = builder_scratch(p->b, 1, sizeof(*kept));

	if (!kept)
		return false;
	s.order = p->b->symbols.count;
	*kept = s;
	return builder_add(p->b, &p->b->symbols, kept);
}

/* Told, and false, when l has no room for one more, which stands at t. */
static bool
have_room(struct parser *p, const struct token *t, const struct list *l,
    size_t most, const char *what)
{
	if (l->count < most)
		return true;
	return parse_fail(p, t, "more than %zu %s; expected fewer", most, what);
}

static bool
take_kind(struct parser *p, enum role_kind *out)
{
	char quote[PARSE_QUOTE_MAX];
	struct suggest s;

	if (p->tok.kind != TOKEN_WORD)
		return parse_unexpected(p,
		    "component, infrastructure, internet or user");
	suggest_init(&s, p->tok.text, p->tok.len);
	for (unsigned int i = 0; i < POLICY_KINDS; i++) {
		const char *word = word_text(WORDS_ROLE_KIND, i);

		suggest_offer(&s, word);
		if (parse_accept(p, word)) {
			*out = (enum role_kind)i;
			return true;
		}
	}
	parse_quote(&p->tok, quote);
	if (s.best)
		return parse_fail(p, &p->tok,
		    "unknown kind %s; did you mean \"%s\"?", quote, s.best);
	return parse_fail(p, &p->tok,
	    "unknown kind %s; expected component, infrastructure, internet or "
	    "user",
	    quote);
}

/* role ID KIND ["label"] */
bool
parse_role(struct parser *p)
{
	struct policy_role *role = builder_alloc(p->b, 1, sizeof(*role));
	struct token at = p->tok;

	if (!role ||
	    !have_room(p, &at, &p->b->roles, POLICY_ROLES_MAX, "roles"))
		return false;
	role->label = "";
	role->place = parse_place(p, &at);
	if (!take_free_name(p, "the id of a role", &role->id))
		return false;
	if (!builder_add(p->b, &p->b->roles, role) ||
	    !declare(p,
		(struct symbol){
		    .id = role->id, .place = role->place, .role = role }))
		return false;
	return take_kind(p, &role->kind) &&
	    parse_optional_string(p, &role->label);
}

/* group ID ROLE[,ROLE...] */
bool
parse_group(struct parser *p)
{
	struct group *g = builder_scratch(p->b, 1, sizeof(*g));
	struct token at = p->tok;

	if (!g ||
	    !have_room(p, &at, &p->b->groups, BUILDER_GROUPS_MAX, "groups"))
		return false;
	g->place = parse_place(p, &at);
	if (!take_free_name(p, "the id of a group", &g->id) ||
	    !builder_add(p->b, &p->b->groups, g) ||
	    !declare(p,
		(struct symbol){
		    .id = g->id, .place = g->place, .group = g }) ||
	    !parse_list(p, "a role", false))
		return false;
	g->members = builder_scratch(p->b, p->list_count, sizeof(*g->members));
	g->member_places =
	    builder_scratch(p->b, p->list_count, sizeof(*g->member_places));
	if (!g->members || !g->member_places)
		return false;
	for (size_t i = 0; i < p->list_count; i++) {
		if (!parse_name_of(p, &p->list[i], &g->members[i]))
			return false;
		g->member_places[i] = parse_place(p, &p->list[i]);
		g->member_count++;
	}
	return true;
}

/* feature ID on|off ["label"] */
bool
parse_feature(struct parser *p)
{
	struct feature_line *f = builder_scratch(p->b, 1, sizeof(*f));
	struct token at = p->tok;

	if (!f ||
	    !have_room(p, &at, &p->b->feature_lines, BUILDER_FEATURES_MAX,
		"features"))
		return false;
	f->place = parse_place(p, &at);
	if (!parse_name(p, "a feature", &f->id) ||
	    !builder_add(p->b, &p->b->feature_lines, f))
		return false;
	f->wrong = true; /* until all of it is read */
	f->on = parse_is(&p->tok, "on");
	if (!parse_accept(p, "on") && !parse_accept(p, "off"))
		return parse_unexpected(p, "on or off");
	if (!parse_optional_string(p, &f->label))
		return false;
	f->wrong = false;
	return true;
}

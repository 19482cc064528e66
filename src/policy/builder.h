/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * builder.h - a policy in the making: what the statements said, names not
 * yet resolved.
 *
 * What becomes part of the policy lives in its arena from the start, the
 * rest in a scratch arena.  Running out of memory is remembered in .error;
 * whoever sees a NULL gives up quietly.
 */
#ifndef POLICY_BUILDER_H
#define POLICY_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/when.h"
#include "policy/internal.h"
#include "policy/list.h"
#include "policy/problems.h"

#define BUILDER_FILES_MAX POLICY_FILES_MAX
#define BUILDER_DEPTH_MAX 16                         /* nested includes */
#define BUILDER_BYTES_MAX (4 * POLICY_FILE_MAX)      /* of all files */
#define BUILDER_TOKENS_MAX ((size_t)2 * 1024 * 1024) /* of all files */
#define BUILDER_MISTAKES_MAX 10000 /* reading ends after so many */
#define BUILDER_PREFIXES_MAX ((size_t)256 * 1024) /* of addresses, networks */
#define BUILDER_GROUPS_MAX 1024
#define BUILDER_FEATURES_MAX 256

struct rule_file {
	const char *path;
	size_t number;
	bool has_id; /* dev and ino are known */
	dev_t dev;
	ino_t ino;
	struct rule_file *includer; /* while it is being read */
	unsigned int depth;
	bool open;          /* being read: including it again is a cycle */
	bool matrix;        /* has a matrix statement, or is part of one */
	uint64_t includers; /* bit n: file n includes it */
};

/* What may be named where a role is expected. */
struct symbol {
	const char *id;
	struct policy_place place;
	size_t order;             /* of reading */
	struct policy_role *role; /* or */
	struct group *group;
	unsigned int number; /* of the role, once all are known */
};

/* A role or group named in a statement. */
struct role_ref {
	const char *name;
	struct policy_place place;
	struct role_set *into;
	bool groups; /* a group may stand there */
};

struct feature_ref {
	const char *name;
	struct policy_place place;
	int *into;
};

struct date_ref {
	struct when_date date;
	bool next_day;
	uint64_t *into;
	struct policy_place place;
};

struct group {
	const char *id;
	struct policy_place place;
	struct role_set roles;
	const char **members;
	struct policy_place *member_places;
	size_t member_count;
	enum { GROUP_FRESH, GROUP_OPEN, GROUP_DONE } state; /* expansion */
};

/* "feature ID on|off ["label"]", a declaration or a site's override. */
struct feature_line {
	const char *id;
	const char *label; /* NULL when none */
	bool on;
	bool wrong; /* told; it declares its name if nothing else does */
	struct policy_place place;
};

struct address_line {
	const struct prefix *prefixes;
	const struct policy_place *places; /* of each prefix */
	size_t prefix_count;
	struct role_set roles;
	const char *label;
	uint64_t from_us, until_us;
};

struct name_line {
	const char *const *patterns;
	size_t pattern_count;
	struct role_set roles;
	struct policy_place place;
};

struct builder {
	struct policy *p;
	struct arena *scratch;
	struct problems *problems;
	const struct policy_options *options;
	int error;       /* 0 or -ENOMEM */
	bool incomplete; /* an include failed: unknown names are no wonder */
	size_t bytes;
	size_t tokens;
	size_t prefixes; /* of address and network lines */
	bool stopped;    /* too much to read: told, and reading is over */

	struct list files; /* struct rule_file, in the order of first opening */
	struct list symbols; /* struct symbol; the others as named */
	struct list roles;
	struct list groups;
	struct list feature_lines;
	struct list features;
	struct list rows;
	struct list address_lines;
	struct list networks;
	struct list name_lines;
	struct list knowns;
	struct list expects;
	struct list role_refs;
	struct list feature_refs;
	struct list date_refs;

	struct policy_place matrix_place; /* of the statement; line 0: none */
	struct policy_place tap_place;
};

/* 0, or -ENOMEM. */
int builder_init(struct builder *b, const struct policy_options *options);
/* Frees all, the policy too unless it was taken out (b->p set to NULL). */
void builder_fini(struct builder *b);

/* Zeroed memory of the policy; NULL, and .error set, when there is none. */
void *builder_alloc(struct builder *b, size_t count, size_t size);
void *builder_scratch(struct builder *b, size_t count, size_t size);
char *builder_text(struct builder *b, const char *text, size_t len);
/* False, and .error set, when there is no memory or item is NULL. */
bool builder_add(struct builder *b, struct list *l, void *item);

/* The file of a place. */
struct rule_file *builder_file_of(const struct builder *b,
    const struct policy_place *place);
/* Whether that is a file of the matrix or of the site; known once all files
 * are read. */
enum row_origin builder_origin(const struct builder *b,
    const struct policy_place *place);

#endif

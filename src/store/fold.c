/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold.c - which flows share a row.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "store/fold.h"
#include "store/lru.h"

/* What is kept by key. */
enum group_type {
	GROUP_ATTEMPT,     /* the row of (source, destination, port) */
	GROUP_SOURCE,      /* how many such rows a source has */
	GROUP_SOURCE_REST, /* the row of its further ones */
	GROUP_TARGET,      /* how many such rows a destination's port has */
	GROUP_TARGET_REST, /* the row of its further ones */
	GROUP_HOUR,        /* how many such rows the hour has */
	GROUP_HOUR_REST,   /* the row of its further ones */
	GROUP_USER, /* how many flows of users are alike, and their row */
};

/* Zero where the type has no use for it. */
struct key {
	int64_t run_id;
	int64_t kind_id;
	uint64_t name; /* hash of the name or the tunnel */
	struct addr src, dst;
	uint32_t hour;
	uint32_t era;  /* of hours whose rows may have been deleted */
	uint16_t port; /* ICMP: type and code */
	uint8_t type;
	uint8_t proto;
};

struct group {
	int64_t row; /* 0: none yet */
	uint32_t count;
	uint32_t several; /* the row stands for several destinations */
	struct addr dst;  /* the first one */
};

struct fold {
	struct lru *groups;
	uint32_t era;      /* counts calls of fold_forget() */
	uint32_t era_hour; /* the last hour that it is of */
	uint8_t secret[HASH_SECRET_BYTES];
};

int
fold_new(struct fold **out, const uint8_t secret[HASH_SECRET_BYTES])
{
	struct fold *fold = calloc(1, sizeof(*fold));

	if (!fold)
		return -ENOMEM;
	memcpy(fold->secret, secret, sizeof(fold->secret));
	if (lru_new(&fold->groups, FOLD_GROUPS_MAX, sizeof(struct key),
		sizeof(struct group), secret)) {
		free(fold);
		return -ENOMEM;
	}
	*out = fold;
	return 0;
}

void
fold_free(struct fold *fold)
{
	if (!fold)
		return;
	lru_free(fold->groups);
	free(fold);
}

static uint64_t
hash_text(const struct fold *fold, const char *text)
{
	return text && *text ? hash_bytes(text, strlen(text), fold->secret) : 0;
}

static uint16_t
key_port(const struct store_flow *f)
{
	if (f->has_ports)
		return f->dst_port;
	if (f->proto == PROTO_ICMP || f->proto == PROTO_ICMP6)
		return (uint16_t)(f->icmp_type << 8 | f->icmp_code);
	return 0;
}

/* All that a key may have; key_for() leaves what its type needs. */
static struct key
whole_key(const struct fold *fold, const struct store_flow *f, int64_t kind_id)
{
	struct key key;

	memset(&key, 0, sizeof(key));
	key.run_id = f->run_id;
	key.kind_id = kind_id;
	key.name = hash_text(fold, f->tunnel);
	key.src = f->src;
	key.dst = f->dst;
	key.hour = (uint32_t)(f->first_us / WHEN_HOUR_US);
	if (fold->era && key.hour <= fold->era_hour)
		key.era = fold->era;
	key.port = key_port(f);
	key.proto = f->proto;
	return key;
}

static struct key
key_for(const struct key *whole, enum group_type type)
{
	struct key key = *whole;

	key.type = (uint8_t)type;
	if (type != GROUP_ATTEMPT && type != GROUP_USER)
		key.name = 0;
	if (type == GROUP_SOURCE || type == GROUP_TARGET || type == GROUP_HOUR)
		key.kind_id = 0;
	if (type == GROUP_TARGET || type == GROUP_TARGET_REST ||
	    type == GROUP_HOUR || type == GROUP_HOUR_REST)
		memset(&key.src, 0, sizeof(key.src));
	if (type == GROUP_SOURCE || type == GROUP_SOURCE_REST ||
	    type == GROUP_HOUR || type == GROUP_HOUR_REST) {
		memset(&key.dst, 0, sizeof(key.dst));
		key.port = 0;
		key.proto = 0;
	}
	return key;
}

static struct group *
touch(struct fold *fold, const struct key *whole, enum group_type type)
{
	struct key key = key_for(whole, type);

	return lru_touch(fold->groups, &key);
}

/* Note the flow's destination; true when the group has several. */
static bool
several(struct group *g, const struct store_flow *f)
{
	if (g->row == 0)
		g->dst = f->dst;
	else if (!addr_equal(&g->dst, &f->dst))
		g->several = 1;
	return g->several;
}

/* One of too many attempts goes to a row that says less. */
static void
place_rest(struct fold *fold, const struct store_flow *f,
    const struct key *whole, enum group_type type, struct fold_plan *plan)
{
	struct group *g = touch(fold, whole, type);

	plan->row = &g->row;
	plan->no_src_port = true;
	plan->no_src = type != GROUP_SOURCE_REST;
	plan->no_dst_port = type != GROUP_TARGET_REST;
	plan->no_dst = type == GROUP_HOUR_REST ||
	    (type == GROUP_SOURCE_REST && several(g, f));
}

static void
place_attempt(struct fold *fold, const struct store_flow *f,
    const struct key *whole, struct fold_plan *plan)
{
	/* Where attempts are counted, how many may have rows of their own, and
	 * the row of further ones. */
	static const struct {
		enum group_type type, rest;
		uint32_t max;
	} limits[] = {
		{ GROUP_TARGET, GROUP_TARGET_REST, FOLD_DISTINCT_MAX },
		{ GROUP_SOURCE, GROUP_SOURCE_REST, FOLD_DISTINCT_MAX },
		{ GROUP_HOUR, GROUP_HOUR_REST, FOLD_HOUR_MAX },
	};
	struct group *counts[3];
	struct key key = key_for(whole, GROUP_ATTEMPT);
	struct group *g = lru_find(fold->groups, &key);

	if (g && g->row) {
		plan->row = &g->row;
		plan->no_src_port = true;
		return;
	}
	for (size_t i = 0; i < 3; i++) {
		counts[i] = touch(fold, whole, limits[i].type);
		if (counts[i]->count >= limits[i].max) {
			place_rest(fold, f, whole, limits[i].rest, plan);
			return;
		}
	}
	for (size_t i = 0; i < 3; i++)
		counts[i]->count++;
	plan->row = &touch(fold, whole, GROUP_ATTEMPT)->row;
}

static void
place_user(struct fold *fold, const struct store_flow *f, struct key *whole,
    struct fold_plan *plan)
{
	const char *name =
	    f->fold_name && *f->fold_name ? f->fold_name : f->server_name;
	struct group *g;

	/* A name stands for all its addresses. */
	whole->name = hash_text(fold, name);
	if (whole->name)
		memset(&whole->dst, 0, sizeof(whole->dst));
	g = touch(fold, whole, GROUP_USER);
	if (g->count < FOLD_GROUP_MAX) {
		g->count++;
		return;
	}
	plan->row = &g->row;
	plan->no_src_port = true;
	plan->no_dst = several(g, f);
}

void
fold_place(struct fold *fold, const struct store_flow *f, int64_t kind_id,
    struct fold_plan *plan)
{
	struct key whole;

	*plan = (struct fold_plan){ .row = NULL };
	if (f->conformance == CONFORMANCE_VIOLATES)
		return;
	if (f->outcome == OUTCOME_REFUSED || f->outcome == OUTCOME_UNANSWERED) {
		whole = whole_key(fold, f, kind_id);
		place_attempt(fold, f, &whole, plan);
	} else if (f->user_traffic && f->verdict == VERDICT_MISSED) {
		whole = whole_key(fold, f, kind_id);
		place_user(fold, f, &whole, plan);
	}
}

void
fold_forget(struct fold *fold, uint64_t first_us)
{
	uint32_t hour = (uint32_t)(first_us / WHEN_HOUR_US);

	fold->era++;
	if (hour > fold->era_hour)
		fold->era_hour = hour;
}

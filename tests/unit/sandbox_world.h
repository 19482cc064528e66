/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sandbox_world.h - folders of one's own, and a child that drops privileges
 * and then tries something.
 */
#ifndef UNIT_SANDBOX_WORLD_H
#define UNIT_SANDBOX_WORLD_H

#include <sys/types.h>

#include "base/sandbox.h"

#define WORLD_USER "nobody"

struct sandbox_world {
	char folder[64];
	char in[96];  /* may be written */
	char out[96]; /* anyone may, but not from the sandbox */
};

void world_start(struct sandbox_world *w);
void world_stop(struct sandbox_world *w);

/* What a child did. */
struct world_result {
	int error;  /* sandbox_drop()'s, else what fn returned: 0 or errno */
	int signal; /* it died of this, else 0 */
	struct sandbox_state state;
	struct err err;
};

enum world_start {
	WORLD_FREE,      /* as we are, no sandbox */
	WORLD_FREE_USER, /* as an unprivileged user, no sandbox */
	WORLD_DROP,      /* as we are, into the sandbox */
	WORLD_DROP_USER, /* as an unprivileged user, into the sandbox */
	WORLD_DROP_RAW,  /* as one with CAP_NET_RAW, as the service is */
};

typedef int world_fn(const struct sandbox_world *w);

/* Run fn (NULL: nothing) in a child; write_folders is w->in unless options
 * says otherwise. */
struct world_result world_run(const struct sandbox_world *w,
    enum world_start start, const struct sandbox_options *options,
    world_fn *fn);

/* How an attempt ends. */
#define KILLS 1U    /* the sandbox ends who tries */
#define LANDLOCK 2U /* only Landlock stands in the way */
#define ANYONE 4U   /* may, outside of the sandbox */

/* Things to try: 0 when it was possible, else errno. */
struct world_attempt {
	const char *name;
	world_fn *fn;
	unsigned int how;
};

extern const struct world_attempt world_refused[];
extern const size_t world_refused_count;
extern const struct world_attempt world_allowed[];
extern const size_t world_allowed_count;

#endif

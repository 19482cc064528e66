/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resume.h - long flows that an earlier live run left open, to go on with
 * where they were: a session of days is not new and begun in mid-stream
 * after each restart.
 *
 * A flow goes on with a row when its two ends are the same, no SYN was seen
 * of it, and it was not silent for longer than a flow may be.  Each row is
 * taken up at most once.
 */
#ifndef PIPELINE_RESUME_H
#define PIPELINE_RESUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "flow/flow.h"
#include "store/store.h"
#include "verdict/verdict.h"

#define RESUME_MAX 65536 /* flows, the latest ones */
#define RESUME_TCP_S 3600U
#define RESUME_UDP_S 120U
#define RESUME_APP_MAX 32
#define RESUME_NAME_MAX 256

/* What is known of a flow from before. */
struct resumed {
	struct flow_key key;
	struct store_open_flow row; /* its texts are NULL: they are here */
	char app[RESUME_APP_MAX], security[RESUME_APP_MAX];
	char name[RESUME_NAME_MAX];
	const char *names[1]; /* name, for facts */
	uint8_t client;       /* side of the key */
	bool taken;
};

struct resume;

/* Load what the store has at now_us.  0 and flows to give to resume_free();
 * -ENOMEM or as the store says, with err. */
int resume_load(struct resume **out, struct store *store, bool vlan_key,
    uint64_t now_us, struct err *err);
void resume_free(struct resume *r); /* NULL is allowed */

/* The row that f, which just began, goes on with; NULL when there is none, and
 * for a NULL r.  Good as long as r. */
const struct resumed *resume_take(struct resume *r, const struct flow *f);

/*
 * Add what was before to the record of a flow, of which the wire facts are
 * filled in: the earlier beginning, the counts, an outcome that this run could
 * not see.  payload: it saw some.
 */
void resumed_add(const struct resumed *before, bool payload,
    struct store_flow *record);
/* And its name, where this run knows none: as a fact only if a row was
 * matched by it. */
void resumed_name(const struct resumed *before, struct verdict_facts *facts,
    struct store_flow *record);
/* And its conformance, where this run found none. */
void resumed_conform(const struct resumed *before, struct store_flow *record);

#endif

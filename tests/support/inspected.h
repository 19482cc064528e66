/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspected.h - a capture file to flows with an opinion, for tests of what
 * the inspector says of real traffic.
 *
 * The way is the program's: capture, packet, flow, inspect; only what ports
 * expect is a table here, that of DESIGN section 6 with HTTP on 80.
 */
#ifndef SUPPORT_INSPECTED_H
#define SUPPORT_INSPECTED_H

#include <stdint.h>

#include "base/err.h"
#include "flow/flow.h"
#include "inspect/inspect.h"
#include "inspect/ndpi.h"

struct inspected {
	const struct flow *flow;
	struct inspect_facts facts;
	struct inspect_opinion opinion;
	/* Of the engines that were given, by the same bytes. */
	struct ndpi_answer alone[2];
};

typedef void inspected_fn(const struct inspected *i, void *arg);

/* What a server port should carry: set of 1 << enum inspect_app. */
uint64_t inspected_expectation(uint8_t proto, uint16_t server_port);

/*
 * Call each flow of the file, when it ends, with its opinion.  engines may be
 * NULL, or two of them, each of which may be NULL.  0, or a negative errno
 * with err.
 */
int inspected_file(const char *path, struct inspect *in,
    struct ndpi_engine *const engines[2], inspected_fn *fn, void *arg,
    struct err *err);

#endif

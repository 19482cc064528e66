/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake.h - takes an open flow's segments: what they add to its bytes, and
 * in which order.
 */
#ifndef INSPECT_INTAKE_H
#define INSPECT_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "inspect/inspect.h"
#include "inspect/pieces.h"
#include "inspect/recognise.h"
#include "inspect/stream.h"

struct intake {
	struct inspect_stream *stream;
	struct pieces pieces;
	uint16_t segments; /* taken */
	int8_t client;
	uint8_t proto;
};

/* Begin with an empty stream, lent until the caller gives it back. */
void intake_init(struct intake *t, struct inspect_stream *stream,
    const struct inspect_opening *opening);

/* Take a segment.  When the bytes in view changed, true and *view is as
 * inspect_stream_view() gives it. */
bool intake_put(struct intake *t, const struct inspect_segment *s,
    struct inspect_view *view);

#endif

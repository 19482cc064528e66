/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_merge.h - frames of several sources in the order of their times.
 *
 * Each source's frames wait in a ring of its own.  One is handed on when
 * every source that is waited for has one to compare with, or when the
 * oldest has waited for the window.  How long is told by a clock that is
 * passed in, not by the frames' times: those may jump.  Frames of one source
 * never change places.
 *
 * A ring that is full hands on early; nothing is dropped.
 */
#ifndef CAPTURE_LIVE_MERGE_H
#define CAPTURE_LIVE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/frame.h"
#include "capture/live.h"

/* A ring that holds two of the longest frames. */
#define LIVE_MERGE_RING_MIN ((size_t)3 * FRAME_CAP_MAX)

struct live_merge;

/* count sources with ring_bytes each (at least LIVE_MERGE_RING_MIN), all of
 * them waited for.  0 and a merge to give to live_merge_free(); -EINVAL or
 * -ENOMEM. */
int live_merge_new(struct live_merge **out, size_t count, size_t ring_bytes,
    uint64_t window_us, live_frame_fn *on_frame, void *arg);
void live_merge_free(struct live_merge *m);

/* Copy f, of source f->interface.  May hand on others. */
void live_merge_put(struct live_merge *m, const struct frame *f,
    uint64_t steady_us);
/* Whether frames of the others wait for those of this one. */
void live_merge_await(struct live_merge *m, size_t source, bool awaited);
/* Hand on what is due, or everything.  Returns how many were handed on since
 * the call before, by live_merge_put() too. */
size_t live_merge_take(struct live_merge *m, uint64_t steady_us);
size_t live_merge_flush(struct live_merge *m);

/* When live_merge_take() will have something to do; UINT64_MAX: never. */
uint64_t live_merge_due_us(const struct live_merge *m);
uint64_t live_merge_late(const struct live_merge *m, size_t source);
uint64_t live_merge_hurried(const struct live_merge *m, size_t source);

#endif

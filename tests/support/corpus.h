/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * corpus.h - one frame of every kind that can be built, for tests of what
 * holds for all of them.
 */
#ifndef SUPPORT_CORPUS_H
#define SUPPORT_CORPUS_H

#include <stddef.h>
#include <stdint.h>

#include "support/frames.h"

size_t corpus_count(void);
/* Build the i-th frame into *f; returns its link type. */
uint16_t corpus_frame(size_t i, struct frame_build *f);

#endif

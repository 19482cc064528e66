/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source.h - the files of a policy: the first one, and what it includes.
 *
 * A file is read once, whatever names lead to it.
 */
#ifndef POLICY_SOURCE_H
#define POLICY_SOURCE_H

#include "base/err.h"
#include "policy/parse.h"

/* Read the file at path, and what it includes, into b.  0, or a negative
 * errno when the file itself can not be read.  Other mistakes go to
 * b->problems. */
int source_read(struct builder *b, const char *path, struct err *e);
/* The same of a text in memory. */
int source_read_text(struct builder *b, const char *name, const char *text,
    size_t len);

parse_fn source_include;

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * output.h - a file that is whole or not there: written beside its place,
 * and put there in one step.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdio.h>

#include "base/err.h"

struct output {
	FILE *file; /* to be written to */
	char *path; /* for messages; of the file that is replaced */
	char *temp; /* beside it; NULL when written to directly */
};

/*
 * Open path; NULL and "-" are standard output.  What is no regular file, such
 * as a pipe or a device, is written to directly; a symbolic link stays one.
 * 0 and an output to give to output_close() or output_discard(), or a
 * negative errno with err.
 */
int output_open(struct output *o, const char *path, struct err *err);
/* Put it in its place, with the rights of what was there.  0; or a negative
 * errno with err, and what was there is as it was. */
int output_close(struct output *o, struct err *err);
/* The same after a failure that is known, code being its negative errno;
 * returns it, with err. */
int output_fail(struct output *o, int code, struct err *err);
/* Leave what was there. */
void output_discard(struct output *o);

#endif

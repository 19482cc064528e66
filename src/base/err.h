/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * err.h - what went wrong, for the caller to tell: a code and a sentence.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

#define ERR_TEXT_MAX 512

struct err {
	int code; /* negative errno */
	char text[ERR_TEXT_MAX];
};

/*
 * Fill e (NULL is allowed) and return code, so that a failing function can
 * "return err_set(e, -EIO, ...)".  The text names the thing and the cause.
 */
int err_set(struct err *e, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif

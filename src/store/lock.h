/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lock.h - one writer at a time, by a lock on a file beside the database.
 *
 * The kernel gives the lock back when the process dies, however it dies.
 */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/err.h"

struct lock {
	int fd; /* -1: not held */
	char *path;
};

/* Take the lock of the database at path (its real path, so that two names of
 * one file are one).  0; -EBUSY when another has it; or what failed. */
int lock_take(struct lock *lock, const char *path, struct err *err);
/* Give it back and remove its file.  Safe on one that is not held. */
void lock_give(struct lock *lock);

#endif

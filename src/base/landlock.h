/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * landlock.h - which files a process can still open (landlock(7)).
 */
#ifndef BASE_LANDLOCK_H
#define BASE_LANDLOCK_H

#include <stddef.h>

#include "base/err.h"

struct landlock_paths {
	const char *const *write_folders; /* must exist */
	size_t write_count;
	const char *const *read_paths; /* left out when they do not */
	size_t read_count;
};

/*
 * From now on this thread opens nothing else, executes nothing, and, where
 * the kernel can tell, neither connects nor binds TCP sockets nor reaches
 * abstract sockets or processes outside.  What is open stays open.  Needs
 * no_new_privs.
 *
 * The version of Landlock that the kernel has, at least 1; 0 when it has
 * none, or it is switched off; or a negative errno with err.
 */
int landlock_confine(const struct landlock_paths *paths, struct err *err);

#endif

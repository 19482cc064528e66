/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sandbox.h - give up what a process that reads hostile bytes does not need.
 *
 * To be called once, when the interfaces are open and before the first
 * packet is touched.  What is opened afterwards (the database, so that its
 * files belong to the user) must lie beneath the folders that were named.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

#define SANDBOX_USER "rasaudit"
#define SANDBOX_TEXT_MAX 200

struct sandbox_options {
	const char *user; /* whom root becomes; NULL: SANDBOX_USER */
	/* Interfaces that went away are to be opened anew: CAP_NET_RAW and
	 * the sockets for it stay. */
	bool reopen_interfaces;
	/* Files beneath may be made, written, renamed and removed.  They must
	 * exist.  The first one is for temporary files, too. */
	const char *const *write_folders;
	size_t write_count;
	/* Files, or folders with all beneath; one that does not exist is left
	 * out.  Time zones, the public suffix list and the figures of
	 * interfaces need not be named. */
	const char *const *read_paths;
	size_t read_count;
};

enum sandbox_measure {
	SANDBOX_IDENTITY,
	SANDBOX_CAPABILITIES,
	SANDBOX_NEW_PRIVILEGES,
	SANDBOX_CORE_DUMPS,
	SANDBOX_PROCESSES,
	SANDBOX_FILES,
	SANDBOX_CALLS,
	SANDBOX_MEASURES
};

struct sandbox_state {
	struct {
		bool in_force;
		char text[SANDBOX_TEXT_MAX]; /* what, or why not */
	} measures[SANDBOX_MEASURES];
};

/*
 * Drop, in this order: supplementary groups, group and user; capabilities;
 * new privileges by exec; core dumps; new processes and threads; files
 * (Landlock, where the kernel has it: the only measure that may be missing);
 * system calls.  Who is not root, and can not change users, stays who he is;
 * user must be that one, or NULL.
 *
 * 0 with *state filled.  Or a negative errno with err, which names the
 * remedy: -ENOENT no such user, -EINVAL the user is root, -EPERM we are
 * neither root nor that user, -EACCES it can not write to a folder, -EBUSY
 * there is a second thread, which would not be confined, or what the system
 * said.  The caller must then exit: some of it may be in force.
 */
int sandbox_drop(const struct sandbox_options *options,
    struct sandbox_state *state, struct err *err);

/* A line for each measure: its name, "in force" or "not there", and what. */
void sandbox_print(const struct sandbox_state *state, FILE *out);

#endif

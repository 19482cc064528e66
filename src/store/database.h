/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * database.h - open the file: its place, its identity, the settings that
 * every connection of ours has.
 */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <stdbool.h>

#include "base/err.h"
#include "store/sql.h"

/* How long to wait for another program's lock. */
#define DATABASE_BUSY_MS 5000

enum database_mode {
	DATABASE_READ,   /* nothing is changed */
	DATABASE_WRITE,  /* made when missing, brought up to date */
	DATABASE_APPEND, /* must exist and be up to date */
};

/*
 * Open path, which must live as long as q.  0 and a database to give to
 * sql_close(), or as store_open().
 */
int database_open(struct sql *q, const char *path, enum database_mode mode,
    struct err *err);

/* True for the magic number of a file system (statfs(2)) of which the memory
 * that WAL shares between processes can not be relied on. */
bool database_network_magic(unsigned long magic);

#endif

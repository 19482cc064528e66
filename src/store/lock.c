/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lock.c - one writer at a time, by a lock on a file beside the database.
 *
 * The file is removed while its lock is held.  Who opened it before that and
 * gets the lock after it would hold a lock on nothing: so the one who got a
 * lock looks whether the path still leads to the file, and else begins anew.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/lock.h"
#include "store/sql.h"

#define TRIES 100

static bool
still_there(int fd, const char *path)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(path, &named) == 0 &&
	    held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/* A descriptor with the lock, -ESTALE when its file was removed meanwhile, or
 * what failed. */
static int
try_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	int rc;

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		rc = errno == EWOULDBLOCK ? -EBUSY : -errno;
		close(fd);
		return rc;
	}
	if (still_there(fd, path))
		return fd;
	close(fd);
	return -ESTALE;
}

int
lock_take(struct lock *lock, const char *path, struct err *err)
{
	int fd = -ESTALE;
	char *name;

	if (asprintf(&name, "%s-lock", path) < 0)
		return err_set(err, -ENOMEM, "%s: no memory left", path);
	for (int i = 0; i < TRIES && fd == -ESTALE; i++)
		fd = try_lock(name);
	if (fd >= 0) {
		*lock = (struct lock){ .fd = fd, .path = name };
		return 0;
	}
	if (fd == -EBUSY || fd == -ESTALE)
		fd = err_set(err, -EBUSY,
		    "%s: another rasaudit is writing to it; wait for it, or "
		    "name another database with -d",
		    path);
	else
		fd = sql_tell(name, fd, strerror(-fd), err);
	free(name);
	return fd;
}

void
lock_give(struct lock *lock)
{
	if (lock->fd < 0)
		return;
	unlink(lock->path);
	close(lock->fd);
	free(lock->path);
	*lock = (struct lock){ .fd = -1 };
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * output.c - a file that is whole or not there.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cli/output.h"

static int
fail(const struct output *o, int error, struct err *err)
{
	return err_set(err, -error, "%s can not be written: %s%s", o->path,
	    strerror(error), error == ENOENT ? "; its folder must exist" : "");
}

static void
forget(struct output *o)
{
	free(o->path);
	free(o->temp);
	*o = (struct output){ .file = NULL };
}

/* A new file beside o->path, with the rights of st when there is one. */
static int
open_beside(struct output *o, const struct stat *st)
{
	size_t size = strlen(o->path) + 32;
	int fd;

	o->temp = xcalloc(1, size);
	snprintf(o->temp, size, "%s.%ld.tmp", o->path, (long)getpid());
	/* What is there is of a process of our number that died. */
	if (unlink(o->temp) != 0 && errno != ENOENT)
		return -1;
	fd = open(o->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd >= 0 && st && fchmod(fd, st->st_mode & 0777) != 0) {
		close(fd);
		unlink(o->temp);
		return -1;
	}
	return fd;
}

int
output_open(struct output *o, const char *path, struct err *err)
{
	struct stat st;
	bool there;
	int fd, rc;

	*o = (struct output){ .file = stdout };
	if (!path || strcmp(path, "-") == 0)
		return 0;
	there = stat(path, &st) == 0;
	o->path = there && S_ISREG(st.st_mode) ? realpath(path, NULL) : NULL;
	if (!o->path)
		o->path = xstrdup(path);
	if (there && !S_ISREG(st.st_mode))
		fd = open(path, O_WRONLY | O_CLOEXEC);
	else
		fd = open_beside(o, there ? &st : NULL);
	o->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (o->file)
		return 0;
	rc = fail(o, errno, err);
	if (fd >= 0)
		close(fd);
	forget(o);
	return rc;
}

int
output_close(struct output *o, struct err *err)
{
	int rc = 0;
	bool bad;

	if (o->file == stdout)
		return 0; /* main() looks after it */
	errno = 0;
	bad = fflush(o->file) != 0 || ferror(o->file);
	if (!bad && o->temp)
		bad = fsync(fileno(o->file)) != 0;
	if (bad)
		rc = fail(o, errno ? errno : EIO, err);
	if (fclose(o->file) != 0 && !rc)
		rc = fail(o, errno, err);
	if (!rc && o->temp && rename(o->temp, o->path) != 0)
		rc = fail(o, errno, err);
	if (rc && o->temp)
		unlink(o->temp);
	forget(o);
	return rc;
}

int
output_fail(struct output *o, int code, struct err *err)
{
	if (o->path)
		fail(o, -code, err);
	else
		err_set(err, code, "standard output: %s", strerror(-code));
	output_discard(o);
	return code;
}

void
output_discard(struct output *o)
{
	if (o->file && o->file != stdout)
		fclose(o->file);
	if (o->temp)
		unlink(o->temp);
	forget(o);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * path.c - where a path leads.
 */
#include <config.h>

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"

#define LINKS_MAX 40 /* as the kernel's */

/* The name in the folder that is there, to be freed. */
static char *
name_in_folder(const char *path)
{
	char *copy = strdup(path), *base = strdup(path);
	char *folder = NULL, *found = NULL;
	int rc;

	errno = ENOMEM;
	if (copy && base)
		folder = realpath(dirname(copy), NULL);
	if (folder &&
	    asprintf(&found, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder,
		basename(base)) < 0)
		found = NULL;
	rc = errno;
	free(copy);
	free(base);
	free(folder);
	errno = rc;
	return found;
}

/* What a link at path says, seen from its folder, to be freed.  NULL with
 * errno; EINVAL or ENOENT: it is no link. */
static char *
read_link(const char *path)
{
	char target[PATH_MAX], *copy, *next;
	ssize_t len = readlink(path, target, sizeof(target) - 1);

	if (len < 0)
		return NULL;
	target[len] = '\0';
	if (*target == '/')
		return strdup(target);
	copy = strdup(path);
	if (!copy || asprintf(&next, "%s/%s", dirname(copy), target) < 0)
		next = NULL;
	free(copy);
	if (!next)
		errno = ENOMEM;
	return next;
}

char *
path_real(const char *path)
{
	char *found = realpath(path, NULL), *at, *next;

	if (found || errno != ENOENT)
		return found;
	at = name_in_folder(path);
	for (int i = 0; at && (next = read_link(at)); i++) {
		free(at);
		at = i < LINKS_MAX ? name_in_folder(next) : NULL;
		free(next);
		if (i >= LINKS_MAX)
			errno = ELOOP;
	}
	if (at && errno != ENOENT && errno != EINVAL) {
		free(at);
		at = NULL;
	}
	return at;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * path.h - where a path leads.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

/*
 * The path without links, to be freed, of a file that is there or would be
 * made: its folder has to be there.  A link that leads nowhere yet is
 * followed, too.  NULL with errno, as realpath() or ENOMEM.
 */
char *path_real(const char *path);

#endif

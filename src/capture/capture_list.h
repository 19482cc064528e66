/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * capture_list.h - the inputs of a replay: files, folders and standard input,
 * in the order of their first packets.
 */
#ifndef CAPTURE_CAPTURE_LIST_H
#define CAPTURE_CAPTURE_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct capture_input {
	const char *path;  /* as given, or folder/name */
	uint64_t first_us; /* first packet; 0 when it has none, and for what
			      can be read only once: stdin, pipes */
	uint64_t size;     /* bytes on disk, 0 when unknown */
	struct err err;    /* code 0, or why it can not be read */
};

struct capture_list;

/*
 * Expand the n arguments.  A folder is searched with its subfolders (links
 * to folders are not followed); in it, files that are no captures are
 * counted, not listed, and a folder without captures is an input with
 * err.code -ENOENT.  What can be opened but is damaged before its first
 * packet is unreadable.  Each path is listed once.  Standard input first,
 * then by first packet time, then path; unreadable ones last.  0 and a list to
 * give to capture_list_free(), or -ENOMEM.
 */
int capture_list_new(struct capture_list **out, const char *const *args,
    size_t n);
void capture_list_free(struct capture_list *l);
size_t capture_list_size(const struct capture_list *l);
const struct capture_input *capture_list_at(const struct capture_list *l,
    size_t i);
/* Files in folders that were no captures. */
size_t capture_list_ignored(const struct capture_list *l);

#endif

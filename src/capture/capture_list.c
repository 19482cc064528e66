/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * capture_list.c - the inputs of a replay: files, folders and standard input,
 * in the order of their first packets.
 */
#include <config.h>

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "capture/capture.h"
#include "capture/capture_list.h"
#include "capture/stream.h"

#define DEPTH_MAX 32     /* folders within folders */
#define ENTRIES_FIRST 64 /* made room for, then twice as many */

struct entry {
	struct capture_input input;
	bool named;   /* by an argument, not found in a folder */
	bool folder;  /* an argument that is one */
	bool regular; /* can be opened twice */
	bool ignored; /* found in a folder, and no capture */
};

struct capture_list {
	struct arena *arena; /* the paths */
	struct entry *entries;
	size_t n, room;
	size_t ignored;
};

static int
add_entry(struct capture_list *l, const struct entry *e)
{
	size_t room = l->room ? l->room * 2 : ENTRIES_FIRST;
	const char *path = e->input.path;
	char *copy = arena_text(l->arena, path, strlen(path));
	struct entry *entries = l->entries;

	if (!copy)
		return -ENOMEM;
	if (l->n == l->room) {
		entries = realloc(entries, room * sizeof(*entries));
		if (!entries)
			return -ENOMEM;
		l->entries = entries;
		l->room = room;
	}
	l->entries[l->n] = *e;
	l->entries[l->n++].input.path = copy;
	return 0;
}

static int
add_failure(struct capture_list *l, const char *path, bool named, int code,
    const char *what)
{
	struct entry e = { .input = { .path = path }, .named = named };
	char name[STREAM_NAME_MAX];

	err_set(&e.input.err, code, "%s: %s", stream_call(path, name), what);
	return add_entry(l, &e);
}

static int add_folder(struct capture_list *l, const char *path,
    unsigned int depth);

static int
add_found(struct capture_list *l, const char *path, unsigned int depth)
{
	struct entry e = { .input = { .path = path } };
	struct stat own, st;

	if (lstat(path, &own) < 0) /* gone, as files of a ring go */
		return errno == ENOENT
		    ? 0
		    : add_failure(l, path, false, -errno, strerror(errno));
	if (S_ISDIR(own.st_mode))
		return add_folder(l, path, depth + 1);

	/* A link may lead to a file, not to another folder. */
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
		e.regular = true;
		e.input.size = (uint64_t)st.st_size;
	} else {
		e.ignored = true;
	}
	return add_entry(l, &e);
}

static int
add_name(struct capture_list *l, struct strbuf *path, const char *folder,
    const char *name, unsigned int depth)
{
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return 0;
	strbuf_reset(path);
	strbuf_add(path, folder);
	if (folder[strlen(folder) - 1] != '/')
		strbuf_add_char(path, '/');
	strbuf_add(path, name);
	if (strbuf_error(path))
		return strbuf_error(path);
	return add_found(l, strbuf_text(path), depth);
}

static int
add_folder(struct capture_list *l, const char *path, unsigned int depth)
{
	struct strbuf child;
	struct dirent *d;
	DIR *dir;
	int rc = 0;

	if (depth > DEPTH_MAX)
		return add_failure(l, path, depth == 0, -ELOOP,
		    "is nested too deep in the folder given");
	dir = opendir(path);
	if (!dir)
		return add_failure(l, path, depth == 0, -errno,
		    strerror(errno));
	strbuf_init(&child);
	for (errno = 0; rc == 0 && (d = readdir(dir)) != NULL; errno = 0)
		rc = add_name(l, &child, path, d->d_name, depth);
	if (rc == 0 && errno != 0)
		rc = add_failure(l, path, depth == 0, -errno, strerror(errno));
	strbuf_fini(&child);
	closedir(dir);
	return rc;
}

/* The folder as an entry of its own, then what is in it. */
static int
add_folder_argument(struct capture_list *l, const char *arg)
{
	struct entry e = { .named = true, .folder = true };
	size_t len = strlen(arg);
	char *path;
	int rc;

	while (len > 1 && arg[len - 1] == '/')
		len--;
	path = arena_text(l->arena, arg, len);
	if (!path)
		return -ENOMEM;
	e.input.path = path;
	rc = add_entry(l, &e);
	return rc == 0 ? add_folder(l, path, 0) : rc;
}

static int
add_argument(struct capture_list *l, const char *arg)
{
	struct entry e = { .input = { .path = arg }, .named = true };
	struct stat st;

	if (strcmp(arg, "-") == 0)
		return add_entry(l, &e);
	if (stat(arg, &st) < 0)
		return add_failure(l, arg, true, -errno, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return add_folder_argument(l, arg);
	e.regular = S_ISREG(st.st_mode);
	if (e.regular)
		e.input.size = (uint64_t)st.st_size;
	return add_entry(l, &e);
}

/* By path; of one path, what was named before what was found, and what
 * failed before what did not. */
static int
cmp_path(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->input.path, y->input.path);

	if (order == 0)
		order = (int)y->named - (int)x->named;
	if (order == 0)
		order = (y->input.err.code != 0) - (x->input.err.code != 0);
	return order;
}

/* Standard input, the readable by time and path, what can not be read. */
static int
cmp_input(const void *a, const void *b)
{
	const struct capture_input *x = &((const struct entry *)a)->input;
	const struct capture_input *y = &((const struct entry *)b)->input;
	bool x_in = strcmp(x->path, "-") == 0, y_in = strcmp(y->path, "-") == 0;

	if (x_in != y_in)
		return x_in ? -1 : 1;
	if ((x->err.code == 0) != (y->err.code == 0))
		return x->err.code == 0 ? -1 : 1;
	if (x->err.code == 0 && x->first_us != y->first_us)
		return x->first_us < y->first_us ? -1 : 1;
	return strcmp(x->path, y->path);
}

static void
sort(struct capture_list *l, int (*cmp)(const void *, const void *))
{
	if (l->n > 0)
		qsort(l->entries, l->n, sizeof(*l->entries), cmp);
}

/* Keep one of each path; the list is in order of paths. */
static void
drop_repeats(struct capture_list *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		const char *path = l->entries[i].input.path;

		if (kept > 0 &&
		    strcmp(l->entries[kept - 1].input.path, path) == 0)
			continue;
		l->entries[kept++] = l->entries[i];
	}
	l->n = kept;
}

/* Open it and look at its first packet. */
static void
probe(struct entry *e)
{
	struct capture_input *in = &e->input;
	struct capture *c;
	struct frame f;
	int rc = capture_open(&c, in->path, &in->err);

	if (rc < 0) {
		e->ignored = rc == -ENOMSG && !e->named;
		return;
	}
	rc = capture_next(c, &f, &in->err);
	if (rc > 0)
		in->first_us = f.time_us;
	capture_close(c);
}

static void
probe_all(struct capture_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		struct entry *e = &l->entries[i];

		if (e->regular)
			probe(e);
	}
}

/* Is there an input left within the folder?  The list is in order of paths,
 * so what is in it stands together, after it. */
static bool
holds_any(const struct capture_list *l, size_t folder)
{
	const char *path = l->entries[folder].input.path;
	size_t len = strlen(path);
	bool root = path[len - 1] == '/';

	for (size_t i = folder + 1; i < l->n; i++) {
		const struct entry *e = &l->entries[i];

		if (strncmp(e->input.path, path, len) != 0)
			return false;
		if (!e->folder && !e->ignored &&
		    (root || e->input.path[len] == '/'))
			return true;
	}
	return false;
}

/* A folder is no input, unless to say that it had none. */
static void
settle_folders(struct capture_list *l)
{
	char name[STREAM_NAME_MAX];

	for (size_t i = 0; i < l->n; i++) {
		struct entry *e = &l->entries[i];

		if (!e->folder || e->input.err.code)
			continue;
		if (!holds_any(l, i))
			err_set(&e->input.err, -ENOENT,
			    "%s: no captures in this folder",
			    stream_call(e->input.path, name));
	}
}

static void
drop_ignored(struct capture_list *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct entry *e = &l->entries[i];

		if (e->ignored)
			l->ignored++;
		else if (!e->folder || e->input.err.code)
			l->entries[kept++] = *e;
	}
	l->n = kept;
}

int
capture_list_new(struct capture_list **out, const char *const *args, size_t n)
{
	struct capture_list *l = calloc(1, sizeof(*l));
	int rc;

	if (!l)
		return -ENOMEM;
	rc = arena_new(&l->arena);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = add_argument(l, args[i]);
	if (rc < 0) {
		capture_list_free(l);
		return rc;
	}
	sort(l, cmp_path);
	drop_repeats(l);
	probe_all(l);
	settle_folders(l);
	drop_ignored(l);
	sort(l, cmp_input);
	*out = l;
	return 0;
}

void
capture_list_free(struct capture_list *l)
{
	if (!l)
		return;
	arena_free(l->arena);
	free(l->entries);
	free(l);
}

size_t
capture_list_size(const struct capture_list *l)
{
	return l->n;
}

const struct capture_input *
capture_list_at(const struct capture_list *l, size_t i)
{
	assert(i < l->n);
	return &l->entries[i].input;
}

size_t
capture_list_ignored(const struct capture_list *l)
{
	return l->ignored;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source.c - the files of a policy: the first one, and what it includes.
 */
#include <config.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "policy/source.h"

/* A new file of b; st is NULL for one without an identity on disk. */
static struct rule_file *
add_file(struct builder *b, const char *path, const struct stat *st)
{
	struct rule_file *f = builder_scratch(b, 1, sizeof(*f));

	if (!f)
		return NULL;
	/* Places carry the path: it must live as long as the policy. */
	f->path = builder_text(b, path, strlen(path));
	f->number = b->files.count;
	if (st) {
		f->has_id = true;
		f->dev = st->st_dev;
		f->ino = st->st_ino;
	}
	if (!f->path || !builder_add(b, &b->files, f))
		return NULL;
	problems_file(b->problems, f->path);
	return f;
}

static bool
is_utf16(const char *text, size_t len)
{
	return len >= 2 &&
	    (memcmp(text, "\xff\xfe", 2) == 0 ||
		memcmp(text, "\xfe\xff", 2) == 0);
}

static void
read_statements(struct builder *b, struct rule_file *f, const char *text,
    size_t len)
{
	struct policy_place start = { .file = f->path, .line = 1, .col = 1 };

	if (is_utf16(text, len)) {
		problems_add(b->problems, &start,
		    "text in UTF-16; expected UTF-8");
		return;
	}
	f->open = true;
	parse_file(b, f, text, len);
	f->open = false;
}

int
source_read_text(struct builder *b, const char *name, const char *text,
    size_t len)
{
	struct rule_file *f = add_file(b, name, NULL);

	if (f)
		read_statements(b, f, text, len);
	return b->error;
}

int
source_read(struct builder *b, const char *path, struct err *e)
{
	struct rule_file *f;
	struct strbuf text;
	struct stat st;
	int rc;

	strbuf_init(&text);
	rc = stat(path, &st) < 0 ? -errno
				 : text_read_file(&text, path, POLICY_FILE_MAX);
	if (rc == -EFBIG)
		return err_set(e, rc, "too large; expected at most %zu bytes",
		    POLICY_FILE_MAX);
	if (rc < 0)
		return err_set(e, rc, "can not be read: %s", strerror(-rc));
	b->bytes = text.len;
	f = add_file(b, path, &st);
	if (f)
		read_statements(b, f, strbuf_text(&text), text.len);
	strbuf_fini(&text);
	return b->error;
}

/* dir_len bytes of dir and name make a path; 0, or why it can not be used. */
static int
try_path(const char *dir, size_t dir_len, const char *name, struct strbuf *path,
    struct stat *st)
{
	strbuf_reset(path);
	strbuf_add_bytes(path, dir, dir_len);
	if (dir_len > 0 && dir[dir_len - 1] != '/')
		strbuf_add_char(path, '/');
	strbuf_add(path, name);
	if (strbuf_error(path) < 0)
		return strbuf_error(path);
	return stat(strbuf_text(path), st) < 0 ? -errno : 0;
}

/* Find what an include at t names: into path and *st. */
static bool
find_file(struct parser *p, const struct token *t, const char *name,
    struct strbuf *path, struct stat *st)
{
	const char *rules_dir = p->b->options->rules_dir;
	const char *slash = strrchr(p->file->path, '/');
	size_t dir_len = slash ? (size_t)(slash - p->file->path) + 1 : 0;
	bool relative = name[0] != '/';
	int rc;

	rc = try_path(p->file->path, relative ? dir_len : 0, name, path, st);
	if ((rc == -ENOENT || rc == -ENOTDIR) && relative && rules_dir)
		rc = try_path(rules_dir, strlen(rules_dir), name, path, st);
	if (rc == 0)
		return true;
	p->b->incomplete = true;
	if (rc == -ENOMEM)
		p->b->error = rc;
	if (rc != -ENOENT && rc != -ENOTDIR)
		return parse_fail(p, t, "include %s: %s; expected a file",
		    strbuf_text(path), strerror(-rc));
	if (!relative)
		return parse_fail(p, t,
		    "include \"%s\" not found; expected a file", name);
	return parse_fail(p, t,
	    "include \"%s\" not found; expected it beside this file%s%s", name,
	    rules_dir ? " or in " : "", rules_dir ? rules_dir : "");
}

static struct rule_file *
known_file(const struct builder *b, const struct stat *st)
{
	for (size_t i = 0; i < b->files.count; i++) {
		struct rule_file *f = b->files.items[i];

		if (f->has_id && f->dev == st->st_dev && f->ino == st->st_ino)
			return f;
	}
	return NULL;
}

/* f is being read, and included again from p->file, which it led to. */
static bool
fail_cycle(struct parser *p, const struct token *t, const struct rule_file *f)
{
	const struct rule_file *chain[BUILDER_DEPTH_MAX + 1];
	const struct rule_file *at = p->file;
	struct strbuf s;
	size_t n = 0;

	for (; at != f; at = at->includer)
		chain[n++] = at;
	strbuf_init(&s);
	strbuf_add(&s, f->path);
	while (n > 0)
		strbuf_addf(&s, " -> %s", chain[--n]->path);
	parse_fail(p, t,
	    "include cycle %s -> %s; expected no file to include itself",
	    strbuf_text(&s), f->path);
	strbuf_fini(&s);
	return false;
}

/* The text of the file at path; told at t when it can not be had. */
static bool
read_included(struct parser *p, const struct token *t, const char *path,
    const struct stat *st, struct strbuf *text)
{
	struct builder *b = p->b;
	int rc = -EINVAL;

	if (S_ISREG(st->st_mode))
		rc = text_read_file(text, path, POLICY_FILE_MAX);
	if (rc == 0) {
		b->bytes += text->len;
		rc = b->bytes > BUILDER_BYTES_MAX ? -EFBIG : 0;
	}
	if (rc == 0)
		return true;
	if (rc == -ENOMEM)
		b->error = rc;
	if (!S_ISREG(st->st_mode))
		return parse_fail(p, t,
		    "include %s is no regular file; expected one", path);
	if (rc == -EFBIG)
		return parse_fail(p, t,
		    "include %s is too large; expected at most %zu bytes, and "
		    "%zu in all files",
		    path, POLICY_FILE_MAX, BUILDER_BYTES_MAX);
	return parse_fail(p, t, "include %s: %s; expected a readable file",
	    path, strerror(-rc));
}

/* False, and told, when there is no room for one more file below p's. */
static bool
have_room(struct parser *p, const struct token *t)
{
	if (p->file->depth + 1 == BUILDER_DEPTH_MAX)
		return parse_fail(p, t,
		    "includes nested deeper than %d; expected fewer levels",
		    BUILDER_DEPTH_MAX);
	if (p->b->files.count == BUILDER_FILES_MAX)
		return parse_fail(p, t, "more than %d files; expected fewer",
		    BUILDER_FILES_MAX);
	return true;
}

/* A file that was not read yet. */
static bool
include_new(struct parser *p, const struct token *t, const char *path,
    const struct stat *st)
{
	struct rule_file *f;
	struct strbuf text;

	strbuf_init(&text);
	if (!have_room(p, t) || !read_included(p, t, path, st, &text)) {
		p->b->incomplete = true;
		strbuf_fini(&text);
		return false;
	}
	f = add_file(p->b, path, st);
	if (f) {
		f->includer = p->file;
		f->depth = p->file->depth + 1;
		f->includers = UINT64_C(1) << p->file->number;
		read_statements(p->b, f, strbuf_text(&text), text.len);
	}
	strbuf_fini(&text);
	return f != NULL;
}

/* include "file" */
bool
source_include(struct parser *p)
{
	struct token at = p->tok;
	struct rule_file *f;
	struct strbuf path;
	struct stat st;
	const char *name;
	bool good;

	if (!parse_string(p, "the name of a file in quotes", &name))
		return false;
	if (!parse_at_end(p))
		return true; /* told by the caller, who expects the end */
	if (name[0] == '\0')
		return parse_fail(p, &at, "empty name; expected a file");
	if (p->b->options->no_includes) {
		p->b->incomplete = true;
		return parse_fail(p, &at,
		    "include not allowed here; expected a single file");
	}
	strbuf_init(&path);
	good = find_file(p, &at, name, &path, &st);
	f = good ? known_file(p->b, &st) : NULL;
	if (f && f->open)
		good = fail_cycle(p, &at, f);
	else if (f)
		f->includers |= UINT64_C(1) << p->file->number;
	else if (good)
		good = include_new(p, &at, strbuf_text(&path), &st);
	strbuf_fini(&path);
	return good;
}

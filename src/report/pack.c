/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pack.c - packs: a tar with a signed manifest of digests.
 */
#include <config.h>

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "report/pack.h"
#include "report/tar.h"

#define FIRST_LINE "# rasaudit pack 1"
#define FACT_MAX 4096 /* bytes of a line of the head */
#define SIGNED_KEY "signed-by"
#define DIGEST_DIGITS (DIGEST_SHA256_TEXT_MAX - 1)

/* Writing. */

static void
add_fact(struct strbuf *s, const char *key, const char *value)
{
	size_t len = strlen(value);

	strbuf_addf(s, "# %s: ", key);
	/* Escaped, a byte may take four. */
	text_escape(s, value, len < FACT_MAX / 8 ? len : FACT_MAX / 8);
	strbuf_add_char(s, '\n');
}

static int
add_file(struct strbuf *s, const struct pack_file *f, struct err *err)
{
	char digest[DIGEST_SHA256_TEXT_MAX];

	if (tar_check_name(f->name, strlen(f->name)) != 0 ||
	    strcmp(f->name, PACK_MANIFEST) == 0 ||
	    strcmp(f->name, PACK_SIGNATURE) == 0)
		return err_set(err, -EINVAL, "%s: no name for a file of a pack",
		    f->name);
	if (f->len > TAR_SIZE_MAX)
		return err_set(err, -EFBIG, "%s: too large for a pack",
		    f->name);
	digest_sha256_text(f->data, f->len, digest);
	strbuf_addf(s, "%s  %s\n", digest, f->name);
	return 0;
}

static int
make_manifest(struct strbuf *s, const struct pack_fact *facts,
    size_t fact_count, const struct pack_file *files, size_t file_count,
    const struct sign_key *key, struct err *err)
{
	char by[DIGEST_SHA256_TEXT_MAX] = "nobody";
	int rc = key ? sign_fingerprint(key, by) : 0;

	if (rc)
		return err_set(err, rc, "the key can not be used");
	if (file_count == 0 || file_count > PACK_FILES_MAX)
		return err_set(err, -EINVAL, "a pack has 1 to %d files",
		    PACK_FILES_MAX);
	strbuf_add(s, FIRST_LINE "\n");
	for (size_t i = 0; i < fact_count; i++)
		add_fact(s, facts[i].key, facts[i].value);
	add_fact(s, SIGNED_KEY, by);
	for (size_t i = 0; !rc && i < file_count; i++)
		rc = add_file(s, &files[i], err);
	if (!rc && strbuf_error(s))
		rc = err_set(err, -ENOMEM, "out of memory for a manifest");
	if (!rc && s->len > PACK_MANIFEST_MAX)
		rc = err_set(err, -EFBIG, "the manifest is too large");
	return rc;
}

static int
write_signature(FILE *out, const struct strbuf *manifest,
    const struct sign_key *key, struct err *err)
{
	uint8_t sig[SIGN_BYTES];

	if (sign_make(key, manifest->text, manifest->len, sig) != 0)
		return err_set(err, -EIO, "the key does not sign");
	tar_write(out, PACK_SIGNATURE, sig, sizeof(sig));
	return 0;
}

int
pack_write(FILE *out, const struct pack_fact *facts, size_t fact_count,
    const struct pack_file *files, size_t file_count,
    const struct sign_key *key, struct err *err)
{
	struct strbuf manifest;
	int rc;

	strbuf_init(&manifest);
	rc = make_manifest(&manifest, facts, fact_count, files, file_count, key,
	    err);
	if (!rc) {
		tar_write(out, PACK_MANIFEST, manifest.text, manifest.len);
		if (key)
			rc = write_signature(out, &manifest, key, err);
	}
	strbuf_fini(&manifest);
	if (rc)
		return rc;
	for (size_t i = 0; i < file_count; i++)
		tar_write(out, files[i].name, files[i].data, files[i].len);
	tar_write_end(out);
	if (fflush(out) != 0 || ferror(out))
		return err_set(err, -EIO, "the pack could not be written: %s",
		    strerror(errno));
	return 0;
}

/* Verifying. */

/* What is left of the manifest; lines do not have their ends. */
struct lines {
	const char *at, *end;
};

static void problem(struct pack_check *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
problem(struct pack_check *c, const char *fmt, ...)
{
	struct strbuf raw, text;
	va_list ap;

	strbuf_init(&raw);
	strbuf_init(&text);
	va_start(ap, fmt);
	strbuf_addv(&raw, fmt, ap);
	va_end(ap);
	text_escape(&text, strbuf_text(&raw), raw.len);
	c->problems++;
	c->on_problem(strbuf_text(&text), c->arg);
	strbuf_fini(&raw);
	strbuf_fini(&text);
}

/* 1 with a line; 0 at the end; -EINVAL for a line without its end, or one
 * that holds what is not of it. */
static int
next_line(struct lines *l, const char **line, size_t *len)
{
	const char *end;

	if (l->at == l->end)
		return 0;
	end = memchr(l->at, '\n', (size_t)(l->end - l->at));
	if (!end)
		return -EINVAL;
	*line = l->at;
	*len = (size_t)(end - l->at);
	l->at = end + 1;
	return memchr(*line, '\0', *len) ? -EINVAL : 1;
}

static bool
begins_with(const char *line, size_t len, const char *words)
{
	return len >= strlen(words) && memcmp(line, words, strlen(words)) == 0;
}

/* The fingerprint in the head, when len bytes of line hold one. */
static void
take_signer(const char *line, size_t len,
    char by[static DIGEST_SHA256_TEXT_MAX])
{
	size_t skip = strlen("# " SIGNED_KEY ": ");

	if (!begins_with(line, len, "# " SIGNED_KEY ": "))
		return;
	snprintf(by, DIGEST_SHA256_TEXT_MAX, "%.*s", (int)(len - skip),
	    line + skip);
}

/* True when text_escape() would change nothing but backslashes: what is in a
 * head was through it. */
static bool
is_escaped(const char *line, size_t len)
{
	struct strbuf s;
	size_t slashes = 0;
	bool same;

	for (size_t i = 0; i < len; i++)
		slashes += line[i] == '\\';
	strbuf_init(&s);
	text_escape(&s, line, len);
	same = !strbuf_error(&s) && s.len == len + slashes;
	strbuf_fini(&s);
	return same;
}

static void
tell_fact(struct pack_check *c, const char *line, size_t len)
{
	char text[FACT_MAX];

	if (len >= sizeof(text) || !is_escaped(line, len)) {
		problem(c,
		    "a line of the manifest's head is not as rasaudit "
		    "writes it");
		return;
	}
	memcpy(text, line, len);
	text[len] = '\0';
	c->on_fact(text, c->arg);
}

/* Read the head, up to the first line of a file.  0 or -EINVAL. */
static int
read_head(struct pack_check *c, struct lines *l,
    char by[static DIGEST_SHA256_TEXT_MAX])
{
	struct lines ahead = *l;
	const char *line;
	size_t len;
	int rc = next_line(&ahead, &line, &len);

	if (rc != 1 || len != strlen(FIRST_LINE) ||
	    !begins_with(line, len, FIRST_LINE)) {
		problem(c,
		    "the manifest does not begin with \"" FIRST_LINE
		    "\": no pack, or of another version");
		return -EINVAL;
	}
	do {
		*l = ahead;
		rc = next_line(&ahead, &line, &len);
		if (rc == 1 && begins_with(line, len, "# ")) {
			take_signer(line, len, by);
			tell_fact(c, line + 2, len - 2);
		}
	} while (rc == 1 && begins_with(line, len, "# "));
	return 0;
}

static void
check_signature(struct pack_check *c, const struct tar_entry *manifest,
    const struct tar_entry *sig, const char *by)
{
	char wanted[DIGEST_SHA256_TEXT_MAX];

	if (!sig && strcmp(by, "nobody") != 0)
		problem(c,
		    "the manifest is signed by %.64s, and the signature "
		    "is missing",
		    by[0] ? by : "(nothing)");
	if (sig && strcmp(by, "nobody") == 0)
		problem(c,
		    "there is a signature that the manifest does not "
		    "speak of");
	if (sig && sig->len != SIGN_BYTES)
		problem(c, "the signature has %zu bytes instead of %d",
		    sig->len, SIGN_BYTES);
	if (!c->key)
		return;
	if (!sig) {
		problem(c, "the pack is not signed");
		return;
	}
	c->signature_good = sig->len == SIGN_BYTES &&
	    sign_check(c->key, manifest->data, manifest->len, sig->data);
	if (c->signature_good)
		return;
	if (sign_fingerprint(c->key, wanted) == 0 && strcmp(wanted, by) != 0)
		problem(c,
		    "the signature is not of this key; the manifest "
		    "names the key %.64s, this one is %s",
		    by, wanted);
	else
		problem(c,
		    "the signature does not fit the manifest: it was "
		    "changed after signing");
}

/* Hold an entry against its line of the manifest. */
static void
check_file(struct pack_check *c, const char *line, size_t len,
    const struct tar_entry *e)
{
	char digest[DIGEST_SHA256_TEXT_MAX];
	const size_t at = DIGEST_DIGITS + 2;

	if (len <= at || memcmp(line + DIGEST_DIGITS, "  ", 2) != 0 ||
	    tar_check_name(line + at, len - at) != 0) {
		problem(c, "a line of the manifest is no digest and name");
		return;
	}
	if (len - at != strlen(e->name) ||
	    memcmp(line + at, e->name, len - at) != 0) {
		problem(c, "%s stands where the manifest has %.*s", e->name,
		    (int)(len - at), line + at);
		return;
	}
	digest_sha256_text(e->data, e->len, digest);
	if (memcmp(digest, line, DIGEST_DIGITS) != 0)
		problem(c, "%s is not what was packed: its digest is another",
		    e->name);
	c->files++;
}

static void
check_files(struct pack_check *c, struct lines *l, struct tar_reader *r,
    struct tar_entry *e, int more)
{
	const char *line;
	size_t len, seen = 0;
	int rc;

	while ((rc = next_line(l, &line, &len)) == 1) {
		if (more <= 0)
			break;
		if (seen++ == PACK_FILES_MAX) {
			problem(c, "more than %d files", PACK_FILES_MAX);
			return;
		}
		check_file(c, line, len, e);
		more = tar_next(r, e);
	}
	if (more < 0)
		problem(c,
		    "byte %zu: not what rasaudit writes: cut, damaged, "
		    "or packed anew",
		    r->at);
	else if (rc < 0)
		problem(c, "the manifest is cut or holds binary data");
	else if (rc == 1)
		problem(c,
		    "the pack ends before the manifest does: %.*s is "
		    "missing",
		    len > DIGEST_DIGITS + 2 && len < 200
			? (int)(len - DIGEST_DIGITS - 2)
			: 0,
		    len > DIGEST_DIGITS + 2 ? line + DIGEST_DIGITS + 2 : "");
	else if (more > 0)
		problem(c, "%s is in the pack and not in the manifest",
		    e->name);
	if (rc == 0 && more == 0 && seen == 0)
		problem(c, "the pack holds no file");
}

void
pack_verify(const uint8_t *data, size_t len, struct pack_check *c)
{
	struct tar_reader r = { .data = data, .len = len };
	struct tar_entry manifest, e = { .len = 0 }, sig = { .len = 0 };
	char by[DIGEST_SHA256_TEXT_MAX] = "";
	struct lines lines;
	int more = tar_next(&r, &manifest);

	c->problems = c->files = 0;
	c->has_signature = c->signature_good = false;
	if (more != 1 || strcmp(manifest.name, PACK_MANIFEST) != 0 ||
	    manifest.len > PACK_MANIFEST_MAX) {
		problem(c,
		    "it does not begin with a MANIFEST: no pack of "
		    "rasaudit's, or cut");
		return;
	}
	more = tar_next(&r, &e);
	if (more == 1 && strcmp(e.name, PACK_SIGNATURE) == 0) {
		c->has_signature = true;
		sig = e;
		more = tar_next(&r, &e);
	}
	lines = (struct lines){ .at = (const char *)manifest.data,
		.end = (const char *)manifest.data + manifest.len };
	if (read_head(c, &lines, by) != 0)
		return;
	check_signature(c, &manifest, c->has_signature ? &sig : NULL, by);
	check_files(c, &lines, &r, &e, more);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * anonymize.c - addresses and names of a report, replaced alike everywhere.
 */
#include <config.h>

#include <ctype.h>
#include <errno.h>
#include <gcrypt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/digest.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "report/anonymize.h"

#define BLOCK 16
#define LABEL_LETTERS 10
#define NAME_MAX_BYTES 1024 /* a longer name is not looked for in texts */
#define SECRET_FILE_MIN 16
#define SECRET_FILE_MAX 65536

struct anonymizer {
	gcry_cipher_hd_t cipher;
	uint8_t pad[BLOCK];
	uint8_t name_key[DIGEST_SHA256_BYTES];
};

int
anonymizer_new(struct anonymizer **out, const uint8_t *secret, struct err *e)
{
	uint8_t random[ANONYMIZE_SECRET_BYTES];
	struct anonymizer *a;

	if (!secret) {
		if (getrandom(random, sizeof(random), 0) !=
		    (ssize_t)sizeof(random))
			return err_set(e, errno ? -errno : -EIO,
			    "no random bytes for a secret: %s",
			    strerror(errno));
		secret = random;
	}
	a = xcalloc(1, sizeof(*a));
	if (gcry_cipher_open(&a->cipher, GCRY_CIPHER_AES128,
		GCRY_CIPHER_MODE_ECB, 0) != 0 ||
	    gcry_cipher_setkey(a->cipher, secret, BLOCK) != 0 ||
	    gcry_cipher_encrypt(a->cipher, a->pad, BLOCK, secret + BLOCK,
		BLOCK) != 0) {
		anonymizer_free(a);
		return err_set(e, -EIO, "libgcrypt gives no AES-128");
	}
	digest_sha256(secret, ANONYMIZE_SECRET_BYTES, a->name_key);
	*out = a;
	return 0;
}

int
anonymizer_new_file(struct anonymizer **out, const char *path, struct err *e)
{
	uint8_t secret[DIGEST_SHA256_BYTES];
	struct strbuf s;
	int error;

	strbuf_init(&s);
	error = text_read_file(&s, path, SECRET_FILE_MAX);
	if (error < 0) {
		err_set(e, error, "%s: %s", path, strerror(-error));
	} else if (s.len < SECRET_FILE_MIN) {
		error = err_set(e, -EINVAL,
		    "%s: a secret has %d bytes or more; make one with: "
		    "head -c 32 /dev/urandom",
		    path, SECRET_FILE_MIN);
	} else {
		digest_sha256(s.text, s.len, secret);
		error = anonymizer_new(out, secret, e);
	}
	strbuf_fini(&s);
	return error;
}

void
anonymizer_free(struct anonymizer *a)
{
	if (!a)
		return;
	gcry_cipher_close(a->cipher);
	free(a);
}

/*
 * Bit i of the result is bit i of the address, flipped by the first bit of
 * the cipher over its i leading bits, filled up with those of the pad (the
 * paper, section 3).
 */
static void
scramble(const struct anonymizer *a, uint8_t *bytes, size_t len)
{
	uint8_t blocks[128 * BLOCK];
	size_t bits = len * 8;

	for (size_t i = 0; i < bits; i++) {
		uint8_t *block = blocks + i * BLOCK;
		uint8_t mask = (uint8_t)(0xff00U >> (i % 8));

		memcpy(block, a->pad, BLOCK);
		memcpy(block, bytes, i / 8);
		block[i / 8] = (uint8_t)((bytes[i / 8] & mask) |
		    (a->pad[i / 8] & (uint8_t)~mask));
	}
	if (gcry_cipher_encrypt(a->cipher, blocks, bits * BLOCK, NULL, 0) != 0)
		abort(); /* whole blocks in place: it cannot fail */
	for (size_t i = 0; i < bits; i++)
		bytes[i / 8] ^=
		    (uint8_t)((blocks[i * BLOCK] >> 7) << (7 - i % 8));
}

struct addr
anonymizer_addr(const struct anonymizer *a, const struct addr *in)
{
	struct addr out = *in;

	if (addr_is_v4(in))
		scramble(a, out.b + 12, 4);
	else
		scramble(a, out.b, 16);
	return out;
}

void
anonymizer_name(const struct anonymizer *a, const char *name,
    struct strbuf *out)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	gcry_md_hd_t md;
	const uint8_t *mac;

	if (gcry_md_open(&md, GCRY_MD_SHA256, GCRY_MD_FLAG_HMAC) != 0 ||
	    gcry_md_setkey(md, a->name_key, sizeof(a->name_key)) != 0)
		abort(); /* digest_init() proved that it is there */
	for (; *name; name++) {
		char lower = (char)tolower((unsigned char)*name);

		gcry_md_write(md, &lower, 1);
	}
	mac = gcry_md_read(md, GCRY_MD_SHA256);
	strbuf_add(out, "name-");
	for (size_t i = 0; i < LABEL_LETTERS; i++)
		strbuf_add_char(out, letters[mac[i] % (sizeof(letters) - 1)]);
	gcry_md_close(md);
}

struct name_list {
	const char **names; /* sorted, case aside; the document's */
	size_t count, max;
	size_t longest;   /* NAME_MAX_BYTES at most */
	bool begins[256]; /* one of them begins with this byte */
};

static void
name_add(struct name_list *l, const char *name)
{
	size_t len;

	if (!name || !name[0])
		return;
	if (l->count == l->max) {
		l->max = l->max ? l->max * 2 : 64;
		l->names = xrealloc(l->names, l->max, sizeof(*l->names));
	}
	l->names[l->count++] = name;
	l->begins[tolower((unsigned char)name[0])] = true;
	len = strnlen(name, NAME_MAX_BYTES);
	if (len > l->longest)
		l->longest = len;
}

static void
name_add_cell(struct name_list *l, const struct doc_cell *c)
{
	if (c->type == DOC_NAME && !c->none)
		name_add(l, c->text);
}

static int
name_order(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

struct name_list *
name_list_new(const struct doc *d)
{
	struct name_list *l = xcalloc(1, sizeof(*l));

	for (size_t i = 0; i < d->hidden_count; i++)
		name_add(l, d->hidden[i]);
	for (const struct doc_section *s = d->sections; s; s = s->next)
		for (const struct doc_item *i = s->first; i; i = i->next) {
			const struct doc_table *t = &i->u.table;

			if (i->kind == DOC_ITEM_FACT)
				name_add_cell(l, &i->u.fact.cell);
			if (i->kind != DOC_ITEM_TABLE)
				continue;
			for (size_t k = 0; k < t->row_count * t->column_count;
			     k++)
				name_add_cell(l, &t->cells[k]);
		}
	if (l->count > 0)
		qsort(l->names, l->count, sizeof(*l->names), name_order);
	return l;
}

void
name_list_free(struct name_list *l)
{
	if (!l)
		return;
	free(l->names);
	free(l);
}

/* The bytes at the start of text that could be of an address. */
static size_t
address_run(const char *text)
{
	size_t run = 0;

	while (run < ADDR_TEXT_MAX - 1 && text[run] &&
	    strchr("0123456789abcdefABCDEF:.", text[run]))
		run++;
	return run;
}

/* The bytes of an address, and its length if it is a prefix, at the start of
 * text; 0: none is there. */
static size_t
address_at(const char *text, struct prefix *out)
{
	size_t run = address_run(text), part = 0, bits;
	struct addr a;

	/* No part of an address has five digits. */
	while (part < run && text[part] != '.' && text[part] != ':')
		part++;
	if (part > 4 || part == run)
		return 0;
	/* The form of IPv4 in IPv6, which is no address here: what follows
	 * is one. */
	if (strncasecmp(text, "::ffff:", 7) == 0 &&
	    memchr(text + 7, '.', run - 7))
		return 0;
	while (run > 1 && addr_parse(text, run, &a) < 0)
		run--;
	if (run <= 1)
		return 0;
	*out = prefix_of(&a, 128);
	bits = text[run] == '/' ? strspn(text + run + 1, "0123456789") : 0;
	if (bits < 1 || bits > 3)
		return run;
	if (prefix_parse(text, run + 1 + bits, out) < 0)
		return run;
	return run + 1 + bits;
}

static void
add_address(const struct anonymizer *a, const struct prefix *p,
    struct strbuf *out)
{
	struct addr changed = anonymizer_addr(a, &p->addr);
	struct prefix kept = prefix_of(&changed, p->bits);
	char text[PREFIX_TEXT_MAX];

	prefix_format(&kept, text);
	strbuf_add(out, text);
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' ||
	    (unsigned char)c >= 0x80;
}

/* A name of the list that is the first len bytes of text, or NULL. */
static const char *
name_find(const struct name_list *l, const char *text, size_t len)
{
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const char *name = l->names[mid];
		int order = strncasecmp(name, text, len);

		if (order == 0 && name[len] == '\0')
			return name;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* The bytes of a name of the list at the start of text, the longest that
 * ends with a word; 0: none is there. */
static size_t
name_at(const struct name_list *l, const char *text, bool dotted)
{
	unsigned char first = (unsigned char)tolower((unsigned char)text[0]);
	size_t best = 0;

	if (!l->begins[first])
		return 0;
	for (size_t len = 1; len <= l->longest && text[len - 1]; len++) {
		const char *name;

		if (is_word(text[len - 1]) && is_word(text[len]))
			continue;
		name = name_find(l, text, len);
		if (name && (!dotted || strchr(name, '.')))
			best = len;
	}
	return best;
}

static void
add_label(const struct anonymizer *a, const char *name, size_t len,
    struct strbuf *out)
{
	char *copy = xcalloc(len + 1, 1);

	memcpy(copy, name, len);
	anonymizer_name(a, copy, out);
	free(copy);
}

/* text with addresses and names replaced; true when there was an address. */
static bool
replace(const struct anonymizer *a, const struct name_list *l, bool names,
    bool dotted, const char *text, struct strbuf *out)
{
	bool found = false, inside = false; /* inside a word */
	struct prefix p;
	size_t n;

	while (*text) {
		n = address_at(text, &p);
		if (n > 0) {
			found = true;
			add_address(a, &p, out);
		} else if (names && !inside &&
		    (n = name_at(l, text, dotted)) > 0) {
			add_label(a, text, n, out);
		} else {
			n = 1;
			strbuf_add_char(out, *text);
		}
		inside = is_word(text[n - 1]);
		text += n;
	}
	return found;
}

void
anonymize_text(const struct anonymizer *a, const struct name_list *l,
    enum doc_type type, const char *text, struct strbuf *out)
{
	size_t start = out->len;

	if (type == DOC_NAME) {
		anonymizer_name(a, text, out);
	} else if (type == DOC_ADDRESS) {
		if (replace(a, l, false, false, text, out))
			return;
		out->len = start;
		if (out->text)
			out->text[start] = '\0';
		anonymizer_name(a, text, out);
	} else {
		replace(a, l, true, type != DOC_COMMAND, text, out);
	}
}

const char *
anonymize_quoted(const char **text, size_t *len)
{
	const char *first = strchr(*text, '"');
	const char *end;

	if (!first)
		return NULL;
	end = ++first;
	while (*end && *end != '"')
		end += end[0] == '\\' && end[1] ? 2 : 1;
	*len = (size_t)(end - first);
	*text = *end ? end + 1 : end;
	return first;
}

void
anonymize_rule(const struct anonymizer *a, const char *text, struct strbuf *out)
{
	const char *at = text, *quoted;
	size_t len;

	while ((quoted = anonymize_quoted(&at, &len)) != NULL) {
		char *plain = xcalloc((size_t)(quoted - text) + 1, 1);

		memcpy(plain, text, (size_t)(quoted - text));
		replace(a, NULL, false, false, plain, out);
		free(plain);
		add_label(a, quoted, len, out);
		text = quoted + len;
	}
	replace(a, NULL, false, false, text, out);
}

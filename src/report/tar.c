/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tar.c - the one form of ustar that packs have.
 *
 * An entry is read by writing its header anew from the name and the size in
 * it: what is not the same to the byte is refused, and with it every other
 * type of entry, path, owner and extension.
 */
#include <config.h>

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "report/tar.h"

/* Where the fields of a header are. */
enum {
	AT_NAME = 0,
	AT_MODE = 100,
	AT_UID = 108,
	AT_GID = 116,
	AT_SIZE = 124,
	AT_MTIME = 136,
	AT_CHECKSUM = 148,
	AT_TYPE = 156,
	AT_MAGIC = 257,
	SIZE_DIGITS = 11,
};

static const uint8_t zeros[TAR_BLOCK];

int
tar_check_name(const char *name, size_t len)
{
	if (len == 0 || len > TAR_NAME_MAX || name[0] == '.' ||
	    name[0] == '-' || name[0] == '_')
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		char c = name[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-')
			return -EINVAL;
	}
	return 0;
}

static void
put_text(uint8_t *block, size_t at, const char *text)
{
	memcpy(block + at, text, strlen(text));
}

static void
make_header(uint8_t block[static TAR_BLOCK], const char *name, uint64_t size)
{
	unsigned int sum = 0;
	char digits[32];

	memset(block, 0, TAR_BLOCK);
	put_text(block, AT_NAME, name);
	put_text(block, AT_MODE, "0000644");
	put_text(block, AT_UID, "0000000");
	put_text(block, AT_GID, "0000000");
	snprintf(digits, sizeof(digits), "%0*llo", SIZE_DIGITS,
	    (unsigned long long)size);
	put_text(block, AT_SIZE, digits);
	put_text(block, AT_MTIME, "00000000000");
	/* The checksum counts itself as spaces. */
	put_text(block, AT_CHECKSUM, "        ");
	block[AT_TYPE] = '0';
	memcpy(block + AT_MAGIC, "ustar\00000", 8);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += block[i];
	snprintf(digits, sizeof(digits), "%06o", sum);
	memcpy(block + AT_CHECKSUM, digits, 7);
}

static size_t
padding(size_t len)
{
	return (TAR_BLOCK - len % TAR_BLOCK) % TAR_BLOCK;
}

void
tar_write(FILE *out, const char *name, const void *data, size_t len)
{
	uint8_t block[TAR_BLOCK];

	make_header(block, name, len);
	fwrite(block, 1, sizeof(block), out);
	if (len > 0)
		fwrite(data, 1, len, out);
	fwrite(zeros, 1, padding(len), out);
}

void
tar_write_end(FILE *out)
{
	fwrite(zeros, 1, TAR_BLOCK, out);
	fwrite(zeros, 1, TAR_BLOCK, out);
}

static int
parse_size(const uint8_t *digits, uint64_t *out)
{
	uint64_t size = 0;

	for (size_t i = 0; i < SIZE_DIGITS; i++) {
		if (digits[i] < '0' || digits[i] > '7')
			return -EINVAL;
		size = size * 8 + (uint64_t)(digits[i] - '0');
	}
	*out = size;
	return 0;
}

static bool
is_end(const struct tar_reader *r)
{
	return r->len - r->at == 2 * TAR_BLOCK &&
	    memcmp(r->data + r->at, zeros, TAR_BLOCK) == 0 &&
	    memcmp(r->data + r->at + TAR_BLOCK, zeros, TAR_BLOCK) == 0;
}

int
tar_next(struct tar_reader *r, struct tar_entry *out)
{
	const uint8_t *header = r->data + r->at;
	uint8_t expected[TAR_BLOCK];
	size_t name_len, left;
	uint64_t size;

	if (is_end(r))
		return 0;
	if (r->len - r->at < TAR_BLOCK)
		return -EINVAL;
	left = r->len - r->at - TAR_BLOCK;
	name_len = strnlen((const char *)header, TAR_NAME_MAX + 1);
	if (tar_check_name((const char *)header, name_len) != 0 ||
	    parse_size(header + AT_SIZE, &size) != 0 || size > left ||
	    padding((size_t)size) > left - size)
		return -EINVAL;
	memcpy(out->name, header, name_len);
	out->name[name_len] = '\0';
	make_header(expected, out->name, size);
	out->data = header + TAR_BLOCK;
	out->len = (size_t)size;
	if (memcmp(header, expected, TAR_BLOCK) != 0 ||
	    memcmp(out->data + out->len, zeros, padding(out->len)) != 0)
		return -EINVAL;
	r->at += TAR_BLOCK + out->len + padding(out->len);
	return 1;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * capture_forge.c - captures for tests, sound and broken, byte by byte.
 */
#include <config.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "capture_forge.h"

#define GZIP_WINDOW_BITS (15 + 16)

void
forge_fini(struct forge *f)
{
	free(f->data);
	*f = (struct forge){ .data = NULL };
}

/* n more bytes at the end, to be filled. */
static uint8_t *
extend(struct forge *f, size_t n)
{
	uint8_t *at;

	if (n > f->room - f->len) {
		f->room = (f->room + n) * 2;
		f->data = realloc(f->data, f->room);
		ck_assert_ptr_nonnull(f->data);
	}
	at = f->data + f->len;
	f->len += n;
	return at;
}

void
forge_add(struct forge *f, const void *data, size_t len)
{
	if (len > 0)
		memcpy(extend(f, len), data, len);
}

static void
add_number(struct forge *f, uint64_t value, unsigned int width)
{
	uint8_t *at = extend(f, width);

	for (unsigned int i = 0; i < width; i++) {
		unsigned int byte = f->big ? width - 1 - i : i;

		at[i] = (uint8_t)(value >> 8 * byte);
	}
}

static void
add_counting(struct forge *f, size_t n)
{
	for (size_t i = 1; i <= n; i++)
		*extend(f, 1) = (uint8_t)i;
}

static void
add_word(struct forge *f, char letter, uint64_t value)
{
	static const char widths[] = "bhwq";
	const char *width = strchr(widths, letter);

	if (letter == 'z')
		memset(extend(f, value), 0, value);
	else if (letter == 'd')
		add_counting(f, value);
	else if (width)
		add_number(f, value, 1U << (width - widths));
	else
		ck_abort_msg("no word of a script: %c", letter);
}

void
forge_script(struct forge *f, const char *script)
{
	while (*script) {
		char letter = *script++;
		char *end;

		if (letter == '<' || letter == '>') {
			f->big = letter == '>';
		} else if (letter != ' ') {
			add_word(f, letter, strtoull(script, &end, 0));
			ck_assert_ptr_ne(end, script);
			script = end;
		}
	}
}

static size_t
pack_gzip(uint8_t *out, size_t room, const void *data, size_t len)
{
	z_stream z = { .next_out = out, .avail_out = (uInt)room };

	/* zlib does not write there; its type says so only with ZLIB_CONST. */
	memcpy(&z.next_in, &data, sizeof(z.next_in));
	z.avail_in = (uInt)len;
	ck_assert_int_eq(deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED,
			     GZIP_WINDOW_BITS, 8, Z_DEFAULT_STRATEGY),
	    Z_OK);
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return room - z.avail_out;
}

static size_t
pack_zstd(uint8_t *out, size_t room, const void *data, size_t len)
{
	ZSTD_CCtx *ctx = ZSTD_createCCtx();
	size_t n;

	ck_assert_ptr_nonnull(ctx);
	ZSTD_CCtx_setParameter(ctx, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(ctx, out, room, data, len);
	ZSTD_freeCCtx(ctx);
	ck_assert(!ZSTD_isError(n));
	return n;
}

static size_t
pack_lz4(uint8_t *out, size_t room, const void *data, size_t len)
{
	LZ4F_preferences_t p = { .frameInfo.contentChecksumFlag = 1 };
	size_t n = LZ4F_compressFrame(out, room, data, len, &p);

	ck_assert(!LZ4F_isError(n));
	return n;
}

static size_t
pack_xz(uint8_t *out, size_t room, const void *data, size_t len)
{
	size_t at = 0;

	ck_assert_int_eq(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL,
			     data, len, out, &at, room),
	    LZMA_OK);
	return at;
}

static const struct {
	const char *name;
	size_t (*pack)(uint8_t *out, size_t room, const void *data, size_t len);
} codecs[FORGE_CODEC_COUNT] = {
	[FORGE_GZIP] = { "gzip", pack_gzip },
	[FORGE_ZSTD] = { "zstd", pack_zstd },
	[FORGE_LZ4] = { "lz4", pack_lz4 },
	[FORGE_XZ] = { "xz", pack_xz },
};

const char *
forge_codec_name(enum forge_codec codec)
{
	return codecs[codec].name;
}

void
forge_pack(struct forge *out, enum forge_codec codec, const void *data,
    size_t len)
{
	size_t room = len + len / 8 + 65536; /* more than any of them adds */
	uint8_t *at;

	if (codec == FORGE_PLAIN) {
		forge_add(out, data, len);
		return;
	}
	at = extend(out, room);
	out->len -= room;
	out->len += codecs[codec].pack(at, room, data, len);
}

char *
forge_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	char *path;

	ck_assert_int_gt(asprintf(&path, "%s/rasaudit-XXXXXX",
			     tmp ? tmp : "/tmp"),
	    0);
	ck_assert_ptr_nonnull(mkdtemp(path));
	return path;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
forge_folder_remove(const char *path)
{
	ck_assert_int_eq(nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

char *
forge_write(const struct forge *f, const char *folder, const char *name)
{
	char *path;
	FILE *file;

	ck_assert_int_gt(asprintf(&path, "%s/%s", folder, name), 0);
	file = fopen(path, "wb");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(f->len ? fwrite(f->data, 1, f->len, file) : 0,
	    f->len);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

char *
forge_write_script(const char *script, const char *folder, const char *name)
{
	struct forge f = { .data = NULL };
	char *path;

	forge_script(&f, script);
	path = forge_write(&f, folder, name);
	forge_fini(&f);
	return path;
}

/* Look at every byte, so that a bad pointer is noticed. */
static void
touch(const struct frame *f)
{
	unsigned int sum = 0;

	for (uint32_t i = 0; i < f->cap_len; i++)
		sum += ((const volatile uint8_t *)f->data)[i];
	ck_assert_uint_le(sum, 255U * f->cap_len);
	ck_assert_uint_le(f->cap_len, f->wire_len);
	ck_assert_uint_le(f->cap_len, FRAME_CAP_MAX);
	ck_assert_uint_le(f->time_us, FRAME_TIME_MAX_US);
}

struct forge_reading
forge_read(const char *path)
{
	struct forge_reading r = { .err.code = 0 };
	struct capture *c;

	r.opened = capture_open(&c, path, &r.err);
	if (r.opened < 0)
		return r;
	while ((r.ended = capture_next(c, &r.last, &r.err)) > 0)
		touch(&r.last);
	r.stats = *capture_stats(c);
	r.offset = capture_offset(c);
	snprintf(r.format, sizeof(r.format), "%s", capture_format(c));
	/* The end is the end. */
	ck_assert_int_eq(capture_next(c, &r.last, &r.err), r.ended);
	r.last.data = NULL;
	capture_close(c);
	return r;
}

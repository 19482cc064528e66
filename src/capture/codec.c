/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * codec.c - gzip, zstd, lz4 and xz behind one interface.
 */
#define ZLIB_CONST /* const input pointers */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "capture/codec.h"

#define GZIP_WINDOW_BITS (15 + 16) /* the largest, and a gzip header */
#define ZSTD_WINDOW_LOG 27         /* of CODEC_WINDOW_MAX */
#define ZSTD_MAGIC_BYTES 4
#define ZSTD_BLOCK_HEADER 3 /* bytes; RFC 8878 section 3.1.1.2 */
#define LZ4_BLOCK_HEADER 4  /* bytes; lz4_Frame_format.md */
#define XZ_OVERHEAD ((size_t)1 << 20)

_Static_assert((size_t)1 << ZSTD_WINDOW_LOG == CODEC_WINDOW_MAX,
    "zstd counts the window as a power of two");

/* gzip: RFC 1952 */

struct gzip {
	z_stream z;
	bool between;
};

static int
gzip_open(void **state)
{
	struct gzip *g = calloc(1, sizeof(*g));

	if (!g)
		return -ENOMEM;
	if (inflateInit2(&g->z, GZIP_WINDOW_BITS) != Z_OK) {
		free(g);
		return -ENOMEM;
	}
	*state = g;
	return 0;
}

static void
gzip_close(void *state)
{
	struct gzip *g = state;

	inflateEnd(&g->z);
	free(g);
}

/* A file may be padded with zeros after a member, as gzip(1) allows. */
static size_t
zeros(const uint8_t *data, size_t len)
{
	size_t n = 0;

	while (n < len && data[n] == 0)
		n++;
	return n;
}

static enum codec_status
gzip_inflate(struct gzip *g, struct codec_io *io)
{
	size_t skipped = io->in_used;
	int rc;

	g->z.next_in = io->in + skipped;
	g->z.avail_in = (uInt)(io->in_len - skipped);
	g->z.next_out = io->out;
	g->z.avail_out = (uInt)io->out_len;
	rc = inflate(&g->z, Z_NO_FLUSH);
	io->in_used = io->in_len - g->z.avail_in;
	io->out_made = io->out_len - g->z.avail_out;

	if (rc == Z_STREAM_END) {
		g->between = true;
		return CODEC_BETWEEN;
	}
	if (rc == Z_OK || rc == Z_BUF_ERROR)
		return CODEC_INSIDE;
	if (rc == Z_MEM_ERROR)
		return CODEC_NO_MEMORY;
	io->reason = g->z.msg ? g->z.msg : zError(rc);
	return CODEC_DAMAGED;
}

static enum codec_status
gzip_run(void *state, struct codec_io *io)
{
	struct gzip *g = state;

	if (g->between) {
		io->in_used = zeros(io->in, io->in_len);
		if (io->in_used == io->in_len)
			return CODEC_BETWEEN;
		inflateReset(&g->z);
		g->between = false;
	}
	return gzip_inflate(g, io);
}

/*
 * zstd and lz4 do not tell what a call made before it met a damage.  So they
 * are fed no more than they ask for, less the header of the block after: a
 * call then holds one block at most, and no good block is lost.
 */
static size_t
feed(size_t have, size_t asked, size_t next_header)
{
	size_t n = asked > next_header ? asked - next_header : asked;

	return n < have ? n : have;
}

/* zstd: RFC 8878 */

struct zstd {
	ZSTD_DCtx *ctx;
	size_t asked; /* bytes it wants next */
};

static int
zstd_open(void **state)
{
	struct zstd *z = calloc(1, sizeof(*z));

	if (!z)
		return -ENOMEM;
	z->ctx = ZSTD_createDCtx();
	if (!z->ctx) {
		free(z);
		return -ENOMEM;
	}
	ZSTD_DCtx_setParameter(z->ctx, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
	z->asked = ZSTD_MAGIC_BYTES;
	*state = z;
	return 0;
}

static void
zstd_close(void *state)
{
	struct zstd *z = state;

	ZSTD_freeDCtx(z->ctx);
	free(z);
}

static enum codec_status
zstd_run(void *state, struct codec_io *io)
{
	struct zstd *z = state;
	ZSTD_inBuffer in = { .src = io->in,
		.size = feed(io->in_len, z->asked, ZSTD_BLOCK_HEADER) };
	ZSTD_outBuffer out = { .dst = io->out, .size = io->out_len };
	size_t rc = ZSTD_decompressStream(z->ctx, &out, &in);

	io->in_used = in.pos;
	io->out_made = out.pos;
	if (!ZSTD_isError(rc)) {
		z->asked = rc ? rc : ZSTD_MAGIC_BYTES;
		return rc ? CODEC_INSIDE : CODEC_BETWEEN;
	}

	switch (ZSTD_getErrorCode(rc)) {
	case ZSTD_error_frameParameter_windowTooLarge:
		return CODEC_TOO_WIDE;
	case ZSTD_error_memory_allocation:
		return CODEC_NO_MEMORY;
	default:
		io->reason = ZSTD_getErrorName(rc);
		return CODEC_DAMAGED;
	}
}

/* lz4: the frame format.  Its blocks are at most 4 MiB. */

struct lz4 {
	LZ4F_dctx *ctx;
	size_t asked; /* bytes it wants next */
};

static int
lz4_open(void **state)
{
	struct lz4 *z = calloc(1, sizeof(*z));

	if (!z)
		return -ENOMEM;
	if (LZ4F_isError(LZ4F_createDecompressionContext(&z->ctx,
		LZ4F_VERSION))) {
		free(z);
		return -ENOMEM;
	}
	z->asked = LZ4F_MIN_SIZE_TO_KNOW_HEADER_LENGTH;
	*state = z;
	return 0;
}

static void
lz4_close(void *state)
{
	struct lz4 *z = state;

	LZ4F_freeDecompressionContext(z->ctx);
	free(z);
}

static enum codec_status
lz4_run(void *state, struct codec_io *io)
{
	struct lz4 *z = state;
	size_t made = io->out_len;
	size_t used = feed(io->in_len, z->asked, LZ4_BLOCK_HEADER);
	size_t rc =
	    LZ4F_decompress(z->ctx, io->out, &made, io->in, &used, NULL);

	if (LZ4F_isError(rc)) {
		io->reason = LZ4F_getErrorName(rc);
		return CODEC_DAMAGED;
	}
	io->in_used = used;
	io->out_made = made;
	z->asked = rc ? rc : LZ4F_MIN_SIZE_TO_KNOW_HEADER_LENGTH;
	return rc ? CODEC_INSIDE : CODEC_BETWEEN;
}

/* xz: the .xz file format 1.1 */

static int
xz_open(void **state)
{
	lzma_stream *z = calloc(1, sizeof(*z));

	if (!z)
		return -ENOMEM;
	if (lzma_stream_decoder(z, CODEC_WINDOW_MAX + XZ_OVERHEAD,
		LZMA_CONCATENATED) != LZMA_OK) {
		free(z);
		return -ENOMEM;
	}
	*state = z;
	return 0;
}

static void
xz_close(void *state)
{
	lzma_stream *z = state;

	lzma_end(z);
	free(z);
}

/* What the codes of lzma_code() mean here; damages carry a reason. */
static const struct {
	lzma_ret code;
	enum codec_status status;
	const char *reason;
} xz_results[] = {
	{ LZMA_OK, CODEC_INSIDE, NULL },
	{ LZMA_BUF_ERROR, CODEC_INSIDE, NULL }, /* it wants more input */
	{ LZMA_STREAM_END, CODEC_BETWEEN, NULL },
	{ LZMA_MEMLIMIT_ERROR, CODEC_TOO_WIDE, NULL },
	{ LZMA_MEM_ERROR, CODEC_NO_MEMORY, NULL },
	{ LZMA_FORMAT_ERROR, CODEC_DAMAGED, "no xz stream" },
	{ LZMA_OPTIONS_ERROR, CODEC_DAMAGED, "unknown filter or flag" },
	{ LZMA_DATA_ERROR, CODEC_DAMAGED, "corrupt data or wrong check" },
};

static enum codec_status
xz_run(void *state, struct codec_io *io)
{
	lzma_stream *z = state;
	lzma_ret rc;

	z->next_in = io->in;
	z->avail_in = io->in_len;
	z->next_out = io->out;
	z->avail_out = io->out_len;
	rc = lzma_code(z, io->in_last ? LZMA_FINISH : LZMA_RUN);
	io->in_used = io->in_len - z->avail_in;
	io->out_made = io->out_len - z->avail_out;

	for (size_t i = 0; i < sizeof(xz_results) / sizeof(*xz_results); i++) {
		if (xz_results[i].code == rc) {
			io->reason = xz_results[i].reason;
			return xz_results[i].status;
		}
	}
	io->reason = "unknown result of the decoder";
	return CODEC_DAMAGED;
}

static const struct codec codecs[] = {
	{ "gzip", { 0x1f, 0x8b }, { 0xff, 0xff }, gzip_open, gzip_close,
	    gzip_run },
	{ "zstd", { 0x28, 0xb5, 0x2f, 0xfd }, { 0xff, 0xff, 0xff, 0xff },
	    zstd_open, zstd_close, zstd_run },
	/* A skippable frame first, as pzstd writes (RFC 8878 section 3.1.2). */
	{ "zstd", { 0x50, 0x2a, 0x4d, 0x18 }, { 0xf0, 0xff, 0xff, 0xff },
	    zstd_open, zstd_close, zstd_run },
	{ "lz4", { 0x04, 0x22, 0x4d, 0x18 }, { 0xff, 0xff, 0xff, 0xff },
	    lz4_open, lz4_close, lz4_run },
	{ "xz", { 0xfd, '7', 'z', 'X', 'Z', 0x00 },
	    { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, xz_open, xz_close, xz_run },
};

static bool
magic_matches(const struct codec *c, const uint8_t *head, size_t len)
{
	for (size_t i = 0; i < CODEC_MAGIC_MAX && c->mask[i]; i++) {
		if (i >= len || (head[i] & c->mask[i]) != c->magic[i])
			return false;
	}
	return true;
}

const struct codec *
codec_find(const uint8_t *head, size_t len)
{
	for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++) {
		if (magic_matches(&codecs[i], head, len))
			return &codecs[i];
	}
	return NULL;
}

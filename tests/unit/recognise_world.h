/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recognise_world.h - messages written byte by byte, views of them, and what
 * holds for every recogniser.
 */
#ifndef TESTS_RECOGNISE_WORLD_H
#define TESTS_RECOGNISE_WORLD_H

#include <check.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "inspect/recognise.h"

#define BYTES_MAX 4096

enum end { CLIENT, SERVER };

struct bytes {
	uint8_t data[BYTES_MAX];
	size_t len;
};

void put_u8(struct bytes *b, unsigned int value);
void put_u16(struct bytes *b, unsigned int value);
void put_u24(struct bytes *b, unsigned int value);
void put_u32(struct bytes *b, uint32_t value);
void put_u32_le(struct bytes *b, uint32_t value);
void put_fill(struct bytes *b, size_t count, unsigned int value);
void put_text(struct bytes *b, const char *text);
void put_bytes(struct bytes *b, const uint8_t *data, size_t len);
/* "16 0301 00a5": spaces are free. */
void put_hex(struct bytes *b, const char *hex);
/* Room for a length of so many bytes, to be closed with what it covers. */
size_t put_open(struct bytes *b, size_t width);
void put_close(struct bytes *b, size_t place, size_t width);
struct bytes bytes_hex(const char *hex);
struct bytes bytes_text(const char *text);

/* A view whose beginning was seen, of what each end sent; NULL is nothing.
 * In UDP each is one datagram. */
struct inspect_view view_of(uint8_t proto, const struct bytes *client,
    const struct bytes *server);
/* One end's bytes only. */
struct inspect_view view_end(uint8_t proto, enum end end,
    const struct bytes *b);
/* The same, its beginning not seen. */
struct inspect_view view_middle(uint8_t proto, enum end end,
    const struct bytes *b);
/* Put another datagram behind those of an end. */
void view_add(struct inspect_view *view, enum end end, const struct bytes *b);

enum inspect_match match_of(const struct inspect_view *view,
    enum inspect_app app);
enum inspect_strength strength_of(const struct inspect_view *view,
    enum inspect_app app);

/*
 * What holds for a whole opening message of an application: it matches, and
 * nothing else does; no beginning of it is a NO, or matches anything else;
 * with any bit turned it may be anything, but not another application.
 */
void expect_genuine(uint8_t proto, enum end end, enum inspect_app app,
    const struct bytes *b);
/* Nothing at all matches it, and app rejects it. */
void expect_stranger(uint8_t proto, enum end end, enum inspect_app app,
    const struct bytes *b);

/* Run them as a suite; what main returns. */
int run_tests(const char *name, const TTest *const *tests, size_t count);

/* Marsaglia's xorshift, 64 bits; *state is not 0. */
uint64_t next_random(uint64_t *state);
void fill_random(struct bytes *b, size_t len, uint64_t *state);

#endif

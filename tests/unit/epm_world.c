/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * epm_world.c - what goes to and fro at port 135.
 */
#include <config.h>

#include "epm_world.h"

const char epm_iface_asked[] = "78573412 3412cdab ef000123 456789ab 0100";
const char epm_iface_other[] = "35425100 06 4bd111 ab04 00c04fc2dcd2 0400";

/* Endpoint mapper, NDR, NDR64: little-endian and big-endian. */
static const char *const mapper[] = {
	"0883afe1 1f5d c911 91a408002b14a0fa",
	"e1af8308 5d1f 11c9 91a408002b14a0fa",
};
static const char *const ndr[] = {
	"045d888a eb1c c911 9fe808002b104860",
	"8a885d04 1ceb 11c9 9fe808002b104860",
};
static const char *const ndr64[] = {
	"33057171 babe 3749 8319b5dbef9ccc36",
	"71710533 beba 4937 8319b5dbef9ccc36",
};

static void
put_number(struct bytes *b, struct epm_style s, uint64_t value, size_t width)
{
	for (size_t i = 0; i < width; i++)
		put_u8(b,
		    value >> 8 * (s.big_endian ? width - 1 - i : i) & 0xff);
}

static void
put_align(struct bytes *b, size_t to)
{
	while (b->len % to != 0)
		put_u8(b, 0xaa);
}

/* A size or a pointer. */
static void
put_size(struct bytes *b, struct epm_style s, uint32_t value)
{
	put_align(b, s.ndr64 ? 8 : 4);
	put_number(b, s, value, s.ndr64 ? 8 : 4);
}

static void
put_int(struct bytes *b, struct epm_style s, uint32_t value)
{
	put_align(b, 4);
	put_number(b, s, value, 4);
}

void
put_pdu(struct bytes *b, struct epm_style s, unsigned int type,
    unsigned int flags, uint32_t call, const struct bytes *body)
{
	put_hex(b, "0500");
	put_u8(b, type);
	put_u8(b, flags);
	put_hex(b, s.big_endian ? "00000000" : "10000000");
	put_number(b, s, 16 + body->len, 2);
	put_number(b, s, 0, 2);
	put_number(b, s, call, 4);
	put_bytes(b, body->data, body->len);
}

static void
put_syntax(struct bytes *b, struct epm_style s)
{
	put_hex(b, s.ndr64 ? ndr64[s.big_endian] : ndr[s.big_endian]);
	put_number(b, s, s.ndr64 ? 1 : 2, 4);
}

void
put_bind(struct bytes *b, struct epm_style s, unsigned int type, uint32_t call)
{
	struct bytes body = bytes_hex("16d0 16d0 00000000 02 000000");

	put_number(&body, s, 1, 2);
	put_hex(&body, "01 00 00112233 4455 6677 8899aabbccddeeff");
	put_number(&body, s, 1, 4);
	put_syntax(&body, s);
	put_number(&body, s, 5, 2);
	put_hex(&body, "02 00");
	put_hex(&body, mapper[s.big_endian]);
	put_number(&body, s, 3, 4);
	put_syntax(&body, s);
	put_hex(&body, "2c1cb76c 1298 4045 0300 000000000000 01000000");
	put_pdu(b, s, type, EPM_WHOLE, call, &body);
}

void
put_bind_answer(struct bytes *b, struct epm_style s, unsigned int type,
    uint32_t call, bool accepted)
{
	struct bytes body = bytes_hex("16d0 16d0 00000001");

	put_number(&body, s, 4, 2);
	put_hex(&body, "31333500 0000 02 000000"); /* "135", alignment */
	for (int i = 0; i < 2; i++) {
		put_number(&body, s, accepted ? 0 : 2, 2);
		put_number(&body, s, 0, 2);
		if (accepted)
			put_syntax(&body, s);
		else
			put_fill(&body, 20, 0);
	}
	put_pdu(b, s, type, EPM_WHOLE, call, &body);
}

/* Towers are little-endian but for ports and addresses. */
static void
put_tower(struct bytes *b, struct epm_style s, const struct epm_tower *t)
{
	struct bytes tower = bytes_hex("0500 1300 0d");

	put_hex(&tower, t->iface);
	put_hex(&tower, "0200 0000 1300 0d");
	put_hex(&tower, ndr[0]);
	put_hex(&tower, "0200 0200 0000  0100 0b 0200 0000  0100");
	put_u8(&tower, t->transport);
	put_hex(&tower, "0200");
	put_u16(&tower, t->port);
	put_hex(&tower, "0100 09 0400");
	put_bytes(&tower, t->address, 4);
	put_size(b, s, (uint32_t)tower.len);
	put_int(b, s, (uint32_t)tower.len);
	put_bytes(b, tower.data, tower.len);
}

void
put_map(struct bytes *b, struct epm_style s, unsigned int context,
    uint32_t call, const char *iface)
{
	struct epm_tower t = { .iface = iface, .transport = 7 };
	struct bytes body = { .len = 0 }, stub = { .len = 0 };

	put_size(&stub, s, 1); /* an object */
	put_fill(&stub, 16, 0);
	put_size(&stub, s, 2);
	put_tower(&stub, s, &t);
	put_align(&stub, 4);
	put_fill(&stub, 20, 0);
	put_int(&stub, s, 4);
	put_number(&body, s, stub.len, 4);
	put_number(&body, s, context, 2);
	put_number(&body, s, 3, 2);
	put_bytes(&body, stub.data, stub.len);
	put_pdu(b, s, EPM_REQUEST, EPM_WHOLE, call, &body);
}

struct bytes
epm_answer(struct epm_style s, const struct epm_tower *towers,
    unsigned int count, uint32_t status)
{
	struct bytes stub = { .len = 0 };

	put_fill(&stub, 20, 0);
	put_int(&stub, s, count);
	put_size(&stub, s, count > 4 ? count : 4);
	put_size(&stub, s, 0);
	put_size(&stub, s, count);
	for (unsigned int i = 0; i < count; i++)
		put_size(&stub, s, 3 + i);
	for (unsigned int i = 0; i < count; i++)
		put_tower(&stub, s, &towers[i]);
	put_int(&stub, s, status);
	return stub;
}

void
put_answer(struct bytes *b, struct epm_style s, uint32_t call,
    const struct bytes *arguments)
{
	struct bytes body = { .len = 0 };

	put_number(&body, s, arguments->len, 4);
	put_number(&body, s, 5, 2);
	put_hex(&body, "0000");
	put_bytes(&body, arguments->data, arguments->len);
	put_pdu(b, s, EPM_RESPONSE, EPM_WHOLE, call, &body);
}

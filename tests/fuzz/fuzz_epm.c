/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_epm.c - any segments as those of connections to port 135 and 53.
 *
 * The first byte tells the port.  Each step is a kind (one byte: the side,
 * out of order, cut), for one out of order by how many bytes (one), a length
 * (two) and the bytes.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "inspect/follow.h"
#include "packet/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum kind { KIND_SIDE = 1, KIND_MOVED = 2, KIND_CUT = 4 };

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
take_message(void *arg, unsigned int side, const uint8_t *message, size_t len,
    size_t wire_len)
{
	unsigned int *count = arg;

	check(side < 2 && len > 0 && len <= wire_len);
	*count += message[len - 1];
}

static void
take_port(void *arg, const struct epm_port *port)
{
	(void)arg;
	check(port->port != 0);
	check(addr_is_v4(&port->server));
}

static void
step(struct cursor *c, struct follow_pool *pool, struct follow *f,
    uint32_t seq[2])
{
	unsigned int count = 0;
	const struct follow_sink sink = { take_message, take_port, &count };
	uint8_t kind = cursor_u8(c);
	unsigned int side = kind & KIND_SIDE;
	uint32_t at = seq[side];
	struct cursor bytes;
	size_t visible;
	uint8_t *exact;

	if (kind & KIND_MOVED)
		at = at + cursor_u8(c) - 128;
	bytes = cursor_sub(c, cursor_u16(c));
	visible = kind & KIND_CUT ? bytes.len / 2 : bytes.len;
	exact = malloc(visible > 0 ? visible : 1);
	check(exact != NULL);
	if (visible > 0)
		memcpy(exact, bytes.data, visible);
	follow_segment(pool, f, side, at, exact, visible, bytes.len, &sink);
	free(exact);
	seq[side] = at + (uint32_t)bytes.len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct follow_pool *pool;
	struct cursor c = cursor_of(data, size);
	uint8_t head = cursor_u8(&c);
	uint32_t seq[2] = { 0xffffff80U, 1000 };
	struct follow *f;

	if (!pool)
		check(follow_pool_new(&pool, 1) == 0);
	f = follow_take(pool, head & 1 ? FOLLOW_DNS : FOLLOW_EPM, 0);
	check(f != NULL);
	if (head & 2) {
		follow_start(f, 0, seq[0]);
		follow_start(f, 1, seq[1]);
	}
	while (cursor_left(&c) > 0 && !c.failed)
		step(&c, pool, f, seq);
	follow_give(pool, f);
	return 0;
}

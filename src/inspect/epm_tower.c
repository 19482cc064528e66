/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * epm_tower.c - the arguments of ept_map, and the protocol towers in them.
 */
#include <config.h>

#include <string.h>

#include "inspect/epm_tower.h"

#define HANDLE_BYTES 20
#define TOWERS_MAX 500 /* MS-RPCE: the range of max_towers */
#define TOWER_MAX 2000 /* bytes; those of TCP have 75 */

/* Protocol identifiers of floors, C706 appendix I. */
enum floor_id {
	FLOOR_TCP = 0x07,
	FLOOR_IP = 0x09,
	FLOOR_CONNECTION = 0x0b, /* ncacn */
	FLOOR_UUID = 0x0d,
};

struct syntax {
	struct epm_uuid uuid;
	uint32_t version;
	enum epm_encoding encoding;
};

/* MS-RPCE 2.2.4.12 and C706 appendix N. */
static const struct syntax syntaxes[] = {
	{ { { 0x8a, 0x88, 0x5d, 0x04, 0x1c, 0xeb, 0x11, 0xc9, 0x9f, 0xe8, 0x08,
	      0x00, 0x2b, 0x10, 0x48, 0x60 } },
	    2, EPM_NDR },
	{ { { 0x71, 0x71, 0x05, 0x33, 0xbe, 0xba, 0x49, 0x37, 0x83, 0x19, 0xb5,
	      0xdb, 0xef, 0x9c, 0xcc, 0x36 } },
	    1, EPM_NDR64 },
};

uint16_t
epm_u16(struct part *p, bool big_endian)
{
	return big_endian ? part_u16(p) : part_u16_le(p);
}

uint32_t
epm_u32(struct part *p, bool big_endian)
{
	return big_endian ? part_u32(p) : part_u32_le(p);
}

struct epm_uuid
epm_uuid_read(struct part *p, bool big_endian)
{
	uint32_t low = epm_u32(p, big_endian);
	uint16_t mid = epm_u16(p, big_endian), high = epm_u16(p, big_endian);
	const uint8_t *rest = part_bytes(p, 8);
	struct epm_uuid u = { { (uint8_t)(low >> 24), (uint8_t)(low >> 16),
	    (uint8_t)(low >> 8), (uint8_t)low, (uint8_t)(mid >> 8),
	    (uint8_t)mid, (uint8_t)(high >> 8), (uint8_t)high } };

	if (rest)
		memcpy(u.b + 8, rest, 8);
	return u;
}

enum epm_encoding
epm_encoding_of(const struct epm_uuid *uuid, uint32_t version)
{
	for (size_t i = 0; i < sizeof(syntaxes) / sizeof(syntaxes[0]); i++)
		if (memcmp(uuid, &syntaxes[i].uuid, sizeof(*uuid)) == 0 &&
		    version == syntaxes[i].version)
			return syntaxes[i].encoding;
	return EPM_NONE;
}

/* Arguments in one encoding. */
struct stub {
	struct part *p;
	enum epm_encoding encoding;
	bool big_endian;
};

static void
align(struct part *p, size_t to)
{
	part_skip(p, (to - p->c.pos % to) % to);
}

static uint32_t
read_u32(struct stub *s)
{
	align(s->p, 4);
	return epm_u32(s->p, s->big_endian);
}

/* A size or a pointer: 4 bytes in NDR, 8 in NDR64; too large ones refuse. */
static uint32_t
read_size(struct stub *s)
{
	uint32_t low, high;

	if (s->encoding == EPM_NDR)
		return read_u32(s);
	align(s->p, 8);
	low = epm_u32(s->p, s->big_endian);
	high = epm_u32(s->p, s->big_endian);
	if (s->big_endian ? low != 0 : high != 0)
		part_refuse(s->p);
	return s->big_endian ? high : low;
}

/* A referent, of which only whether it is NULL matters. */
static bool
read_pointer(struct stub *s)
{
	uint32_t a, b = 0;

	align(s->p, s->encoding == EPM_NDR ? 4 : 8);
	a = epm_u32(s->p, s->big_endian);
	if (s->encoding == EPM_NDR64)
		b = epm_u32(s->p, s->big_endian);
	return part_ok(s->p) && (a | b) != 0;
}

/* twr_t: a conformant structure. */
static struct part
read_tower(struct stub *s)
{
	uint32_t most = read_size(s), len = read_u32(s);

	if (part_ok(s->p) && (most != len || len > TOWER_MAX))
		part_refuse(s->p);
	return part_sub(s->p, part_ok(s->p) ? len : 0);
}

/* A floor is two runs of bytes with their lengths, which are little-endian
 * whatever the PDU is. */
struct floor {
	struct part left, right;
	uint8_t id;
};

static struct floor
read_floor(struct part *tower)
{
	struct floor f;

	f.left = part_sub(tower, part_u16_le(tower));
	f.right = part_sub(tower, part_u16_le(tower));
	f.id = part_u8(&f.left);
	part_join(tower, &f.left);
	return f;
}

static struct epm_interface
read_interface(struct part *tower)
{
	struct floor f = read_floor(tower);
	struct epm_interface in = { .uuid = epm_uuid_read(&f.left, false) };

	in.version = part_u16_le(&f.left);
	if (part_ok(tower) && (f.id != FLOOR_UUID || !part_ok(&f.left)))
		part_refuse(tower);
	return in;
}

/* A tower of five floors: interface, encoding, RPC over connections, TCP,
 * IP.  False, and no contradiction, for those of other protocols. */
static bool
read_tcp_tower(struct part *tower, struct epm_port *out)
{
	uint16_t floors = part_u16_le(tower);
	struct floor rpc, tcp, ip;
	const uint8_t *address;

	out->interface = read_interface(tower);
	(void)read_floor(tower);
	rpc = read_floor(tower);
	tcp = read_floor(tower);
	if (!part_ok(tower) || floors != 5 || rpc.id != FLOOR_CONNECTION ||
	    tcp.id != FLOOR_TCP)
		return false;
	ip = read_floor(tower);
	out->port = part_u16(&tcp.right);
	address = part_bytes(&ip.right, 4);
	if (!part_ok(tower) || !part_ok(&tcp.right) || !address ||
	    ip.id != FLOOR_IP)
		return false;
	out->server = addr_from_v4(address);
	return true;
}

bool
epm_read_request(struct part *p, enum epm_encoding encoding, bool big_endian,
    struct epm_interface *out)
{
	struct stub s = { p, encoding, big_endian };
	struct epm_interface in;
	struct part tower;

	if (read_pointer(&s)) /* the object */
		part_skip(p, sizeof(struct epm_uuid));
	if (!read_pointer(&s))
		return false;
	tower = read_tower(&s);
	(void)part_u16_le(&tower); /* floors */
	in = read_interface(&tower);
	if (!part_ok(&tower))
		return false;
	*out = in;
	return true;
}

static bool
is_asked(const struct epm_interface *a, const struct epm_interface *b)
{
	return memcmp(&a->uuid, &b->uuid, sizeof(a->uuid)) == 0 &&
	    a->version == b->version;
}

/* The head of the array of towers: how many of them there are. */
static uint32_t
read_array(struct stub *s)
{
	uint32_t count, most, first, actual, towers = 0;

	part_skip(s->p, HANDLE_BYTES);
	count = read_u32(s);
	most = read_size(s);
	first = read_size(s);
	actual = read_size(s);
	if (part_ok(s->p) &&
	    (first != 0 || actual != count || actual > most ||
		most > TOWERS_MAX))
		part_refuse(s->p);
	for (uint32_t i = 0; i < actual && part_ok(s->p); i++)
		towers += read_pointer(s);
	return towers;
}

int
epm_read_response(struct part *p, enum epm_encoding encoding, bool big_endian,
    const struct epm_interface *asked,
    struct epm_port out[static EPM_PORTS_MAX])
{
	struct stub s = { p, encoding, big_endian };
	uint32_t towers = read_array(&s), status;
	int count = 0;

	for (uint32_t i = 0; i < towers && part_ok(p); i++) {
		struct part tower = read_tower(&s);
		struct epm_port port;

		if (read_tcp_tower(&tower, &port) && port.port != 0 &&
		    is_asked(&port.interface, asked) && count < EPM_PORTS_MAX)
			out[count++] = port;
	}
	status = read_u32(&s);
	if (!part_ok(p))
		return -1;
	return status == 0 ? count : 0;
}

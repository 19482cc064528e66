/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * epm.c - reads what the RPC endpoint mapper answers.
 *
 * PDUs are C706 chapter 12, with the byte order that each of them says.
 */
#include <config.h>

#include <assert.h>
#include <string.h>

#include "inspect/epm.h"
#include "inspect/epm_tower.h"
#include "inspect/part.h"

#define HEADER_BYTES 16
#define TRAILER_BYTES 8 /* in front of authentication data */
#define OPNUM_MAP 3
#define EPM_VERSION 3
#define LEVEL_PRIVACY 6 /* RPC_C_AUTHN_LEVEL_PKT_PRIVACY */

enum pdu_type {
	PDU_REQUEST = 0,
	PDU_RESPONSE = 2,
	PDU_FAULT = 3,
	PDU_BIND = 11,
	PDU_BIND_ACK = 12,
	PDU_ALTER = 14,
	PDU_ALTER_ANSWER = 15,
	PDU_ORPHANED = 19, /* the last one */
};

enum pdu_flag {
	PDU_FIRST = 0x01,
	PDU_LAST = 0x02,
	PDU_OBJECT = 0x80,
};

struct pdu {
	struct part body; /* without what authenticates it */
	uint8_t type, flags;
	bool big_endian;
	bool hidden; /* encrypted, or it can not be seen whether it is */
	uint16_t len, auth_len;
	uint32_t call;
};

/* e1af8308-5d1f-11c9-91a4-08002b14a0fa */
static const struct epm_uuid endpoint_mapper = { { 0xe1, 0xaf, 0x83, 0x08, 0x5d,
    0x1f, 0x11, 0xc9, 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa } };

void
epm_init(struct epm *e, unsigned int client)
{
	assert(client < 2);
	memset(e, 0, sizeof(*e));
	e->client = (uint8_t)client;
}

/* The common header, C706 section 12.6.3.1.  False when it is none. */
static bool
read_header(const uint8_t *data, struct pdu *out)
{
	struct part p = part_of(data, HEADER_BYTES, HEADER_BYTES);
	uint8_t major = part_u8(&p), minor = part_u8(&p), order;

	out->type = part_u8(&p);
	out->flags = part_u8(&p);
	order = part_u8(&p);
	out->big_endian = order == 0;
	if (major != 5 || minor > 1 || out->type > PDU_ORPHANED ||
	    (order != 0 && order != 0x10) || part_u8(&p) > 3 ||
	    part_u16(&p) != 0)
		return false;
	out->len = epm_u16(&p, out->big_endian);
	out->auth_len = epm_u16(&p, out->big_endian);
	out->call = epm_u32(&p, out->big_endian);
	return out->len >= HEADER_BYTES &&
	    (out->auth_len == 0 ||
		out->auth_len + HEADER_BYTES + TRAILER_BYTES <= out->len);
}

/* Set the body of a PDU of which the first visible bytes are there. */
static void
read_body(const uint8_t *data, size_t visible, struct pdu *out)
{
	size_t end = out->len;

	out->hidden = false;
	if (out->auth_len > 0) {
		end -= (size_t)out->auth_len + TRAILER_BYTES;
		out->hidden =
		    end + 2 > visible || data[end + 1] == LEVEL_PRIVACY;
	}
	out->body = part_of(data, visible < end ? visible : end, end);
	part_skip(&out->body, HEADER_BYTES);
}

/* The contexts that a bind or an alter_context proposes, C706 section
 * 12.6.4.3. */
static void
take_bind(struct epm *e, struct pdu *pdu)
{
	struct part *p = &pdu->body;
	uint8_t count;

	part_skip(p, 2 + 2 + 4);
	count = part_u8(p);
	part_skip(p, 3);
	e->proposals = 0;
	e->proposed_call = pdu->call;
	if (pdu->type == PDU_BIND)
		e->contexts = 0;
	for (unsigned int i = 0; i < count && i < EPM_CONTEXTS_MAX; i++) {
		uint16_t id = epm_u16(p, pdu->big_endian);
		uint8_t syntaxes = part_u8(p);
		struct epm_uuid uuid;
		uint32_t version; /* the major one is the lower half */

		part_skip(p, 1);
		uuid = epm_uuid_read(p, pdu->big_endian);
		version = epm_u32(p, pdu->big_endian);
		part_skip(p, (size_t)20 * syntaxes);
		if (!part_ok(p))
			return;
		e->proposed[i] = id;
		e->proposed_epm[i] = (version & 0xffff) == EPM_VERSION &&
		    memcmp(&uuid, &endpoint_mapper, sizeof(uuid)) == 0;
		e->proposals++;
	}
}

static struct epm_context *
find_context(struct epm *e, uint16_t id)
{
	for (unsigned int i = 0; i < e->contexts; i++)
		if (e->context[i].id == id)
			return &e->context[i];
	return NULL;
}

/* A context has this encoding from now on, or is none of ours. */
static void
set_context(struct epm *e, uint16_t id, enum epm_encoding encoding)
{
	struct epm_context *c = find_context(e, id);

	if (!c) {
		if (encoding == EPM_NONE || e->contexts == EPM_CONTEXTS_MAX)
			return;
		c = &e->context[e->contexts++];
	}
	*c = (struct epm_context){ id, (uint8_t)encoding };
}

/* What became of the proposals, C706 section 12.6.4.4. */
static void
take_bind_answer(struct epm *e, struct pdu *pdu)
{
	struct part *p = &pdu->body;
	uint8_t count;

	if (pdu->call != e->proposed_call)
		return;
	part_skip(p, 2 + 2 + 4);
	part_skip(p, epm_u16(p, pdu->big_endian)); /* secondary address */
	part_skip(p, (4 - p->c.pos % 4) % 4);
	count = part_u8(p);
	part_skip(p, 3);
	for (unsigned int i = 0; i < count && i < e->proposals; i++) {
		uint16_t result = epm_u16(p, pdu->big_endian);
		struct epm_uuid uuid;
		uint32_t version;

		part_skip(p, 2);
		uuid = epm_uuid_read(p, pdu->big_endian);
		version = epm_u32(p, pdu->big_endian);
		if (!part_ok(p))
			break;
		if (result == 0)
			set_context(e, e->proposed[i],
			    e->proposed_epm[i] ? epm_encoding_of(&uuid, version)
					       : EPM_NONE);
	}
	e->proposals = 0;
}

static int
find_call(const struct epm *e, uint32_t id)
{
	for (int i = 0; i < e->calls; i++)
		if (e->call[i].id == id)
			return i;
	return -1;
}

static void
drop_call(struct epm *e, int i)
{
	memmove(&e->call[i], &e->call[i + 1],
	    (size_t)(e->calls - i - 1) * sizeof(e->call[0]));
	e->calls--;
}

static void
add_call(struct epm *e, struct epm_call call)
{
	int i = find_call(e, call.id);

	if (i >= 0) {
		drop_call(e, i);
	} else if (e->calls == EPM_CALLS_MAX) {
		drop_call(e, 0);
		e->stats.unread++;
	}
	e->call[e->calls++] = call;
}

/* The rest of a body as arguments: their alignment counts from here. */
static struct part
stub_of(const struct pdu *pdu)
{
	const struct part *p = &pdu->body;

	return part_of(p->c.data + p->c.pos, p->c.len - p->c.pos,
	    p->len - p->c.pos);
}

/* C706 section 12.6.4.9. */
static void
take_request(struct epm *e, struct pdu *pdu)
{
	struct part *p = &pdu->body, stub;
	struct epm_call call = { .id = pdu->call };
	struct epm_context *c;
	uint16_t id, opnum;

	if (!(pdu->flags & PDU_FIRST))
		return;
	part_skip(p, 4); /* allocation hint */
	id = epm_u16(p, pdu->big_endian);
	opnum = epm_u16(p, pdu->big_endian);
	if (pdu->flags & PDU_OBJECT)
		part_skip(p, sizeof(struct epm_uuid));
	c = find_context(e, id);
	if (!part_ok(p) || !c || c->encoding == EPM_NONE || opnum != OPNUM_MAP)
		return;
	e->stats.asked++;
	call.encoding = c->encoding;
	stub = stub_of(pdu);
	if (pdu->hidden ||
	    !epm_read_request(&stub, (enum epm_encoding)c->encoding,
		pdu->big_endian, &call.asked))
		e->stats.unread++;
	else
		add_call(e, call);
}

/* Put a fragment's arguments behind those before.  False while they are not
 * complete, or can not be. */
static bool
gather(struct epm *e, const struct pdu *pdu, struct part *stub)
{
	if (pdu->flags & PDU_FIRST) {
		e->stub_call = pdu->call;
		e->stub_len = 0;
		e->stub_open = true;
	}
	if (!e->stub_open || e->stub_call != pdu->call)
		return false;
	if (stub->c.len < stub->len || stub->len > EPM_STUB_MAX - e->stub_len) {
		e->stub_open = false;
		e->stats.unread++;
		return false;
	}
	memcpy(e->stub + e->stub_len, stub->c.data, stub->len);
	e->stub_len += (uint32_t)stub->len;
	if (!(pdu->flags & PDU_LAST))
		return false;
	e->stub_open = false;
	*stub = part_of(e->stub, e->stub_len, e->stub_len);
	return true;
}

/* C706 section 12.6.4.10. */
static void
take_response(struct epm *e, struct pdu *pdu, epm_fn *fn, void *arg)
{
	struct epm_port ports[EPM_PORTS_MAX];
	int i = find_call(e, pdu->call), count;
	struct epm_call call;
	struct part stub;

	part_skip(&pdu->body, 4 + 2 + 1 + 1);
	if (i < 0 || !part_ok(&pdu->body))
		return;
	call = e->call[i];
	stub = stub_of(pdu);
	if (!pdu->hidden &&
	    (pdu->flags & (PDU_FIRST | PDU_LAST)) != (PDU_FIRST | PDU_LAST) &&
	    !gather(e, pdu, &stub))
		return;
	drop_call(e, i);
	count = pdu->hidden
	    ? -1
	    : epm_read_response(&stub, (enum epm_encoding)call.encoding,
		  pdu->big_endian, &call.asked, ports);
	if (count < 0) {
		e->stats.unread++;
		return;
	}
	e->stats.answered++;
	for (int n = 0; n < count; n++) {
		e->stats.ports++;
		fn(arg, &ports[n]);
	}
}

static void
take_pdu(struct epm *e, unsigned int side, const uint8_t *data, size_t visible,
    struct pdu *pdu, epm_fn *fn, void *arg)
{
	bool client = side == e->client;
	int call;

	read_body(data, visible, pdu);
	if (client && (pdu->type == PDU_BIND || pdu->type == PDU_ALTER)) {
		take_bind(e, pdu);
	} else if (client && pdu->type == PDU_REQUEST) {
		take_request(e, pdu);
	} else if (!client &&
	    (pdu->type == PDU_BIND_ACK || pdu->type == PDU_ALTER_ANSWER)) {
		take_bind_answer(e, pdu);
	} else if (!client && pdu->type == PDU_RESPONSE) {
		take_response(e, pdu, fn, arg);
	} else if (!client && pdu->type == PDU_FAULT) {
		call = find_call(e, pdu->call);
		if (call >= 0)
			drop_call(e, call);
	}
}

void
epm_gap(struct epm *e, unsigned int side)
{
	assert(side < 2);
	e->way[side].lost = true;
	e->way[side].got = 0;
	if (side != e->client)
		e->stub_open = false;
	e->stats.gaps++;
}

/* Take bytes of a PDU; returns how many. */
static size_t
take_bytes(struct epm_way *w, const uint8_t *data, size_t len)
{
	size_t end = w->got < HEADER_BYTES ? HEADER_BYTES : w->want;
	size_t n = end - w->got < len ? end - w->got : len;
	size_t room = w->got < EPM_PDU_MAX ? EPM_PDU_MAX - w->got : 0;

	if (room > 0)
		memcpy(w->bytes + w->got, data, n < room ? n : room);
	w->got += (uint32_t)n;
	return n;
}

void
epm_feed(struct epm *e, unsigned int side, const uint8_t *data, size_t len,
    epm_fn *fn, void *arg)
{
	struct epm_way *w = &e->way[side];
	struct pdu pdu;

	assert(side < 2);
	if (w->lost && (len < HEADER_BYTES || !read_header(data, &pdu)))
		return;
	w->lost = false;
	while (len > 0) {
		size_t n = take_bytes(w, data, len);

		data += n;
		len -= n;
		if (w->got < HEADER_BYTES)
			return;
		if (!read_header(w->bytes, &pdu)) {
			epm_gap(e, side);
			return;
		}
		w->want = pdu.len;
		if (w->got < w->want)
			continue;
		take_pdu(e, side, w->bytes,
		    w->want < EPM_PDU_MAX ? w->want : EPM_PDU_MAX, &pdu, fn,
		    arg);
		w->got = 0;
	}
}

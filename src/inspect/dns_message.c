/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_message.c - what a DNS message says.
 *
 * The records of interest of the answer section are listed first: a CNAME may
 * stand behind the addresses that it leads to.
 */
#include <config.h>

#include <string.h>

#include "inspect/dns_message.h"
#include "inspect/part.h"

#define HEADER_BYTES 12
#define WIRE_NAME_MAX 255 /* RFC 1035 section 2.3.4 */
#define LABEL_MAX 63
#define POINTER 0xc0
#define JUMPS_MAX 64 /* pointers of a name */
#define CLASS_IN 1
#define ANSWERS_AT 6 /* in the header: their count */

enum flags {
	FLAG_RESPONSE = 0x8000,
	FLAG_TRUNCATED = 0x0200,
	OPCODE_MASK = 0x7800,
	RCODE_MASK = 0x000f,
};

enum svc_param { SVC_IPV4HINT = 4, SVC_IPV6HINT = 6 };

enum name_status { NAME_OK, NAME_CUT, NAME_BAD, NAME_ROOT, NAME_NO_HOST };

struct message {
	const uint8_t *data;
	size_t len, wire_len;
};

/* A name being read. */
struct walk {
	uint8_t text[WIRE_NAME_MAX + 1]; /* labels and dots */
	size_t used;
	size_t pos;
	size_t run; /* where its labels go on from: pointers go before it */
	size_t end; /* behind the name, where it was met */
	unsigned int jumps;
	bool dotted; /* a dot inside a label */
};

struct record {
	uint16_t type;
	uint16_t len; /* of its data */
	uint32_t ttl_s;
	uint32_t hash; /* of its owner */
	size_t owner, data;
};

struct records {
	struct record at[DNS_RECORDS_MAX];
	size_t count;
};

/* Follow a pointer: strictly backwards, so that there is no loop. */
static enum name_status
jump(const struct message *m, struct walk *w)
{
	size_t to;

	if (w->pos + 2 > m->wire_len)
		return NAME_BAD;
	if (w->pos + 2 > m->len)
		return NAME_CUT;
	to = (size_t)(m->data[w->pos] & ~POINTER) << 8 | m->data[w->pos + 1];
	if (w->jumps == 0)
		w->end = w->pos + 2;
	if (to >= w->run || to < HEADER_BYTES || ++w->jumps > JUMPS_MAX)
		return NAME_BAD;
	w->pos = w->run = to;
	return NAME_OK;
}

static enum name_status
label(const struct message *m, struct walk *w, size_t len)
{
	const uint8_t *bytes = m->data + w->pos + 1;

	/* Its length, itself, and the root's length behind. */
	if (len > LABEL_MAX || w->used + len + 2 > WIRE_NAME_MAX ||
	    len + 1 > m->wire_len - w->pos)
		return NAME_BAD;
	if (len + 1 > m->len - w->pos)
		return NAME_CUT;
	memcpy(w->text + w->used, bytes, len);
	w->dotted |= memchr(bytes, '.', len) != NULL;
	w->used += len;
	w->text[w->used++] = '.';
	w->pos += len + 1;
	return NAME_OK;
}

/* RFC 1035 section 4.1.4: the name at pos into *w. */
static enum name_status
walk_name(const struct message *m, size_t pos, struct walk *w)
{
	enum name_status s = NAME_OK;

	w->used = 0;
	w->jumps = 0;
	w->dotted = false;
	w->pos = w->run = pos;
	while (s == NAME_OK) {
		uint8_t len;

		if (w->pos >= m->wire_len)
			return NAME_BAD;
		if (w->pos >= m->len)
			return NAME_CUT;
		len = m->data[w->pos];
		if (len == 0)
			break;
		s = len >= POINTER ? jump(m, w) : label(m, w, len);
	}
	if (s == NAME_OK && w->jumps == 0)
		w->end = w->pos + 1;
	return s;
}

/* The host name at pos; *end is behind it, for those that are none too. */
static enum name_status
read_name(const struct message *m, size_t pos, size_t *end,
    char out[static HOST_NAME_MAX_BYTES])
{
	struct walk w;
	enum name_status s = walk_name(m, pos, &w);

	if (s != NAME_OK)
		return s;
	*end = w.end;
	if (w.used == 0)
		return NAME_ROOT;
	if (w.dotted || !host_name_read(w.text, w.used, out))
		return NAME_NO_HOST;
	return NAME_OK;
}

static enum dns_status
status_of(enum name_status s)
{
	static const enum dns_status status[] = {
		[NAME_OK] = DNS_OK,
		[NAME_CUT] = DNS_CUT,
		[NAME_BAD] = DNS_MALFORMED,
		[NAME_ROOT] = DNS_OTHER,
		[NAME_NO_HOST] = DNS_REFUSED,
	};

	return status[s];
}

static struct part
part_at(const struct message *m, size_t pos)
{
	struct part p = part_of(m->data, m->len, m->wire_len);

	part_skip(&p, pos);
	return p;
}

static enum dns_status
part_status(const struct part *p)
{
	return p->bad ? DNS_MALFORMED : DNS_CUT;
}

/* Header and question; *end is behind them. */
static enum dns_status
read_question(const struct message *m, bool response, uint16_t *flags,
    struct dns_question *q, size_t *end)
{
	struct part p = part_at(m, 0);
	enum dns_status s;
	uint16_t questions, class;

	q->id = part_u16(&p);
	*flags = part_u16(&p);
	questions = part_u16(&p);
	part_skip(&p, HEADER_BYTES - ANSWERS_AT);
	if (!part_ok(&p))
		return part_status(&p);
	if (!!(*flags & FLAG_RESPONSE) != response || *flags & OPCODE_MASK ||
	    questions != 1)
		return DNS_OTHER;
	s = status_of(read_name(m, HEADER_BYTES, end, q->name));
	if (s != DNS_OK)
		return s;
	p = part_at(m, *end);
	q->type = part_u16(&p);
	class = part_u16(&p);
	*end += 4;
	if (!part_ok(&p))
		return part_status(&p);
	return class == CLASS_IN ? DNS_OK : DNS_OTHER;
}

enum dns_status
dns_read_query(const uint8_t *data, size_t len, size_t wire_len,
    struct dns_question *out)
{
	struct message m = { data, len, wire_len > len ? wire_len : len };
	uint16_t flags;
	size_t end;

	return read_question(&m, false, &flags, out, &end);
}

/* FNV-1a: only to tell names apart sooner. */
static uint32_t
hash_text(const uint8_t *text, size_t len)
{
	uint32_t h = 2166136261U;

	for (size_t i = 0; i < len; i++)
		h = (h ^ text[i]) * 16777619U;
	return h;
}

static uint32_t
hash_name(const char *name)
{
	return hash_text((const uint8_t *)name, strlen(name));
}

static bool
is_of_interest(uint16_t type)
{
	return type == DNS_A || type == DNS_AAAA || type == DNS_CNAME ||
	    type == DNS_HTTPS || type == DNS_SVCB;
}

/* RFC 1035 section 4.1.3.  DNS_CUT: the record is not all there. */
static enum dns_status
list_record(const struct message *m, size_t *pos, struct records *all)
{
	struct record r = { .owner = *pos };
	char name[HOST_NAME_MAX_BYTES];
	enum name_status s = read_name(m, *pos, pos, name);
	uint16_t class;
	struct part p;

	if (s == NAME_BAD || s == NAME_CUT)
		return status_of(s);
	p = part_at(m, *pos);
	r.type = part_u16(&p);
	class = part_u16(&p);
	r.ttl_s = part_u32(&p);
	r.len = part_u16(&p);
	r.data = p.c.pos;
	part_skip(&p, r.len);
	if (!part_ok(&p))
		return part_status(&p);
	*pos = p.c.pos;
	if (s != NAME_OK || class != CLASS_IN || !is_of_interest(r.type))
		return DNS_OK;
	if ((r.type == DNS_A && r.len != 4) ||
	    (r.type == DNS_AAAA && r.len != 16))
		return DNS_MALFORMED;
	if (r.ttl_s > INT32_MAX) /* RFC 2181 section 8 */
		r.ttl_s = 0;
	r.hash = hash_name(name);
	all->at[all->count++] = r;
	return DNS_OK;
}

static enum dns_status
list_records(const struct message *m, size_t pos, unsigned int count,
    struct records *all, bool *more)
{
	enum dns_status s = DNS_OK;

	all->count = 0;
	for (unsigned int i = 0; i < count && s == DNS_OK; i++) {
		if (i == DNS_RECORDS_MAX) {
			*more = true;
			break;
		}
		s = list_record(m, &pos, all);
	}
	if (s != DNS_CUT)
		return s;
	*more = true;
	return DNS_OK;
}

/* True when the record's owner is this name. */
static bool
owned_by(const struct message *m, const struct record *r, const char *name,
    uint32_t hash)
{
	char owner[HOST_NAME_MAX_BYTES];
	size_t end;

	return r->hash == hash &&
	    read_name(m, r->owner, &end, owner) == NAME_OK &&
	    strcmp(owner, name) == 0;
}

static bool
in_chain(const struct dns_response *out, const char *name)
{
	for (unsigned int i = 0; i < out->chain_count; i++)
		if (strcmp(out->chain[i], name) == 0)
			return true;
	return false;
}

/* What is known of the chain's names beside their text. */
struct chain_facts {
	uint32_t hash[DNS_CHAIN_MAX];
	uint32_t ttl_s[DNS_CHAIN_MAX]; /* the least up to here */
};

/* Add the name that a CNAME leads to.  DNS_REFUSED and DNS_OTHER end the
 * chain. */
static enum dns_status
chain_add(const struct message *m, const struct record *r,
    struct chain_facts *facts, struct dns_response *out)
{
	char target[HOST_NAME_MAX_BYTES];
	unsigned int n = out->chain_count;
	size_t end = 0;
	enum name_status s = read_name(m, r->data, &end, target);

	if (s == NAME_BAD || s == NAME_CUT || end != r->data + r->len)
		return DNS_MALFORMED;
	if (s != NAME_OK) {
		out->refused++;
		return DNS_REFUSED;
	}
	if (in_chain(out, target))
		return DNS_OTHER;
	if (n == DNS_CHAIN_MAX) {
		out->more = true;
		return DNS_OTHER;
	}
	memcpy(out->chain[n], target, sizeof(target));
	facts->hash[n] = hash_name(target);
	facts->ttl_s[n] =
	    r->ttl_s < facts->ttl_s[n - 1] ? r->ttl_s : facts->ttl_s[n - 1];
	out->chain_count++;
	return DNS_OK;
}

/* RFC 1034 section 3.6.2: a name has one CNAME; the first counts. */
static enum dns_status
follow_chain(const struct message *m, const struct records *all,
    struct chain_facts *facts, struct dns_response *out)
{
	enum dns_status s = DNS_OK;

	memcpy(out->chain[0], out->question.name, sizeof(out->chain[0]));
	facts->hash[0] = hash_name(out->chain[0]);
	facts->ttl_s[0] = UINT32_MAX;
	out->chain_count = 1;
	while (s == DNS_OK) {
		unsigned int last = out->chain_count - 1U;
		size_t i = 0;

		while (i < all->count &&
		    (all->at[i].type != DNS_CNAME ||
			!owned_by(m, &all->at[i], out->chain[last],
			    facts->hash[last])))
			i++;
		if (i == all->count)
			return DNS_OK;
		s = chain_add(m, &all->at[i], facts, out);
	}
	return s == DNS_MALFORMED ? s : DNS_OK;
}

static void
add_address(struct dns_response *out, const uint8_t *bytes, size_t size,
    uint32_t ttl_s, uint8_t owner)
{
	struct addr a = size == 4 ? addr_from_v4(bytes) : addr_from_v6(bytes);

	/* An IPv4 address in IPv6 clothes (RFC 4291 section 2.5.5.2). */
	if (size == 16 && addr_is_v4(&a))
		return;
	if (out->address_count == DNS_ADDRESS_MAX) {
		out->more = true;
		return;
	}
	out->address[out->address_count++] =
	    (struct dns_address){ a, ttl_s, owner };
}

/* RFC 9460 section 2.2 and 7.3: addresses that a service hints at.  An alias
 * (priority 0) has none. */
static enum dns_status
read_hints(const struct message *m, const struct record *r, uint32_t ttl_s,
    uint8_t owner, struct dns_response *out)
{
	struct part rest = part_at(m, r->data), p = part_sub(&rest, r->len);
	uint8_t len;

	if (part_u16(&p) == 0)
		return p.bad ? DNS_MALFORMED : DNS_OK;
	do { /* the target: labels without pointers */
		len = part_u8(&p);
		if (len > LABEL_MAX)
			return DNS_MALFORMED;
		part_skip(&p, len);
	} while (len > 0);
	while (part_ok(&p) && part_left(&p) > 0) {
		uint16_t key = part_u16(&p);
		size_t size = key == SVC_IPV4HINT ? 4 : 16;
		struct part value = part_sub(&p, part_u16(&p));

		if (key != SVC_IPV4HINT && key != SVC_IPV6HINT)
			continue;
		while (part_ok(&value) && part_left(&value) > 0) {
			const uint8_t *b = part_bytes(&value, size);

			if (b)
				add_address(out, b, size, ttl_s, owner);
		}
		part_join(&p, &value);
	}
	return p.bad ? DNS_MALFORMED : DNS_OK;
}

static enum dns_status
take_record(const struct message *m, const struct record *r,
    const struct chain_facts *facts, struct dns_response *out)
{
	uint8_t owner = 0;
	uint32_t ttl_s;

	if (r->type == DNS_CNAME)
		return DNS_OK;
	while (owner < out->chain_count &&
	    !owned_by(m, r, out->chain[owner], facts->hash[owner]))
		owner++;
	if (owner == out->chain_count)
		return DNS_OK;
	ttl_s = r->ttl_s < facts->ttl_s[owner] ? r->ttl_s : facts->ttl_s[owner];
	if (r->type == DNS_HTTPS || r->type == DNS_SVCB)
		return read_hints(m, r, ttl_s, owner, out);
	add_address(out, m->data + r->data, r->len, ttl_s, owner);
	return DNS_OK;
}

enum dns_status
dns_read_response(const uint8_t *data, size_t len, size_t wire_len,
    struct dns_response *out)
{
	struct message m = { data, len, wire_len > len ? wire_len : len };
	struct chain_facts facts;
	struct records all;
	enum dns_status s;
	struct part p;
	uint16_t flags;
	size_t end;

	*out = (struct dns_response){ .rcode = 0 };
	s = read_question(&m, true, &flags, &out->question, &end);
	if (s != DNS_OK)
		return s;
	out->rcode = flags & RCODE_MASK;
	out->truncated = flags & FLAG_TRUNCATED;
	p = part_at(&m, ANSWERS_AT);
	s = list_records(&m, end, part_u16(&p), &all, &out->more);
	if (s == DNS_OK)
		s = follow_chain(&m, &all, &facts, out);
	for (size_t i = 0; i < all.count && s == DNS_OK; i++)
		s = take_record(&m, &all.at[i], &facts, out);
	return s;
}

bool
dns_is_response(const uint8_t *data, size_t len)
{
	return len >= HEADER_BYTES && data[2] & FLAG_RESPONSE >> 8;
}

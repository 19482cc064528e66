/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frames.c - build frames byte by byte, for tests and sample captures.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/addr.h"
#include "support/frames.h"

#define IPV6_HEADER 40
#define FRAGMENT_HEADER 8
#define MPLS_BOTTOM 0x01 /* in the third byte */

/* The numbers by which headers name what follows them. */
enum space { NONE, TYPE, PROTO, PPP, FAMILY, SPACES };

static const struct kind_row {
	uint8_t space;            /* of the field that names what follows */
	uint8_t next_at;          /* where that field is */
	uint16_t numbers[SPACES]; /* what names this kind; 0: nothing */
} kinds[FRAMES_KIND_COUNT] = {
	[FRAMES_ETHERNET] = { TYPE, 12, { [TYPE] = 0x6558 } },
	[FRAMES_VLAN] = { TYPE, 2, { [TYPE] = 0x8100 } },
	[FRAMES_LLC] = { TYPE, 6, { 0 } },
	[FRAMES_MPLS] = { 0, 0, { [TYPE] = 0x8847, [PPP] = 0x0281 } },
	[FRAMES_PPPOE] = { PPP, 6, { [TYPE] = 0x8864 } },
	[FRAMES_PPP] = { PPP, 2, { [TYPE] = 0x880b } },
	[FRAMES_COOKED] = { TYPE, 14, { 0 } },
	[FRAMES_COOKED2] = { TYPE, 0, { 0 } },
	[FRAMES_NULL] = { FAMILY, 0, { 0 } },
	[FRAMES_IPV4] = { PROTO, 9, { 0, 0x0800, 4, 0x0021, 2 } },
	[FRAMES_IPV6] = { PROTO, 6, { 0, 0x86dd, 41, 0x0057, 10 } },
	[FRAMES_EXTENSION] = { PROTO, 0, { 0 } },
	[FRAMES_FRAGMENT] = { PROTO, 0, { [PROTO] = 44 } },
	[FRAMES_TCP] = { 0, 0, { [PROTO] = 6 } },
	[FRAMES_UDP] = { 0, 0, { [PROTO] = 17 } },
	[FRAMES_UDPLITE] = { 0, 0, { [PROTO] = 136 } },
	[FRAMES_SCTP] = { 0, 0, { [PROTO] = 132 } },
	[FRAMES_DCCP] = { 0, 0, { [PROTO] = 33 } },
	[FRAMES_ICMP] = { 0, 0, { [PROTO] = 1 } },
	[FRAMES_ICMP6] = { 0, 0, { [PROTO] = 58 } },
	[FRAMES_VRRP] = { 0, 0, { [PROTO] = 112 } },
	[FRAMES_GRE] = { TYPE, 2, { [PROTO] = 47 } },
	[FRAMES_ERSPAN] = { 0, 0, { [TYPE] = 0x88be } },
	[FRAMES_ERSPAN3] = { 0, 0, { [TYPE] = 0x22eb } },
	[FRAMES_VXLAN] = { 0, 0, { 0 } },
	[FRAMES_GENEVE] = { TYPE, 2, { 0 } },
};

void
frames_put16(struct frame_build *f, size_t at, uint16_t value)
{
	assert(at + 2 <= sizeof(f->data));
	f->data[at] = (uint8_t)(value >> 8);
	f->data[at + 1] = (uint8_t)value;
}

void
frames_put32(struct frame_build *f, size_t at, uint32_t value)
{
	frames_put16(f, at, (uint16_t)(value >> 16));
	frames_put16(f, at + 2, (uint16_t)value);
}

/* len zero bytes at the end of the frame; returns where they are. */
static size_t
append(struct frame_build *f, size_t len)
{
	size_t at = f->len;

	assert(len <= sizeof(f->data) - at);
	memset(f->data + at, 0, len);
	f->len += len;
	return at;
}

/* Tell the last header what number follows it. */
static void
name_next(struct frame_build *f, unsigned int space, uint16_t number)
{
	const struct kind_row *last;
	size_t at;

	if (f->layer_count == 0)
		return;
	last = &kinds[f->layers[f->layer_count - 1].kind];
	at = f->layers[f->layer_count - 1].at + last->next_at;
	if (last->space != space)
		return;
	if (space == PROTO || space == FAMILY)
		f->data[at] = (uint8_t)number;
	else
		frames_put16(f, at, number);
}

/* A header of len bytes; returns where it begins. */
static size_t
add_layer(struct frame_build *f, enum frames_kind kind, size_t len)
{
	size_t n = f->layer_count;

	assert(n < FRAMES_LAYERS_MAX);
	if (n > 0 && f->layers[n - 1].kind == FRAMES_MPLS &&
	    kind != FRAMES_MPLS)
		f->data[f->layers[n - 1].at + 2] |= MPLS_BOTTOM;
	for (unsigned int s = NONE + 1; s < SPACES; s++) {
		if (kinds[kind].numbers[s] != 0)
			name_next(f, s, kinds[kind].numbers[s]);
	}
	f->layers[n].kind = kind;
	f->layers[n].at = append(f, len);
	f->layer_count++;
	return f->layers[n].at;
}

/* The number of the IP header nearest before layer n. */
static size_t
last_ip(const struct frame_build *f, size_t n)
{
	do {
		assert(n > 0);
		n--;
	} while (f->layers[n].kind != FRAMES_IPV4 &&
	    f->layers[n].kind != FRAMES_IPV6);
	return n;
}

void
frames_start(struct frame_build *f)
{
	f->len = 0;
	f->layer_count = 0;
}

static void
put_mac(uint8_t out[static 6], const char *text)
{
	unsigned int b[6];
	int n = sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x", &b[0], &b[1], &b[2],
	    &b[3], &b[4], &b[5]);

	assert(n == 6);
	for (int i = 0; i < 6; i++)
		out[i] = (uint8_t)b[i];
}

void
frames_ethernet(struct frame_build *f, const char *src, const char *dst)
{
	size_t at = add_layer(f, FRAMES_ETHERNET, 14);

	put_mac(f->data + at, dst ? dst : "02:00:00:00:00:02");
	put_mac(f->data + at + 6, src ? src : "02:00:00:00:00:01");
}

void
frames_vlan(struct frame_build *f, uint16_t tag_type, uint16_t id)
{
	size_t at = add_layer(f, FRAMES_VLAN, 4);

	frames_put16(f, at - 2, tag_type);
	frames_put16(f, at, id);
}

void
frames_llc(struct frame_build *f)
{
	size_t at = add_layer(f, FRAMES_LLC, 8);

	memcpy(f->data + at, "\xaa\xaa\x03", 3);
}

void
frames_mpls(struct frame_build *f, uint32_t label)
{
	size_t at = add_layer(f, FRAMES_MPLS, 4);

	frames_put32(f, at, label << 12 | 64); /* and the TTL */
}

void
frames_pppoe(struct frame_build *f, uint16_t session)
{
	size_t at = add_layer(f, FRAMES_PPPOE, 8);

	f->data[at] = 0x11;
	frames_put16(f, at + 2, session);
}

void
frames_ppp(struct frame_build *f)
{
	size_t at = add_layer(f, FRAMES_PPP, 4);

	frames_put16(f, at, 0xff03);
}

void
frames_cooked(struct frame_build *f)
{
	size_t at = add_layer(f, FRAMES_COOKED, 16);

	frames_put16(f, at + 2, 1); /* Ethernet */
	frames_put16(f, at + 4, 6);
	put_mac(f->data + at + 6, "02:00:00:00:00:01");
}

void
frames_cooked2(struct frame_build *f)
{
	size_t at = add_layer(f, FRAMES_COOKED2, 20);

	frames_put32(f, at + 4, 2); /* interface */
	frames_put16(f, at + 8, 1); /* Ethernet */
	f->data[at + 11] = 6;
	put_mac(f->data + at + 12, "02:00:00:00:00:01");
}

void
frames_null(struct frame_build *f)
{
	add_layer(f, FRAMES_NULL, 4);
}

static struct addr
addr_of(const char *text)
{
	struct addr a;
	int rc = addr_parse(text, strlen(text), &a);

	assert(rc == 0);
	return a;
}

static void
add_ipv4(struct frame_build *f, const struct addr *src, const struct addr *dst)
{
	size_t at = add_layer(f, FRAMES_IPV4, 20);

	f->data[at] = 0x45;
	frames_put16(f, at + 4, 1);
	f->data[at + 8] = 64;
	memcpy(f->data + at + 12, src->b + 12, 4);
	memcpy(f->data + at + 16, dst->b + 12, 4);
}

static void
add_ipv6(struct frame_build *f, const struct addr *src, const struct addr *dst)
{
	size_t at = add_layer(f, FRAMES_IPV6, IPV6_HEADER);

	f->data[at] = 0x60;
	f->data[at + 7] = 64;
	memcpy(f->data + at + 8, src->b, 16);
	memcpy(f->data + at + 24, dst->b, 16);
}

void
frames_ip(struct frame_build *f, const char *src, const char *dst)
{
	struct addr from = addr_of(src);
	struct addr to = addr_of(dst);

	assert(addr_is_v4(&from) == addr_is_v4(&to));
	if (addr_is_v4(&from))
		add_ipv4(f, &from, &to);
	else
		add_ipv6(f, &from, &to);
}

void
frames_proto(struct frame_build *f, uint8_t proto)
{
	name_next(f, PROTO, proto);
}

void
frames_extension(struct frame_build *f, uint8_t proto, size_t len)
{
	size_t at;

	assert(len >= 8 && len % 8 == 0);
	frames_proto(f, proto);
	at = add_layer(f, FRAMES_EXTENSION, len);
	/* AH counts words, two fewer than it has (RFC 4302 section 2.2). */
	f->data[at + 1] = (uint8_t)(proto == 51 ? len / 4 - 2 : len / 8 - 1);
}

void
frames_fragment(struct frame_build *f, uint16_t offset, bool more, uint32_t id)
{
	size_t at = add_layer(f, FRAMES_FRAGMENT, FRAGMENT_HEADER);

	frames_put16(f, at + 2, (uint16_t)(offset | (more ? 1 : 0)));
	frames_put32(f, at + 4, id);
}

static size_t
add_ports(struct frame_build *f, enum frames_kind kind, size_t len,
    uint16_t src_port, uint16_t dst_port)
{
	size_t at = add_layer(f, kind, len);

	frames_put16(f, at, src_port);
	frames_put16(f, at + 2, dst_port);
	return at;
}

void
frames_tcp(struct frame_build *f, uint16_t src_port, uint16_t dst_port,
    uint8_t flags, uint32_t seq, uint32_t ack)
{
	size_t at = add_ports(f, FRAMES_TCP, 20, src_port, dst_port);

	frames_put32(f, at + 4, seq);
	frames_put32(f, at + 8, ack);
	f->data[at + 12] = 0x50;
	f->data[at + 13] = flags;
	frames_put16(f, at + 14, 64240); /* window */
}

void
frames_udp(struct frame_build *f, uint16_t src_port, uint16_t dst_port)
{
	add_ports(f, FRAMES_UDP, 8, src_port, dst_port);
}

void
frames_ports(struct frame_build *f, enum frames_kind kind, uint16_t src_port,
    uint16_t dst_port)
{
	size_t at;

	assert(kind == FRAMES_UDPLITE || kind == FRAMES_SCTP ||
	    kind == FRAMES_DCCP);
	at = add_ports(f, kind, kind == FRAMES_UDPLITE ? 8 : 12, src_port,
	    dst_port);
	if (kind == FRAMES_DCCP) {
		f->data[at + 4] = 3;      /* words of header */
		f->data[at + 8] = 2 << 1; /* the type is data */
	}
}

void
frames_icmp(struct frame_build *f, uint8_t type, uint8_t code, uint16_t id)
{
	bool v4 = f->layers[last_ip(f, f->layer_count)].kind == FRAMES_IPV4;
	size_t at = add_layer(f, v4 ? FRAMES_ICMP : FRAMES_ICMP6, 8);

	f->data[at] = type;
	f->data[at + 1] = code;
	frames_put16(f, at + 4, id);
}

void
frames_vrrp(struct frame_build *f, uint8_t version, uint8_t vrid)
{
	size_t ip = last_ip(f, f->layer_count);
	size_t ttl_at = f->layers[ip].kind == FRAMES_IPV4 ? 8 : 7;
	size_t at = add_layer(f, FRAMES_VRRP, 8);

	f->data[f->layers[ip].at + ttl_at] = 255; /* or it is not taken */
	f->data[at] = (uint8_t)(version << 4 | 1);
	f->data[at + 1] = vrid;
	f->data[at + 2] = 100; /* priority */
}

void
frames_gre(struct frame_build *f, uint16_t flags, uint32_t key)
{
	size_t at = add_layer(f, FRAMES_GRE, 4);

	frames_put16(f, at, flags);
	if (flags & FRAMES_GRE_CHECKSUM)
		append(f, 4);
	if (flags & FRAMES_GRE_KEY)
		frames_put32(f, append(f, 4), key);
	if (flags & FRAMES_GRE_SEQUENCE)
		append(f, 4);
}

void
frames_erspan(struct frame_build *f, unsigned int type, uint16_t session,
    uint16_t vlan)
{
	static const size_t lens[] = { [1] = 0, [2] = 8, [3] = 12 };
	size_t at;

	assert(type >= 1 && type <= 3);
	frames_gre(f, type == 1 ? 0 : FRAMES_GRE_SEQUENCE, 0);
	at = add_layer(f, type == 3 ? FRAMES_ERSPAN3 : FRAMES_ERSPAN,
	    lens[type]);
	if (type == 1)
		return;
	frames_put16(f, at, (uint16_t)((type - 1) << 12 | vlan));
	frames_put16(f, at + 2, session);
}

void
frames_vxlan(struct frame_build *f, uint32_t vni)
{
	size_t at = add_layer(f, FRAMES_VXLAN, 8);

	f->data[at] = 0x08;
	frames_put32(f, at + 4, vni << 8);
}

void
frames_geneve(struct frame_build *f, uint32_t vni, size_t options_len)
{
	size_t at = add_layer(f, FRAMES_GENEVE, 8);

	assert(options_len % 4 == 0 && options_len <= 252);
	f->data[at] = (uint8_t)(options_len / 4);
	frames_put32(f, at + 4, vni << 8);
	append(f, options_len);
}

void
frames_bytes(struct frame_build *f, const void *bytes, size_t len)
{
	size_t at = append(f, len);

	if (len > 0)
		memcpy(f->data + at, bytes, len);
}

void
frames_text(struct frame_build *f, const char *text)
{
	frames_bytes(f, text, strlen(text));
}

void
frames_pattern(struct frame_build *f, size_t len)
{
	size_t at = append(f, len);

	for (size_t i = 0; i < len; i++)
		f->data[at + i] = (uint8_t)('a' + i % 26);
}

size_t
frames_at(const struct frame_build *f, enum frames_kind kind)
{
	size_t n = f->layer_count;

	while (n > 0 && f->layers[n - 1].kind != kind)
		n--;
	assert(n > 0);
	return f->layers[n - 1].at;
}

size_t
frames_layer_at(const struct frame_build *f, size_t n)
{
	assert(n < f->layer_count);
	return f->layers[n].at;
}

static uint32_t
sum_words(const uint8_t *b, size_t len, uint32_t sum)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)(b[i] << 8 | b[i + 1]);
	if (len % 2 != 0)
		sum += (uint32_t)b[len - 1] << 8;
	return sum;
}

/* RFC 1071 */
static uint16_t
checksum_of(uint32_t sum)
{
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* The pseudo header of layer n and the IP header before it. */
static uint32_t
pseudo_sum(const struct frame_build *f, size_t n)
{
	size_t ip = last_ip(f, n);
	const uint8_t *header = f->data + f->layers[ip].at;
	uint32_t len = (uint32_t)(f->len - f->layers[n].at);
	uint32_t sum = len + kinds[f->layers[n].kind].numbers[PROTO];

	return f->layers[ip].kind == FRAMES_IPV4
	    ? sum_words(header + 12, 8, sum)
	    : sum_words(header + 8, 32, sum);
}

/* Where the checksum of a kind stands, and what it is over. */
static const struct checksum_row {
	uint8_t at;
	bool has; /* there is one to be filled in */
	bool pseudo;
} checksums[FRAMES_KIND_COUNT] = {
	[FRAMES_TCP] = { 16, true, true },
	[FRAMES_UDP] = { 6, true, true },
	[FRAMES_UDPLITE] = { 6, true, true },
	[FRAMES_DCCP] = { 6, true, true },
	[FRAMES_ICMP] = { 2, true, false },
	[FRAMES_ICMP6] = { 2, true, true },
	[FRAMES_VRRP] = { 6, true, false },
};

static void
end_checksum(struct frame_build *f, size_t n)
{
	const struct checksum_row *row = &checksums[f->layers[n].kind];
	size_t at = f->layers[n].at;
	uint32_t sum = 0;
	uint16_t value;

	if (!row->has)
		return;
	frames_put16(f, at + row->at, 0);
	/* Version 3 of VRRP has a pseudo header (RFC 5798 section 5.2.8). */
	if (row->pseudo ||
	    (f->layers[n].kind == FRAMES_VRRP && f->data[at] >> 4 == 3))
		sum = pseudo_sum(f, n);
	sum = sum_words(f->data + at, f->len - at, sum);
	value = checksum_of(sum);
	/* 0 says that there is none (RFC 768). */
	if (value == 0 && f->layers[n].kind == FRAMES_UDP)
		value = 0xffff;
	frames_put16(f, at + row->at, value);
}

static void
end_length(struct frame_build *f, size_t n)
{
	size_t at = f->layers[n].at;
	uint16_t len = (uint16_t)(f->len - at);

	switch (f->layers[n].kind) {
	case FRAMES_LLC:
		frames_put16(f, at - 2, len);
		break;
	case FRAMES_PPPOE:
		frames_put16(f, at + 4, (uint16_t)(len - 6));
		break;
	case FRAMES_IPV4:
		frames_put16(f, at + 2, len);
		frames_put16(f, at + 10, 0);
		frames_put16(f, at + 10,
		    checksum_of(sum_words(f->data + at, 20, 0)));
		break;
	case FRAMES_IPV6:
		frames_put16(f, at + 4, (uint16_t)(len - IPV6_HEADER));
		break;
	case FRAMES_UDP:
		frames_put16(f, at + 4, len);
		break;
	default:
		break;
	}
}

void
frames_end(struct frame_build *f)
{
	for (size_t n = f->layer_count; n-- > 0;) {
		end_length(f, n);
		end_checksum(f, n);
	}
}

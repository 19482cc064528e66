/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pcapng_reader.c - the packets of a pcapng file
 * (draft-ietf-opsawg-pcapng).
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "capture/bytes.h"
#include "capture/pcapng_reader.h"
#include "capture/ticks.h"

/* Section 3.1: type, length, body, length again. */
#define BLOCK_HEADER_BYTES 8
#define BLOCK_TRAILER_BYTES 4
#define BLOCK_MIN (BLOCK_HEADER_BYTES + BLOCK_TRAILER_BYTES)
#define BLOCK_ALIGN 4

/* Section 11.1.  The section header reads the same in both byte orders. */
enum block_type {
	BLOCK_INTERFACE = 0x00000001,
	BLOCK_PACKET = 0x00000002, /* obsolete */
	BLOCK_SIMPLE = 0x00000003,
	BLOCK_ENHANCED = 0x00000006,
	BLOCK_SECTION = 0x0a0d0d0a,
};

#define BYTE_ORDER_MAGIC 0x1a2b3c4dU
#define BYTE_ORDER_AT 8
#define SECTION_MIN 28
#define VERSION_MAJOR 1

#define INTERFACE_MIN 20
#define INTERFACE_OPTIONS_AT 16
#define PACKET_MIN 32
#define PACKET_DATA_AT 28
#define SIMPLE_MIN 16
#define SIMPLE_DATA_AT 12

enum option_code {
	OPTION_END = 0,
	OPTION_TSRESOL = 9,
	OPTION_TSOFFSET = 14,
};
#define OPTION_HEADER_BYTES 4

#define INTERFACES_FIRST 8 /* made room for, then twice as many */

struct interface {
	uint32_t snaplen; /* 0: no limit */
	uint16_t link_type;
	struct ticks ticks;
};

struct pcapng {
	struct reader reader;
	bool big;
	uint32_t earlier;             /* interfaces of earlier sections */
	uint32_t n_interfaces, room;  /* of this section */
	struct interface *interfaces; /* of this section */
	uint64_t last_us;             /* of the last frame */
};

/* A block as it lies in the stream; len was checked. */
struct block {
	const uint8_t *bytes;
	uint32_t len;
};

/* 1: *out is a frame; 0: go on; negative: err is filled. */
typedef int block_fn(struct pcapng *ng, const struct block *b,
    struct frame *out, struct err *err);

static bool
pcapng_match(const uint8_t *head, size_t len)
{
	return len >= READER_MAGIC_BYTES &&
	    bytes_u32(head, false) == BLOCK_SECTION;
}

/* Section 4.1.  The byte order is known already. */
static int
take_section(struct pcapng *ng, const struct block *b, struct frame *out,
    struct err *err)
{
	uint16_t major = bytes_u16(b->bytes + 12, ng->big);
	uint16_t minor = bytes_u16(b->bytes + 14, ng->big);

	(void)out;
	if (major != VERSION_MAJOR)
		return stream_damaged(ng->reader.stream, err,
		    "pcapng version %u.%u; version 1 is read", major, minor);
	if (ng->earlier < UINT16_MAX)
		ng->earlier += ng->n_interfaces;
	ng->n_interfaces = 0;
	return 0;
}

static int
interfaces_grow(struct pcapng *ng, struct err *err)
{
	struct stream *s = ng->reader.stream;
	uint32_t room = ng->room ? ng->room * 2 : INTERFACES_FIRST;
	struct interface *interfaces;

	if (ng->n_interfaces == PCAPNG_INTERFACES_MAX)
		return stream_damaged(s, err, "more than %u interfaces",
		    PCAPNG_INTERFACES_MAX);
	if (ng->n_interfaces < ng->room)
		return 0;
	interfaces = realloc(ng->interfaces, room * sizeof(*interfaces));
	if (!interfaces)
		return err_set(err, -ENOMEM, "%s: no memory", stream_name(s));
	ng->interfaces = interfaces;
	ng->room = room;
	return 0;
}

/* What an interface's options say of its clock. */
struct clock_options {
	uint8_t resolution;
	int64_t offset_s;
};

static int
take_option(struct pcapng *ng, struct clock_options *c, uint16_t code,
    const uint8_t *value, uint16_t len, struct err *err)
{
	size_t want = code == OPTION_TSRESOL ? 1 : sizeof(c->offset_s);

	if (code != OPTION_TSRESOL && code != OPTION_TSOFFSET)
		return 0;
	if (len != want)
		return stream_damaged(ng->reader.stream, err,
		    "an interface's option %u of %u bytes, not %zu", code, len,
		    want);
	if (code == OPTION_TSRESOL)
		c->resolution = *value;
	else
		c->offset_s = (int64_t)bytes_u64(value, ng->big);
	return 0;
}

/* Section 3.5; at and end are offsets in the block. */
static int
read_options(struct pcapng *ng, const struct block *b, uint32_t at,
    struct clock_options *c, struct err *err)
{
	uint32_t end = b->len - BLOCK_TRAILER_BYTES;

	while (end - at >= OPTION_HEADER_BYTES) {
		uint16_t code = bytes_u16(b->bytes + at, ng->big);
		uint16_t len = bytes_u16(b->bytes + at + 2, ng->big);
		int rc;

		at += OPTION_HEADER_BYTES;
		if (code == OPTION_END)
			return 0;
		if (len > end - at)
			return stream_damaged(ng->reader.stream, err,
			    "an interface's option %u of %u bytes ends "
			    "past its block",
			    code, len);
		rc = take_option(ng, c, code, b->bytes + at, len, err);
		if (rc < 0)
			return rc;
		/* The block's length is aligned, so the padding is inside. */
		at += (len + BLOCK_ALIGN - 1U) & ~(BLOCK_ALIGN - 1U);
	}
	return 0;
}

/* Section 4.2 */
static int
take_interface(struct pcapng *ng, const struct block *b, struct frame *out,
    struct err *err)
{
	struct clock_options c = { .resolution = TICKS_RESOLUTION_DEFAULT };
	int rc = read_options(ng, b, INTERFACE_OPTIONS_AT, &c, err);

	(void)out;
	if (rc == 0)
		rc = interfaces_grow(ng, err);
	if (rc < 0)
		return rc;
	ng->interfaces[ng->n_interfaces++] = (struct interface){
		.link_type = bytes_u16(b->bytes + 8, ng->big),
		.snaplen = bytes_u32(b->bytes + 12, ng->big),
		.ticks = ticks_of(c.resolution, c.offset_s),
	};
	return 0;
}

static int
check_interface(const struct pcapng *ng, uint32_t index, struct err *err)
{
	if (index < ng->n_interfaces)
		return 0;
	return stream_damaged(ng->reader.stream, err,
	    "a packet of interface %" PRIu32 " of a section that has %" PRIu32,
	    index, ng->n_interfaces);
}

static uint16_t
interface_number(const struct pcapng *ng, uint32_t index)
{
	uint32_t number = ng->earlier + index;

	return number < UINT16_MAX ? (uint16_t)number : UINT16_MAX;
}

/* Enhanced and obsolete Packet Blocks are alike from the time on. */
static int
packet_of(struct pcapng *ng, const struct block *b, uint32_t index,
    struct frame *out, struct err *err)
{
	uint64_t stamp = (uint64_t)bytes_u32(b->bytes + 12, ng->big) << 32 |
	    bytes_u32(b->bytes + 16, ng->big);
	uint32_t cap_len = bytes_u32(b->bytes + 20, ng->big);
	int rc = check_interface(ng, index, err);

	if (rc == 0)
		rc = reader_check_length(&ng->reader, cap_len, err);
	if (rc < 0)
		return rc;
	if (cap_len > b->len - PACKET_MIN)
		return stream_damaged(ng->reader.stream, err,
		    "a captured length of %" PRIu32
		    " bytes in a block of %" PRIu32,
		    cap_len, b->len);

	*out = (struct frame){ .data = b->bytes + PACKET_DATA_AT,
		.link_type = ng->interfaces[index].link_type,
		.interface = interface_number(ng, index) };
	if (!ticks_to_us(&ng->interfaces[index].ticks, stamp, &out->time_us))
		ng->reader.stats->odd_times++;
	reader_set_lengths(&ng->reader, out, cap_len,
	    bytes_u32(b->bytes + 24, ng->big));
	return 1;
}

/* Section 4.3 */
static int
take_enhanced(struct pcapng *ng, const struct block *b, struct frame *out,
    struct err *err)
{
	return packet_of(ng, b, bytes_u32(b->bytes + 8, ng->big), out, err);
}

/* Appendix A */
static int
take_packet(struct pcapng *ng, const struct block *b, struct frame *out,
    struct err *err)
{
	return packet_of(ng, b, bytes_u16(b->bytes + 8, ng->big), out, err);
}

/* Section 4.4: no time, and the captured length is what the others leave. */
static int
take_simple(struct pcapng *ng, const struct block *b, struct frame *out,
    struct err *err)
{
	uint32_t wire_len = bytes_u32(b->bytes + 8, ng->big);
	uint32_t cap_len = b->len - SIMPLE_MIN;
	const struct interface *in;
	int rc = check_interface(ng, 0, err);

	if (rc < 0)
		return rc;
	in = &ng->interfaces[0];
	if (in->snaplen && cap_len > in->snaplen)
		cap_len = in->snaplen;
	if (cap_len > wire_len)
		cap_len = wire_len; /* the rest is padding */
	rc = reader_check_length(&ng->reader, cap_len, err);
	if (rc < 0)
		return rc;

	*out = (struct frame){ .data = b->bytes + SIMPLE_DATA_AT,
		.time_us = ng->last_us,
		.cap_len = cap_len,
		.wire_len = wire_len,
		.link_type = in->link_type,
		.interface = interface_number(ng, 0) };
	ng->reader.stats->odd_times++;
	return 1;
}

/* The most frequent first. */
static const struct block_kind {
	uint32_t type;
	uint32_t len_min; /* bytes */
	block_fn *take;
} kinds[] = {
	{ BLOCK_ENHANCED, PACKET_MIN, take_enhanced },
	{ BLOCK_SIMPLE, SIMPLE_MIN, take_simple },
	{ BLOCK_PACKET, PACKET_MIN, take_packet },
	{ BLOCK_INTERFACE, INTERFACE_MIN, take_interface },
	{ BLOCK_SECTION, SECTION_MIN, take_section },
};

static const struct block_kind *
kind_find(uint32_t type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (kinds[i].type == type)
			return &kinds[i];
	}
	return NULL;
}

/* A section says in which byte order it and what follows is written. */
static int
set_byte_order(struct pcapng *ng, const uint8_t *head, struct err *err)
{
	if (bytes_u32(head + BYTE_ORDER_AT, false) == BYTE_ORDER_MAGIC)
		ng->big = false;
	else if (bytes_u32(head + BYTE_ORDER_AT, true) == BYTE_ORDER_MAGIC)
		ng->big = true;
	else
		return stream_damaged(ng->reader.stream, err,
		    "a section without byte-order magic");
	return 0;
}

static int
check_block_length(const struct pcapng *ng, uint32_t len, uint32_t len_min,
    struct err *err)
{
	struct stream *s = ng->reader.stream;

	if (len < len_min)
		return stream_damaged(s, err,
		    "a block of %" PRIu32 " bytes, below %" PRIu32, len,
		    len_min);
	if (len > PCAPNG_BLOCK_MAX)
		return stream_damaged(s, err,
		    "a block of %" PRIu32 " bytes, above %zu", len,
		    PCAPNG_BLOCK_MAX);
	if (len % BLOCK_ALIGN)
		return stream_damaged(s, err,
		    "a block of %" PRIu32 " bytes, no multiple of 4", len);
	return 0;
}

/* The next whole block.  1, 0 at the end, or negative. */
static int
read_block(struct pcapng *ng, struct block *b, const struct block_kind **kind,
    struct err *err)
{
	struct stream *s = ng->reader.stream;
	const uint8_t *p = stream_need(s, BLOCK_MIN);
	uint32_t type, again;
	int rc = 0;

	if (!p)
		return stream_short(s, BLOCK_MIN, "a block's header", err);
	type = bytes_u32(p, ng->big);
	if (type == BLOCK_SECTION)
		rc = set_byte_order(ng, p, err);
	if (rc < 0)
		return rc;
	*kind = kind_find(type);
	b->len = bytes_u32(p + 4, ng->big);
	rc = check_block_length(ng, b->len,
	    *kind ? (*kind)->len_min : BLOCK_MIN, err);
	if (rc < 0)
		return rc;

	b->bytes = stream_need(s, b->len);
	if (!b->bytes)
		return stream_short(s, b->len, "a block", err);
	again = bytes_u32(b->bytes + b->len - BLOCK_TRAILER_BYTES, ng->big);
	if (again != b->len)
		return stream_damaged(s, err,
		    "a block of %" PRIu32 " bytes that ends saying %" PRIu32,
		    b->len, again);
	return 1;
}

/* One block: 1 with a frame in *out, 0 without, negative. */
static int
take_block(struct pcapng *ng, const struct block *b,
    const struct block_kind *kind, struct frame *out, struct err *err)
{
	int rc = 0;

	if (kind)
		rc = kind->take(ng, b, out, err);
	else
		ng->reader.stats->skipped_blocks++;
	if (rc >= 0)
		stream_skip(ng->reader.stream, b->len);
	return rc;
}

static int
pcapng_next(struct reader *r, struct frame *out, struct err *err)
{
	struct pcapng *ng = (struct pcapng *)r;
	const struct block_kind *kind;
	struct block b;
	int rc;

	do {
		rc = read_block(ng, &b, &kind, err);
		if (rc <= 0)
			return rc;
		rc = take_block(ng, &b, kind, out, err);
	} while (rc == 0);
	if (rc > 0)
		ng->last_us = out->time_us;
	return rc;
}

static void
pcapng_close(struct reader *r)
{
	struct pcapng *ng = (struct pcapng *)r;

	free(ng->interfaces);
	free(ng);
}

static int
pcapng_open(struct reader **out, struct stream *s, struct capture_stats *stats,
    struct err *err)
{
	struct pcapng *ng = calloc(1, sizeof(*ng));
	const struct block_kind *kind;
	struct block b;
	int rc;

	if (!ng)
		return err_set(err, -ENOMEM, "%s: no memory", stream_name(s));
	ng->reader = (struct reader){ .stream = s, .stats = stats };
	rc = read_block(ng, &b, &kind, err);
	if (rc > 0)
		rc = take_block(ng, &b, kind, NULL, err);
	if (rc < 0) {
		pcapng_close(&ng->reader);
		return rc;
	}
	*out = &ng->reader;
	return 0;
}

const struct reader_format pcapng_reader = {
	.name = "pcapng",
	.match = pcapng_match,
	.open = pcapng_open,
	.next = pcapng_next,
	.close = pcapng_close,
};

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pcap_reader.c - the records of a pcap file (draft-ietf-opsawg-pcap).
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "capture/bytes.h"
#include "capture/pcap_reader.h"

#define FILE_HEADER_BYTES 24
#define VERSION_MAJOR 2
/* Up to minor version 2 the two lengths stood the other way round, in 2.3
 * either way. */
#define VERSION_MINOR_SWAPPED 2
#define VERSION_MINOR_EITHER 3
#define LINK_TYPE_MASK 0xffffU /* above it: length of the FCS (section 4) */
#define MICRO UINT64_C(1000000)

/* What the magic tells. */
struct variant {
	uint32_t magic;
	uint32_t per_second; /* units of a fraction */
	uint32_t per_micro;
	size_t record_bytes; /* of the header of a packet */
};

static const struct variant variants[] = {
	{ 0xa1b2c3d4, 1000000, 1, 16 }, { 0xa1b23c4d, 1000000000, 1000, 16 },
	{ 0xa1b2cd34, 1000000, 1, 24 }, /* Kuznetzov: index, protocol, type */
};

struct pcap {
	struct reader reader;
	const struct variant *variant;
	bool big;
	uint16_t minor;
	uint16_t link_type;
};

static const struct variant *
variant_find(const uint8_t *head, bool big)
{
	uint32_t magic = bytes_u32(head, big);

	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++) {
		if (variants[i].magic == magic)
			return &variants[i];
	}
	return NULL;
}

static bool
pcap_match(const uint8_t *head, size_t len)
{
	return len >= READER_MAGIC_BYTES &&
	    (variant_find(head, false) || variant_find(head, true));
}

static int
read_header(struct pcap *p, struct err *err)
{
	struct stream *s = p->reader.stream;
	const uint8_t *head = stream_need(s, FILE_HEADER_BYTES);
	uint16_t major;

	if (!head)
		return stream_short(s, FILE_HEADER_BYTES, "the file header",
		    err);
	p->big = variant_find(head, true) != NULL;
	p->variant = variant_find(head, p->big);
	major = bytes_u16(head + 4, p->big);
	p->minor = bytes_u16(head + 6, p->big);
	if (major != VERSION_MAJOR)
		return stream_damaged(s, err,
		    "pcap version %u.%u; version 2 is read", major, p->minor);
	p->link_type =
	    (uint16_t)(bytes_u32(head + 20, p->big) & LINK_TYPE_MASK);
	stream_skip(s, FILE_HEADER_BYTES);
	return 0;
}

static int
pcap_open(struct reader **out, struct stream *s, struct capture_stats *stats,
    struct err *err)
{
	struct pcap *p = calloc(1, sizeof(*p));
	int rc;

	if (!p)
		return err_set(err, -ENOMEM, "%s: no memory", stream_name(s));
	p->reader = (struct reader){ .stream = s, .stats = stats };
	rc = read_header(p, err);
	if (rc < 0) {
		free(p);
		return rc;
	}
	*out = &p->reader;
	return 0;
}

static void
pcap_close(struct reader *r)
{
	free(r);
}

/* A packet without any length is worth a look at the rest of its header. */
static int
check_empty(const struct pcap *p, const uint8_t *record, struct err *err)
{
	struct stream *s = p->reader.stream;
	uint64_t time = bytes_u64(record, p->big);

	if (time == 0)
		return stream_damaged(s, err,
		    "zeros where a packet's header should be");
	if (pcap_match(record, READER_MAGIC_BYTES))
		return stream_damaged(s, err,
		    "another pcap file begins here; "
		    "join captures with mergecap");
	return 0;
}

static bool
lengths_swapped(const struct pcap *p, uint32_t cap_len, uint32_t wire_len)
{
	return p->minor <= VERSION_MINOR_SWAPPED ||
	    (p->minor == VERSION_MINOR_EITHER && cap_len > wire_len);
}

static uint64_t
record_time(struct pcap *p, const uint8_t *record)
{
	uint32_t seconds = bytes_u32(record, p->big);
	uint32_t fraction = bytes_u32(record + 4, p->big);

	if (fraction >= p->variant->per_second)
		p->reader.stats->odd_times++;
	return seconds * MICRO + fraction / p->variant->per_micro;
}

static int
pcap_next(struct reader *r, struct frame *out, struct err *err)
{
	struct pcap *p = (struct pcap *)r;
	size_t head_len = p->variant->record_bytes;
	const uint8_t *record = stream_need(r->stream, head_len);
	uint32_t cap_len, wire_len;
	int rc;

	if (!record)
		return stream_short(r->stream, head_len, "a packet's header",
		    err);
	cap_len = bytes_u32(record + 8, p->big);
	wire_len = bytes_u32(record + 12, p->big);
	if (lengths_swapped(p, cap_len, wire_len)) {
		uint32_t swap = cap_len;

		cap_len = wire_len;
		wire_len = swap;
	}
	rc = reader_check_length(r, cap_len, err);
	if (rc == 0 && cap_len == 0 && wire_len == 0)
		rc = check_empty(p, record, err);
	if (rc < 0)
		return rc;

	record = stream_need(r->stream, head_len + cap_len);
	if (!record)
		return stream_short(r->stream, head_len + cap_len, "a packet",
		    err);
	*out = (struct frame){ .time_us = record_time(p, record),
		.data = record + head_len,
		.link_type = p->link_type };
	reader_set_lengths(r, out, cap_len, wire_len);
	stream_skip(r->stream, head_len + cap_len);
	return 1;
}

const struct reader_format pcap_reader = {
	.name = "pcap",
	.match = pcap_match,
	.open = pcap_open,
	.next = pcap_next,
	.close = pcap_close,
};

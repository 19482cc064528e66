/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frame_tools.c - whole frames at once, fragments of frames, and files of
 * them.
 */
#include <config.h>

#include <assert.h>
#include <string.h>

#include "support/frame_tools.h"

#define ETHERNET_LEAST 60
#define IPV4_MORE 0x2000
#define IPV6_HEADER 40
#define PCAP_SNAPLEN 262144U

void
frames_make_tcp(struct frame_build *f, const struct frames_ends *ends,
    uint8_t flags, uint32_t seq, uint32_t ack, const char *text)
{
	frames_start(f);
	frames_ethernet(f, NULL, NULL);
	frames_ip(f, ends->src, ends->dst);
	frames_tcp(f, ends->src_port, ends->dst_port, flags, seq, ack);
	if (text != NULL)
		frames_text(f, text);
	frames_end(f);
}

void
frames_make_udp(struct frame_build *f, const struct frames_ends *ends,
    const char *text)
{
	frames_start(f);
	frames_ethernet(f, NULL, NULL);
	frames_ip(f, ends->src, ends->dst);
	frames_udp(f, ends->src_port, ends->dst_port);
	if (text != NULL)
		frames_text(f, text);
	frames_end(f);
}

void
frames_pad(struct frame_build *f)
{
	static const uint8_t zeros[ETHERNET_LEAST];

	if (f->len < ETHERNET_LEAST)
		frames_bytes(f, zeros, ETHERNET_LEAST - f->len);
}

/* Begin *out with the headers of whole up to the IP header at ip_at, which is
 * header_len long. */
static void
copy_headers(struct frame_build *out, const struct frame_build *whole,
    size_t ip_at, size_t header_len)
{
	size_t n = 0;

	frames_start(out);
	while (n < whole->layer_count && whole->layers[n].at <= ip_at) {
		out->layers[n] = whole->layers[n];
		n++;
	}
	assert(n > 0 && whole->layers[n - 1].at == ip_at);
	frames_bytes(out, whole->data, ip_at + header_len);
	out->layer_count = n;
}

void
frames_cut(struct frame_build *out, const struct frame_build *whole,
    size_t ip_at, uint32_t id, size_t offset, size_t len)
{
	bool v4 = whole->data[ip_at] >> 4 == 4;
	size_t header_len =
	    v4 ? (whole->data[ip_at] & 0x0fU) * 4U : IPV6_HEADER;
	size_t data_at = ip_at + header_len;
	bool more = data_at + offset + len < whole->len;

	assert(data_at + offset + len <= whole->len && offset % 8 == 0);
	copy_headers(out, whole, ip_at, header_len);
	if (v4) {
		frames_put16(out, ip_at + 4, (uint16_t)id);
		frames_put16(out, ip_at + 6,
		    (uint16_t)(offset / 8 | (more ? IPV4_MORE : 0)));
	} else {
		frames_fragment(out, (uint16_t)offset, more, id);
		out->data[data_at] = whole->data[ip_at + 6];
	}
	frames_bytes(out, whole->data + data_at + offset, len);
	frames_end(out);
}

/* The files are little-endian, whatever writes them. */
static void
put_le32(FILE *file, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		putc((int)(value >> (8 * i) & 0xff), file);
}

void
frames_pcap_begin(FILE *file, uint32_t link_type)
{
	put_le32(file, 0xa1b2c3d4U);
	put_le32(file, 4U << 16 | 2U); /* version 2.4 */
	put_le32(file, 0);
	put_le32(file, 0);
	put_le32(file, PCAP_SNAPLEN);
	put_le32(file, link_type);
}

void
frames_pcap_add(FILE *file, const struct frame_build *f, uint64_t time_us,
    size_t cap_max)
{
	size_t cap_len = f->len < cap_max ? f->len : cap_max;

	put_le32(file, (uint32_t)(time_us / 1000000));
	put_le32(file, (uint32_t)(time_us % 1000000));
	put_le32(file, (uint32_t)cap_len);
	put_le32(file, (uint32_t)f->len);
	fwrite(f->data, 1, cap_len, file);
}

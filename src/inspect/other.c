/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * other.c - recognisers that are a few lines each.
 */
#include <config.h>

#include "inspect/other.h"
#include "inspect/part.h"
#include "inspect/span.h"

#define MQTT_CONNECT 0x10
#define MQTT_CONNACK 0x20

/* MQTT 5.0 section 1.5.5: 7 bits a byte, the lowest first. */
static size_t
read_length(struct part *p)
{
	size_t len = 0;

	for (unsigned int shift = 0; shift < 28; shift += 7) {
		uint8_t byte = part_u8(p);

		len |= (size_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return len;
	}
	part_refuse(p);
	return 0;
}

enum inspect_match
mqtt_client(const struct inspect_bytes *b)
{
	struct part p = part_of_stream(b), body;
	uint8_t type = part_u8(&p);
	struct span name = { 0 };
	size_t len;

	if (part_ok(&p) && type != MQTT_CONNECT)
		return INSPECT_NO;
	body = part_sub(&p, read_length(&p));
	len = part_u16(&body);
	if (part_ok(&body) && len != 4 && len != 6)
		return INSPECT_NO;
	name.at = part_bytes(&body, len);
	name.len = len;
	if (p.bad || !name.at)
		return p.bad ? INSPECT_NO : part_match(&body);
	return span_is(name, "MQTT") || span_is(name, "MQIsdp") ? INSPECT_MATCH
								: INSPECT_NO;
}

/* Four bytes at least, of which any server might say the like later. */
enum inspect_match
mqtt_server(const struct inspect_bytes *b)
{
	struct cursor c = cursor_of(b->data, b->len);
	uint8_t type = cursor_u8(&c), len = cursor_u8(&c);
	uint8_t flags = cursor_u8(&c), code = cursor_u8(&c);

	if (c.failed)
		return b->len > 0 && type != MQTT_CONNACK ? INSPECT_NO
							  : INSPECT_UNSURE;
	if (type != MQTT_CONNACK || len < 2 || len > 127 || flags > 1)
		return INSPECT_NO;
	return len == 2 && code <= 5 && b->start ? INSPECT_MATCH
						 : INSPECT_UNSURE;
}

enum inspect_match
bittorrent_any(const struct inspect_bytes *b)
{
	return span_opening(b,
	    "\x13"
	    "BitTorrent protocol");
}

#define TRACKER_MAGIC_HIGH 0x00000417U
#define TRACKER_MAGIC_LOW 0x27101980U

enum inspect_match
bittorrent_udp_any(const struct inspect_bytes *b)
{
	static const char *const openings[] = {
		"d1:ad2:id20:", "d1:rd2:id20:", "d2:ip6:", "d2:ip4:", "d1:eli20"
	};
	struct cursor c = cursor_of(b->data, b->len);

	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++)
		if (span_opening(b, openings[i]) == INSPECT_MATCH)
			return INSPECT_MATCH;
	return cursor_u32(&c) == TRACKER_MAGIC_HIGH &&
		cursor_u32(&c) == TRACKER_MAGIC_LOW && !c.failed
	    ? INSPECT_MATCH
	    : INSPECT_UNSURE;
}

#define NTP_CLIENT 3
#define NTP_SERVER 4

struct ntp {
	uint8_t mode;
	uint32_t origin[2], transmit[2];
};

/* RFC 5905 section 7.3: 48 bytes, then extensions. */
static enum inspect_match
read_ntp(const struct inspect_bytes *b, struct ntp *out)
{
	struct part p = part_of_datagram(b);
	uint8_t first = part_u8(&p), stratum = part_u8(&p);

	part_skip(&p, 22);
	out->mode = first & 7;
	out->origin[0] = part_u32(&p);
	out->origin[1] = part_u32(&p);
	part_skip(&p, 8);
	out->transmit[0] = part_u32(&p);
	out->transmit[1] = part_u32(&p);
	if (!part_ok(&p))
		return part_match(&p);
	return (first >> 3 & 7) >= 1 && (first >> 3 & 7) <= 4 &&
		out->mode >= 1 && stratum <= 16
	    ? INSPECT_UNSURE
	    : INSPECT_NO;
}

static bool
quotes(const struct ntp *answer, const struct ntp *question)
{
	return answer->mode == NTP_SERVER && question->mode == NTP_CLIENT &&
	    (question->transmit[0] | question->transmit[1]) != 0 &&
	    answer->origin[0] == question->transmit[0] &&
	    answer->origin[1] == question->transmit[1];
}

struct inspect_answer
ntp_view(const struct inspect_view *view)
{
	struct inspect_answer out = { .match = INSPECT_UNSURE };
	struct ntp ntp[2] = { { 0 }, { 0 } };

	for (unsigned int side = 0; side < 2; side++) {
		const struct inspect_side *s = &view->side[side];

		if (s->datagrams > 0 &&
		    s->datagram[0].len >= INSPECT_BYTES_LEAST &&
		    read_ntp(&s->datagram[0], &ntp[side]) == INSPECT_NO)
			out.match = INSPECT_NO;
	}
	if (out.match != INSPECT_NO &&
	    (quotes(&ntp[0], &ntp[1]) || quotes(&ntp[1], &ntp[0]))) {
		out.match = INSPECT_MATCH;
		out.strength = INSPECT_BY_BOTH;
	}
	return out;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * community_id.c - Community ID v1 flow hash.
 */
#include <config.h>

#include <assert.h>
#include <string.h>

#include "base/digest.h"
#include "base/words.h"
#include "flow/community_id.h"
#include "flow/flow_icmp.h"

#define INPUT_MAX (2 + 2 * 16 + 2 + 2 * 2)
#define V4_BYTES 4

static_assert(DIGEST_BASE64_MAX(DIGEST_SHA1_BYTES) + 2 == COMMUNITY_ID_TEXT_MAX,
    "the text does not fit");

static size_t
put_u16(uint8_t *out, uint16_t value)
{
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
	return 2;
}

static size_t
put_addr(uint8_t *out, const struct addr *a)
{
	size_t len = addr_is_v4(a) ? V4_BYTES : sizeof(a->b);

	memcpy(out, a->b + sizeof(a->b) - len, len);
	return len;
}

/* Protocols whose ports the specification counts in. */
static bool
hashes_ports(uint8_t ip_proto)
{
	return ip_proto == PROTO_TCP || ip_proto == PROTO_UDP ||
	    ip_proto == PROTO_SCTP || flow_icmp_is(ip_proto);
}

/* The ends are ordered by the specification as in the key; an ICMP type
 * without an answer is not ordered, but goes from its sender. */
static unsigned int
first_side(const struct flow_key *key)
{
	const uint16_t sender_1 = FLOW_KEY_ONE_WAY | FLOW_KEY_SENDER;

	return flow_icmp_is(key->ip_proto) &&
	    (key->extra & sender_1) == sender_1;
}

char *
community_id(const struct flow_key *key, uint16_t seed,
    char out[static COMMUNITY_ID_TEXT_MAX])
{
	unsigned int first = first_side(key);
	uint8_t digest[DIGEST_SHA1_BYTES];
	uint8_t input[INPUT_MAX];
	size_t len;

	len = put_u16(input, seed);
	len += put_addr(input + len, &key->addr[first]);
	len += put_addr(input + len, &key->addr[1 - first]);
	input[len++] = key->ip_proto;
	input[len++] = 0;
	if (hashes_ports(key->ip_proto)) {
		len += put_u16(input + len, key->port[first]);
		len += put_u16(input + len, key->port[1 - first]);
	}
	digest_sha1(input, len, digest);
	memcpy(out, "1:", 2);
	digest_base64(digest, sizeof(digest), out + 2);
	return out;
}

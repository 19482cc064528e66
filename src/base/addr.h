/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * addr.h - IPv4 and IPv6 addresses and prefixes in one 16-byte form.
 *
 * An IPv4 address is held as ::ffff:a.b.c.d.  Such an address never comes
 * from an IPv6 header (packet counts those as malformed) nor from text, so
 * the form tells the family.  A prefix never crosses families: ::/0 holds
 * no IPv4 address.
 */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ADDR_TEXT_MAX 46   /* bytes, the final NUL included */
#define PREFIX_TEXT_MAX 50 /* bytes, the final NUL included */
#define ADDR_V4_BITS 96    /* an IPv4 prefix /n has 96 + n bits */

struct addr {
	uint8_t b[16]; /* network order */
};

struct prefix {
	struct addr addr; /* bits beyond .bits are zero */
	uint8_t bits;     /* 0..128; 96 + n for IPv4 */
};

/* The address of 4 or 16 bytes in network order, as they stand in a header. */
struct addr addr_from_v4(const uint8_t b[static 4]);
struct addr addr_from_v6(const uint8_t b[static 16]);

bool addr_is_v4(const struct addr *a);
bool addr_equal(const struct addr *a, const struct addr *b);
/* Bytewise order: negative, 0 or positive as memcmp. */
int addr_cmp(const struct addr *a, const struct addr *b);
bool addr_is_unspecified(const struct addr *a);       /* 0.0.0.0, :: */
bool addr_is_loopback(const struct addr *a);          /* 127/8, ::1 */
bool addr_is_multicast(const struct addr *a);         /* 224/4, ff00::/8 */
bool addr_is_limited_broadcast(const struct addr *a); /* 255.255.255.255 */
bool addr_is_link_local6(const struct addr *a);       /* fe80::/10 */

/*
 * Read a dotted quad or an IPv6 address (RFC 4291) of len bytes; no zone, no
 * brackets, no IPv4-mapped form.  0, or -EINVAL with *out untouched.
 */
int addr_parse(const char *text, size_t len, struct addr *out);
/* Dotted quad or RFC 5952 lower case, NUL-terminated; returns the length. */
size_t addr_format(const struct addr *a, char out[static ADDR_TEXT_MAX]);

/* The first bits of a, the rest cleared. */
struct prefix prefix_of(const struct addr *a, uint8_t bits);
bool prefix_contains(const struct prefix *p, const struct addr *a);
/*
 * Read ADDRESS or ADDRESS/LENGTH.  0; -EINVAL when it is no address or the
 * length no number; -ERANGE when the length is above 32 or 128; -EDOM when
 * bits beyond the length are set.  *out is untouched on failure.
 */
int prefix_parse(const char *text, size_t len, struct prefix *out);
/* "10.0.0.0/24"; a whole address without its length.  Returns the length. */
size_t prefix_format(const struct prefix *p, char out[static PREFIX_TEXT_MAX]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ber.h - tags and lengths of BER and DER (X.690), for Kerberos, LDAP and
 * SNMP.
 */
#ifndef INSPECT_BER_H
#define INSPECT_BER_H

#include <stdint.h>

#include "inspect/part.h"

enum ber_tag {
	BER_BOOLEAN = 0x01,
	BER_INTEGER = 0x02,
	BER_OCTETS = 0x04,
	BER_ENUMERATED = 0x0a,
	BER_SEQUENCE = 0x30,
	BER_CONTEXT = 0xa0,     /* constructed; plus the number */
	BER_APPLICATION = 0x60, /* constructed; plus the number */
};

/* The next value, whatever its tag, taken out of p. */
struct part ber_any(struct part *p, uint8_t *tag);
/* The next value, which must have this tag: else p is refused. */
struct part ber_value(struct part *p, uint8_t tag);
/* The next value as a number of at most 4 bytes, likewise. */
uint32_t ber_number(struct part *p, uint8_t tag);

#endif

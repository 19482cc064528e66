/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ber.c - tags and lengths of BER and DER.
 */
#include <config.h>

#include "inspect/ber.h"

#define LENGTH_BYTES_MAX 4
#define NUMBER_BYTES_MAX 5 /* a leading zero for unsigned 32 bits */

/* X.690 section 8.1.3; the indefinite form is in none of the three. */
static size_t
read_length(struct part *p)
{
	uint8_t first = part_u8(p);
	size_t len = 0;

	if (!(first & 0x80))
		return first;
	if ((first & 0x7f) == 0 || (first & 0x7f) > LENGTH_BYTES_MAX)
		part_refuse(p);
	for (unsigned int i = 0; i < (first & 0x7fU); i++)
		len = len << 8 | part_u8(p);
	return part_ok(p) ? len : 0;
}

struct part
ber_any(struct part *p, uint8_t *tag)
{
	*tag = part_u8(p);
	return part_sub(p, read_length(p));
}

struct part
ber_value(struct part *p, uint8_t tag)
{
	struct part peek = *p;
	uint8_t got = part_u8(&peek);

	if (part_ok(&peek) && got != tag)
		part_refuse(p);
	return ber_any(p, &got);
}

uint32_t
ber_number(struct part *p, uint8_t tag)
{
	struct part value = ber_value(p, tag);
	size_t len = value.len;
	uint32_t number = 0;

	if (part_ok(p) && (len == 0 || len > NUMBER_BYTES_MAX))
		part_refuse(p);
	while (part_ok(&value) && part_left(&value) > 0)
		number = number << 8 | part_u8(&value);
	return part_ok(p) ? number : 0;
}

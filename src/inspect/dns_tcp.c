/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_tcp.c - cuts one direction of DNS over TCP into messages.
 */
#include <config.h>

#include <string.h>

#include "inspect/dns_tcp.h"

#define LENGTH_BYTES 2
#define MESSAGE_MIN 12 /* the header */

void
dns_tcp_init(struct dns_tcp *d)
{
	d->got = 0;
	d->want = 0;
	d->lost = false;
}

void
dns_tcp_gap(struct dns_tcp *d)
{
	d->got = 0;
	d->lost = true;
}

static bool
is_one_message(const uint8_t *data, size_t len)
{
	return len >= LENGTH_BYTES + MESSAGE_MIN &&
	    ((size_t)data[0] << 8 | data[1]) == len - LENGTH_BYTES;
}

/* Take a byte of the length.  False when it can not be one. */
static bool
take_length(struct dns_tcp *d, uint8_t byte)
{
	d->want = (uint16_t)(d->want << 8 | byte);
	d->got++;
	return d->got < LENGTH_BYTES || d->want >= MESSAGE_MIN;
}

/* Take bytes of the message; returns how many. */
static size_t
take_bytes(struct dns_tcp *d, const uint8_t *data, size_t len, dns_tcp_fn *fn,
    void *arg)
{
	size_t at = d->got - LENGTH_BYTES, n = d->want - at, kept;

	if (n > len)
		n = len;
	kept = at < DNS_TCP_MAX ? DNS_TCP_MAX - at : 0;
	if (kept > n)
		kept = n;
	if (kept > 0)
		memcpy(d->bytes + at, data, kept);
	d->got += (uint32_t)n;
	if (at + n < d->want)
		return n;
	fn(arg, d->bytes, d->want < DNS_TCP_MAX ? d->want : DNS_TCP_MAX,
	    d->want);
	d->got = 0;
	return n;
}

void
dns_tcp_feed(struct dns_tcp *d, const uint8_t *data, size_t len, dns_tcp_fn *fn,
    void *arg)
{
	if (d->lost && !is_one_message(data, len))
		return;
	d->lost = false;
	while (len > 0) {
		size_t n = 1;

		if (d->got >= LENGTH_BYTES) {
			n = take_bytes(d, data, len, fn, arg);
		} else if (!take_length(d, *data)) {
			dns_tcp_gap(d);
			return;
		}
		data += n;
		len -= n;
	}
}

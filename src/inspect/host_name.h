/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_name.h - which bytes from the wire are a host name.
 *
 * Labels of 1 to 63 letters, digits, hyphens and underscores, joined by dots,
 * 253 bytes in all (RFC 1035 section 2.3.4); internationalised ones stay in
 * their xn-- form.
 */
#ifndef INSPECT_HOST_NAME_H
#define INSPECT_HOST_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOST_NAME_MAX_BYTES 254 /* the final NUL too */

/*
 * Put the name, in lower case and without a final dot, into out.  False, and
 * out untouched, when it is none.
 */
bool host_name_read(const uint8_t *bytes, size_t len,
    char out[static HOST_NAME_MAX_BYTES]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_name.c - which bytes from the wire are a host name.
 */
#include <config.h>

#include <string.h>

#include "base/text.h"
#include "inspect/host_name.h"

#define LABEL_MAX 63

static bool
in_label(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static bool
is_host(const uint8_t *bytes, size_t len)
{
	size_t label = 0;

	if (len == 0 || len >= HOST_NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '.') {
			if (label == 0)
				return false;
			label = 0;
		} else if (!in_label(bytes[i]) || ++label > LABEL_MAX) {
			return false;
		}
	}
	return label > 0;
}

bool
host_name_read(const uint8_t *bytes, size_t len,
    char out[static HOST_NAME_MAX_BYTES])
{
	if (len > 0 && bytes[len - 1] == '.')
		len--;
	if (!is_host(bytes, len))
		return false;
	memcpy(out, bytes, len);
	out[len] = '\0';
	text_lower(out, len);
	return true;
}

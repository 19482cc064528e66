/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * details_text.c - bytes from the wire to the texts of details.
 */
#include <config.h>

#include <assert.h>

#include "inspect/details_text.h"
#include "inspect/host_name.h"

static_assert(INSPECT_NAME_MAX >= HOST_NAME_MAX_BYTES, "a host name fits");

bool
details_is_text(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] <= ' ' || bytes[i] > '~' || bytes[i] == ',' ||
		    bytes[i] == '"')
			return false;
	return true;
}

void
details_name(struct inspect_details *out, const uint8_t *bytes, size_t len,
    enum inspect_name_from from)
{
	if (out->name_from != INSPECT_NAME_NONE)
		return;
	if (!host_name_read(bytes, len, out->name)) {
		out->name_bad = true;
		return;
	}
	out->name_from = (uint8_t)from;
}

void
details_text(char *out, size_t size, const uint8_t *bytes, size_t len)
{
	size_t n = len < size ? len : size - 1;

	for (size_t i = 0; i < n; i++)
		out[i] =
		    bytes[i] >= ' ' && bytes[i] <= '~' ? (char)bytes[i] : '?';
	out[n] = '\0';
}

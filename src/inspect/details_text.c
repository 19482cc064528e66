/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * details_text.c - bytes from the wire to the texts of details.
 */
#include <config.h>

#include <string.h>

#include "base/text.h"
#include "inspect/details_text.h"

#define LABEL_MAX 63 /* RFC 1035 section 2.3.4 */
#define HOST_MAX 253 /* of the text, without a final dot */

bool
details_is_text(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] <= ' ' || bytes[i] > '~' || bytes[i] == ',' ||
		    bytes[i] == '"')
			return false;
	return true;
}

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

	if (len == 0 || len > HOST_MAX)
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

void
details_name(struct inspect_details *out, const uint8_t *bytes, size_t len,
    enum inspect_name_from from)
{
	if (out->name_from != INSPECT_NAME_NONE)
		return;
	if (len > 0 && bytes[len - 1] == '.')
		len--;
	if (!is_host(bytes, len)) {
		out->name_bad = true;
		return;
	}
	memcpy(out->name, bytes, len);
	out->name[len] = '\0';
	text_lower(out->name, len);
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

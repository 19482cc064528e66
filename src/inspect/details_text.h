/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * details_text.h - bytes from the wire to the texts of details.
 */
#ifndef INSPECT_DETAILS_TEXT_H
#define INSPECT_DETAILS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/details.h"

/* Printable ASCII without a space, comma or quote, throughout. */
bool details_is_text(const uint8_t *bytes, size_t len);

/*
 * Take a host name: lower-cased, its final dot left out.  What is none
 * (letters, digits, hyphens, underscores in labels of 1 to 63, 253 in all)
 * leaves .name empty and sets .name_bad.  The first one stays.
 */
void details_name(struct inspect_details *out, const uint8_t *bytes, size_t len,
    enum inspect_name_from from);

/* A clamped copy into size bytes, at least 1; bytes that are not printable
 * ASCII become a question mark. */
void details_text(char *out, size_t size, const uint8_t *bytes, size_t len);

#endif

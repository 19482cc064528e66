/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ndpi_option.c - --ndpi of the commands that judge packets.
 */
#include <config.h>

#include <string.h>

#include "cli/ndpi_option.h"

enum status
ndpi_option(const struct command *self, const char *word,
    enum inspect_ndpi *out)
{
	static const char *const words[] = {
		[INSPECT_NDPI_AUTO] = "auto",
		[INSPECT_NDPI_ALWAYS] = "always",
		[INSPECT_NDPI_NEVER] = "never",
	};

	if (!word)
		return STATUS_DONE;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], word) == 0) {
			*out = (enum inspect_ndpi)i;
			return STATUS_DONE;
		}
	}
	return command_misused(self,
	    "--ndpi %s: expected auto, always or never", word);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judging.c - the options of the commands that judge packets.
 */
#include <config.h>

#include <string.h>

#include "cli/judging.h"
#include "pipeline/run.h"

static enum status
read_ndpi(const struct command *self, const char *word, enum inspect_ndpi *out)
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

enum status
judging_read(const struct command *self, const struct command_args *args,
    struct judging *out)
{
	enum status status;

	*out = (struct judging){
		.record_all = command_option(args, OPTION_RECORD_ALL) != NULL,
		.vlan_key = command_option(args, OPTION_VLAN_KEY) != NULL,
	};
	status = read_ndpi(self, command_option(args, OPTION_NDPI), &out->ndpi);
	if (status == STATUS_DONE)
		status = command_size(self, args, OPTION_MEMORY, RUN_MEMORY_MIN,
		    &out->memory_bytes);
	return status;
}

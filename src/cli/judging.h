/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judging.h - the options of the commands that judge packets.
 */
#ifndef CLI_JUDGING_H
#define CLI_JUDGING_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/command.h"
#include "inspect/inspect.h"

enum {
	OPTION_RECORD_ALL = 560,
	OPTION_VLAN_KEY,
	OPTION_MEMORY,
	OPTION_NDPI,
};

/* Rows of the option tables of replay and watch. */
#define JUDGING_OPTIONS                                                        \
	{ OPTION_RECORD_ALL, "record-all", NULL,                               \
		"record out-of-scope flows one by one" },                      \
	    { OPTION_VLAN_KEY, "vlan-key", NULL,                               \
		    "one address in two VLANs is two hosts" },                 \
	    { OPTION_MEMORY, "memory", "SIZE",                                 \
		    "for live flows (default: 72M; least: 8M)" },              \
	{                                                                      \
		OPTION_NDPI, "ndpi", "WHEN",                                   \
		    "ask nDPI auto, always or never (default: auto)"           \
	}

struct judging {
	size_t memory_bytes; /* 0: the default */
	enum inspect_ndpi ndpi;
	bool record_all, vlan_key;
};

/* STATUS_DONE, or STATUS_USAGE after the reason was told. */
enum status judging_read(const struct command *self,
    const struct command_args *args, struct judging *out);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ndpi_option.h - --ndpi of the commands that judge packets.
 */
#ifndef CLI_NDPI_OPTION_H
#define CLI_NDPI_OPTION_H

#include "cli/command.h"
#include "inspect/inspect.h"

#define NDPI_OPTION_HELP "ask nDPI auto, always or never (default: auto)"

/* The value of a word; NULL leaves *out.  STATUS_DONE, or STATUS_USAGE after
 * the reason was told. */
enum status ndpi_option(const struct command *self, const char *word,
    enum inspect_ndpi *out);

#endif

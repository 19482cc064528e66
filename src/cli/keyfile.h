/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keyfile.h - the key files that --key names.
 */
#ifndef CLI_KEYFILE_H
#define CLI_KEYFILE_H

#include "cli/command.h"
#include "report/sign.h"

/*
 * Read the key of the option id, when it is given: a private one for signing,
 * else a public one.  STATUS_DONE and *out, NULL without the option; or
 * STATUS_FAILED after the reason was told.
 */
enum status keyfile_read(const struct command *self,
    const struct command_args *args, int id, bool private,
    struct sign_key **out);

#endif

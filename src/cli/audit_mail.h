/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit_mail.h - an audit as a mail: text to read, the page attached.
 */
#ifndef CLI_AUDIT_MAIL_H
#define CLI_AUDIT_MAIL_H

#include "cli/audit.h"

enum { OPTION_MAIL = 540 };

/* A row of the options of report. */
#define MAIL_OPTION                                                            \
	{                                                                      \
		OPTION_MAIL, "mail", "ADDR",                                   \
		    "mail it there; may be given several times"                \
	}

/* Whether --mail was given, and its addresses are ones: STATUS_DONE, or
 * STATUS_USAGE after the reason was told. */
enum status audit_mail_check(const struct command *self,
    const struct command_args *args, bool *wanted);
/* Send it to every --mail.  STATUS_DONE, or STATUS_FAILED after the reason
 * was told. */
enum status audit_mail(const struct command *self,
    const struct command_args *args, const struct audit *a);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mail.h - composing a mail with attachments: RFC 5322, 2045, 2046 and 2047.
 *
 * Pure: no clock, no host name, nothing is sent.  All lines end with a line
 * feed alone, as sendmail(8) takes them, and none is longer than 78 bytes,
 * whatever the texts hold.
 */
#ifndef REPORT_MAIL_H
#define REPORT_MAIL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

#define MAIL_ADDRESS_MAX 254 /* bytes, RFC 5321 section 4.5.3.1 */

struct mail_part {
	const char *type; /* "text/html" */
	const char *name; /* of the file, plain ASCII */
	const char *data;
	size_t len;
};

struct mail {
	const char *from;
	const char *const *to;
	size_t to_count;
	const char *subject; /* bytes from anywhere */
	uint64_t date_us;
	const char *text; /* UTF-8, the part to be read first */
	size_t text_len;
	const struct mail_part *parts; /* attached */
	size_t part_count;
};

/*
 * 0 when address is LOCAL or LOCAL@DOMAIN of plain atoms (RFC 5322 section
 * 3.2.3), which no header, shell or option can take for anything else; or
 * -EINVAL.
 */
int mail_check_address(const char *address);

/* Write the mail.  0; -EINVAL with err for an address or a name that can not
 * be used, with nothing written; -EIO when out has failed; or -ENOMEM. */
int mail_write(FILE *out, const struct mail *m, struct err *err);

#endif

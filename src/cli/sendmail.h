/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmail.h - handing a mail to the system's sendmail(8).
 */
#ifndef CLI_SENDMAIL_H
#define CLI_SENDMAIL_H

#include "base/err.h"
#include "report/mail.h"

/* The sender of mails from here: EMAIL of the environment when it is an
 * address, else the user's name at the host's.  Returns out. */
char *sendmail_sender(char out[static MAIL_ADDRESS_MAX + 1]);

/*
 * Compose m and give it to RASAUDIT_SENDMAIL of the environment, or SENDMAIL
 * of the build, which runs without a shell as "sendmail -t -i".  0; -EINVAL
 * for what mail_write() refuses; or a negative errno with err saying how it
 * ended.
 */
int sendmail_send(const struct mail *m, struct err *err);

#endif

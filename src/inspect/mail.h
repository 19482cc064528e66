/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mail.h - line protocols whose server greets: SMTP (RFC 5321), FTP (RFC
 * 959, 4217), POP3 (RFC 1939), IMAP (RFC 9051), IRC (RFC 2812).
 */
#ifndef INSPECT_MAIL_H
#define INSPECT_MAIL_H

#include "inspect/details.h"
#include "inspect/recognise.h"

/* SMTP and FTP greet alike: the greeting's words or what follows tells. */
enum inspect_match smtp_client(const struct inspect_bytes *b);
enum inspect_match smtp_server(const struct inspect_bytes *b);
enum inspect_match ftp_client(const struct inspect_bytes *b);
enum inspect_match ftp_server(const struct inspect_bytes *b);
enum inspect_match pop3_client(const struct inspect_bytes *b);
enum inspect_match pop3_server(const struct inspect_bytes *b);
enum inspect_match imap_client(const struct inspect_bytes *b);
enum inspect_match imap_server(const struct inspect_bytes *b);
enum inspect_match irc_client(const struct inspect_bytes *b);
enum inspect_match irc_server(const struct inspect_bytes *b);

/* Put the server's greeting into details, and whether the client went over
 * to TLS. */
void mail_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * remote.h - remote terminals and screens: SSH (RFC 4253 section 4.2),
 * Telnet (RFC 854), VNC (RFC 6143 section 7.1.1), TeamViewer.
 */
#ifndef INSPECT_REMOTE_H
#define INSPECT_REMOTE_H

#include "inspect/details.h"
#include "inspect/recognise.h"

enum inspect_match ssh_any(const struct inspect_bytes *b);
enum inspect_match telnet_any(const struct inspect_bytes *b);
enum inspect_match vnc_any(const struct inspect_bytes *b);
/* Frames of 17 24, command, length: as seen on the wire, no public
 * specification exists.  The server's first ones are others. */
enum inspect_match teamviewer_client(const struct inspect_bytes *b);

/* Put the version lines of SSH and VNC into details. */
void ssh_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out);
void vnc_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out);

#endif

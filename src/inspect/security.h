/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * security.h - what a handshake settled on, in words.
 */
#ifndef INSPECT_SECURITY_H
#define INSPECT_SECURITY_H

#include "inspect/details.h"
#include "inspect/recognise.h"

#define INSPECT_SECURITY_MAX 24

/*
 * "tls1.2", "ssl3", "dtls1.0": the version that a server chose.  "rdp-tls",
 * "rdp-credssp", "rdp-rdstls", "rdp-credssp-ex", "rdp-aad", "rdp-standard":
 * the security protocol of RDP (MS-RDPBCGR 5.4.1), with the version of its
 * TLS behind a comma when that was seen.  "" when nothing was settled in view.
 * Returns out.
 */
char *inspect_security(enum inspect_app app, enum inspect_strength strength,
    const struct inspect_details *details,
    char out[static INSPECT_SECURITY_MAX]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * iso.h - what else comes in TPKT and is easily taken for RDP: users of
 * ISO-on-TCP by TSAP (S7, MMS), and H.323 call signalling.
 */
#ifndef INSPECT_ISO_H
#define INSPECT_ISO_H

#include "inspect/recognise.h"

/* X.224 requests and confirms with TSAP parameters, section 13.3.4. */
enum inspect_match iso_client(const struct inspect_bytes *b);
enum inspect_match iso_server(const struct inspect_bytes *b);
/* Q.931 in TPKT, H.225.0; either end. */
enum inspect_match h323_any(const struct inspect_bytes *b);

#endif

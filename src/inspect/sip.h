/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip.h - SIP (RFC 3261) and RTSP (RFC 2326, RFC 7826): what looks like
 * HTTP and is not.  Either end may ask, so one look serves both.
 */
#ifndef INSPECT_SIP_H
#define INSPECT_SIP_H

#include "inspect/recognise.h"

enum inspect_match sip_any(const struct inspect_bytes *b);
enum inspect_match rtsp_any(const struct inspect_bytes *b);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rdp.h - RDP over TCP: MS-RDPBCGR sections 2.2.1.1 to 2.2.1.4, and the
 * preconnection PDU of MS-RDPEPS section 2.2.1.
 */
#ifndef INSPECT_RDP_H
#define INSPECT_RDP_H

#include "inspect/details.h"
#include "inspect/recognise.h"

/*
 * A client that opens with TLS may speak RDP in it (MS-RDPBCGR 5.4.2.2, the
 * direct approach) or may not: UNSURE, unless the server takes part in it
 * and HTTP was offered.  A confirm without negotiation is UNSURE until an
 * MCS answer follows.
 */
struct inspect_answer rdp_view(const struct inspect_view *view);

/* Put what one end's bytes tell into details, the TLS behind them too. */
void rdp_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rdpudp.h - RDP over UDP by its SYN: MS-RDPEUDP section 2.2.2.
 *
 * Data packets, and all of version 2 and 3 behind the SYN, have headers
 * that tell too little.
 */
#ifndef INSPECT_RDPUDP_H
#define INSPECT_RDPUDP_H

#include "inspect/details.h"
#include "inspect/recognise.h"

/* Both on one datagram. */
enum inspect_match rdpudp_client(const struct inspect_bytes *b);
enum inspect_match rdpudp_server(const struct inspect_bytes *b);

/* Put the version that a datagram names into details; the server's, which
 * is the one chosen, comes last. */
void rdpudp_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out);

#endif

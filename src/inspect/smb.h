/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smb.h - SMB 1 to 3 over TCP (MS-SMB2 section 2.1, RFC 1002 section 4.3),
 * and DCE/RPC over TCP (C706 section 12.6), both for either end.
 */
#ifndef INSPECT_SMB_H
#define INSPECT_SMB_H

#include "inspect/recognise.h"

enum inspect_match smb_any(const struct inspect_bytes *b);
enum inspect_match dcerpc_any(const struct inspect_bytes *b);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * epm_tower.h - the arguments of ept_map, and the protocol towers in them
 * (C706 appendices I, L and O, MS-RPCE 2.2.5 for NDR64).
 */
#ifndef INSPECT_EPM_TOWER_H
#define INSPECT_EPM_TOWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/epm.h"
#include "inspect/part.h"

#define EPM_PORTS_MAX 16 /* of a response, kept */

enum epm_encoding { EPM_NONE, EPM_NDR, EPM_NDR64 };

/* An integer of the PDU's byte order. */
uint16_t epm_u16(struct part *p, bool big_endian);
uint32_t epm_u32(struct part *p, bool big_endian);
/* A UUID as it lies in an interface identifier of a PDU. */
struct epm_uuid epm_uuid_read(struct part *p, bool big_endian);
/* Which transfer syntax this is (uuid and version). */
enum epm_encoding epm_encoding_of(const struct epm_uuid *uuid,
    uint32_t version);

/* The interface that a request asks for.  False when it can not be read.
 * stub begins at position 0. */
bool epm_read_request(struct part *stub, enum epm_encoding encoding,
    bool big_endian, struct epm_interface *out);

/* TCP ports for the interface that was asked for; returns how many, or -1
 * when the response can not be read to its status. */
int epm_read_response(struct part *stub, enum epm_encoding encoding,
    bool big_endian, const struct epm_interface *asked,
    struct epm_port out[static EPM_PORTS_MAX]);

#endif

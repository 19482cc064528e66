/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * epm.h - reads what the RPC endpoint mapper answers (C706 chapter 12 and
 * appendices L and O; MS-RPCE 2.2.2 and 2.2.6).
 *
 * One reader follows one TCP connection to port 135: bind and alter_context
 * tell which presentation contexts are the endpoint mapper's, and in which
 * encoding (NDR or NDR64); an ept_map request (opnum 3) asks for an
 * interface; the response with its call id names, in towers, TCP ports.
 * Only what was asked for on such a context counts: in mid-stream nothing
 * does.  Bytes come in order, by direction; memory is fixed.
 */
#ifndef INSPECT_EPM_H
#define INSPECT_EPM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

#define EPM_PORT 135
#define EPM_PDU_MAX 4096  /* of a PDU, kept; the rest is passed over */
#define EPM_STUB_MAX 8192 /* of a response in fragments, kept */
#define EPM_CONTEXTS_MAX 8
#define EPM_CALLS_MAX 8 /* waiting for their response */

struct epm_uuid {
	uint8_t b[16]; /* as it is written: network order throughout */
};

/* A port that the endpoint mapper gave. */
struct epm_port {
	struct addr server; /* the tower's; unspecified (0.0.0.0) when it
			     * means the endpoint mapper's own */
	uint16_t port;
	struct epm_uuid interface;
	uint16_t version; /* major, of the interface */
};

typedef void epm_fn(void *arg, const struct epm_port *port);

struct epm_stats {
	uint32_t asked;    /* ept_map requests */
	uint32_t answered; /* responses to them that could be read */
	uint32_t ports;    /* given */
	uint32_t unread;   /* requests or responses that could not: malformed,
			    * encrypted, too long, or a gap in them */
	uint32_t gaps;
};

struct epm;

/* Bytes that a reader takes; alignment as for malloc. */
size_t epm_size(void);
/* Begin in the memory given.  client is the side that asks. */
struct epm *epm_init(void *memory, unsigned int client);
void epm_feed(struct epm *e, unsigned int side, const uint8_t *data, size_t len,
    epm_fn *fn, void *arg);
/* Bytes are missing here: the PDU is lost, and the direction goes on at the
 * next fed run that begins like a PDU. */
void epm_gap(struct epm *e, unsigned int side);
const struct epm_stats *epm_stats(const struct epm *e);

#endif

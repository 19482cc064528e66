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

struct epm_interface {
	struct epm_uuid uuid;
	uint16_t version; /* major */
};

/* A port that the endpoint mapper gave. */
struct epm_port {
	struct addr server; /* the tower's; unspecified (0.0.0.0) when it
			     * means the endpoint mapper's own */
	uint16_t port;      /* TCP */
	struct epm_interface interface;
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

struct epm_way { /* a direction: the PDU being gathered */
	uint32_t got;
	uint16_t want;
	bool lost; /* where a PDU begins is not known */
	uint8_t bytes[EPM_PDU_MAX];
};

struct epm_context { /* a presentation context of the endpoint mapper */
	uint16_t id;
	uint8_t encoding;
};

struct epm_call { /* an ept_map that waits for its response */
	uint32_t id;
	uint8_t encoding;
	struct epm_interface asked;
};

struct epm {
	struct epm_way way[2];
	struct epm_context context[EPM_CONTEXTS_MAX];
	struct epm_call call[EPM_CALLS_MAX]; /* oldest first */
	/* The contexts of a bind or alter_context that waits for its answer,
	 * in its order. */
	uint16_t proposed[EPM_CONTEXTS_MAX];
	bool proposed_epm[EPM_CONTEXTS_MAX];
	uint32_t proposed_call;
	uint32_t stub_call; /* whose response is being gathered */
	uint32_t stub_len;
	bool stub_open;
	uint8_t contexts, calls, proposals, client;
	struct epm_stats stats;
	uint8_t stub[EPM_STUB_MAX];
};

/* Begin.  client is the side that asks. */
void epm_init(struct epm *e, unsigned int client);
void epm_feed(struct epm *e, unsigned int side, const uint8_t *data, size_t len,
    epm_fn *fn, void *arg);
/* Bytes are missing here: the PDU is lost, and the direction goes on at the
 * next fed run that begins like a PDU. */
void epm_gap(struct epm *e, unsigned int side);

#endif

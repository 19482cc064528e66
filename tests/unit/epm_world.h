/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * epm_world.h - what goes to and fro at port 135, in either byte order and
 * encoding.
 */
#ifndef TESTS_EPM_WORLD_H
#define TESTS_EPM_WORLD_H

#include "inspect/epm.h"
#include "recognise_world.h"

/* PDU types and flags, C706 section 12.6.3. */
enum {
	EPM_REQUEST = 0,
	EPM_RESPONSE = 2,
	EPM_FAULT = 3,
	EPM_BIND = 11,
	EPM_BIND_ACK = 12,
	EPM_ALTER = 14,
	EPM_ALTER_ANSWER = 15,
	EPM_WHOLE = 3, /* the first and the last fragment */
};

/* How the messages are written. */
struct epm_style {
	bool big_endian;
	bool ndr64;
};

/* Interface identifiers as they lie in towers: little-endian. */
extern const char epm_iface_asked[];
extern const char epm_iface_other[];

/* Put a PDU around a body. */
void put_pdu(struct bytes *b, struct epm_style style, unsigned int type,
    unsigned int flags, uint32_t call, const struct bytes *body);

/* A bind of context 1 to another interface, and 5 to the endpoint mapper. */
void put_bind(struct bytes *b, struct epm_style style, unsigned int type,
    uint32_t call);
/* Both contexts are accepted, or refused. */
void put_bind_answer(struct bytes *b, struct epm_style style, unsigned int type,
    uint32_t call, bool accepted);
/* An ept_map for the interface in a context. */
void put_map(struct bytes *b, struct epm_style style, unsigned int context,
    uint32_t call, const char *iface);

/* One tower of a response. */
struct epm_tower {
	const char *iface;
	uint16_t port;
	uint8_t address[4];
	uint8_t transport; /* 7: TCP */
};

/* The arguments of a response. */
struct bytes epm_answer(struct epm_style style, const struct epm_tower *towers,
    unsigned int count, uint32_t status);
/* It as one PDU. */
void put_answer(struct bytes *b, struct epm_style style, uint32_t call,
    const struct bytes *arguments);

#endif

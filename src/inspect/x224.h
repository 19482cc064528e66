/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x224.h - TPKT (RFC 1006 section 6) and the X.224 class 0 header in it,
 * which RDP, S7 and MMS share.
 */
#ifndef INSPECT_X224_H
#define INSPECT_X224_H

#include <stdint.h>

#include "inspect/part.h"

enum x224_code {
	X224_REQUEST = 0xe0, /* CR */
	X224_CONFIRM = 0xd0, /* CC */
	X224_DATA = 0xf0,    /* DT */
};

struct x224 {
	enum x224_code code;
	/* Behind the fixed part: the variable part of a request or confirm,
	 * the user data of a data unit. */
	struct part rest;
};

/* The next packet of a stream, which is passed over.  NO when it is none;
 * UNSURE when its header is not all there. */
enum inspect_match x224_read(struct part *stream, struct x224 *out);

/* A TPKT header: its payload as a part. */
struct part x224_read_tpkt(struct part *stream);

#endif

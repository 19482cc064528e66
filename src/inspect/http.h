/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * http.h - HTTP/1 (RFC 9112) and HTTP/2 in the clear (RFC 9113).
 */
#ifndef INSPECT_HTTP_H
#define INSPECT_HTTP_H

#include "inspect/details.h"
#include "inspect/recognise.h"

enum inspect_match http_client(const struct inspect_bytes *b);
enum inspect_match http_server(const struct inspect_bytes *b);

/* Put what one end's bytes tell into details. */
void http_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out);

#endif

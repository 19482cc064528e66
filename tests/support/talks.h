/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * talks.h - how well-known conversations begin, for tests.
 */
#ifndef SUPPORT_TALKS_H
#define SUPPORT_TALKS_H

#include <stddef.h>
#include <stdint.h>

struct talk {
	const uint8_t *data;
	size_t len;
};

extern const struct talk talk_tls_client; /* for example.test */
extern const struct talk talk_tls_server;
extern const struct talk talk_tls_alert;
extern const struct talk talk_rdp_client;  /* X.224 request, asks for TLS */
extern const struct talk talk_rdp_server;  /* X.224 confirm */
extern const struct talk talk_http_client; /* for www.example.test */
extern const struct talk talk_http_server;
extern const struct talk talk_http_refusal; /* of an HTTPS server */
extern const struct talk talk_ssh_client;
extern const struct talk talk_ssh_server;
extern const struct talk talk_noise; /* what nobody begins with */

#endif

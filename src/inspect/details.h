/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * details.h - what a recognised conversation tells people: names, versions,
 * who offered and who chose what.
 *
 * Texts are NUL-terminated, validated and clamped: letters, digits and
 * punctuation of printable ASCII, names in lower case.  No user names.
 */
#ifndef INSPECT_DETAILS_H
#define INSPECT_DETAILS_H

#include <stdbool.h>
#include <stdint.h>

#include "inspect/recognise.h"

#define INSPECT_NAME_MAX 256 /* bytes of a host name, the final NUL too */
#define INSPECT_TEXT_MAX 64  /* bytes of a short text, the final NUL too */

enum inspect_name_from {
	INSPECT_NAME_NONE,
	INSPECT_NAME_SNI,  /* TLS, also inside RDP; DTLS; QUIC */
	INSPECT_NAME_HOST, /* HTTP Host or CONNECT target */
};

/* Of a TLS, DTLS or QUIC handshake. */
struct inspect_tls {
	bool client_hello, server_hello;
	bool ech;   /* an encrypted ClientHello: the name is the outer */
	bool ssl2;  /* ClientHello in SSLv2 framing */
	bool alert; /* the server answered with an alert */
	uint8_t alert_code;
	uint16_t offered; /* highest version offered, 0x0304; 0: not seen */
	uint16_t chosen;  /* by the server */
	/* ALPN: the server's choice, else what the client offered, joined by
	 * commas. */
	char alpn[INSPECT_TEXT_MAX];
};

/* RDP_NEG_REQ and RDP_NEG_RSP, MS-RDPBCGR 2.2.1.1.1 and 2.2.1.2.1. */
enum inspect_rdp_security {
	INSPECT_RDP_TLS = 0x01,
	INSPECT_RDP_CREDSSP = 0x02, /* NLA */
	INSPECT_RDP_RDSTLS = 0x04,
	INSPECT_RDP_CREDSSP_EX = 0x08,
	INSPECT_RDP_AAD = 0x10,
};

struct inspect_rdp {
	bool asked;       /* the client sent a negotiation request */
	bool answered;    /* the server sent a response */
	bool refused;     /* or a failure */
	bool cookie;      /* mstshash was there; who it named is not kept */
	bool routing;     /* a load balancer's routing token was there */
	uint32_t offered; /* enum inspect_rdp_security; 0: standard RDP only */
	uint32_t chosen;  /* one of them, 0: standard RDP security */
	uint32_t failure; /* MS-RDPBCGR 2.2.1.2.2, when refused */
	uint16_t udp_version; /* RDP-UDP: 1, 2, 0x101; 0: not told */
};

struct inspect_http {
	uint8_t version; /* 10, 11, 20; 0: not seen */
	uint16_t status; /* of the first response, 0: not seen */
	char method[20]; /* "" when not seen */
};

struct inspect_details {
	char name[INSPECT_NAME_MAX]; /* "" when there is none */
	uint8_t name_from;           /* enum inspect_name_from */
	bool name_bad;               /* there was one, and it is no host name */
	bool starttls; /* went over to TLS in mid-talk, or asked to */
	struct inspect_tls tls;
	struct inspect_rdp rdp;
	struct inspect_http http;
	/* SSH, FTP, mail, VNC, ...: what the server, or else the client, says
	 * of its software. */
	char software[INSPECT_TEXT_MAX];
	uint32_t quic_version; /* 0: not QUIC */
};

/*
 * Fill *out for an application that matched.  q decrypts QUIC Initials (see
 * quic_initial.h); NULL leaves QUIC without a name.
 */
struct quic_initial;
void inspect_describe(const struct inspect_view *view, enum inspect_app app,
    struct quic_initial *q, struct inspect_details *out);

#endif

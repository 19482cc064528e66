/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * details.c - what a recognised conversation tells people.
 */
#include <config.h>

#include <assert.h>

#include "base/words.h"
#include "inspect/details.h"
#include "inspect/dtls.h"
#include "inspect/http.h"
#include "inspect/ldap.h"
#include "inspect/mail.h"
#include "inspect/quic.h"
#include "inspect/quic_initial.h"
#include "inspect/rdp.h"
#include "inspect/rdpudp.h"
#include "inspect/remote.h"
#include "inspect/tls.h"
#include "inspect/tls_hello.h"

#define HANDSHAKE_HEADER 4

/* Bytes tell by themselves which end's they are, so the order does not
 * matter but where both ends say the same: the client's first. */
typedef void describe_fn(const struct inspect_bytes *b,
    struct inspect_details *out);

static describe_fn *const describers[INSPECT_APP_COUNT] = {
	[INSPECT_APP_RDP] = rdp_describe_bytes,
	[INSPECT_APP_RDP_UDP] = rdpudp_describe_bytes,
	[INSPECT_APP_TLS] = tls_describe_bytes,
	[INSPECT_APP_DTLS] = dtls_describe_bytes,
	[INSPECT_APP_HTTP] = http_describe_bytes,
	[INSPECT_APP_LDAP] = ldap_describe_bytes,
	[INSPECT_APP_TDS] = tls_describe_bytes, /* TDS 8 */
	[INSPECT_APP_SSH] = ssh_describe_bytes,
	[INSPECT_APP_VNC] = vnc_describe_bytes,
	[INSPECT_APP_SMTP] = mail_describe_bytes,
	[INSPECT_APP_FTP] = mail_describe_bytes,
	[INSPECT_APP_POP3] = mail_describe_bytes,
	[INSPECT_APP_IMAP] = mail_describe_bytes,
};

static void
describe_side(const struct inspect_view *view, unsigned int side,
    describe_fn *describe, struct inspect_details *out)
{
	const struct inspect_side *s = &view->side[side];

	if (view->proto == PROTO_TCP) {
		if (s->stream.len > 0)
			describe(&s->stream, out);
		return;
	}
	for (unsigned int i = 0; i < s->datagrams; i++)
		describe(&s->datagram[i], out);
}

/* The ClientHello in one end's Initial packets. */
static void
describe_quic_hello(const struct inspect_side *side, struct quic_initial *q,
    struct inspect_details *out)
{
	const uint8_t *crypto;
	size_t len =
	    quic_initial_open(q, side->datagram, side->datagrams, &crypto);
	struct cursor c = cursor_of(crypto, len);
	uint8_t type = cursor_u8(&c);
	size_t body = cursor_u24(&c);
	struct tls_hello h;

	if (c.failed || type != TLS_CLIENT_HELLO || body > TLS_HELLO_MAX)
		return;
	if (tls_hello_read(TLS_CLIENT_HELLO, false, crypto + HANDSHAKE_HEADER,
		len - HANDSHAKE_HEADER, body, &h) != INSPECT_NO)
		tls_hello_describe(TLS_CLIENT_HELLO, &h, out);
}

static void
describe_quic(const struct inspect_view *view, struct quic_initial *q,
    struct inspect_details *out)
{
	for (unsigned int side = 0; side < 2; side++) {
		const struct inspect_side *s = &view->side[side];

		for (unsigned int i = 0; i < s->datagrams; i++)
			if (out->quic_version == 0)
				out->quic_version =
				    quic_version(&s->datagram[i]);
		if (q && view->client != (int)!side && !out->tls.client_hello)
			describe_quic_hello(s, q, out);
	}
}

void
inspect_describe(const struct inspect_view *view, enum inspect_app app,
    struct quic_initial *q, struct inspect_details *out)
{
	unsigned int first = view->client == 1 ? 1 : 0;

	assert(app < INSPECT_APP_COUNT);
	*out = (struct inspect_details){ .name_from = INSPECT_NAME_NONE };
	if (!inspect_app_runs_over(app, view->proto))
		return;
	if (app == INSPECT_APP_QUIC)
		describe_quic(view, q, out);
	if (!describers[app])
		return;
	describe_side(view, first, describers[app], out);
	describe_side(view, !first, describers[app], out);
}

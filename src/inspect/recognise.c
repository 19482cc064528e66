/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recognise.c - the table of recognisers.
 */
#include <config.h>

#include <assert.h>

#include "base/words.h"
#include "inspect/database.h"
#include "inspect/dns.h"
#include "inspect/dtls.h"
#include "inspect/http.h"
#include "inspect/iso.h"
#include "inspect/kerberos.h"
#include "inspect/ldap.h"
#include "inspect/mail.h"
#include "inspect/media.h"
#include "inspect/other.h"
#include "inspect/quic.h"
#include "inspect/radius.h"
#include "inspect/rdp.h"
#include "inspect/rdpudp.h"
#include "inspect/recognise.h"
#include "inspect/remote.h"
#include "inspect/sides.h"
#include "inspect/sip.h"
#include "inspect/smb.h"
#include "inspect/tls.h"
#include "inspect/tunnel.h"

/* An application over a protocol; by looks, or by one look at the view. */
struct recogniser {
	struct looks looks;
	look_view_fn *view;
};

#define BOTH_ENDS(look)                                                        \
	{                                                                      \
		{ look, look, NULL }, NULL                                     \
	}
#define VIEW(look)                                                             \
	{                                                                      \
		{ NULL, NULL, NULL }, look                                     \
	}

static const struct recogniser over_tcp[INSPECT_APP_COUNT] = {
	[INSPECT_APP_RDP] = VIEW(rdp_view),
	[INSPECT_APP_TLS] = { { tls_client, tls_server, tls_mid }, NULL },
	[INSPECT_APP_HTTP] = { { http_client, http_server, NULL }, NULL },
	[INSPECT_APP_DNS] = { { dns_tcp_query, dns_tcp_response, NULL }, NULL },
	[INSPECT_APP_KERBEROS] = { { kerberos_tcp_client, kerberos_tcp_server,
				       NULL },
	    NULL },
	[INSPECT_APP_LDAP] = { { ldap_client, ldap_server, NULL }, NULL },
	[INSPECT_APP_SMB] = BOTH_ENDS(smb_any),
	[INSPECT_APP_SMTP] = { { smtp_client, smtp_server, NULL }, NULL },
	[INSPECT_APP_TDS] = { { tds_client, tds_server, NULL }, NULL },
	[INSPECT_APP_RADIUS] = VIEW(radius_tcp_view),
	[INSPECT_APP_DCERPC] = BOTH_ENDS(dcerpc_any),
	[INSPECT_APP_SSH] = BOTH_ENDS(ssh_any),
	[INSPECT_APP_FTP] = { { ftp_client, ftp_server, NULL }, NULL },
	[INSPECT_APP_POP3] = { { pop3_client, pop3_server, NULL }, NULL },
	[INSPECT_APP_IMAP] = { { imap_client, imap_server, NULL }, NULL },
	[INSPECT_APP_TELNET] = BOTH_ENDS(telnet_any),
	[INSPECT_APP_VNC] = BOTH_ENDS(vnc_any),
	[INSPECT_APP_TEAMVIEWER] = { { teamviewer_client, NULL, NULL }, NULL },
	[INSPECT_APP_MYSQL] = { { mysql_client, mysql_server, NULL }, NULL },
	[INSPECT_APP_POSTGRESQL] = { { postgresql_client, postgresql_server,
					 NULL },
	    NULL },
	[INSPECT_APP_IRC] = { { irc_client, irc_server, NULL }, NULL },
	[INSPECT_APP_MQTT] = { { mqtt_client, mqtt_server, NULL }, NULL },
	[INSPECT_APP_SIP] = BOTH_ENDS(sip_any),
	[INSPECT_APP_RTSP] = BOTH_ENDS(rtsp_any),
	[INSPECT_APP_STUN] = BOTH_ENDS(stun_tcp_any),
	[INSPECT_APP_H323] = BOTH_ENDS(h323_any),
	[INSPECT_APP_ISO_TCP] = { { iso_client, iso_server, NULL }, NULL },
	[INSPECT_APP_OPENVPN] = { { openvpn_tcp_client, openvpn_tcp_server,
				      NULL },
	    NULL },
	[INSPECT_APP_SOCKS] = { { socks_client, socks_server, NULL }, NULL },
	[INSPECT_APP_PROXY] = { { proxy_client, NULL, NULL }, NULL },
	[INSPECT_APP_BITTORRENT] = BOTH_ENDS(bittorrent_any),
};

static const struct recogniser over_udp[INSPECT_APP_COUNT] = {
	[INSPECT_APP_RDP_UDP] = { { rdpudp_client, rdpudp_server, NULL },
	    NULL },
	[INSPECT_APP_DTLS] = { { dtls_client, dtls_server, dtls_mid }, NULL },
	[INSPECT_APP_QUIC] = { { quic_client, quic_server, NULL }, NULL },
	[INSPECT_APP_DNS] = { { dns_query, dns_response, NULL }, NULL },
	[INSPECT_APP_KERBEROS] = { { kerberos_client, kerberos_server, NULL },
	    NULL },
	[INSPECT_APP_LDAP] = { { ldap_client, ldap_server, NULL }, NULL },
	[INSPECT_APP_RADIUS] = { { radius_client, radius_server, NULL }, NULL },
	[INSPECT_APP_SIP] = BOTH_ENDS(sip_any),
	[INSPECT_APP_RTP] = VIEW(rtp_view),
	[INSPECT_APP_STUN] = BOTH_ENDS(stun_any),
	[INSPECT_APP_OPENVPN] = { { openvpn_client, openvpn_server, NULL },
	    NULL },
	[INSPECT_APP_WIREGUARD] = { { wireguard_client, wireguard_server,
					NULL },
	    NULL },
	[INSPECT_APP_BITTORRENT] = BOTH_ENDS(bittorrent_udp_any),
	[INSPECT_APP_NTP] = VIEW(ntp_view),
	[INSPECT_APP_SNMP] = BOTH_ENDS(snmp_any),
};

static bool
is_empty(const struct inspect_view *view)
{
	return view->side[0].stream.len == 0 && view->side[1].stream.len == 0 &&
	    view->side[0].datagrams == 0 && view->side[1].datagrams == 0;
}

struct inspect_answer
inspect_recognise(const struct inspect_view *view, enum inspect_app app)
{
	const struct recogniser *r;

	assert(app < INSPECT_APP_COUNT);
	assert(view->proto == PROTO_TCP || view->proto == PROTO_UDP);
	if (is_empty(view))
		return (struct inspect_answer){ .match = INSPECT_UNSURE };
	if (!inspect_app_runs_over(app, view->proto))
		return (struct inspect_answer){ .match = INSPECT_NO };
	r = view->proto == PROTO_TCP ? &over_tcp[app] : &over_udp[app];
	return r->view ? r->view(view) : sides_answer(view, &r->looks);
}

static bool
better(struct inspect_answer a, struct inspect_answer b)
{
	if (a.match != b.match)
		return a.match > b.match;
	if (a.contradicted != b.contradicted)
		return b.contradicted;
	return a.strength > b.strength;
}

int
inspect_recognise_all(const struct inspect_view *view,
    struct inspect_answer out[static INSPECT_APP_COUNT])
{
	int best = -1;

	for (int app = 0; app < INSPECT_APP_COUNT; app++) {
		out[app] = inspect_recognise(view, (enum inspect_app)app);
		if (out[app].match == INSPECT_MATCH &&
		    (best < 0 || better(out[app], out[best])))
			best = app;
	}
	return best;
}

const char *
inspect_match_word(enum inspect_match match)
{
	static const char *const words[] = { "no", "unsure", "match" };

	assert(match <= INSPECT_MATCH);
	return words[match];
}

const char *
inspect_strength_word(enum inspect_strength strength)
{
	static const char *const words[] = { "none", "midstream", "client",
		"server", "both" };

	assert(strength <= INSPECT_BY_BOTH);
	return words[strength];
}

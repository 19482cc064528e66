/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app.c - the applications that rules may name and recognisers tell.
 */
#include <config.h>

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/words.h"
#include "inspect/app.h"

enum over { TCP = 1, UDP = 2, EITHER = 3 };

struct app {
	const char *word;
	enum over over;
};

static const struct app apps[] = {
	[INSPECT_APP_RDP] = { "rdp", TCP },
	[INSPECT_APP_RDP_UDP] = { "rdp-udp", UDP },
	[INSPECT_APP_TLS] = { "tls", TCP },
	[INSPECT_APP_DTLS] = { "dtls", UDP },
	[INSPECT_APP_QUIC] = { "quic", UDP },
	[INSPECT_APP_HTTP] = { "http", TCP },
	[INSPECT_APP_DNS] = { "dns", EITHER },
	[INSPECT_APP_KERBEROS] = { "kerberos", EITHER },
	[INSPECT_APP_LDAP] = { "ldap", EITHER },
	[INSPECT_APP_SMB] = { "smb", TCP },
	[INSPECT_APP_SMTP] = { "smtp", TCP },
	[INSPECT_APP_TDS] = { "tds", TCP },
	[INSPECT_APP_RADIUS] = { "radius", EITHER },
	[INSPECT_APP_DCERPC] = { "dcerpc", TCP },
	[INSPECT_APP_SSH] = { "ssh", TCP },
	[INSPECT_APP_FTP] = { "ftp", TCP },
	[INSPECT_APP_POP3] = { "pop3", TCP },
	[INSPECT_APP_IMAP] = { "imap", TCP },
	[INSPECT_APP_TELNET] = { "telnet", TCP },
	[INSPECT_APP_VNC] = { "vnc", TCP },
	[INSPECT_APP_TEAMVIEWER] = { "teamviewer", TCP },
	[INSPECT_APP_MYSQL] = { "mysql", TCP },
	[INSPECT_APP_POSTGRESQL] = { "postgresql", TCP },
	[INSPECT_APP_IRC] = { "irc", TCP },
	[INSPECT_APP_MQTT] = { "mqtt", TCP },
	[INSPECT_APP_SIP] = { "sip", EITHER },
	[INSPECT_APP_RTSP] = { "rtsp", TCP },
	[INSPECT_APP_RTP] = { "rtp", UDP },
	[INSPECT_APP_STUN] = { "stun", EITHER },
	[INSPECT_APP_H323] = { "h323", TCP },
	[INSPECT_APP_ISO_TCP] = { "iso-tcp", TCP },
	[INSPECT_APP_OPENVPN] = { "openvpn", EITHER },
	[INSPECT_APP_WIREGUARD] = { "wireguard", UDP },
	[INSPECT_APP_SOCKS] = { "socks", TCP },
	[INSPECT_APP_PROXY] = { "proxy-header", TCP },
	[INSPECT_APP_BITTORRENT] = { "bittorrent", EITHER },
	[INSPECT_APP_NTP] = { "ntp", UDP },
	[INSPECT_APP_SNMP] = { "snmp", UDP },
};

static_assert(sizeof(apps) / sizeof(apps[0]) == INSPECT_APP_COUNT,
    "every application has a row");

int
inspect_app_find(const char *word)
{
	for (int i = 0; i < INSPECT_APP_COUNT; i++)
		if (strcmp(apps[i].word, word) == 0)
			return i;
	return -1;
}

const char *
inspect_app_word(enum inspect_app app)
{
	assert(app < INSPECT_APP_COUNT);
	return apps[app].word;
}

bool
inspect_app_runs_over(enum inspect_app app, uint8_t proto)
{
	assert(app < INSPECT_APP_COUNT);
	switch (proto) {
	case PROTO_TCP:
		return apps[app].over & TCP;
	case PROTO_UDP:
		return apps[app].over & UDP;
	default:
		return false;
	}
}

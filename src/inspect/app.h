/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app.h - the applications that rules may name and recognisers tell.
 */
#ifndef INSPECT_APP_H
#define INSPECT_APP_H

#include <stdbool.h>
#include <stdint.h>

/* In the order of the table in app.c.  What a farm expects comes first. */
enum inspect_app {
	INSPECT_APP_RDP,
	INSPECT_APP_RDP_UDP,
	INSPECT_APP_TLS, /* SSL 2 and 3 too */
	INSPECT_APP_DTLS,
	INSPECT_APP_QUIC, /* Google's own too */
	INSPECT_APP_HTTP, /* 1.x, and 2 in the clear */
	INSPECT_APP_DNS,
	INSPECT_APP_KERBEROS, /* password changes too */
	INSPECT_APP_LDAP,     /* CLDAP too */
	INSPECT_APP_SMB,
	INSPECT_APP_SMTP,
	INSPECT_APP_TDS, /* Microsoft SQL Server */
	INSPECT_APP_RADIUS,
	INSPECT_APP_DCERPC,
	INSPECT_APP_SSH,
	INSPECT_APP_FTP,
	INSPECT_APP_POP3,
	INSPECT_APP_IMAP,
	INSPECT_APP_TELNET,
	INSPECT_APP_VNC,
	INSPECT_APP_TEAMVIEWER,
	INSPECT_APP_MYSQL,
	INSPECT_APP_POSTGRESQL,
	INSPECT_APP_IRC,
	INSPECT_APP_MQTT,
	INSPECT_APP_SIP,
	INSPECT_APP_RTSP,
	INSPECT_APP_RTP, /* RTCP too */
	INSPECT_APP_STUN,
	INSPECT_APP_H323,
	INSPECT_APP_ISO_TCP, /* RFC 1006 by TSAP: S7, MMS, ... */
	INSPECT_APP_OPENVPN,
	INSPECT_APP_WIREGUARD,
	INSPECT_APP_SOCKS,
	INSPECT_APP_PROXY, /* HAProxy's PROXY header before the rest */
	INSPECT_APP_BITTORRENT,
	INSPECT_APP_NTP,
	INSPECT_APP_SNMP,
	INSPECT_APP_COUNT,
};

/* The application of a word as rules write it, or -1. */
int inspect_app_find(const char *word);
/* Its word, "rdp-udp"; lasting, lower case.  app must be one. */
const char *inspect_app_word(enum inspect_app app);
/* True when the application runs over this IANA protocol number. */
bool inspect_app_runs_over(enum inspect_app app, uint8_t proto);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tunnel.h - what carries other traffic: OpenVPN, WireGuard (Donenfeld,
 * section 5.4), SOCKS (RFC 1928), the PROXY header of HAProxy.
 */
#ifndef INSPECT_TUNNEL_H
#define INSPECT_TUNNEL_H

#include "inspect/recognise.h"

/* Datagrams: plain, tls-auth, tls-crypt. */
enum inspect_match openvpn_client(const struct inspect_bytes *b);
enum inspect_match openvpn_server(const struct inspect_bytes *b);
enum inspect_match openvpn_tcp_client(const struct inspect_bytes *b);
enum inspect_match openvpn_tcp_server(const struct inspect_bytes *b);

enum inspect_match wireguard_client(const struct inspect_bytes *b);
enum inspect_match wireguard_server(const struct inspect_bytes *b);

enum inspect_match socks_client(const struct inspect_bytes *b);
enum inspect_match socks_server(const struct inspect_bytes *b);

enum inspect_match proxy_client(const struct inspect_bytes *b);

#endif

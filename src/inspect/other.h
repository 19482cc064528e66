/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * other.h - recognisers that are a few lines each: MQTT, BitTorrent, NTP.
 */
#ifndef INSPECT_OTHER_H
#define INSPECT_OTHER_H

#include "inspect/recognise.h"

/* MQTT 5.0, section 3.1 and 3.2. */
enum inspect_match mqtt_client(const struct inspect_bytes *b);
enum inspect_match mqtt_server(const struct inspect_bytes *b);

/* BEP 3; over UDP BEP 5 and 15.  Either end. */
enum inspect_match bittorrent_any(const struct inspect_bytes *b);
enum inspect_match bittorrent_udp_any(const struct inspect_bytes *b);

/* RFC 5905: only an answer that quotes its question proves it. */
struct inspect_answer ntp_view(const struct inspect_view *view);

#endif

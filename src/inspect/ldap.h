/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldap.h - LDAP (RFC 4511), over UDP too, and SNMP (RFC 1157, 3412), which
 * begins much like it.
 */
#ifndef INSPECT_LDAP_H
#define INSPECT_LDAP_H

#include "inspect/details.h"
#include "inspect/recognise.h"

enum inspect_match ldap_client(const struct inspect_bytes *b);
enum inspect_match ldap_server(const struct inspect_bytes *b);
/* Put what the client's bytes tell into details: StartTLS. */
void ldap_describe_bytes(const struct inspect_bytes *b,
    struct inspect_details *out);

/* On a datagram; either end. */
enum inspect_match snmp_any(const struct inspect_bytes *b);

#endif

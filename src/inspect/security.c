/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * security.c - what a handshake settled on, in words.
 */
#include <config.h>

#include <stdio.h>

#include "inspect/security.h"

/* RFC 6101 appendix E, RFC 8446 section 4.1.2; RFC 6347 and 9147 count DTLS
 * downwards from 254. */
static const struct {
	uint16_t version;
	const char *word;
} versions[] = {
	{ 0x0002, "ssl2" },
	{ 0x0300, "ssl3" },
	{ 0x0301, "tls1.0" },
	{ 0x0302, "tls1.1" },
	{ 0x0303, "tls1.2" },
	{ 0x0304, "tls1.3" },
	{ 0xfeff, "dtls1.0" },
	{ 0xfefd, "dtls1.2" },
	{ 0xfefc, "dtls1.3" },
};

static const char *
version_word(uint16_t version)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		if (versions[i].version == version)
			return versions[i].word;
	}
	return NULL;
}

/*
 * Without TLS around it, what both ends say in the clear is standard RDP
 * security, whether that was negotiated or not; and so is a session's data in
 * mid-stream that can be read.
 */
static const char *
rdp_word(enum inspect_strength strength, const struct inspect_rdp *rdp)
{
	if (rdp->refused)
		return NULL;
	if (!rdp->answered)
		return strength == INSPECT_BY_BOTH ||
			strength == INSPECT_BY_MIDSTREAM
		    ? "rdp-standard"
		    : NULL;
	switch (rdp->chosen) {
	case 0:
		return "rdp-standard";
	case INSPECT_RDP_TLS:
		return "rdp-tls";
	case INSPECT_RDP_CREDSSP:
		return "rdp-credssp";
	case INSPECT_RDP_RDSTLS:
		return "rdp-rdstls";
	case INSPECT_RDP_CREDSSP_EX:
		return "rdp-credssp-ex";
	case INSPECT_RDP_AAD:
		return "rdp-aad";
	default:
		return NULL;
	}
}

char *
inspect_security(enum inspect_app app, enum inspect_strength strength,
    const struct inspect_details *details,
    char out[static INSPECT_SECURITY_MAX])
{
	const char *version = version_word(details->tls.chosen);
	const char *rdp =
	    app == INSPECT_APP_RDP ? rdp_word(strength, &details->rdp) : NULL;

	snprintf(out, INSPECT_SECURITY_MAX, "%s%s%s", rdp ? rdp : "",
	    rdp && version ? "," : "", version ? version : "");
	return out;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ndpi.c - asking nDPI what a conversation is.
 *
 * The only file that knows nDPI's interface, which changes with almost
 * every release: versions 4.2 to 5.x, by its own version macros.
 */
#include <config.h>

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "inspect/app.h"
#include "inspect/ndpi.h"

#ifdef HAVE_NDPI

#include <ndpi_api.h>

#include "inspect/play.h"

#define AT_LEAST(major, minor)                                                 \
	(NDPI_MAJOR > (major) ||                                               \
	    (NDPI_MAJOR == (major) && NDPI_MINOR >= (minor)))

#if !AT_LEAST(4, 2) || AT_LEAST(6, 0)
#error "nDPI 4.2 to 5.x is needed: 6.0 wants a choice of licence"
#endif

#define NONE (-1)

/*
 * The dissectors that are switched on, and which application of ours each
 * finds.  By enumerator, since numbers change between releases.  DCE/RPC is
 * left to our own recogniser: its enumerator was renamed.  TLS variants of
 * mail protocols are left out: they are told by port.
 */
static const struct dissector {
	uint16_t id;
	int8_t same_as; /* enum inspect_app */
} dissectors[] = {
	{ NDPI_PROTOCOL_RDP, INSPECT_APP_RDP },
	{ NDPI_PROTOCOL_TLS, INSPECT_APP_TLS },
	{ NDPI_PROTOCOL_DTLS, INSPECT_APP_DTLS },
	{ NDPI_PROTOCOL_QUIC, INSPECT_APP_QUIC },
	{ NDPI_PROTOCOL_HTTP, INSPECT_APP_HTTP },
	{ NDPI_PROTOCOL_HTTP_CONNECT, INSPECT_APP_HTTP },
	{ NDPI_PROTOCOL_HTTP_PROXY, INSPECT_APP_HTTP },
	{ NDPI_PROTOCOL_DNS, INSPECT_APP_DNS },
	{ NDPI_PROTOCOL_KERBEROS, INSPECT_APP_KERBEROS },
	{ NDPI_PROTOCOL_LDAP, INSPECT_APP_LDAP },
	{ NDPI_PROTOCOL_SMBV1, INSPECT_APP_SMB },
	{ NDPI_PROTOCOL_SMBV23, INSPECT_APP_SMB },
	{ NDPI_PROTOCOL_MAIL_SMTP, INSPECT_APP_SMTP },
	{ NDPI_PROTOCOL_MSSQL_TDS, INSPECT_APP_TDS },
	{ NDPI_PROTOCOL_RADIUS, INSPECT_APP_RADIUS },
	{ NDPI_PROTOCOL_SSH, INSPECT_APP_SSH },
	{ NDPI_PROTOCOL_FTP_CONTROL, INSPECT_APP_FTP },
	{ NDPI_PROTOCOL_MAIL_POP, INSPECT_APP_POP3 },
	{ NDPI_PROTOCOL_MAIL_IMAP, INSPECT_APP_IMAP },
	{ NDPI_PROTOCOL_TELNET, INSPECT_APP_TELNET },
	{ NDPI_PROTOCOL_VNC, INSPECT_APP_VNC },
	{ NDPI_PROTOCOL_TEAMVIEWER, INSPECT_APP_TEAMVIEWER },
	{ NDPI_PROTOCOL_MYSQL, INSPECT_APP_MYSQL },
	{ NDPI_PROTOCOL_POSTGRES, INSPECT_APP_POSTGRESQL },
	{ NDPI_PROTOCOL_IRC, INSPECT_APP_IRC },
	{ NDPI_PROTOCOL_MQTT, INSPECT_APP_MQTT },
	{ NDPI_PROTOCOL_SIP, INSPECT_APP_SIP },
	{ NDPI_PROTOCOL_RTSP, INSPECT_APP_RTSP },
	{ NDPI_PROTOCOL_RTP, INSPECT_APP_RTP },
	{ NDPI_PROTOCOL_RTCP, INSPECT_APP_RTP },
	{ NDPI_PROTOCOL_STUN, INSPECT_APP_STUN },
	{ NDPI_PROTOCOL_H323, INSPECT_APP_H323 },
	{ NDPI_PROTOCOL_S7COMM, INSPECT_APP_ISO_TCP },
	{ NDPI_PROTOCOL_OPENVPN, INSPECT_APP_OPENVPN },
	{ NDPI_PROTOCOL_WIREGUARD, INSPECT_APP_WIREGUARD },
	{ NDPI_PROTOCOL_SOCKS, INSPECT_APP_SOCKS },
	{ NDPI_PROTOCOL_BITTORRENT, INSPECT_APP_BITTORRENT },
	{ NDPI_PROTOCOL_NTP, INSPECT_APP_NTP },
	{ NDPI_PROTOCOL_SNMP, INSPECT_APP_SNMP },
};

#define DISSECTORS (sizeof(dissectors) / sizeof(dissectors[0]))

/* What a version answers with, without its dressing. */
struct found {
	uint16_t app, master;
};

struct ndpi_engine {
	struct ndpi_detection_module_struct *module;
	struct ndpi_flow_struct *flow; /* one, cleared for each question */
	struct found found;
	bool guess;
	uint8_t packet[WRAP_BYTES];
};

bool
ndpi_engine_built(void)
{
	return true;
}

const char *
ndpi_engine_version(void)
{
	return ndpi_revision();
}

/* The library's file name does not change with its structures. */
static int
check_library(struct err *err)
{
	if (ndpi_get_api_version() != NDPI_API_VERSION)
		return err_set(err, -ELIBBAD,
		    "libndpi %s: API %u, but the program was built for %u",
		    ndpi_revision(), (unsigned int)ndpi_get_api_version(),
		    (unsigned int)NDPI_API_VERSION);
	if (ndpi_detection_get_sizeof_ndpi_flow_struct() !=
	    sizeof(struct ndpi_flow_struct))
		return err_set(err, -ELIBBAD,
		    "libndpi %s: a flow has %u bytes, but the program was "
		    "built for %zu",
		    ndpi_revision(),
		    (unsigned int)ndpi_detection_get_sizeof_ndpi_flow_struct(),
		    sizeof(struct ndpi_flow_struct));
	return 0;
}

static struct ndpi_detection_module_struct *
new_module(void)
{
#if AT_LEAST(4, 10)
	return ndpi_init_detection_module(NULL);
#else
	return ndpi_init_detection_module(ndpi_no_prefs);
#endif
}

/* Between init and finalize: which dissectors run. */
static void
choose_dissectors(struct ndpi_detection_module_struct *module, bool all)
{
#if AT_LEAST(5, 0)
	char id[8];

	ndpi_set_config(module, "any", "enable", all ? "1" : "0");
	for (size_t i = 0; !all && i < DISSECTORS; i++) {
		snprintf(id, sizeof(id), "%u", dissectors[i].id);
		ndpi_set_config(module, id, "enable", "1");
	}
#else
	NDPI_PROTOCOL_BITMASK mask;

	NDPI_BITMASK_RESET(mask);
	if (all)
		NDPI_BITMASK_SET_ALL(mask);
/* The macro shifts a long into a 32-bit mask. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
	for (size_t i = 0; i < DISSECTORS; i++)
		NDPI_BITMASK_ADD(mask, dissectors[i].id);
#pragma GCC diagnostic pop
	ndpi_set_protocol_detection_bitmask2(module, &mask);
#endif
}

static int
finish_module(struct ndpi_detection_module_struct *module, bool guess)
{
#if AT_LEAST(4, 10)
	ndpi_set_config(module, NULL, "dpi.guess_on_giveup", guess ? "3" : "0");
	return ndpi_finalize_initialization(module) == 0 ? 0 : -ENOMEM;
#else
	/* Before 4.6 the direction is the lower port's, unless it is told
	 * with each packet. */
#if !AT_LEAST(4, 6)
	ndpi_set_detection_preferences(module,
	    ndpi_pref_direction_detect_disable, 1);
#endif
	(void)guess; /* said when nDPI gives up */
	ndpi_finalize_initialization(module);
	return 0;
#endif
}

static struct found
found_of(ndpi_protocol p)
{
#if AT_LEAST(4, 11)
	return (struct found){ p.proto.app_protocol, p.proto.master_protocol };
#else
	return (struct found){ p.app_protocol, p.master_protocol };
#endif
}

static struct found
feed(struct ndpi_engine *e, const struct play_packet *packet)
{
	ndpi_protocol p;
#if AT_LEAST(4, 6)
	struct ndpi_flow_input_info info = {
		.in_pkt_dir = packet->from_client ? NDPI_IN_PKT_DIR_C_TO_S
						  : NDPI_IN_PKT_DIR_S_TO_C,
		.seen_flow_beginning = NDPI_FLOW_BEGINNING_UNKNOWN,
	};

	p = ndpi_detection_process_packet(e->module, e->flow, packet->ip,
	    (unsigned short)packet->len, packet->time_ms, &info);
#else
	e->flow->packet_direction = !packet->from_client;
	p = ndpi_detection_process_packet(e->module, e->flow, packet->ip,
	    (unsigned short)packet->len, packet->time_ms);
#endif
	return found_of(p);
}

static struct found
give_up(struct ndpi_engine *e)
{
	ndpi_protocol p;
#if AT_LEAST(5, 0)
	p = ndpi_detection_giveup(e->module, e->flow);
#else
	uint8_t guessed; /* not to be trusted in either direction */

#if AT_LEAST(4, 10)
	p = ndpi_detection_giveup(e->module, e->flow, &guessed);
#else
	p = ndpi_detection_giveup(e->module, e->flow, e->guess, &guessed);
#endif
#endif
	return found_of(p);
}

int
ndpi_engine_new(struct ndpi_engine **out, const struct ndpi_options *options,
    struct err *err)
{
	struct ndpi_engine *e;
	int rc = check_library(err);

	if (rc != 0)
		return rc;
	e = calloc(1, sizeof(*e));
	if (!e)
		return err_set(err, -ENOMEM, "no memory for nDPI");
	e->guess = options->guess;
	e->flow = calloc(1, sizeof(*e->flow));
	e->module = new_module();
	if (e->flow && e->module) {
		choose_dissectors(e->module, options->every_dissector);
		rc = finish_module(e->module, options->guess);
	} else {
		rc = -ENOMEM;
	}
	if (rc != 0) {
		ndpi_engine_free(e);
		return err_set(err, rc, "libndpi %s: could not be set up",
		    ndpi_revision());
	}
	*out = e;
	return 0;
}

void
ndpi_engine_free(struct ndpi_engine *e)
{
	if (!e)
		return;
	if (e->module)
		ndpi_exit_detection_module(e->module);
	free(e->flow);
	free(e);
}

/* Lower case, digits, and a hyphen for each run of the rest: "DPI (cache)"
 * becomes "dpi-cache". */
static void
kebab(char *out, size_t size, const char *text)
{
	size_t len = 0;

	for (; *text != '\0' && len + 1 < size; text++) {
		unsigned char c = (unsigned char)*text;

		if (isalnum(c))
			out[len++] = (char)tolower(c);
		else if (len > 0 && out[len - 1] != '-')
			out[len++] = '-';
	}
	while (len > 0 && out[len - 1] == '-')
		len--;
	out[len] = '\0';
}

static void
name(const struct ndpi_engine *e, uint16_t id, char out[static NDPI_WORD_MAX])
{
	out[0] = '\0';
	if (id != NDPI_PROTOCOL_UNKNOWN)
		snprintf(out, NDPI_WORD_MAX, "%s",
		    ndpi_get_proto_name(e->module, id));
}

/* Ours, over this protocol.  What nDPI calls RDP over UDP is a guess by
 * port in disguise: there it is none. */
static int
same_as(uint16_t id, uint8_t proto)
{
	for (size_t i = 0; i < DISSECTORS; i++) {
		unsigned int app = (unsigned int)dissectors[i].same_as;

		if (dissectors[i].id == id)
			return inspect_app_runs_over(app, proto) ? (int)app
								 : NONE;
	}
	return NONE;
}

static void
answer(const struct ndpi_engine *e, uint8_t proto, struct ndpi_answer *out)
{
	struct found found = e->found;
	ndpi_confidence_t confidence = e->flow->confidence;

	name(e, found.app, out->app);
	name(e, found.master, out->master);
	out->same_as = same_as(found.app, proto);
	out->master_same_as = same_as(found.master, proto);
	out->by_payload = found.app != NDPI_PROTOCOL_UNKNOWN &&
	    confidence == NDPI_CONFIDENCE_DPI;
	kebab(out->confidence, sizeof(out->confidence),
	    ndpi_confidence_get_name(confidence));
}

/* More, until nDPI found an application in the payload: what comes after
 * would only tell what that is used for. */
static bool
take_packet(const struct play_packet *p, void *arg)
{
	struct ndpi_engine *e = arg;

	e->found = feed(e, p);
	return e->found.app == NDPI_PROTOCOL_UNKNOWN ||
	    e->flow->confidence != NDPI_CONFIDENCE_DPI;
}

void
ndpi_engine_ask(struct ndpi_engine *e, const struct ndpi_question *q,
    struct ndpi_answer *out)
{
	memset(e->flow, 0, sizeof(*e->flow));
	e->found = (struct found){ 0 };
	play_question(q, e->packet, take_packet, e);
	if (e->found.app == NDPI_PROTOCOL_UNKNOWN)
		e->found = give_up(e);
	answer(e, q->tuple.proto, out);
	ndpi_free_flow_data(e->flow);
}

#else /* HAVE_NDPI */

struct ndpi_engine {
	char unused;
};

bool
ndpi_engine_built(void)
{
	return false;
}

const char *
ndpi_engine_version(void)
{
	return "none";
}

int
ndpi_engine_new(struct ndpi_engine **out, const struct ndpi_options *options,
    struct err *err)
{
	(void)out;
	(void)options;
	return err_set(err, -ENOSYS, "built without nDPI");
}

void
ndpi_engine_free(struct ndpi_engine *e)
{
	(void)e;
}

void
ndpi_engine_ask(struct ndpi_engine *e, const struct ndpi_question *q,
    struct ndpi_answer *out)
{
	(void)e;
	(void)q;
	(void)out;
	abort(); /* there is no engine to ask */
}

#endif

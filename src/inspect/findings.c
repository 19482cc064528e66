/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * findings.c - what is found of a flow in its bytes.
 */
#include <config.h>

#include <string.h>

#include "base/words.h"
#include "inspect/findings.h"
#include "inspect/recognise.h"

#define NONE (-1)

static void
no_answer(struct ndpi_answer *out)
{
	*out = (struct ndpi_answer){ .same_as = NONE, .master_same_as = NONE };
}

void
findings_none(bool payload, struct findings *out)
{
	*out = (struct findings){ 0 };
	out->evidence.proto = PROTO_TCP;
	out->evidence.no_room = payload;
	out->evidence.ndpi_app = NONE;
	no_answer(&out->ndpi);
}

/* What can be seen of the ends. */
static void
measure(const struct inspect_view *view, struct judge_side side[static 2])
{
	for (unsigned int i = 0; i < 2; i++) {
		const struct inspect_side *v = &view->side[i];
		bool cut = v->stream.cut;

		side[i] = (struct judge_side){ .start = v->stream.start,
			.seen = (uint32_t)v->stream.len };
		for (unsigned int j = 0; j < v->datagrams; j++) {
			side[i].seen += (uint32_t)v->datagram[j].len;
			side[i].start |= v->datagram[j].start;
			cut |= v->datagram[j].cut;
		}
		side[i].cut = cut && side[i].seen < INSPECT_STREAM_BYTES;
	}
}

/* The bytes that a person would look at. */
static void
take_first(const struct inspect_view *view,
    struct inspect_first first[static 2])
{
	for (unsigned int i = 0; i < 2; i++) {
		const struct inspect_side *v = &view->side[i];
		const struct inspect_bytes *b =
		    v->datagrams > 0 ? &v->datagram[0] : &v->stream;
		size_t len =
		    b->len < INSPECT_FIRST_BYTES ? b->len : INSPECT_FIRST_BYTES;

		first[i].len = (uint8_t)len;
		if (len > 0)
			memcpy(first[i].bytes, b->data, len);
	}
}

/* alpn is the server's choice, or what the client offers, by commas. */
static bool
offers_http(const char *alpn)
{
	while (*alpn != '\0') {
		size_t len = strcspn(alpn, ",");

		if (strncmp(alpn, "http/", 5) == 0 ||
		    (len == 2 && strncmp(alpn, "h2", 2) == 0))
			return true;
		alpn += alpn[len] == ',' ? len + 1 : len;
	}
	return false;
}

/* Tell of the application that the flow is most likely judged to be, and
 * how its server took what it was told. */
static void
describe(struct findings_experts *x, const struct inspect_view *view,
    uint64_t expected, struct findings *out)
{
	struct judge_evidence *e = &out->evidence;
	int app = inspect_judge_conforming(&e->own, expected);

	if (app == NONE)
		app = inspect_judge_best(&e->own, ~expected);
	if (app == NONE)
		app = inspect_judge_best(&e->own, expected);
	memset(&out->details, 0, sizeof(out->details));
	if (app != NONE)
		inspect_describe(view, (enum inspect_app)app, x->quic,
		    &out->details);
	e->http_status = app == INSPECT_APP_HTTP ? out->details.http.status : 0;
	e->tls_alert = app == INSPECT_APP_TLS && out->details.tls.alert &&
	    !out->details.tls.server_hello;
	e->tls_http = app == INSPECT_APP_TLS &&
	    e->own.strength[app] == INSPECT_BY_BOTH &&
	    offers_http(out->details.tls.alpn);
}

/* Once, and again only when more came since. */
static void
ask(struct findings_experts *x, const struct findings_case *c,
    const struct inspect_view *view)
{
	struct ndpi_question *q = &x->question;
	const struct pieces *pieces = &c->intake->pieces;
	const struct inspect_side *v = view->side;

	if (pieces->count == 0 || c->asked->pieces == pieces->count)
		return;
	q->tuple = *c->tuple;
	pieces_ask(pieces, view, q);
	q->client = view->client < 0 ? q->piece[0].side : (uint8_t)view->client;
	q->handshake = v[0].stream.start || v[1].stream.start;
	ndpi_engine_ask(x->ndpi, q, &c->asked->answer);
	x->stats->asked += c->asked->pieces == 0;
	c->asked->pieces = pieces->count;
}

/* nDPI's word is wanted unless ours proves what is expected. */
static bool
wants_ndpi(const struct findings_experts *x, const struct findings_case *c,
    const struct judge_evidence *e)
{
	if (!x->ndpi)
		return false;
	return c->ask_anyway ||
	    inspect_judge_conforming(&e->own, c->expected) == NONE;
}

/* The rest, when our own answers stand in out. */
static void
conclude(struct findings_experts *x, const struct findings_case *c,
    const struct inspect_view *view, struct findings *out)
{
	struct judge_evidence *e = &out->evidence;

	e->proto = view->proto;
	e->no_room = false;
	measure(view, e->side);
	take_first(view, out->first);
	describe(x, view, c->expected, out);
	if (wants_ndpi(x, c, e))
		ask(x, c, view);
	e->ndpi_asked = c->asked->pieces > 0;
	if (e->ndpi_asked)
		out->ndpi = c->asked->answer;
	else
		no_answer(&out->ndpi);
	e->ndpi_app = out->ndpi.by_payload ? out->ndpi.same_as : NONE;
}

void
findings_make(struct findings_experts *x, const struct findings_case *c,
    struct findings *out)
{
	struct inspect_answer own[INSPECT_APP_COUNT];
	struct inspect_view view;

	inspect_stream_view(c->intake->stream, c->client, &view);
	inspect_recognise_all(&view, own);
	out->evidence.own = (struct judge_own){ 0 };
	for (unsigned int app = 0; app < INSPECT_APP_COUNT; app++)
		inspect_judge_note(&out->evidence.own, app, own[app]);
	conclude(x, c, &view, out);
}

/* Pieces to see of what both ends have proved, for the sake of what its
 * later ones tell: names in the TLS that follows, versions, software. */
static unsigned int
patience(unsigned int app)
{
	switch (app) {
	case INSPECT_APP_RDP:
	case INSPECT_APP_TDS:
	case INSPECT_APP_LDAP:
		return 8;
	case INSPECT_APP_SMTP:
	case INSPECT_APP_FTP:
	case INSPECT_APP_POP3:
	case INSPECT_APP_IMAP:
		return 12;
	default:
		return 0;
	}
}

static bool
spoke(const struct inspect_side *side)
{
	return side->stream.len > 0 || side->datagrams > 0;
}

bool
findings_prove(struct findings_experts *x, const struct findings_case *c,
    const struct inspect_view *view, struct findings *out)
{
	uint64_t left = c->expected;

	if (!spoke(&view->side[0]) || !spoke(&view->side[1]))
		return false;
	for (unsigned int app = 0; left != 0; app++, left >>= 1) {
		struct inspect_answer a;

		if (!(left & 1) || c->intake->pieces.count < patience(app))
			continue;
		a = inspect_recognise(view, app);
		if (a.match != INSPECT_MATCH || a.contradicted ||
		    a.strength != INSPECT_BY_BOTH)
			continue;
		out->evidence.own = (struct judge_own){ 0 };
		inspect_judge_note(&out->evidence.own, app, a);
		conclude(x, c, view, out);
		return true;
	}
	return false;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge.c - two opinions and the facts to a ruling.
 */
#include <config.h>

#include <assert.h>
#include <string.h>

#include "inspect/judge.h"

#define NONE (-1)
#define ERROR_STATUS 400 /* HTTP, RFC 9110 section 15.5 */

static_assert(INSPECT_APP_COUNT <= 64, "a set of applications is 64 bits");

/*
 * What nDPI 4.2 names by less than the protocol asks for, so that its word
 * alone counts for nothing: any request in TPKT is RDP to it, any first bytes
 * that fit a length are TLS, a constant prefix on 3389 is RDP over UDP, an
 * OpenVPN packet on 53 is DNS, an X.224 answer is TDS, random datagrams are
 * RTP, LDAP is MQTT.
 */
static const enum inspect_app weak[] = { INSPECT_APP_RDP, INSPECT_APP_RDP_UDP,
	INSPECT_APP_TLS, INSPECT_APP_DNS, INSPECT_APP_TDS, INSPECT_APP_RTP,
	INSPECT_APP_MQTT };

/* What may go over to TLS in mid-talk: TLS in a flow whose beginning was
 * not seen says nothing against them. */
static const enum inspect_app upgrades[] = { INSPECT_APP_RDP, INSPECT_APP_HTTP,
	INSPECT_APP_LDAP, INSPECT_APP_SMTP, INSPECT_APP_TDS, INSPECT_APP_FTP,
	INSPECT_APP_POP3, INSPECT_APP_IMAP, INSPECT_APP_IRC, INSPECT_APP_MYSQL,
	INSPECT_APP_POSTGRESQL };

static uint64_t
set_of(const enum inspect_app *apps, size_t count)
{
	uint64_t set = 0;

	for (size_t i = 0; i < count; i++)
		set |= judge_set(apps[i]);
	return set;
}

#define SET_OF(table) set_of(table, sizeof(table) / sizeof((table)[0]))

static bool
has(uint64_t set, int app)
{
	return app != NONE && (set & UINT64_C(1) << app);
}

void
inspect_judge_note(struct judge_own *own, enum inspect_app app,
    struct inspect_answer answer)
{
	if (answer.match == INSPECT_NO)
		own->rejected |= judge_set(app);
	if (answer.match != INSPECT_MATCH)
		return;
	own->matched |= judge_set(app);
	if (answer.contradicted)
		own->contradicted |= judge_set(app);
	own->strength[app] = answer.strength;
}

static unsigned int
worth(const struct judge_own *own, int app)
{
	return own->strength[app] * 2U + !has(own->contradicted, app);
}

int
inspect_judge_best(const struct judge_own *own, uint64_t set)
{
	int best = NONE;

	set &= own->matched;
	for (int app = 0; set != 0; app++, set >>= 1)
		if ((set & 1) &&
		    (best == NONE || worth(own, app) > worth(own, best)))
			best = app;
	return best;
}

int
inspect_judge_conforming(const struct judge_own *own, uint64_t expected)
{
	return inspect_judge_best(own, expected & ~own->contradicted);
}

/* Of the expected ones, those that can be over this protocol. */
static uint64_t
possible(const struct judge_evidence *e, uint64_t expected)
{
	uint64_t left = expected;

	for (unsigned int app = 0; left != 0; app++, left >>= 1)
		if ((left & 1) && !inspect_app_runs_over(app, e->proto))
			expected &= ~judge_set(app);
	return expected;
}

/* The bytes can not be any of the expected applications. */
static bool
all_rejected(const struct judge_evidence *e, uint64_t expected)
{
	return (expected & ~e->own.rejected) == 0;
}

/* Our recogniser is not sure of it. */
static bool
is_open(const struct judge_evidence *e, int app)
{
	return !has(e->own.matched | e->own.rejected, app);
}

static bool
began(const struct judge_evidence *e, const struct inspect_facts *facts)
{
	return facts->began || e->side[0].start || e->side[1].start;
}

/* nDPI names an expected application that our check leaves open. */
static bool
ndpi_agrees(const struct judge_evidence *e, uint64_t expected)
{
	return has(expected & ~SET_OF(weak), e->ndpi_app) &&
	    is_open(e, e->ndpi_app);
}

/* Some of the expected applications are open, and TLS may be their second
 * part. */
static bool
may_be_upgraded(const struct judge_evidence *e, uint64_t expected)
{
	uint64_t open = expected & ~(e->own.matched | e->own.rejected);

	return (open & SET_OF(upgrades)) != 0;
}

/*
 * TLS where RDP is expected, without the X.224 before it: RDP's direct
 * approach (MS-RDPBCGR 5.4.2.2), a tunnel, or anything else.  ALPN tells, if
 * it offers HTTP.
 */
static bool
may_hold_rdp(const struct judge_evidence *e, uint64_t expected)
{
	return has(expected, INSPECT_APP_RDP) && !e->tls_http;
}

/* Why another application that was recognised is no violation yet. */
static enum inspect_why
excuse(const struct judge_evidence *e, const struct inspect_facts *facts,
    uint64_t expected, int other)
{
	bool upgrade = other == INSPECT_APP_TLS && !began(e, facts) &&
	    may_be_upgraded(e, expected);

	if (other == INSPECT_APP_TLS && began(e, facts) &&
	    may_hold_rdp(e, expected))
		return INSPECT_WHY_TLS_FIRST;
	if (all_rejected(e, expected))
		return INSPECT_WHY_NONE;
	if (upgrade || e->own.strength[other] == INSPECT_BY_MIDSTREAM)
		return INSPECT_WHY_MIDSTREAM;
	return INSPECT_WHY_NONE;
}

/* Why the bytes tell neither way. */
static enum inspect_why
silence(const struct judge_evidence *e, const struct inspect_facts *facts)
{
	const struct judge_side *a = &e->side[0], *b = &e->side[1];

	if (a->cut || b->cut)
		return INSPECT_WHY_CUT;
	if (!began(e, facts))
		return INSPECT_WHY_MIDSTREAM;
	if (a->seen < INSPECT_BYTES_LEAST && b->seen < INSPECT_BYTES_LEAST)
		return INSPECT_WHY_TOO_LITTLE;
	return a->seen == 0 || b->seen == 0 ? INSPECT_WHY_ONE_SIDE
					    : INSPECT_WHY_TOO_LITTLE;
}

/*
 * The grade of a violation.  A server that spoke the other application
 * itself is a service, unless all it said was an error; so is any talk that
 * went on.  What only a client said, or was turned away, is a probe.
 */
static enum grade
grade(const struct judge_evidence *e, const struct inspect_facts *facts,
    uint64_t expected, int other)
{
	uint64_t total = facts->payload[0] + facts->payload[1];
	bool answered = facts->client < 0
	    ? facts->payload[0] > 0 && facts->payload[1] > 0
	    : facts->payload[!facts->client] > 0;
	int kept = inspect_judge_best(&e->own, expected);
	/* The server kept to what is expected: an alert, in TLS. */
	bool declined =
	    kept != NONE && e->own.strength[kept] == INSPECT_BY_SERVER;
	bool error = e->http_status >= ERROR_STATUS;
	bool spoke = other != NONE &&
	    e->own.strength[other] >= INSPECT_BY_SERVER && !error;

	if (total >= JUDGE_PROBE_BYTES || (spoke && !declined))
		return GRADE_SERVICE;
	if (!answered || declined || facts->reset || (error && facts->ended))
		return GRADE_PROBE;
	return GRADE_SERVICE;
}

static void
undetermined(struct judge_ruling *out, enum inspect_why why)
{
	out->conformance = CONFORMANCE_UNDETERMINED;
	out->why = why;
}

static void
conforms(struct judge_ruling *out, int app)
{
	out->conformance = CONFORMANCE_CONFORMS;
	out->app = app;
}

static void
violates(const struct judge_evidence *e, const struct inspect_facts *facts,
    uint64_t expected, int other, struct judge_ruling *out)
{
	out->app = other;
	if (!e->ndpi_asked) {
		undetermined(out, INSPECT_WHY_NOT_ASKED);
		return;
	}
	out->conformance = CONFORMANCE_VIOLATES;
	out->grade = grade(e, facts, expected, other);
}

/* Something else was recognised by us. */
static void
rule_other(const struct judge_evidence *e, const struct inspect_facts *facts,
    uint64_t expected, int other, struct judge_ruling *out)
{
	enum inspect_why why = excuse(e, facts, expected, other);

	if (why != INSPECT_WHY_NONE)
		undetermined(out, why);
	else if (ndpi_agrees(e, expected))
		undetermined(out, INSPECT_WHY_DISAGREE);
	else
		violates(e, facts, expected, other, out);
}

/* We recognised nothing that one of the ends does not contradict. */
static void
rule_open(const struct judge_evidence *e, const struct inspect_facts *facts,
    uint64_t expected, struct judge_ruling *out)
{
	int kept = inspect_judge_best(&e->own, expected);

	if (ndpi_agrees(e, expected)) {
		conforms(out, e->ndpi_app);
	} else if (kept != NONE) {
		/* One end speaks it and the other plainly does not.  A server
		 * that says so itself has turned a stranger away. */
		if (e->own.strength[kept] == INSPECT_BY_SERVER && e->tls_alert)
			violates(e, facts, expected, NONE, out);
		else
			undetermined(out, INSPECT_WHY_DISAGREE);
	} else if (!all_rejected(e, expected)) {
		undetermined(out, silence(e, facts));
	} else if (has(expected & ~SET_OF(weak), e->ndpi_app)) {
		undetermined(out, INSPECT_WHY_DISAGREE);
	} else if (began(e, facts) ||
	    has(~expected & ~SET_OF(weak), e->ndpi_app)) {
		violates(e, facts, expected, out->app, out);
	} else {
		undetermined(out, INSPECT_WHY_MIDSTREAM);
	}
}

/* What the flow is, whatever was expected: our word before nDPI's, and
 * nDPI's only where our check does not rule it out. */
static int
named(const struct judge_evidence *e)
{
	int own = inspect_judge_best(&e->own, JUDGE_ANY);

	if (own != NONE || e->ndpi_app == NONE)
		return own;
	return has(SET_OF(weak) | e->own.rejected, e->ndpi_app) ? NONE
								: e->ndpi_app;
}

static enum app_basis
basis(const struct judge_evidence *e, int app)
{
	bool own, ndpi;

	if (app == NONE)
		return APP_BASIS_NONE;
	own = has(e->own.matched, app);
	ndpi = e->ndpi_app == app;
	if (own)
		return ndpi ? APP_BASIS_BOTH : APP_BASIS_OWN;
	return APP_BASIS_NDPI;
}

static void
rule(const struct judge_evidence *e, const struct inspect_facts *facts,
    uint64_t expected, struct judge_ruling *out)
{
	int kept = inspect_judge_conforming(&e->own, expected);
	int other = inspect_judge_best(&e->own, ~expected);

	if (e->no_room)
		undetermined(out, INSPECT_WHY_NO_ROOM);
	else if (facts->payload[0] == 0 && facts->payload[1] == 0)
		undetermined(out, INSPECT_WHY_NO_PAYLOAD);
	else if (kept != NONE)
		conforms(out, kept);
	else if (other != NONE)
		rule_other(e, facts, expected, other, out);
	else
		rule_open(e, facts, expected, out);
}

void
inspect_judge(const struct judge_evidence *e, const struct inspect_facts *facts,
    struct judge_ruling *out)
{
	uint64_t expected = possible(e, facts->expected);
	int own = inspect_judge_best(&e->own, JUDGE_ANY);

	*out = (struct judge_ruling){ .conformance = CONFORMANCE_UNCHECKED,
		.app = named(e) };
	out->disagree = own != NONE && e->ndpi_app != NONE &&
	    !has(e->own.matched, e->ndpi_app);
	if (expected != 0)
		rule(e, facts, expected, out);
	out->basis = basis(e, out->app);
}

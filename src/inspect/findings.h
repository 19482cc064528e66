/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * findings.h - what is found of a flow in its bytes, in a form that needs
 * the bytes no more: our answers, nDPI's, and what the application tells.
 */
#ifndef INSPECT_FINDINGS_H
#define INSPECT_FINDINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "inspect/details.h"
#include "inspect/inspect.h"
#include "inspect/intake.h"
#include "inspect/judge.h"
#include "inspect/ndpi.h"
#include "inspect/quic_initial.h"

struct findings {
	struct judge_evidence evidence;
	struct ndpi_answer ndpi;
	struct inspect_details details;
	struct inspect_first first[2]; /* by side */
};

/* What nDPI has said of an open flow, when there were so many pieces. */
struct findings_asked {
	struct ndpi_answer answer;
	uint8_t pieces; /* 0: it was not asked */
};

/* Those who are asked, and the room to do it in. */
struct findings_experts {
	struct quic_initial *quic;
	struct ndpi_engine *ndpi; /* NULL: it is never asked */
	struct ndpi_question question;
	struct inspect_stats *stats; /* .asked is counted here */
};

/* A flow as far as the experts are concerned. */
struct findings_case {
	const struct inspect_tuple *tuple;
	const struct intake *intake;
	struct findings_asked *asked;
	uint64_t expected; /* or likely, while that is not known */
	int8_t client;
	bool ask_anyway; /* nDPI, even if we prove what is expected */
};

/* A flow of which nothing was kept: for want of room when it had payload. */
void findings_none(bool payload, struct findings *out);

/* All that is found in the bytes there are. */
void findings_make(struct findings_experts *x, const struct findings_case *c,
    struct findings *out);

/*
 * The short way: when both ends prove an application of the expected ones,
 * and what it tells of itself was seen, out is filled and the answer is
 * true; the other recognisers are not asked then.  view is of the case's
 * stream.
 */
bool findings_prove(struct findings_experts *x, const struct findings_case *c,
    const struct inspect_view *view, struct findings *out);

#endif

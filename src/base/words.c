/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * words.c - enumerations that cross layers, and their words.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/words.h"

static const char *const verdict_words[] = {
	[VERDICT_ALLOWED] = "allowed",
	[VERDICT_FORBIDDEN] = "forbidden",
	[VERDICT_MISSED] = "missed",
	[VERDICT_OUT_OF_SCOPE] = "out-of-scope",
};

static const char *const reason_words[] = {
	[REASON_ROW] = "row",
	[REASON_DENIED] = "denied",
	[REASON_CLOSED_COMPONENT] = "closed-component",
	[REASON_COMPONENT_OUTBOUND] = "component-outbound",
	[REASON_NO_COMPONENT] = "no-component",
	[REASON_HOUSEKEEPING] = "housekeeping",
	[REASON_ICMP] = "icmp",
	[REASON_FEATURE_OFF] = "feature-off",
	[REASON_EXPIRED] = "expired",
	[REASON_RANGE_ONLY] = "range-only",
	[REASON_RPC_NEGOTIATED] = "rpc-negotiated",
	[REASON_NAME_CONTRADICTED] = "name-contradicted",
};

static const char *const outcome_words[] = {
	[OUTCOME_ESTABLISHED] = "established",
	[OUTCOME_HANDSHAKE_ONLY] = "handshake-only",
	[OUTCOME_REFUSED] = "refused",
	[OUTCOME_UNANSWERED] = "unanswered",
	[OUTCOME_ONE_WAY] = "one-way",
	[OUTCOME_MIDSTREAM] = "midstream",
};

static const char *const cause_words[] = {
	[CAUSE_NONE] = NULL,
	[CAUSE_REFUSED_BY_HOST] = "refused-by-host",
	[CAUSE_PROHIBITED] = "prohibited",
	[CAUSE_UNREACHABLE] = "unreachable",
	[CAUSE_SILENT] = "silent",
};

static const char *const direction_basis_words[] = {
	[DIRECTION_SYN] = "syn",
	[DIRECTION_SYNACK] = "synack",
	[DIRECTION_DHCP] = "dhcp",
	[DIRECTION_ICMP] = "icmp",
	[DIRECTION_OPENER] = "opener",
	[DIRECTION_ROW] = "row",
	[DIRECTION_ROLE] = "role",
	[DIRECTION_PORT] = "port",
	[DIRECTION_FIRST] = "first",
};

static const char *const conformance_words[] = {
	[CONFORMANCE_CONFORMS] = "conforms",
	[CONFORMANCE_VIOLATES] = "violates",
	[CONFORMANCE_UNDETERMINED] = "undetermined",
	[CONFORMANCE_UNCHECKED] = "unchecked",
};

static const char *const grade_words[] = {
	[GRADE_NONE] = NULL,
	[GRADE_SERVICE] = "service",
	[GRADE_PROBE] = "probe",
};

static const char *const app_basis_words[] = {
	[APP_BASIS_NONE] = NULL,
	[APP_BASIS_OWN] = "own",
	[APP_BASIS_NDPI] = "ndpi",
	[APP_BASIS_BOTH] = "both",
};

static const char *const name_basis_words[] = {
	[NAME_BASIS_NONE] = NULL,
	[NAME_BASIS_SITE] = "site",
	[NAME_BASIS_DNS_SNI] = "dns+sni",
	[NAME_BASIS_DNS] = "dns",
	[NAME_BASIS_SNI] = "sni",
};

static const char *const near_fact_words[] = {
	[NEAR_NONE] = NULL,
	[NEAR_SOURCE_ROLE] = "source-role",
	[NEAR_DESTINATION_ROLE] = "destination-role",
	[NEAR_PROTOCOL] = "protocol",
	[NEAR_DIRECTION] = "direction",
	[NEAR_PORT] = "port",
	[NEAR_FEATURE_OFF] = "feature-off",
	[NEAR_EXPIRED] = "expired",
	[NEAR_NOT_YET] = "not-yet",
	[NEAR_NAME_UNKNOWN] = "name-unknown",
};

static const char *const row_origin_words[] = {
	[ROW_ORIGIN_NONE] = NULL,
	[ROW_ORIGIN_MATRIX] = "matrix",
	[ROW_ORIGIN_SITE] = "site",
};

static const char *const role_kind_words[] = {
	[ROLE_KIND_COMPONENT] = "component",
	[ROLE_KIND_INFRASTRUCTURE] = "infrastructure",
	[ROLE_KIND_INTERNET] = "internet",
	[ROLE_KIND_USER] = "user",
};

static const char *const flow_end_words[] = {
	[FLOW_END_ACTIVE] = "active",
	[FLOW_END_IDLE] = "idle",
	[FLOW_END_CLOSED] = "closed",
	[FLOW_END_EVICTED] = "evicted",
};

static const char *const run_mode_words[] = {
	[RUN_MODE_REPLAY] = "replay",
	[RUN_MODE_WATCH] = "watch",
};

static const char *const run_state_words[] = {
	[RUN_STATE_RUNNING] = "running",
	[RUN_STATE_CLEAN] = "clean",
	[RUN_STATE_PARTIAL] = "partial",
	[RUN_STATE_CRASHED] = "crashed",
};

static const char *const row_status_words[] = {
	[ROW_STATUS_EXERCISED] = "exercised",
	[ROW_STATUS_BLOCKED] = "blocked",
	[ROW_STATUS_UNSEEN] = "unseen",
	[ROW_STATUS_UNOBSERVABLE] = "unobservable",
	[ROW_STATUS_NOT_IN_USE] = "not-in-use",
	[ROW_STATUS_OFF] = "off",
};

static const char *const scope_words[] = {
	[SCOPE_UNICAST] = "unicast",
	[SCOPE_BROADCAST] = "broadcast",
	[SCOPE_MULTICAST] = "multicast",
	[SCOPE_SELF] = "self",
};

/* clang-format off */
#define LIST(words) { (words), sizeof(words) / sizeof((words)[0]) }
/* clang-format on */

static const struct {
	const char *const *words;
	size_t count;
} lists[WORDS_COUNT] = {
	[WORDS_VERDICT] = LIST(verdict_words),
	[WORDS_REASON] = LIST(reason_words),
	[WORDS_OUTCOME] = LIST(outcome_words),
	[WORDS_CAUSE] = LIST(cause_words),
	[WORDS_DIRECTION_BASIS] = LIST(direction_basis_words),
	[WORDS_CONFORMANCE] = LIST(conformance_words),
	[WORDS_GRADE] = LIST(grade_words),
	[WORDS_APP_BASIS] = LIST(app_basis_words),
	[WORDS_NAME_BASIS] = LIST(name_basis_words),
	[WORDS_NEAR_FACT] = LIST(near_fact_words),
	[WORDS_ROW_ORIGIN] = LIST(row_origin_words),
	[WORDS_ROLE_KIND] = LIST(role_kind_words),
	[WORDS_FLOW_END] = LIST(flow_end_words),
	[WORDS_RUN_MODE] = LIST(run_mode_words),
	[WORDS_RUN_STATE] = LIST(run_state_words),
	[WORDS_ROW_STATUS] = LIST(row_status_words),
	[WORDS_SCOPE] = LIST(scope_words),
};

/* Protocols that the database and the rule language name. */
static const struct {
	uint8_t proto;
	const char *word;
} protos[] = {
	{ PROTO_TCP, "tcp" },
	{ PROTO_UDP, "udp" },
	{ PROTO_ICMP, "icmp" },
	{ PROTO_ICMP6, "icmp6" },
	{ PROTO_VRRP, "vrrp" },
};

#define PROTOS (sizeof(protos) / sizeof(protos[0]))

const char *
word_text(enum words kind, unsigned int value)
{
	assert(kind < WORDS_COUNT && value < lists[kind].count);
	return lists[kind].words[value];
}

int
word_find(enum words kind, const char *word)
{
	assert(kind < WORDS_COUNT);
	for (size_t i = 0; i < lists[kind].count; i++) {
		const char *w = lists[kind].words[i];

		if (w && strcmp(w, word) == 0)
			return (int)i;
	}
	return -1;
}

size_t
word_count(enum words kind)
{
	assert(kind < WORDS_COUNT);
	return lists[kind].count;
}

char *
proto_word(uint8_t proto, char out[static PROTO_WORD_MAX])
{
	for (size_t i = 0; i < PROTOS; i++) {
		if (protos[i].proto == proto) {
			snprintf(out, PROTO_WORD_MAX, "%s", protos[i].word);
			return out;
		}
	}
	snprintf(out, PROTO_WORD_MAX, "%u", (unsigned int)proto);
	return out;
}

int
proto_find(const char *word, size_t len)
{
	for (size_t i = 0; i < PROTOS; i++) {
		if (strlen(protos[i].word) == len &&
		    memcmp(protos[i].word, word, len) == 0)
			return protos[i].proto;
	}
	return -1;
}

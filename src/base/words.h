/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * words.h - enumerations that cross layers, and their words.
 *
 * The words are the public ones of the database, the commands and the
 * reports.  Enumerators stand in the order of the words.
 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stddef.h>
#include <stdint.h>

enum verdict {
	VERDICT_ALLOWED,
	VERDICT_FORBIDDEN,
	VERDICT_MISSED,
	VERDICT_OUT_OF_SCOPE,
};

enum reason {
	REASON_ROW,
	REASON_DENIED,
	REASON_CLOSED_COMPONENT,
	REASON_COMPONENT_OUTBOUND,
	REASON_NO_COMPONENT,
	REASON_HOUSEKEEPING,
	REASON_ICMP,
	REASON_FEATURE_OFF,
	REASON_EXPIRED,
	REASON_RANGE_ONLY,
	REASON_RPC_NEGOTIATED,
	REASON_NAME_CONTRADICTED,
};

enum outcome {
	OUTCOME_ESTABLISHED,
	OUTCOME_HANDSHAKE_ONLY,
	OUTCOME_REFUSED,
	OUTCOME_UNANSWERED,
	OUTCOME_ONE_WAY,
	OUTCOME_MIDSTREAM,
};

/* Why a flow was refused or silent. */
enum cause {
	CAUSE_NONE, /* no word: NULL */
	CAUSE_REFUSED_BY_HOST,
	CAUSE_PROHIBITED,
	CAUSE_UNREACHABLE,
	CAUSE_SILENT,
};

/* Strongest first. */
enum direction_basis {
	DIRECTION_SYN,
	DIRECTION_SYNACK,
	DIRECTION_DHCP,
	DIRECTION_ICMP,
	DIRECTION_OPENER,
	DIRECTION_ROW,
	DIRECTION_ROLE,
	DIRECTION_PORT,
	DIRECTION_FIRST,
};

enum conformance {
	CONFORMANCE_CONFORMS,
	CONFORMANCE_VIOLATES,
	CONFORMANCE_UNDETERMINED,
	CONFORMANCE_UNCHECKED,
};

enum grade { GRADE_NONE, GRADE_SERVICE, GRADE_PROBE };

enum app_basis {
	APP_BASIS_NONE,
	APP_BASIS_OWN,
	APP_BASIS_NDPI,
	APP_BASIS_BOTH
};

enum name_basis {
	NAME_BASIS_NONE,
	NAME_BASIS_SITE,
	NAME_BASIS_DNS_SNI,
	NAME_BASIS_DNS,
	NAME_BASIS_SNI,
};

/* The one fact that keeps a row from allowing a flow, in tie order. */
enum near_fact {
	NEAR_NONE,
	NEAR_SOURCE_ROLE,
	NEAR_DESTINATION_ROLE,
	NEAR_PROTOCOL,
	NEAR_DIRECTION,
	NEAR_PORT,
	NEAR_FEATURE_OFF,
	NEAR_EXPIRED,
	NEAR_NOT_YET,
	NEAR_NAME_UNKNOWN,
};

enum row_origin { ROW_ORIGIN_NONE, ROW_ORIGIN_MATRIX, ROW_ORIGIN_SITE };

enum role_kind {
	ROLE_KIND_COMPONENT,
	ROLE_KIND_INFRASTRUCTURE,
	ROLE_KIND_INTERNET,
	ROLE_KIND_USER,
};

enum flow_end {
	FLOW_END_ACTIVE,
	FLOW_END_IDLE,
	FLOW_END_CLOSED,
	FLOW_END_EVICTED
};

enum run_mode { RUN_MODE_REPLAY, RUN_MODE_WATCH };

/* RUN_STATE_RUNNING is "running" until the next start calls it crashed. */
enum run_state {
	RUN_STATE_RUNNING,
	RUN_STATE_CLEAN,
	RUN_STATE_PARTIAL,
	RUN_STATE_CRASHED
};

enum row_status {
	ROW_STATUS_EXERCISED,
	ROW_STATUS_BLOCKED,
	ROW_STATUS_UNSEEN,
	ROW_STATUS_UNOBSERVABLE,
	ROW_STATUS_NOT_IN_USE,
	ROW_STATUS_OFF,
};

/* Where a packet is sent to, as the site's networks tell it. */
enum scope { SCOPE_UNICAST, SCOPE_BROADCAST, SCOPE_MULTICAST, SCOPE_SELF };

/* The enumerations that have words. */
enum words {
	WORDS_VERDICT,
	WORDS_REASON,
	WORDS_OUTCOME,
	WORDS_CAUSE,
	WORDS_DIRECTION_BASIS,
	WORDS_CONFORMANCE,
	WORDS_GRADE,
	WORDS_APP_BASIS,
	WORDS_NAME_BASIS,
	WORDS_NEAR_FACT,
	WORDS_ROW_ORIGIN,
	WORDS_ROLE_KIND,
	WORDS_FLOW_END,
	WORDS_RUN_MODE,
	WORDS_RUN_STATE,
	WORDS_ROW_STATUS,
	WORDS_SCOPE,
	WORDS_COUNT,
};

/* The word of an enumerator; NULL for a *_NONE.  value must be one. */
const char *word_text(enum words kind, unsigned int value);
/* The enumerator of a word, or -1. */
int word_find(enum words kind, const char *word);
/* The number of enumerators of a kind, *_NONE included. */
size_t word_count(enum words kind);

#define PROTO_WORD_MAX 8
/* "tcp udp icmp icmp6 vrrp", else the number; returns out. */
char *proto_word(uint8_t proto, char out[static PROTO_WORD_MAX]);
/* IANA protocol number of a word (not of a number), or -1. */
int proto_find(const char *word, size_t len);

enum {
	PROTO_ICMP = 1,
	PROTO_IGMP = 2,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_DCCP = 33,
	PROTO_ICMP6 = 58,
	PROTO_VRRP = 112,
	PROTO_SCTP = 132,
	PROTO_UDPLITE = 136,
};

#endif

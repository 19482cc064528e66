/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_explain.c - rasaudit explain: why a flow is judged as it is.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/when.h"
#include "cli/evidence.h"
#include "cli/flow_print.h"
#include "cli/site.h"
#include "pipeline/scope.h"
#include "report/style.h"
#include "verdict/verdict.h"

enum { OPTION_NAME = 256 };

static const struct command_option options[] = {
	SITE_OPTION,
	DB_OPTION,
	{ OPTION_NAME, "name", "NAME", "the server is known by this name" },
	{ 0 },
};

/* What each difference means to a reader. */
static const struct {
	enum near_fact fact;
	const char *text;
} facts_texts[] = {
	{ NEAR_NONE, "it speaks of another kind of traffic" },
	{ NEAR_SOURCE_ROLE, "the client has none of its source roles" },
	{ NEAR_DESTINATION_ROLE,
	    "the server has none of its destination roles" },
	{ NEAR_PROTOCOL, "it speaks of another protocol" },
	{ NEAR_DIRECTION, "it allows the other direction" },
	{ NEAR_PORT, "it speaks of another port" },
	{ NEAR_FEATURE_OFF, "its feature is off" },
	{ NEAR_EXPIRED, "it has expired" },
	{ NEAR_NOT_YET, "it is not in force yet" },
	{ NEAR_NAME_UNKNOWN, "the server is not known by a name of it" },
};

static void
print_differences(unsigned int differences)
{
	const char *comma = "";

	if (differences == 0)
		printf("matches");
	for (size_t i = 0; i < sizeof(facts_texts) / sizeof(facts_texts[0]);
	     i++) {
		if (!(differences & 1U << facts_texts[i].fact))
			continue;
		printf("%s%s", comma, facts_texts[i].text);
		comma = "; ";
	}
}

static void
print_row(const struct policy *p, const struct policy_row *row)
{
	printf("%s %s  %s -> %s  %s%s%s", row->allow ? "allow" : "deny",
	    row->id, row->src.text, row->dst.text, row->proto_text,
	    row->port_text[0] ? " " : "", row->port_text);
	if (row->feature >= 0)
		printf("  when %s",
		    policy_feature_at(p, (size_t)row->feature)->id);
	printf("  (%s:%" PRIu32 ")\n", row->place.file, row->place.line);
}

static void
print_roles(const struct policy *p, const char *end, const struct addr *a,
    const struct role_set *roles)
{
	char addr[ADDR_TEXT_MAX], text[POLICY_ROLES_TEXT_MAX];

	addr_format(a, addr);
	policy_roles_text(p, roles, text, sizeof(text));
	printf("%s %s is %s\n", end, addr, text[0] ? text : "of no role");
}

static void
print_verdict(const struct policy *p, const struct verdict_facts *facts,
    const struct verdict_result *result)
{
	struct verdict_near near;

	printf("%s (%s)\n", word_text(WORDS_VERDICT, result->verdict),
	    word_text(WORDS_REASON, result->reason));
	if (result->row) {
		printf("by ");
		print_row(p, result->row);
	}
	if (result->known)
		printf("known as %s: %s\n", result->known->name,
		    result->known->why);
	if (result->verdict == VERDICT_ALLOWED)
		return;
	verdict_nearest(p, facts, result, &near);
	if (!near.row) {
		printf("no row is a single fact away\n");
		return;
	}
	printf("nearest: ");
	print_row(p, near.row);
	printf("         but ");
	print_differences(1U << near.fact);
	printf("\n");
}

static void
print_tried(const struct policy *p, const struct verdict_facts *facts)
{
	const struct policy_row *const *rows;
	size_t n = policy_rows_for(p, facts->proto, facts->dst_port, &rows);

	printf("\n%zu row%s speak%s of this protocol and port, most specific "
	       "first:\n",
	    n, n == 1 ? "" : "s", n == 1 ? "s" : "");
	for (size_t i = 0; i < n; i++) {
		printf("  ");
		print_row(p, rows[i]);
		printf("      ");
		print_differences(verdict_differences(p, facts, rows[i]));
		printf("\n");
	}
}

static void
explain_facts(const struct policy *p, const struct verdict_facts *facts)
{
	struct verdict_result result;

	verdict_judge(p, facts, &result);
	print_roles(p, "client", &facts->src, &result.src_roles);
	print_roles(p, "server", &facts->dst, &result.dst_roles);
	if (facts->scope != SCOPE_UNICAST)
		printf("sent to %s\n", word_text(WORDS_SCOPE, facts->scope));
	print_verdict(p, facts, &result);
	print_tried(p, facts);
}

static int
read_proto(const char *word, uint8_t *out)
{
	int proto = proto_find(word, strlen(word));
	uint64_t number;

	if (proto >= 0) {
		*out = (uint8_t)proto;
		return 0;
	}
	if (text_parse_u64(word, strlen(word), UINT8_MAX, &number) != 0)
		return -1;
	*out = (uint8_t)number;
	return 0;
}

/* SRC DST PROTO PORT; PORT may be left out or "-" where there is none, and
 * is the type for ICMP. */
static enum status
read_facts(const struct command *self, const struct command_args *args,
    struct verdict_facts *facts)
{
	const char *const *words = args->operands;
	const char *port = args->operand_count == 4 ? words[3] : "-";
	uint64_t number = 0;

	if (addr_parse(words[0], strlen(words[0]), &facts->src) != 0)
		return command_misused(self, "%s: expected an address",
		    words[0]);
	if (addr_parse(words[1], strlen(words[1]), &facts->dst) != 0)
		return command_misused(self, "%s: expected an address",
		    words[1]);
	if (read_proto(words[2], &facts->proto) != 0)
		return command_misused(self,
		    "%s: expected tcp, udp, icmp, icmp6, vrrp or a number",
		    words[2]);
	if (strcmp(port, "-") != 0 &&
	    text_parse_u64(port, strlen(port), UINT16_MAX, &number) != 0)
		return command_misused(self, "%s: expected a port up to 65535",
		    port);
	if (facts->proto == PROTO_ICMP || facts->proto == PROTO_ICMP6)
		facts->icmp_type = (uint8_t)number;
	else
		facts->dst_port = (uint16_t)number;
	return STATUS_DONE;
}

static enum status
explain_tuple(const struct command *self, const struct command_args *args)
{
	char name[256];
	const char *given = command_option(args, OPTION_NAME);
	const char *names[] = { name };
	struct verdict_facts facts = { .time_us = (uint64_t)time(NULL) *
		    WHEN_SECOND_US };
	struct pipeline_policy *set;
	enum status status = read_facts(self, args, &facts);

	if (status != STATUS_DONE)
		return status;
	status = site_load(self, site_path(args), false, &set, NULL);
	if (status != STATUS_DONE)
		return status;
	if (given) {
		snprintf(name, sizeof(name), "%s", given);
		text_lower(name, strlen(name));
		facts.names = names;
		facts.name_count = 1;
		facts.name_basis = NAME_BASIS_DNS_SNI;
	}
	facts.scope = scope_of(set->policy, &facts.src, &facts.dst);
	explain_facts(set->policy, &facts);
	pipeline_policy_free(set);
	return STATUS_DONE;
}

/* A recorded flow: what is known of it, then, where a site file was named,
 * what that would say today. */
struct recorded {
	bool found;
};

static int
print_recorded(const struct store_flow_row *row, void *arg)
{
	struct recorded *r = arg;

	r->found = true;
	printf("flow %" PRId64 ": %s\n", row->flow_id, row->verdict);
	flow_print_all(row);
	evidence_print(row, stdout);
	for (size_t i = 0; i < sizeof(facts_texts) / sizeof(facts_texts[0]);
	     i++)
		if (row->near_fact && facts_texts[i].fact != NEAR_NONE &&
		    strcmp(word_text(WORDS_NEAR_FACT, facts_texts[i].fact),
			row->near_fact) == 0)
			printf("the nearest row, %s, does not allow it: %s\n",
			    row->near_row_id, facts_texts[i].text);
	return 0;
}

static enum status
explain_recorded(const struct command *self, const struct command_args *args)
{
	struct store_flow_filter filter = { 0 };
	struct recorded r = { 0 };
	const char *word = args->operands[0];
	struct store *store;
	struct err err;
	uint64_t id;
	enum status status;

	if (text_parse_u64(word, strlen(word), INT64_MAX, &id) != 0 || id == 0)
		return command_misused(self,
		    "%s: expected the number of a flow, or SRC DST PROTO PORT",
		    word);
	filter.flow_id = (int64_t)id;
	status = db_open(self, db_path(args), STORE_READ, &store);
	if (status != STATUS_DONE)
		return status;
	if (store_each_flow(store, &filter, print_recorded, &r, &err) != 0)
		status = command_failed(self, STATUS_FAILED, "%s", err.text);
	else if (!r.found)
		status = command_failed(self, STATUS_FAILED,
		    "%s holds no flow %s", db_path(args), word);
	store_close(store);
	return status;
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	if (args->operand_count == 1)
		return explain_recorded(self, args);
	if (args->operand_count < 3)
		return command_misused(self,
		    "expected SRC DST PROTO PORT, or the number of a flow");
	return explain_tuple(self, args);
}

const struct command command_explain = {
	.name = "explain",
	.operands = "SRC DST PROTO PORT | FLOW",
	.summary = "why: rows tried, the one that decided, the nearest miss",
	.options = options,
	.operands_min = 1,
	.operands_max = 4,
	.run = run,
};

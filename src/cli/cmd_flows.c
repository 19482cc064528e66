/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_flows.c - rasaudit flows: list recorded flows.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "base/addr.h"
#include "base/text.h"
#include "cli/flow_print.h"
#include "cli/period.h"
#include "cli/site.h"

enum {
	OPTION_FORMAT = 256,
	OPTION_VERDICT,
	OPTION_ROW,
	OPTION_OUTCOME,
	OPTION_CONFORMANCE,
	OPTION_REASON,
	OPTION_ROLE,
	OPTION_SRC,
	OPTION_DST,
	OPTION_HOST,
	OPTION_PROTO,
	OPTION_PORT,
	OPTION_NAME,
	OPTION_FLOW,
};

static const struct command_option options[] = {
	DB_OPTION,
	PERIOD_OPTIONS,
	{ OPTION_VERDICT, "verdict", "V",
	    "allowed, forbidden, missed or out-of-scope" },
	{ OPTION_ROW, "row", "ID", "decided by this row" },
	{ OPTION_OUTCOME, "outcome", "O", "established, refused, ..." },
	{ OPTION_CONFORMANCE, "conformance", "C", "conforms, violates, ..." },
	{ OPTION_REASON, "reason", "R", "closed-component, icmp, ..." },
	{ OPTION_ROLE, "role", "ROLE", "either end has this role" },
	{ OPTION_SRC, "src", "ADDR", "this client" },
	{ OPTION_DST, "dst", "ADDR", "this server" },
	{ OPTION_HOST, "host", "ADDR", "this client or server" },
	{ OPTION_PROTO, "proto", "PROTO", "tcp, udp, ... or a number" },
	{ OPTION_PORT, "port", "N", "this server port" },
	{ OPTION_NAME, "name", "NAME", "this server name" },
	{ OPTION_FLOW, "flow", "ID", "this one" },
	{ 'c', "count", "N", "end after N flows" },
	{ OPTION_FORMAT, "format", "WORD",
	    "text, csv or json, a line each (default: text)" },
	{ 0 },
};

/* Options whose values are words of an enumeration. */
static const struct {
	int option;
	const char *name;
	enum words words;
} word_options[] = {
	{ OPTION_VERDICT, "verdict", WORDS_VERDICT },
	{ OPTION_OUTCOME, "outcome", WORDS_OUTCOME },
	{ OPTION_CONFORMANCE, "conformance", WORDS_CONFORMANCE },
	{ OPTION_REASON, "reason", WORDS_REASON },
};

static enum status
unknown_word(const struct command *self, size_t option, const char *value)
{
	enum words kind = word_options[option].words;
	char list[256] = "";
	size_t len = 0;

	for (unsigned int i = 0; i < word_count(kind); i++) {
		const char *word = word_text(kind, i);

		if (word && len < sizeof(list))
			len += (size_t)snprintf(list + len, sizeof(list) - len,
			    "%s%s", len ? ", " : "", word);
	}
	return command_misused(self, "--%s %s: expected one of %s",
	    word_options[option].name, value, list);
}

static enum status
check_words(const struct command *self, const struct command_args *args)
{
	for (size_t i = 0; i < sizeof(word_options) / sizeof(word_options[0]);
	     i++) {
		const char *value =
		    command_option(args, word_options[i].option);

		if (value && word_find(word_options[i].words, value) < 0)
			return unknown_word(self, i, value);
	}
	return STATUS_DONE;
}

/* An address in the form of the database, in buf; NULL stays NULL. */
static enum status
read_addr(const struct command *self, const struct command_args *args,
    int option, char buf[static ADDR_TEXT_MAX], const char **out)
{
	const char *value = command_option(args, option);
	struct addr a;

	if (!value)
		return STATUS_DONE;
	if (addr_parse(value, strlen(value), &a) != 0)
		return command_misused(self,
		    "%s: expected an IPv4 or IPv6 address", value);
	addr_format(&a, buf);
	*out = buf;
	return STATUS_DONE;
}

static enum status
read_number(const struct command *self, const struct command_args *args,
    int option, uint64_t max, uint64_t *out)
{
	const char *value = command_option(args, option);

	if (value && text_parse_u64(value, strlen(value), max, out) != 0)
		return command_misused(self,
		    "%s: expected a number up to %" PRIu64, value, max);
	return STATUS_DONE;
}

/* The filter, and the texts that it points to. */
struct wanted {
	struct store_flow_filter filter;
	char src[ADDR_TEXT_MAX], dst[ADDR_TEXT_MAX], host[ADDR_TEXT_MAX];
};

static enum status
read_filter(const struct command *self, const struct command_args *args,
    struct wanted *w)
{
	struct store_flow_filter *f = &w->filter;
	uint64_t port = 0, flow = 0;
	enum status status = check_words(self, args);

	f->verdict = command_option(args, OPTION_VERDICT);
	f->outcome = command_option(args, OPTION_OUTCOME);
	f->conformance = command_option(args, OPTION_CONFORMANCE);
	f->reason = command_option(args, OPTION_REASON);
	f->row_id = command_option(args, OPTION_ROW);
	f->role = command_option(args, OPTION_ROLE);
	f->proto = command_option(args, OPTION_PROTO);
	f->name = command_option(args, OPTION_NAME);
	if (status == STATUS_DONE)
		status = read_addr(self, args, OPTION_SRC, w->src, &f->src);
	if (status == STATUS_DONE)
		status = read_addr(self, args, OPTION_DST, w->dst, &f->dst);
	if (status == STATUS_DONE)
		status = read_addr(self, args, OPTION_HOST, w->host, &f->host);
	if (status == STATUS_DONE)
		status =
		    read_number(self, args, OPTION_PORT, UINT16_MAX, &port);
	if (status == STATUS_DONE)
		status = read_number(self, args, OPTION_FLOW, INT64_MAX, &flow);
	if (status == STATUS_DONE)
		status = read_number(self, args, 'c', UINT64_MAX, &f->limit);
	f->port = (int64_t)port;
	f->flow_id = (int64_t)flow;
	return status;
}

static enum status
list_flows(const struct command *self, const struct command_args *args,
    struct store *store, struct wanted *w, const struct flow_format *format)
{
	char period[PERIOD_TEXT_MAX];
	struct err err;
	enum status status =
	    period_read(self, args, store, false, &w->filter.scope, period);

	if (status != STATUS_DONE)
		return status;
	flow_print_head(format);
	if (store_each_flow(store, &w->filter, format->print, NULL, &err) < 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	return STATUS_DONE;
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	const char *word = command_option(args, OPTION_FORMAT);
	const struct flow_format *format = flow_format_find(word);
	struct wanted w = { 0 };
	struct store *store;
	enum status status;

	if (!format)
		return command_misused(self,
		    "unknown format %s; expected text, csv or json", word);
	status = read_filter(self, args, &w);
	if (status == STATUS_DONE)
		status = db_open(self, db_path(args), STORE_READ, &store);
	if (status != STATUS_DONE)
		return status;
	status = list_flows(self, args, store, &w, format);
	store_close(store);
	return status;
}

const struct command command_flows = {
	.name = "flows",
	.operands = "",
	.summary = "list recorded flows",
	.options = options,
	.run = run,
};

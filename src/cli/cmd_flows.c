/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_flows.c - rasaudit flows: list recorded flows.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/addr.h"
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
	OPTION_GRADE,
	OPTION_APP,
	OPTION_SRC_ROLE,
	OPTION_DST_ROLE,
	OPTION_NEAR,
	OPTION_KNOWN,
	OPTION_CLASS,
	OPTION_SECURITY,
	OPTION_NDPI,
	OPTION_NEAR_FACT,
	OPTION_WEAK,
};

static const struct command_option options[] = {
	DB_OPTION,
	PERIOD_OPTIONS,
	{ OPTION_VERDICT, "verdict", "V",
	    "allowed, forbidden, missed or out-of-scope; or several: a,b" },
	{ OPTION_ROW, "row", "ID", "decided by this row; -: by none" },
	{ OPTION_OUTCOME, "outcome", "O", "established, refused, ..." },
	{ OPTION_CONFORMANCE, "conformance", "C", "conforms, violates, ..." },
	{ OPTION_REASON, "reason", "R", "closed-component, icmp, ..." },
	{ OPTION_ROLE, "role", "ROLE", "either end has this role" },
	{ OPTION_SRC_ROLE, "src-role", "ROLE",
	    "the client has it; =A,B: these and no other" },
	{ OPTION_DST_ROLE, "dst-role", "ROLE", "the server has it" },
	{ OPTION_SRC, "src", "ADDR[/LEN]", "this client, or one of this net" },
	{ OPTION_DST, "dst", "ADDR[/LEN]", "this server" },
	{ OPTION_HOST, "host", "ADDR[/LEN]", "this client or server" },
	{ OPTION_PROTO, "proto", "PROTO", "tcp, udp, ... or a number" },
	{ OPTION_PORT, "port", "N", "this server port" },
	{ OPTION_NAME, "name", "NAME", "this server name; may hold *" },
	{ OPTION_CLASS, "class", "C", "through, stopped or probable" },
	{ OPTION_GRADE, "grade", "G", "a violation is service or probe" },
	{ OPTION_APP, "app", "APP",
	    "what it spoke: tls, rdp, ...; -: not known" },
	{ OPTION_NDPI, "ndpi", "APP", "what nDPI says; -: nothing" },
	{ OPTION_SECURITY, "security", "S",
	    "what a handshake settled on: tls1.0, rdp-standard, ...; -: none" },
	{ OPTION_NEAR, "near", "ID",
	    "this row would nearly have allowed it; -: none" },
	{ OPTION_NEAR_FACT, "near-fact", "FACT",
	    "but for its port, expired, source-role, ..." },
	{ OPTION_KNOWN, "known", "NAME",
	    "explained by this known line; *: any; -: none" },
	{ OPTION_WEAK, "weak", "GROUND",
	    "allowed by sni, inferred, range-only or direction" },
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
	bool several; /* "a,b" */
} word_options[] = {
	{ OPTION_VERDICT, "verdict", WORDS_VERDICT, true },
	{ OPTION_OUTCOME, "outcome", WORDS_OUTCOME, true },
	{ OPTION_CONFORMANCE, "conformance", WORDS_CONFORMANCE, false },
	{ OPTION_REASON, "reason", WORDS_REASON, false },
	{ OPTION_GRADE, "grade", WORDS_GRADE, false },
};

#define WORD_MAX 64

/* Columns of the headline table, and weak grounds. */
static const char *const classes[] = { "through", "stopped", "probable", NULL };
static const char *const grounds[] = { "sni", "inferred", "range-only",
	"direction", NULL };

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

/* The next word of "a,b" from *at on, into out; false at the end. */
static bool
next_word(const char **at, char out[static WORD_MAX])
{
	size_t len;

	if (!*at)
		return false;
	len = strcspn(*at, ",");
	snprintf(out, WORD_MAX, "%.*s",
	    (int)(len < WORD_MAX ? len : WORD_MAX - 1), *at);
	*at = (*at)[len] ? *at + len + 1 : NULL;
	return true;
}

static enum status
check_words(const struct command *self, const struct command_args *args)
{
	for (size_t i = 0; i < sizeof(word_options) / sizeof(word_options[0]);
	     i++) {
		const char *value =
		    command_option(args, word_options[i].option);
		char word[WORD_MAX];

		if (value && !word_options[i].several) {
			if (word_find(word_options[i].words, value) < 0)
				return unknown_word(self, i, value);
			continue;
		}
		while (next_word(&value, word))
			if (word_find(word_options[i].words, word) < 0)
				return unknown_word(self, i, word);
	}
	return STATUS_DONE;
}

static bool
is_listed(const char *const *words, const char *word)
{
	while (*words && strcmp(*words, word) != 0)
		words++;
	return *words != NULL;
}

/* Words that are no enumeration of the database's. */
static enum status
check_lists(const struct command *self, const struct command_args *args)
{
	const char *class = command_option(args, OPTION_CLASS);
	const char *ground = command_option(args, OPTION_WEAK);
	char word[WORD_MAX];

	while (next_word(&class, word))
		if (!is_listed(classes, word))
			return command_misused(self,
			    "--class %s: expected one of through, stopped, "
			    "probable",
			    word);
	if (ground && !is_listed(grounds, ground))
		return command_misused(self,
		    "--weak %s: expected one of sni, inferred, range-only, "
		    "direction",
		    ground);
	return STATUS_DONE;
}

/* An address or a prefix as the database has it, in buf; NULL stays NULL. */
static enum status
read_addr(const struct command *self, const struct command_args *args,
    int option, char buf[static PREFIX_TEXT_MAX], const char **out)
{
	const char *value = command_option(args, option);
	struct prefix p;
	int rc;

	if (!value)
		return STATUS_DONE;
	rc = prefix_parse(value, strlen(value), &p);
	if (rc == -EDOM)
		return command_misused(self,
		    "%s: bits beyond the prefix length are set", value);
	if (rc != 0)
		return command_misused(self,
		    "%s: expected an IPv4 or IPv6 address, or a prefix such "
		    "as 10.2.0.0/24",
		    value);
	prefix_format(&p, buf);
	*out = buf;
	return STATUS_DONE;
}

/* The filter, and the texts that it points to. */
struct wanted {
	struct store_flow_filter filter;
	char src[PREFIX_TEXT_MAX], dst[PREFIX_TEXT_MAX], host[PREFIX_TEXT_MAX];
};

static enum status
read_filter(const struct command *self, const struct command_args *args,
    struct wanted *w)
{
	struct store_flow_filter *f = &w->filter;
	const struct {
		int option;
		const char **value;
	} texts[] = {
		{ OPTION_VERDICT, &f->verdict },
		{ OPTION_OUTCOME, &f->outcome },
		{ OPTION_CONFORMANCE, &f->conformance },
		{ OPTION_REASON, &f->reason },
		{ OPTION_ROW, &f->row_id },
		{ OPTION_ROLE, &f->role },
		{ OPTION_SRC_ROLE, &f->src_role },
		{ OPTION_DST_ROLE, &f->dst_role },
		{ OPTION_PROTO, &f->proto },
		{ OPTION_NAME, &f->name },
		{ OPTION_GRADE, &f->grade },
		{ OPTION_APP, &f->app },
		{ OPTION_NEAR, &f->near },
		{ OPTION_KNOWN, &f->known },
		{ OPTION_CLASS, &f->through },
		{ OPTION_SECURITY, &f->security },
		{ OPTION_NDPI, &f->ndpi_app },
		{ OPTION_NEAR_FACT, &f->near_fact },
		{ OPTION_WEAK, &f->weak },
	};
	uint64_t port = 0, flow = 0;
	enum status status = check_words(self, args);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i].value = command_option(args, texts[i].option);
	if (status == STATUS_DONE)
		status = check_lists(self, args);
	if (status == STATUS_DONE)
		status = read_addr(self, args, OPTION_SRC, w->src, &f->src);
	if (status == STATUS_DONE)
		status = read_addr(self, args, OPTION_DST, w->dst, &f->dst);
	if (status == STATUS_DONE)
		status = read_addr(self, args, OPTION_HOST, w->host, &f->host);
	if (status == STATUS_DONE)
		status =
		    command_number(self, args, OPTION_PORT, UINT16_MAX, &port);
	if (status == STATUS_DONE)
		status =
		    command_number(self, args, OPTION_FLOW, INT64_MAX, &flow);
	if (status == STATUS_DONE)
		status = command_number(self, args, 'c', UINT64_MAX, &f->limit);
	f->port = (int64_t)port;
	f->flow_id = (int64_t)flow;
	return status;
}

static enum status
list_flows(const struct command *self, const struct command_args *args,
    struct store *store, struct wanted *w, const struct flow_format *format)
{
	struct flow_sink sink = { .out = stdout };
	struct period period;
	struct err err;
	enum status status = period_read(self, args, store, false, &period);

	if (status != STATUS_DONE)
		return status;
	w->filter.scope = period.scope;
	sink.since_us = period.scope.since_us;
	flow_print_head(format, stdout);
	if (store_each_flow(store, &w->filter, format->print, &sink, &err) < 0)
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

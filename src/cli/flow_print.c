/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_print.c - a recorded flow on standard output.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "cli/flow_print.h"
#include "report/export.h"
#include "report/style.h"

enum column_kind { COLUMN_NUMBER, COLUMN_TEXT, COLUMN_FLAG, COLUMN_TIME };

struct column {
	const char *name;
	enum column_kind kind;
	size_t offset;
};

#define NUMBER(field)                                                          \
	{                                                                      \
#field, COLUMN_NUMBER, offsetof(struct store_flow_row, field)  \
	}
#define TEXT(field)                                                            \
	{                                                                      \
#field, COLUMN_TEXT, offsetof(struct store_flow_row, field)    \
	}
#define FLAG(field)                                                            \
	{                                                                      \
#field, COLUMN_FLAG, offsetof(struct store_flow_row, field)    \
	}
#define TIME(field)                                                            \
	{                                                                      \
#field, COLUMN_TIME, offsetof(struct store_flow_row, field)    \
	}

/* The columns of audit_flow, in its order. */
static const struct column columns[] = {
	NUMBER(flow_id),
	NUMBER(run_id),
	TIME(first_us),
	TIME(last_us),
	TEXT(src),
	NUMBER(src_port),
	TEXT(dst),
	NUMBER(dst_port),
	TEXT(proto),
	TEXT(src_roles),
	TEXT(dst_roles),
	TEXT(verdict),
	TEXT(reason),
	TEXT(row_id),
	TEXT(row_origin),
	TEXT(known),
	TEXT(near_row_id),
	TEXT(near_fact),
	TEXT(outcome),
	TEXT(direction_basis),
	TEXT(app),
	TEXT(app_basis),
	TEXT(conformance),
	TEXT(grade),
	TEXT(expected),
	TEXT(server_name),
	TEXT(name_basis),
	NUMBER(packets_out),
	NUMBER(packets_in),
	NUMBER(bytes_out),
	NUMBER(bytes_in),
	NUMBER(attempts),
	NUMBER(vlan),
	TEXT(tunnel),
	TEXT(community_id),
	NUMBER(policy_id),
	TEXT(cause),
	FLAG(weak),
	FLAG(ambiguous),
	TEXT(end),
	TEXT(ndpi_app),
	TEXT(ndpi_confidence),
	NUMBER(icmp_type),
	NUMBER(icmp_code),
	TEXT(security),
	TEXT(why),
	TEXT(evidence),
	TEXT(claimed_name),
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static const void *
field(const struct store_flow_row *row, const struct column *c)
{
	return (const char *)row + c->offset;
}

static int64_t
number(const struct store_flow_row *row, const struct column *c)
{
	int64_t n;
	bool flag;

	if (c->kind == COLUMN_FLAG) {
		memcpy(&flag, field(row, c), sizeof(flag));
		return flag;
	}
	memcpy(&n, field(row, c), sizeof(n));
	return n;
}

static const char *
text(const struct store_flow_row *row, const struct column *c)
{
	const char *value;

	memcpy(&value, field(row, c), sizeof(value));
	return value;
}

static int
print_csv(const struct store_flow_row *row, void *arg)
{
	FILE *out = ((const struct flow_sink *)arg)->out;

	for (size_t i = 0; i < COLUMNS; i++) {
		const struct column *c = &columns[i];

		if (i > 0)
			fputc(',', out);
		if (c->kind == COLUMN_TEXT)
			export_csv(out, text(row, c));
		else if (number(row, c) >= 0)
			fprintf(out, "%" PRId64, number(row, c));
	}
	fputc('\n', out);
	return 0;
}

static int
print_json(const struct store_flow_row *row, void *arg)
{
	FILE *out = ((const struct flow_sink *)arg)->out;

	for (size_t i = 0; i < COLUMNS; i++) {
		const struct column *c = &columns[i];

		fprintf(out, "%s\"%s\":", i ? "," : "{", c->name);
		if (c->kind == COLUMN_TEXT)
			export_json(out, text(row, c));
		else if (number(row, c) >= 0)
			fprintf(out, "%" PRId64, number(row, c));
		else
			fprintf(out, "null");
	}
	fprintf(out, "}\n");
	return 0;
}

/* "10.0.0.1:443", "[fd00::1]:443", "10.0.0.1"; "several" for a fold. */
static void
print_end(FILE *out, const char *addr, int64_t port)
{
	bool v6 = addr && strchr(addr, ':');

	if (!addr) {
		fprintf(out, "several");
	} else {
		fprintf(out, v6 && port >= 0 ? "[" : "");
		style_safe(out, addr);
		fprintf(out, v6 && port >= 0 ? "]" : "");
	}
	if (port >= 0)
		fprintf(out, ":%" PRId64, port);
}

static void
print_roles(FILE *out, const char *roles)
{
	style_safe(out, roles && roles[0] ? roles : "(no role)");
}

static int
print_text(const struct store_flow_row *row, void *arg)
{
	const struct flow_sink *sink = arg;
	FILE *out = sink->out;
	char time[STYLE_TIME_MAX];

	fprintf(out, "%" PRId64 "  %s  ", row->flow_id,
	    style_time(row->first_us, time));
	print_end(out, row->src, row->src_port);
	fprintf(out, " -> ");
	print_end(out, row->dst, row->dst_port);
	fprintf(out, " %s  ", row->proto);
	print_roles(out, row->src_roles);
	fprintf(out, " -> ");
	print_roles(out, row->dst_roles);
	fprintf(out, "  %s", row->verdict);
	if (row->row_id)
		fprintf(out, " %s", row->row_id);
	else
		fprintf(out, " (%s)", row->reason);
	fprintf(out, "  %s", row->outcome);
	if (row->attempts > 1)
		fprintf(out, " x%" PRId64, row->attempts);
	if (row->conformance && strcmp(row->conformance, "unchecked") != 0)
		fprintf(out, "  %s", row->conformance);
	if ((uint64_t)row->first_us < sink->since_us)
		fprintf(out, "  continuing");
	fputc('\n', out);
	return 0;
}

static const struct flow_format formats[] = {
	{ "text", print_text },
	{ "csv", print_csv },
	{ "json", print_json },
};

const struct flow_format *
flow_format_find(const char *word)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!word || strcmp(formats[i].word, word) == 0)
			return &formats[i];
	return NULL;
}

void
flow_print_head(const struct flow_format *format, FILE *out)
{
	if (format->print != print_csv)
		return;
	for (size_t i = 0; i < COLUMNS; i++)
		fprintf(out, "%s%s", i ? "," : "", columns[i].name);
	fputc('\n', out);
}

void
flow_print_all(const struct store_flow_row *row)
{
	char time[STYLE_TIME_MAX];

	for (size_t i = 0; i < COLUMNS; i++) {
		const struct column *c = &columns[i];

		if (c->kind == COLUMN_TEXT) {
			if (!text(row, c) || !text(row, c)[0])
				continue;
			printf("  %-16s ", c->name);
			style_safe(stdout, text(row, c));
			putchar('\n');
		} else if (c->kind == COLUMN_TIME) {
			printf("  %-16s %s UTC\n", c->name,
			    style_time(number(row, c), time));
		} else if (number(row, c) >= 0) {
			printf("  %-16s %" PRId64 "\n", c->name,
			    number(row, c));
		}
	}
}

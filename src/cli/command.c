/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * command.c - the table of commands, and reading their words.
 */
#include <config.h>

#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/timespec.h"

#define OPTION_HELP 1

static const struct command *const commands[] = {
	&command_replay,
	&command_watch,
	&command_report,
	&command_flows,
	&command_rows,
	&command_explain,
	&command_check,
	&command_verify,
};

const struct command *
command_at(size_t i)
{
	return i < sizeof(commands) / sizeof(commands[0]) ? commands[i] : NULL;
}

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; command_at(i); i++)
		if (strcmp(command_at(i)->name, name) == 0)
			return command_at(i);
	return NULL;
}

static void
help_line(FILE *out, int id, const char *name, const char *arg,
    const char *help)
{
	char left[64];

	if (id < 256)
		snprintf(left, sizeof(left), "-%c, --%s%s%s", id, name,
		    arg ? " " : "", arg ? arg : "");
	else
		snprintf(left, sizeof(left), "    --%s%s%s", name,
		    arg ? " " : "", arg ? arg : "");
	fprintf(out, "  %-26s %s\n", left, help);
}

void
command_help(const struct command *self, FILE *out)
{
	fprintf(out, "usage: rasaudit %s [option...]%s%s\n\n%s\n\n", self->name,
	    self->operands[0] ? " " : "", self->operands, self->summary);
	for (const struct command_option *o = self->options; o->name; o++)
		help_line(out, o->id, o->name, o->arg, o->help);
	help_line(out, 'h', "help", NULL, "show this and end");
	fprintf(out, "\nrasaudit(1) has the manual.\n");
}

const char *
command_option(const struct command_args *args, int id)
{
	for (size_t i = args->option_count; i > 0; i--)
		if (args->options[i - 1].id == id)
			return args->options[i - 1].value;
	return NULL;
}

static void
complain(const struct command *self, const char *fmt, va_list ap)
{
	fprintf(stderr, "rasaudit %s: ", self->name);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

enum status
command_misused(const struct command *self, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(self, fmt, ap);
	va_end(ap);
	fprintf(stderr,
	    "usage: rasaudit %s [option...]%s%s; \"rasaudit %s --help\" lists "
	    "the options\n",
	    self->name, self->operands[0] ? " " : "", self->operands,
	    self->name);
	return STATUS_USAGE;
}

enum status
command_failed(const struct command *self, enum status status, const char *fmt,
    ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(self, fmt, ap);
	va_end(ap);
	return status;
}

/* What getopt_long wants, made from the table. */
struct getopt_table {
	struct option longs[COMMAND_OPTIONS_MAX + 2];
	char shorts[2 * COMMAND_OPTIONS_MAX + 4];
};

static void
make_table(const struct command *self, struct getopt_table *t)
{
	size_t n = 0, s = 0;

	t->shorts[s++] = ':';
	t->shorts[s++] = 'h';
	for (const struct command_option *o = self->options; o->name; o++) {
		t->longs[n++] = (struct option){ .name = o->name,
			.has_arg = o->arg ? required_argument : no_argument,
			.val = o->id };
		if (o->id < 256)
			t->shorts[s++] = (char)o->id;
		if (o->id < 256 && o->arg)
			t->shorts[s++] = ':';
	}
	t->longs[n++] = (struct option){ .name = "help", .val = 'h' };
	t->longs[n] = (struct option){ 0 };
	t->shorts[s] = '\0';
}

/* 0 to go on, or -1 with *status set. */
static int
read_options(const struct command *self, int argc, char **argv,
    struct command_args *args, enum status *status)
{
	struct getopt_table table;
	int id;

	make_table(self, &table);
	opterr = 0;
	optind = 0;
	while ((id = getopt_long(argc, argv, table.shorts, table.longs,
		    NULL)) != -1) {
		if (id == 'h') {
			command_help(self, stdout);
			*status = STATUS_DONE;
			return -1;
		}
		if (id == '?' || id == ':') {
			*status = command_misused(self,
			    id == '?' ? "unknown or ambiguous option %s"
				      : "option %s needs a value",
			    argv[optind - 1]);
			return -1;
		}
		if (args->option_count == COMMAND_OPTIONS_MAX) {
			*status = command_misused(self, "too many options");
			return -1;
		}
		args->options[args->option_count].id = id;
		args->options[args->option_count++].value =
		    optarg ? optarg : "";
	}
	return 0;
}

enum status
command_run(const struct command *self, int argc, char **argv)
{
	struct command_args args = { 0 };
	enum status status;

	if (read_options(self, argc, argv, &args, &status) != 0)
		return status;
	args.operand_count = (size_t)(argc - optind);
	args.operands = (const char *const *)(argv + optind);
	if (args.operand_count < self->operands_min)
		return command_misused(self, "%s is missing", self->operands);
	if (args.operand_count > self->operands_max)
		return command_misused(self, "%s is one word too many",
		    args.operands[self->operands_max]);
	return self->run(self, &args);
}

/* "-c" or "--keep". */
static void
option_name(const struct command *self, int id, char *out, size_t size)
{
	const struct command_option *o = self->options;

	while (o->id != id)
		o++;
	if (id < 256)
		snprintf(out, size, "-%c", id);
	else
		snprintf(out, size, "--%s", o->name);
}

enum status
command_number(const struct command *self, const struct command_args *args,
    int id, uint64_t max, uint64_t *out)
{
	const char *value = command_option(args, id);
	char name[64];

	if (!value || text_parse_u64(value, strlen(value), max, out) == 0)
		return STATUS_DONE;
	option_name(self, id, name, sizeof(name));
	if (max > UINT32_MAX)
		return command_misused(self, "%s %s: expected a number", name,
		    value);
	return command_misused(self, "%s %s: expected a number up to %" PRIu64,
	    name, value, max);
}

enum status
command_size(const struct command *self, const struct command_args *args,
    int id, size_t least, size_t *out)
{
	const char *value = command_option(args, id);
	char name[64];

	if (!value || (timespec_parse_size(value, out) == 0 && *out >= least))
		return STATUS_DONE;
	option_name(self, id, name, sizeof(name));
	return command_misused(self,
	    "%s %s: expected at least %zuM, such as 256M", name, value,
	    least >> 20);
}

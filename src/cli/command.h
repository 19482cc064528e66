/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * command.h - the commands of rasaudit and how their words are read.
 *
 * A command is a struct command in its cmd_NAME.c: its options, its operands
 * and its function.  --help is printed from the same table.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Exit statuses (DESIGN section 8). */
enum status {
	STATUS_DONE = 0,
	STATUS_FOUND = 1, /* done, and --fail-on or --strict found something */
	STATUS_USAGE = 2, /* usage or rules wrong, nothing done */
	STATUS_PARTIAL =
	    3, /* an input was cut or unreadable; the rest is done */
	STATUS_FAILED = 4,
};

struct command_option {
	int id;           /* its letter, or a number from 256 */
	const char *name; /* long form, without dashes */
	const char *arg;  /* what it takes, or NULL */
	const char *help; /* one line */
};

#define COMMAND_OPTIONS_MAX 64

/* What a command was given: options with their values, then operands. */
struct command_args {
	size_t option_count;
	struct {
		int id;
		const char *value; /* "" for an option without one */
	} options[COMMAND_OPTIONS_MAX];
	size_t operand_count;
	const char *const *operands;
};

struct command {
	const char *name;
	const char *operands; /* for the usage line: "FILE|DIR|-..." */
	const char *summary;  /* one line */
	const struct command_option *options; /* ended by name NULL */
	size_t operands_min, operands_max;
	enum status (*run)(const struct command *self,
	    const struct command_args *args);
};

extern const struct command command_check;
extern const struct command command_explain;
extern const struct command command_flows;
extern const struct command command_replay;
extern const struct command command_report;
extern const struct command command_rows;
extern const struct command command_watch;
extern const struct command command_verify;

/* The i-th command, or NULL past the last. */
const struct command *command_at(size_t i);
const struct command *command_find(const char *name);
/* Read argv (argv[0] is the command's name) and run it. */
enum status command_run(const struct command *self, int argc, char **argv);
void command_help(const struct command *self, FILE *out);

/* The last value given for an option, or NULL when it was not given. */
const char *command_option(const struct command_args *args, int id);
/*
 * The value of an option that takes a number up to max, or a size of at least
 * least bytes; *out stays when it was not given.  STATUS_DONE, or STATUS_USAGE
 * after the reason was told.
 */
enum status command_number(const struct command *self,
    const struct command_args *args, int id, uint64_t max, uint64_t *out);
enum status command_size(const struct command *self,
    const struct command_args *args, int id, size_t least, size_t *out);
/* Say what is wrong with the words of self and how to get help. */
enum status command_misused(const struct command *self, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Say why self ended with status. */
enum status command_failed(const struct command *self, enum status status,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * main.c - rasaudit [-v] COMMAND [option...] [operand...]
 */
#include <config.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/log.h"
#include "cli/command.h"

static void
usage(FILE *out)
{
	fprintf(out,
	    "usage: rasaudit [-v] COMMAND [option...] [operand...]\n\n"
	    "Holds the flows of packet captures against the firewall port "
	    "matrix\nof Parallels Remote Application Server.\n\n");
	for (size_t i = 0; command_at(i); i++)
		fprintf(out, "  %-10s %s\n", command_at(i)->name,
		    command_at(i)->summary);
	fprintf(out,
	    "\n  -v, --verbose  say more; twice: everything\n"
	    "  -V, --version  show the version and end\n"
	    "  -h, --help     show this and end\n\n"
	    "\"rasaudit COMMAND --help\" tells of one command, rasaudit(1) "
	    "of all.\n");
}

static bool
is(const char *word, const char *letter, const char *name)
{
	return strcmp(word, letter) == 0 || strcmp(word, name) == 0;
}

/* The words before the command.  -1 to go on at *i, or a status. */
static int
read_globals(int argc, char **argv, int *i)
{
	int level = LOG_LEVEL_WARNING;

	for (*i = 1; *i < argc && argv[*i][0] == '-'; ++*i) {
		if (is(argv[*i], "-h", "--help")) {
			usage(stdout);
			return STATUS_DONE;
		}
		if (is(argv[*i], "-V", "--version")) {
			printf("rasaudit %s\n", PACKAGE_VERSION);
			return STATUS_DONE;
		}
		if (!is(argv[*i], "-v", "--verbose")) {
			fprintf(stderr,
			    "rasaudit: unknown option %s before the command; "
			    "\"rasaudit --help\" lists what there is\n",
			    argv[*i]);
			return STATUS_USAGE;
		}
		if (level < LOG_LEVEL_DEBUG)
			level++;
	}
	log_set_level((enum log_level)level);
	return -1;
}

/* Results that did not reach their reader are a failure. */
static enum status
close_output(enum status status)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("rasaudit: writing the results");
		return STATUS_FAILED;
	}
	return status;
}

int
main(int argc, char **argv)
{
	const struct command *command;
	int i, status = read_globals(argc, argv, &i);

	if (status >= 0)
		return (int)close_output((enum status)status);
	if (i == argc) {
		usage(stderr);
		return STATUS_USAGE;
	}
	command = command_find(argv[i]);
	if (!command) {
		fprintf(stderr,
		    "rasaudit: unknown command %s; \"rasaudit --help\" lists "
		    "the commands\n",
		    argv[i]);
		return STATUS_USAGE;
	}
	if (digest_init() != 0) {
		fprintf(stderr, "rasaudit: libgcrypt is too old\n");
		return STATUS_FAILED;
	}
	return (int)close_output(command_run(command, argc - i, argv + i));
}

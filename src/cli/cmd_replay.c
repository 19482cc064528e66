/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_replay.c - rasaudit replay FILE|DIR|-...: judge captures.
 */
#include <config.h>

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cli/judging.h"
#include "cli/progress.h"
#include "cli/site.h"
#include "pipeline/replay.h"

enum { OPTION_AGAIN = 256 };

static const struct command_option options[] = {
	SITE_OPTION,
	DB_OPTION,
	{ 'r', "read", "FILE", "a further FILE or DIR, as tcpdump has it" },
	{ OPTION_AGAIN, "again", NULL, "also what was judged before" },
	JUDGING_OPTIONS,
	{ 0 },
};

static volatile sig_atomic_t stop;

static void
on_stop(int signal_number)
{
	(void)signal_number;
	stop = 1;
}

/* A first signal ends the run cleanly, a second one at once. */
static void
catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_stop,
		.sa_flags = (int)SA_RESETHAND };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* Operands and -r values, in one array to free(). */
static const char **
collect_paths(const struct command_args *args, size_t *n)
{
	const char **paths =
	    xcalloc(args->operand_count + args->option_count + 1,
		sizeof(*paths));

	*n = 0;
	for (size_t i = 0; i < args->option_count; i++)
		if (args->options[i].id == 'r')
			paths[(*n)++] = args->options[i].value;
	for (size_t i = 0; i < args->operand_count; i++)
		paths[(*n)++] = args->operands[i];
	return paths;
}

static void
print_summary(const struct replay_result *r, const char *db)
{
	const struct run_tally *t = &r->tally;

	if (r->run_id == 0) {
		fprintf(stderr, "nothing was judged\n");
		return;
	}
	fprintf(stderr,
	    "run %" PRId64 ": %" PRIu64 " packets from %zu input%s\n",
	    r->run_id, r->figures.packets, r->judged,
	    r->judged == 1 ? "" : "s");
	for (size_t i = 0; i < STORE_FATE_COUNT; i++)
		if (r->figures.fates[i] > 0)
			fprintf(stderr, "  %12" PRIu64 "  %s\n",
			    r->figures.fates[i],
			    store_fate_word((enum store_fate)i));
	fprintf(stderr, "%" PRIu64 " flows judged:", t->flows);
	for (unsigned int i = 0; i <= VERDICT_MISSED; i++)
		fprintf(stderr, "%s %" PRIu64 " %s", i ? "," : "",
		    t->verdicts[i], word_text(WORDS_VERDICT, i));
	fprintf(stderr, "\nrasaudit report -d %s --run last shows them\n", db);
}

static enum status
status_of(const struct replay_result *r)
{
	return r->damaged > 0 || r->refused > 0 || r->stopped ? STATUS_PARTIAL
							      : STATUS_DONE;
}

static enum status
replay_into(const struct command *self, const struct command_args *args,
    struct replay_options *o, const char *db)
{
	struct progress progress;
	struct replay_result result;
	struct err err;
	enum status status = db_open(self, db, STORE_WRITE, &o->store);

	if (status != STATUS_DONE)
		return status;
	o->again = command_option(args, OPTION_AGAIN) != NULL;
	o->stop = &stop;
	progress_begin(&progress, stderr);
	o->on_progress = progress_show;
	o->arg = &progress;
	catch_signals();
	status = replay(o, &result, &err) == 0
	    ? status_of(&result)
	    : command_failed(self, STATUS_FAILED,
		  "%s: %s; what was committed before stays", db, err.text);
	progress_end(&progress);
	store_close(o->store);
	if (status != STATUS_FAILED)
		print_summary(&result, db);
	return status;
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	struct replay_options o = { 0 };
	struct judging judging;
	struct pipeline_policy *set;
	const char **paths = collect_paths(args, &o.path_count);
	enum status status = judging_read(self, args, &judging);

	o.paths = paths;
	o.memory_bytes = judging.memory_bytes;
	o.ndpi = judging.ndpi;
	o.record_all = judging.record_all;
	o.vlan_key = judging.vlan_key;
	if (status == STATUS_DONE && o.path_count == 0)
		status = command_misused(self, "FILE, DIR or - is missing");
	if (status == STATUS_DONE)
		status = site_load(self, site_path(args), false, &set, NULL);
	if (status == STATUS_DONE) {
		o.set = set;
		status = replay_into(self, args, &o, db_path(args));
		pipeline_policy_free(set);
	}
	free(paths);
	return status;
}

const struct command command_replay = {
	.name = "replay",
	.operands = "FILE|DIR|-...",
	.summary = "judge captures: pcap and pcapng, compressed or not",
	.options = options,
	.operands_max = (size_t)-1,
	.run = run,
};

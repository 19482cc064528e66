/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_watch.c - rasaudit watch -i IF...: judge a live span port.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/when.h"
#include "base/xalloc.h"
#include "capture/live_list.h"
#include "cli/judging.h"
#include "cli/site.h"
#include "pipeline/watch.h"

enum {
	OPTION_SNAPLEN = 256,
	OPTION_BUFFER,
	OPTION_NO_PROMISCUOUS,
	OPTION_TAGGED,
	OPTION_KEEP,
	OPTION_KEEP_SUMS,
	OPTION_MAX_SIZE,
	OPTION_METRICS,
	OPTION_SHOW_SANDBOX,
};

static const struct command_option options[] = {
	{ 'i', "interface", "IF", "to listen on; again for a further one" },
	{ 'D', "list-interfaces", NULL, "list the interfaces, and end" },
	SITE_OPTION,
	DB_OPTION,
	{ 'Z', "user", "USER",
	    "whom root becomes (default: " SANDBOX_USER ")" },
	{ 'c', "count", "N", "end after N packets" },
	{ OPTION_KEEP, "keep", "DAYS", "delete flows after so long" },
	{ OPTION_KEEP_SUMS, "keep-sums", "DAYS",
	    "delete hourly sums after so long" },
	{ OPTION_MAX_SIZE, "max-size", "SIZE",
	    "of the database: then the oldest flows go" },
	{ OPTION_METRICS, "metrics", "FILE", "figures for Prometheus" },
	{ OPTION_SNAPLEN, "snaplen", "N", "bytes of a packet (default: all)" },
	{ OPTION_BUFFER, "buffer", "SIZE",
	    "kernel's, for each interface (default: 32M)" },
	{ OPTION_NO_PROMISCUOUS, "no-promiscuous", NULL,
	    "only what is for this host" },
	{ OPTION_TAGGED, "filter-tagged", NULL,
	    "the filter also means frames with VLAN tags" },
	JUDGING_OPTIONS,
	{ OPTION_SHOW_SANDBOX, "show-sandbox", NULL,
	    "say which restrictions are in force, and end" },
	{ 0 },
};

static struct watch_signals signals;

static void
on_signal(int number)
{
	if (number == SIGHUP)
		signals.reload = 1;
	else if (number == SIGUSR1)
		signals.figures = 1;
	else
		signals.stop = 1;
}

static void
catch_signals(void)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGTERM, SIGUSR1 };
	struct sigaction action = { .sa_handler = on_signal };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* What the callbacks need. */
struct watching {
	const char *site, *db;
	bool show_sandbox;
};

static bool
on_dropped(const struct sandbox_state *state, void *arg)
{
	const struct watching *w = arg;

	if (w->show_sandbox)
		sandbox_print(state, stdout);
	return !w->show_sandbox;
}

static void
on_ready(int64_t run_id, void *arg)
{
	const struct watching *w = arg;

	fprintf(stderr, "rasaudit: watching; run %" PRId64 " of %s\n", run_id,
	    w->db);
}

static int
on_reload(struct pipeline_policy **out, struct err *why, void *arg)
{
	const struct watching *w = arg;

	return site_reload(w->site, out, why);
}

static void
print_interfaces(const struct watch_figures *f)
{
	for (size_t i = 0; i < f->interface_count; i++) {
		const struct live_stats *s = &f->live[i];
		const struct run_input *in = &f->inputs[i];

		fprintf(stderr,
		    "%s: %s, %" PRIu64 " packets, %" PRIu64
		    " dropped by the kernel, %" PRIu64
		    " by the interface, %" PRIu64 " duplicates; %" PRIu64
		    " of %" PRIu64 " flows one-way\n",
		    f->interfaces[i], live_state_name(s->state), in->packets,
		    s->kernel_drops, s->interface_drops, in->duplicates,
		    in->one_way, in->flows);
	}
}

static void
on_figures(const struct watch_figures *f, void *arg)
{
	(void)arg;
	print_interfaces(f);
	for (size_t i = 0; i < STORE_FATE_COUNT; i++)
		if (f->run.fates[i] > 0)
			fprintf(stderr, "  %12" PRIu64 "  %s\n",
			    f->run.fates[i],
			    store_fate_word((enum store_fate)i));
	fprintf(stderr, "%" PRIu64 " live flows; judged:", f->tally.live_flows);
	for (unsigned int i = 0; i <= VERDICT_MISSED; i++)
		fprintf(stderr, "%s %" PRIu64 " %s", i ? "," : "",
		    f->tally.verdicts[i], word_text(WORDS_VERDICT, i));
	fprintf(stderr,
	    "\n%zu rows wait to be written, for %.1f s; %" PRIu64
	    " flows pushed out, %" PRIu64 " not written; %" PRIu64
	    " bytes were acknowledged and not seen\n",
	    f->pending, (double)f->lag_us / (double)WHEN_SECOND_US,
	    f->run.evicted_flows, f->tally.unwritten, f->tally.unseen_bytes);
}

static enum status
list_interfaces(const struct command *self)
{
	struct live_list *l;
	struct err err;

	if (live_list_new(&l, &err) != 0)
		return command_failed(self, STATUS_FAILED, "%s", err.text);
	for (size_t i = 0; i < l->count; i++) {
		const struct live_interface *f = &l->items[i];
		char addr[ADDR_TEXT_MAX];

		printf("%s\t%s%s", f->name, f->up ? "up" : "down",
		    f->loopback ? ",loopback" : "");
		for (size_t a = 0; a < f->addr_count; a++) {
			addr_format(&f->addrs[a], addr);
			printf("%c%s", a ? ',' : '\t', addr);
		}
		printf("%s%s\n", f->description ? "\t" : "",
		    f->description ? f->description : "");
	}
	live_list_free(l);
	return STATUS_DONE;
}

static enum status
read_days(const struct command *self, const struct command_args *args, int id,
    uint64_t *out_us)
{
	uint64_t days = 0;
	enum status status = command_number(self, args, id, 36500, &days);

	*out_us = days * 86400 * WHEN_SECOND_US;
	return status;
}

/* -i values, in an array to free(). */
static const char **
collect_interfaces(const struct command_args *args, size_t *n)
{
	const char **names = xcalloc(args->option_count + 1, sizeof(*names));

	*n = 0;
	for (size_t i = 0; i < args->option_count; i++)
		if (args->options[i].id == 'i')
			names[(*n)++] = args->options[i].value;
	return names;
}

/* The words that trail, as one filter to free(); NULL when there are none. */
static char *
join_filter(const struct command_args *args)
{
	size_t size = 1;
	char *filter;

	if (args->operand_count == 0)
		return NULL;
	for (size_t i = 0; i < args->operand_count; i++)
		size += strlen(args->operands[i]) + 1;
	filter = xcalloc(size, 1);
	for (size_t i = 0, len = 0; i < args->operand_count; i++)
		len += (size_t)snprintf(filter + len, size - len, "%s%s",
		    i ? " " : "", args->operands[i]);
	return filter;
}

static enum status
read_options(const struct command *self, const struct command_args *args,
    struct watch_options *o)
{
	const size_t least = (size_t)1 << 20;
	uint64_t snap_len = 0;
	size_t max_size = 0;
	struct judging judging;
	enum status s = judging_read(self, args, &judging);

	if (s == STATUS_DONE)
		s = command_number(self, args, 'c', UINT64_MAX,
		    &o->packets_max);
	if (s == STATUS_DONE)
		s = command_number(self, args, OPTION_SNAPLEN, FRAME_CAP_MAX,
		    &snap_len);
	if (s == STATUS_DONE)
		s = read_days(self, args, OPTION_KEEP, &o->keep_flows_us);
	if (s == STATUS_DONE)
		s = read_days(self, args, OPTION_KEEP_SUMS, &o->keep_sums_us);
	if (s == STATUS_DONE)
		s = command_size(self, args, OPTION_MAX_SIZE, least, &max_size);
	if (s == STATUS_DONE)
		s = command_size(self, args, OPTION_BUFFER, least,
		    &o->buffer_bytes);
	o->memory_bytes = judging.memory_bytes;
	o->ndpi = judging.ndpi;
	o->record_all = judging.record_all;
	o->vlan_key = judging.vlan_key;
	o->snap_len = (uint32_t)snap_len;
	o->max_bytes = max_size;
	o->promiscuous = !command_option(args, OPTION_NO_PROMISCUOUS);
	o->filter_tagged = command_option(args, OPTION_TAGGED) != NULL;
	o->metrics_path = command_option(args, OPTION_METRICS);
	return s;
}

/* The folder that a path is in; to free(). */
static char *
folder_of(const char *path)
{
	char *copy = xstrdup(path), *folder = xstrdup(dirname(copy));

	free(copy);
	return folder;
}

/* Of each file that a policy can have, and where a link to it leads; and that
 * of installed rules. */
#define RULE_FOLDERS_MAX (2 * POLICY_FILES_MAX + 1)

/* The database without links, and paths that the sandbox leaves open. */
struct paths {
	char *db, *write[2], *read[RULE_FOLDERS_MAX];
	size_t write_count, read_count;
};

/* A folder of rules, so that they can be loaded anew. */
static void
add_rules(struct paths *paths, char *folder)
{
	for (size_t i = 0; i < paths->read_count; i++) {
		if (strcmp(paths->read[i], folder) == 0) {
			free(folder);
			return;
		}
	}
	assert(paths->read_count < RULE_FOLDERS_MAX);
	paths->read[paths->read_count++] = folder;
}

static void
collect_paths(const struct watch_options *o, const struct watching *w,
    struct paths *out)
{
	const struct policy *p = o->set->policy;
	char *db = path_real(w->db);

	/* What leads nowhere is told when it is opened. */
	if (!db)
		db = xstrdup(w->db);
	*out = (struct paths){
		.db = db, .write = { folder_of(db) }, .write_count = 1
	};
	if (o->metrics_path)
		out->write[out->write_count++] = folder_of(o->metrics_path);
	add_rules(out, xstrdup(RULESDIR));
	for (size_t i = 0; i < policy_file_count(p); i++) {
		const char *file = policy_file_at(p, i);
		char *real = realpath(file, NULL);

		add_rules(out, folder_of(file));
		if (real)
			add_rules(out, folder_of(real));
		free(real);
	}
}

static void
free_paths(struct paths *paths)
{
	free(paths->db);
	for (size_t i = 0; i < paths->write_count; i++)
		free(paths->write[i]);
	for (size_t i = 0; i < paths->read_count; i++)
		free(paths->read[i]);
}

static enum status
watch_until_stopped(const struct command *self, const struct command_args *args,
    struct watch_options *o)
{
	struct watching w = { .site = site_path(args),
		.db = db_path(args),
		.show_sandbox =
		    command_option(args, OPTION_SHOW_SANDBOX) != NULL };
	struct sandbox_options sandbox;
	struct watch_result result;
	struct paths paths;
	struct err err;
	int rc;

	collect_paths(o, &w, &paths);
	sandbox = (struct sandbox_options){ .user = command_option(args, 'Z'),
		.reopen_interfaces = true,
		.write_folders = (const char *const *)paths.write,
		.write_count = paths.write_count,
		.read_paths = (const char *const *)paths.read,
		.read_count = paths.read_count };
	o->db_path = paths.db;
	o->sandbox = &sandbox;
	o->signals = &signals;
	o->on_dropped = on_dropped;
	o->on_ready = on_ready;
	o->on_figures = on_figures;
	o->on_reload = on_reload;
	o->arg = &w;
	catch_signals();
	rc = watch(o, &result, &err);
	free_paths(&paths);
	if (result.run_id != 0 && rc == 0)
		on_figures(&result.figures, &w);
	if (rc == 0)
		return STATUS_DONE;
	/* What fails in a run that has begun is no mistake of the user's. */
	return command_failed(self,
	    result.run_id == 0 && (rc == -EINVAL || rc == -ENODEV)
		? STATUS_USAGE
		: STATUS_FAILED,
	    "%s", err.text);
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	struct watch_options o = { 0 };
	struct pipeline_policy *set;
	const char **interfaces;
	char *filter;
	enum status status;

	if (command_option(args, 'D'))
		return list_interfaces(self);
	interfaces = collect_interfaces(args, &o.interface_count);
	filter = join_filter(args);
	o.interfaces = interfaces;
	o.filter = filter;
	if (o.interface_count == 0 || o.interface_count > LIVE_INTERFACES_MAX)
		status = command_misused(self,
		    "-i IF is missing, or there are more than %d; -D lists "
		    "the interfaces",
		    LIVE_INTERFACES_MAX);
	else
		status = read_options(self, args, &o);
	if (status == STATUS_DONE)
		status = site_load(self, site_path(args), false, &set, NULL);
	if (status == STATUS_DONE) {
		o.set = set;
		status = watch_until_stopped(self, args, &o);
		pipeline_policy_free(set);
	}
	free(filter);
	free(interfaces);
	return status;
}

const struct command command_watch = {
	.name = "watch",
	.operands = "[filter]",
	.summary = "judge a live span port until stopped",
	.options = options,
	.operands_max = (size_t)-1,
	.run = run,
};

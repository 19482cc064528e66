/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * farm.c - a small policy, a store and a run, for tests of the pipeline.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "support/capture_forge.h"
#include "support/farm.h"

static const char farm_rules[] =
    "matrix farm \"Farm\" source \"a test\"\n"
    "role gw component \"Gateway\"\n"
    "role broker component \"Broker\"\n"
    "role ad infrastructure \"Directory\"\n"
    "role client user \"Client\"\n"
    "allow row-1 client -> gw tcp,udp 443 \"sessions\"\n"
    "allow row-2 gw -> broker tcp 20002 \"broker\"\n"
    "allow row-3 broker -> ad udp 53 \"names\"\n"
    "allow row-4 client -> gw udp 20000 broadcast \"lookup\"\n"
    "allow row-5 gw -> gw vrrp \"takeover\"\n";

static const char farm_site[] = "include \"farm.rules\"\n"
				"site \"Farm\"\n"
				"network 10.0.0.0/24\n"
				"network fd00::/64\n"
				"address 10.0.0.1 gw\n"
				"address 10.0.0.2 broker\n"
				"address 10.0.0.3 ad\n"
				"address 10.0.0.4 client\n"
				"address 10.0.0.9 gw\n"
				"address fd00::1 gw\n"
				"address fd00::2 broker\n";

static void
write_text(const char *path, const char *text, const char *more)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "%s%s", text, more ? more : "");
	ck_assert_int_eq(fclose(file), 0);
}

void
farm_policy(struct farm *f, const char *extra)
{
	char rules[512], site[512];
	struct diag_list *diags;

	*f = (struct farm){ .folder = forge_folder() };
	snprintf(rules, sizeof(rules), "%s/farm.rules", f->folder);
	snprintf(site, sizeof(site), "%s/site.rules", f->folder);
	snprintf(f->db, sizeof(f->db), "%s/db", f->folder);
	write_text(rules, farm_rules, NULL);
	write_text(site, farm_site, extra);
	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	ck_assert_int_eq(pipeline_policy_load(&f->set, site, f->folder, 0,
			     diags),
	    0);
	diag_list_free(diags);
}

void
farm_start(struct farm *f, const struct run_options *options, const char *extra)
{
	farm_policy(f, extra);
	farm_run(f, options);
}

void
farm_run(struct farm *f, const struct run_options *options)
{
	struct run_options own = { 0 };
	struct err err;

	if (options)
		own = *options;
	ck_assert_msg(store_open(&f->store, f->db, STORE_WRITE, &err) == 0,
	    "%s", err.text);
	ck_assert_int_eq(store_policy_put(f->store, f->set->policy,
			     &f->policy_id, &err),
	    0);
	ck_assert_int_eq(store_run_begin(f->store,
			     own.live ? RUN_MODE_WATCH : RUN_MODE_REPLAY,
			     "a test", 1, f->policy_id, &f->run_id, &err),
	    0);
	own.set = f->set;
	own.store = f->store;
	own.run_id = f->run_id;
	own.policy_id = f->policy_id;
	ck_assert_int_eq(run_new(&f->run, &own, &err), 0);
}

void
farm_frame(struct farm *f, struct frame_build *b, uint64_t time_us)
{
	struct frame frame = { .time_us = time_us, .link_type = 1 };

	frames_end(b);
	frame.data = b->data;
	frame.cap_len = frame.wire_len = (uint32_t)b->len;
	f->frames++;
	ck_assert_int_eq(run_frame(f->run, &frame), 0);
}

void
farm_finish(struct farm *f, struct store_run *figures)
{
	struct err err;

	ck_assert_int_eq(run_finish(f->run), 0);
	run_figures(f->run, figures);
	ck_assert_msg(store_run_end(f->store, f->run_id, figures,
			  RUN_STATE_CLEAN, &err) == 0,
	    "%s", err.text);
}

void
farm_leave(struct farm *f)
{
	run_free(f->run);
	store_close(f->store);
	f->run = NULL;
	f->store = NULL;
}

void
farm_stop(struct farm *f)
{
	farm_leave(f);
	pipeline_policy_free(f->set);
	forge_folder_remove(f->folder);
	free(f->folder);
}

static int
count_one(const struct store_flow_row *row, void *arg)
{
	size_t *n = arg;

	(void)row;
	++*n;
	return 0;
}

size_t
farm_count(struct farm *f, const struct store_flow_filter *filter)
{
	size_t n = 0;
	struct err err;

	ck_assert_msg(store_each_flow(f->store, filter, count_one, &n, &err) ==
		0,
	    "%s", err.text);
	return n;
}

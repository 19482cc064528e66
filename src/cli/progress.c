/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * progress.c - how far a replay is.
 */
#include <config.h>

#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/when.h"
#include "cli/progress.h"
#include "pipeline/clock.h"

#define LINE_COLUMNS 79

static volatile sig_atomic_t asked;

static void
on_asked(int signal_number)
{
	(void)signal_number;
	asked = 1;
}

void
progress_begin(struct progress *p, FILE *out)
{
	struct sigaction action = { .sa_handler = on_asked,
		.sa_flags = SA_RESTART };

	*p = (struct progress){ .out = out,
		.terminal = isatty(fileno(out)) == 1,
		.begun_us = clock_us(CLOCK_MONOTONIC) };
	asked = 0;
	sigaction(SIGUSR1, &action, NULL);
}

/* " 42 %, 12 s left" or nothing. */
static void
share_text(const struct replay_progress *now, uint64_t elapsed_us, char *out,
    size_t size)
{
	double left_s;

	out[0] = '\0';
	if (now->share < 0)
		return;
	if (now->share <= 0.005) {
		snprintf(out, size, "%3.0f %%, ", 100 * now->share);
		return;
	}
	left_s = (double)elapsed_us / 1e6 * (1 - now->share) / now->share;
	snprintf(out, size, "%3.0f %%, %.0f s left, ", 100 * now->share,
	    left_s < 0 ? 0 : left_s);
}

void
progress_show(const struct replay_progress *now, void *arg)
{
	struct progress *p = arg;
	uint64_t elapsed_us = clock_us(CLOCK_MONOTONIC) - p->begun_us;
	char share[48], line[256];

	if (!p->terminal && !asked)
		return;
	share_text(now, elapsed_us, share, sizeof(share));
	snprintf(line, sizeof(line),
	    "%s%" PRIu64 " packets (%.0f/s), %" PRIu64 " flows, %" PRIu64
	    " findings",
	    share, now->packets,
	    (double)now->packets * 1e6 / (double)(elapsed_us + 1), now->flows,
	    now->findings);
	if (p->terminal && !asked) {
		fprintf(p->out, "\r%-*.*s", LINE_COLUMNS, LINE_COLUMNS, line);
		p->shown = true;
	} else {
		fprintf(p->out, "%s%s: %s\n", p->shown ? "\r" : "", now->path,
		    line);
		asked = 0;
	}
	fflush(p->out);
}

void
progress_end(struct progress *p)
{
	signal(SIGUSR1, SIG_DFL);
	if (p->shown)
		fprintf(p->out, "\r%*s\r", LINE_COLUMNS, "");
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gauges.h - how a live run is doing, for those who look from outside: the
 * service manager's status line and the file of metrics.
 */
#ifndef PIPELINE_GAUGES_H
#define PIPELINE_GAUGES_H

#include <stdint.h>

#include "capture/live.h"
#include "pipeline/history.h"
#include "pipeline/keeper.h"
#include "pipeline/notify.h"
#include "pipeline/run.h"
#include "pipeline/watch.h"

/* All borrowed. */
struct gauges {
	const struct watch_figures *figures;
	const struct run_input *inputs;
	const struct history *history;
	const struct keeper *keeper;
	uint64_t started_us, steady_us;
};

void gauges_status(const struct gauges *g, const struct notify *n);
/* What fails is logged, once until it works again. */
void gauges_metrics(const struct gauges *g, const char *path, bool *failing);

#endif

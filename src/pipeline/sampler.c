/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sampler.c - every minute of a live run: what each interface gave and lost.
 */
#include <config.h>

#include "pipeline/sampler.h"

/* Since the last sample, of one interface. */
static struct store_interface
difference(const struct sampler *s, size_t i, const struct live_stats *now)
{
	const struct live_stats *then = &s->before[i];
	const struct run_input *in = &run_inputs(s->run)[i];
	const struct run_input *was = &s->input_before[i];

	return (struct store_interface){ .name = s->names[i],
		.packets = in->packets - was->packets,
		.bytes = in->bytes - was->bytes,
		.kernel_drops = now->kernel_drops - then->kernel_drops,
		.interface_drops = now->interface_drops - then->interface_drops,
		.duplicates = in->duplicates - was->duplicates,
		.flows = in->flows - was->flows,
		.one_way = in->one_way - was->one_way };
}

static int
take_one(struct sampler *s, size_t i, uint64_t wall_us, struct store_loss *sum)
{
	struct live_stats now;
	struct store_interface d;
	int rc;

	live_stats(s->live, i, &now);
	d = difference(s, i, &now);
	rc = store_interface_add(s->store, s->run_id, wall_us, &d);
	if (rc != 0)
		return rc;
	s->before[i] = now;
	s->input_before[i] = run_inputs(s->run)[i];
	s->kernel_drops += d.kernel_drops;
	s->interface_drops += d.interface_drops;
	sum->kernel_drops += d.kernel_drops;
	sum->interface_drops += d.interface_drops;
	return 0;
}

int
sampler_take(struct sampler *s, uint64_t wall_us)
{
	struct store_loss sum = { 0 };
	int rc = 0;

	for (size_t i = 0; i < s->count && rc == 0; i++)
		rc = take_one(s, i, wall_us, &sum);
	if (sum.kernel_drops > 0 || sum.interface_drops > 0) {
		int lost = store_loss_add(s->store, s->run_id, wall_us, &sum);

		rc = rc != 0 ? rc : lost;
	}
	return rc;
}

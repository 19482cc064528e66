/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * minute.c - what the tap gave us and what it did not, minute by minute.
 */
#include <config.h>

#include "base/when.h"
#include "pipeline/minute.h"

#define MINUTE_US (60 * WHEN_SECOND_US)

int
minute_flush(struct minute *m)
{
	struct store_loss loss = { .packets = m->packets,
		.evicted_flows = m->evicted_flows };
	int rc;

	if (m->unseen_bytes > 0)
		loss.unseen_bytes = (uint64_t)m->unseen_bytes;
	if (loss.packets == 0 && loss.evicted_flows == 0 &&
	    loss.unseen_bytes == 0)
		return 0;
	rc = store_loss_add(m->store, m->run_id, m->start_us, &loss);
	if (rc != 0)
		return rc;
	m->packets = m->evicted_flows = 0;
	m->unseen_told += loss.unseen_bytes;
	if (m->unseen_bytes > 0)
		m->unseen_bytes = 0;
	return 0;
}

int
minute_packet(struct minute *m, uint64_t time_us)
{
	int rc = 0;

	if (time_us - m->start_us >= MINUTE_US) {
		rc = minute_flush(m);
		m->start_us = time_us - time_us % MINUTE_US;
	}
	m->packets++;
	return rc;
}

int
minute_idle(struct minute *m, uint64_t time_us)
{
	return time_us > m->start_us && time_us - m->start_us >= MINUTE_US
	    ? minute_flush(m)
	    : 0;
}

void
minute_unseen(struct minute *m, int64_t bytes)
{
	m->unseen_bytes += bytes;
}

uint64_t
minute_unseen_bytes(const struct minute *m)
{
	return m->unseen_told +
	    (m->unseen_bytes > 0 ? (uint64_t)m->unseen_bytes : 0);
}

void
minute_evicted(struct minute *m, uint64_t flows)
{
	m->evicted_flows += flows;
}

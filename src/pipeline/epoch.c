/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * epoch.c - the policies of a run, one after the other.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "pipeline/epoch.h"

static void
epoch_free(struct epoch *epoch)
{
	neighbours_free(epoch->neighbours);
	pipeline_policy_free(epoch->owned);
	free(epoch);
}

int
epochs_begin(struct epochs *e, const struct judge_common *common,
    const struct pipeline_policy *set, struct pipeline_policy *owned,
    int64_t policy_id, const uint8_t secret[static HASH_SECRET_BYTES])
{
	struct epoch *epoch;
	unsigned int number = 0;

	while (number < EPOCHS_MAX && e->all[number])
		number++;
	if (number == EPOCHS_MAX)
		return -EBUSY;
	epoch = calloc(1, sizeof(*epoch));
	if (!epoch)
		return -ENOMEM;
	if (neighbours_new(&epoch->neighbours, set->policy, secret) != 0) {
		free(epoch);
		return -ENOMEM;
	}
	epoch->set = set;
	epoch->owned = owned;
	epoch->policy_id = policy_id;
	vrids_init(&epoch->vrids, set->policy);
	judge_init(&epoch->judge, set, epoch->neighbours, &epoch->vrids,
	    common);
	e->all[number] = epoch;
	e->current = number;
	return 0;
}

bool
epochs_return(struct epochs *e, int64_t policy_id)
{
	for (unsigned int i = 0; i < EPOCHS_MAX; i++) {
		if (e->all[i] && e->all[i]->policy_id == policy_id) {
			e->current = i;
			return true;
		}
	}
	return false;
}

unsigned int
epochs_count(const struct epochs *e)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < EPOCHS_MAX; i++)
		count += e->all[i] != NULL;
	return count;
}

struct epoch *
epochs_current(const struct epochs *e)
{
	return e->all[e->current];
}

void
epochs_end(struct epochs *e, unsigned int number)
{
	assert(number != e->current && e->all[number]->flows == 0);
	epoch_free(e->all[number]);
	e->all[number] = NULL;
}

void
epochs_free(struct epochs *e)
{
	for (unsigned int i = 0; i < EPOCHS_MAX; i++) {
		if (e->all[i])
			epoch_free(e->all[i]);
		e->all[i] = NULL;
	}
}

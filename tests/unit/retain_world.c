/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * retain_world.c - what the tests of retention stand on.
 */
#include <config.h>

#include <check.h>

#include "retain_world.h"

struct temp_store retain_world;

void
retain_world_open(void)
{
	temp_store_open(&retain_world);
}

void
retain_world_close(void)
{
	temp_store_close(&retain_world);
}

int64_t
retain_number(const char *sql)
{
	return temp_store_number(&retain_world, sql);
}

void
retain_put(unsigned int from, unsigned int n)
{
	for (unsigned int i = from; i < from + n; i++) {
		struct store_flow f = temp_flow(&retain_world, i);

		f.first_us = TEMP_START_US + i * UINT64_C(1000000);
		f.last_us = f.first_us + 1000;
		temp_put(&retain_world, &f);
	}
	temp_store_commit(&retain_world);
}

int
retain_some(const struct store_retention *what, size_t rows,
    struct store_retained *out)
{
	struct err err;
	int rc = store_retain(retain_world.s, what, rows, out, &err);

	if (rc < 0)
		ck_abort_msg("%s", err.text);
	return rc;
}

unsigned int
retain_until_done(const struct store_retention *what, size_t rows,
    struct store_retained *sum)
{
	struct store_retained out;
	unsigned int calls = 0;
	int rc;

	*sum = (struct store_retained){ .flows = 0 };
	do {
		rc = retain_some(what, rows, &out);
		ck_assert_uint_le(out.flows + out.sums, rows);
		sum->flows += out.flows;
		sum->sums += out.sums;
		sum->oldest_us = out.oldest_us;
		sum->file_bytes = out.file_bytes;
		ck_assert_uint_lt(++calls, 10000);
	} while (rc == 1);
	return calls;
}

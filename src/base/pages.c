/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages.c - the pages below large arrays.
 */
#include <config.h>

#include <stdint.h>
#include <sys/mman.h>

#include "base/pages.h"

#define LARGE_PAGE ((size_t)1 << 21)

void
pages_advise_large(void *array, size_t bytes)
{
	uintptr_t start = (uintptr_t)array;
	uintptr_t skip = -start % LARGE_PAGE;

	if (bytes >= skip + LARGE_PAGE)
		(void)madvise((uint8_t *)array + skip,
		    (bytes - skip) / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
}

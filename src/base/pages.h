/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages.h - the pages below large arrays.
 */
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

#include <stddef.h>

/*
 * Ask for large pages below an array of so many bytes that is read all over
 * the place, which saves a good part of what a packet costs.  Without them it
 * is only slower.  The array must not have been written to yet.
 */
void pages_advise_large(void *array, size_t bytes);

#endif

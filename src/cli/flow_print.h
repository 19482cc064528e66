/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow_print.h - a recorded flow as a line of text, CSV or JSON, or all that
 * is known of it on standard output.
 */
#ifndef CLI_FLOW_PRINT_H
#define CLI_FLOW_PRINT_H

#include <stdio.h>

#include "store/store_query.h"

struct flow_sink {
	FILE *out;
	uint64_t since_us; /* text marks flows that began before; 0: none */
};

struct flow_format {
	const char *word;
	/* sink is a struct flow_sink; returns 0. */
	int (*print)(const struct store_flow_row *row, void *sink);
};

/* The format of a word (NULL: text), or NULL. */
const struct flow_format *flow_format_find(const char *word);
/* What stands before the first flow: the names of CSV's columns. */
void flow_print_head(const struct flow_format *format, FILE *out);
/* Every column that says something, a line each, for explain. */
void flow_print_all(const struct store_flow_row *row);

#endif

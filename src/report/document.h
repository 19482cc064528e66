/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * document.h - a report as a document: all its sections, in the order in which
 * they are read.
 */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include <stddef.h>

#include "report/doc.h"
#include "report/model.h"

struct report_document_options {
	size_t list_limit;     /* rows of a list; 0: all */
	const char *db_option; /* "-d FILE " for commands printed, or "" */
};

/* A document to give to doc_free(); r must outlive it. */
struct doc *report_document(const struct report *r,
    const struct report_document_options *o);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit.h - the audit of a period of one or several databases: made once,
 * then written in any format, mailed, packed, and noted in the history.
 */
#ifndef CLI_AUDIT_H
#define CLI_AUDIT_H

#include "cli/command.h"
#include "cli/period.h"
#include "report/model.h"
#include "report/write.h"

#define AUDIT_DATABASES_MAX 16

/* What a command asks for, and the databases that it opened. */
struct audit_source {
	struct store *stores[AUDIT_DATABASES_MAX];
	size_t count;
	size_t list_limit;                   /* items of a list; 0: all */
	const struct anonymizer *anonymizer; /* or NULL */
	bool brief; /* of a text only the administrator's part */
};

struct audit {
	const struct audit_source *source;
	const struct period *period; /* lent */
	struct report *report;
	struct doc *doc;
};

/* Open every -d of args, for reading.  STATUS_DONE and what to give to
 * audit_close(), or a status after the reason was told. */
enum status audit_open(const struct command *self,
    const struct command_args *args, struct audit_source *out);
void audit_close(struct audit_source *source);

/* Make it.  source and period must outlive it.  STATUS_DONE and what to give
 * to audit_fini(), or a status after the reason was told. */
enum status audit_make(const struct command *self,
    const struct audit_source *source, const struct period *period,
    struct audit *out);
void audit_fini(struct audit *a);

/* Write it; colours only for a text that a person looks at.  0, or a negative
 * errno, that of out among them. */
int audit_write(const struct audit *a, enum report_format format, FILE *out);
/* The same into memory, to free(); brief is of text, see write.h.  0 or
 * -ENOMEM. */
int audit_write_text(const struct audit *a, enum report_format format,
    bool brief, char **text, size_t *len);

/* The line of the history; texts live as long as a, made_us and digest are
 * not set. */
void audit_night(const struct audit *a, struct store_night *out);

/* The words of --fail-on, and whether a report has what one asks for. */
bool audit_level_exists(const char *word);
bool audit_has(const struct audit *a, const char *level);

#endif

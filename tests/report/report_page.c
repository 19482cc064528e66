/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report_page.c - writes a sample document to standard output.
 *
 *	report_page FORMAT DOCUMENT [MAX_BYTES [anonymize | color]]
 *	report_page texts		the hostile texts, a NUL after each
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "report/write.h"
#include "support/report_sample.h"

#define MANY 50000
#define LONG 1000000

static struct doc *
document(const char *name)
{
	if (strcmp(name, "sample") == 0)
		return report_sample();
	if (strcmp(name, "quiet") == 0)
		return report_sample_quiet();
	if (strcmp(name, "wide") == 0)
		return report_sample_wide();
	if (strcmp(name, "many") == 0)
		return report_sample_many(MANY);
	if (strcmp(name, "hostile") == 0)
		return report_sample_hostile();
	if (strcmp(name, "long") == 0)
		return report_sample_long(LONG);
	return NULL;
}

static int
write_texts(void)
{
	for (size_t i = 0; i < report_hostile_count(); i++) {
		fputs(report_hostile_texts[i], stdout);
		fputc('\0', stdout);
	}
	return fflush(stdout) != 0;
}

int
main(int argc, char **argv)
{
	struct report_write_options how = { 0 };
	struct anonymizer *anonymizer = NULL;
	int format = argc > 2 ? report_format_find(argv[1]) : -1;
	struct doc *d = argc > 2 ? document(argv[2]) : NULL;
	int error;

	if (argc == 2 && strcmp(argv[1], "texts") == 0)
		return write_texts();
	if (format < 0 || !d || digest_init() < 0) {
		fputs("usage: report_page FORMAT DOCUMENT [MAX_BYTES "
		      "[anonymize | color]]\n",
		    stderr);
		return 2;
	}
	if (argc > 3)
		how.max_bytes = strtoul(argv[3], NULL, 10);
	if (argc > 4 && strcmp(argv[4], "anonymize") == 0) {
		if (anonymizer_new(&anonymizer, NULL, NULL) < 0)
			return 1;
		how.anonymizer = anonymizer;
	}
	how.color = argc > 4 && strcmp(argv[4], "color") == 0;
	error = report_write(d, (enum report_format)format, stdout, &how);
	doc_free(d);
	anonymizer_free(anonymizer);
	return error < 0;
}

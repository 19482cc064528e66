/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * log.c - lines for operators on standard error.
 */
#include <config.h>

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/strbuf.h"
#include "base/text.h"

/* What sd-daemon(3) puts before a line: levels of syslog(3). */
static const char *const priority[] = {
	[LOG_LEVEL_ERROR] = "<3>",
	[LOG_LEVEL_WARNING] = "<4>",
	[LOG_LEVEL_INFO] = "<6>",
	[LOG_LEVEL_DEBUG] = "<7>",
};

static enum log_level threshold = LOG_LEVEL_WARNING;

void
log_set_level(enum log_level level)
{
	threshold = level;
}

enum log_level
log_level(void)
{
	return threshold;
}

/* JOURNAL_STREAM is inherited, too, by who writes to a file: systemd.exec(5)
 * says to compare it, "device:inode", with where the line goes. */
static bool
to_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char here[64];
	struct stat st;

	if (!stream || fstat(fileno(stderr), &st) != 0)
		return false;
	snprintf(here, sizeof(here), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	return strcmp(stream, here) == 0;
}

void
log_write(enum log_level level, const char *module, const char *fmt, ...)
{
	struct strbuf text;
	struct strbuf line;
	va_list ap;

	assert(level <= LOG_LEVEL_DEBUG);
	if (level > threshold)
		return;
	strbuf_init(&text);
	strbuf_init(&line);
	va_start(ap, fmt);
	strbuf_addv(&text, fmt, ap);
	va_end(ap);
	if (to_journal())
		strbuf_add(&line, priority[level]);
	strbuf_addf(&line, "rasaudit: %s: ", module);
	text_escape(&line, strbuf_text(&text), text.len);
	strbuf_add_char(&line, '\n');
	/* One write, so that lines of two processes do not mix. */
	if (strbuf_error(&text) < 0 || strbuf_error(&line) < 0)
		fputs("rasaudit: log: no memory for a line\n", stderr);
	else
		fputs(strbuf_text(&line), stderr);
	strbuf_fini(&text);
	strbuf_fini(&line);
}

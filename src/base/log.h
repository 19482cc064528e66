/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * log.h - lines for operators on standard error: level, module, event.
 *
 * The level is the one mutable global of the module.  Where standard error is
 * the journal (JOURNAL_STREAM names it) a line begins with its priority, "<4>".
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

/* Lines above level are dropped.  The default is LOG_LEVEL_WARNING. */
void log_set_level(enum log_level level);
enum log_level log_level(void);

/* One line: "rasaudit: module: text".  Control bytes in it are escaped. */
void log_write(enum log_level level, const char *module, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#define log_error(module, ...) log_write(LOG_LEVEL_ERROR, module, __VA_ARGS__)
#define log_warning(module, ...)                                               \
	log_write(LOG_LEVEL_WARNING, module, __VA_ARGS__)
#define log_info(module, ...) log_write(LOG_LEVEL_INFO, module, __VA_ARGS__)

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * events.c - what befell a run.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

#define TEXT_MAX 255

static const char insert_text[] =
    "INSERT INTO event (run_id, time_us, event, about, text)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";

struct event {
	int64_t run_id;
	uint64_t time_us;
	enum store_event what;
	char *about, *text; /* NULL: none */
};

const char *
store_event_word(enum store_event event)
{
	static const char *const words[] = {
		[STORE_EVENT_INTERFACE_DOWN] = "interface-down",
		[STORE_EVENT_INTERFACE_UP] = "interface-up",
		[STORE_EVENT_POLICY_LOADED] = "policy-loaded",
		[STORE_EVENT_POLICY_KEPT] = "policy-kept",
		[STORE_EVENT_CLOCK_STEP] = "clock-step",
		[STORE_EVENT_DISK_FULL] = "disk-full",
		[STORE_EVENT_DISK_ROOM] = "disk-room",
		[STORE_EVENT_UNWRITTEN] = "unwritten",
		[STORE_EVENT_RETENTION] = "retention",
		[STORE_EVENT_WRITE_FAILED] = "write-failed",
		[STORE_EVENT_DELETE_FAILED] = "delete-failed",
		[STORE_EVENT_LOG_HELD] = "log-held",
		[STORE_EVENT_LOG_FREED] = "log-freed",
	};

	assert(event < STORE_EVENT_COUNT);
	return words[event];
}

static void
clear(struct events *e)
{
	for (size_t i = 0; i < e->count; i++) {
		free(e->list[i].about);
		free(e->list[i].text);
	}
	e->count = 0;
}

void
events_fini(struct events *e)
{
	clear(e);
	free(e->list);
}

static int
reserve(struct events *e)
{
	size_t room = e->room ? 2 * e->room : 8;
	struct event *list;

	if (e->count < e->room)
		return 0;
	if (e->count >= EVENTS_MAX)
		return -ENOMEM;
	list = reallocarray(e->list, room, sizeof(*list));
	if (!list)
		return -ENOMEM;
	e->list = list;
	e->room = room;
	return 0;
}

/* A copy of text in *out, cut without tearing a character. */
static int
copy(const char *text, char **out)
{
	size_t len = text ? strnlen(text, TEXT_MAX + 1) : 0;

	*out = NULL;
	if (len == 0)
		return 0;
	if (len > TEXT_MAX)
		for (len = TEXT_MAX;
		     len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
			len--;
	*out = strndup(text, len);
	return *out ? 0 : -ENOMEM;
}

int
store_event_add(struct store *s, int64_t run_id, uint64_t time_us,
    enum store_event event, const char *about, const char *text)
{
	struct event new = {
		.run_id = run_id, .time_us = time_us, .what = event
	};
	int rc = reserve(&s->events);

	assert(s->mode == STORE_WRITE && event < STORE_EVENT_COUNT);
	if (!rc)
		rc = copy(about, &new.about);
	if (!rc)
		rc = copy(text, &new.text);
	if (rc) {
		free(new.about);
		return rc;
	}
	s->events.list[s->events.count++] = new;
	return 0;
}

size_t
events_waiting(const struct events *e)
{
	return e->count;
}

static int
write_event(struct events *e, const struct sql *q, const struct event *event,
    struct err *err)
{
	int rc;

	sql_bind_int(e->insert, 1, event->run_id);
	sql_bind_count(e->insert, 2, event->time_us);
	sql_bind_text(e->insert, 3, store_event_word(event->what));
	rc = sql_bind_outside(e->insert, 4, event->about);
	if (!rc)
		rc = sql_bind_outside(e->insert, 5, event->text);
	if (rc)
		return sql_tell(q->path, rc, NULL, err);
	return sql_run(q, e->insert, err);
}

int
events_write(struct events *e, const struct sql *q, struct err *err)
{
	int rc = sql_prepare(q, &e->insert, insert_text, err);

	for (size_t i = 0; i < e->count && !rc; i++)
		rc = write_event(e, q, &e->list[i], err);
	return rc;
}

void
events_settle(struct events *e)
{
	clear(e);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * metrics.c - figures of a live run for Prometheus.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/words.h"
#include "pipeline/metrics.h"

#define PREFIX "rasaudit_"
/* Not ".prom": the collector does not read it. */
#define UNFINISHED ".unfinished"
#define SECOND_US UINT64_C(1000000)

static void
head(struct strbuf *out, const char *name, const char *type, const char *help)
{
	strbuf_addf(out, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n",
	    name, help, name, type);
}

/* A label's value may hold any UTF-8; three characters are escaped. */
static void
add_value(struct strbuf *out, const char *value)
{
	if (!text_is_utf8(value, strlen(value))) {
		struct strbuf plain;

		/* Bytes become \xNN, of which the backslash is escaped. */
		strbuf_init(&plain);
		text_escape(&plain, value, strlen(value));
		if (strbuf_error(&plain))
			out->error = strbuf_error(&plain);
		else
			add_value(out, strbuf_text(&plain));
		strbuf_fini(&plain);
		return;
	}
	for (const char *c = value; *c; c++)
		if (*c == '\n')
			strbuf_add(out, "\\n");
		else if (*c == '\\' || *c == '"')
			strbuf_addf(out, "\\%c", *c);
		else
			strbuf_add_char(out, *c);
}

static void
add_label(struct strbuf *out, const char *label, const char *value,
    const char *end)
{
	strbuf_addf(out, "%s=\"", label);
	add_value(out, value);
	strbuf_addf(out, "\"%s", end);
}

static void
add_labelled(struct strbuf *out, const char *name, const char *label,
    const char *value, uint64_t number)
{
	strbuf_addf(out, PREFIX "%s{", name);
	add_label(out, label, value, "");
	strbuf_addf(out, "} %" PRIu64 "\n", number);
}

static void
add_single(struct strbuf *out, const char *name, const char *type,
    const char *help, uint64_t number)
{
	head(out, name, type, help);
	strbuf_addf(out, PREFIX "%s %" PRIu64 "\n", name, number);
}

/* Base units are seconds. */
static void
add_seconds(struct strbuf *out, const char *name, const char *help, uint64_t us)
{
	head(out, name, "gauge", help);
	strbuf_addf(out, PREFIX "%s %" PRIu64 ".%06" PRIu64 "\n", name,
	    us / SECOND_US, us % SECOND_US);
}

static void
add_build(struct strbuf *out, const struct metrics *m)
{
	head(out, "build_info", "gauge", "What is running; always 1.");
	strbuf_add(out, PREFIX "build_info{");
	add_label(out, "version", m->version, ",");
	add_label(out, "ndpi", m->ndpi, "} 1\n");
	add_seconds(out, "start_time_seconds", "When the run began, unix time.",
	    m->started_us);
	add_seconds(out, "last_packet_time_seconds",
	    "Time of the newest packet, unix time; 0 without one.",
	    m->last_packet_us);
}

static void
add_packets(struct strbuf *out, const struct metrics *m)
{
	head(out, "packets_total", "counter",
	    "Packets received, by what became of them.");
	for (size_t i = 0; i < STORE_FATE_COUNT; i++)
		add_labelled(out, "packets_total", "fate",
		    store_fate_word((enum store_fate)i), m->fates[i]);
	add_single(out, "bytes_total", "counter",
	    "Bytes received, as on the wire.", m->bytes);
	add_single(out, "unseen_bytes_total", "counter",
	    "Bytes that were acknowledged and never seen: lost on the span.",
	    m->unseen_bytes);
}

static uint64_t
is_up(const struct metrics_interface *i)
{
	return i->up;
}

static uint64_t
packets_of(const struct metrics_interface *i)
{
	return i->packets;
}

static uint64_t
bytes_of(const struct metrics_interface *i)
{
	return i->bytes;
}

static uint64_t
kernel_drops_of(const struct metrics_interface *i)
{
	return i->kernel_drops;
}

static uint64_t
interface_drops_of(const struct metrics_interface *i)
{
	return i->interface_drops;
}

static uint64_t
duplicates_of(const struct metrics_interface *i)
{
	return i->duplicates;
}

static const struct {
	const char *name, *type, *help;
	uint64_t (*number)(const struct metrics_interface *i);
} by_interface[] = {
	{ "interface_up", "gauge", "1 while packets can come from it.", is_up },
	{ "interface_packets_total", "counter", "Packets received from it.",
	    packets_of },
	{ "interface_bytes_total", "counter", "Bytes received from it.",
	    bytes_of },
	{ "interface_kernel_drops_total", "counter",
	    "Packets that the kernel had no buffer for.", kernel_drops_of },
	{ "interface_drops_total", "counter",
	    "Packets that the interface itself dropped.", interface_drops_of },
	{ "interface_duplicates_total", "counter",
	    "Exact repeats of a packet, counted once.", duplicates_of },
};

static void
add_interfaces(struct strbuf *out, const struct metrics *m)
{
	const size_t count = sizeof(by_interface) / sizeof(by_interface[0]);

	for (size_t k = 0; m->interface_count > 0 && k < count; k++) {
		head(out, by_interface[k].name, by_interface[k].type,
		    by_interface[k].help);
		for (size_t i = 0; i < m->interface_count; i++)
			add_labelled(out, by_interface[k].name, "interface",
			    m->interfaces[i].name,
			    by_interface[k].number(&m->interfaces[i]));
	}
}

/* A number for each word of an enumeration; some have a first without. */
static void
add_words(struct strbuf *out, const char *name, const char *label,
    enum words kind, const uint64_t *numbers)
{
	for (unsigned int i = 0; i < word_count(kind); i++)
		if (word_text(kind, i))
			add_labelled(out, name, label, word_text(kind, i),
			    numbers[i]);
}

static void
add_flows(struct strbuf *out, const struct metrics *m)
{
	head(out, "flows_total", "counter", "Flows judged, by verdict.");
	add_words(out, "flows_total", "verdict", WORDS_VERDICT, m->flows);
	add_single(out, "findings_total", "counter",
	    "Flows that are forbidden or missed.", m->findings);
	head(out, "violations_total", "counter",
	    "Flows that speak another protocol than their port should, by "
	    "grade.");
	add_words(out, "violations_total", "grade", WORDS_GRADE, m->violations);
	add_single(out, "live_flows", "gauge", "Flows being followed.",
	    m->live_flows);
	add_single(out, "evicted_flows_total", "counter",
	    "Flows that left early because the table was full.",
	    m->evicted_flows);
}

static void
add_database(struct strbuf *out, const struct metrics *m)
{
	add_seconds(out, "commit_age_seconds",
	    "Time since the database last took what it was given.",
	    m->commit_age_us);
	add_single(out, "pending_rows", "gauge",
	    "Rows that wait to be written.", m->pending_rows);
	add_single(out, "unwritten_flows_total", "counter",
	    "Flows lost because there was no room to keep them.",
	    m->unwritten_flows);
	add_single(out, "database_bytes", "gauge",
	    "Size of the database with its log of changes.", m->database_bytes);
	add_single(out, "database_wal_bytes", "gauge",
	    "Size of the log of changes alone.", m->wal_bytes);
}

static void
add_events(struct strbuf *out, const struct metrics *m)
{
	if (m->event_count == 0)
		return;
	head(out, "events_total", "counter", "What befell the run, by kind.");
	for (size_t i = 0; i < m->event_count; i++)
		add_labelled(out, "events_total", "kind", m->events[i].kind,
		    m->events[i].count);
}

void
metrics_text(const struct metrics *m, struct strbuf *out)
{
	add_build(out, m);
	add_packets(out, m);
	add_interfaces(out, m);
	add_flows(out, m);
	add_database(out, m);
	add_events(out, m);
}

static int
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

/* What is there from a write that was cut off is in the way; it is no file
 * of ours that we would follow or add to. */
static int
write_file(const char *path, const struct strbuf *text)
{
	int rc, fd;

	if (unlink(path) != 0 && errno != ENOENT)
		return -errno;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0644);
	if (fd < 0)
		return -errno;
	rc = write_all(fd, strbuf_text(text), text->len);
	/* The collector is another user, whatever our umask is. */
	if (rc == 0 && fchmod(fd, 0644) != 0)
		rc = -errno;
	if (close(fd) != 0 && rc == 0)
		rc = -errno;
	if (rc != 0)
		unlink(path);
	return rc;
}

int
metrics_write(const struct metrics *m, const char *path, struct err *err)
{
	struct strbuf text, unfinished;
	int rc;

	strbuf_init(&text);
	strbuf_init(&unfinished);
	strbuf_addf(&unfinished, "%s" UNFINISHED, path);
	metrics_text(m, &text);
	rc = strbuf_error(&text) ? strbuf_error(&text)
				 : strbuf_error(&unfinished);
	if (rc == 0)
		rc = write_file(strbuf_text(&unfinished), &text);
	if (rc == 0 && rename(strbuf_text(&unfinished), path) != 0) {
		rc = -errno;
		unlink(strbuf_text(&unfinished));
	}
	if (rc != 0)
		err_set(err, rc,
		    "%s: the figures can not be written: %s; its folder must "
		    "exist, have room and belong to the user that runs this",
		    path, strerror(-rc));
	strbuf_fini(&text);
	strbuf_fini(&unfinished);
	return rc;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_metrics.c - the file for Prometheus: its format, and its place.
 */
#include <config.h>

#include <check.h>
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "pipeline/metrics.h"

static char folder[64];
static char path[96];
static struct metrics metrics;
static struct metrics_interface interfaces[2];
static struct metrics_event events[2];
static struct strbuf text;
static struct err err;

static void
setup(void)
{
	snprintf(folder, sizeof(folder), "/tmp/metrics-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/rasaudit.prom", folder);
	strbuf_init(&text);
	interfaces[0] =
	    (struct metrics_interface){ "eth1", true, 10, 11, 12, 13, 14 };
	interfaces[1] =
	    (struct metrics_interface){ "eth2", false, 20, 21, 22, 23, 24 };
	events[0] = (struct metrics_event){ "interface-down", 3 };
	events[1] = (struct metrics_event){ "disk-full", 0 };
	metrics = (struct metrics){
		.version = "0.1.0",
		.ndpi = "4.2.0",
		.started_us = 1700000000000001,
		.last_packet_us = 1700000001500000,
		.bytes = 99,
		.unseen_bytes = 90,
		.findings = 98,
		.live_flows = 97,
		.evicted_flows = 96,
		.unwritten_flows = 95,
		.commit_age_us = 1250000,
		.pending_rows = 94,
		.database_bytes = 18446744073709551615U,
		.wal_bytes = 4096,
		.interfaces = interfaces,
		.interface_count = 2,
		.events = events,
		.event_count = 2,
	};
	metrics.fates[STORE_FATE_NOT_IP] = 93;
	metrics.flows[VERDICT_MISSED] = 92;
	metrics.violations[GRADE_SERVICE] = 91;
}

static void
teardown(void)
{
	strbuf_fini(&text);
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0); /* and nothing else is in it */
}

static void
says(const char *line)
{
	char whole[256];

	snprintf(whole, sizeof(whole), "\n%s\n", line);
	ck_assert_msg(strstr(strbuf_text(&text), whole) != NULL,
	    "no line %s in\n%s", line, strbuf_text(&text));
}

START_TEST(each_figure_has_its_line)
{
	static const char *const lines[] = {
		"rasaudit_build_info{version=\"0.1.0\",ndpi=\"4.2.0\"} 1",
		"rasaudit_start_time_seconds 1700000000.000001",
		"rasaudit_last_packet_time_seconds 1700000001.500000",
		"rasaudit_packets_total{fate=\"not-ip\"} 93",
		"rasaudit_packets_total{fate=\"judged\"} 0",
		"rasaudit_bytes_total 99",
		"rasaudit_unseen_bytes_total 90",
		"rasaudit_interface_up{interface=\"eth1\"} 1",
		"rasaudit_interface_up{interface=\"eth2\"} 0",
		"rasaudit_interface_packets_total{interface=\"eth1\"} 10",
		"rasaudit_interface_bytes_total{interface=\"eth2\"} 21",
		"rasaudit_interface_kernel_drops_total{interface=\"eth1\"} 12",
		"rasaudit_interface_drops_total{interface=\"eth2\"} 23",
		"rasaudit_interface_duplicates_total{interface=\"eth1\"} 14",
		"rasaudit_flows_total{verdict=\"missed\"} 92",
		"rasaudit_flows_total{verdict=\"out-of-scope\"} 0",
		"rasaudit_findings_total 98",
		"rasaudit_violations_total{grade=\"service\"} 91",
		"rasaudit_violations_total{grade=\"probe\"} 0",
		"rasaudit_live_flows 97",
		"rasaudit_evicted_flows_total 96",
		"rasaudit_commit_age_seconds 1.250000",
		"rasaudit_pending_rows 94",
		"rasaudit_unwritten_flows_total 95",
		"rasaudit_database_bytes 18446744073709551615",
		"rasaudit_database_wal_bytes 4096",
		"rasaudit_events_total{kind=\"interface-down\"} 3",
		"rasaudit_events_total{kind=\"disk-full\"} 0",
	};

	metrics_text(&metrics, &text);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		says(lines[i]);
}
END_TEST

/* A small reader of the format, for the rules that a scrape fails by. */

struct reader {
	char family[128]; /* of the last TYPE line */
	char type[16];
	char helped[128]; /* of the last HELP line */
	char seen[64][128];
	size_t families, samples;
};

static size_t
name_length(const char *s)
{
	size_t n = 0;

	while (isalpha((unsigned char)s[n]) || s[n] == '_' ||
	    (n > 0 && isdigit((unsigned char)s[n])))
		n++;
	return n;
}

/* Past "{...}"; label names are names, values are quoted and escaped. */
static const char *
read_labels(const char *s)
{
	ck_assert_int_eq(*s, '{');
	do {
		size_t n = name_length(++s);

		ck_assert_uint_gt(n, 0);
		s += n;
		ck_assert_int_eq(*s++, '=');
		ck_assert_int_eq(*s++, '"');
		for (; *s != '"'; s++) {
			ck_assert_int_ne(*s, '\0');
			if (*s == '\\') {
				s++;
				ck_assert_msg(strchr("\\n\"", *s) && *s,
				    "a bad escape");
			}
		}
		s++;
	} while (*s == ',');
	ck_assert_int_eq(*s, '}');
	return s + 1;
}

static void
read_comment(struct reader *r, const char *line)
{
	char name[128];

	if (sscanf(line, "# HELP %127s", name) == 1) {
		ck_assert_msg(strlen(line) > strlen(name) + 8, "no help: %s",
		    line);
		snprintf(r->helped, sizeof(r->helped), "%s", name);
		return;
	}
	ck_assert_int_eq(sscanf(line, "# TYPE %127s %15s", r->family, r->type),
	    2);
	ck_assert_str_eq(r->family, r->helped);
	ck_assert_msg(strcmp(r->type, "gauge") == 0 ||
		strcmp(r->type, "counter") == 0,
	    "%s", line);
	ck_assert_int_eq(strcmp(r->type, "counter") == 0,
	    strcmp(r->family + strlen(r->family) - 6, "_total") == 0);
	for (size_t i = 0; i < r->families; i++)
		ck_assert_msg(strcmp(r->seen[i], r->family) != 0,
		    "%s comes twice", r->family);
	ck_assert_uint_lt(r->families, 64);
	memcpy(r->seen[r->families++], r->family, sizeof(r->family));
}

static void
read_sample(struct reader *r, const char *line)
{
	size_t n = name_length(line);
	const char *s = line + n;
	char *end;

	ck_assert_uint_eq(n, strlen(r->family));
	ck_assert_msg(strncmp(line, r->family, n) == 0, "%s under %s", line,
	    r->family);
	if (*s == '{')
		s = read_labels(s);
	ck_assert_int_eq(*s, ' ');
	ck_assert_msg(strtod(s + 1, &end) >= 0 && *end == '\0', "%s", line);
	r->samples++;
}

static struct reader
read_all(const char *all)
{
	struct reader r = { .families = 0 };
	char *copy = strdup(all), *line = copy, *end;

	ck_assert_ptr_nonnull(copy);
	ck_assert(text_is_utf8(all, strlen(all)));
	for (; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (*line == '#')
			read_comment(&r, line);
		else
			read_sample(&r, line);
	}
	ck_assert_str_eq(line, ""); /* the last one ends, too */
	free(copy);
	return r;
}

START_TEST(format_is_the_exposition_format)
{
	struct reader r;

	metrics_text(&metrics, &text);
	r = read_all(strbuf_text(&text));
	ck_assert_uint_eq(r.families, 23);
	ck_assert_uint_eq(r.samples,
	    15 + STORE_FATE_COUNT - 2 + 4 + 2 + 6 * 2 + 2);
}
END_TEST

START_TEST(without_interfaces_and_events_there_are_no_empty_families)
{
	metrics.interface_count = 0;
	metrics.event_count = 0;
	metrics_text(&metrics, &text);
	ck_assert_uint_eq(read_all(strbuf_text(&text)).families, 16);
}
END_TEST

START_TEST(label_values_are_escaped)
{
	interfaces[0].name = "a\"b\\c\nd} 1";
	interfaces[1].name = "caf\xC3\xA9\xFF";
	metrics_text(&metrics, &text);
	read_all(strbuf_text(&text));
	says("rasaudit_interface_up{interface=\"a\\\"b\\\\c\\nd} 1\"} 1");
	says("rasaudit_interface_up{interface=\"caf\xC3\xA9\\\\xff\"} 0");
}
END_TEST

START_TEST(file_is_written_for_others_to_read)
{
	struct strbuf got;
	struct stat st;

	umask(0077);
	ck_assert_int_eq(metrics_write(&metrics, path, &err), 0);
	metrics_text(&metrics, &text);
	strbuf_init(&got);
	ck_assert_int_eq(text_read_file(&got, path, 1 << 20), 0);
	ck_assert_str_eq(strbuf_text(&got), strbuf_text(&text));
	strbuf_fini(&got);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0644);
}
END_TEST

START_TEST(file_is_replaced_and_never_rewritten)
{
	struct stat before, after;
	char held[128];

	ck_assert_int_eq(metrics_write(&metrics, path, &err), 0);
	snprintf(held, sizeof(held), "%s/held", folder);
	ck_assert_int_eq(link(path, held), 0);
	ck_assert_int_eq(stat(path, &before), 0);
	ck_assert_int_eq(metrics_write(&metrics, path, &err), 0);
	ck_assert_int_eq(stat(path, &after), 0);
	ck_assert_uint_ne(before.st_ino, after.st_ino);
	ck_assert_int_eq(unlink(held), 0);
}
END_TEST

START_TEST(what_a_killed_writer_left_is_replaced_and_not_followed)
{
	char unfinished[128], elsewhere[128];
	struct stat st;

	snprintf(unfinished, sizeof(unfinished), "%s.unfinished", path);
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", folder);
	ck_assert_int_eq(symlink(elsewhere, unfinished), 0);
	ck_assert_int_eq(metrics_write(&metrics, path, &err), 0);
	ck_assert_int_ne(stat(elsewhere, &st), 0);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISREG(st.st_mode));
}
END_TEST

START_TEST(a_missing_folder_is_told)
{
	ck_assert_int_eq(metrics_write(&metrics, "/nonexistent/a.prom", &err),
	    -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "/nonexistent/a.prom"));
	ck_assert_int_eq(err.code, -ENOENT);
}
END_TEST

START_TEST(without_room_the_last_file_stays_whole)
{
	struct rlimit limit = { 100, RLIM_INFINITY };
	struct strbuf got;

	ck_assert_int_eq(metrics_write(&metrics, path, &err), 0);
	metrics_text(&metrics, &text);
	metrics.bytes = 12345;
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(metrics_write(&metrics, path, &err), -EFBIG);
	limit.rlim_cur = RLIM_INFINITY;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	strbuf_init(&got);
	ck_assert_int_eq(text_read_file(&got, path, 1 << 20), 0);
	ck_assert_str_eq(strbuf_text(&got), strbuf_text(&text));
	strbuf_fini(&got);
}
END_TEST

START_TEST(what_can_not_be_put_in_place_is_removed)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(metrics_write(&metrics, path, &err), -EISDIR);
	ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("metrics");
	TCase *tc = tcase_create("metrics");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_figure_has_its_line);
	tcase_add_test(tc, format_is_the_exposition_format);
	tcase_add_test(tc,
	    without_interfaces_and_events_there_are_no_empty_families);
	tcase_add_test(tc, label_values_are_escaped);
	tcase_add_test(tc, file_is_written_for_others_to_read);
	tcase_add_test(tc, file_is_replaced_and_never_rewritten);
	tcase_add_test(tc,
	    what_a_killed_writer_left_is_replaced_and_not_followed);
	tcase_add_test(tc, a_missing_folder_is_told);
	tcase_add_test(tc, without_room_the_last_file_stays_whole);
	tcase_add_test(tc, what_can_not_be_put_in_place_is_removed);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_labels.c - captures of real traffic whose flows somebody has judged
 * by hand.
 *
 * They carry no licence of their own and are no part of the project: where
 * ../shared is absent the test is skipped and says so.  It prints how nDPI
 * alone, with and without guessing, does on the same flows.
 */
#include <config.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "base/digest.h"
#include "support/inspected.h"

#define SKIPPED 77
#define LABELS_MAX 2048
#define FIELD_MAX 128
#define FIELDS 13
#define MET_LEAST_PERCENT 97

enum field {
	LABEL_FILE,
	LABEL_TRANSPORT,
	LABEL_CLIENT,
	LABEL_SERVER,
	LABEL_PORT,
	LABEL_PROTOCOL,
	LABEL_VERDICT,
	LABEL_ALSO,
};

/* The columns of a lab's flow. */
enum lab_field {
	LAB_SCENARIO = 0,
	LAB_CLIENT = 1,
	LAB_SERVER = 3,
	LAB_PROTO = 5,
	LAB_PORT = 6,
	LAB_CONFORMANCE = 11,
};

/* Who judges. */
enum judge { OURS, ALONE, GUESSING, JUDGES };

struct line {
	char field[FIELDS][FIELD_MAX];
	/* What was said of the flow with the most payload. */
	uint64_t payload;
	enum conformance said[JUDGES];
	bool seen;
};

struct tally {
	unsigned int right, conforms, violates, undetermined;
};

static struct line lines[LABELS_MAX];
static size_t count;
static struct inspect *in;
static struct ndpi_engine *engines[2];

static const char *
shared(char path[static PATH_MAX], const char *name)
{
	const char *srcdir = getenv("srcdir");

	snprintf(path, PATH_MAX, "%s/../shared/%s", srcdir ? srcdir : ".",
	    name);
	return path;
}

static bool
is_there(const char *name)
{
	char path[PATH_MAX];

	return access(shared(path, name), R_OK) == 0;
}

static void
read_line(const char *text, struct line *l)
{
	size_t f = 0, len = 0;

	*l = (struct line){ 0 };
	for (; *text != '\0' && *text != '\n' && f < FIELDS; text++) {
		if (*text == '\t') {
			f++;
			len = 0;
		} else if (len + 1 < FIELD_MAX) {
			l->field[f][len++] = *text;
		}
	}
	for (int j = 0; j < JUDGES; j++)
		l->said[j] = CONFORMANCE_UNDETERMINED;
}

/* The lines of a table; its head, and comments, left out. */
static void
read_lines(const char *name, const char *head)
{
	char path[PATH_MAX], text[4096];
	FILE *file = fopen(shared(path, name), "r");

	ck_assert_ptr_nonnull(file);
	count = 0;
	while (fgets(text, sizeof(text), file)) {
		if (text[0] == '#' || strncmp(text, head, strlen(head)) == 0)
			continue;
		ck_assert_uint_lt(count, LABELS_MAX);
		read_line(text, &lines[count++]);
	}
	fclose(file);
}

/* "address:port" as the tables write it. */
static void
end_text(const struct flow *f, unsigned int side, char out[static FIELD_MAX])
{
	char addr[ADDR_TEXT_MAX];

	addr_format(&f->key.addr[side], addr);
	snprintf(out, FIELD_MAX, "%s:%u", addr, f->key.port[side]);
}

/* What somebody would conclude from nDPI's words alone. */
static enum conformance
by_words(const struct ndpi_answer *a, uint64_t expected, uint8_t proto)
{
	uint64_t named = 0;

	if (a->app[0] == '\0' && a->master[0] == '\0')
		return CONFORMANCE_UNDETERMINED;
	if (a->same_as >= 0)
		named |= UINT64_C(1) << a->same_as;
	if (a->master_same_as >= 0)
		named |= UINT64_C(1) << a->master_same_as;
	if (proto == PROTO_UDP && strcmp(a->app, "RDP") == 0)
		named |= UINT64_C(1) << INSPECT_APP_RDP_UDP;
	return named & expected ? CONFORMANCE_CONFORMS : CONFORMANCE_VIOLATES;
}

static void
note(struct line *l, const struct inspected *i)
{
	uint64_t payload = i->facts.payload[0] + i->facts.payload[1];

	if (l->seen && payload <= l->payload)
		return;
	l->seen = true;
	l->payload = payload;
	l->said[OURS] = i->opinion.conformance;
	for (unsigned int n = 0; n < 2; n++)
		l->said[ALONE + n] = by_words(&i->alone[n], i->facts.expected,
		    i->flow->key.ip_proto);
}

static void
note_labelled(const struct inspected *i, void *arg)
{
	const char *file = arg;
	char ends[2][FIELD_MAX];
	bool tcp = i->flow->key.ip_proto == PROTO_TCP;

	end_text(i->flow, 0, ends[0]);
	end_text(i->flow, 1, ends[1]);
	for (size_t n = 0; n < count; n++) {
		char(*f)[FIELD_MAX] = lines[n].field;

		if (strcmp(f[LABEL_FILE], file) != 0 ||
		    strcmp(f[LABEL_TRANSPORT], tcp ? "TCP" : "UDP") != 0)
			continue;
		for (unsigned int side = 0; side < 2; side++)
			if (strcmp(f[LABEL_CLIENT], ends[side]) == 0 &&
			    strcmp(f[LABEL_SERVER], ends[!side]) == 0)
				note(&lines[n], i);
	}
}

/* Each file that the lines name, once. */
static void
walk_files(const char *folder, const char *suffix, inspected_fn *fn)
{
	for (size_t n = 0; n < count; n++) {
		char path[PATH_MAX], name[2 * FIELD_MAX];
		char *file = lines[n].field[0];
		struct err err = { 0 };

		if (strcmp(file, "*") == 0 ||
		    (n > 0 && strcmp(file, lines[n - 1].field[0]) == 0))
			continue;
		ck_assert_uint_lt((size_t)snprintf(name, sizeof(name),
				      "%s/%s%s", folder, file, suffix),
		    sizeof(name));
		ck_assert_msg(inspected_file(shared(path, name), in, engines,
				  fn, file, &err) == 0,
		    "%s: %s", file, err.text);
	}
}

/* UDP 443 may carry RDP-UDP: decided after the labels were made. */
static bool
was_decided_otherwise(const struct line *l)
{
	return strcmp(l->field[LABEL_TRANSPORT], "UDP") == 0 &&
	    strcmp(l->field[LABEL_PORT], "443") == 0 &&
	    strcmp(l->field[LABEL_PROTOCOL], "RDPUDP") == 0;
}

static bool
is_right(const struct line *l, enum judge who)
{
	const char *word = word_text(WORDS_CONFORMANCE, l->said[who]);

	return strcmp(word, l->field[LABEL_VERDICT]) == 0 ||
	    strcmp(word, l->field[LABEL_ALSO]) == 0 ||
	    (l->said[who] == CONFORMANCE_CONFORMS && was_decided_otherwise(l));
}

static struct tally
sum_up(enum judge who)
{
	struct tally t = { 0 };

	for (size_t n = 0; n < count; n++) {
		const struct line *l = &lines[n];

		if (is_right(l, who)) {
			t.right++;
			continue;
		}
		t.conforms += l->said[who] == CONFORMANCE_CONFORMS;
		t.violates += l->said[who] == CONFORMANCE_VIOLATES;
		t.undetermined += l->said[who] == CONFORMANCE_UNDETERMINED;
		if (who == OURS)
			printf("%s %s %s: %s, not %s\n", l->field[LABEL_FILE],
			    l->field[LABEL_CLIENT], l->field[LABEL_SERVER],
			    word_text(WORDS_CONFORMANCE, l->said[who]),
			    l->field[LABEL_VERDICT]);
	}
	return t;
}

static void
print_table(const struct tally t[static JUDGES])
{
	static const char *const who[] = { "ours, both opinions",
		"nDPI alone, no guessing", "nDPI alone, guessing" };

	printf("%-24s %5s %14s %14s %12s   of %zu flows, nDPI %s\n", "",
	    "right", "false conforms", "false violates", "undetermined", count,
	    inspect_ndpi_version(in));
	for (int j = 0; j < JUDGES; j++)
		printf("%-24s %5u %14u %14u %12u\n", who[j], t[j].right,
		    t[j].conforms, t[j].violates, t[j].undetermined);
}

static void
setup(void)
{
	static const struct inspect_options options = { .max_flows = 4096 };
	static const struct ndpi_options alone = { .every_dissector = true };
	static const struct ndpi_options guessing = { .guess = true,
		.every_dissector = true };
	struct err err;

	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(inspect_new(&in, &options, &err), 0);
	if (!ndpi_engine_built())
		return;
	ck_assert_int_eq(ndpi_engine_new(&engines[0], &alone, &err), 0);
	ck_assert_int_eq(ndpi_engine_new(&engines[1], &guessing, &err), 0);
}

static void
teardown(void)
{
	inspect_free(in);
	ndpi_engine_free(engines[0]);
	ndpi_engine_free(engines[1]);
}

START_TEST(labelled_flows_are_judged_as_their_labels_say)
{
	struct tally t[JUDGES];

	read_lines("dpi/labels.tsv", "#");
	walk_files("dpi/pcaps", "", note_labelled);
	for (int j = 0; j < JUDGES; j++)
		t[j] = sum_up((enum judge)j);
	print_table(t);
	fflush(stdout);
	ck_assert_uint_eq(t[OURS].conforms, 0);
	ck_assert_uint_eq(t[OURS].violates, 0);
	if (ndpi_engine_built())
		ck_assert_uint_ge(t[OURS].right * 100,
		    MET_LEAST_PERCENT * count);
}
END_TEST

/* TLS that offers HTTP violates an RDP port: the lab's table is older. */
static bool
is_https_on_rdp(const struct inspected *i)
{
	return i->facts.server_port == 3389 &&
	    strcmp(i->opinion.app, "tls") == 0 &&
	    strstr(i->opinion.details.tls.alpn, "http/") != NULL;
}

/* The line speaks of this flow. */
static bool
is_lab_flow(const struct line *l, const char *scenario,
    const struct inspected *i)
{
	unsigned int server = i->flow->key.port[1] == i->facts.server_port;
	char port[8], addr[2][ADDR_TEXT_MAX];

	for (unsigned int side = 0; side < 2; side++)
		addr_format(&i->flow->key.addr[side], addr[side]);
	snprintf(port, sizeof(port), "%u", i->facts.server_port);
	return strcmp(l->field[LAB_SCENARIO], scenario) == 0 &&
	    strcmp(l->field[LAB_CLIENT], addr[!server]) == 0 &&
	    strcmp(l->field[LAB_SERVER], addr[server]) == 0 &&
	    strcmp(l->field[LAB_PROTO],
		i->flow->key.ip_proto == PROTO_TCP ? "tcp" : "udp") == 0 &&
	    strcmp(l->field[LAB_PORT], port) == 0 &&
	    strcmp(l->field[LAB_CONFORMANCE], "-") != 0;
}

/* Several lines may be of one pair of ends: one of them must be met. */
static void
check_lab(const struct inspected *i, void *arg)
{
	const char *scenario = arg;
	const char *word = word_text(WORDS_CONFORMANCE, i->opinion.conformance);
	bool told = false, met = is_https_on_rdp(i);

	for (size_t n = 0; n < count; n++) {
		struct line *l = &lines[n];

		if (!is_lab_flow(l, scenario, i))
			continue;
		told = true;
		l->seen = true;
		met |= strstr(l->field[LAB_CONFORMANCE], word) != NULL;
	}
	ck_assert_msg(!told || met, "%s: port %u is %s", scenario,
	    i->facts.server_port, word);
}

START_TEST(flows_of_the_lab_conform_as_its_table_says)
{
	read_lines("lab/VERDICTS.tsv", "scenario");
	walk_files("lab/pcaps", ".pcap", check_lab);
	for (size_t n = 0; n < count; n++)
		ck_assert_msg(lines[n].seen ||
			strcmp(lines[n].field[LAB_CONFORMANCE], "-") == 0,
		    "%s: no flow to %s port %s", lines[n].field[LAB_SCENARIO],
		    lines[n].field[LAB_SERVER], lines[n].field[LAB_PORT]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("labels");
	TCase *tc = tcase_create("labels");
	SRunner *r;
	int failed;

	if (!is_there("dpi/labels.tsv") || !is_there("lab/VERDICTS.tsv")) {
		puts("skipped: ../shared with the labelled captures is absent");
		return SKIPPED;
	}
	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, labelled_flows_are_judged_as_their_labels_say);
	if (ndpi_engine_built())
		tcase_add_test(tc, flows_of_the_lab_conform_as_its_table_says);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

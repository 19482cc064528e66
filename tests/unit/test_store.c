/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_store.c - opening and closing: whose file, which state, who else.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/text.h"
#include "store/database.h"
#include "store/store_query.h"
#include "support/temp_store.h"

#define NOBODY 65534

static struct temp_store t;
static struct err err;

static void
setup(void)
{
	temp_store_folder(&t);
}

static void
teardown(void)
{
	temp_store_close(&t);
}

static int
open_as(enum store_mode mode)
{
	struct store *s = NULL;
	int rc = store_open(&s, t.path, mode, &err);

	if (rc == 0)
		store_close(s);
	return rc;
}

static void
write_file(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static void
digest_of(const char *path, char out[static DIGEST_SHA256_TEXT_MAX])
{
	struct strbuf s;

	strbuf_init(&s);
	ck_assert_int_eq(text_read_file(&s, path, (size_t)16 << 20), 0);
	digest_sha256_text(strbuf_text(&s), s.len, out);
	strbuf_fini(&s);
}

/* Make a database with n flows in it. */
static void
make_database(unsigned int n)
{
	struct store_run run = { .packets = n };

	temp_store_close(&t);
	temp_store_open(&t);
	for (unsigned int i = 0; i < n; i++) {
		struct store_flow f = temp_flow(&t, i);

		temp_put(&t, &f);
	}
	ck_assert_int_eq(store_run_end(t.s, t.run_id, &run, RUN_STATE_CLEAN,
			     &err),
	    0);
	store_close(t.s);
	t.s = NULL;
}

/* Whose file. */

START_TEST(a_missing_database_is_made_for_writing_only)
{
	ck_assert_int_eq(open_as(STORE_READ), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, t.path));
	ck_assert(!temp_store_has(&t, ""));
	ck_assert_int_eq(open_as(STORE_WRITE), 0);
	ck_assert_int_eq(open_as(STORE_READ), 0);
}
END_TEST

START_TEST(a_missing_folder_is_told)
{
	struct store *s;
	char path[400];

	snprintf(path, sizeof(path), "%s/none/t.db", t.folder);
	ck_assert_int_eq(store_open(&s, path, STORE_WRITE, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "no such folder"));
}
END_TEST

START_TEST(an_empty_file_becomes_a_database)
{
	write_file(t.path, "", 0);
	ck_assert_int_eq(open_as(STORE_READ), -EMEDIUMTYPE);
	ck_assert_int_eq(open_as(STORE_WRITE), 0);
	ck_assert_int_eq(open_as(STORE_READ), 0);
}
END_TEST

START_TEST(a_text_file_is_not_touched)
{
	static const char text[] = "address 10.0.0.1 gateway-normal\n";
	char before[DIGEST_SHA256_TEXT_MAX], after[DIGEST_SHA256_TEXT_MAX];

	write_file(t.path, text, strlen(text));
	digest_of(t.path, before);
	ck_assert_int_eq(open_as(STORE_WRITE), -EMEDIUMTYPE);
	ck_assert_int_eq(open_as(STORE_READ), -EMEDIUMTYPE);
	ck_assert_ptr_nonnull(strstr(err.text, "not a database of rasaudit"));
	digest_of(t.path, after);
	ck_assert_str_eq(before, after);
	ck_assert(!temp_store_has(&t, "-wal"));
	ck_assert(!temp_store_has(&t, "-lock"));
}
END_TEST

START_TEST(a_database_of_another_program_is_not_touched)
{
	char before[DIGEST_SHA256_TEXT_MAX], after[DIGEST_SHA256_TEXT_MAX];

	temp_store_exec(&t, "CREATE TABLE flow (x); PRAGMA user_version = 1");
	digest_of(t.path, before);
	ck_assert_int_eq(open_as(STORE_WRITE), -EMEDIUMTYPE);
	ck_assert_int_eq(open_as(STORE_READ), -EMEDIUMTYPE);
	digest_of(t.path, after);
	ck_assert_str_eq(before, after);
}
END_TEST

START_TEST(a_newer_database_is_told_and_left)
{
	make_database(1);
	temp_store_exec(&t, "PRAGMA user_version = 99");
	ck_assert_int_eq(open_as(STORE_WRITE), -EPROTO);
	ck_assert_ptr_nonnull(strstr(err.text, "newer rasaudit"));
	ck_assert_int_eq(open_as(STORE_READ), -EPROTO);
	ck_assert_ptr_nonnull(strstr(err.text, "newer rasaudit"));
	ck_assert_int_eq(temp_store_number(&t, "PRAGMA user_version"), 99);
}
END_TEST

START_TEST(an_older_database_is_not_read)
{
	make_database(1);
	temp_store_exec(&t, "PRAGMA user_version = 0");
	ck_assert_int_eq(open_as(STORE_READ), -EPROTO);
	ck_assert_ptr_nonnull(strstr(err.text, "older rasaudit"));
}
END_TEST

/* Damage. */

START_TEST(a_cut_database_is_told_and_left)
{
	char before[DIGEST_SHA256_TEXT_MAX], after[DIGEST_SHA256_TEXT_MAX];
	struct stat st;

	make_database(2000);
	ck_assert_int_eq(stat(t.path, &st), 0);
	ck_assert_int_eq(truncate(t.path, st.st_size / 2), 0);
	digest_of(t.path, before);
	ck_assert_int_eq(open_as(STORE_WRITE), -EUCLEAN);
	ck_assert_ptr_nonnull(strstr(err.text, "damaged"));
	ck_assert_ptr_nonnull(strstr(err.text, t.path));
	ck_assert_int_eq(open_as(STORE_READ), -EUCLEAN);
	digest_of(t.path, after);
	ck_assert_str_eq(before, after);
}
END_TEST

/* Overwrite all pages but the first. */
static void
spoil(void)
{
	struct stat st;
	char junk[4096];
	int fd = open(t.path, O_RDWR);

	memset(junk, 0x5a, sizeof(junk));
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	for (off_t at = 4096; at < st.st_size; at += 4096)
		ck_assert_int_eq(pwrite(fd, junk, sizeof(junk), at),
		    sizeof(junk));
	close(fd);
}

START_TEST(a_spoiled_database_is_told_and_left)
{
	char before[DIGEST_SHA256_TEXT_MAX], after[DIGEST_SHA256_TEXT_MAX];

	make_database(500);
	spoil();
	digest_of(t.path, before);
	ck_assert_int_eq(open_as(STORE_WRITE), -EUCLEAN);
	digest_of(t.path, after);
	ck_assert_str_eq(before, after);
}
END_TEST

static int
ignore_flow(const struct store_flow_row *row, void *arg)
{
	(void)row;
	(void)arg;
	return 0;
}

START_TEST(damage_met_while_reading_is_told)
{
	struct store_flow_filter any = { .limit = 0 };
	struct store *s;
	int rc;

	make_database(500);
	spoil();
	rc = store_open(&s, t.path, STORE_READ, &err);
	if (rc == 0) {
		rc = store_each_flow(s, &any, ignore_flow, NULL, &err);
		store_close(s);
	}
	ck_assert_int_eq(rc, -EUCLEAN);
	ck_assert_ptr_nonnull(strstr(err.text, "damaged"));
}
END_TEST

START_TEST(after_a_crash_the_database_is_looked_through)
{
	make_database(500);
	temp_store_exec(&t, "UPDATE run SET state = 'running'");
	/* An index that lost its entries: only a look through finds it. */
	temp_store_exec(&t,
	    "PRAGMA writable_schema = ON;"
	    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage"
	    " FROM sqlite_schema WHERE name = 'input_first')"
	    " WHERE name = 'flow_first'");
	ck_assert_int_eq(open_as(STORE_WRITE), -EUCLEAN);
	ck_assert_int_eq(temp_store_number(&t,
			     "SELECT count(*) FROM run"
			     " WHERE state = 'running'"),
	    1);
}
END_TEST

/* Who else. */

START_TEST(a_second_writer_is_refused)
{
	struct store *s;

	ck_assert_int_eq(store_open(&s, t.path, STORE_WRITE, &err), 0);
	ck_assert_int_eq(open_as(STORE_WRITE), -EBUSY);
	ck_assert_ptr_nonnull(strstr(err.text, t.path));
	ck_assert_ptr_nonnull(strstr(err.text, "another rasaudit is writing"));
	store_close(s);
	ck_assert_int_eq(open_as(STORE_WRITE), 0);
}
END_TEST

START_TEST(a_second_writer_by_another_name_is_refused)
{
	char link_path[400];
	struct store *s, *other;

	snprintf(link_path, sizeof(link_path), "%s/link.db", t.folder);
	ck_assert_int_eq(store_open(&s, t.path, STORE_WRITE, &err), 0);
	ck_assert_int_eq(symlink(t.path, link_path), 0);
	ck_assert_int_eq(store_open(&other, link_path, STORE_WRITE, &err),
	    -EBUSY);
	store_close(s);
}
END_TEST

START_TEST(a_clean_close_leaves_the_database_alone_behind)
{
	make_database(10);
	ck_assert(temp_store_has(&t, ""));
	ck_assert(!temp_store_has(&t, "-wal"));
	ck_assert(!temp_store_has(&t, "-shm"));
	ck_assert(!temp_store_has(&t, "-lock"));
	ck_assert_int_eq(open_as(STORE_READ), 0);
	ck_assert(!temp_store_has(&t, "-wal"));
	ck_assert(!temp_store_has(&t, "-shm"));
}
END_TEST

static int
count_flow(const struct store_flow_row *row, void *arg)
{
	(void)row;
	++*(int *)arg;
	return 0;
}

static int
flows_seen(struct store *s)
{
	struct store_flow_filter any = { .limit = 0 };
	int count = 0;

	ck_assert_int_eq(store_each_flow(s, &any, count_flow, &count, &err), 0);
	return count;
}

START_TEST(a_reader_sees_what_is_committed_while_a_writer_writes)
{
	struct store_flow f;
	struct store *reader;

	temp_store_close(&t);
	temp_store_open(&t);
	ck_assert_int_eq(store_open(&reader, t.path, STORE_READ, &err), 0);
	ck_assert_int_eq(flows_seen(reader), 0);
	f = temp_flow(&t, 1);
	temp_put(&t, &f);
	ck_assert_int_eq(flows_seen(reader), 0);
	temp_store_commit(&t);
	ck_assert_int_eq(flows_seen(reader), 1);
	store_close(reader);
}
END_TEST

START_TEST(a_reader_may_hold_one_state)
{
	struct store_flow f;
	struct store *reader;

	temp_store_close(&t);
	temp_store_open(&t);
	ck_assert_int_eq(store_open(&reader, t.path, STORE_READ, &err), 0);
	ck_assert_int_eq(store_read_begin(reader, &err), 0);
	f = temp_flow(&t, 1);
	temp_put(&t, &f);
	temp_store_commit(&t);
	ck_assert_int_eq(flows_seen(reader), 0);
	store_read_end(reader);
	ck_assert_int_eq(flows_seen(reader), 1);
	store_close(reader);
}
END_TEST

START_TEST(a_reader_can_not_write)
{
	struct sql q;

	make_database(1);
	ck_assert_int_eq(database_open(&q, t.path, DATABASE_READ, &err), 0);
	ck_assert_int_eq(sql_exec(&q, "DELETE FROM flow", &err), -EROFS);
	sql_close(&q);
}
END_TEST

/* Read the database as one who may not write it; 0 or the errno. */
static int
read_unprivileged(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct store *s;
		int rc;

		if (geteuid() == 0 && setuid(NOBODY) != 0)
			_exit(255);
		rc = store_open(&s, t.path, STORE_READ, &err);
		if (rc == 0) {
			rc = flows_seen(s) == 3 ? 0 : -EINVAL;
			store_close(s);
		}
		_exit(-rc);
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(a_folder_that_may_not_be_written_is_read)
{
	make_database(3);
	ck_assert_int_eq(chmod(t.path, 0444), 0);
	ck_assert_int_eq(chmod(t.folder, 0555), 0);
	ck_assert_int_eq(read_unprivileged(), 0);
	ck_assert_int_eq(chmod(t.folder, 0755), 0);
	ck_assert(!temp_store_has(&t, "-wal"));
}
END_TEST

START_TEST(a_file_that_may_not_be_read_is_told)
{
	make_database(3);
	ck_assert_int_eq(chmod(t.path, 0), 0);
	ck_assert_int_eq(chmod(t.folder, 0755), 0);
	ck_assert_int_eq(read_unprivileged(), EACCES);
}
END_TEST

START_TEST(a_strange_path_is_read_where_nothing_can_be_written)
{
	char strange[320];

	make_database(3);
	snprintf(strange, sizeof(strange), "%s/a b?c#d%%20.db", t.folder);
	ck_assert_int_eq(rename(t.path, strange), 0);
	snprintf(t.path, sizeof(t.path), "%s/a b?c#d%%20.db", t.folder);
	ck_assert_int_eq(chmod(t.path, 0444), 0);
	ck_assert_int_eq(chmod(t.folder, 0555), 0);
	ck_assert_int_eq(read_unprivileged(), 0);
	ck_assert_int_eq(chmod(t.folder, 0755), 0);
}
END_TEST

START_TEST(network_file_systems_are_known)
{
	ck_assert(database_network_magic(0x6969));     /* NFS */
	ck_assert(database_network_magic(0xFF534D42)); /* CIFS */
	ck_assert(database_network_magic((unsigned long)(int)0xFE534D42));
	ck_assert(!database_network_magic(0xEF53));     /* ext4 */
	ck_assert(!database_network_magic(0x58465342)); /* XFS */
	ck_assert(!database_network_magic(0x01021994)); /* tmpfs */
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store");
	TCase *tc = tcase_create("store");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_missing_database_is_made_for_writing_only);
	tcase_add_test(tc, a_missing_folder_is_told);
	tcase_add_test(tc, an_empty_file_becomes_a_database);
	tcase_add_test(tc, a_text_file_is_not_touched);
	tcase_add_test(tc, a_database_of_another_program_is_not_touched);
	tcase_add_test(tc, a_newer_database_is_told_and_left);
	tcase_add_test(tc, an_older_database_is_not_read);
	tcase_add_test(tc, a_cut_database_is_told_and_left);
	tcase_add_test(tc, a_spoiled_database_is_told_and_left);
	tcase_add_test(tc, damage_met_while_reading_is_told);
	tcase_add_test(tc, after_a_crash_the_database_is_looked_through);
	tcase_add_test(tc, a_second_writer_is_refused);
	tcase_add_test(tc, a_second_writer_by_another_name_is_refused);
	tcase_add_test(tc, a_clean_close_leaves_the_database_alone_behind);
	tcase_add_test(tc,
	    a_reader_sees_what_is_committed_while_a_writer_writes);
	tcase_add_test(tc, a_reader_may_hold_one_state);
	tcase_add_test(tc, a_reader_can_not_write);
	tcase_add_test(tc, a_folder_that_may_not_be_written_is_read);
	tcase_add_test(tc, a_file_that_may_not_be_read_is_told);
	tcase_add_test(tc, a_strange_path_is_read_where_nothing_can_be_written);
	tcase_add_test(tc, network_file_systems_are_known);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

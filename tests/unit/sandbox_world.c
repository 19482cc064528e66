/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sandbox_world.c - folders of one's own, and a child that drops privileges.
 */
#include <config.h>

#include <cap-ng.h>
#include <check.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/sandbox_world.h"

static void
make_folder(const char *path, mode_t mode)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

void
world_start(struct sandbox_world *w)
{
	snprintf(w->folder, sizeof(w->folder), "/tmp/sandbox-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(w->folder));
	ck_assert_int_eq(chmod(w->folder, 0755), 0);
	snprintf(w->in, sizeof(w->in), "%s/in", w->folder);
	snprintf(w->out, sizeof(w->out), "%s/out", w->folder);
	make_folder(w->in, 0777);
	make_folder(w->out, 0777);
}

void
world_stop(struct sandbox_world *w)
{
	char command[128];
	const char *const folders[] = { w->in, w->out };
	static const char *const files[] = { "file", "renamed" };

	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; k < 2; k++) {
			snprintf(command, sizeof(command), "%s/%s", folders[i],
			    files[k]);
			unlink(command);
		}
		ck_assert_int_eq(rmdir(folders[i]), 0);
	}
	ck_assert_int_eq(rmdir(w->folder), 0);
}

static void
become_user(void)
{
	const struct passwd *pw = getpwnam(WORLD_USER);

	if (geteuid() != 0)
		return;
	if (!pw || setgroups(0, NULL) != 0 || setgid(pw->pw_gid) != 0 ||
	    setuid(pw->pw_uid) != 0)
		_exit(99);
}

/* What AmbientCapabilities= and CapabilityBoundingSet= of a unit do. */
static void
become_user_with_raw(void)
{
	const struct passwd *pw = getpwnam(WORLD_USER);

	capng_clear(CAPNG_SELECT_ALL);
	capng_updatev(CAPNG_ADD,
	    CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_INHERITABLE |
		CAPNG_BOUNDING_SET | CAPNG_AMBIENT,
	    CAP_NET_RAW, -1);
	if (!pw || capng_apply(CAPNG_SELECT_BOUNDS) != 0 ||
	    capng_change_id((int)pw->pw_uid, (int)pw->pw_gid,
		CAPNG_DROP_SUPP_GRP) != 0)
		_exit(99);
}

static void
child(const struct sandbox_world *w, enum world_start start,
    const struct sandbox_options *options, world_fn *fn,
    struct world_result *result)
{
	const char *folders[] = { w->in };
	struct sandbox_options o = { .user = WORLD_USER };

	if (options)
		o = *options;
	/* Only root can become somebody. */
	if (geteuid() != 0 && o.user && strcmp(o.user, WORLD_USER) == 0)
		o.user = NULL;
	if (!o.write_folders) {
		o.write_folders = folders;
		o.write_count = 1;
	}
	if (start == WORLD_FREE_USER || start == WORLD_DROP_USER)
		become_user();
	if (start == WORLD_DROP_RAW)
		become_user_with_raw();
	if (start >= WORLD_DROP)
		result->error = sandbox_drop(&o, &result->state, &result->err);
	if (result->error == 0 && fn)
		result->error = fn(w);
	_exit(0);
}

struct world_result
world_run(const struct sandbox_world *w, enum world_start start,
    const struct sandbox_options *options, world_fn *fn)
{
	struct world_result *shared = mmap(NULL, sizeof(*shared),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct world_result result;
	int status;
	pid_t pid;

	ck_assert_ptr_ne(shared, MAP_FAILED);
	*shared = (struct world_result){ 0 };
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		child(w, start, options, fn, shared);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	result = *shared;
	munmap(shared, sizeof(*shared));
	ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	if (WIFSIGNALED(status))
		result.signal = WTERMSIG(status);
	return result;
}

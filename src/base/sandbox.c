/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sandbox.c - give up what a process that reads hostile bytes does not need.
 */
#include <config.h>

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/call_filter.h"
#include "base/landlock.h"
#include "base/sandbox.h"

/* Entries of "/proc/self/task" that are no thread. */
#define TASK_LINKS 2

#define SECCOMP_FILTERED 2 /* what PR_GET_SECCOMP tells under a filter */

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define LEAKS_CHECKED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define LEAKS_CHECKED 1
#endif
#ifdef LEAKS_CHECKED
/* Looks for leaks at exit by a second process that traces the first. */
int __lsan_is_turned_off(void);

int
__lsan_is_turned_off(void)
{
	return prctl(PR_GET_SECCOMP) == SECCOMP_FILTERED;
}
#endif

static void tell(struct sandbox_state *state, enum sandbox_measure measure,
    bool in_force, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void
tell(struct sandbox_state *state, enum sandbox_measure measure, bool in_force,
    const char *fmt, ...)
{
	va_list ap;

	state->measures[measure].in_force = in_force;
	va_start(ap, fmt);
	vsnprintf(state->measures[measure].text, SANDBOX_TEXT_MAX, fmt, ap);
	va_end(ap);
}

/* Landlock, capabilities and the filter bind the thread that asks. */
static int
be_alone(struct err *err)
{
	struct stat st;

	if (stat("/proc/self/task", &st) == 0 && st.st_nlink > TASK_LINKS + 1)
		return err_set(err, -EBUSY,
		    "privileges can not be dropped: there are %lu threads",
		    (unsigned long)(st.st_nlink - TASK_LINKS));
	return 0;
}

static bool
can_change_users(void)
{
	return geteuid() == 0 ||
	    (capng_have_capability(CAPNG_EFFECTIVE, CAP_SETUID) &&
		capng_have_capability(CAPNG_EFFECTIVE, CAP_SETGID));
}

static int
find_user(const char *name, uid_t *uid, gid_t *gid, struct err *err)
{
	const struct passwd *pw;

	errno = 0;
	pw = getpwnam(name);
	if (!pw && errno != 0 && errno != ENOENT && errno != ESRCH)
		return err_set(err, -errno, "user %s: %s", name,
		    strerror(errno));
	if (!pw)
		return err_set(err, -ENOENT,
		    "there is no user %s to run as; make it (useradd --system "
		    "--no-create-home --shell /usr/sbin/nologin %s, or "
		    "systemd-sysusers where rasaudit is installed), or name "
		    "another one with -Z",
		    name, name);
	if (pw->pw_uid == 0)
		return err_set(err, -EINVAL,
		    "user %s is the superuser; name one without privileges "
		    "with -Z",
		    name);
	*uid = pw->pw_uid;
	*gid = pw->pw_gid;
	return 0;
}

static int
become(const char *name, uid_t uid, gid_t gid, struct err *err)
{
	/* Permitted capabilities outlast the change, to be dropped next. */
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 ||
	    initgroups(name, gid) != 0 || setresgid(gid, gid, gid) != 0 ||
	    setresuid(uid, uid, uid) != 0 ||
	    prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) != 0)
		return err_set(err, -errno, "can not become user %s: %s", name,
		    strerror(errno));
	return 0;
}

/* Who can not change users is already whom was asked for, or nobody was. */
static int
check_user(const struct sandbox_options *options, struct err *err)
{
	uid_t uid = getuid();
	gid_t gid;
	int rc = options->user ? find_user(options->user, &uid, &gid, err) : 0;

	if (rc == 0 && uid != getuid())
		return err_set(err, -EPERM,
		    "only root can become user %s; start it as root, or leave "
		    "out -Z to go on as uid %lu",
		    options->user, (unsigned long)getuid());
	return rc;
}

static int
drop_user(const struct sandbox_options *options, struct sandbox_state *state,
    struct err *err)
{
	const char *name = options->user ? options->user : SANDBOX_USER;
	uid_t uid = getuid();
	gid_t gid = getgid();
	int rc;

	if (!can_change_users()) {
		rc = check_user(options, err);
		if (rc != 0)
			return rc;
		tell(state, SANDBOX_IDENTITY, true,
		    "already unprivileged: uid %lu, gid %lu",
		    (unsigned long)uid, (unsigned long)gid);
		return 0;
	}
	rc = find_user(name, &uid, &gid, err);
	/* While there is CAP_SETPCAP: nothing comes back by an exec. */
	if (rc == 0 && capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP)) {
		capng_clear(CAPNG_SELECT_BOUNDS);
		if (capng_apply(CAPNG_SELECT_BOUNDS) != 0)
			rc = err_set(err, -EPERM,
			    "the bounding set of capabilities can not be "
			    "cleared");
	}
	if (rc == 0)
		rc = become(name, uid, gid, err);
	if (rc == 0)
		tell(state, SANDBOX_IDENTITY, true, "%s: uid %lu, gid %lu",
		    name, (unsigned long)uid, (unsigned long)gid);
	return rc;
}

/* Is it true that nothing else is left, and that there is no way back? */
static int
check_dropped(bool keep, struct err *err)
{
	bool raw;

	capng_clear(CAPNG_SELECT_ALL);
	if (capng_get_caps_process() != 0)
		return err_set(err, -EIO, "capabilities can not be read");
	raw = capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_RAW) != 0;
	capng_update(CAPNG_DROP, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
	    CAP_NET_RAW);
	if (raw != keep ||
	    capng_have_capabilities(CAPNG_SELECT_CAPS) != CAPNG_NONE)
		return err_set(err, -EPERM,
		    "capabilities were not dropped as asked");
	if (getuid() == 0 || geteuid() == 0 || setresuid(0, 0, 0) == 0)
		return err_set(err, -EPERM,
		    "the superuser's identity was not dropped");
	return 0;
}

static int
drop_capabilities(bool reopen, struct sandbox_state *state, struct err *err)
{
	bool keep =
	    reopen && capng_have_capability(CAPNG_PERMITTED, CAP_NET_RAW) != 0;
	int rc;

	capng_clear(CAPNG_SELECT_CAPS);
	if (keep)
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
		    CAP_NET_RAW);
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
		return err_set(err, -errno,
		    "ambient capabilities can not be cleared: %s",
		    strerror(errno));
	if (capng_apply(CAPNG_SELECT_CAPS) != 0)
		return err_set(err, -EPERM, "capabilities can not be dropped");
	rc = check_dropped(keep, err);
	if (rc == 0)
		tell(state, SANDBOX_CAPABILITIES, true, "%s",
		    keep         ? "cap_net_raw only, to reopen interfaces"
			: reopen ? "none; interfaces can not be reopened"
				 : "none");
	return rc;
}

static int
set_limits(struct sandbox_state *state, struct err *err)
{
	const struct rlimit none = { 0, 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_set(err, -errno, "no_new_privs: %s",
		    strerror(errno));
	tell(state, SANDBOX_NEW_PRIVILEGES, true, "none by exec");
	/* A dump would hold what was captured; the limit does not bind those
	 * that a program collects. */
	if (setrlimit(RLIMIT_CORE, &none) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return err_set(err, -errno,
		    "core dumps can not be switched off: %s", strerror(errno));
	tell(state, SANDBOX_CORE_DUMPS, true, "none, and not traceable");
	if (setrlimit(RLIMIT_NPROC, &none) != 0)
		return err_set(err, -errno,
		    "the limit of processes can not be set: %s",
		    strerror(errno));
	tell(state, SANDBOX_PROCESSES, true, "no new process or thread");
	return 0;
}

/* Better now than when the first batch is to be written. */
static int
check_folders(const struct sandbox_options *options, struct err *err)
{
	for (size_t i = 0; i < options->write_count; i++) {
		const char *folder = options->write_folders[i];

		if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0)
			return err_set(err, -errno,
			    "%s: uid %lu can not write to this folder (%s); "
			    "make it and give it to that user with chown, or "
			    "name another",
			    folder, (unsigned long)geteuid(), strerror(errno));
	}
	return 0;
}

static int
confine_files(const struct sandbox_options *options,
    struct sandbox_state *state, struct err *err)
{
	const struct landlock_paths paths = {
		.write_folders = options->write_folders,
		.write_count = options->write_count,
		.read_paths = options->read_paths,
		.read_count = options->read_count,
	};
	int rc = landlock_confine(&paths, err);

	if (rc < 0)
		return rc;
	if (rc == 0)
		tell(state, SANDBOX_FILES, false,
		    "the kernel has no Landlock, or it is switched off");
	else
		tell(state, SANDBOX_FILES, true,
		    "Landlock %d: writing beneath %zu folders, reading also "
		    "rules and time zones",
		    rc, options->write_count);
	return 0;
}

static int
filter_calls(bool reopen, struct sandbox_state *state, struct err *err)
{
	int rc = call_filter_load(reopen, err);

	if (rc != 0)
		return rc;
	if (prctl(PR_GET_SECCOMP) != SECCOMP_FILTERED ||
	    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return err_set(err, -EPERM,
		    "the filter of system calls is not in force");
	tell(state, SANDBOX_CALLS, true, "seccomp: no exec, %s",
	    reopen ? "sockets to reopen interfaces only" : "no new sockets");
	return 0;
}

int
sandbox_drop(const struct sandbox_options *options, struct sandbox_state *state,
    struct err *err)
{
	struct sandbox_state s = { 0 };
	int rc = be_alone(err);

	if (rc == 0 && capng_get_caps_process() != 0)
		rc = err_set(err, -EIO, "capabilities can not be read");
	if (rc == 0)
		rc = drop_user(options, &s, err);
	if (rc == 0)
		rc = drop_capabilities(options->reopen_interfaces, &s, err);
	if (rc == 0)
		rc = check_folders(options, err);
	/* SQLite and others would try /var/tmp, which is closed then. */
	if (rc == 0 && options->write_count > 0 &&
	    setenv("TMPDIR", options->write_folders[0], 1) != 0)
		rc = err_set(err, -errno, "TMPDIR: %s", strerror(errno));
	if (rc == 0)
		rc = set_limits(&s, err);
	if (rc == 0)
		rc = confine_files(options, &s, err);
	if (rc == 0)
		rc = filter_calls(options->reopen_interfaces, &s, err);
	if (rc == 0)
		*state = s;
	return rc;
}

void
sandbox_print(const struct sandbox_state *state, FILE *out)
{
	static const char *const names[SANDBOX_MEASURES] = {
		[SANDBOX_IDENTITY] = "user",
		[SANDBOX_CAPABILITIES] = "capabilities",
		[SANDBOX_NEW_PRIVILEGES] = "new privileges",
		[SANDBOX_CORE_DUMPS] = "core dumps",
		[SANDBOX_PROCESSES] = "processes",
		[SANDBOX_FILES] = "files",
		[SANDBOX_CALLS] = "system calls",
	};

	for (size_t i = 0; i < SANDBOX_MEASURES; i++)
		fprintf(out, "%-15s %-9s  %s\n", names[i],
		    state->measures[i].in_force ? "in force" : "not there",
		    state->measures[i].text);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * landlock.c - which files a process can still open.
 *
 * glibc has no functions for the three calls.  Later versions of Landlock
 * know more rights; what the headers of the build do not have is written
 * down here (Documentation/userspace-api/landlock.rst of Linux).
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/landlock.h"

#define RIGHT_TRUNCATE (UINT64_C(1) << 14) /* version 3 */
#define RIGHT_IOCTL_DEV (UINT64_C(1) << 15)

/* struct landlock_ruleset_attr of version 6. */
struct ruleset {
	uint64_t files;
	uint64_t net;    /* version 4: bind and connect TCP */
	uint64_t scoped; /* version 6: abstract sockets and signals */
};

/* What each version governs: a bit for each right to files; of struct
 * ruleset so many bytes. */
static const struct {
	unsigned int file_rights;
	size_t size;
} versions[] = {
	{ 13, offsetof(struct ruleset, net) },
	{ 14, offsetof(struct ruleset, net) },
	{ 15, offsetof(struct ruleset, net) },
	{ 15, offsetof(struct ruleset, scoped) },
	{ 16, offsetof(struct ruleset, scoped) },
	{ 16, sizeof(struct ruleset) },
};

#define VERSION_COUNT (sizeof(versions) / sizeof(versions[0]))

#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_RIGHTS                                                           \
	(READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE |                         \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |     \
	    RIGHT_TRUNCATE)
/* Those of them that a file can have. */
#define FILE_RIGHTS                                                            \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |        \
	    RIGHT_TRUNCATE)

/*
 * What libraries read while they run: time zones (tzset), names under which
 * anyone can register (libpsl), random bytes (SQLite), our own figures, and
 * what an interface is and has dropped.  For that libpcap follows links of
 * /sys/class/net into /sys/devices, to folders that are new each time an
 * interface comes back; without it libpcap says, silently, that nothing was
 * dropped.
 */
static const char *const always_read[] = {
	"/usr/share/zoneinfo",
	"/etc/localtime",
	"/usr/share/publicsuffix",
	"/dev/urandom",
	"/proc/self",
	"/sys/class/net",
	"/sys/devices",
};

/* The version, or negative errno. */
static int
probe(void)
{
	long rc = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	return rc < 0 ? -errno : (int)rc;
}

static int
make_ruleset(size_t version, uint64_t *files, struct err *err)
{
	struct ruleset all = { .net = 3, .scoped = 3 };
	long fd;

	all.files = (UINT64_C(1) << versions[version].file_rights) - 1;
	fd = syscall(SYS_landlock_create_ruleset, &all, versions[version].size,
	    0);
	if (fd < 0)
		return err_set(err, -errno,
		    "the kernel refused a Landlock ruleset: %s",
		    strerror(errno));
	*files = all.files;
	return (int)fd;
}

static int
add_rule(int ruleset, int folder, const char *path, uint64_t rights,
    struct err *err)
{
	struct landlock_path_beneath_attr rule = { .parent_fd = folder };
	struct stat st;

	if (fstat(folder, &st) != 0)
		return err_set(err, -errno, "%s: %s", path, strerror(errno));
	rule.allowed_access =
	    S_ISDIR(st.st_mode) ? rights : rights & FILE_RIGHTS;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		&rule, 0) != 0)
		return err_set(err, -errno,
		    "%s: the kernel refused a Landlock rule: %s", path,
		    strerror(errno));
	return 0;
}

static int
allow(int ruleset, const char *path, uint64_t rights, struct err *err)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return err_set(err, -errno, "%s: %s", path, strerror(errno));
	rc = add_rule(ruleset, fd, path, rights, err);
	close(fd);
	return rc;
}

/* What is not there, or out of reach, needs no rule. */
static int
allow_reading(int ruleset, const char *const *paths, size_t count,
    uint64_t files, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = allow(ruleset, paths[i], READ_RIGHTS & files, err);
		if (rc == -ENOENT || rc == -ENOTDIR || rc == -EACCES)
			rc = 0;
	}
	return rc;
}

static int
allow_all(int ruleset, const struct landlock_paths *paths, uint64_t files,
    struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < paths->write_count; i++)
		rc = allow(ruleset, paths->write_folders[i],
		    WRITE_RIGHTS & files, err);
	if (rc == 0)
		rc = allow_reading(ruleset, paths->read_paths,
		    paths->read_count, files, err);
	if (rc == 0)
		rc = allow_reading(ruleset, always_read,
		    sizeof(always_read) / sizeof(always_read[0]), files, err);
	return rc;
}

int
landlock_confine(const struct landlock_paths *paths, struct err *err)
{
	uint64_t files = 0;
	int version = probe();
	int fd, rc;

	/* Not compiled in; switched off at boot; under an old container. */
	if (version == -ENOSYS || version == -EOPNOTSUPP || version == -EPERM)
		return 0;
	if (version < 1)
		return err_set(err, version < 0 ? version : -EIO,
		    "the kernel does not tell its version of Landlock");
	fd = make_ruleset(version > (int)VERSION_COUNT ? VERSION_COUNT - 1
						       : (size_t)version - 1,
	    &files, err);
	if (fd < 0)
		return fd;
	rc = allow_all(fd, paths, files, err);
	if (rc == 0 && syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		rc = err_set(err, -errno, "Landlock was refused: %s",
		    strerror(errno));
	close(fd);
	return rc ? rc : version;
}

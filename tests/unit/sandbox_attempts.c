/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sandbox_attempts.c - what is tried in the sandbox.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "unit/sandbox_world.h"

#define KEYRING (-3) /* KEY_SPEC_SESSION_KEYRING */
#define KEYCTL_ID 0  /* KEYCTL_GET_KEYRING_ID */

static int
result(long rc)
{
	return rc < 0 ? errno : 0;
}

static int
try_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0644);

	return fd < 0 ? errno : result(close(fd));
}

static int
read_passwd(const struct sandbox_world *w)
{
	(void)w;
	return try_open("/etc/passwd", O_RDONLY);
}

static int
read_shadow(const struct sandbox_world *w)
{
	(void)w;
	return try_open("/etc/shadow", O_RDONLY);
}

static int
write_outside(const struct sandbox_world *w)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/file", w->out);
	return try_open(path, O_WRONLY | O_CREAT);
}

static int
write_outside_by_dots(const struct sandbox_world *w)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/../out/file", w->in);
	return try_open(path, O_WRONLY | O_CREAT);
}

static int
run_program(const struct sandbox_world *w)
{
	char *const argv[] = { (char *)(intptr_t) "true", NULL };

	(void)w;
	/* Stand aside for what true would end with. */
	if (syscall(SYS_execve, "/bin/true", argv, NULL) != 0)
		return errno;
	return 0;
}

static int
run_program_by_fd(const struct sandbox_world *w)
{
	char *const argv[] = { (char *)(intptr_t) "true", NULL };

	(void)w;
	syscall(SYS_execveat, AT_FDCWD, "/bin/true", argv, NULL, 0);
	return errno;
}

static int
fork_off(const struct sandbox_world *w)
{
	pid_t pid = fork();

	(void)w;
	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : result(waitpid(pid, NULL, 0));
}

static void *
nothing(void *arg)
{
	return arg;
}

static int
start_thread(const struct sandbox_world *w)
{
	pthread_t thread;
	int rc = pthread_create(&thread, NULL, nothing, NULL);

	(void)w;
	return rc ? rc : pthread_join(thread, NULL);
}

static int
try_socket(int family, int type)
{
	int fd = socket(family, type, 0);

	return fd < 0 ? errno : result(close(fd));
}

static int
open_inet(const struct sandbox_world *w)
{
	(void)w;
	return try_socket(AF_INET, SOCK_STREAM);
}

static int
open_inet6(const struct sandbox_world *w)
{
	(void)w;
	return try_socket(AF_INET6, SOCK_DGRAM);
}

static int
connect_to_self(const struct sandbox_world *w)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int rc;

	(void)w;
	if (fd < 0)
		return errno;
	rc = result(connect(fd, (struct sockaddr *)&to, sizeof(to)));
	close(fd);
	return rc;
}

static int
be_traced(const struct sandbox_world *w)
{
	(void)w;
	return result(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int
read_memory_of_parent(const struct sandbox_world *w)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { &byte, 1 };

	(void)w;
	return result(syscall(SYS_process_vm_readv, getppid(), &here, 1, &there,
	    1, 0));
}

static int
make_executable_memory(const struct sandbox_world *w)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)w;
	return p == MAP_FAILED ? errno : result(munmap(p, 4096));
}

static int
make_memory_executable(const struct sandbox_world *w)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)w;
	return p == MAP_FAILED
	    ? 0
	    : result(mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

static int
signal_parent(const struct sandbox_world *w)
{
	(void)w;
	return result(kill(getppid(), SIGCONT));
}

static int
be_root(const struct sandbox_world *w)
{
	(void)w;
	return result(setuid(0));
}

static int
mount_something(const struct sandbox_world *w)
{
	return result(mount("none", w->in, "tmpfs", 0, NULL));
}

static int
ask_for_bpf(const struct sandbox_world *w)
{
	(void)w;
	return result(syscall(SYS_bpf, 0, NULL, 0));
}

static int
ask_for_keys(const struct sandbox_world *w)
{
	(void)w;
	return result(syscall(SYS_keyctl, KEYCTL_ID, KEYRING, 0));
}

static int
raise_limit(const struct sandbox_world *w)
{
	struct rlimit limit;

	(void)w;
	if (getrlimit(RLIMIT_CORE, &limit) != 0)
		return 0;
	return result(setrlimit(RLIMIT_CORE, &limit));
}

static int
change_mode(const struct sandbox_world *w)
{
	return result(chmod(w->in, 0777));
}

const struct world_attempt world_refused[] = {
	{ "read /etc/passwd", read_passwd, LANDLOCK | ANYONE },
	{ "read /etc/shadow", read_shadow, 0 },
	{ "write outside", write_outside, LANDLOCK | ANYONE },
	{ "write outside by ..", write_outside_by_dots, LANDLOCK | ANYONE },
	{ "execve", run_program, KILLS | ANYONE },
	{ "execveat", run_program_by_fd, KILLS | ANYONE },
	{ "fork", fork_off, ANYONE },
	{ "a thread", start_thread, ANYONE },
	{ "an IPv4 socket", open_inet, ANYONE },
	{ "an IPv6 socket", open_inet6, 0 },
	{ "connect", connect_to_self, ANYONE },
	{ "ptrace", be_traced, KILLS | ANYONE },
	{ "another's memory", read_memory_of_parent, KILLS },
	{ "mmap with PROT_EXEC", make_executable_memory, ANYONE },
	{ "mprotect with PROT_EXEC", make_memory_executable, ANYONE },
	{ "a signal to another", signal_parent, 0 },
	{ "setuid(0)", be_root, 0 },
	{ "mount", mount_something, KILLS },
	{ "bpf", ask_for_bpf, KILLS },
	{ "keyctl", ask_for_keys, KILLS },
	{ "setrlimit", raise_limit, ANYONE },
	{ "chmod", change_mode, 0 },
};
const size_t world_refused_count =
    sizeof(world_refused) / sizeof(world_refused[0]);

static int
write_rename_remove(const struct sandbox_world *w)
{
	char path[128], other[128];
	struct iovec parts[] = { { (void *)(intptr_t) "ab", 2 },
		{ (void *)(intptr_t) "cd", 2 } };
	int fd;

	snprintf(path, sizeof(path), "%s/file", w->in);
	snprintf(other, sizeof(other), "%s/renamed", w->in);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	if (writev(fd, parts, 2) != 4 || pwrite(fd, "x", 1, 0) != 1 ||
	    ftruncate(fd, 3) != 0 || fdatasync(fd) != 0 || fsync(fd) != 0 ||
	    fchmod(fd, 0644) != 0 || close(fd) != 0 ||
	    rename(path, other) != 0 || unlink(other) != 0)
		return errno;
	return 0;
}

static int
map_a_file(const struct sandbox_world *w)
{
	char path[128];
	char *p;
	int fd;

	snprintf(path, sizeof(path), "%s/file", w->in);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, 32768) != 0)
		return errno;
	p = mmap(NULL, 32768, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return errno;
	p[100] = 1;
	return munmap(p, 32768) != 0 || close(fd) != 0 ? errno : 0;
}

static int
lock_a_file(const struct sandbox_world *w)
{
	char path[128];
	struct flock lock = { .l_type = F_WRLCK, .l_len = 1 };
	int fd;

	snprintf(path, sizeof(path), "%s/file", w->in);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return fd < 0 ? errno : result(fcntl(fd, F_SETLK, &lock));
}

static int
know_time_zones(const struct sandbox_world *w)
{
	time_t summer = 1720000000; /* in July 2024 */
	struct tm tm;

	(void)w;
	if (setenv("TZ", "Europe/Zurich", 1) != 0)
		return errno;
	tzset();
	if (!localtime_r(&summer, &tm))
		return EINVAL;
	return tm.tm_gmtoff == 7200 ? 0 : ENOENT;
}

static int
read_random(const struct sandbox_world *w)
{
	char bytes[16];

	(void)w;
	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		return errno;
	return try_open("/dev/urandom", O_RDONLY);
}

static int
use_memory(const struct sandbox_world *w)
{
	size_t sizes[] = { 100, 100000, 10000000, 64000000 };

	(void)w;
	for (size_t i = 0; i < 4; i++) {
		char *p = malloc(sizes[i]);

		if (!p)
			return ENOMEM;
		memset(p, 1, sizes[i]);
		p = realloc(p, sizes[i] * 2);
		if (!p)
			return ENOMEM;
		free(p);
	}
	return 0;
}

static void
on_signal(int number)
{
	(void)number;
}

static int
take_signals(const struct sandbox_world *w)
{
	struct sigaction act = { .sa_handler = on_signal };
	struct timespec little = { 0, 1000 };

	(void)w;
	if (sigaction(SIGHUP, &act, NULL) != 0 || raise(SIGHUP) != 0 ||
	    nanosleep(&little, NULL) != 0 || poll(NULL, 0, 1) != 0)
		return errno;
	return 0;
}

static int
know_oneself(const struct sandbox_world *w)
{
	struct rlimit limit;
	struct rusage usage;
	struct statfs fs;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    getrusage(RUSAGE_SELF, &usage) != 0 || statfs(w->in, &fs) != 0)
		return errno;
	return try_open("/proc/self/status", O_RDONLY);
}

/* As pcap_stats() does for ps_ifdrop. */
static int
read_interface_drops(const struct sandbox_world *w)
{
	(void)w;
	return try_open("/sys/class/net/lo/statistics/rx_missed_errors",
	    O_RDONLY);
}

/* With what runs then: under sanitizers, a search for leaks. */
static int
end_ordinarily(const struct sandbox_world *w)
{
	(void)w;
	exit(0);
}

const struct world_attempt world_allowed[] = {
	{ "write, rename and remove", write_rename_remove, 0 },
	{ "map a file", map_a_file, 0 },
	{ "lock a file", lock_a_file, 0 },
	{ "time zones", know_time_zones, 0 },
	{ "random bytes", read_random, 0 },
	{ "memory", use_memory, 0 },
	{ "signals and waiting", take_signals, 0 },
	{ "own figures", know_oneself, 0 },
	{ "drops of an interface", read_interface_drops, 0 },
	{ "an ordinary end", end_ordinarily, 0 },
};
const size_t world_allowed_count =
    sizeof(world_allowed) / sizeof(world_allowed[0]);

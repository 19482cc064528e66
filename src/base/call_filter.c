/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * call_filter.c - which system calls a process can still make.
 */
#include <config.h>

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/call_filter.h"

/* By what needs them.  Those that a machine does not have are passed over. */
static const int allowed[] = {
	/* files: SQLite, the log, rules, time zones, metrics */
	SCMP_SYS(read),
	SCMP_SYS(readv),
	SCMP_SYS(pread64),
	SCMP_SYS(preadv),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(pwrite64),
	SCMP_SYS(pwritev),
	SCMP_SYS(lseek),
	SCMP_SYS(_llseek),
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(close),
	SCMP_SYS(stat),
	SCMP_SYS(stat64),
	SCMP_SYS(lstat),
	SCMP_SYS(lstat64),
	SCMP_SYS(fstat),
	SCMP_SYS(fstat64),
	SCMP_SYS(newfstatat),
	SCMP_SYS(fstatat64),
	SCMP_SYS(statx),
	SCMP_SYS(statfs),
	SCMP_SYS(statfs64),
	SCMP_SYS(fstatfs),
	SCMP_SYS(fstatfs64),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd),
	SCMP_SYS(getdents),
	SCMP_SYS(getdents64),
	SCMP_SYS(fcntl),
	SCMP_SYS(fcntl64),
	SCMP_SYS(flock),
	SCMP_SYS(ftruncate),
	SCMP_SYS(ftruncate64),
	SCMP_SYS(fallocate),
	SCMP_SYS(fadvise64),
	SCMP_SYS(fsync),
	SCMP_SYS(fdatasync),
	SCMP_SYS(fchmod),
	SCMP_SYS(rename),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	SCMP_SYS(umask),
	/* memory */
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	/* time, waiting, signals */
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_gettime64),
	SCMP_SYS(clock_getres),
	SCMP_SYS(clock_getres_time64),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(clock_nanosleep_time64),
	SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(ppoll_time64),
	SCMP_SYS(select),
	SCMP_SYS(_newselect),
	SCMP_SYS(pselect6),
	SCMP_SYS(pselect6_time64),
	SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(eventfd2),
	SCMP_SYS(timerfd_create),
	SCMP_SYS(timerfd_settime),
	SCMP_SYS(timerfd_settime64),
	SCMP_SYS(signalfd4),
	SCMP_SYS(setitimer),
	SCMP_SYS(pause),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigsuspend),
	SCMP_SYS(sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(futex),
	SCMP_SYS(futex_time64),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	/* oneself */
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getppid),
	SCMP_SYS(getuid),
	SCMP_SYS(getuid32),
	SCMP_SYS(geteuid),
	SCMP_SYS(geteuid32),
	SCMP_SYS(getgid),
	SCMP_SYS(getgid32),
	SCMP_SYS(getegid),
	SCMP_SYS(getegid32),
	SCMP_SYS(getrusage),
	SCMP_SYS(getrlimit),
	SCMP_SYS(ugetrlimit),
	SCMP_SYS(sysinfo),
	SCMP_SYS(uname),
	SCMP_SYS(getrandom),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	/* sockets that are open: packets, notices to the service manager */
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(send),
	SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),
	SCMP_SYS(getsockopt),
	SCMP_SYS(setsockopt),
	SCMP_SYS(getsockname),
};

/* To open an interface anew. */
static const int allowed_with_sockets[] = {
	SCMP_SYS(bind),
};

/* No way through this program leads to these. */
static const int intruder[] = {
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(move_mount),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(setns),
	SCMP_SYS(unshare),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(keyctl),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(reboot),
};

/* Allowed when its arguments are so. */
struct rule {
	int call;
	unsigned int count;
	struct scmp_arg_cmp args[2];
};

#define ARG_IS(arg, value)                                                     \
	{                                                                      \
		arg, SCMP_CMP_EQ, value, 0                                     \
	}
#define ARG_WITHOUT(arg, bits)                                                 \
	{                                                                      \
		arg, SCMP_CMP_MASKED_EQ, bits, 0                               \
	}

static const struct rule rules[] = {
	{ SCMP_SYS(mmap), 1, { ARG_WITHOUT(2, PROT_EXEC) } },
	{ SCMP_SYS(mmap2), 1, { ARG_WITHOUT(2, PROT_EXEC) } },
	{ SCMP_SYS(mprotect), 1, { ARG_WITHOUT(2, PROT_EXEC) } },
	/* Limits are read, never set. */
	{ SCMP_SYS(prlimit64), 1, { ARG_IS(2, 0) } },
	{ SCMP_SYS(prctl), 1, { ARG_IS(0, PR_GET_SECCOMP) } },
	{ SCMP_SYS(prctl), 1, { ARG_IS(0, PR_GET_NO_NEW_PRIVS) } },
	/* Progress on a terminal. */
	{ SCMP_SYS(ioctl), 1, { ARG_IS(1, TCGETS) } },
	{ SCMP_SYS(ioctl), 1, { ARG_IS(1, TIOCGWINSZ) } },
	{ SCMP_SYS(ioctl), 1, { ARG_IS(1, FIONREAD) } },
};

static const struct rule rules_with_sockets[] = {
	{ SCMP_SYS(socket), 1, { ARG_IS(0, AF_UNIX) } },
	{ SCMP_SYS(socket), 1, { ARG_IS(0, AF_PACKET) } },
	{ SCMP_SYS(socket), 2,
	    { ARG_IS(0, AF_NETLINK), ARG_IS(2, NETLINK_ROUTE) } },
	{ SCMP_SYS(ioctl), 1, { ARG_IS(1, SIOCGIFINDEX) } },
	{ SCMP_SYS(ioctl), 1, { ARG_IS(1, SIOCGIFNAME) } },
	{ SCMP_SYS(ioctl), 1, { ARG_IS(1, SIOCGIFFLAGS) } },
	{ SCMP_SYS(ioctl), 1, { ARG_IS(1, SIOCGIFHWADDR) } },
	{ SCMP_SYS(ioctl), 1, { ARG_IS(1, SIOCGIFMTU) } },
	{ SCMP_SYS(ioctl), 1, { ARG_IS(1, SIOCETHTOOL) } },
};

static int
add_calls(scmp_filter_ctx ctx, uint32_t action, const int *calls, size_t count)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = seccomp_rule_add(ctx, action, calls[i], 0);
	return rc;
}

static int
add_rules(scmp_filter_ctx ctx, const struct rule *list, size_t count)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, list[i].call,
		    list[i].count, list[i].args);
	return rc;
}

/* Refuse the rest as on a system that does not have them, which libpcap takes
 * for an answer. */
static int
refuse_families(scmp_filter_ctx ctx)
{
	const uint32_t action = SCMP_ACT_ERRNO(EAFNOSUPPORT);
	const struct scmp_arg_cmp above = { 0, SCMP_CMP_GT, AF_PACKET, 0 };
	const struct scmp_arg_cmp netlink[] = { ARG_IS(0, AF_NETLINK),
		{ 2, SCMP_CMP_NE, NETLINK_ROUTE, 0 } };
	int rc =
	    seccomp_rule_add_array(ctx, action, SCMP_SYS(socket), 1, &above);

	for (unsigned int family = 0; rc == 0 && family < AF_PACKET; family++) {
		const struct scmp_arg_cmp is = ARG_IS(0, family);

		if (family != AF_UNIX && family != AF_NETLINK)
			rc = seccomp_rule_add_array(ctx, action,
			    SCMP_SYS(socket), 1, &is);
	}
	if (rc == 0)
		rc =
		    seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO(EPROTONOSUPPORT),
			SCMP_SYS(socket), 2, netlink);
	return rc;
}

/* raise() and abort(): to oneself only. */
static int
add_own_signals(scmp_filter_ctx ctx)
{
	const struct scmp_arg_cmp self = ARG_IS(0, (uint64_t)getpid());

	return seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
	    &self);
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static int
fill(scmp_filter_ctx ctx, bool sockets)
{
	int rc = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS);

	/* Both are for good measure: what was refused is in the audit log, and
	 * the tree is searched, not walked. */
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LOG, 1);
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (rc == 0)
		rc = add_calls(ctx, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
	if (rc == 0)
		rc = add_calls(ctx, SCMP_ACT_KILL_PROCESS, intruder,
		    COUNT(intruder));
	if (rc == 0)
		rc = add_rules(ctx, rules, COUNT(rules));
	if (rc == 0)
		rc = add_own_signals(ctx);
	if (rc == 0 && sockets)
		rc = add_calls(ctx, SCMP_ACT_ALLOW, allowed_with_sockets,
		    COUNT(allowed_with_sockets));
	if (rc == 0 && sockets)
		rc = add_rules(ctx, rules_with_sockets,
		    COUNT(rules_with_sockets));
	if (rc == 0 && sockets)
		rc = refuse_families(ctx);
	return rc;
}

int
call_filter_load(bool sockets, struct err *err)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	int rc;

	if (!ctx)
		return err_set(err, -ENOMEM,
		    "no memory left for the filter of system calls");
	rc = fill(ctx, sockets);
	if (rc == 0)
		rc = seccomp_load(ctx);
	seccomp_release(ctx);
	if (rc != 0)
		return err_set(err, rc,
		    "the filter of system calls was refused: %s; the kernel "
		    "needs CONFIG_SECCOMP_FILTER",
		    strerror(-rc));
	return 0;
}

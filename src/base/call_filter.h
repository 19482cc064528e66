/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * call_filter.h - which system calls a process can still make (seccomp(2)).
 *
 * A list of what is allowed.  What only an intruder would call (exec,
 * ptrace, mount, keys, modules, bpf ...) ends the process: there is nothing
 * left to protect by going on, and the service manager tells of it.  All else
 * fails with ENOSYS, as on a kernel that does not have the call: libraries
 * are written for that, so that the next one, which tries a newer call
 * first, falls back and does not end a capture of months.
 */
#ifndef BASE_CALL_FILTER_H
#define BASE_CALL_FILTER_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Memory can no longer be made executable, processes and threads can not be
 * made, and sockets only with sockets true: AF_UNIX, AF_PACKET and, to list
 * interfaces, AF_NETLINK.  Needs no_new_privs.  0, or a negative errno with
 * err.
 */
int call_filter_load(bool sockets, struct err *err);

#endif

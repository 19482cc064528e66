/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notify.c - tell the service manager how it is going.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"
#include "pipeline/notify.h"

#define STATUS_WORD "STATUS="

/* "@name" is abstract: a zero byte, and no zero at its end. */
static int
fill_address(struct sockaddr_un *to, socklen_t *len, const char *name,
    struct err *err)
{
	size_t have = strlen(name);

	if (name[0] != '/' && name[0] != '@')
		return err_set(err, -EAFNOSUPPORT,
		    "NOTIFY_SOCKET: %s is neither a path nor an abstract "
		    "socket",
		    name);
	if (have < 2 || have >= sizeof(to->sun_path))
		return err_set(err, -EINVAL,
		    "NOTIFY_SOCKET: %s is too short or too long", name);
	*to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(to->sun_path, name, have);
	*len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + have);
	if (name[0] == '@')
		to->sun_path[0] = '\0';
	else
		(*len)++;
	return 0;
}

static int
connect_to(const char *name, struct err *err)
{
	struct sockaddr_un to;
	socklen_t len = 0;
	int rc = fill_address(&to, &len, name, err);
	int fd;

	if (rc)
		return rc;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, len) == 0)
		return fd;
	rc = err_set(err, -errno, "NOTIFY_SOCKET: %s: %s", name,
	    strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

static int
number_of(const char *variable, uint64_t *out)
{
	const char *text = getenv(variable);

	return text ? text_parse_u64(text, strlen(text), UINT64_MAX / 2, out)
		    : -ENOENT;
}

/* Half of the manager's patience, if it waits for us and not for a process
 * that started us. */
static uint64_t
watchdog_interval(void)
{
	uint64_t wait_us = 0, pid = (uint64_t)getpid();
	int rc = number_of("WATCHDOG_PID", &pid);

	if ((rc != 0 && rc != -ENOENT) || pid != (uint64_t)getpid() ||
	    number_of("WATCHDOG_USEC", &wait_us) != 0)
		return 0;
	return wait_us / 2;
}

int
notify_open(struct notify *n, struct err *err)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct notify made = { .fd = -1 };

	if (name && name[0] != '\0') {
		made.fd = connect_to(name, err);
		if (made.fd < 0)
			return made.fd;
		made.watchdog_us = watchdog_interval();
	}
	*n = made;
	return 0;
}

void
notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	*n = (struct notify){ .fd = -1 };
}

static int
tell(const struct notify *n, const char *text)
{
	if (n->fd < 0)
		return 0;
	return send(n->fd, text, strlen(text), MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int
notify_ready(const struct notify *n)
{
	return tell(n, "READY=1");
}

int
notify_reloading(const struct notify *n, uint64_t monotonic_us)
{
	char text[64];

	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
	    monotonic_us);
	return tell(n, text);
}

int
notify_stopping(const struct notify *n)
{
	return tell(n, "STOPPING=1");
}

int
notify_watchdog(const struct notify *n)
{
	return tell(n, "WATCHDOG=1");
}

int
notify_status(const struct notify *n, const char *fmt, ...)
{
	char text[sizeof(STATUS_WORD) + NOTIFY_STATUS_MAX] = STATUS_WORD;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text + sizeof(STATUS_WORD) - 1, NOTIFY_STATUS_MAX, fmt, ap);
	va_end(ap);
	/* A second line would be another notice. */
	for (char *c = text; *c; c++)
		if (*c == '\n')
			*c = ' ';
	return tell(n, text);
}

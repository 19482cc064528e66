/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_link.c - what the kernel says about interfaces, by rtnetlink(7).
 */
#include <config.h>

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/live_link.h"

#define ANSWER_MAX 65536U     /* bytes of one datagram; rtnetlink uses 32 KiB */
#define TYPE_MASK 0x3fffU     /* flags above it */
#define QUEUE_BYTES (1 << 20) /* wanted; the system may give less */
#define LOWER_UP 0x10000U     /* IFF_LOWER_UP of linux/if.h */

struct live_link {
	int fd;
	uint32_t port;  /* our address, that answers name */
	size_t at, len; /* bytes[at..len) are to be read */
	uint8_t bytes[ANSWER_MAX];
};

int
live_link_open(struct live_link **out, struct err *err)
{
	struct sockaddr_nl sa = { .nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK };
	struct live_link *l = calloc(1, sizeof(*l));
	socklen_t len = sizeof(sa);
	int queue = QUEUE_BYTES;
	int rc;

	if (!l)
		return err_set(err, -ENOMEM, "interfaces: no memory");
	l->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    NETLINK_ROUTE);
	if (l->fd < 0 || bind(l->fd, (struct sockaddr *)&sa, len) < 0 ||
	    getsockname(l->fd, (struct sockaddr *)&sa, &len) < 0) {
		rc = -errno;
		live_link_close(l);
		return err_set(err, rc,
		    "interfaces: the kernel does not tell of them: %s",
		    strerror(-rc));
	}
	setsockopt(l->fd, SOL_SOCKET, SO_RCVBUF, &queue, sizeof(queue));
	l->port = sa.nl_pid;
	*out = l;
	return 0;
}

void
live_link_close(struct live_link *l)
{
	if (!l)
		return;
	if (l->fd >= 0)
		close(l->fd);
	free(l);
}

int
live_link_fd(const struct live_link *l)
{
	return l->fd;
}

int
live_link_ask(struct live_link *l, uint32_t number, int index, const char *name)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg info;
		struct rtattr attr;
		char name[LIVE_NAME_MAX];
	} ask = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(ask.info)),
		    .nlmsg_type = RTM_GETLINK,
		    .nlmsg_flags = NLM_F_REQUEST,
		    .nlmsg_seq = number },
		.info = { .ifi_family = AF_UNSPEC, .ifi_index = index },
		.attr = { .rta_type = IFLA_IFNAME },
	};
	size_t n = strlen(name);

	if (index == 0) {
		if (n >= sizeof(ask.name))
			return -EINVAL;
		memcpy(ask.name, name, n);
		ask.attr.rta_len = (unsigned short)RTA_LENGTH(n + 1);
		ask.head.nlmsg_len += RTA_SPACE((unsigned int)n + 1);
	}
	return send(l->fd, &ask, ask.head.nlmsg_len, 0) < 0 ? -errno : 0;
}

/* Copy a structure of the kernel's that may be shorter or longer. */
static void
copy_known(void *out, size_t size, const uint8_t *data, size_t len)
{
	memset(out, 0, size);
	memcpy(out, data, len < size ? len : size);
}

static void
read_attr(unsigned int type, const uint8_t *data, size_t len,
    struct live_link_news *out)
{
	struct rtnl_link_stats64 s;

	if (type == IFLA_IFNAME) {
		size_t n = strnlen((const char *)data, len);

		if (n < sizeof(out->name))
			memcpy(out->name, data, n);
	} else if (type == IFLA_STATS64) {
		copy_known(&s, sizeof(s), data, len);
		/* As libpcap's ps_ifdrop. */
		out->drops = s.rx_missed_errors + s.rx_fifo_errors;
		out->counted = true;
	}
}

static bool
read_link(const uint8_t *data, size_t len, struct live_link_news *out)
{
	struct ifinfomsg info;
	struct rtattr a;

	if (len < sizeof(info))
		return false;
	memcpy(&info, data, sizeof(info));
	/* Bridges tell of their ports by the same types. */
	if (info.ifi_family != AF_UNSPEC || info.ifi_index <= 0)
		return false;
	out->index = info.ifi_index;
	out->up = info.ifi_flags & IFF_UP;
	out->carrier = info.ifi_flags & LOWER_UP;
	for (size_t at = NLMSG_ALIGN(sizeof(info));
	     at < len && len - at >= sizeof(a);) {
		memcpy(&a, data + at, sizeof(a));
		if (a.rta_len < sizeof(a) || a.rta_len > len - at)
			break;
		read_attr(a.rta_type & TYPE_MASK, data + at + sizeof(a),
		    a.rta_len - sizeof(a), out);
		at += RTA_ALIGN((size_t)a.rta_len);
	}
	return true;
}

/* An answer without an interface. */
static bool
read_error(const uint8_t *data, size_t len)
{
	int32_t code;

	if (len < sizeof(code))
		return false;
	memcpy(&code, data, sizeof(code));
	return code == -ENODEV;
}

size_t
live_link_parse(const uint8_t *data, size_t len, uint32_t port,
    struct live_link_news *out, bool *told)
{
	const uint8_t *body = data + NLMSG_HDRLEN;
	struct nlmsghdr head;
	size_t body_len, all;

	*told = false;
	if (len < sizeof(head))
		return 0;
	memcpy(&head, data, sizeof(head));
	if (head.nlmsg_len < NLMSG_HDRLEN || head.nlmsg_len > len)
		return 0;
	body_len = head.nlmsg_len - NLMSG_HDRLEN;
	/* A change carries the number of whoever made it. */
	*out = (struct live_link_news){
		.asked = head.nlmsg_pid == port ? head.nlmsg_seq : 0,
	};
	switch (head.nlmsg_type) {
	case RTM_DELLINK:
		out->gone = true;
		*told = read_link(body, body_len, out);
		break;
	case RTM_NEWLINK:
		*told = read_link(body, body_len, out);
		break;
	case NLMSG_ERROR:
		*told = out->asked != 0 && read_error(body, body_len);
		break;
	}
	all = NLMSG_ALIGN((size_t)head.nlmsg_len);
	return all < len ? all : len;
}

int
live_link_next(struct live_link *l, struct live_link_news *out)
{
	for (;;) {
		bool told = false;
		size_t n;
		ssize_t got;

		if (l->at == l->len) {
			got = recv(l->fd, l->bytes, sizeof(l->bytes), 0);
			if (got < 0)
				return errno == EAGAIN || errno == EINTR
				    ? 0
				    : -errno;
			l->at = 0;
			l->len = (size_t)got;
			if (got == 0)
				continue;
		}
		n = live_link_parse(l->bytes + l->at, l->len - l->at, l->port,
		    out, &told);
		l->at = n > 0 ? l->at + n : l->len;
		if (told)
			return 1;
	}
}

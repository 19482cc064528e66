/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_handle.c - libpcap's handle of one interface, and what it says in our
 * words.
 */
#include <config.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <pcap.h>

#include "capture/live_handle.h"

#define MICRO UINT64_C(1000000)
#define LINKTYPE_RAW 101

struct live_handle {
	pcap_t *pcap;
	int fd;
	uint16_t interface;
	uint16_t link_type;
	live_frame_fn *on_frame; /* while reading */
	void *arg;
	int frames;
};

char *
live_handle_tagged(const char *filter)
{
	/* Each "vlan" moves all that follows it by one tag. */
	static const char form[] =
	    "(%s) or (vlan and ((%s) or (vlan and (%s))))";
	size_t size = sizeof(form) + 3 * strlen(filter);
	char *text = malloc(size);

	if (text)
		snprintf(text, size, form, filter, filter, filter);
	return text;
}

static int
compile(pcap_t *p, const char *filter, struct bpf_program *out, struct err *err)
{
	if (pcap_compile(p, out, filter, 1, PCAP_NETMASK_UNKNOWN) == 0)
		return 0;
	return err_set(err, -EINVAL, "filter \"%.200s\": %s", filter,
	    pcap_geterr(p));
}

static int
check_for(int dlt, const char *filter, uint32_t snap_len, struct err *err)
{
	pcap_t *p = pcap_open_dead(dlt, (int)snap_len);
	struct bpf_program program;
	int rc;

	if (!p)
		return err_set(err, -ENOMEM, "filter: no memory");
	rc = compile(p, filter, &program, err);
	if (rc == 0)
		pcap_freecode(&program);
	pcap_close(p);
	return rc;
}

int
live_handle_check_filter(const char *filter, uint32_t snap_len, struct err *err)
{
	static const int others[] = { DLT_RAW, DLT_LINUX_SLL,
		DLT_IEEE802_11_RADIO };
	int rc = check_for(DLT_EN10MB, filter, snap_len, err);

	for (size_t i = 0; rc < 0 && i < sizeof(others) / sizeof(*others);
	     i++) {
		if (check_for(others[i], filter, snap_len, NULL) == 0)
			return 0;
	}
	return rc;
}

static int
no_permission(const char *name, struct err *err)
{
	return err_set(err, -EPERM,
	    "%s: no permission to capture: this needs the capability "
	    "CAP_NET_RAW; start it as root with -Z USER, or as the service, "
	    "or once give it to the program: "
	    "setcap cap_net_raw+ep \"$(command -v rasaudit)\"",
	    name);
}

int
live_handle_failure(const char *name, int status, const char *detail,
    struct err *err)
{
	switch (status) {
	case PCAP_ERROR_PERM_DENIED:
		return no_permission(name, err);
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		return err_set(err, -EPERM,
		    "%s: no permission for promiscuous mode: this needs the "
		    "capability CAP_NET_ADMIN beside CAP_NET_RAW; start it as "
		    "root with -Z USER, or do without the mode",
		    name);
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return err_set(err, -ENODEV, "%s: no such interface", name);
	case PCAP_ERROR_IFACE_NOT_UP:
		return err_set(err, -ENETDOWN, "%s: is down", name);
	default:
		return err_set(err, -EIO, "%s: can not be captured: %s", name,
		    *detail ? detail : pcap_statustostr(status));
	}
}

static int
configure(pcap_t *p, const struct live_handle_options *o)
{
	int buffer = o->buffer_bytes > INT_MAX ? INT_MAX : (int)o->buffer_bytes;
	int rc = pcap_set_snaplen(p, (int)o->snap_len);

	if (rc == 0)
		rc = pcap_set_promisc(p, o->promiscuous);
	if (rc == 0)
		rc = pcap_set_timeout(p, o->timeout_ms);
	if (rc == 0)
		rc = pcap_set_buffer_size(p, buffer);
	return rc;
}

static int
activate(pcap_t *p, const char *name, const struct live_handle_options *o,
    struct err *err)
{
	int rc = configure(p, o);

	if (rc == 0)
		rc = pcap_activate(p);
	/* Above zero it is a warning: no promiscuous mode for "any". */
	return rc < 0 ? live_handle_failure(name, rc, pcap_geterr(p), err) : 0;
}

static int
set_filter(pcap_t *p, const char *name, const struct live_handle_options *o,
    struct err *err)
{
	struct bpf_program program;
	int rc = 0;

	if (!o->filter)
		return 0;
	if (!o->tagged || compile(p, o->tagged, &program, NULL) < 0)
		rc = compile(p, o->filter, &program, err);
	if (rc < 0)
		return rc;
	if (pcap_setfilter(p, &program) < 0)
		rc = err_set(err, -EIO, "%s: filter: %s", name, pcap_geterr(p));
	pcap_freecode(&program);
	return rc;
}

/* What libpcap calls by another number than the files do. */
static uint16_t
link_type_of(int dlt)
{
	return dlt == DLT_RAW ? LINKTYPE_RAW : (uint16_t)dlt;
}

static int
start(struct live_handle *h, const char *name,
    const struct live_handle_options *o, struct err *err)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	int on = 1;
	int rc;

	h->pcap = pcap_create(name, text);
	if (!h->pcap)
		return err_set(err, -EIO, "%s: %s", name, text);
	rc = activate(h->pcap, name, o, err);
	if (rc == 0)
		rc = set_filter(h->pcap, name, o, err);
	if (rc < 0)
		return rc;
	h->fd = pcap_get_selectable_fd(h->pcap);
	if (h->fd < 0 || pcap_setnonblock(h->pcap, 1, text) < 0)
		return err_set(err, -EIO, "%s: can not be waited for: %s", name,
		    text);
	h->link_type = link_type_of(pcap_datalink(h->pcap));
#ifdef SO_LOCK_FILTER
	/* A program that was taken over can not widen what it sees.  Kernels
	 * without it do as well. */
	setsockopt(h->fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof(on));
#endif
	return 0;
}

int
live_handle_open(struct live_handle **out, const char *name, uint16_t interface,
    const struct live_handle_options *options, struct err *err)
{
	struct live_handle *h = calloc(1, sizeof(*h));
	int rc;

	if (!h)
		return err_set(err, -ENOMEM, "%s: no memory", name);
	h->interface = interface;
	rc = start(h, name, options, err);
	if (rc < 0) {
		live_handle_close(h);
		return rc;
	}
	*out = h;
	return 0;
}

void
live_handle_close(struct live_handle *h)
{
	if (!h)
		return;
	if (h->pcap)
		pcap_close(h->pcap);
	free(h);
}

int
live_handle_fd(const struct live_handle *h)
{
	return h->fd;
}

void
live_handle_clear_error(struct live_handle *h)
{
	int error;
	socklen_t len = sizeof(error);

	getsockopt(h->fd, SOL_SOCKET, SO_ERROR, &error, &len);
}

static uint64_t
time_of(const struct timeval *tv)
{
	uint64_t us;

	if (tv->tv_sec < 0)
		return 0;
	if ((uint64_t)tv->tv_sec > FRAME_TIME_MAX_US / MICRO)
		return FRAME_TIME_MAX_US;
	us = (uint64_t)tv->tv_sec * MICRO + (uint64_t)tv->tv_usec;
	return us < FRAME_TIME_MAX_US ? us : FRAME_TIME_MAX_US;
}

static void
take(u_char *user, const struct pcap_pkthdr *head, const u_char *data)
{
	struct live_handle *h = (struct live_handle *)(void *)user;
	struct frame f = {
		.time_us = time_of(&head->ts),
		.data = data,
		.cap_len = head->caplen,
		.wire_len = head->len,
		.link_type = h->link_type,
		.interface = h->interface,
	};

	if (f.cap_len > FRAME_CAP_MAX)
		f.cap_len = FRAME_CAP_MAX;
	if (f.wire_len < f.cap_len)
		f.wire_len = f.cap_len;
	h->frames++;
	h->on_frame(&f, h->arg);
}

int
live_handle_read(struct live_handle *h, int max, live_frame_fn *on_frame,
    void *arg, struct err *err)
{
	h->on_frame = on_frame;
	h->arg = arg;
	h->frames = 0;
	if (pcap_dispatch(h->pcap, max, take, (u_char *)h) < 0)
		return err_set(err, -EIO, "%s", pcap_geterr(h->pcap));
	return h->frames;
}

int
live_handle_counts(struct live_handle *h, uint32_t *received, uint32_t *drops)
{
	struct pcap_stat stat;

	if (pcap_stats(h->pcap, &stat) < 0)
		return -EIO;
	*received = stat.ps_recv;
	*drops = stat.ps_drop;
	return 0;
}

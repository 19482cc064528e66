/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live_list.c - the interfaces that can be captured.
 */
#include <config.h>

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap.h>

#include "capture/live_list.h"

#define NAMES_TEXT_MAX 300 /* of a message */

/* libpcap also lists Bluetooth, USB, netfilter queues and message buses. */
static bool
is_network(const pcap_if_t *d)
{
	return if_nametoindex(d->name) != 0 || strcmp(d->name, "any") == 0;
}

static bool
addr_of(const struct sockaddr *sa, struct addr *out)
{
	uint8_t bytes[16];

	if (!sa)
		return false;
	if (sa->sa_family == AF_INET) {
		memcpy(bytes,
		    (const char *)sa + offsetof(struct sockaddr_in, sin_addr),
		    4);
		*out = addr_from_v4(bytes);
		return true;
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(bytes,
		    (const char *)sa + offsetof(struct sockaddr_in6, sin6_addr),
		    16);
		*out = addr_from_v6(bytes);
		return true;
	}
	return false;
}

static int
copy_addrs(struct live_interface *i, const pcap_if_t *d)
{
	size_t n = 0;

	for (const pcap_addr_t *a = d->addresses; a; a = a->next)
		n++;
	i->addrs = calloc(n + 1, sizeof(*i->addrs));
	if (!i->addrs)
		return -ENOMEM;
	for (const pcap_addr_t *a = d->addresses; a; a = a->next) {
		if (addr_of(a->addr, &i->addrs[i->addr_count]))
			i->addr_count++;
	}
	return 0;
}

static int
copy_interface(struct live_interface *i, const pcap_if_t *d)
{
	i->name = strdup(d->name);
	i->description = d->description ? strdup(d->description) : NULL;
	i->up = d->flags & PCAP_IF_UP;
	i->running = d->flags & PCAP_IF_RUNNING;
	i->loopback = d->flags & PCAP_IF_LOOPBACK;
	if (!i->name || (d->description && !i->description))
		return -ENOMEM;
	return copy_addrs(i, d);
}

static int
copy_list(struct live_list *l, const pcap_if_t *all)
{
	size_t n = 0;

	for (const pcap_if_t *d = all; d; d = d->next)
		n++;
	l->items = calloc(n + 1, sizeof(*l->items));
	if (!l->items)
		return -ENOMEM;
	for (const pcap_if_t *d = all; d; d = d->next) {
		if (!is_network(d))
			continue;
		if (copy_interface(&l->items[l->count++], d) < 0)
			return -ENOMEM;
	}
	return 0;
}

int
live_list_new(struct live_list **out, struct err *err)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	struct live_list *l;
	pcap_if_t *all;
	int rc;

	if (pcap_findalldevs(&all, text) < 0)
		return err_set(err, -EIO, "interfaces: %s", text);
	l = calloc(1, sizeof(*l));
	rc = l ? copy_list(l, all) : -ENOMEM;
	pcap_freealldevs(all);
	if (rc < 0) {
		live_list_free(l);
		return err_set(err, rc, "interfaces: no memory");
	}
	*out = l;
	return 0;
}

void
live_list_free(struct live_list *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++) {
		free(l->items[i].name);
		free(l->items[i].description);
		free(l->items[i].addrs);
	}
	free(l->items);
	free(l);
}

int
live_list_say_missing(const struct live_list *l, const char *name,
    struct err *err)
{
	char names[NAMES_TEXT_MAX] = "";
	size_t len = 0;

	for (size_t i = 0; l && i < l->count; i++) {
		size_t need = strlen(l->items[i].name) + sizeof(", ");

		if (need + sizeof("...") > sizeof(names) - len) {
			snprintf(names + len, sizeof(names) - len, ", ...");
			break;
		}
		len += (size_t)snprintf(names + len, sizeof(names) - len,
		    "%s%s", i > 0 ? ", " : "", l->items[i].name);
	}
	return err_set(err, -ENODEV, "%.64s: no such interface; there are: %s",
	    name, *names ? names : "none");
}

int
live_list_missing(const char *name, struct err *err)
{
	struct live_list *l = NULL;
	int rc;

	if (live_list_new(&l, NULL) < 0)
		l = NULL;
	rc = live_list_say_missing(l, name, err);
	live_list_free(l);
	return rc;
}

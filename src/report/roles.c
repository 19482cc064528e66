/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * roles.c - what a report knows of roles and addresses beyond their texts.
 */
#include <config.h>

#include <string.h>

#include "report/roles.h"

#define ROLE_MAX 128

bool
roles_next(const char *list, size_t *at, char *out, size_t size)
{
	size_t len = strlen(list);
	size_t part;

	if (*at > len)
		return false;
	part = strcspn(list + *at, ",");
	if (part >= size)
		part = size - 1;
	memcpy(out, list + *at, part);
	out[part] = '\0';
	*at += strcspn(list + *at, ",") + 1;
	return true;
}

bool
roles_have(const char *list, const char *role)
{
	char one[ROLE_MAX];
	size_t at = 0;

	while (list && roles_next(list, &at, one, sizeof(one)))
		if (strcmp(one, role) == 0)
			return true;
	return false;
}

int
roles_kind(const struct role_kinds *k, const char *role)
{
	for (size_t i = 0; i < k->count; i++)
		if (strcmp(k->at[i].role, role) == 0)
			return (int)k->at[i].kind;
	return -1;
}

bool
roles_any_of(const struct role_kinds *k, const char *list, enum role_kind kind)
{
	char one[ROLE_MAX];
	size_t at = 0;

	while (list && roles_next(list, &at, one, sizeof(one)))
		if (roles_kind(k, one) == (int)kind)
			return true;
	return false;
}

bool
roles_of_no_kind(const struct role_kinds *k, const char *list)
{
	char one[ROLE_MAX];
	size_t at = 0;

	while (list && roles_next(list, &at, one, sizeof(one)))
		if (*one && roles_kind(k, one) < 0)
			return true;
	return false;
}

/* DESIGN section 7 has them by name: that users work there is more than being
 * a component. */
bool
roles_users(const char *list)
{
	static const char *const hosts[] = { "rdsh-agent", "guest-agent",
		"remote-pc-agent", "avd-session-host" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (roles_have(list, hosts[i]))
			return true;
	return false;
}

const char *
roles_text(const char *list)
{
	return list && *list ? list : "(no role)";
}

#define IPV4(a, b, length)                                                     \
	{                                                                      \
		{ { [10] = 0xff, [11] = 0xff, [12] = (a), [13] = (b) } },      \
		    ADDR_V4_BITS + (length)                                    \
	}

static bool
is_private(const struct addr *a)
{
	static const struct prefix list[] = {
		IPV4(10, 0, 8),
		IPV4(172, 16, 12),
		IPV4(192, 168, 16),
		IPV4(169, 254, 16),
		IPV4(100, 64, 10),
		IPV4(127, 0, 8),
		{ { { 0xfc } }, 7 },
		{ { { 0xfe, 0x80 } }, 10 },
		{ { { [15] = 1 } }, 128 },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (prefix_contains(&list[i], a))
			return true;
	return false;
}

bool
roles_inside(const struct site_networks *n, const char *address)
{
	struct addr a;

	if (!address || addr_parse(address, strlen(address), &a) != 0)
		return false;
	return is_private(&a) ||
	    (n->count && prefix_map_find(&n->map, &a) != PREFIX_MAP_NONE);
}

bool
roles_admin_port(long long port)
{
	static const uint16_t ports[] = { 22, 23, 135, 139, 445, 623, 902, 1433,
		3306, 3389, 5432, 5900, 5985, 5986, 8006, 9440 };

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (ports[i] == port)
			return true;
	return false;
}

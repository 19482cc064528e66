/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * registrable.c - the part of a name that somebody registered.
 */
#include <config.h>

#include <errno.h>
#include <libpsl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/registrable.h"

struct registrable {
	psl_ctx_t *list;
};

int
registrable_new(struct registrable **out)
{
	struct registrable *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->list = psl_latest(NULL);
	if (!r->list) {
		free(r);
		return -ENOENT;
	}
	*out = r;
	return 0;
}

void
registrable_free(struct registrable *r)
{
	if (!r)
		return;
	psl_free(r->list);
	free(r);
}

/* No top-level domain is a number (RFC 3696 section 2). */
static bool
is_address(const char *name)
{
	const char *dot = strrchr(name, '.');
	const char *last = dot ? dot + 1 : name;

	return *last == '\0' || strspn(last, "0123456789") == strlen(last);
}

const char *
registrable_name(const struct registrable *r, const char *name)
{
	return is_address(name) ? NULL : psl_registrable_domain(r->list, name);
}

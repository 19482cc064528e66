/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * registrable.h - the part of a name that somebody registered ("example.co.uk"
 * of "www.example.co.uk"), by the public suffix list, for folding.
 *
 * The list is the system's file (Debian: publicsuffix) or the library's own,
 * whichever is newer; it is read once, before privileges are dropped.
 */
#ifndef INSPECT_REGISTRABLE_H
#define INSPECT_REGISTRABLE_H

struct registrable;

/* 0 and a list to give to registrable_free(); -ENOENT when the system has
 * none, -ENOMEM. */
int registrable_new(struct registrable **out);
void registrable_free(struct registrable *r);

/* The registrable end of a host name in lower case: a pointer into name.
 * NULL when there is none: a public suffix itself, one label, an address. */
const char *registrable_name(const struct registrable *r, const char *name);

#endif

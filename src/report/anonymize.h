/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * anonymize.h - addresses and names of a report, replaced alike everywhere.
 *
 * Addresses keep their common prefixes: two that share k leading bits share
 * exactly k afterwards (J. Fan, J. Xu, M. Ammar, S. Moon: "Prefix-preserving
 * IP address anonymization", Computer Networks 46(2), 2004; Crypto-PAn, here
 * with AES-128 of libgcrypt, for IPv4 and IPv6 each over its own bits).
 * Names become a label made by HMAC-SHA-256, the same for one name whatever
 * its case.  Nobody without the secret can turn either back by computing;
 * who knows some pairs learns the prefixes they share, as the paper says.
 */
#ifndef REPORT_ANONYMIZE_H
#define REPORT_ANONYMIZE_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "report/doc.h"

/* The cipher's key, and the secret padding of the scheme. */
#define ANONYMIZE_SECRET_BYTES 32

struct anonymizer;

/*
 * With a secret of ANONYMIZE_SECRET_BYTES; NULL takes a random one.
 * digest_init() comes before.  0 and what to give to anonymizer_free(), or
 * -EIO: the cipher failed, or another negative errno of the kernel's random
 * source.
 */
int anonymizer_new(struct anonymizer **out, const uint8_t *secret,
    struct err *e);
/* The same with the SHA-256 of the file at path as secret: reports with one
 * file are alike.  The file has 16 bytes or more. */
int anonymizer_new_file(struct anonymizer **out, const char *path,
    struct err *e);
/* NULL is allowed. */
void anonymizer_free(struct anonymizer *a);

struct addr anonymizer_addr(const struct anonymizer *a, const struct addr *in);
/* Append "name-" and 10 letters and digits. */
void anonymizer_name(const struct anonymizer *a, const char *name,
    struct strbuf *out);

/* The names a document holds, for commands and as a second net. */
struct name_list;

struct name_list *name_list_new(const struct doc *d);
void name_list_free(struct name_list *l);

/* The next string in quotes of a statement of the rule language, without
 * them; *text goes on behind it.  NULL: there is none. */
const char *anonymize_quoted(const char **text, size_t *len);
/* Append a statement with each address and each string in quotes replaced. */
void anonymize_rule(const struct anonymizer *a, const char *text,
    struct strbuf *out);

/*
 * Append text as a cell of this type shows it.  A DOC_ADDRESS without an
 * address in it, and a DOC_NAME, become a label.  In any other text each
 * address is replaced; in a DOC_COMMAND each of the names too, in the rest
 * those that have a dot.
 */
void anonymize_text(const struct anonymizer *a, const struct name_list *l,
    enum doc_type type, const char *text, struct strbuf *out);

#endif

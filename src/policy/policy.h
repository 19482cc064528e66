/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy.h - matrix and site after loading: immutable, in one arena, with a
 * digest.  rasaudit.rules(5) has the language.
 *
 * Everything that a getter returns is lent for the life of the policy.  A
 * loaded policy may be read by several threads.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/diag.h"
#include "base/words.h"
#include "policy/role_set.h"

#define POLICY_FILE_MAX ((size_t)16 << 20) /* bytes of one rule file */
#define POLICY_FILES_MAX 64
#define POLICY_ROWS_MAX 65535

struct policy;

/* Where a statement stands. */
struct policy_place {
	const char *file;
	uint32_t line, col;
};

struct policy_role {
	const char *id;
	const char *label; /* "" when none */
	enum role_kind kind;
	enum row_origin origin; /* declared by the matrix or by the site */
	struct policy_place place;
};

struct policy_feature {
	const char *id;
	const char *label;
	bool default_on; /* as the matrix says */
	bool on;         /* as the site leaves it */
	struct policy_place place;
};

struct policy_ports {
	uint16_t first, last; /* both included */
};

/* One end of a row or known line.  Its parts are alternatives. */
struct policy_end {
	const char *text;      /* as written, spaces around commas dropped */
	struct role_set roles; /* groups expanded */
	const struct prefix *prefixes;
	size_t prefix_count;
	const char *const *names; /* lower-case patterns, leading "*" allowed */
	size_t name_count;
	bool any;
	bool self;
};

/* A name of an application, as written; pipeline resolves it. */
struct policy_app {
	const char *name;
	struct policy_place place;
};

struct policy_row {
	const char *id;
	const char *section; /* "" when none was open */
	const char *text;    /* the description, "" when none */
	struct policy_end src, dst;
	const uint8_t *protos; /* numbers; any_proto when count is 0 */
	size_t proto_count;
	const char *proto_text; /* "tcp,udp"; "any" */
	const struct policy_ports *ports;
	size_t port_count;     /* 0: every port, or a protocol without */
	const char *port_text; /* "80,443", "" when port_count is 0 */
	const struct addr *multicasts;
	size_t multicast_count;
	const struct policy_app *apps; /* "as": overrides expect */
	size_t app_count;
	uint64_t from_us;  /* 0 when always */
	uint64_t until_us; /* first microsecond after it; WHEN_NEVER_US */
	int feature;       /* number of a feature, or -1 */
	enum row_origin origin;
	bool allow; /* or deny */
	bool broadcast;
	bool inferred;
	uint32_t role_width; /* roles of both ends, groups expanded; an address
			      * or a name counts 0, any counts all roles */
	uint32_t port_width; /* ports covered; 65536 when all */
	uint32_t number;     /* its index in policy_row_at() */
	struct policy_place place;
};

/* Traffic that the site expects beside the matrix. */
struct policy_known {
	const char *name;
	const char *why;
	struct policy_end src, dst;
	const uint8_t *protos;
	size_t proto_count;
	const struct policy_ports *ports;
	size_t port_count;
	struct policy_place place;
};

struct policy_expect {
	uint8_t proto;
	struct policy_ports ports;
	const struct policy_app *apps;
	size_t app_count;
	enum row_origin origin;
	uint32_t number; /* its index in policy_expect_at() */
	struct policy_place place;
};

/* An address line of the site, one prefix of it. */
struct policy_address {
	struct prefix prefix;
	struct role_set roles;
	const char *label;
	uint64_t from_us, until_us;
	struct policy_place place;
};

/* A network line of the site, one prefix of it. */
struct policy_network {
	struct prefix prefix;
	const char *label; /* "" when none */
	struct policy_place place;
};

struct policy_options {
	const char *rules_dir; /* where includes are looked up second */
	uint64_t now_us;  /* for lint's "expired"; 0: dates are not linted */
	bool no_includes; /* "include" is an error: the text is a stranger's */
};

/*
 * Load the file at path with what it includes.  0 and a policy to give to
 * policy_free(); -EINVAL with the errors in diags (up to DIAG_ERRORS_MAX kept);
 * -ENOMEM; or another negative errno when path itself can not be read, also
 * told in diags.  A policy without rows is an error.  Lint findings are
 * added to diags as warnings.  options may be NULL.  Call digest_init() first.
 * Dates are found by setting TZ for a moment: load where no other thread
 * reads the environment.
 */
int policy_load(struct policy **out, const char *path,
    const struct policy_options *options, struct diag_list *diags);
/*
 * The same of a file that is in memory; name stands for its path in messages,
 * and includes are looked up beside it.
 */
int policy_load_text(struct policy **out, const char *name, const char *text,
    size_t len, const struct policy_options *options, struct diag_list *diags);
void policy_free(struct policy *p);

/* SHA-256, in hex, of what the policy means: comments, layout and the names
 * of files do not change it. */
const char *policy_digest(const struct policy *p);
const char *policy_matrix_id(const struct policy *p);     /* "" when none */
const char *policy_matrix_title(const struct policy *p);  /* "" when none */
const char *policy_matrix_source(const struct policy *p); /* "" when none */
const char *policy_site_name(const struct policy *p);     /* "" when none */
const char *policy_zone(const struct policy *p);          /* "UTC" at least */
const char *policy_tap(const struct policy *p);           /* "" when none */

/* The files that it was read from, the first one first. */
size_t policy_file_count(const struct policy *p);
const char *policy_file_at(const struct policy *p, size_t i);

size_t policy_role_count(const struct policy *p);
const struct policy_role *policy_role_at(const struct policy *p, size_t i);
/* The number of the role of this id, or -1. */
int policy_role_find(const struct policy *p, const char *id, size_t len);
/* The roles of a kind. */
const struct role_set *policy_kind_roles(const struct policy *p,
    enum role_kind kind);
/* True when a "name" line of the site gives the role. */
bool policy_role_named(const struct policy *p, size_t role);
/* Ids sorted bytewise, joined by commas, into out (cut to fit); "" for none.
 * Returns out. */
char *policy_roles_text(const struct policy *p, const struct role_set *roles,
    char *out, size_t size);
#define POLICY_ROLES_TEXT_MAX 1024

size_t policy_feature_count(const struct policy *p);
const struct policy_feature *policy_feature_at(const struct policy *p,
    size_t i);
/* Rows in the order of the files. */
size_t policy_row_count(const struct policy *p);
const struct policy_row *policy_row_at(const struct policy *p, size_t i);
const struct policy_row *policy_row_find(const struct policy *p,
    const char *id);
size_t policy_address_count(const struct policy *p);
const struct policy_address *policy_address_at(const struct policy *p,
    size_t i);
size_t policy_network_count(const struct policy *p);
const struct policy_network *policy_network_at(const struct policy *p,
    size_t i);
size_t policy_known_count(const struct policy *p);
const struct policy_known *policy_known_at(const struct policy *p, size_t i);
size_t policy_expect_count(const struct policy *p);
const struct policy_expect *policy_expect_at(const struct policy *p, size_t i);

/*
 * The roles of an address at a time: those of the most specific prefix whose
 * dates hold, lines for the same prefix added up; for a loopback address
 * those of the site's "local" line.  A prefix of length 0 gives roles to
 * sources only.  Returns true when the roles come from such a prefix (weak
 * evidence of who the host is).
 */
bool policy_roles_of(const struct policy *p, const struct addr *a,
    uint64_t time_us, bool as_source, struct role_set *out);
/* Adds the roles whose "name" patterns match name (lower case). */
void policy_roles_of_name(const struct policy *p, const char *name,
    struct role_set *out);
/* A leading "*" of pattern matches one or more characters, dots included. */
bool policy_name_matches(const char *pattern, const char *name);

/* The directed broadcast of an IPv4 network or address prefix of the site of
 * length at most 30, or 255.255.255.255. */
bool policy_is_broadcast(const struct policy *p, const struct addr *a);
bool policy_in_network(const struct policy *p, const struct addr *a);

/*
 * The rows that speak of (proto, port), whatever their ends, features and
 * dates; most specific first (DESIGN section 11, "Ties").  Found without a
 * scan.  port is 0 for a protocol without ports.  Returns their number.
 */
size_t policy_rows_for(const struct policy *p, uint8_t proto, uint16_t port,
    const struct policy_row *const **rows);
/* True when a row or an expect line of that protocol names the port. */
bool policy_port_named(const struct policy *p, uint8_t proto, uint16_t port);
/* What a server port should carry; NULL when nothing is expected. */
const struct policy_expect *policy_expect_of(const struct policy *p,
    uint8_t proto, uint16_t port);
/* "halb-vrid" of the site: true when it names groups; *listed tells whether
 * vrid is one of them. */
bool policy_vrid_listed(const struct policy *p, uint8_t vrid, bool *listed);
/* True when the row's feature is on, and its dates hold at time_us. */
bool policy_row_on(const struct policy *p, const struct policy_row *row);
bool policy_row_in_force(const struct policy_row *row, uint64_t time_us);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verdict_world.c - what the tests of verdict stand on.
 */
#include <config.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "base/diag.h"
#include "base/digest.h"
#include "base/words.h"
#include "verdict_world.h"

#define PATH_BYTES 4096

const char *
world_srcdir(void)
{
	const char *dir = getenv("srcdir");

	return dir != NULL ? dir : ".";
}

static struct policy *
load(const char *path, bool is_temporary)
{
	char rules_dir[PATH_BYTES], text[512];
	struct policy_options options = { .rules_dir = rules_dir };
	struct diag_list *diags = NULL;
	struct policy *p = NULL;
	int rc;

	snprintf(rules_dir, sizeof(rules_dir), "%s/rules", world_srcdir());
	ck_assert_int_eq(digest_init(), 0);
	ck_assert_int_eq(diag_list_new(&diags), 0);
	rc = policy_load(&p, path, &options, diags);
	if (is_temporary)
		ck_assert_int_eq(unlink(path), 0);
	if (rc != 0 && diag_kept(diags) > 0)
		ck_abort_msg("%s",
		    diag_format(diag_at(diags, 0), text, sizeof(text)));
	ck_assert_int_eq(rc, 0);
	ck_assert_uint_eq(diag_count(diags, DIAG_ERROR), 0);
	diag_list_free(diags);
	return p;
}

struct policy *
world_policy(const char *text)
{
	const char *dir = getenv("TMPDIR");
	char path[PATH_BYTES];
	FILE *f;
	int fd;

	snprintf(path, sizeof(path), "%s/verdict-XXXXXX",
	    dir != NULL ? dir : "/tmp");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	f = fdopen(fd, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	return load(path, true);
}

struct policy *
world_policy_file(const char *name)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), "%s/%s", world_srcdir(), name);
	return load(path, false);
}

struct addr
world_addr(const char *text)
{
	struct addr a;

	ck_assert_msg(addr_parse(text, strlen(text), &a) == 0,
	    "%s is no address", text);
	return a;
}

uint8_t
world_proto(const char *word)
{
	int proto = proto_find(word, strlen(word));

	if (proto < 0)
		proto = (int)strtol(word, NULL, 10);
	ck_assert_int_gt(proto, 0);
	return (uint8_t)proto;
}

static enum scope
scope_of(const struct policy *p, const struct verdict_facts *f)
{
	if (addr_is_multicast(&f->dst))
		return SCOPE_MULTICAST;
	if (policy_is_broadcast(p, &f->dst))
		return SCOPE_BROADCAST;
	if (addr_is_loopback(&f->dst) || addr_equal(&f->src, &f->dst))
		return SCOPE_SELF;
	return SCOPE_UNICAST;
}

struct verdict_facts
world_flow(const struct policy *p, const char *src, const char *dst,
    const char *proto, uint16_t port)
{
	struct verdict_facts f = {
		.src = world_addr(src),
		.dst = world_addr(dst),
		.proto = world_proto(proto),
		.time_us = WORLD_TIME_US,
	};

	if (f.proto == PROTO_TCP || f.proto == PROTO_UDP) {
		f.src_port = WORLD_CLIENT_PORT;
		f.dst_port = port;
	} else {
		f.icmp_type = (uint8_t)port;
	}
	f.scope = scope_of(p, &f);
	return f;
}

const char *
world_id(const struct policy_row *row)
{
	return row != NULL ? row->id : "";
}

const char *
world_fact(enum near_fact fact)
{
	const char *word = word_text(WORDS_NEAR_FACT, fact);

	return word != NULL ? word : "-";
}

static const char farm_text[] = "matrix farm \"A farm\"\n"
				"role client user\n"
				"role gw component\n"
				"role broker component\n"
				"role host component\n"
				"role dir infrastructure\n"
				"role probe infrastructure\n"
				"role vendor internet\n"
				"name \"*.vendor.example\" vendor\n"
				"feature direct off\n"
				"feature extra on\n"
				"network 10.0.0.0/24\n"
				"address 10.0.0.1 client\n"
				"address 10.0.0.3 gw\n"
				"address 10.0.0.4 broker\n"
				"address 10.0.0.5 host\n"
				"address 10.0.0.6 dir\n"
				"address 10.0.0.7 probe\n"
				"address 10.0.0.8 broker, host\n"
				"address 203.0.113.9 vendor\n";

struct policy *
world_farm(const char *rows)
{
	char text[8192];
	int len = snprintf(text, sizeof(text), "%s%s", farm_text, rows);

	ck_assert_int_lt(len, (int)sizeof(text));
	return world_policy(text);
}

void
world_check(const struct verdict_result *r, const struct world_case *want,
    size_t number)
{
	ck_assert_msg(r->verdict == want->verdict &&
		r->reason == want->reason &&
		strcmp(world_id(r->row), want->row) == 0,
	    "case %zu, %s -> %s %s %u: %s %s \"%s\", expected %s %s \"%s\"",
	    number, want->src, want->dst, want->proto, want->port,
	    word_text(WORDS_VERDICT, r->verdict),
	    word_text(WORDS_REASON, r->reason), world_id(r->row),
	    word_text(WORDS_VERDICT, want->verdict),
	    word_text(WORDS_REASON, want->reason), want->row);
}

void
world_check_all(const struct policy *p, const struct world_case *cases,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct verdict_facts f = world_flow(p, cases[i].src,
		    cases[i].dst, cases[i].proto, cases[i].port);
		struct verdict_result r;

		verdict_judge(p, &f, &r);
		world_check(&r, &cases[i], i);
	}
}

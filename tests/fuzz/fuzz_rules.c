/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_rules.c - any bytes as a rule file; what loads is asked about.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/digest.h"
#include "policy/policy.h"

#define NOW_US UINT64_C(1764000000000000) /* November 2025 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold of a loaded policy whatever its text was. */
static void
ask(const struct policy *p)
{
	const struct policy_row *const *rows;
	char text[POLICY_ROLES_TEXT_MAX];
	struct role_set roles = { { 0 } };
	struct addr a = addr_from_v4((const uint8_t[4]){ 10, 2, 0, 10 });

	if (policy_row_count(p) == 0 || strlen(policy_digest(p)) != 64)
		abort();
	for (size_t i = 0; i < policy_row_count(p); i++) {
		const struct policy_row *row = policy_row_at(p, i);
		uint8_t proto = row->proto_count > 0 ? row->protos[0] : 0;
		uint16_t port = row->port_count > 0 ? row->ports[0].first : 0;
		size_t count = policy_rows_for(p, proto, port, &rows);
		size_t k = 0;

		while (k < count && rows[k] != row)
			k++;
		if (k == count || policy_row_find(p, row->id) != row)
			abort();
	}
	for (size_t i = 0; i < policy_address_count(p); i++)
		policy_roles_of(p, &policy_address_at(p, i)->prefix.addr,
		    NOW_US, true, &roles);
	policy_roles_of(p, &a, NOW_US, false, &roles);
	policy_roles_of_name(p, "www.example.com", &roles);
	policy_roles_text(p, &roles, text, sizeof(text));
	policy_is_broadcast(p, &a);
	policy_in_network(p, &a);
	policy_expect_of(p, PROTO_TCP, 3389);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct policy_options options = { .now_us = NOW_US,
		.no_includes = true };
	struct policy *p = NULL;
	struct diag_list *diags;
	char line[1024];
	int rc;

	if (digest_init() < 0 || diag_list_new(&diags) < 0)
		return 0;
	rc = policy_load_text(&p, "fuzz.rules", (const char *)data, size,
	    &options, diags);
	if ((rc == 0) != (p != NULL) ||
	    (rc == 0) != (diag_count(diags, DIAG_ERROR) == 0))
		abort();
	for (size_t i = 0; i < diag_kept(diags); i++)
		diag_format(diag_at(diags, i), line, sizeof(line));
	if (p)
		ask(p);
	policy_free(p);
	diag_list_free(diags);
	return 0;
}

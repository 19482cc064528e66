/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * load.c - rule files to a policy: read, resolve, index, digest, lint.
 */
#include <config.h>

#include <errno.h>

#include "policy/lint.h"
#include "policy/policy_digest.h"
#include "policy/resolve.h"
#include "policy/source.h"

/* The paths of all that was read stay with the policy.  0 or -ENOMEM. */
static int
keep_files(struct builder *b)
{
	struct policy *p = b->p;

	p->files = builder_alloc(b, b->files.count, sizeof(*p->files));
	if (!p->files)
		return -ENOMEM;
	for (size_t i = 0; i < b->files.count; i++) {
		const struct rule_file *f = b->files.items[i];

		p->files[p->file_count++] = f->path;
	}
	return 0;
}

/* Index and digest what resolved without a mistake.  0 or -ENOMEM. */
static int
finish(struct builder *b)
{
	const struct rule_file *first = b->files.items[0];
	struct policy_place place = { .file = first->path };
	int rc;

	if (problems_count(b->problems) > 0)
		return 0;
	rc = row_index_build(b->p);
	if (rc == -E2BIG) {
		problems_add(b->problems, &place,
		    "too many rows for the same ports; expected fewer");
		return 0;
	}
	if (rc == 0)
		rc = address_index_build(b->p);
	if (rc == 0)
		rc = name_index_build(b->p);
	if (rc == 0)
		rc = policy_digest_make(b->p);
	return rc;
}

/* Add lint's findings to diags, in the order of the files. */
static int
add_findings(const struct builder *b, struct diag_list *diags)
{
	struct problems *findings;
	int rc = problems_new(&findings, DIAG_WARNING);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < b->files.count; i++) {
		const struct rule_file *f = b->files.items[i];

		problems_file(findings, f->path);
	}
	lint(b->p, b->options->now_us, findings);
	problems_tell(findings, diags);
	problems_free(findings);
	return 0;
}

/* All that follows reading.  As policy_load(). */
static int
complete(struct builder *b, struct policy **out, struct diag_list *diags)
{
	int rc = resolve(b);

	if (rc == 0)
		rc = keep_files(b);
	if (rc == 0)
		rc = finish(b);
	if (rc < 0)
		return rc;
	problems_tell(b->problems, diags);
	if (problems_count(b->problems) > 0)
		return -EINVAL;
	rc = add_findings(b, diags);
	if (rc < 0)
		return rc;
	*out = b->p;
	b->p = NULL;
	return 0;
}

int
policy_load(struct policy **out, const char *path,
    const struct policy_options *options, struct diag_list *diags)
{
	struct builder b;
	struct err e;
	int rc = builder_init(&b, options);

	if (rc < 0)
		return rc;
	e.text[0] = '\0';
	rc = source_read(&b, path, &e);
	if (rc < 0 && rc != -ENOMEM)
		diag_add(diags, DIAG_ERROR, path, 0, 0, "%s", e.text);
	if (rc == 0)
		rc = complete(&b, out, diags);
	builder_fini(&b);
	return rc;
}

int
policy_load_text(struct policy **out, const char *name, const char *text,
    size_t len, const struct policy_options *options, struct diag_list *diags)
{
	struct builder b;
	int rc = builder_init(&b, options);

	if (rc < 0)
		return rc;
	rc = source_read_text(&b, name, text, len);
	if (rc == 0)
		rc = complete(&b, out, diags);
	builder_fini(&b);
	return rc;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit_pack.c - an audit as a pack.
 *
 * Each file of the pack is written to a nameless file first: a digest of all
 * of them is at the pack's beginning.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/when.h"
#include "cli/audit_pack.h"
#include "cli/flow_print.h"
#include "cli/mapped.h"
#include "report/anonymize.h"
#include "report/export.h"
#include "report/pack.h"

#define REPORTS 3
#define FILES_MAX (REPORTS + 2 * AUDIT_DATABASES_MAX)
#define POLICIES_MAX 64 /* of one period */
#define FACTS_MAX 16
#define NDPI_MAX 64

/* The files so far. */
struct packing {
	const struct audit *audit;
	size_t count;
	struct pack_file files[FILES_MAX];
	char names[FILES_MAX][32];
	struct mapped bytes[FILES_MAX];
};

/* The flows of a database, and what they tell of it. */
struct flows {
	const struct anonymizer *anonymizer;
	const struct flow_format *csv;
	FILE *out;
	uint64_t count;
	bool more; /* than fit */
	int64_t policies[POLICIES_MAX];
	size_t policy_count;
};

/* Close a nameless file and make it the next of the pack. */
static int
add_file(struct packing *p, FILE *file, const char *stem, size_t number,
    const char *suffix)
{
	size_t i = p->count;
	int rc = 0;

	if (fflush(file) != 0 || ferror(file))
		rc = errno ? -errno : -EIO;
	if (!rc)
		rc = mapped_init(&p->bytes[i], fileno(file));
	fclose(file);
	if (rc)
		return rc;
	if (number)
		snprintf(p->names[i], sizeof(p->names[i]), "%s-%zu.%s", stem,
		    number, suffix);
	else
		snprintf(p->names[i], sizeof(p->names[i]), "%s.%s", stem,
		    suffix);
	p->files[i] = (struct pack_file){ .name = p->names[i],
		.data = p->bytes[i].data,
		.len = p->bytes[i].len };
	p->count++;
	return 0;
}

static int
add_report(struct packing *p, enum report_format format, const char *suffix)
{
	FILE *file = tmpfile();
	int rc;

	if (!file)
		return -errno;
	rc = audit_write(p->audit, format, file);
	if (!rc)
		return add_file(p, file, "report", 0, suffix);
	fclose(file);
	return rc;
}

static void
note_policy(struct flows *f, int64_t policy_id)
{
	size_t i = 0;

	while (i < f->policy_count && f->policies[i] != policy_id)
		i++;
	if (i == f->policy_count && i < POLICIES_MAX && policy_id > 0)
		f->policies[f->policy_count++] = policy_id;
}

/* text, an address or a name, as the pack shows it; in s. */
static const char *
hide(const struct flows *f, enum doc_type type, const char *text,
    struct strbuf *s)
{
	if (text)
		anonymize_text(f->anonymizer, NULL, type, text, s);
	return text ? strbuf_text(s) : NULL;
}

/* What names hosts is replaced, and what could be computed back is left
 * out. */
static void
print_hidden(struct flows *f, const struct store_flow_row *row)
{
	struct flow_sink sink = { .out = f->out };
	struct store_flow_row r = *row;
	struct strbuf texts[5];

	for (size_t i = 0; i < 5; i++)
		strbuf_init(&texts[i]);
	r.src = hide(f, DOC_ADDRESS, row->src, &texts[0]);
	r.dst = hide(f, DOC_ADDRESS, row->dst, &texts[1]);
	r.server_name = hide(f, DOC_NAME, row->server_name, &texts[2]);
	r.claimed_name = hide(f, DOC_NAME, row->claimed_name, &texts[3]);
	r.tunnel = hide(f, DOC_TEXT, row->tunnel, &texts[4]);
	r.community_id = NULL;
	r.evidence = NULL;
	f->csv->print(&r, &sink);
	for (size_t i = 0; i < 5; i++)
		strbuf_fini(&texts[i]);
}

static int
on_flow(const struct store_flow_row *row, void *arg)
{
	struct flows *f = arg;
	struct flow_sink sink = { .out = f->out };

	if (f->count == AUDIT_PACK_FLOWS_MAX) {
		f->more = true;
		return 0;
	}
	f->count++;
	note_policy(f, row->policy_id);
	if (f->anonymizer)
		print_hidden(f, row);
	else
		f->csv->print(row, &sink);
	return 0;
}

struct rows {
	const struct anonymizer *anonymizer; /* NULL: nothing is hidden */
	FILE *out;
};

static void
print_row(FILE *out, const struct store_row_row *row)
{
	const char *const texts[] = { row->row_id, row->section, row->source,
		row->destination, row->protocols, row->ports, row->scope,
		row->feature, row->action, row->origin, row->description };

	fprintf(out, "%" PRId64, row->policy_id);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		fputc(',', out);
		export_csv(out, texts[i]);
	}
	fputc('\n', out);
}

/* Names that the vendor's rows tell are no secret of the site. */
static int
on_row(const struct store_row_row *row, void *arg)
{
	const struct rows *rows = arg;
	struct store_row_row r = *row;
	struct strbuf texts[3];

	if (!rows->anonymizer || !row->origin ||
	    strcmp(row->origin, "site") != 0) {
		print_row(rows->out, row);
		return 0;
	}
	for (size_t i = 0; i < 3; i++)
		strbuf_init(&texts[i]);
	anonymize_rule(rows->anonymizer, row->source, &texts[0]);
	anonymize_rule(rows->anonymizer, row->destination, &texts[1]);
	r.source = strbuf_text(&texts[0]);
	r.destination = strbuf_text(&texts[1]);
	if (row->description) {
		anonymizer_name(rows->anonymizer, row->description, &texts[2]);
		r.description = strbuf_text(&texts[2]);
	}
	print_row(rows->out, &r);
	for (size_t i = 0; i < 3; i++)
		strbuf_fini(&texts[i]);
	return 0;
}

static int
add_policies(struct packing *p, struct store *s, const struct flows *f,
    size_t number, struct err *err)
{
	FILE *file = tmpfile();
	struct rows rows = { .anonymizer = f->anonymizer, .out = file };

	if (!file)
		return -errno;
	fprintf(file,
	    "policy_id,row_id,section,source,destination,protocols,"
	    "ports,scope,feature,action,origin,description\n");
	for (size_t i = 0; i < f->policy_count; i++)
		if (store_each_row_in(s, f->policies[i],
			&p->audit->period->scope, on_row, &rows, err) != 0) {
			fclose(file);
			return -ECANCELED;
		}
	return add_file(p, file, "policy", number, "csv");
}

/* 0; -ECANCELED with err told; or another negative errno. */
static int
add_database(struct packing *p, size_t i, struct flows *f, struct err *err)
{
	struct store *s = p->audit->source->stores[i];
	const struct store_flow_filter filter = {
		.scope = p->audit->period->scope,
		.limit = AUDIT_PACK_FLOWS_MAX + 1,
	};
	size_t number = p->audit->source->count > 1 ? i + 1 : 0;
	int rc;

	f->anonymizer = p->audit->source->anonymizer;
	f->csv = flow_format_find("csv");
	f->out = tmpfile();
	if (!f->out)
		return -errno;
	if (i == 0)
		note_policy(f, p->audit->report->policy_id);
	flow_print_head(f->csv, f->out);
	if (store_each_flow(s, &filter, on_flow, f, err) != 0) {
		fclose(f->out);
		return -ECANCELED;
	}
	rc = add_file(p, f->out, "flows", number, "csv");
	return rc ? rc : add_policies(p, s, f, number, err);
}

/* The newest run that asked nDPI. */
static int
take_ndpi(const struct store_run_row *run, void *arg)
{
	if (run->figures.ndpi_version)
		snprintf(arg, NDPI_MAX, "%s", run->figures.ndpi_version);
	return 0;
}

/* The head of the manifest.  Lines of flows and policies stand behind it. */
struct head {
	struct pack_fact facts[FACTS_MAX];
	size_t count;
	char since[WHEN_TEXT_MAX], until[WHEN_TEXT_MAX], flows[160];
	char ndpi[NDPI_MAX];
};

static void
add_fact(struct head *h, const char *key, const char *value)
{
	if (h->count < FACTS_MAX && value && value[0])
		h->facts[h->count++] =
		    (struct pack_fact){ .key = key, .value = value };
}

static void
make_head(struct head *h, const struct audit *a, uint64_t flows, bool more)
{
	const struct report *r = a->report;
	const struct store_scope *scope = &a->period->scope;

	add_fact(h, "program", "rasaudit " PACKAGE_VERSION);
	add_fact(h, "ndpi", h->ndpi);
	if (!a->source->anonymizer)
		add_fact(h, "site", r->site);
	add_fact(h, "period", a->period->text);
	if (scope->since_us)
		add_fact(h, "since",
		    when_format_utc(scope->since_us, h->since));
	if (scope->until_us)
		add_fact(h, "until",
		    when_format_utc(scope->until_us, h->until));
	add_fact(h, "matrix", r->matrix);
	add_fact(h, "policy", r->digest);
	if (r->several_policies)
		add_fact(h, "policies", "several, see policy.csv");
	snprintf(h->flows, sizeof(h->flows), "%" PRIu64 "%s", flows,
	    more ? ", the first of each database; the rest is left out" : "");
	add_fact(h, "flows", h->flows);
	if (a->source->anonymizer)
		add_fact(h, "anonymized", "addresses and names");
}

static int
fill(struct packing *p, uint64_t *flows, bool *more, struct err *err)
{
	int rc = add_report(p, REPORT_TEXT, "txt");

	if (!rc)
		rc = add_report(p, REPORT_HTML, "html");
	if (!rc)
		rc = add_report(p, REPORT_JSON, "json");
	for (size_t i = 0; !rc && i < p->audit->source->count; i++) {
		struct flows f = { .count = 0 };

		rc = add_database(p, i, &f, err);
		*flows += f.count;
		*more = *more || f.more;
	}
	if (rc && rc != -ECANCELED)
		err_set(err, rc, "no room for the files of a pack: %s",
		    strerror(-rc));
	return rc;
}

int
audit_pack(const struct audit *a, const struct sign_key *key, FILE *out,
    struct err *err)
{
	struct packing p = { .audit = a };
	struct head head = { .ndpi = "none" };
	uint64_t flows = 0;
	bool more = false;
	int rc = fill(&p, &flows, &more, err);

	if (!rc) {
		for (size_t i = 0; i < a->source->count; i++)
			store_each_run(a->source->stores[i], &a->period->scope,
			    take_ndpi, head.ndpi, NULL);
		make_head(&head, a, flows, more);
		rc = pack_write(out, head.facts, head.count, p.files, p.count,
		    key, err);
	}
	for (size_t i = 0; i < p.count; i++)
		mapped_fini(&p.bytes[i]);
	return rc;
}

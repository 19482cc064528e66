/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * page.c - what the writers of a document share.
 */
#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/when.h"
#include "report/page.h"
#include "report/zone.h"

const char *
page_tone(enum doc_tone tone)
{
	static const char *const words[] = {
		[DOC_PLAIN] = "",
		[DOC_GOOD] = "good",
		[DOC_WARN] = "warn",
		[DOC_BAD] = "bad",
		[DOC_QUIET] = "quiet",
	};

	return words[tone];
}

const char *
page_sign(enum doc_tone tone)
{
	static const char *const signs[] = {
		[DOC_PLAIN] = "",
		[DOC_GOOD] = "\xe2\x9c\x93", /* U+2713, a check mark */
		[DOC_WARN] = "!",
		[DOC_BAD] = "\xe2\x9c\x95", /* U+2715, a cross */
		[DOC_QUIET] = "",
	};

	return signs[tone];
}

const char *
page_part(enum doc_reader reader)
{
	static const char *const parts[] = {
		[DOC_ADMINISTRATOR] = "For the administrator",
		[DOC_AUDITOR] = "For the auditor",
		[DOC_DETAIL] = "In detail",
	};

	return parts[reader];
}

const char *
page_reader(enum doc_reader reader)
{
	static const char *const words[] = {
		[DOC_ADMINISTRATOR] = "administrator",
		[DOC_AUDITOR] = "auditor",
		[DOC_DETAIL] = "detail",
	};

	return words[reader];
}

const char *
page_type(enum doc_type type)
{
	static const char *const words[] = {
		[DOC_TEXT] = "text",
		[DOC_WORD] = "word",
		[DOC_ADDRESS] = "address",
		[DOC_NAME] = "name",
		[DOC_COMMAND] = "command",
		[DOC_COUNT] = "count",
		[DOC_NUMBER] = "number",
		[DOC_BYTES] = "bytes",
		[DOC_TIME] = "time",
		[DOC_SHARE] = "share",
	};

	return words[type];
}

/* Cut buf to at most max bytes, at the start of a character. */
static void
cut(struct strbuf *buf, size_t max)
{
	size_t len = max, left;

	if (buf->len <= max || !buf->text)
		return;
	while (len > 0 && ((unsigned char)buf->text[len] & 0xc0) == 0x80)
		len--;
	left = buf->len - len;
	buf->len = len;
	buf->text[len] = '\0';
	strbuf_addf(buf, "... (%zu bytes more)", left);
}

const char *
page_text(const struct page *p, enum doc_type type, const char *text,
    struct strbuf *buf)
{
	strbuf_reset(buf);
	if (!text)
		return "";
	if (p->anonymizer)
		anonymize_text(p->anonymizer, p->names, type, text, buf);
	else
		strbuf_add(buf, text);
	cut(buf, p->text_max);
	return strbuf_text(buf);
}

static void
add_bytes(struct strbuf *buf, uint64_t n)
{
	static const char units[] = "KMGTPE";
	double value = (double)n;
	int unit = -1;

	while (value >= 999.5 && unit < 5) {
		value /= 1024;
		unit++;
	}
	if (unit < 0)
		strbuf_addf(buf, "%" PRIu64 " B", n);
	else
		strbuf_addf(buf, "%.*f %ciB",
		    value < 9.995       ? 2
			: value < 99.95 ? 1
					: 0,
		    value, units[unit]);
}

static void
add_share(struct strbuf *buf, double share)
{
	double percent = share * 100;

	if (isnan(share))
		strbuf_add(buf, "unknown");
	else if (share > 0 && percent < 0.1)
		strbuf_add(buf, "under 0.1 %");
	else if (share < 1 && percent > 99.9)
		strbuf_add(buf, "over 99.9 %");
	else if (share == 0 || share == 1)
		strbuf_addf(buf, "%.0f %%", percent);
	else
		strbuf_addf(buf, "%.1f %%", percent);
}

const char *
page_cell(const struct page *p, const struct doc_cell *c, struct strbuf *buf)
{
	char time[ZONE_TEXT_MAX];

	strbuf_reset(buf);
	if (c->none)
		return "";
	switch (c->type) {
	case DOC_COUNT:
	case DOC_NUMBER:
		strbuf_addf(buf, "%" PRIu64, c->number);
		break;
	case DOC_BYTES:
		add_bytes(buf, c->number);
		break;
	case DOC_TIME:
		strbuf_add(buf, zone_format(c->time_us, time));
		break;
	case DOC_SHARE:
		add_share(buf, c->share);
		break;
	default:
		return page_text(p, c->type, c->text, buf);
	}
	return strbuf_text(buf);
}

bool
page_is_number(enum doc_type type)
{
	return type == DOC_COUNT || type == DOC_NUMBER || type == DOC_BYTES ||
	    type == DOC_SHARE;
}

const char *
page_iso(int64_t us, struct strbuf *buf)
{
	char text[WHEN_TEXT_MAX];

	strbuf_reset(buf);
	if (us > 0)
		strbuf_add(buf, when_format_utc((uint64_t)us, text));
	return strbuf_text(buf);
}

size_t
page_rows(const struct page *p, size_t count)
{
	return count < p->rows ? count : p->rows;
}

bool
page_is_full(const struct page *p)
{
	off_t at;

	if (p->stop_at == PAGE_ALL)
		return false;
	at = ftello(p->out);
	return at >= 0 && (size_t)at > p->stop_at;
}

struct page_folded
page_folded(const struct doc_table *t, size_t written)
{
	struct page_folded f = { .items = t->folded_items,
		.flows = t->folded_flows,
		.flows_known = true };
	size_t flows = 0;

	f.items += t->row_count - written;
	while (flows < t->column_count &&
	    strcmp(t->columns[flows].key, "flows") != 0)
		flows++;
	if (flows == t->column_count) {
		f.flows_known = written == t->row_count && f.flows > 0;
		return f;
	}
	for (size_t i = written; i < t->row_count; i++)
		f.flows += t->cells[i * t->column_count + flows].number;
	return f;
}

uint64_t
page_line_max(const struct doc_series *c, const struct doc_line *l,
    size_t *step)
{
	uint64_t max = 0;

	*step = 0;
	for (size_t i = 0; i < c->step_count; i++)
		if (doc_line_at(l, i) > max) {
			max = doc_line_at(l, i);
			*step = i;
		}
	return max;
}

uint64_t
page_line_sum(const struct doc_series *c, const struct doc_line *l)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < c->step_count; i++)
		sum += doc_line_at(l, i);
	return sum;
}

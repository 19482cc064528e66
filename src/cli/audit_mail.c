/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit_mail.c - an audit as a mail.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "cli/audit_mail.h"
#include "cli/sendmail.h"

enum status
audit_mail_check(const struct command *self, const struct command_args *args,
    bool *wanted)
{
	*wanted = false;
	for (size_t i = 0; i < args->option_count; i++) {
		if (args->options[i].id != OPTION_MAIL)
			continue;
		*wanted = true;
		if (mail_check_address(args->options[i].value) != 0)
			return command_misused(self,
			    "--mail %s: expected an address such as "
			    "admin@example.com",
			    args->options[i].value);
	}
	return STATUS_DONE;
}

/* "rasaudit: findings, Zurich, 2026-11-23".  The site's name is as hostile as
 * it likes. */
static void
make_subject(const struct audit *a, struct strbuf *out)
{
	struct store_night night;

	audit_night(a, &night);
	strbuf_addf(out, "rasaudit: %s, ", night.headline);
	if (a->source->anonymizer || !night.site || !night.site[0])
		strbuf_add(out, "the site");
	else
		strbuf_add(out, night.site);
	strbuf_addf(out, ", %s",
	    a->period->day[0] ? a->period->day : a->period->text);
}

static int
send_parts(const struct command_args *args, const struct audit *a,
    const struct mail_part *text, const struct mail_part *page, struct err *err)
{
	const char *to[COMMAND_OPTIONS_MAX];
	char from[MAIL_ADDRESS_MAX + 1];
	struct strbuf subject;
	struct mail m = { .from = sendmail_sender(from),
		.to = to,
		.date_us = period_now_us(),
		.text = text->data,
		.text_len = text->len,
		.parts = page,
		.part_count = 1 };
	int rc;

	for (size_t i = 0; i < args->option_count; i++)
		if (args->options[i].id == OPTION_MAIL)
			to[m.to_count++] = args->options[i].value;
	strbuf_init(&subject);
	make_subject(a, &subject);
	m.subject = strbuf_text(&subject);
	rc = sendmail_send(&m, err);
	strbuf_fini(&subject);
	return rc;
}

enum status
audit_mail(const struct command *self, const struct command_args *args,
    const struct audit *a)
{
	char name[48], *text = NULL, *page = NULL;
	struct mail_part body = { .type = "text/plain" };
	struct mail_part attached = { .type = "text/html", .name = name };
	enum status status = STATUS_DONE;
	struct err err;

	snprintf(name, sizeof(name), "rasaudit%s%s.html",
	    a->period->day[0] ? "-" : "", a->period->day);
	if (audit_write_text(a, REPORT_TEXT, true, &text, &body.len) != 0 ||
	    audit_write_text(a, REPORT_HTML, false, &page, &attached.len) !=
		0) {
		status =
		    command_failed(self, STATUS_FAILED, "no memory for a mail");
	} else {
		body.data = text;
		attached.data = page;
		if (send_parts(args, a, &body, &attached, &err) != 0)
			status = command_failed(self, STATUS_FAILED,
			    "no mail was sent: %s", err.text);
	}
	free(text);
	free(page);
	return status;
}

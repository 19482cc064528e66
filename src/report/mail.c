/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mail.c - composing a mail with attachments.
 */
#include <config.h>

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/digest.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "base/when.h"
#include "report/mail.h"

#define LINE_MAX_BYTES 76    /* RFC 2045 sections 6.7 and 6.8 */
#define BASE64_LINE_BYTES 57 /* 76 characters of base64 */
/* Bytes in one encoded word: with "=?UTF-8?B?", "?=" and 56 of base64 it has
 * 68 characters, of 75 (RFC 2047 section 2), and "Subject: " fits before it. */
#define WORD_BYTES 42
#define SUBJECT_MAX 400 /* bytes; what is more is cut */

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* Atoms joined by single dots, len bytes of them. */
static bool
is_dot_atom(const char *text, size_t len, const char *also)
{
	bool dot = true;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' ? dot
				   : !is_alnum(text[i]) &&
			    (text[i] == '\0' || !strchr(also, text[i])))
			return false;
		dot = text[i] == '.';
	}
	return !dot;
}

int
mail_check_address(const char *address)
{
	size_t len = strlen(address);
	const char *at = strchr(address, '@');
	size_t local = at ? (size_t)(at - address) : len;

	if (len > MAIL_ADDRESS_MAX || address[0] == '-' ||
	    !is_dot_atom(address, local, "!#$%&'*+-=?^_{}~"))
		return -EINVAL;
	if (at && (at[1] == '-' || !is_dot_atom(at + 1, len - local - 1, "-")))
		return -EINVAL;
	return 0;
}

/* RFC 5322 section 3.3, in UTC. */
static void
write_date(FILE *out, uint64_t us)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t seconds = (time_t)(us / WHEN_SECOND_US);
	struct tm tm = { 0 };

	gmtime_r(&seconds, &tm);
	fprintf(out, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d +0000\n",
	    days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* Where a text of len bytes may be cut at or before at: not within a
 * character. */
static size_t
cut_at(const char *text, size_t len, size_t at)
{
	if (at >= len)
		return len;
	while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

/* True when it can stand in a header line as it is. */
static bool
is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return len <= 60 && !strstr(text, "=?") && text[0] != ' ';
}

static int
write_subject(FILE *out, const char *subject)
{
	char encoded[DIGEST_BASE64_MAX(WORD_BYTES)];
	struct strbuf s;
	const char *text;
	size_t len;

	/* Escaped, it is UTF-8 without a control character. */
	strbuf_init(&s);
	text_escape(&s, subject, strlen(subject));
	if (strbuf_error(&s)) {
		strbuf_fini(&s);
		return -ENOMEM;
	}
	text = strbuf_text(&s);
	len = cut_at(text, s.len, SUBJECT_MAX);
	fputs("Subject:", out);
	if (is_plain(text, len)) {
		fprintf(out, " %.*s\n", (int)len, text);
	} else {
		while (len > 0) {
			size_t n = cut_at(text, len, WORD_BYTES);

			digest_base64(text, n, encoded);
			fprintf(out, " =?UTF-8?B?%s?=\n", encoded);
			text += n;
			len -= n;
		}
	}
	strbuf_fini(&s);
	return 0;
}

/* RFC 2045 section 6.7; line feeds are line breaks. */
static void
write_quoted(FILE *out, const char *data, size_t len)
{
	size_t column = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)data[i];
		bool last = i + 1 == len || data[i + 1] == '\n';
		/* "From " and "." at the beginning of a line do not survive
		 * every mailer, and blanks at its end do not. */
		bool literal = (c > ' ' && c <= '~' && c != '=' &&
				   !(column == 0 && (c == 'F' || c == '.'))) ||
		    (c == ' ' && !last);

		if (c == '\n') {
			fputc('\n', out);
			column = 0;
			continue;
		}
		if (column + (literal ? 1 : 3) > LINE_MAX_BYTES - 1) {
			fputs("=\n", out);
			column = 0;
			i--;
			continue;
		}
		if (literal)
			fputc(c, out);
		else
			fprintf(out, "=%02X", c);
		column += literal ? 1 : 3;
	}
	if (column > 0)
		fputc('\n', out);
}

static void
write_base64(FILE *out, const char *data, size_t len)
{
	char line[DIGEST_BASE64_MAX(BASE64_LINE_BYTES)];

	while (len > 0) {
		size_t n = len < BASE64_LINE_BYTES ? len : BASE64_LINE_BYTES;

		digest_base64(data, n, line);
		fprintf(out, "%s\n", line);
		data += n;
		len -= n;
	}
}

/*
 * A name that the contents decide: for the boundary and Message-ID.  No line
 * of quoted-printable begins with "=_" (RFC 2045 section 6.7), and base64 has
 * no "_", so that the boundary is in no part.
 */
static int
digest_of(const struct mail *m, char out[static DIGEST_SHA256_TEXT_MAX])
{
	struct strbuf s;
	int rc;

	strbuf_init(&s);
	strbuf_addf(&s, "%ju\n%s\n", (uintmax_t)m->date_us, m->subject);
	for (size_t i = 0; i < m->to_count; i++)
		strbuf_addf(&s, "%s\n", m->to[i]);
	digest_sha256_text(m->text, m->text_len, out);
	strbuf_addf(&s, "%s\n", out);
	for (size_t i = 0; i < m->part_count; i++) {
		digest_sha256_text(m->parts[i].data, m->parts[i].len, out);
		strbuf_addf(&s, "%s\n", out);
	}
	rc = strbuf_error(&s);
	if (!rc)
		digest_sha256_text(s.text, s.len, out);
	strbuf_fini(&s);
	return rc;
}

static int
write_header(FILE *out, const struct mail *m, const char *id)
{
	const char *domain = strchr(m->from, '@');
	int rc;

	fprintf(out, "From: %s\n", m->from);
	for (size_t i = 0; i < m->to_count; i++)
		fprintf(out, "%s%s%s\n", i ? " " : "To: ", m->to[i],
		    i + 1 < m->to_count ? "," : "");
	rc = write_subject(out, m->subject);
	write_date(out, m->date_us);
	fprintf(out, "Message-ID:\n <%.32s@%s>\n", id,
	    domain ? domain + 1 : "localhost");
	/* RFC 3834: no machine should answer. */
	fprintf(out,
	    "Auto-Submitted: auto-generated\n"
	    "MIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed;\n boundary=\"=_%.32s\"\n\n",
	    id + 32);
	return rc;
}

static void
write_body(FILE *out, const struct mail *m, const char *boundary)
{
	fprintf(out,
	    "--=_%s\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n"
	    "Content-Disposition: inline\n\n",
	    boundary);
	write_quoted(out, m->text, m->text_len);
	for (size_t i = 0; i < m->part_count; i++) {
		const struct mail_part *p = &m->parts[i];

		fprintf(out,
		    "\n--=_%s\n"
		    "Content-Type: %s; charset=utf-8\n"
		    "Content-Transfer-Encoding: base64\n"
		    "Content-Disposition: attachment;\n filename=\"%s\"\n\n",
		    boundary, p->type, p->name);
		write_base64(out, p->data, p->len);
	}
	fprintf(out, "\n--=_%s--\n", boundary);
}

static int
check(const struct mail *m, struct err *err)
{
	if (mail_check_address(m->from) != 0)
		return err_set(err, -EINVAL,
		    "%s can not be the sender of a mail", m->from);
	for (size_t i = 0; i < m->to_count; i++)
		if (mail_check_address(m->to[i]) != 0)
			return err_set(err, -EINVAL,
			    "%s is no mail address such as admin@example.com",
			    m->to[i]);
	for (size_t i = 0; i < m->part_count; i++)
		if (strlen(m->parts[i].name) > 60 ||
		    !is_dot_atom(m->parts[i].name, strlen(m->parts[i].name),
			"-_"))
			return err_set(err, -EINVAL,
			    "%s can not be the name of an attachment",
			    m->parts[i].name);
	return m->to_count > 0 ? 0 : err_set(err, -EINVAL, "no recipient");
}

int
mail_write(FILE *out, const struct mail *m, struct err *err)
{
	char id[DIGEST_SHA256_TEXT_MAX];
	int rc = check(m, err);

	if (rc)
		return rc;
	rc = digest_of(m, id);
	if (!rc)
		rc = write_header(out, m, id);
	if (rc)
		return err_set(err, rc, "out of memory for a mail");
	write_body(out, m, id + 32);
	if (fflush(out) != 0 || ferror(out))
		return err_set(err, -EIO, "the mail could not be written: %s",
		    strerror(errno));
	return 0;
}

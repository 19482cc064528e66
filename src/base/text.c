/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text.c - bounded reading of text: whole small files, numbers, UTF-8, and
 * the one escaper for bytes that came from outside.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/text.h"

/* Read fd to its end into s, at most max bytes. */
static int
read_all(struct strbuf *s, int fd, size_t max)
{
	char chunk[16384];
	ssize_t n;

	for (;;) {
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return strbuf_error(s);
		if ((size_t)n > max - s->len)
			return -EFBIG;
		strbuf_add_bytes(s, chunk, (size_t)n);
		if (strbuf_error(s) < 0)
			return strbuf_error(s);
	}
}

int
text_read_file(struct strbuf *s, const char *path, size_t max)
{
	struct strbuf whole;
	int fd;
	int rc;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	strbuf_init(&whole);
	rc = read_all(&whole, fd, max); /* -EISDIR comes from read() */
	close(fd);
	if (rc < 0) {
		strbuf_fini(&whole);
		return rc;
	}
	strbuf_fini(s);
	*s = whole;
	return 0;
}

int
text_parse_u64(const char *text, size_t len, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;
	bool over = false;

	if (len == 0)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		unsigned int digit = (unsigned int)(text[i] - '0');

		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		if (value > (UINT64_MAX - digit) / 10)
			over = true;
		value = value * 10 + digit; /* garbage once over */
	}
	if (over || value > max)
		return -ERANGE;
	*out = value;
	return 0;
}

/*
 * The length of the UTF-8 character at p, of which left bytes (at least one)
 * may be read, and its code point; 0 when it is none (RFC 3629, section 4:
 * no overlong form, no surrogate, nothing above U+10FFFF).
 */
static size_t
utf8_next(const unsigned char *p, size_t left, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c = p[0];
	size_t n;

	if (c < 0x80) {
		*code = c;
		return 1;
	}
	if (c < 0xc2 || c > 0xf4)
		return 0;
	n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (n > left)
		return 0;
	c &= 0x7fU >> n;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return n;
}

bool
text_is_utf8(const char *bytes, size_t len)
{
	const unsigned char *p = (const unsigned char *)bytes;
	uint32_t code;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_next(p + i, len - i, &code);
		if (n == 0)
			return false;
	}
	return true;
}

/* True for what may stand on a terminal as it is. */
static bool
is_safe(uint32_t code)
{
	if (code < 0x20 || code == '\\' || (code >= 0x7f && code <= 0x9f))
		return false;
	return !(code >= 0x202a && code <= 0x202e) &&
	    !(code >= 0x2066 && code <= 0x2069);
}

static void
add_escaped(struct strbuf *out, const unsigned char *p, size_t n)
{
	if (n == 1 && p[0] == '\\') {
		strbuf_add(out, "\\\\");
		return;
	}
	for (size_t i = 0; i < n; i++)
		strbuf_addf(out, "\\x%02x", (unsigned int)p[i]);
}

void
text_escape(struct strbuf *out, const char *bytes, size_t len)
{
	const unsigned char *p = (const unsigned char *)bytes;
	size_t done = 0; /* bytes[done..i) are safe and not yet added */
	uint32_t code;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_next(p + i, len - i, &code);
		if (n > 0 && is_safe(code))
			continue;
		if (n == 0)
			n = 1; /* no UTF-8: this byte alone */
		strbuf_add_bytes(out, bytes + done, i - done);
		add_escaped(out, p + i, n);
		done = i + n;
	}
	if (done < len)
		strbuf_add_bytes(out, bytes + done, len - done);
}

void
text_lower(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] = (char)(text[i] - 'A' + 'a');
	}
}

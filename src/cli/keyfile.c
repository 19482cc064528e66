/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keyfile.c - the key files that --key names.
 */
#include <config.h>

#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "cli/keyfile.h"

enum status
keyfile_read(const struct command *self, const struct command_args *args,
    int id, bool private, struct sign_key **out)
{
	const char *path = command_option(args, id);
	struct strbuf pem;
	struct err err;
	int rc;

	*out = NULL;
	if (!path)
		return STATUS_DONE;
	strbuf_init(&pem);
	rc = text_read_file(&pem, path, SIGN_FILE_MAX);
	if (rc)
		err_set(&err, rc, "%s: %s", path, strerror(-rc));
	else if (private)
		rc = sign_key_private(out, path, strbuf_text(&pem), pem.len,
		    &err);
	else
		rc = sign_key_public(out, path, strbuf_text(&pem), pem.len,
		    &err);
	/* It may have been a private one. */
	if (pem.text)
		explicit_bzero(pem.text, pem.len);
	strbuf_fini(&pem);
	return rc ? command_failed(self, STATUS_FAILED, "%s", err.text)
		  : STATUS_DONE;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd_verify.c - rasaudit verify FILE: is a pack what was packed?
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/keyfile.h"
#include "cli/mapped.h"
#include "report/pack.h"

enum { OPTION_KEY = 256 };

static const struct command_option options[] = {
	{ OPTION_KEY, "key", "PUB.pem", "whose signature it must have" },
	{ 0 },
};

static void
on_problem(const char *text, void *arg)
{
	const char *const *path = arg;

	printf("%s: %s\n", *path, text);
}

static void
on_fact(const char *text, void *arg)
{
	(void)arg;
	printf("  %s\n", text);
}

static enum status
tell(const char *path, const struct pack_check *c)
{
	if (c->problems > 0) {
		printf("%s: NOT VERIFIED, %zu problem%s\n", path, c->problems,
		    c->problems == 1 ? "" : "s");
		return STATUS_FOUND;
	}
	printf("%s: %zu files are what was packed; ", path, c->files);
	if (c->signature_good)
		printf("signed by the key given\n");
	else if (c->has_signature)
		printf("signed, but by whom was not checked: give --key\n");
	else
		printf("unsigned: anybody could have packed them\n");
	return STATUS_DONE;
}

static enum status
verify_file(const struct command *self, const char *path,
    const struct sign_key *key)
{
	struct pack_check c = { .on_problem = on_problem,
		.on_fact = on_fact,
		.arg = &path,
		.key = key };
	struct mapped file;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int rc = fd >= 0 ? mapped_init(&file, fd) : -errno;
	enum status status;

	if (fd >= 0)
		close(fd);
	if (rc)
		return command_failed(self, STATUS_FAILED, "%s: %s", path,
		    rc == -EINVAL ? "no regular file" : strerror(-rc));
	pack_verify(file.data, file.len, &c);
	status = tell(path, &c);
	mapped_fini(&file);
	return status;
}

static enum status
run(const struct command *self, const struct command_args *args)
{
	struct sign_key *key;
	enum status status = keyfile_read(self, args, OPTION_KEY, false, &key);

	if (status == STATUS_DONE)
		status = verify_file(self, args->operands[0], key);
	sign_key_free(key);
	return status;
}

const struct command command_verify = {
	.name = "verify",
	.operands = "FILE",
	.summary = "is a pack of report --pack what was packed?",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};

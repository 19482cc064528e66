/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmail.c - handing a mail to the system's sendmail(8).
 *
 * The mail is written to a nameless file first: a sendmail that ends early
 * can neither block nor signal us, and half a mail is never sent.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/sendmail.h"

extern char **environ;

static const struct {
	int status;
	const char *meaning;
} meanings[] = {
	{ EX_USAGE, "it does not take the options -t -i" },
	{ EX_DATAERR, "it did not take the mail or an address" },
	{ EX_NOUSER, "no such user" },
	{ EX_NOHOST, "no such host" },
	{ EX_UNAVAILABLE, "mail is not available" },
	{ EX_OSERR, "the system failed it" },
	{ EX_IOERR, "it could not read or write" },
	{ EX_TEMPFAIL, "it failed for now" },
	{ EX_NOPERM, "not permitted" },
	{ EX_CONFIG, "it is not configured" },
};

char *
sendmail_sender(char out[static MAIL_ADDRESS_MAX + 1])
{
	const char *email = getenv("EMAIL");
	const struct passwd *user;
	char host[128] = "";

	if (email && mail_check_address(email) == 0) {
		snprintf(out, MAIL_ADDRESS_MAX + 1, "%s", email);
		return out;
	}
	user = getpwuid(geteuid());
	if (gethostname(host, sizeof(host) - 1) != 0 || !host[0])
		snprintf(host, sizeof(host), "localhost");
	snprintf(out, MAIL_ADDRESS_MAX + 1, "%s@%s",
	    user ? user->pw_name : "rasaudit", host);
	if (mail_check_address(out) != 0)
		snprintf(out, MAIL_ADDRESS_MAX + 1, "rasaudit@localhost");
	return out;
}

static const char *
meaning_of(int status)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].status == status)
			return meanings[i].meaning;
	return "its own log may say why";
}

static int
wait_for(pid_t pid, const char *path, struct err *err)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(err, -errno, "%s: %s", path,
			    strerror(errno));
	if (WIFSIGNALED(status))
		return err_set(err, -EIO, "%s was ended by signal %d", path,
		    WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return err_set(err, -EIO, "%s ended with status %d: %s", path,
		    WEXITSTATUS(status), meaning_of(WEXITSTATUS(status)));
	return 0;
}

/* Run path with fd as its standard input. */
static int
run(const char *path, int fd, struct err *err)
{
	char name[] = "sendmail", headers[] = "-t", dots[] = "-i";
	char *const argv[] = { name, headers, dots, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return err_set(err, -error, "%s: %s", path, strerror(error));
	error = posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
	/* What it says is no result of ours. */
	if (!error)
		error = posix_spawn_file_actions_adddup2(&actions,
		    STDERR_FILENO, STDOUT_FILENO);
	if (!error)
		error = posix_spawn(&pid, path, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error)
		return err_set(err, -error,
		    "%s: %s; set RASAUDIT_SENDMAIL to the path of a sendmail",
		    path, strerror(error));
	return wait_for(pid, path, err);
}

int
sendmail_send(const struct mail *m, struct err *err)
{
	const char *path = getenv("RASAUDIT_SENDMAIL");
	FILE *file = tmpfile();
	int rc;

	if (!path || !path[0])
		path = SENDMAIL;
	if (!file)
		return err_set(err, -errno, "no room for a mail: %s",
		    strerror(errno));
	fcntl(fileno(file), F_SETFD, FD_CLOEXEC);
	rc = mail_write(file, m, err);
	if (!rc && lseek(fileno(file), 0, SEEK_SET) != 0)
		rc = err_set(err, -errno, "the mail can not be read back: %s",
		    strerror(errno));
	if (!rc)
		rc = run(path, fileno(file), err);
	fclose(file);
	return rc;
}

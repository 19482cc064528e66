#!/bin/sh
# The manual pages pass mandoc's lint.
cd "${srcdir:-.}" || exit 2
command -v mandoc >/dev/null || {
	echo "mandoc is not installed"
	exit 77
}
# Of style there are exceptions: references to pages of other packages, and a
# section for the views of the database.
mandoc -T lint -W style man/*.[158] 2>&1 |
	grep -vE 'referenced manual not found|outdated mandoc.db|Sh VIEWS' &&
	exit 1
exit 0

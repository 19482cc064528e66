#!/bin/sh
# The manual pages pass mandoc's lint.
cd "${srcdir:-.}" || exit 2
command -v mandoc >/dev/null || {
	echo "mandoc is not installed"
	exit 77
}
# Of style there is one exception: references to pages of other packages.
mandoc -T lint -W style man/*.[158] 2>&1 |
	grep -vE 'referenced manual not found|outdated mandoc.db' && exit 1
exit 0

#!/bin/sh
# The sources are laid out as .clang-format says.
cd "${srcdir:-.}" || exit 2
command -v clang-format >/dev/null || {
	echo "clang-format is not installed"
	exit 77
}
clang-format --dry-run -Werror src/*/*.[ch] tests/*/*.[ch]

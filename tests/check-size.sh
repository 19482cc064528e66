#!/bin/sh
# Files stay under 600 lines and functions within 80.
cd "${srcdir:-.}" || exit 2
awk '
FNR == 1 { start = 0 }
FNR == 600 { print FILENAME ": 600 lines or more"; bad = 1 }
/^\{/ { start = FNR }
/^\}/ {
	if (start && FNR - start > 80) {
		print FILENAME ":" start ": a function of " FNR - start " lines"
		bad = 1
	}
	start = 0
}
END { exit bad }' src/*/*.[ch] tests/*/*.[ch]

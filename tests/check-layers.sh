#!/bin/sh
# A file includes headers of its own folder and of lower ranks only, and each
# foreign library's header stays in the one folder that owns it.
cd "${srcdir:-.}" || exit 2
bad=0

grep -nH '^#include "' src/*/*.[ch] | awk -F'[/:"]' '
BEGIN {
	n = split("base|capture packet policy|flow inspect verdict|store|pipeline report|cli", r, "|")
	for (i = 1; i <= n; i++) {
		m = split(r[i], d, " ")
		for (j = 1; j <= m; j++)
			rank[d[j]] = i
	}
}
{
	from = $2; to = $6
	if (!(from in rank) || !(to in rank) ||
	    (from != to && rank[to] >= rank[from])) { print; bad = 1 }
}
END { exit bad }' || bad=1

# owned HEADER-PATTERN FOLDER...: only these folders include it
owned() {
	pattern=$1
	shift
	for file in $(grep -lE "^#include [<\"]$pattern" src/*/*.[ch]); do
		folder=$(echo "$file" | cut -d/ -f2)
		case " $* " in
		*" $folder "*) ;;
		*)
			echo "$file: only $* may include $pattern"
			bad=1
			;;
		esac
	done
}
owned 'pcap' capture
owned 'ndpi' inspect
owned 'sqlite3' store
owned 'seccomp.h' base
owned 'cap-ng' base
owned 'openssl' report
owned 'base/xalloc.h' base cli report

# <config.h> is first in every .c and in no header.
for file in src/*/*.c; do
	first=$(grep -m1 '^#include' "$file")
	[ "$first" = '#include <config.h>' ] || {
		echo "$file: <config.h> is not its first include"
		bad=1
	}
done
grep -l '^#include <config.h>' src/*/*.h && bad=1
exit $bad

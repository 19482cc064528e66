#!/bin/sh
# By what evidence a flow got its name and its reason: each line of NAMES.tsv
# speaks of one conversation of a sample capture ("-": says nothing).
srcdir=${srcdir:-.}
golden=$srcdir/tests/golden
command -v sqlite3 >/dev/null || {
	echo "sqlite3 is not installed"
	exit 77
}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# differences SCENARIO: prints what differs
differences() {
	rm -f "$work"/db*
	./rasaudit replay --record-all -s "$srcdir/rules/lab-site.rules" \
		-d "$work/db" "$srcdir/pcaps/$1".pcap* 2>"$work/err" || {
		echo "replay ended with status $?"
		cat "$work/err"
		return
	}
	sqlite3 :memory: 2>&1 <<EOF
.mode ascii
.separator "\t" "\n"
.import $golden/NAMES.tsv expected
.mode list
CREATE TABLE setting AS SELECT '$1' AS scenario;
ATTACH 'file:$work/db?mode=ro' AS db;
.read $golden/names.sql
EOF
}

for scenario in $(awk -F '\t' 'NR > 1 { print $1 }' "$golden/NAMES.tsv" |
	sort -u); do
	differences "$scenario" | sed "s/^/$scenario: /"
done >"$work/differences"
cat "$work/differences"
[ ! -s "$work/differences" ]

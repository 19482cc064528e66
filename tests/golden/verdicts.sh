#!/bin/sh
# Every flow of the sample captures is judged as VERDICTS.tsv says; and so are
# those of the shared lab, where it lies beside the project.
srcdir=${srcdir:-.}
golden=$srcdir/tests/golden
command -v sqlite3 >/dev/null || {
	echo "sqlite3 is not installed"
	exit 77
}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# judge CAPTURE VERDICTS SCENARIO: prints what differs
judge() {
	rm -f "$work"/db*
	./rasaudit replay --record-all -s "$srcdir/rules/lab-site.rules" \
		-d "$work/db" "$1" 2>"$work/err" || {
		echo "replay of $1 ended with status $?"
		cat "$work/err"
		return
	}
	{
		head -n 1 "$2"
		awk -F '\t' -v s="$3" '$1 == s || ($1 == "*" &&
			s != "loopback" && s !~ /^own-/)' "$2"
	} >"$work/expected.tsv"
	sqlite3 :memory: 2>&1 <<EOF
.mode ascii
.separator "\t" "\n"
.import $work/expected.tsv expected
.mode list
CREATE TABLE setting AS SELECT 1 AS conformance;
ATTACH 'file:$work/db?mode=ro' AS db;
.read $golden/verdicts.sql
EOF
}

# all FOLDER VERDICTS: every scenario that has a capture there
all() {
	for scenario in $(awk -F '\t' 'NR > 1 && $1 != "*" { print $1 }' "$2" |
		sort -u); do
		for capture in "$1/$scenario".pcap*; do
			[ -e "$capture" ] || continue
			judge "$capture" "$2" "$scenario" |
				sed "s|^|$scenario: |"
			echo "$scenario" >>"$work/done"
		done
	done
}

all "$srcdir/pcaps" "$golden/VERDICTS.tsv" >"$work/differences"
shared=$srcdir/../shared/lab
if [ -d "$shared/pcaps" ]; then
	all "$shared/pcaps" "$shared/VERDICTS.tsv" >>"$work/differences"
else
	echo "skipped: ../shared/lab is not there"
fi
cat "$work/differences"
count=$(wc -l <"$work/done")
echo "$count captures judged"
[ "$count" -ge 32 ] && [ ! -s "$work/differences" ]

#!/bin/bash
# lab.sh - a farm of real services in network namespaces, watched on a span
# port; what rasaudit makes of each conversation is compared with EXPECT.tsv.
#
#   lab.sh [SCENARIO...]   run them (default: all) and compare
#   lab.sh --list          their names
#
# Run it in the build folder, as root.  It makes and removes everything itself
# and installs nothing.  Each scenario is watched live ("rasaudit watch") and
# recorded beside it (tcpdump), and the recording is replayed: two databases,
# two comparisons.  It ends with "N passed, N failed"; the status is 1 when
# something failed.
#
#   LAB_CAPTURES=FOLDER    keep the recordings there
#   LAB_KEEP=1             keep the temporary folder, with the logs
#   LAB_WATCH=no           replay only
#   LAB_NAMES=0            leave out what only names and mappers tell
#
# What of the vendor's matrix the lab can not carry is listed in EXPECT.tsv.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
for part in lib farm files services scenarios; do
	# shellcheck source=/dev/null
	. "$here/$part.sh"
done

RASAUDIT=${RASAUDIT:-$(pwd)/rasaudit}
SITE=$top/rules/lab-site.rules
passed=0
failed=0

usage() {
	sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"
	exit 2
}

has_watch() {
	[ "${LAB_WATCH:-}" != no ] && "$RASAUDIT" watch --help >/dev/null 2>&1
}

# watch_start DATABASE: returns when it is watching.  It gives root up, so the
# folder belongs to whom it becomes.
watch_start() {
	mkdir -p "$R/live"
	chown nobody "$R/live"
	: >"$R/log/watch"
	ip netns exec "$P-span" "$RASAUDIT" watch -i spanp -s "$SITE" \
		-d "$1" -Z nobody 2>"$R/log/watch" &
	WATCH=$!
	until_true 10 grep -q watching "$R/log/watch" ||
		die "watch did not start: $(cat "$R/log/watch")"
}

gone() {
	! kill -0 "$1"
}

# watch_stop: it has 5 seconds after SIGTERM
watch_stop() {
	kill -TERM "$WATCH"
	if ! until_true 5 gone "$WATCH"; then
		report "watch is still there 5 seconds after SIGTERM"
		kill -KILL "$WATCH"
	fi
	wait "$WATCH" || report "watch: $(tail -n 1 "$R/log/watch")"
}

# report LINE...: something failed
report() {
	printf '%s\n' "$@"
	failed=$((failed + 1))
}

# run SCENARIO: to cap/SCENARIO, live/SCENARIO.db and cap/SCENARIO.db
run() {
	if declare -F "before_$1" >/dev/null; then
		"before_$1"
	fi
	capture_start "$R/cap/$1"
	if has_watch; then
		watch_start "$R/live/$1.db"
	fi
	"run_$1"
	capture_stop
	if has_watch; then
		watch_stop
	fi
	"$RASAUDIT" replay --record-all -s "$SITE" -d "$R/cap/$1.db" \
		"$R/cap/$1" 2>"$R/log/replay" ||
		report "$1: replay: $(tail -n 1 "$R/log/replay")"
	if [ -n "${LAB_CAPTURES:-}" ]; then
		mkdir -p "$LAB_CAPTURES"
		cp "$R/cap/$1" "$LAB_CAPTURES/$1.pcap"
	fi
}

# expectations SCENARIO: those of every scenario ("*") too
expectations() {
	grep -v '^#' "$here/EXPECT.tsv" | awk -F '\t' -v s="$1" \
		'NR == 1 || $1 == s || $1 == "*"'
}

# judge SCENARIO DATABASE WHAT RECORD-ALL: each line of the scenario passes or
# fails, and so does each flow that no line speaks of.  Without --record-all,
# out-of-scope flows must not be there.
judge() {
	local lines differences
	expectations "$1" >"$R/tmp/expected.tsv"
	lines=$(($(wc -l <"$R/tmp/expected.tsv") - 1))
	sqlite3 :memory: >"$R/tmp/differences" 2>&1 <<-END
		.mode ascii
		.separator "\t" "\n"
		.import $R/tmp/expected.tsv expected
		.mode list
		CREATE TABLE setting AS SELECT 1 AS conformance,
			${LAB_NAMES:-1} AS names;
		DELETE FROM expected WHERE NOT $4 AND verdict = 'out-of-scope'
			AND NOT (port IN (443, 3389)
				AND conformance LIKE 'violates%');
		ATTACH 'file:$2?mode=ro' AS db;
		.read $top/tests/golden/verdicts.sql
	END
	differences=$(grep -c . "$R/tmp/differences")
	sed "s/^/$1, $3: /" "$R/tmp/differences"
	failed=$((failed + differences))
	differences=$(grep -c '^not as expected' "$R/tmp/differences")
	passed=$((passed + lines - differences))
}

case ${1:-} in
--list)
	for name in $SCENARIOS; do
		echo "$name"
	done
	exit 0
	;;
-*) usage ;;
esac
for name; do
	declare -F "run_$name" >/dev/null ||
		die "there is no scenario \"$name\"; --list names them"
done
lab_needs
[ -x "$RASAUDIT" ] || die "$RASAUDIT is not there; run it in the build folder"
has_watch || say "without watch: the recordings are replayed"
lab_begin
farm_files
farm_network
farm_services
# Words.
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $SCENARIOS
for name; do
	say "$name"
	run "$name"
	judge "$name" "$R/cap/$name.db" replay 1
	if has_watch; then
		judge "$name" "$R/live/$name.db" watch 0
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

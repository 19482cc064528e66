#!/bin/sh
# The golden cases: what a user sees of a capture, to the letter.
#
#   cases.sh         compare every case of CASES with expected/NAME
#   cases.sh NAME    print one case as it is now
srcdir=${srcdir:-.}
golden=$srcdir/tests/golden
here=$(pwd)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# case_output CAPTURES RULES REPLAY-OPTIONS COMMAND
case_output() {
	rm -f "$work"/db*
	(
		cd "$srcdir/pcaps" || exit 1
		# The options are words of CASES.
		# shellcheck disable=SC2086
		"$here/rasaudit" replay -s "../rules/$2.rules" -d "$work/db" \
			$3 $1 2>"$work/err" || {
			echo "replay ended with status $?"
			cat "$work/err"
		}
		# shellcheck disable=SC2086
		NO_COLOR=1 "$here/rasaudit" $4 -d "$work/db"
	) | sed "s|$work/db|DB|g; s/[0-9a-f]\{64\}/DIGEST/g"
}

bad=0 count=0
while IFS='|' read -r name captures rules options command; do
	name=$(echo $name)
	case $name in '' | '#'*) continue ;; esac
	[ $# -eq 0 ] || [ "$1" = "$name" ] || continue
	count=$((count + 1))
	case_output "$(echo $captures)" "$(echo $rules)" "$options" \
		"$command" >"$work/out"
	if [ $# -eq 1 ]; then
		cat "$work/out"
	elif ! diff -u "$golden/expected/$name" "$work/out"; then
		echo "case $name differs; tests/golden/update $name rewrites it"
		bad=1
	fi
done <"$golden/CASES"
[ "$count" -gt 0 ] || bad=1
exit $bad

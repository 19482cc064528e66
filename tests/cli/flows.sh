#!/bin/sh
# flows: the filters, and that they say what they do not take.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$top/tests/cli/night.lib.sh"
flows() {
	"$rasaudit" flows -d db "$@"
}
gives 0 "$rasaudit" replay -s "$rules" -d db "$pcaps"
all=$(sql db 'SELECT count(*) FROM audit_flow')

gives 2 flows --grade bad
says err '--grade bad: expected one of service, probe'
gives 2 flows --class bad
says err '--class bad: expected one of through, stopped, probable'
gives 2 flows --class through,bad
says err '--class bad: expected one of through, stopped, probable'
gives 2 flows --verdict forbidden,bad
says err '--verdict bad: expected one of allowed, forbidden'
gives 2 flows --weak bad
says err '--weak bad: expected one of sni, inferred, range-only, direction'
gives 2 flows --src 10.2.0.1/24
says err '10.2.0.1/24: bits beyond the prefix length are set'
gives 2 flows --host 10.2.0.0/33
says err 'expected an IPv4 or IPv6 address, or a prefix such as 10.2.0.0/24'
gives 2 flows --security
says err 'option --security needs a value'

# count CONDITION OPTION...: as many lines as rows of the view
count() {
	condition=$1
	shift
	gives 0 flows "$@"
	want=$(sql db "SELECT count(*) FROM audit_flow WHERE $condition")
	same "flows $*" "$(wc -l <out)" "$want"
	[ "$want" -gt 0 ] || { echo "FAIL: nothing to look for: $*"; failures=1; }
	[ "$want" -lt "$all" ] || { echo "FAIL: everything: $*"; failures=1; }
}
count "src LIKE '10.77.0.%'" --src 10.77.0.0/24
count "dst LIKE '10.77.0.%'" --dst 10.77.0.0/24
count "src LIKE '10.77.0.%' OR dst LIKE '10.77.0.%'" --host 10.77.0.0/24
count "dst LIKE '%:%'" --dst ::/0
count "grade = 'service'" --grade service
count "app = 'ssh'" --app ssh
count "near_row_id = 'all-01'" --near all-01
count "',' || src_roles || ',' LIKE '%,client,%'" --src-role client
count "src_roles = 'client'" --src-role =client
count "src_roles = ''" --src-role =
count "',' || dst_roles || ',' LIKE '%,broker,%'" --dst-role broker
security=$(sql db 'SELECT max(security) FROM audit_flow')
[ -z "$security" ] || count "',' || security || ',' LIKE '%,$security,%'" --security "$security"
count 'app IS NULL' --app -
count 'row_id IS NULL' --row -
count "near_fact = 'port'" --near-fact port
count "verdict IN ('forbidden', 'missed')" --verdict forbidden,missed
# One word of what was settled on finds it too.
count "',' || security || ',' LIKE '%,rdp-tls,%'" --security rdp-tls
count "outcome IN ('refused', 'unanswered') AND NOT weak AND NOT ambiguous" \
	--class stopped
count "verdict = 'forbidden' AND dst_port = 22 AND proto = 'tcp'" \
	--verdict forbidden --port 22 --proto tcp

# The classes are everything, once.
total=0
for class in through stopped probable; do
	gives 0 flows --class $class
	total=$((total + $(wc -l <out)))
done
same 'flows of all classes' "$total" "$all"

# A finding's figure is what its filters list, attempts counted.
sql db "SELECT verdict, proto, dst_port, src_roles, dst_roles, reason,
		sum(attempts) FROM audit_flow
	WHERE verdict IN ('forbidden', 'missed') AND dst_port IS NOT NULL
	GROUP BY 1, 2, 3, 4, 5, 6 LIMIT 12" | tr '|' ' ' >groups
while IFS= read -r line; do
	set -- $line
	[ $# -eq 7 ] || continue # a group without roles
	gives 0 flows --verdict "$1" --proto "$2" --port "$3" \
		--src-role "=$4" --dst-role "=$5" --reason "$6" --format csv
	n=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++)
			if ($i == "attempts") at = i }
		NR > 1 { n += $at } END { print n + 0 }' out)
	same "attempts of $line" "$n" "$7"
done <groups

# A flow that goes on over the site's midnight, 23:00 UTC, and one that begins
# after it and goes on over midnight UTC.
cp "$top"/rules/*.rules .
sed 's/^site .*/site "Far" timezone Europe\/Zurich/' "$rules" >far.rules
moved_to 2026-11-23T22:59:59Z "$pcaps/viol_uncovered.pcap" midnight.pcap
moved_to 2026-11-23T23:59:59Z "$pcaps/viol_uncovered.pcap" utc.pcap
gives 0 "$rasaudit" replay -s far.rules -d far midnight.pcap utc.pcap
since=1795474800000000
began=$(sql far "SELECT count(*) FROM audit_flow WHERE first_us < $since
	AND last_us >= $since")
[ "$began" -gt 0 ] || {
	echo 'FAIL: no flow goes on over midnight'
	failures=$((failures + 1))
}
gives 0 "$rasaudit" flows -d far --day 2026-11-24
same 'flows that are continuing' "$(grep -c '  continuing$' out)" "$began"
says out ' 2026-11-23 23:59:59'
grep '  continuing$' out | grep -v ' 2026-11-23 22:59:59' >wrong
same 'flows that began after midnight' "$(cat wrong)" ''
gives 0 "$rasaudit" flows -d far --day 2026-11-23
same 'continuing the day before' "$(grep -c '  continuing$' out)" 0
gives 0 "$rasaudit" flows -d far
same 'continuing without a period' "$(grep -c '  continuing$' out)" 0
# Columns are those of the view, whatever the period.
for format in csv json; do
	gives 0 "$rasaudit" flows -d far --day 2026-11-24 --format $format
	grep continuing out && failures=$((failures + 1))
done
gives 0 "$rasaudit" report -d far --day 2026-11-24
says out 'begun before the period: continuing'
gives 0 "$rasaudit" report -d far --day 2026-11-23
grep 'continuing$' out && failures=$((failures + 1))

finish

#!/bin/sh
# report on bad input: whatever is wrong with site, database, day or texts, the
# report is written, says what is wrong, and never calls it clean.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$top/tests/cli/night.lib.sh"

# verdict: the word at the head of the text in out
verdict() {
	sed -n '3p' out
}

# unassessable WORDS OPTION...: so, and for this reason; never clean
unassessable() {
	words=$1
	shift
	gives 0 "$rasaudit" report "$@"
	same "the verdict of $*" "$(verdict)" 'NOT ASSESSABLE'
	tr '\n' ' ' <out >line
	says line "$words"
	grep -qi 'no departure' out && {
		echo "FAIL: clean: $*"
		failures=$((failures + 1))
	}
	gives 1 "$rasaudit" report "$@" --fail-on any
}

# A capture of a whole day, by one tap: the same conversations at its begin and
# its end.  All other cases are this one with a fault.
day=2026-11-24
moved_to ${day}T00:00:05Z "$pcaps/viol_uncovered.pcap" begin.pcap
moved_to ${day}T23:59:30Z "$pcaps/viol_uncovered.pcap" end.pcap
moved_to ${day}T12:00:00Z "$pcaps/viol_uncovered.pcap" noon.pcap
# joined PCAP PCAP: one capture with the packets of both
joined() {
	cat "$1"
	tail -c +25 "$2"
}
joined begin.pcap end.pcap >day.pcap
joined begin.pcap noon.pcap >half.pcap
at_time 2026-11-25T00:15:00Z
gives 0 "$rasaudit" replay -s "$rules" -d whole day.pcap
gives 0 "$rasaudit" report -d whole --day $day
case $(verdict) in
FINDINGS | 'NOT YET TUNED') ;;
*)
	echo "FAIL: the whole day can not be judged: $(verdict)"
	failures=$((failures + 1))
	;;
esac

# A site file that names nobody who is there.
cat >elsewhere.rules <<'EOF'
include "ras-19.rules"
site "Elsewhere" timezone UTC
network 192.0.2.0/24 "nobody"
address 192.0.2.10 broker
EOF
cp "$top"/rules/*.rules .
gives 0 "$rasaudit" replay -s elsewhere.rules -d elsewhere day.pcap
unassessable 'every flow is out of scope' -d elsewhere --day $day

# An empty capture, and so an empty database.
head -c 24 begin.pcap >empty.pcap
gives 0 "$rasaudit" replay -s "$rules" -d empty empty.pcap
gives 4 "$rasaudit" report -d empty --run last
says err 'empty holds no run yet'
unassessable 'nothing was' -d empty --day $day

# A day without data.
unassessable 'nothing was recorded of this time' -d whole --day 2026-11-20

# Half a day.
gives 0 "$rasaudit" replay -s "$rules" -d half half.pcap
unassessable '% of the day was seen' -d half --day $day

# A run that crashed: the program ended before it could say so.
cp whole crashed
sql crashed "UPDATE run SET state = 'crashed', ended_us = NULL"
unassessable 'a run did not end as it should' -d crashed --day $day

# Loss: at the floor nothing happens, above it nothing is said any more.
packets=$(sql whole 'SELECT sum(packets) FROM run')
for loss in '0.2 no' '3 yes'; do
	cp whole lossy
	lost=$(echo "$packets ${loss% *}" | awk '{ printf "%d", $1 * $2 / 100 }')
	sql lossy "UPDATE run SET kernel_drops = $lost;
		DELETE FROM loss; INSERT INTO loss $(sql whole \
		"SELECT 'VALUES (' || group_concat(CASE name
			WHEN 'run_id' THEN (SELECT max(run_id) FROM run)
			WHEN 'hour' THEN (SELECT min(first_us) / 3600000000 FROM flow)
			WHEN 'minute' THEN (SELECT min(first_us) / 60000000 FROM flow)
			WHEN 'packets' THEN $packets
			WHEN 'kernel_drops' THEN $lost ELSE 0 END, ', ') || ')'
		FROM pragma_table_info('loss')")"
	if [ "${loss#* }" = yes ]; then
		unassessable 'of what passed was lost' -d lossy --day $day
	else
		gives 0 "$rasaudit" report -d lossy --day $day
		same "the verdict with little loss" "$(verdict)" \
			"$("$rasaudit" report -d whole --day $day | sed -n 3p)"
	fi
done

# Two policies in a day: that is told, and each flow keeps its verdict.
cp whole two
sed 's/^site .*/site "Renamed" timezone UTC/' "$rules" >other.rules
gives 0 "$rasaudit" replay -s other.rules -d two noon.pcap
same 'policies' "$(sql two 'SELECT count(*) FROM policy')" 2
gives 0 "$rasaudit" report -d two --day $day
says out 'Several policies were in force in this time'
says out "$(sql two 'SELECT digest FROM policy WHERE policy_id = 2')"
gives 0 "$rasaudit" report -d whole --day $day
grep -q 'Several policies' out && { echo 'FAIL: one policy'; failures=1; }

# Names and labels of the worst kind, wherever one can stand.
evil='=1+1</td></table><script>alert(1)</script>'"$(printf '\033[2J\a')"'"\\'
plain=$(printf '%s' "$evil" | sed "s/'/''/g")
cp whole hostile
sql hostile "UPDATE policy SET site = '$plain', tap = '$plain',
		matrix_title = '$plain', matrix_source = '$plain';
	UPDATE run SET source = '$plain';
	UPDATE input SET path = '$plain';
	UPDATE policy_row SET description = '$plain', section = '$plain',
		place = '$plain', source = '$plain', destination = '$plain';
	UPDATE policy_feature SET label = '$plain';
	UPDATE flow SET server_name = '$plain', claimed_name = '$plain',
		evidence = '$plain';
	UPDATE kind SET known = '$plain', near_row_id = '$plain',
		app = '$plain', ndpi_app = '$plain', security = '$plain',
		expected = '$plain', why = '$plain'" ||
	{ echo 'FAIL: no hostile database'; failures=1; }
for format in text html csv json; do
	gives 0 "$rasaudit" report -d hostile --day $day --format $format
	says out 'alert(1)'
	LC_ALL=C tr -d '\n\r\t -~\200-\377' <out | grep -q . && {
		echo "FAIL: control bytes in $format"
		failures=$((failures + 1))
	}
	case $format in
	html)
		grep -q '<script' out &&
			{ echo 'FAIL: a script in html'; failures=1; }
		;;
	csv)
		grep -Eq '(^|,)"?=1' out &&
			{ echo 'FAIL: a formula in csv'; failures=1; }
		;;
	json)
		! command -v python3 >/dev/null ||
			python3 -m json.tool out >/dev/null ||
			{ echo 'FAIL: json'; failures=1; }
		;;
	esac
done
finish

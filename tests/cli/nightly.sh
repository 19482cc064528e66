#!/bin/sh
# report --nightly: yesterday, what was missed, and what may go.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$top/tests/cli/night.lib.sh"
# days: of the reports that are there
days() {
	ls folder | sed -n 's/^rasaudit-\(.*\)\.html$/\1/p' | tr '\n' ' '
}
nightly() {
	"$rasaudit" report -d db --nightly folder "$@"
}
history() {
	sql db "SELECT day FROM audit_night ORDER BY night_id" | tr '\n' ' '
}

sed 's/^site .*/site "Lab <b>\&amp;" timezone Europe\/Zurich/' "$rules" >site.rules
cp "$top/rules/ras-19.rules" .
# Midnight in Zurich is 22:00 in UTC before the clocks change on the 25th of
# October 2026, and 23:00 after.
for at in 2026-10-22T23:00Z 2026-10-24T22:00Z 2026-10-25T22:59Z \
	2026-10-25T23:00Z; do
	moved_to $at "$pcaps/viol_ssh.pcap" ssh-$at.pcap
done
gives 0 "$rasaudit" replay -s site.rules -d db ssh-*.pcap
cp db before.db

# The 25th, of 25 hours, and the 23rd, which was missed; no other has data.
at_time 2026-10-25T23:15:00Z
gives 0 nightly
same 'reports' "$(days)" '2026-10-23 2026-10-25 '
same 'history' "$(history)" '2026-10-23 2026-10-25 '
same 'hours of the 25th' "$(sql db "SELECT (until_us - since_us) / 3600000000
	FROM audit_night WHERE day = '2026-10-25'")" 25
for suffix in html txt json; do
	[ -s folder/rasaudit-2026-10-25.$suffix ] ||
		{ echo "FAIL: no $suffix"; failures=1; }
done
says folder/index.html 'href="rasaudit-2026-10-25.html"'
says folder/index.html 'rasaudit-2026-10-23.json'
says folder/index.html 'no report of this day'
says folder/index.html 'Lab &lt;b&gt;&amp;amp;'
grep -qi '<script' folder/index.html && failures=1
says folder/index.html "default-src 'none'"
same 'files of no use' "$(ls -A folder | grep -c tmp)" 0

# Once more is the same.
cp -R folder before
gives 0 nightly
diff -r folder before || { echo 'FAIL: not the same twice'; failures=1; }
same 'history' "$(history)" '2026-10-23 2026-10-25 '

# A day later: the 26th has data.  A day without any is reported as yesterday.
at_time 2026-10-26T23:15:00Z
gives 0 nightly
same 'reports' "$(days)" '2026-10-23 2026-10-25 2026-10-26 '
at_time 2026-10-27T23:15:00Z
gives 1 nightly --fail-on any
same 'reports' "$(days)" '2026-10-23 2026-10-25 2026-10-26 2026-10-27 '

# The machine was off for longer: what was missed comes, no more than a month.
rm -rf folder
cp before.db db
at_time 2026-11-10T00:15:00Z
gives 0 nightly
same 'reports' "$(days)" '2026-10-23 2026-10-25 2026-10-26 2026-11-09 '
rm -rf folder
cp before.db db
at_time 2027-01-10T00:15:00Z
gives 0 nightly
same 'reports' "$(days)" '2027-01-09 '
# A day by its name, and nothing else.
gives 0 nightly --day 2026-10-23
same 'reports' "$(days)" '2026-10-23 2027-01-09 '

# Days that stay.
rm -rf folder
mkdir folder
for day in 01 02 03 04 05; do
	: >folder/rasaudit-2026-11-$day.html
	: >folder/rasaudit-2026-11-$day.txt
done
: >folder/rasaudit-2026-11-1.html
: >folder/notes-2026-11-01.html
: >folder/rasaudit-2026-11-01.html.save
: >folder/rasaudit-2026-13-01.html
at_time 2026-11-06T12:00:00Z
gives 0 nightly --keep 3
same 'reports' "$(days)" \
	'2026-11-03 2026-11-04 2026-11-05 2026-11-1 2026-13-01 '
[ -e folder/notes-2026-11-01.html ] || { echo 'FAIL: notes'; failures=1; }
[ -e folder/rasaudit-2026-11-01.html.save ] || { echo 'FAIL: .save'; failures=1; }
[ ! -e folder/rasaudit-2026-11-02.txt ] || { echo 'FAIL: .txt'; failures=1; }
# Keeping all, more was missed; the 23rd is in the history.
gives 0 nightly --keep 0
same 'reports' "$(days)" \
	'2026-10-25 2026-10-26 2026-11-03 2026-11-04 2026-11-05 2026-11-1 2026-13-01 '
gives 0 nightly --keep 1
same 'reports' "$(days)" '2026-11-05 2026-11-1 2026-13-01 '

# What can not be used is told.
: >file
gives 4 "$rasaudit" report -d db --nightly file
says err 'the folder file can not be used: Not a directory'
gives 4 "$rasaudit" report -d db --nightly no/such/folder
says err 'no/such/folder can not be used'
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 folder
	gives 4 nightly
	says err 'folder/rasaudit-2026-11-05.html can not be written'
	chmod 700 folder
fi
# A writer that holds the database for a moment: the night is noted all the
# same.  What can not be noted is told, and the report stays.
rm -rf folder
cp before.db db
sql db "CREATE TRIGGER stop BEFORE INSERT ON night
	BEGIN SELECT raise(ABORT, 'stopped'); END"
at_time 2026-11-06T12:00:00Z
gives 4 nightly --day 2026-11-05
says err 'the report of 2026-11-05 is written, and not noted in the history'
[ -s folder/rasaudit-2026-11-05.html ] || { echo 'FAIL: no report'; failures=1; }
finish

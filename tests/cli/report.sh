#!/bin/sh
# report: what it takes, where it writes to, and how it ends.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$top/tests/cli/night.lib.sh"
report() {
	"$rasaudit" report -d db "$@"
}

moved_to 2026-11-24T10:00:00Z "$pcaps/viol_uncovered.pcap" ssh.pcap
gives 0 "$rasaudit" replay -s "$rules" -d db ssh.pcap
says err 'rasaudit report -d db --run last'
at_time 2026-11-25T00:15:00Z

# Wrong words, of which nothing comes.
gives 2 report --format xml
says err 'unknown format xml; expected text, html, json or csv'
gives 2 report --fail-on everything
says err '--fail-on everything: expected forbidden, violates, blocked or any'
gives 2 report --keep 5
says err '--keep belongs to --nightly'
gives 2 report --key k.pem
says err '--key belongs to --pack'
gives 2 report --nightly folder -o x
says err '--nightly is of whole days'
gives 2 report --nightly folder --run last
gives 2 report --nightly folder --keep many
says err '--keep many: expected a number'
gives 2 report --nightly folder --day 2026-02-30
says err '--day 2026-02-30'
gives 2 report --nightly folder --day today
says err 'is not over'
gives 2 report --day 24h
gives 2 report --day 2026-11-24 --run last
says err 'exclude each other'
gives 2 report --since now --until 24h
says err 'is not before'
gives 2 report --since 2026-11-24T10:00
says err '--since 2026-11-24T10:00: expected'
gives 2 report -d db --run last
says err '--run is of one database'
gives 4 report --run 77
says err 'no run 77'
gives 4 report -d nosuch
says err nosuch
gives 4 report --anonymize-key nosuch
says err nosuch
[ ! -e folder ] || { echo 'FAIL: a report was made'; failures=1; }

# A day of which a minute was captured is no clean one, however it is asked for.
moved_to 2026-11-24T10:00:00Z "$pcaps/kerberos_ldap.pcap" clean.pcap
gives 0 "$rasaudit" replay -s "$rules" -d clean clean.pcap
gives 0 "$rasaudit" report -d clean --run last --fail-on any
gives 1 "$rasaudit" report -d clean --since 24h --fail-on any
says out 'of the time was seen'
gives 1 "$rasaudit" report -d clean --day 2026-11-24 --fail-on any

# Every way to say the day.
for period in '' '--day yesterday' '--day 2026-11-24' '--since 24h' \
	'--since 2026-11-24T00:00Z --until 2026-11-25T01:00+01:00' \
	'--since yesterday --until today' '--run last' '--run 1' \
	'--since 2026-11-24 --until now'; do
	gives 0 report --format json $period
	mv out "json$period"
	grep -q '"Lab"' "json$period" ||
		{ echo "FAIL: nothing of the site in $period"; failures=1; }
	gives 0 report --format csv $period
	[ -s out ] || { echo "FAIL: no csv of $period"; failures=1; }
done
cmp -s 'json' 'json--day yesterday' || { echo 'FAIL: yesterday'; failures=1; }

# The format is that of the file, unless it is told.
gives 0 report
cp out text
for pair in 'r.html:<' 'r.json:{' 'r.HTM:<'; do
	gives 0 report -o "${pair%:*}"
	same "first byte of ${pair%:*}" "$(head -c 1 "${pair%:*}")" "${pair#*:}"
	[ ! -s out ] || { echo 'FAIL: standard output too'; failures=1; }
done
for file in r r.txt r.log; do
	gives 0 report -o $file
	cmp -s $file text || { echo "FAIL: $file is no text"; failures=1; }
done
gives 0 report -o r.html --format json
same 'format of r.html' "$(head -c 1 r.html)" '{'
gives 0 report -o -
[ -s out ] || { echo 'FAIL: nothing for -o -'; failures=1; }

# The file is whole or as it was.
echo untouched-9 >kept.txt
chmod 600 kept.txt
ln -s kept.txt link.txt
gives 0 report -o link.txt
[ -L link.txt ] || { echo 'FAIL: the link is no link'; failures=1; }
same 'rights of what was replaced' "$(stat -c %a kept.txt)" 600
grep -q untouched-9 kept.txt && { echo 'FAIL: not replaced'; failures=1; }
# A disk of two pages, where we may make one.
mkdir disk
if unshare -rm true 2>/dev/null; then
	unshare -rm sh -c "mount -t tmpfs -o size=8k none disk || exit 99
		echo untouched-9 >disk/kept.html
		'$rasaudit' report -d db -o disk/kept.html 2>err
		echo \$? >status
		cat disk/kept.html >kept
		ls -A disk >files"
	if [ -e status ]; then
		same 'status on a full disk' "$(cat status)" 4
		says err 'disk/kept.html can not be written: No space left'
		same 'what was there' "$(cat kept)" untouched-9
		same 'files beside it' "$(cat files)" kept.html
	fi
fi
gives 4 report -o no/such/folder/r.txt
says err 'no/such/folder/r.txt can not be written'
says err 'its folder must exist'
gives 4 report -o .
says err '. can not be written'
if [ -w /dev/full ]; then
	gives 4 report -o /dev/full
	says err '/dev/full can not be written: No space left on device'
	[ -c /dev/full ] || { echo 'FAIL: /dev/full was replaced'; failures=1; }
fi
if [ "$(id -u)" -ne 0 ]; then
	mkdir closed
	chmod 500 closed
	gives 4 report -o closed/r.txt
	says err 'Permission denied'
fi

# Status 1 for what is looked for, and the report all the same.
gives 1 report --fail-on forbidden -o found.txt
[ -s found.txt ] || { echo 'FAIL: --fail-on ate the report'; failures=1; }
gives 1 report --fail-on any
[ -s out ] || { echo 'FAIL: --fail-on ate the output'; failures=1; }
gives 0 report --fail-on blocked
gives 0 report --fail-on forbidden --day 2026-11-20
# What can not be assessed is not well.
gives 1 report --fail-on any --day 2026-11-20

# Addresses and names are hidden, everywhere alike.
echo 'a secret of some length' >secret
for format in text html json csv; do
	gives 0 report --anonymize-key secret --format $format
	grep -qE '10\.77\.0\.[0-9]' out &&
		{ echo "FAIL: an address in $format"; failures=1; }
	cp out first
	gives 0 report --anonymize-key secret --format $format
	cmp -s first out || { echo "FAIL: not the same twice"; failures=1; }
done
gives 0 report --anonymize
grep -qE '10\.77\.0\.[0-9]' out && { echo 'FAIL: an address'; failures=1; }

# A reader waits for no writer, and no writer for a reader.
sql db 'SELECT 1' >/dev/null
mkfifo held
sqlite3 db >/dev/null 2>&1 <held &
writer=$!
exec 9>held
echo "BEGIN IMMEDIATE; UPDATE batch SET number = number;" >&9
gives 0 report
gives 0 "$rasaudit" flows -d db
echo "COMMIT;" >&9
exec 9>&-
wait "$writer" || { echo 'FAIL: the writer'; failures=1; }
finish

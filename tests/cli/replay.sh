#!/bin/sh
# replay: what it says and how it ends on good and bad inputs.
. "${srcdir:-.}/tests/cli/lib.sh"
replay() {
	"$rasaudit" replay -s "$rules" -d db "$@"
}
flows() {
	sql db "SELECT count(*), sum(attempts), sum(packets_out + packets_in)
		FROM audit_flow"
}

gives 0 replay "$pcaps/tls.pcapng"
says err 'flows judged'
says err 'rasaudit report -d db --run last'
before=$(flows)
gives 0 replay "$pcaps/tls.pcapng"
says err 'judged before, nothing new in it'
same 'flows after a second replay' "$(flows)" "$before"
same 'runs after a second replay' "$(sql db 'SELECT count(*) FROM audit_run')" 1
[ ! -e db-wal ] || { echo 'FAIL: a -wal file is left'; failures=1; }
gives 0 replay --again "$pcaps/tls.pcapng"
same 'runs after --again' "$(sql db 'SELECT count(*) FROM audit_run')" 2

# What a row allows between ends that are no components is looked into, too.
rm -f db
gives 0 replay "$pcaps/smtp.pcap"
same 'a console that sends mail' "$(sql db "SELECT DISTINCT conformance
	FROM audit_flow WHERE row_id = 'console-18'")" conforms
rm -f db
gives 0 replay "$pcaps/tls.pcapng"

# The same capture, compressed or through a pipe, is the same capture.
gzip -c "$pcaps/tls.pcapng" >again.gz
gives 0 replay again.gz
says err 'judged before'
gives 0 replay - <"$pcaps/tls.pcapng"
says err 'judged before'

# A capture that grew is gone on with behind its last packet.
rm -f db
size=$(wc -c <"$pcaps/ras_ports.pcap")
head -c $((size / 2)) "$pcaps/ras_ports.pcap" >growing.pcap
gives 3 replay growing.pcap
says err 'growing.pcap'
says err 'cut at byte'
half=$(sql db 'SELECT sum(packets) FROM audit_run')
cp "$pcaps/ras_ports.pcap" growing.pcap
gives 0 replay growing.pcap
says err 'going on behind it'
whole=$(sql db 'SELECT sum(packets) FROM audit_run')
rm -f db
gives 0 replay "$pcaps/ras_ports.pcap"
same 'packets of a capture that grew' "$whole" \
	"$(sql db 'SELECT packets FROM audit_run')"
[ "$half" -lt "$whole" ] || { echo 'FAIL: nothing was cut'; failures=1; }

# What can not be read is named; the rest is judged.
rm -f db
mkdir folder empty
echo hello >folder/notes.txt
cp "$pcaps/http.pcap" folder/
gives 3 replay nosuch.pcap folder
says err 'nosuch.pcap'
same 'runs beside a missing file' "$(sql db 'SELECT state FROM audit_run')" \
	partial
gives 3 replay nosuch.pcap
gives 3 replay empty
says err 'empty'
gives 3 replay folder/notes.txt
says err 'folder/notes.txt'
: >zero.pcap
gives 3 replay zero.pcap
says err 'zero.pcap'
if [ "$(id -u)" -ne 0 ]; then
	cp "$pcaps/sql.pcap" closed.pcap
	chmod 0 closed.pcap
	gives 3 replay closed.pcap
	says err 'closed.pcap'
fi

# An unsupported link type (user0, 147) is named and not judged.
{
	head -c 20 "$pcaps/http.pcap"
	printf '\223\000\000\000'
	tail -c +25 "$pcaps/http.pcap"
} >user0.pcap
gives 3 replay user0.pcap
says err '147'
same 'runs after an unsupported link type' \
	"$(sql db "SELECT count(*) FROM audit_run")" 1

# Rules that are wrong: nothing is done.
printf 'include "%s"\nadress 10.0.0.1 client\n' "$top/rules/ras-19.rules" >bad.rules
rm -f db
gives 2 "$rasaudit" replay -s bad.rules -d db "$pcaps/http.pcap"
says err 'bad.rules:2:1:'
[ ! -e db ] || { echo 'FAIL: a database was made'; failures=1; }
gives 2 "$rasaudit" replay -s nosuch.rules -d db "$pcaps/http.pcap"
says err 'nosuch.rules'
: >empty.rules
gives 2 "$rasaudit" replay -s empty.rules -d db "$pcaps/http.pcap"

# Databases that can not be used.
echo 'not a database, and rather longer than a header of sqlite would be, so
that it is read: not a database, not a database, not a database' >text
gives 4 "$rasaudit" replay -s "$rules" -d text "$pcaps/http.pcap"
says err 'text'
sql other 'CREATE TABLE theirs (x); PRAGMA application_id = 77'
gives 4 "$rasaudit" replay -s "$rules" -d other "$pcaps/http.pcap"
same 'tables of a foreign database' \
	"$(sql other "SELECT name FROM sqlite_master")" theirs
gives 4 "$rasaudit" report -d nosuch --run last
says err 'nosuch'
gives 4 "$rasaudit" replay -s "$rules" -d no/such/folder/db "$pcaps/http.pcap"
says err 'no/such/folder'
gives 0 replay "$pcaps/http.pcap"
sql db 'PRAGMA user_version = 9999'
gives 4 replay "$pcaps/sql.pcap"
says err 'newer'

# Every packet has one fate.
rm -f db
gives 0 replay --record-all "$pcaps"
same 'packets without a fate' "$(sql db "
	SELECT r.packets - (SELECT sum(packets) FROM audit_packets p
		WHERE p.run_id = r.run_id) FROM audit_run r")" 0
same 'packets that are in no flow' "$(sql db "
	SELECT (SELECT sum(packets) FROM audit_packets
			WHERE fate IN ('judged', 'out-of-scope'))
		>= (SELECT sum(packets_out + packets_in) FROM audit_flow)")" 1
finish

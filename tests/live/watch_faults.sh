#!/bin/sh
# What goes wrong around a watch: what it can not open, interfaces and rules
# that change under it, a database that goes away, kills, restarts.
. "${srcdir:-.}/tests/live/lib.sh"
needs ip tcpdump tcpreplay sqlite3 setpriv
begin
wire 1
site=$work/live/site.rules
db=$work/live/db
KILLS=${KILLS:-100}
FLAPS=${FLAPS:-100}

# site N: the lab's site, with a row that differs by N
site() {
	{
		echo 'include "lab-site.rules"'
		[ -z "$1" ] || echo "allow extra-$1 broker -> broker tcp $((5000 + $1))"
	} >"$site.new"
	mv "$site.new" "$site"
}

# refused STATUS WORDS ARGUMENT...: watch ends so at once, and says so
refused() {
	status=$1
	words=$2
	shift 2
	timeout 20 ip netns exec "$watcher" "$rasaudit" watch -s "$site" \
		"$@" >"$work/out" 2>&1
	got=$?
	[ "$got" -eq "$status" ] || fail "watch $*: status $got, not $status"
	grep -q -e "$words" "$work/out" || {
		fail "watch $*: says nothing of '$words'"
		cat "$work/out"
	}
}

# start ARGUMENT...: watch wire1 into the database until it is ready
start() {
	: >"$work/watch"
	ip netns exec "$watcher" "$rasaudit" watch -i wire1 -s "$site" \
		-d "$db" -Z nobody "$@" 2>"$work/watch" &
	watching=$!
	tries=500
	until grep -q watching "$work/watch"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || {
			fail "watch did not start"
			cat "$work/watch"
			exit 1
		}
		sleep 0.02
	done
}

# gone SECONDS: watch has ended by then; its status is in $status
gone() {
	tries=$(($1 * 20))
	while [ "$tries" -gt 0 ] && kill -0 "$watching" 2>/dev/null; do
		tries=$((tries - 1))
		sleep 0.05
	done
	[ "$tries" -gt 0 ] || {
		fail "watch is still there after $1 seconds"
		kill -KILL "$watching"
	}
	wait "$watching"
	status=$?
	watching=
}

# stop: by SIGTERM, within 5 seconds, cleanly
stop() {
	kill -TERM "$watching"
	gone 5
	[ "$status" -eq 0 ] || {
		fail "watch ended with status $status"
		tail -n 20 "$work/watch"
	}
	[ "$(ask 'SELECT state FROM audit_run ORDER BY run_id DESC LIMIT 1')" \
		= clean ] || fail "the run is not clean"
}

ask() {
	sqlite3 "file:$db?mode=ro" "$1"
}

# count WHERE: events
count() {
	ask "SELECT count(*) FROM audit_event WHERE $1"
}

# reloaded N: within 5 seconds rules were loaded anew N times
reloaded() {
	tries=250
	until [ "$(grep -c 'rules loaded anew' "$work/watch")" -ge "$1" ]; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.02
	done
}

no_start() {
	refused 2 'nosuch0' -i nosuch0 -d "$db" -Z nobody
	refused 2 'filter' -i wire1 -d "$db" -Z nobody tcp prot 3
	refused 4 'nosuchuser' -i wire1 -d "$db" -Z nosuchuser
	mkdir "$work/closed"
	refused 4 "$work/closed" -i wire1 -d "$work/closed/db" -Z nobody
	refused 4 "$work/none" -i wire1 -d "$work/none/db" -Z nobody
	[ ! -e "$db" ] || fail "a database was made for nothing"
	cp "$rasaudit" "$work/rasaudit"
	chmod 755 "$work/rasaudit"
	ip netns exec "$watcher" setpriv --reuid nobody --clear-groups \
		"$work/rasaudit" watch -i wire1 -s "$site" -d "$db" \
		>"$work/out" 2>&1
	status=$?
	[ "$status" -eq 4 ] || fail "without permission: status $status"
	grep -q CAP_NET_RAW "$work/out" || {
		fail "what is missing is not named"
		cat "$work/out"
	}
}

# Rules and the interface change while packets come.
change_all() {
	start
	refused 4 "$db" -i wire1 -d "$db" -Z nobody
	echo 'allow nonsense' >>"$site"
	kill -HUP "$watching"
	until_says "$work/watch" 'stay as they were' 5 ||
		fail "a broken rule file is not told"
	mv "$site" "$site.away"
	kill -HUP "$watching"
	until_says "$work/watch" 'as they were: .*No such file' 5 ||
		fail "a rule file that is not there is not told"
	mv "$site.away" "$site"
	ip netns exec "$sender" tcpreplay -q --pps 2000 --loop 5000 --duration "$((FLAPS / 3 + 5))" -i wire1 \
		"$work/part1" >/dev/null 2>&1 &
	sending=$!
	n=0
	while [ "$n" -lt "$FLAPS" ]; do
		n=$((n + 1))
		site "$n"
		kill -HUP "$watching"
		ip -n "$watcher" link set wire1 down
		sleep 0.07
		ip -n "$watcher" link set wire1 up
		sleep 0.05
		# Signals that come while rules are loaded are one.
		reloaded "$n" || {
			fail "reload $n is not told"
			break
		}
		[ "$((n % 25))" -ne 0 ] && [ "$n" -ne "$FLAPS" ] ||
			kill -USR1 "$watching"
	done
	kill -0 "$sending" 2>/dev/null || fail "the load ended too early"
	wait "$sending"
	kill -0 "$watching" 2>/dev/null || fail "watch did not last"
	sleep 1
	for words in 'live flows; judged' 'duplicates; [0-9]* of [0-9]* flows one-way' \
		'[0-9] bytes were acknowledged and not seen'; do
		grep -q "$words" "$work/watch" || fail "no figures: $words"
	done
	stop
	[ "$(count "event = 'policy-kept' AND text LIKE '%/site.rules:2:%'")" \
		-eq 1 ] || fail "the mistake is no event with its place"
	[ "$(count "event = 'policy-kept' AND text LIKE '%/site.rules: %'")" \
		-eq 1 ] || fail "a file that is not there is not told"
	loaded=$(count "event = 'policy-loaded'")
	kept=$(count "event = 'policy-kept'")
	[ "$loaded" -eq "$FLAPS" ] && [ "$kept" -eq 2 ] ||
		fail "$loaded reloads of $FLAPS, and $kept refused of 2"
	down=$(count "event = 'interface-down'")
	up=$(count "event = 'interface-up'")
	[ "$down" -eq "$up" ] && [ "$down" -le "$FLAPS" ] &&
		[ "$down" -ge "$((FLAPS / 2))" ] ||
		fail "$FLAPS changes: $down events down, $up up"
	echo "$FLAPS changes: $loaded reloads, $down times down"
}

# Rules of other folders, also behind a link, can be loaded anew: the sandbox
# knows all files of the first time.
reload_elsewhere() {
	rm -f "$db"*
	mkdir -p "$work/nets" "$work/linked"
	echo 'network 10.99.0.0/16 "elsewhere"' >"$work/nets/nets.rules"
	echo '# nothing yet' >"$work/linked/real.rules"
	ln -sf "$work/linked/real.rules" "$work/live/link.rules"
	printf 'include "%s"\n' lab-site.rules "$work/nets/nets.rules" \
		link.rules >"$site"
	chmod -R a+rX "$work/nets" "$work/linked"
	start
	echo 'network 10.98.0.0/16 "more"' >>"$work/nets/nets.rules"
	echo 'allow extra-1 broker -> broker tcp 5001' >>"$work/linked/real.rules"
	kill -HUP "$watching"
	until_says "$work/watch" 'rules loaded anew' 5 || {
		fail "rules of other folders are not loaded anew"
		cat "$work/watch"
	}
	stop
	site ''
}

# The database behind a link into another folder, first made through it: a
# second watch through either name is refused, and all is there in the end.
linked() {
	rm -f "$db"* "$work/live/link"
	mkdir -p "$work/disk"
	chown nobody "$work/disk"
	ln -s "$work/disk/db" "$work/live/link"
	whole=$db
	for n in 1 2; do
		db=$work/live/link
		start
		refused 4 'another rasaudit' -i wire1 -d "$work/disk/db" -Z nobody
		refused 4 'another rasaudit' -i wire1 -d "$db" -Z nobody
		send 1 "$work/short"
		sleep 1.5
		db=$work/disk/db
		stop
		[ "$(ask 'SELECT count(*) FROM audit_run WHERE packets > 0')" \
			-eq "$n" ] || fail "run $n through a link is not there"
	done
	[ ! -e "$work/live/link-wal" ] && [ -L "$work/live/link" ] ||
		fail "files are beside the link"
	rm "$work/live/link"
	ln -s "$work/none/db" "$work/live/link"
	refused 4 'no such folder' -i wire1 -d "$work/live/link" -Z nobody
	db=$whole
}

# After so many packets it ends, and the figures are of those.
counted() {
	rm -f "$db"*
	start -c 5
	send 1 "$work/short"
	gone 5
	[ "$status" -eq 0 ] || fail "-c 5: status $status"
	grep -q '^wire1: up, 5 packets' "$work/watch" || {
		fail "-c 5: other packets are told"
		cat "$work/watch"
	}
	[ "$(ask 'SELECT packets, state FROM audit_run')" = '5|clean' ] ||
		fail "-c 5: other packets are recorded"
}

# A flow goes on over a restart in its row.
go_on() {
	rm -f "$db"*
	site ''
	start
	send 1 "$work/part1"
	sleep 1.5
	stop
	before=$(ask 'SELECT count(*), sum(packets_out + packets_in) FROM audit_flow')
	start
	send 1 "$work/part2"
	sleep 1.5
	stop
	after=$(ask 'SELECT count(*), sum(packets_out + packets_in) FROM audit_flow')
	[ "${before%|*}" = "${after%|*}" ] && [ "${before#*|}" -lt "${after#*|}" ] ||
		fail "flows and packets before $before, after $after"
	[ "$(ask "SELECT count(*) FROM audit_flow WHERE outcome = 'midstream'")" \
		-eq 0 ] || fail "a flow that goes on is begun in mid-stream"
}

# Another program has the database locked: capture goes on, and an end is in
# time, though nothing can be written.
locked() {
	rm -f "$db"*
	start
	mkfifo "$work/sql"
	sqlite3 "$db" <"$work/sql" >"$work/locked" &
	exec 9>"$work/sql"
	echo 'BEGIN IMMEDIATE; SELECT 1;' >&9
	until_says "$work/locked" 1 5 || fail "the database was not locked"
	send 1 "$work/short"
	send 1 "$work/short"
	sleep 15
	kill -USR1 "$watching"
	until_says "$work/watch" 'rows wait' 1 ||
		fail "a locked database holds up the run"
	kill -TERM "$watching"
	gone 5
	exec 9>&-
	[ "$status" -eq 4 ] || fail "locked database: status $status"
	grep -q 'another program has it locked' "$work/watch" ||
		fail "the lock is not told"
}

# What ended more than a second before a kill is there.
kill_late() {
	rm -f "$db"*
	start
	send 1 "$work/short"
	sleep 14
	send 1 "$work/part1"
	kill -KILL "$watching"
	gone 5
	flows=$(ask 'SELECT sum(attempts) FROM audit_flow')
	[ "${flows:-0}" -ge 1 ] || fail "flows that had ended are lost"
}

kill_often() {
	n=0
	while [ "$n" -lt "$KILLS" ]; do
		n=$((n + 1))
		start
		ip netns exec "$sender" tcpreplay -q --topspeed -i wire1 \
			"$work/part1" >/dev/null 2>&1
		sleep "0.0$((n * 7 % 10))"
		kill -KILL "$watching"
		gone 5
		[ "$((n % 5))" -ne 0 ] ||
			[ "$(ask 'PRAGMA integrity_check')" = ok ] || {
			fail "kill $n: the database is damaged"
			return
		}
	done
	start
	stop
	crashed=$(ask "SELECT count(*) FROM audit_run WHERE state = 'crashed'")
	[ "$crashed" -ge "$KILLS" ] || fail "$crashed of $KILLS runs are marked"
	sums=$(ask 'SELECT (SELECT sum(flows) FROM audit_hour) -
		(SELECT sum(attempts) FROM audit_flow)')
	[ "${sums:-0}" = 0 ] || fail "sums differ from flows by $sums"
}

vanish() {
	rm -f "$db"*
	start
	rm -f "$db"
	gone 15
	[ "$status" -eq 4 ] || fail "database deleted: status $status"
	grep -q 'gone from its place' "$work/watch" || {
		fail "a deleted database is not told"
		cat "$work/watch"
	}
}

tcpdump -r "$top/pcaps/ras_ports.pcap" -w "$work/short" 2>/dev/null
tcpdump -r "$top/pcaps/ras_ports.pcap" -w "$work/part1" \
	'tcp and tcp[13] & 5 == 0' 2>/dev/null
tcpdump -r "$top/pcaps/ras_ports.pcap" -w "$work/part2" \
	'tcp and tcp[13] & 7 == 0' 2>/dev/null
cp "$rules" "$top/rules/ras-19.rules" "$work/live"
chmod 644 "$work"/live/*.rules
site ''
for step in ${STEPS:-no_start change_all reload_elsewhere linked counted go_on locked kill_late kill_often vanish}; do
	began=$(date +%s)
	"$step"
	echo "$step: $(($(date +%s) - began)) s"
done
finish

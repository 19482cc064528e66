# shellcheck shell=sh
# lib.sh - for the tests of this folder: two network namespaces with a wire
# between them, what is sent over it, and what is recorded at its other end.
# Sourced.  Nothing leaves the namespaces; everything is removed at the end.
srcdir=${srcdir:-.}
top=$(cd "$srcdir" && pwd)
rasaudit=${RASAUDIT:-$(pwd)/rasaudit}
rules=$top/rules/lab-site.rules
PATH=$PATH:/usr/sbin:/sbin
sender=ralive$$-a
watcher=ralive$$-b
work=
watching=
recording=
failures=0

skip() {
	echo "SKIPPED: $*"
	exit 77
}

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# needs TOOL...: the test is skipped, visibly, unless it can be run here
needs() {
	[ "$(id -u)" -eq 0 ] || skip "network namespaces need root"
	for tool; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
	"$rasaudit" watch --help >/dev/null 2>&1 ||
		skip "rasaudit has no watch here"
	ip netns add "$sender" 2>/dev/null ||
		skip "network namespaces are not allowed here"
}

clean_up() {
	for pid in $watching $recording; do
		kill -KILL "$pid" 2>/dev/null
	done
	for name in "$sender" "$watcher"; do
		ip netns del "$name" 2>/dev/null
	done
	[ -z "$work" ] || rm -rf "$work"
}

# wire N: veth "wireN" from one to the other, silent and for frames of any
# size (the samples have segments that were never on a wire)
wire() {
	ip -n "$sender" link add "wire$1" type veth peer name "wire$1" \
		netns "$watcher" || skip "veth is not allowed here"
	for name in "$sender" "$watcher"; do
		ip netns exec "$name" sysctl -qw \
			"net.ipv6.conf.wire$1.disable_ipv6=1"
		ip -n "$name" link set "wire$1" mtu 65535 arp off multicast off up
	done
	ip -n "$watcher" link set "wire$1" promisc on
}

begin() {
	trap clean_up EXIT
	trap 'exit 130' INT TERM HUP
	work=$(mktemp -d) || exit 99
	# The watcher writes there after it gave root up.
	chmod 711 "$work"
	mkdir "$work/live"
	chown nobody "$work/live"
	ip netns add "$watcher"
}

# until_says FILE WORDS SECONDS
until_says() {
	tries=$(($3 * 10))
	until grep -q "$2" "$1" 2>/dev/null; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

# samples: the captures of pcaps/ that came from Ethernet, as pcap files
samples() {
	mkdir -p "$work/samples"
	for file in "$top"/pcaps/*.pcap*; do
		case $file in
		*.gz) gzip -dc "$file" ;;
		*.xz) xz -dc "$file" ;;
		*.lz4) lz4 -dc "$file" ;;
		*.zst) zstd -dcq "$file" ;;
		*) cat "$file" ;;
		esac >"$work/sample"
		tcpdump -r "$work/sample" -w "$work/samples/${file##*/}" \
			2>"$work/err" || fail "tcpdump cannot read $file"
		grep -q 'link-type EN10MB' "$work/err" ||
			rm "$work/samples/${file##*/}"
	done
	rm -f "$work/sample"
	set -- "$work"/samples/*
	[ $# -gt 30 ] || fail "only $# samples"
}

# What is started in the background is not started by a function: its process
# id would be that of a shell.

# record N: tcpdump at the other end of wire N, to recorded-N
record() {
	ip netns exec "$watcher" tcpdump -i "wire$1" -nn -B 16384 -s 0 -Z root \
		-w "$work/recorded-$1" 2>"$work/tcpdump-$1" &
	recording="$recording $!"
	until_says "$work/tcpdump-$1" 'listening on' 5 ||
		fail "tcpdump did not start: $(cat "$work/tcpdump-$1")"
}

# watch ARGUMENT...: into live/db, until it says that it is watching
watch() {
	ip netns exec "$watcher" "$rasaudit" watch -s "$rules" -d "$work/live/db" -Z nobody \
		"$@" 2>"$work/watch" &
	watching=$!
	until_says "$work/watch" watching 10 || {
		fail "watch did not start"
		cat "$work/watch"
		exit 1
	}
}

# send N FILE...: over wire N, as fast as it goes
send() {
	number=$1
	shift
	ip netns exec "$sender" tcpreplay -q --topspeed -i "wire$number" "$@" \
		>"$work/tcpreplay" 2>&1 || {
		fail "tcpreplay failed"
		cat "$work/tcpreplay"
	}
	if grep -q 'Failed packets: *[1-9]' "$work/tcpreplay"; then
		fail "not all frames were sent"
	fi
}

# end_all: the rings hand over once a second, so it waits; then SIGTERM,
# after which the watcher has 5 seconds
end_all() {
	sleep 2
	for pid in $recording; do
		kill -TERM "$pid"
		wait "$pid"
	done
	recording=
	kill -TERM "$watching"
	tries=55
	while [ "$tries" -gt 0 ] && kill -0 "$watching" 2>/dev/null; do
		tries=$((tries - 1))
		sleep 0.1
	done
	[ "$tries" -gt 0 ] || {
		fail "watch is still there 5 seconds after SIGTERM"
		kill -KILL "$watching"
	}
	wait "$watching"
	status=$?
	watching=
	[ "$status" -eq 0 ] || {
		fail "watch ended with status $status"
		cat "$work/watch"
	}
}

# sql DB QUERY
sql() {
	sqlite3 "file:$1?mode=ro" "$2"
}

# same WHAT QUERY: the live database and the replayed one give the same
same() {
	sql "$work/live/db" "$2" >"$work/of-watch" 2>&1
	sql "$work/db" "$2" >"$work/of-replay" 2>&1
	[ -s "$work/of-replay" ] || fail "no $1"
	diff "$work/of-replay" "$work/of-watch" >"$work/diff" || {
		fail "$1 of watch differ from those of replay:"
		head -n 40 "$work/diff"
	}
}

# compare: replay of what was recorded gives the database that watch made,
# but for the runs' own facts and the times
compare() {
	[ ! -e "$work/live/db-wal" ] || fail "a -wal file is left"
	"$rasaudit" replay -s "$rules" -d "$work/db" "$work"/recorded-* \
		2>"$work/err" || {
		fail "replay of what was recorded"
		cat "$work/err"
	}
	columns=$(sql "$work/db" "SELECT group_concat('quote(' || name || ')',
		'||''|''||') FROM pragma_table_info('audit_flow') WHERE name NOT
		IN ('flow_id', 'run_id', 'policy_id', 'first_us', 'last_us')")
	same flows "SELECT $columns FROM audit_flow ORDER BY 1"
	same rows "SELECT row_id, status, flows, established, refused,
		unanswered FROM audit_row ORDER BY row_id"
	same 'sums of hours' "SELECT verdict, outcome, conformance, proto,
		sum(flows) FROM audit_hour GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
	same packets "SELECT sum(packets), sum(bytes), sum(duplicates),
		sum(truncated), sum(undecoded), sum(out_of_scope_packets)
		FROM audit_run"
	lost=$(sql "$work/live/db" "SELECT sum(kernel_drops + interface_drops +
		evicted_flows) FROM audit_run")
	[ "$lost" = 0 ] || fail "watch lost something: $lost"
	state=$(sql "$work/live/db" "SELECT group_concat(DISTINCT state)
		FROM audit_run")
	[ "$state" = clean ] || fail "the run is marked $state"
}

finish() {
	[ "$failures" -eq 0 ] || exit 1
	exit 0
}

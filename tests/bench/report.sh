#!/bin/sh
# A report of a day of many flows: wall time, processor and memory, alone and
# while watch writes to the same database what a sender of a generated day
# gives it.  Root; in a network namespace of its own.  Run it in the build
# folder:
#
#   make day generate blast
#   ../tests/bench/report.sh [FLOWS [PER_SECOND]]
#
# Needs GNU time at /usr/bin/time.
set -eu
flows=${1:-10000000}
rate=${2:-20000}
top=$(cd "$(dirname "$0")/../.." && pwd)
space=rasaudit-bench-$$
work=$(mktemp -d)
ip netns add "$space"
trap 'ip netns del "$space"; rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/db"
./day "$work/db/db" "$flows"
./generate day 1000000 >"$work/day.pcap"
chown -R nobody "$work/db"

ip netns exec "$space" sh -c \
	'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
ip -n "$space" link add va type veth peer name vb
ip -n "$space" link set va mtu 9000 up
ip -n "$space" link set vb mtu 9000 up

# measure NAME: three reports of the day
measure() {
	for _ in 1 2 3; do
		/usr/bin/time -f "$1: %e s, %U + %S s of processor, %M KiB" \
			./rasaudit report -d "$work/db/db" --day 2026-11-24 \
			-o "$work/day.html" || :
	done
}

echo "$flows flows, $(($(wc -c <"$work/db/db") / 1000000)) MB"
measure alone
ip netns exec "$space" ./rasaudit watch -i va --buffer 64M \
	-s "$top/tests/bench/bench-site.rules" -d "$work/db/db" -Z nobody \
	>"$work/out" 2>&1 &
reader=$!
sleep 3
ip netns exec "$space" ./blast $((rate * 60)) "$rate" "$work/day.pcap" vb \
	>"$work/sent" &
sender=$!
sleep 5
measure "while watch writes"
wait "$sender"
sleep 1
kill -TERM "$reader"
wait "$reader" || :
echo "sent, and a second: $(cat "$work/sent")"
grep -E 'dropped' "$work/out" | tail -n 1
echo "page: $(wc -c <"$work/day.html") bytes"

#!/bin/sh
# watch beside tcpdump -w /dev/null on the same veth pair, in one run: a
# generated working day sent at growing rates, and what each of them lost.
# Root; in a network namespace of its own.  Run it in the build folder:
#
#   make generate blast
#   ../tests/bench/watch.sh [PACKETS [BUFFER_MIB [RATE...]]]
set -eu
packets=${1:-1000000}
buffer=${2:-256}
[ $# -le 2 ] || shift 2
[ $# -gt 0 ] && [ "$1" != "$packets" ] || set -- 100000 200000 300000 400000 500000
top=$(cd "$(dirname "$0")/../.." && pwd)
space=rasaudit-bench-$$
work=$(mktemp -d)
ip netns add "$space"
trap 'ip netns del "$space"; rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/db"
chown nobody "$work/db"
./generate day "$packets" >"$work/day.pcap"

ip netns exec "$space" sh -c \
	'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
ip -n "$space" link add va type veth peer name vb
ip -n "$space" link set va mtu 9000 up
ip -n "$space" link set vb mtu 9000 up

# measure NAME RATE COMMAND...
measure() {
	name=$1 rate=$2
	shift 2
	ip netns exec "$space" "$@" >"$work/out" 2>&1 &
	reader=$!
	sleep 2
	sent=$(ip netns exec "$space" ./blast "$packets" "$rate" \
		"$work/day.pcap" vb)
	sleep 2
	cpu=$(awk '{ printf "%.2f", ($14 + $15) / 100 }' "/proc/$reader/stat")
	memory=$(awk '/VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$reader/status")
	kill -TERM "$reader"
	wait "$reader" || :
	echo "$name, sent and a second: $sent: $cpu s of processor, $memory MB"
	grep -E 'captured|dropped' "$work/out" | tail -n 3 | sed 's/^/    /'
}

for rate in "$@"; do
	measure tcpdump "$rate" tcpdump -ni va -B $((buffer * 1024)) \
		-w /dev/null
	rm -f "$work"/db/*
	measure watch "$rate" ./rasaudit watch -i va --buffer "${buffer}M" \
		-s "$top/tests/bench/bench-site.rules" -d "$work/db/db" -Z nobody
done

#!/bin/sh
# Live capture beside tcpdump -w /dev/null on the same veth pair, in one run:
# frames sent, captured and dropped at growing rates, and with two interfaces.
# Root; in a network namespace of its own.  Run it in the build folder:
#
#   make blast livecount
#   ../tests/bench/live.sh [FRAMES [BYTES [BUFFER_MIB]]]
set -eu
frames=${1:-2000000}
bytes=${2:-200}
buffer=${3:-32}
space=rasaudit-bench-$$
work=$(mktemp -d)
ip netns add "$space"
trap 'ip netns del "$space"; rm -rf "$work"' EXIT

in_space() {
	ip netns exec "$space" "$@"
}

in_space sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
for pair in v w; do
	in_space ip link add ${pair}a type veth peer name ${pair}b
	in_space ip link set ${pair}a up
	in_space ip link set ${pair}b up
done

# measure NAME RATE "INTERFACES" COMMAND...: what it saw of the blast
measure() {
	name=$1 rate=$2 into=$3
	shift 3
	ip netns exec "$space" "$@" >"$work/out" 2>&1 & # it becomes the command
	reader=$!
	sleep 1
	sent=$(in_space ./blast "$frames" "$rate" "$bytes" $into)
	sleep 1
	kill -TERM "$reader"
	wait "$reader" || :
	echo "$name: sent, per second: $sent"
	grep -E 'captured|received|dropped' "$work/out" | sed 's/^/    /'
}

for rate in 100000 300000 500000 0; do
	measure tcpdump "$rate" vb tcpdump -ni va -B $((buffer * 1024)) \
		-w /dev/null
	measure livecount "$rate" vb ./livecount "$buffer" va
done
measure "livecount, 2 interfaces" 300000 "vb wb" ./livecount "$buffer" va wa
measure "livecount, 2 interfaces" 0 "vb wb" ./livecount "$buffer" va wa
measure "livecount, 1 of 2 silent" 300000 vb ./livecount "$buffer" va wa

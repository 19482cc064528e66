#!/bin/sh
# Wall time and memory of a replay beside a bare libpcap loop and, where they
# are installed, ndpiReader and softflowd, on generated captures; ratios are
# taken within one run.  Run it in the build folder:
#
#   make generate readloop
#   ../tests/bench/run.sh [day|short|flood] [PACKETS]
#
# Needs GNU time at /usr/bin/time.
set -eu
kind=${1:-day}
packets=${2:-1000000}
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
./generate "$kind" "$packets" >"$work/in.pcap"

# measure NAME COMMAND...: the best of three
measure() {
	name=$1
	shift
	for _ in 1 2 3; do
		rm -f "$work"/db*
		/usr/bin/time -f '%e %M' -a -o "$work/times" "$@" \
			>/dev/null 2>&1 || :
	done
	sort -n "$work/times" | head -n 1 |
		awk -v n="$name" '{ printf "%-12s %8.2f s %8.1f MB\n", n, $1, $2 / 1024 }'
	rm -f "$work/times"
}

echo "$kind, $packets packets, $(($(wc -c <"$work/in.pcap") / 1000000)) MB"
measure readloop ./readloop "$work/in.pcap"
measure rasaudit ./rasaudit replay -s "$top/tests/bench/bench-site.rules" \
	-d "$work/db" "$work/in.pcap"
if command -v softflowd >/dev/null; then
	measure softflowd softflowd -r "$work/in.pcap" -d -n 127.0.0.1:9
fi
if command -v ndpiReader >/dev/null; then
	measure ndpiReader ndpiReader -q -i "$work/in.pcap"
fi

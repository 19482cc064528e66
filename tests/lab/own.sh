# shellcheck shell=bash
# own.sh - the small farm of the captures own-*.pcap: clients in one
# namespace, servers in another, a network between them that is captured.
# Sourced after lib.sh.  Addresses are those of rules/lab-site.rules:
#
#   10.78.0.1    client            10.78.0.192  broker
#   10.78.0.33   AVD session host  10.78.0.208  DNS of the directory
#   10.78.0.64   gateways          10.78.0.240  provider agent, and others
#   10.78.0.128  session hosts     198.51.100.0/24  the internet

N4=10.78.0
CA_SERVER=$N4.246

# own_farm: namespaces "clients" and "servers"; every address is on the wire
own_farm() {
	local i
	span_make
	span_host clients 1
	span_host servers 2
	for ((i = 1; i < 64; i++)); do
		ip -n "$P-clients" addr add "$N4.$i/24" dev eth0
	done
	for ((i = 192; i < 196; i++)); do
		ip -n "$P-clients" addr add "$N4.$i/24" dev eth0
	done
	for ((i = 240; i < 246; i++)); do
		ip -n "$P-clients" addr add "$N4.$i/24" dev eth0
	done
	ip -n "$P-clients" addr add "$N4.128/24" dev eth0
	ip -n "$P-clients" addr add fd78::21/64 dev eth0 nodad
	for ((i = 64; i < 128; i++)); do
		ip -n "$P-servers" addr add "$N4.$i/24" dev eth0
	done
	for ((i = 129; i < 192; i++)); do
		ip -n "$P-servers" addr add "$N4.$i/24" dev eth0
	done
	ip -n "$P-servers" addr add "$N4.208/24" dev eth0
	ip -n "$P-servers" addr add "$CA_SERVER/24" dev eth0
	for ((i = 1; i < 255; i++)); do
		ip -n "$P-servers" addr add "198.51.100.$i/32" dev lo
	done
	ip -n "$P-servers" addr add 2001:db8:100::1/128 dev lo nodad
	ip -n "$P-clients" route add 198.51.100.0/24 via "$N4.208"
	ip -n "$P-servers" addr add fd78::d0/64 dev eth0 nodad
	ip -n "$P-clients" route add 2001:db8:100::/64 via fd78::d0
	ip netns exec "$P-servers" sysctl -qw net.ipv4.ip_forward=0
}

# join OUT FILE...: captures that follow each other in time
join() {
	local out=$1 file
	shift
	cat "$1" >"$out"
	shift
	for file; do
		tail -c +25 "$file" >>"$out"
	done
}

# own_keep NAME: the capture just made becomes pcaps/own-NAME.pcap, in order
# of time and without what the hosts say to each other about themselves
own_keep() {
	local top
	top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
	tcpdump -r "$R/cap/$1" -w "$top/pcaps/own-$1.pcap" \
		'not arp and not igmp and not (ip6 and ether multicast) and
		not icmp6' 2>/dev/null ||
		die "tcpdump could not read $R/cap/$1"
	say "pcaps/own-$1.pcap: $(wc -c <"$top/pcaps/own-$1.pcap") bytes"
}

# shellcheck shell=bash
# lib.sh - worlds of network namespaces for the lab and its captures: a
# temporary folder, namespaces, processes, captures, and their removal.
# Sourced by bash scripts, which call lab_begin first.
#
# Namespaces are named after the script's process ("ralab123-client"), so that
# two labs do not meet.  Devices, addresses and filter rules are made inside
# of them and vanish with them; a process is ended by its id, after a look at
# its start time.  lab_begin sets the trap that removes everything.

export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
umask 022
P=ralab$$
R=
LAB_NAMESPACES=

say() {
	echo "lab: $*" >&2
}

die() {
	say "$*"
	exit 1
}

# What Debian's packages give (bootstrap, LAB_PACKAGES): tool and package.
LAB_TOOLS="ip:iproute2 tc:iproute2 ss:iproute2 nft:nftables tcpdump:tcpdump
	socat:socat ncat:ncat nmap:nmap nping:nmap curl:curl openssl:openssl
	ethtool:ethtool nginx:nginx-light sshd:openssh-server
	ssh:openssh-client ssh-keygen:openssh-client keepalived:keepalived
	dnsmasq:dnsmasq-base dig:bind9-dnsutils krb5kdc:krb5-kdc
	kinit:krb5-user slapd:slapd ldapsearch:ldap-utils
	freeradius:freeradius radclient:freeradius-utils influxd:influxdb
	smtpd:opensmtpd msmtp:msmtp smbd:samba smbclient:smbclient
	rpcclient:smbclient samba-tool:samba
	xrdp:xrdp xfreerdp:freerdp2-x11
	freerdp-shadow-cli:freerdp2-shadow-x11 Xvfb:xvfb tsql:freetds-bin
	gtlsclient:ngtcp2-client gtlsserver:ngtcp2-server sqlite3:sqlite3"

# lab_needs [TOOL...]: ends the script unless it runs as root and the tools
# (without a name: all of them) are there; names the packages that lack.
lab_needs() {
	local pair absent=''
	[ "$(id -u)" -eq 0 ] ||
		die "namespaces and captures need root; run it as root"
	for pair in $LAB_TOOLS; do
		[ $# -eq 0 ] || [[ " $* " == *" ${pair%%:*} "* ]] || continue
		command -v "${pair%%:*}" >/dev/null || absent+=" ${pair#*:}"
	done
	[ -z "$absent" ] ||
		die "these Debian packages are missing:$absent;" \
			"\"./bootstrap lab\" installs them"
}

lab_begin() {
	trap lab_end EXIT
	trap 'exit 130' INT TERM HUP
	R=$(mktemp -d "${TMPDIR:-/tmp}/ralab.XXXXXX") || exit 1
	chmod 711 "$R"
	mkdir -p "$R"/{log,pids,tmp,home,cap}
	: >"$R/resolv.conf"
}

lab_end() {
	local file name
	trap - EXIT
	[ -n "$R" ] || return 0
	for file in "$R"/pids/*; do
		[ -f "$file" ] && stop "${file##*/}"
	done
	for name in $LAB_NAMESPACES; do
		netns_end "$name" TERM
	done
	sleep 0.3
	for name in $LAB_NAMESPACES; do
		netns_end "$name" KILL
		ip netns del "$P-$name"
	done
	if [ -n "${LAB_KEEP:-}" ]; then
		say "kept: $R"
	else
		rm -rf "$R"
	fi
}

# ---- namespaces

# netns_make NAME...: empty, with loopback up and no router discovery
netns_make() {
	local name
	for name; do
		ip netns add "$P-$name" || die "cannot make namespace $P-$name"
		LAB_NAMESPACES+=" $name"
		ip -n "$P-$name" link set lo up
		ip netns exec "$P-$name" sysctl -qw \
			net.ipv6.conf.default.accept_dad=0 \
			net.ipv6.conf.default.accept_ra=0 \
			net.ipv6.conf.default.router_solicitations=0
	done
}

# netns_end NAME SIGNAL: to what still runs there; all of it was started here
netns_end() {
	local pid
	for pid in $(ip netns pids "$P-$1" 2>/dev/null); do
		kill -s "$2" "$pid" 2>/dev/null
	done
}

# wire_offload NAME on|off: segmentation and checksums left to the device
wire_offload() {
	ip netns exec "$P-$1" ethtool -K eth0 tx "$2" tso "$2" gso "$2" \
		>/dev/null 2>&1
}

# span_make: a switch whose port "span0" gets a copy of every frame that comes
# in at another port; "spanp" in namespace "span" is where it is watched
span_make() {
	local name
	netns_make sw span
	for name in sw span; do
		ip netns exec "$P-$name" sysctl -qw \
			net.ipv6.conf.all.disable_ipv6=1 \
			net.ipv6.conf.default.disable_ipv6=1
	done
	ip -n "$P-sw" link add br0 type bridge stp_state 0 forward_delay 0 \
		mcast_snooping 0
	ip -n "$P-sw" link set br0 up
	ip -n "$P-sw" link add span0 type veth peer name spanp netns "$P-span"
	ip -n "$P-sw" link set span0 up
	ip -n "$P-span" link set spanp up promisc on
}

# span_host NAME NUMBER: a namespace behind switch port NUMBER (1 to 255),
# which is also the end of its MAC address; its device is eth0
span_host() {
	netns_make "$1"
	ip -n "$P-sw" link add "p$2" type veth peer name eth0 netns "$P-$1"
	wire_offload "$1" off
	ip -n "$P-$1" link set eth0 address \
		"$(printf '02:77:00:00:00:%02x' "$2")"
	ip -n "$P-sw" link set "p$2" master br0 up
	ip -n "$P-$1" link set eth0 up
	ip netns exec "$P-sw" tc qdisc add dev "p$2" clsact
	ip netns exec "$P-sw" tc filter add dev "p$2" ingress protocol all \
		prio 1 u32 match u32 0 0 \
		action mirred egress mirror dev span0
}

# ---- processes

# in_netns NAME COMMAND...: with the lab's resolver in place of the machine's
# ("ip netns exec" gives each command its own mounts)
in_netns() {
	local name=$1
	shift
	# The words in quotes are for that shell.
	# shellcheck disable=SC2016
	ip netns exec "$P-$name" sh -c \
		'mount --bind "$0" /etc/resolv.conf; exec "$@"' \
		"$R/resolv.conf" "$@"
}

start_time() {
	awk '{ sub(/^.*\) /, ""); print $20 }' "/proc/$1/stat" 2>/dev/null
}

# spawn NAME SERVICE COMMAND...: in a session of its own, its output in
# log/NAME-SERVICE; /run is empty and its own
spawn() {
	local name=$1 service=$2 pid
	shift 2
	# shellcheck disable=SC2016
	setsid ip netns exec "$P-$name" sh -c \
		'mount --bind "$0" /etc/resolv.conf &&
		mount -t tmpfs none /run &&
		mkdir -p /run/sshd /run/xrdp /run/keepalived &&
		exec "$@"' "$R/resolv.conf" "$@" </dev/null \
		>"$R/log/$name-$service" 2>&1 &
	pid=$!
	disown "$pid"
	sleep 0.01
	echo "$pid $(start_time "$pid")" >"$R/pids/$name-$service"
}

# stop NAME-SERVICE: ends what spawn started, if it is still that process
stop() {
	local pid started
	read -r pid started <"$R/pids/$1" || return 0
	rm -f "$R/pids/$1"
	if [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ]; then
		kill -TERM -- "-$pid" 2>/dev/null ||
			kill -TERM "$pid" 2>/dev/null
	fi
}

# until_true SECONDS COMMAND...: false when it did not come true in that time
until_true() {
	local tries=$(($1 * 20))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

listens() {
	[ -n "$(ip netns exec "$P-$1" ss -Hln"$2" "sport = :$3")" ]
}

# wait_port NAME t|u PORT [SECONDS]
wait_port() {
	until_true "${4:-10}" listens "$1" "$2" "$3" ||
		die "nothing listens in $1 on $2 $3; $R/log tells why" \
			"(LAB_KEEP=1 keeps it)"
}

# ---- captures

# capture_start FILE [INTERFACE [NAMESPACE]]: of the span, whole frames.
# Without immediate mode: libpcap then uses a ring that loses nothing here.
capture_start() {
	: >"$R/log/tcpdump"
	ip netns exec "$P-${3:-span}" tcpdump -i "${2:-spanp}" -nn -B 16384 \
		-s 0 -Z root -w "$1" 2>"$R/log/tcpdump" &
	CAPTURE=$!
	until_true 5 grep -q 'listening on' "$R/log/tcpdump" ||
		die "tcpdump did not start: $(cat "$R/log/tcpdump")"
	sleep 0.1
}

# capture_stop: the ring hands blocks over once a second, so it waits first
capture_stop() {
	sleep 1.3
	kill -INT "$CAPTURE" 2>/dev/null
	wait "$CAPTURE" 2>/dev/null
	grep -q '^0 packets dropped by kernel' "$R/log/tcpdump" ||
		say "tcpdump lost packets: $(tr '\n' ' ' <"$R/log/tcpdump")"
}

# ---- talk

# opaque BYTES: no known protocol begins so
opaque() {
	printf '\245\132\001\000'
	head -c "$1" /dev/urandom
}

# opaque_scripts: answerers for socat
opaque_scripts() {
	cat >"$R/opaque.sh" <<-'END'
		#!/bin/sh
		dd bs=4096 count=1 of=/dev/null 2>/dev/null
		printf '\245\132\001\000'
		head -c 700 /dev/urandom
	END
	cat >"$R/opaque-datagram.sh" <<-'END'
		#!/bin/sh
		printf '\245\132\002\000'
		head -c 60 /dev/urandom
	END
	cat >"$R/drip.sh" <<-'END'
		#!/bin/sh
		for i in $(seq "${1:-12}"); do
			printf '\245\132\003\000'
			head -c 150 /dev/urandom
			sleep 0.3
		done
	END
	chmod 755 "$R"/*.sh
}

# opaque_server NAME tcp|udp PORT...: answers anything with opaque bytes
opaque_server() {
	local name=$1 proto=$2 port
	shift 2
	for port; do
		if [ "$proto" = tcp ]; then
			spawn "$name" "tcp$port" socat \
				"TCP6-LISTEN:$port,ipv6only=0,reuseaddr,fork" \
				EXEC:"$R/opaque.sh"
		else
			spawn "$name" "udp$port" socat \
				"UDP6-RECVFROM:$port,ipv6only=0,reuseaddr,fork" \
				EXEC:"$R/opaque-datagram.sh"
		fi
	done
}

# certificate NAME...: for these host names, in tls.crt and tls.key; of the
# kind that KEY_KIND tells, words for openssl
KEY_KIND=rsa:2048
certificate() {
	local name names=''
	for name; do
		names+="${names:+,}$name"
	done
	# Words.
	# shellcheck disable=SC2086
	openssl req -x509 -newkey $KEY_KIND -nodes -days 365 \
		-subj "/CN=lab" -addext "subjectAltName=$names" \
		-keyout "$R/tls.key" -out "$R/tls.crt" 2>/dev/null ||
		die "openssl made no certificate"
	chmod 644 "$R/tls.key"
}

# tls_client NAME ARGUMENT...: a short talk by openssl s_client
tls_client() {
	local name=$1
	shift
	{
		sleep 0.2
		echo ping
		sleep 0.4
	} | in_netns "$name" timeout 4 openssl s_client "$@" >/dev/null 2>&1
}

# web_client NAME ARGUMENT...: curl, whatever the certificate
web_client() {
	local name=$1
	shift
	in_netns "$name" curl -ksS -o /dev/null --connect-timeout 2 -m 5 \
		"$@" >/dev/null 2>&1
}

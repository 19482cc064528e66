#!/bin/bash
# capture-rpc.sh - make pcaps/own-rpc.pcap: RPC on dynamic ports, with and
# without the endpoint mapper's answer that tells the port.  Samba's
# samba-dcerpcd answers on 135, rpcclient asks it.  Needs root.
#
#   broker       10.78.0.192  asks session host 10.78.0.150, goes on there
#   broker       10.78.0.193  goes to the same port of it without asking
#   enrollment   10.78.0.244  asks the authority 10.78.0.246, goes on there
#   enrollment   10.78.0.245  goes to a port of it without asking
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
. "$here/own.sh"
lab_needs ip tc ss tcpdump socat ethtool smbd rpcclient

HOST=$N4.150

smb_conf() {
	cat <<-END
		[global]
		 server role = standalone server
		 workgroup = LAB
		 netbios name = HOST
		 private dir = $R/smb/private
		 state directory = $R/smb/state
		 cache directory = $R/smb/cache
		 lock directory = $R/smb/lock
		 pid directory = $R/smb/pid
		 ncalrpc dir = $R/smb/ncalrpc
		 log file = $R/smb/log/%m
		 disable netbios = yes
		 smb ports = 445
		 load printers = no
		 disable spoolss = yes
		 rpc start on demand helpers = no
	END
}

# ask_and_go CLIENT SERVER: the mapper tells a port, the call goes there (and
# is refused by its server: over TCP, samba wants the caller to sign).
# rpcclient can not be told its own address: the route tells it.
ask_and_go() {
	ip -n "$P-clients" route replace "$2/32" dev eth0 src "$1"
	HOME=$R/home in_netns clients timeout 8 rpcclient -s "$R/smb.conf" \
		"ncacn_ip_tcp:$2" -U root%labpass -c lsaquery \
		>"$R/log/rpcclient" 2>&1
}

# told_port FILE: the dynamic port that a capture's first call went to
told_port() {
	tcpdump -nn -r "$1" "dst $HOST and tcp dst portrange 49152-65535" \
		2>/dev/null | sed -n '1s/.*> [0-9.]*\.\([0-9]*\):.*/\1/p'
}

# A bind to the endpoint's interface would need a client that does not ask:
# bytes do, the port is what counts.
go_only() {
	opaque 80 | in_netns clients timeout 2 socat -t0.3 - \
		"TCP:$2:$3,bind=$1" >/dev/null 2>&1
}

lab_begin
own_farm
mkdir -p "$R"/smb/{private,state,cache,lock,pid,ncalrpc,log}
chmod 700 "$R/smb/private"
smb_conf >"$R/smb.conf"
printf 'labpass\nlabpass\n' |
	smbpasswd -L -c "$R/smb.conf" -s -a root >/dev/null 2>&1
spawn servers smbd smbd -F --no-process-group -s "$R/smb.conf" --debug-stdout
spawn servers dcerpcd /usr/libexec/samba/samba-dcerpcd --libexec-rpcds -F \
	-s "$R/smb.conf"
wait_port servers t 135
wait_port servers t 445
sleep 1
capture_start "$R/cap/asked"
ask_and_go "$N4.192" "$HOST"
ask_and_go "$N4.244" "$CA_SERVER"
capture_stop
port=$(told_port "$R/cap/asked")
capture_start "$R/cap/unasked"
go_only "$N4.193" "$HOST" "$port"
go_only "$N4.245" "$CA_SERVER" "$port"
capture_stop
join "$R/cap/rpc" "$R/cap/asked" "$R/cap/unasked"
own_keep rpc

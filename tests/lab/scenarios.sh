# shellcheck shell=bash
# scenarios.sh - what is said in the farm: one function a capture.  EXPECT.tsv
# says what must be made of each conversation.  Sourced after services.sh.
# A function before_NAME, where there is one, runs before the capture begins.

SCENARIOS="rdp_direct rdp_nla rdp_gateway tls http halb vrrp udp_dtls udp_quic
	ras_ports broadcast kerberos_ldap addc dns_names radius influx smtp
	smb_push sql avd console_mgmt ipv6 fragments midstream viol_http443
	viol_ssh viol_raw viol_tls_old viol_rdp_plain viol_uncovered viol_vrrp
	firewall portscan offload"
GATEWAY_NAME=gateway.raslab.test

# say_opaque CLIENT SERVER tcp|udp PORT...: both ends say bytes of no protocol
say_opaque() {
	local client=${1%/6} server=${IP[$2]} proto=$3 port
	[[ $server != *:* ]] || server="[$server]"
	shift 3
	for port; do
		if [ "$proto" = tcp ]; then
			opaque 300 | in_netns "$client" timeout 4 socat -t2 - \
				"TCP:$server:$port,connect-timeout=2"
		else
			datagram 40 | in_netns "$client" timeout 2 socat \
				-t1 - "UDP:$server:$port"
		fi >/dev/null 2>&1
	done
}

# datagram BYTES: as one write, so that it is one datagram
datagram() {
	{
		printf '\245\132\002\000'
		head -c "$1" /dev/urandom
	} >"$R/tmp/datagram"
	cat "$R/tmp/datagram"
}

# knock CLIENT ADDRESS PORT: connect, say nothing
knock() {
	in_netns "$1" timeout 3 socat -T1 - \
		"TCP:$2:$3,connect-timeout=2" </dev/null >/dev/null 2>&1
}

rdp_idle() {
	local name
	for name in rdsh guest gateway gwfwd; do
		ip netns exec "$P-$name" ss -Htn "sport = :3389" |
			grep -v TIME-WAIT | grep -q . && return 1
	done
	return 0
}

# rdp ADDRESS LAYER [ARGUMENT...]: a session of 4 s at most; then until the
# servers have let go of it, so that no packet of it is in a later capture
rdp() {
	local address=$1 layer=$2
	shift 2
	HOME=$R/home DISPLAY=:$DISPLAY_NUMBER in_netns client timeout 4 \
		xfreerdp "/v:$address" "/sec:$layer" /u:labuser /cert:ignore \
		/size:400x300 /bpp:16 /log-level:OFF -clipboard "$@" \
		</dev/null >/dev/null 2>&1
	until_true 8 rdp_idle
}

# to_gateway CLIENT ADDRESS PATH [ARGUMENT...]: TLS with the gateway's name
to_gateway() {
	local client=$1 address=$2 path=$3
	shift 3
	web_client "$client" "$@" --resolve "$GATEWAY_NAME:443:$address" \
		"https://$GATEWAY_NAME/$path"
}

run_rdp_direct() {
	rdp "${IP[rdsh]}" tls
}

run_rdp_nla() {
	rdp "${IP[guest]}" nla /p:password
	rdp "${IP[guest]}" nla /p:wrong
	rdp "${IP[guest]}" tls /p:password
}

run_rdp_gateway() {
	rdp "${IP[gateway]}" tls
	rdp "${IP[gwfwd]}" tls
}

run_tls() {
	to_gateway client "${IP[gateway]}" blob.bin --tls-max 1.2
	to_gateway client "${IP[gateway]}" blob.bin --tlsv1.3
	tls_client client -connect "${IP[gateway]}:443" -noservername -tls1_3
	web_client web "https://${IP[gwfwd]}/"
	web_client web "https://${IP[webadmin]}:20443/"
	to_gateway gwfwd "${IP[gateway]}" ''
}

run_http() {
	web_client client "http://${IP[gateway]}/"
	web_client client "http://${IP[gateway]}/blob.bin"
	web_client gwfwd "http://${IP[gateway]}/"
}

run_halb() {
	to_gateway client "${IP[vip]}" blob.bin
	web_client web "http://${IP[vip]}/"
}

# holds NAME: has it the shared addresses, of IPv4 and IPv6?
holds() {
	[ "$(ip -n "$P-$1" -o address show dev eth0 |
		grep -cF -e " ${IP[vip]}/" -e " $N6:20/")" -eq 2 ]
}

# moves FROM TO: waits until they are not held there, but here; a second more
# for an advertisement
moves() {
	local tries=0
	while holds "$1" || ! holds "$2"; do
		tries=$((tries + 1))
		if [ "$tries" -gt 150 ]; then
			report "$2 did not take the shared addresses from $1"
			return
		fi
		sleep 0.1
	done
	sleep 1.2
}

# Some advertisements, the other takes over, the first takes it back.
run_vrrp() {
	moves halb2 halb1
	stop halb1-keepalived
	moves halb1 halb2
	halb halb1 150 MASTER
	moves halb2 halb1
}

run_udp_dtls() {
	tls_client client -dtls1_2 -connect "${IP[gateway]}:443" \
		-servername "$GATEWAY_NAME"
}

# The gateway's UDP 443 speaks DTLS: QUIC is served at another of its
# addresses, for this one talk.
run_udp_quic() {
	spawn gateway quic gtlsserver -q -d "$R/www" "${IP[gw_http]}" 443 \
		"$R/tls.key" "$R/tls.crt"
	until_true 5 quic_listens
	in_netns client timeout 3 gtlsclient -q --exit-on-all-streams-close \
		"${IP[gw_http]}" 443 "https://$GATEWAY_NAME/" >/dev/null 2>&1
	stop gateway-quic
}

quic_listens() {
	ip netns exec "$P-gateway" ss -Hlnu "src ${IP[gw_http]}:443" | grep -q .
}

run_ras_ports() {
	say_opaque gateway broker tcp 20002 20009
	say_opaque gateway broker udp 20009
	say_opaque client gateway tcp 20009
	say_opaque client gateway udp 20009
	say_opaque client halb1 tcp 20009
	say_opaque broker broker2 tcp 20001 20030
	say_opaque broker rdsh tcp 30004
	say_opaque broker rdsh udp 30004
	say_opaque broker provider tcp 30006
	say_opaque broker provider udp 30006
	say_opaque broker rpc tcp 30004
	say_opaque broker enroll tcp 30030
	say_opaque broker reporting tcp 30008
	say_opaque rdsh broker tcp 20003
	say_opaque rdsh broker udp 20003
	say_opaque provider broker tcp 20003
	say_opaque provider guest tcp 30010
	say_opaque provider guest udp 30009
	say_opaque guest provider udp 30006
	say_opaque rpc broker tcp 20003
	say_opaque enroll broker tcp 20003
	say_opaque rdsh enroll tcp 30030
	say_opaque provider inet tcp 9440
}

run_broadcast() {
	datagram 40 | in_netns client timeout 2 socat -t0.5 - \
		"UDP4-DATAGRAM:$BROADCAST:20000,broadcast" >/dev/null 2>&1
	datagram 20 | in_netns console timeout 2 socat -t0.3 - \
		"UDP4-DATAGRAM:$BROADCAST:1234,broadcast" >/dev/null 2>&1
}

# ticket CLIENT udp|tcp PRINCIPAL PASSWORD
ticket() {
	echo "$4" | KRB5_CONFIG="$R/krb/$2.conf" KRB5CCNAME="FILE:$R/tmp/cc" \
		in_netns "$1" timeout 5 kinit "$3" >/dev/null 2>&1
}

# ldap CLIENT ARGUMENT...
ldap() {
	local client=$1
	shift
	LDAPTLS_REQCERT=never in_netns "$client" timeout 5 ldapsearch -x "$@" \
		>/dev/null 2>&1
}

run_kerberos_ldap() {
	local who=(-b dc=raslab,dc=test -D cn=admin,dc=raslab,dc=test
		-w labpass)
	ticket broker udp "broker@$REALM_MIT" labpass
	ticket broker tcp "broker@$REALM_MIT" labpass
	ldap broker -H "ldap://${IP[dc2]}" "${who[@]}"
	ldap broker -ZZ -H "ldap://${IP[dc2]}" "${who[@]}"
	ldap broker -H "ldaps://${IP[dc2]}" "${who[@]}"
	ldap broker -H "ldaps://${IP[dc2]}:3269" "${who[@]}"
	ldap enroll -H "ldap://${IP[dc2]}:3268" "${who[@]}"
}

# A Samba domain controller; enrollment asks its endpoint mapper.
run_addc() {
	ticket broker udp "administrator@$REALM_AD" "$PASS_AD"
	ticket enroll tcp "administrator@$REALM_AD" "$PASS_AD"
	ldap broker -H "ldap://${IP[dc]}" -s base -b ''
	ldap broker -H "ldaps://${IP[dc]}" -D "administrator@$REALM_AD" \
		-w "$PASS_AD" -b dc=ad,dc=raslab,dc=test '(cn=Administrator)'
	ldap broker -H "ldap://${IP[dc]}:3268" -s base -b ''
	in_netns broker dig +tries=1 +time=2 "@${IP[dc]}" \
		_ldap._tcp.ad.raslab.test SRV >/dev/null 2>&1
	in_netns broker dig +tcp +tries=1 +time=2 "@${IP[dc]}" \
		dc.ad.raslab.test A >/dev/null 2>&1
	HOME=$R/home in_netns enroll timeout 8 rpcclient -s "$R/smb/smb.conf" \
		"ncacn_ip_tcp:${IP[dc]}[seal]" \
		-U "RASLAB/administrator%$PASS_AD" -c lsaquery \
		>"$R/log/rpcclient" 2>&1
}

run_dns_names() {
	web_client guest https://login.microsoftonline.com/
	in_netns guest getent ahosts rdbroker.wvd.microsoft.com >/dev/null
	tls_client guest -connect "${IP[ms_wvd]}:443" -noservername -tls1_3
	web_client broker https://ras.parallels.com/
	web_client client http://download.parallels.com/
	web_client broker https://acme-v02.api.letsencrypt.org/
	web_client client https://www.example.net/
	tls_client client -connect "${IP[other_site]}:443" -tls1_2 \
		-servername login.microsoftonline.com
}

run_radius() {
	local ask='User-Name=labuser,User-Password=labpass'
	local account='User-Name=labuser,Acct-Status-Type=Start'
	echo "$ask" | in_netns broker radclient -r 1 -t 2 \
		"${IP[radius]}:1812" auth labsecret >/dev/null 2>&1
	echo "${ask/labpass/wrong}" | in_netns broker radclient -r 1 -t 2 \
		"${IP[radius]}:1812" auth labsecret >/dev/null 2>&1
	echo "$account,Acct-Session-Id=1" | in_netns broker radclient -r 1 \
		-t 2 "${IP[radius]}:1813" acct labsecret >/dev/null 2>&1
	echo "$ask" | in_netns attacker radclient -r 1 -t 1 \
		"${IP[radius]}:1812" auth badsecret >/dev/null 2>&1
	web_client broker "http://${IP[radius]}:8080/"
}

run_influx() {
	local role base=http://${IP[perf]}:8086
	web_client broker -XPOST "$base/query" \
		--data-urlencode 'q=CREATE DATABASE telegraf'
	for role in broker gateway rdsh guest provider rpc gwfwd; do
		web_client "$role" -A 'Telegraf/1.21.4 Go/1.17' -XPOST \
			"$base/write?db=telegraf" \
			--data-binary "win_cpu,host=$role usage=7,n=1i"
	done
	web_client attacker \
		"$base/query?db=telegraf&q=SELECT+*+FROM+win_cpu"
}

# mail CLIENT ARGUMENT...
mail() {
	local client=$1
	shift
	in_netns "$client" timeout 6 msmtp --file=/dev/null \
		"--host=${IP[smtp]}" --port=587 --from=ras@raslab.test "$@" \
		root@raslab.test >"$R/log/msmtp" 2>&1 <<-END
			From: ras@raslab.test
			To: root@raslab.test
			Subject: farm notice

			broker is up
		END
}

run_smtp() {
	mail broker --tls=on --tls-starttls=on --tls-certcheck=off
	mail console --tls=off
}

run_smb_push() {
	HOME=$R/home in_netns broker timeout 8 smbclient -s "$R/smb/smb.conf" \
		-U root%labpass "//${IP[rdsh]}/push" \
		-c "put $R/www/blob.bin agent.msi; ls" >"$R/log/smbclient" 2>&1
	HOME=$R/home in_netns broker timeout 8 rpcclient \
		-s "$R/smb/smb.conf" "ncacn_ip_tcp:${IP[rdsh]}" \
		-U root%labpass -c lsaquery >"$R/log/rpcclient" 2>&1
	say_opaque broker rdsh tcp 49179
}

# The client of FreeTDS is real, what answers it is not.  What reporting says
# to itself is never on the wire.
run_sql() {
	in_netns reporting timeout 3 tsql -H "${IP[sql]}" -p 1433 -U sa \
		-P labpass </dev/null >/dev/null 2>&1
	web_client reporting "https://${IP[reporting]}/"
	web_client console "https://${IP[reporting]}/"
}

run_avd() {
	web_client guest "http://${IP[imds]}/"
	web_client guest "http://${IP[azure_health]}/"
	say_opaque guest inet tcp 1688
}

run_console_mgmt() {
	say_opaque console broker tcp 20002 20001
	say_opaque console rdsh udp 30004
	say_opaque console guest udp 30009
	say_opaque console guest tcp 30010
	say_opaque console provider tcp 30006
	say_opaque console halb1 tcp 31006
	say_opaque console halb1 udp 31006
	say_opaque console client tcp 50005
	say_opaque console reporting tcp 30008
	web_client console "http://${IP[gateway]}/"
	say_opaque webadmin broker tcp 20002 30020
	say_opaque webadmin rdsh tcp 30004
}

run_ipv6() {
	to_gateway client "[${IP[gateway/6]}]" '' -6
	web_client client -6 "http://[${IP[gateway/6]}]/"
	rdp "[${IP[rdsh/6]}]" tls
	say_opaque gateway/6 broker/6 tcp 20002
	say_opaque gateway/6 broker/6 udp 20009
	say_opaque attacker/6 broker/6 tcp 20003
	knock attacker "[${IP[broker/6]}]" 22
}

# Datagrams beyond what a frame holds.
run_fragments() {
	local size
	for size in 4000 9000; do
		datagram "$size" | in_netns client timeout 2 socat -b 65000 \
			-t1 - "UDP:${IP[gateway]}:20009" >/dev/null 2>&1
	done
	datagram 4000 | in_netns gateway timeout 2 socat -b 65000 -t1 - \
		"UDP:[${IP[broker/6]}]:20009" >/dev/null 2>&1
}

# received NAME ADDRESS PORT: how many bytes a connection of NAME has received
received() {
	ip netns exec "$P-$1" ss -Htni state established \
		"dst $2 and dport = :$3" | grep -o 'bytes_received:[0-9]*' |
		cut -d : -f 2 | grep . || echo 0
}

# has_received NAME ADDRESS PORT BYTES: is it more?
has_received() {
	[ "$(received "$1" "$2" "$3")" -gt "$4" ]
}

# receives NAME ADDRESS PORT BYTES: waits for so many more
receives() {
	until_true 20 has_received "$1" "$2" "$3" \
		$(($(received "$1" "$2" "$3") + $4))
}

# Both talks are past their beginning and go on until they are stopped.
before_midstream() {
	ip netns exec "$P-client" sysctl -qw \
		net.ipv4.tcp_rmem='4096 8192 8192'
	spawn rdsh agent sh -c "{
		printf '\\245\\132\\001\\000'
		exec sleep 60
	} | exec socat -t0.1 - TCP:${IP[broker2]}:20003"
	spawn client download curl -ksS -o /dev/null --limit-rate 15000 -m 60 \
		--resolve "$GATEWAY_NAME:443:${IP[gateway]}" \
		"https://$GATEWAY_NAME/big.bin"
	if ! { receives rdsh "${IP[broker2]}" 20003 100 &&
		receives client "${IP[gateway]}" 443 10000; }; then
		report "midstream: nothing flows"
	fi
}

# Some more of the server's data while it is watched: a record of TLS has up
# to 16 KB.
run_midstream() {
	if ! { receives rdsh "${IP[broker2]}" 20003 600 &&
		receives client "${IP[gateway]}" 443 40000; }; then
		report "midstream: nothing flowed while it was watched"
	fi
	stop rdsh-agent
	stop client-download
	ip netns exec "$P-client" sysctl -qw \
		net.ipv4.tcp_rmem='4096 131072 6291456'
}

run_viol_http443() {
	web_client client "http://${IP[gw_http]}:443/"
	web_client client "http://${IP[gw_http]}:3389/"
	web_client client "http://${IP[gateway]}:443/"
}

run_viol_ssh() {
	local port
	for port in 443 3389; do
		in_netns client timeout 5 ssh -F none -o BatchMode=yes \
			-o StrictHostKeyChecking=no \
			-o UserKnownHostsFile=/dev/null -i "$R/ssh/user" \
			-p "$port" "root@${IP[gw_ssh]}" true \
			>"$R/log/ssh" 2>&1
	done
}

run_viol_raw() {
	local port
	for port in 443 3389; do
		opaque 300 | in_netns client timeout 4 ncat -w 2 \
			"${IP[gw_raw]}" "$port" >/dev/null 2>&1
	done
	in_netns client timeout 3 ncat -w 1 "${IP[gw_raw]}" 443 \
		</dev/null >/dev/null 2>&1
}

run_viol_tls_old() {
	tls_client client -tls1 -cipher ALL:@SECLEVEL=0 \
		-connect "${IP[gw_old]}:443" -servername "$GATEWAY_NAME"
}

run_viol_rdp_plain() {
	rdp "${IP[rdsh]}" rdp
	web_client client "https://${IP[rdsh]}:3389/"
}

run_viol_uncovered() {
	say_opaque client broker tcp 20002
	say_opaque gateway broker tcp 20003
	ldap client -H "ldap://${IP[dc2]}" -s base -b ''
	HOME=$R/home in_netns client timeout 5 smbclient \
		-s "$R/smb/smb.conf" -N -L "//${IP[rdsh]}" >/dev/null 2>&1
	say_opaque broker gateway tcp 20009
	web_client rdsh "https://${IP[gateway]}/"
	say_opaque attacker sql tcp 1433
	in_netns client nping --icmp -c 2 --delay 200ms "${IP[gateway]}" \
		>/dev/null 2>&1
}

# A host that is no HALB takes the shared address over.
run_viol_vrrp() {
	halb_conf attacker 254 MASTER >"$R/tmp/attacker.conf"
	spawn attacker keepalived keepalived -n -l -P -G \
		-f "$R/tmp/attacker.conf" -p "$R/tmp/attacker.pid" \
		-r "$R/tmp/attacker.vrrp"
	moves halb1 attacker
	web_client client "https://${IP[vip]}/"
	stop attacker-keepalived
	moves attacker halb1
}

run_firewall() {
	web_client client "https://${IP[gw_fw]}/"
	web_client client "http://${IP[gw_fw]}/"
	knock client "${IP[gw_fw]}" 3389
	say_opaque client gw_fw udp 20009 443
	knock console "${IP[broker2]}" 20002
	say_opaque console provider udp 30004
	knock client "$N4.199" 443 # nobody has it: ARP only
}

run_portscan() {
	{
		in_netns attacker nmap -n -Pn -sS -T4 --max-retries 1 \
			-p 1-1024,3389,20000-20040,30004,49179 "${IP[broker]}"
		in_netns attacker nmap -n -Pn -sU -T4 --max-retries 0 \
			-p 53,88,20000,20003,20009 "${IP[broker]}"
		in_netns attacker nmap -n -Pn -sT -T4 -p 443,3389,8086 \
			"${IP[gateway]}"
	} >"$R/log/nmap" 2>&1
}

# Large segments, as a capture on a sending host shows them.
run_offload() {
	wire_offload client on
	wire_offload gateway on
	web_client client "http://${IP[gateway]}/blob.bin"
	web_client client --tls-max 1.2 "https://${IP[gateway]}/blob.bin"
	wire_offload client off
	wire_offload gateway off
}

#!/bin/bash
# capture-conformance.sh - make pcaps/own-tls.pcap, own-rdp.pcap,
# own-violations.pcap and own-undetermined.pcap: what runs on 443 and 3389,
# by real clients and servers.  Needs root.  tests/golden/VERDICTS.tsv says
# what must be made of each conversation; the server's address names it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
. "$here/own.sh"
lab_needs ip tc ss nft tcpdump socat curl openssl ethtool nginx sshd ssh \
	ssh-keygen dnsmasq dig xrdp xfreerdp freerdp-shadow-cli Xvfb gtlsclient \
	gtlsserver

CLIENT=$N4.1
DISPLAY_NUMBER=96

# tls_server ADDRESS NAME ARGUMENT...: openssl s_server on 443, which answers
tls_server() {
	local address=$1 name=$2
	shift 2
	# It ends at the end of its input: it gets one that has none.
	spawn servers "$name" sh -c "tail -f /dev/null | exec openssl s_server \
		-accept $address:443 -cert '$R/tls.crt' -key '$R/tls.key' $*"
}

raw_server() {
	spawn servers "raw-$1-$2" socat \
		"TCP4-LISTEN:$2,bind=$1,reuseaddr,fork" EXEC:"$R/opaque.sh"
}

raw_datagrams() {
	spawn servers "raw-udp-$1-$2" socat \
		"UDP4-RECVFROM:$2,bind=$1,reuseaddr,fork" \
		EXEC:"$R/opaque-datagram.sh"
}

# raw_client ADDRESS PORT [tcp|udp]
raw_client() {
	opaque 300 | in_netns clients timeout 4 socat -t0.3 - \
		"${3:-TCP}:$1:$2,bind=$CLIENT" >/dev/null 2>&1
}

web_conf() {
	cat <<-END
		daemon off; user root; worker_processes 1; pid $R/nginx.pid;
		error_log $R/log/nginx.err;
		events { worker_connections 64; }
		http {
		access_log off; root $R/www; default_type text/html;
		client_body_temp_path $R/tmp/b; proxy_temp_path $R/tmp/p;
		fastcgi_temp_path $R/tmp/f; uwsgi_temp_path $R/tmp/u;
		scgi_temp_path $R/tmp/s;
		server { listen $N4.73:443; listen $N4.137:3389; }
		server { listen $N4.75:443 ssl; ssl_certificate $R/tls.crt;
		ssl_certificate_key $R/tls.key; }
		}
	END
}

ssh_servers() {
	ssh-keygen -q -t ed25519 -N '' -C lab -f "$R/ssh-host"
	ssh-keygen -q -t ed25519 -N '' -C lab -f "$R/ssh-user"
	cat >"$R/sshd.conf" <<-END
		ListenAddress $N4.72:443
		ListenAddress $N4.136:3389
		HostKey $R/ssh-host
		PidFile $R/sshd.pid
		AuthorizedKeysFile $R/ssh-user.pub
		StrictModes no
		UsePAM no
		PermitRootLogin yes
		PasswordAuthentication no
		ForceCommand /bin/echo farm
	END
	spawn servers sshd /usr/sbin/sshd -D -e -f "$R/sshd.conf"
}

# xrdp_server ADDRESS LAYER: login screen only
xrdp_server() {
	cat >"$R/xrdp-$2.ini" <<-END
		[Globals]
		ini_version=1
		fork=true
		port=tcp://$1:3389
		security_layer=$2
		crypt_level=high
		certificate=$R/tls.crt
		key_file=$R/tls.key
		ssl_protocols=TLSv1.2, TLSv1.3
		max_bpp=16
		allow_channels=true
		[Logging]
		LogFile=$R/log/xrdp-$2.log
		LogLevel=INFO
		EnableSyslog=false
		[Xvnc]
		name=Xvnc
		lib=libvnc.so
		username=ask
		password=ask
		ip=127.0.0.1
		port=-1
	END
	spawn servers "xrdp-$2" xrdp --nodaemon --config "$R/xrdp-$2.ini"
}

x_listens() {
	ip netns exec "$P-$1" ss -Hxl | grep -q "/X$DISPLAY_NUMBER "
}

x_display() {
	spawn "$1" xvfb Xvfb ":$DISPLAY_NUMBER" -screen 0 640x480x24 \
		-nolisten tcp -nolisten unix -nolock
	until_true 30 x_listens "$1" || die "no X display in $1"
}

rdp_servers() {
	xrdp_server "$N4.129" tls
	xrdp_server "$N4.130" rdp
	x_display servers
	x_display clients
	# The NT hash of "password".
	echo 'labuser:::8846f7eaee8fb117ad06bdd830b7586c:::' >"$R/sam"
	# It ends when the display is not ready yet.
	spawn servers shadow env DISPLAY=":$DISPLAY_NUMBER" HOME="$R/home" \
		sh -c "until freerdp-shadow-cli /port:3389 \
		/bind-address:$N4.131 /sec:nla /sam-file:$R/sam +auth
		do sleep 0.5; done"
}

# rdp_client ADDRESS LAYER [ARGUMENT...]: the start of a session
rdp_client() {
	local address=$1 layer=$2
	shift 2
	HOME=$R/home DISPLAY=:$DISPLAY_NUMBER in_netns clients timeout 2 \
		xfreerdp "/v:$address" "/sec:$layer" /u:labuser /cert:ignore \
		/size:200x200 /bpp:8 /log-level:OFF -clipboard "$@" \
		</dev/null >"$R/log/xfreerdp" 2>&1
}

make_tls() {
	capture_start "$R/cap/tls"
	tls_client clients -tls1_2 -connect "$N4.64:443" -bind "$CLIENT:0"
	tls_client clients -tls1_3 -connect "$N4.65:443" -bind "$CLIENT:0"
	tls_client clients -tls1 -cipher ALL:@SECLEVEL=0 \
		-connect "$N4.66:443" -bind "$CLIENT:0"
	tls_client clients -dtls1_2 -connect "$N4.67:443" -bind "$CLIENT:0"
	in_netns clients timeout 3 gtlsclient -q --exit-on-all-streams-close \
		"$N4.68" 443 "https://gateway.lab.example/" \
		>"$R/log/gtlsclient" 2>&1
	capture_stop
	own_keep tls
}

# The first packets of each session: what comes then is pictures.
make_rdp() {
	local address
	for address in 129 130 131; do
		capture_start "$R/cap/rdp-$address"
		case $address in
		129) rdp_client "$N4.$address" tls ;;
		130) rdp_client "$N4.$address" rdp ;;
		131) rdp_client "$N4.$address" nla /p:password ;;
		esac
		capture_stop
		tcpdump -r "$R/cap/rdp-$address" -c 60 -w "$R/cap/cut-$address" \
			'tcp' 2>/dev/null
	done
	join "$R/cap/rdp" "$R"/cap/cut-*
	own_keep rdp
}

make_violations() {
	local target
	capture_start "$R/cap/violations"
	for target in 72:443 136:3389; do
		in_netns clients timeout 5 ssh -F none -o BatchMode=yes \
			-o StrictHostKeyChecking=no \
			-o UserKnownHostsFile=/dev/null -b "$CLIENT" \
			-i "$R/ssh-user" -p "${target#*:}" \
			"root@$N4.${target%:*}" true >"$R/log/ssh" 2>&1
	done
	web_client clients "http://$N4.73:443/"
	web_client clients "http://$N4.137:3389/"
	raw_client "$N4.74" 443
	raw_client "$N4.138" 3389
	# Turned away: HTTP by a TLS server and by an RDP server, and bytes by
	# a firewall that resets what has payload.
	web_client clients "http://$N4.75:443/"
	web_client clients "http://$N4.129:3389/"
	raw_client "$N4.79" 443
	# Datagrams.
	raw_client "$N4.80" 443 UDP
	in_netns clients dig +tries=1 +time=2 -b "$CLIENT" -p 443 \
		"@$N4.81" gateway.lab.example >/dev/null 2>&1
	raw_client "$N4.141" 3389 UDP
	capture_stop
	own_keep violations
}

# What began before the capture, and what never said anything.
make_undetermined() {
	local background target
	{
		opaque 100
		sleep 4
	} | in_netns clients timeout 6 socat -t0.1 - \
		"TCP:$N4.76:443,bind=$CLIENT" >/dev/null 2>&1 &
	background=$!
	{
		opaque 100
		sleep 4
	} | in_netns clients timeout 6 socat -t0.1 - \
		"TCP:$N4.139:3389,bind=$CLIENT" >/dev/null 2>&1 &
	background+=" $!"
	{
		sleep 0.3
		for target in 1 2 3 4 5 6; do
			echo "$target"
			sleep 0.5
		done
	} | in_netns clients timeout 6 openssl s_client -tls1_3 -quiet \
		-connect "$N4.77:443" -bind "$CLIENT:0" >/dev/null 2>&1 &
	background+=" $!"
	sleep 1
	capture_start "$R/cap/undetermined"
	for target in 78:443 140:3389; do
		in_netns clients timeout 2 socat -u OPEN:/dev/null \
			"TCP:$N4.${target%:*}:${target#*:},bind=$CLIENT" \
			>/dev/null 2>&1
	done
	# The words are process ids.
	# shellcheck disable=SC2086
	wait $background
	capture_stop
	own_keep undetermined
}

servers() {
	certificate DNS:gateway.lab.example
	opaque_scripts
	mkdir -p "$R/www"
	echo '<html><body>farm</body></html>' >"$R/www/index.html"
	web_conf >"$R/nginx.conf"
	spawn servers nginx nginx -p "$R" -e "$R/log/nginx.err" \
		-c "$R/nginx.conf"
	tls_server "$N4.64" tls12 -tls1_2 -rev
	tls_server "$N4.65" tls13 -tls1_3 -rev
	tls_server "$N4.66" tls10 -tls1 -cipher ALL:@SECLEVEL=0 -rev
	tls_server "$N4.67" dtls -dtls1_2 -quiet
	tls_server "$N4.77" tlsold -tls1_3 -rev
	spawn servers quic gtlsserver -q -d "$R/www" "$N4.68" 443 \
		"$R/tls.key" "$R/tls.crt"
	ssh_servers
	rdp_servers
	raw_server "$N4.74" 443
	raw_server "$N4.79" 443
	raw_server "$N4.138" 3389
	raw_datagrams "$N4.80" 443
	raw_datagrams "$N4.141" 3389
	spawn servers drip443 socat \
		"TCP4-LISTEN:443,bind=$N4.76,reuseaddr,fork" EXEC:"$R/drip.sh"
	spawn servers drip3389 socat \
		"TCP4-LISTEN:3389,bind=$N4.139,reuseaddr,fork" EXEC:"$R/drip.sh"
	spawn servers mute443 socat -u \
		"TCP4-LISTEN:443,bind=$N4.78,reuseaddr,fork" OPEN:/dev/null
	spawn servers mute3389 socat -u \
		"TCP4-LISTEN:3389,bind=$N4.140,reuseaddr,fork" OPEN:/dev/null
	spawn servers dns dnsmasq --no-daemon --no-resolv --no-hosts --user=root \
		--bind-interfaces --listen-address="$N4.81" --port=443 \
		--pid-file="$R/dns.pid" \
		--host-record="gateway.lab.example,$N4.64"
	ip netns exec "$P-servers" nft -f - <<-END
		table ip fw {
		chain in {
		type filter hook input priority 0;
		ip daddr $N4.79 tcp flags & psh == psh reject with tcp reset
		}
		}
	END
	wait_port servers t 443
	wait_port servers t 3389
	wait_port servers u 443
	sleep 1.5
}

lab_begin
own_farm
servers
make_tls
make_rdp
make_violations
make_undetermined

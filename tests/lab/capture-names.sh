#!/bin/bash
# capture-names.sh - make pcaps/own-names-rows.pcap, own-names-basis.pcap and
# own-names-twins.pcap: connections to servers that only a name tells, with
# the DNS answers, SNI and Host that tell it, by real clients and servers.
# Needs root.  tests/golden/VERDICTS.tsv says what must be made of each
# conversation, tests/golden/NAMES.tsv by what evidence.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
. "$here/own.sh"
lab_needs ip tc ss tcpdump socat curl openssl ethtool nginx dnsmasq dig \
	gtlsclient gtlsserver

# Client (end of 10.78.0.), server (end of 198.51.100.), port, name: each is
# looked up and then told in the ClientHello, or the request.
ROWS="33 101 443 rdbroker.wvd.microsoft.com
33 102 443 gcs.prod.monitoring.core.windows.net
33 103 443 production.diagnostics.monitoring.core.windows.net
33 104 443 gsm1234xt.blob.core.windows.net
33 105 443 gsm1234eh.servicebus.windows.net
33 106 443 gsm1234xt.table.core.windows.net
33 107 443 gsm1234xt.queue.core.windows.net
33 108 443 catalogartifact.azureedge.net
33 109 1688 kms.core.windows.net
33 110 443 mrsglobalsteus2prod.blob.core.windows.net
33 111 443 wvdportalstorageblob.blob.core.windows.net
33 112 443 login.microsoftonline.com
33 113 443 v10.events.data.microsoft.com
33 114 443 www.msftconnecttest.com
33 115 443 kv501.prod.do.dsp.mp.microsoft.com
33 116 443 login.windows.net
33 117 443 oneclient.sfx.ms
33 118 443 ocsp.digicert.com
33 119 443 ns1.azure-dns.com
33 120 443 ns1.azure-dns.net
33 121 443 login.microsoftonline.us
1 122 443 rdgateway.wvd.microsoft.com
1 123 443 go.microsoft.com
1 124 443 download.parallels.com
192 125 443 ras.parallels.com
192 126 443 acme-v02.api.letsencrypt.org
241 127 443 www.microsoft.com
241 128 80 update.parallels.com
240 129 443 management.azure.com
240 130 443 ec2.amazonaws.com
128 131 443 aka.ms
243 132 443 download.microsoft.com
242 131 443 aka.ms"

TWINS="37 171 443 xwvd.microsoft.com
37 172 443 a.wvd.microsoft.com.evil.example
37 173 443 wvd.microsoft.com
37 174 443 xt.blob.core.windows.net
37 175 443 evilxt.blob.core.windows.net
37 176 443 axt.blob.core.windows.net.evil.example
37 177 443 xlogin.windows.net
37 178 443 gcs.prod.monitoring.core.windows.net.evil.example
37 179 443 notsfx.ms
37 180 443 microsoftonline.com
193 183 443 xras.parallels.com
4 184 443 evilmicrosoft.com
4 185 443 ywvd.microsoft.com
128 186 443 aka.ms.evil.example
37 187 8443 login.windows.net
37 188 443 kms2.core.windows.net"

# Server and name, for what is not in the tables above.
OTHERS="141 dns-only.wvd.microsoft.com
142 tcp-only.wvd.microsoft.com
144 both.wvd.microsoft.com
145 www.example.net
146 front.wvd.microsoft.com
147 shared1.wvd.microsoft.com
147 www1.example.org
148 shared2.wvd.microsoft.com
148 www2.example.org
149 shared3.wvd.microsoft.com
149 www3.example.org
150 edge.example.com
151 many.wvd.microsoft.com
152 many.wvd.microsoft.com
153 many.wvd.microsoft.com
154 other.wvd.microsoft.com
155 case.wvd.microsoft.com
157 quic.wvd.microsoft.com
182 b.wvd.microsoft.com.evil.example"

dns_conf() {
	cat <<-END
		no-resolv
		no-hosts
		no-daemon
		user=root
		bind-interfaces
		listen-address=$N4.208
		listen-address=fd78::d0
		local-ttl=300
		cname=chain.wvd.microsoft.com,edge.example.com
		host-record=six.wvd.microsoft.com,2001:db8:100::1
	END
	printf '%s\n%s\n' "$ROWS" "$TWINS" |
		awk '{ print "host-record=" $4 ",198.51.100." $2 }' | sort -u
	echo "$OTHERS" | awk '{ print "host-record=" $2 ",198.51.100." $1 }'
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
		ssl_certificate $R/tls.crt; ssl_certificate_key $R/tls.key;
		ssl_session_tickets off;
		server { listen 80; listen 443 ssl; listen 8443 ssl;
		listen [::]:443 ssl; }
		}
	END
}

# look_up CLIENT NAME [ARGUMENT...]: the client's own question
look_up() {
	local client=$1 name=$2
	shift 2
	in_netns clients dig +tries=1 +time=2 -b "$N4.$client" "@$N4.208" \
		"$name" "$@" >/dev/null 2>&1
}

# connect CLIENT SERVER PORT [NAME]: a talk that tells the name, or none
connect() {
	local client=$N4.$1 server=198.51.100.$2 port=$3 name=${4:-}
	case $port in
	80)
		web_client clients --interface "$client" --resolve \
			"$name:80:$server" "http://$name/"
		;;
	1688)
		opaque 60 | in_netns clients timeout 2 socat -t0.2 - \
			"TCP:$server:$port,bind=$client" >/dev/null 2>&1
		;;
	*)
		hello "$client" "$server:$port" "$name"
		;;
	esac
}

# hello CLIENT SERVER:PORT NAME
hello() {
	local telling=(-noservername)
	[ -z "$3" ] || telling=(-servername "$3")
	{
		printf 'GET / HTTP/1.0\r\n\r\n'
		sleep 0.2
	} | in_netns clients timeout 3 openssl s_client -tls1_3 -quiet \
		-bind "$1:0" -connect "$2" "${telling[@]}" >/dev/null 2>&1
}

# both TABLE: looked up and told
both() {
	local client server port name
	while read -r client server port name; do
		look_up "$client" "$name"
		connect "$client" "$server" "$port" "$name" </dev/null
	done <<<"$1"
}

make_rows() {
	capture_start "$R/cap/names-rows"
	both "$ROWS"
	capture_stop
	own_keep names-rows
}

# By DNS alone, by SNI alone, by both, against each other.
make_basis() {
	capture_start "$R/cap/names-basis"
	look_up 34 dns-only.wvd.microsoft.com
	connect 34 141 443
	look_up 34 tcp-only.wvd.microsoft.com +tcp
	connect 34 142 443
	connect 34 143 443 sni-only.wvd.microsoft.com
	look_up 34 both.wvd.microsoft.com
	connect 34 144 443 both.wvd.microsoft.com
	look_up 34 www.example.net
	connect 34 145 443 claimed.wvd.microsoft.com
	look_up 34 front.wvd.microsoft.com
	connect 34 146 443 www.example.net
	make_shared
	look_up 34 chain.wvd.microsoft.com
	connect 34 150 443
	look_up 34 many.wvd.microsoft.com
	connect 34 153 443
	in_netns clients dig +tries=1 +time=2 -b fd78::21 @fd78::d0 \
		six.wvd.microsoft.com AAAA >/dev/null 2>&1
	hello '[fd78::21]' '[2001:db8:100::1]:443' ''
	look_up 35 other.wvd.microsoft.com
	connect 36 154 443
	look_up 34 CaSe.WVD.Microsoft.COM
	connect 34 155 443
	connect 2 156 80 download.parallels.com
	look_up 34 quic.wvd.microsoft.com
	ip -n "$P-clients" route add 198.51.100.157 via "$N4.208" src "$N4.34"
	in_netns clients timeout 3 gtlsclient -q --exit-on-all-streams-close \
		quic.wvd.microsoft.com 443 https://quic.wvd.microsoft.com/ \
		>"$R/log/gtlsclient" 2>&1
	connect 34 158 443
	connect 3 161 443 www.example.net
	capture_stop
	own_keep names-basis
}

# An address with two names: which of them is told decides.
make_shared() {
	local i
	for i in 1 2 3; do
		look_up 34 "shared$i.wvd.microsoft.com"
		look_up 34 "www$i.example.org"
	done
	connect 34 147 443
	connect 34 148 443 shared2.wvd.microsoft.com
	connect 34 149 443 www3.example.org
}

# Names that almost fit.
make_twins() {
	capture_start "$R/cap/names-twins"
	both "$TWINS"
	connect 38 181 443 xwvd.microsoft.com
	look_up 39 b.wvd.microsoft.com.evil.example
	connect 39 182 443
	capture_stop
	own_keep names-twins
}

lab_begin
echo "nameserver $N4.208" >"$R/resolv.conf"
own_farm
KEY_KIND='ec -pkeyopt ec_paramgen_curve:P-256'
certificate DNS:server.lab.example
opaque_scripts
mkdir -p "$R/www"
echo '<html><body>farm</body></html>' >"$R/www/index.html"
web_conf >"$R/nginx.conf"
dns_conf >"$R/dnsmasq.conf"
spawn servers nginx nginx -p "$R" -e "$R/log/nginx.err" -c "$R/nginx.conf"
spawn servers dns dnsmasq --conf-file="$R/dnsmasq.conf" \
	--pid-file="$R/dns.pid"
spawn servers quic gtlsserver -q -d "$R/www" 198.51.100.157 443 \
	"$R/tls.key" "$R/tls.crt"
opaque_server servers tcp 1688
wait_port servers t 443
wait_port servers u 53
wait_port servers u 443
wait_port servers t 1688
make_rows
make_basis
make_twins

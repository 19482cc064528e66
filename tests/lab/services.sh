# shellcheck shell=bash
# services.sh - the services of the farm: real ones where Debian has them,
# bytes of no protocol for RAS's own.  Sourced after files.sh.

DISPLAY_NUMBER=96

# web NAME "PORT..." "TLS-PORT...": nginx
web() {
	local folder=$R/nginx-$1
	mkdir -p "$folder"
	web_conf "$folder" "$2" "$3" >"$folder/nginx.conf"
	spawn "$1" nginx nginx -p "$folder" -e "$folder/errors" \
		-c "$folder/nginx.conf"
}

# A listening line for both IPv4 and IPv6, unless an address is given.
web_listen() {
	echo "listen $1 $2;"
	[[ $1 == *:* ]] || echo "listen [::]:$1 $2;"
}

web_conf() {
	local port
	cat <<-END
		daemon off; user root; worker_processes 1; pid $1/pid;
		error_log $1/errors; events { worker_connections 128; }
		http {
		access_log off; root $R/www; default_type text/html;
		client_body_temp_path $1/b; proxy_temp_path $1/p;
		fastcgi_temp_path $1/f; uwsgi_temp_path $1/u;
		scgi_temp_path $1/s;
		ssl_certificate $R/tls.crt; ssl_certificate_key $R/tls.key;
		server {
	END
	for port in $2; do
		web_listen "$port" ''
	done
	for port in $3; do
		web_listen "$port" ssl
	done
	echo '} }'
}

# ssh_server NAME ADDRESS PORT...
ssh_server() {
	local name=$1 address=$2 conf=$R/ssh/sshd.conf
	shift 2
	{
		printf 'Port %s\n' "$@"
		cat <<-END
			ListenAddress $address
			HostKey $R/ssh/host
			PidFile $R/ssh/pid
			AuthorizedKeysFile $R/ssh/user.pub
			StrictModes no
			UsePAM no
			PermitRootLogin yes
			PasswordAuthentication no
			ForceCommand /bin/echo farm
		END
	} >"$conf"
	spawn "$name" sshd /usr/sbin/sshd -D -e -f "$conf"
}

# openssl_server NAME SERVICE ADDRESS ARGUMENT...: it ends at the end of its
# input, so it gets one that has none
openssl_server() {
	local name=$1 service=$2 address=$3
	shift 3
	spawn "$name" "$service" sh -c "tail -f /dev/null |
		exec openssl s_server -accept $address:443 -cert '$R/tls.crt' \
		-key '$R/tls.key' $*"
}

# forward NAME PORT TO [ADDRESS]
forward() {
	spawn "$1" "forward$2" socat \
		"TCP4-LISTEN:$2,reuseaddr,fork${4:+,bind=$4}" "TCP4:$3:$2"
}

halb_conf() {
	cat <<-END
		global_defs {
		 router_id $1
		 vrrp_garp_master_repeat 1
		}
		vrrp_instance halb {
		 state $3
		 interface eth0
		 virtual_router_id 77
		 priority $2
		 advert_int 1
		 virtual_ipaddress { ${IP[vip]}/24 }
		}
		vrrp_instance halb6 {
		 state $3
		 interface eth0
		 virtual_router_id 78
		 priority $2
		 advert_int 1
		 virtual_ipaddress { $N6:20/64 }
		}
	END
}

# halb NAME PRIORITY STATE
halb() {
	halb_conf "$@" >"$R/keepalived-$1.conf"
	spawn "$1" keepalived keepalived -n -l -D -P -G \
		-f "$R/keepalived-$1.conf" -p "$R/keepalived-$1.pid" \
		-r "$R/keepalived-$1.vrrp"
}

x_listens() {
	ip netns exec "$P-$1" ss -Hxl | grep -q "/X$DISPLAY_NUMBER "
}

x_display() {
	spawn "$1" xvfb Xvfb ":$DISPLAY_NUMBER" -screen 0 "$2x24" \
		-nolisten tcp -nolisten unix -nolock
	until_true 30 x_listens "$1" || die "no X display in $1"
}

directory_services() {
	spawn dc samba samba -i -M prefork -s "$R/ad/etc/smb.conf" \
		--debug-stdout
	spawn dc2 kdc krb5kdc -n -r "$REALM_MIT"
	spawn dc2 slapd slapd -d 0 -f "$R/ldap/slapd.conf" -h \
		"ldap://0.0.0.0:389 ldaps://0.0.0.0:636 ldap://0.0.0.0:3268 ldaps://0.0.0.0:3269"
	spawn dc2 dnsmasq dnsmasq --conf-file="$R/dnsmasq.conf" \
		--pid-file="$R/dnsmasq.pid"
	spawn radius radiusd freeradius -f -l stdout -d "$R/raddb"
	web radius "8080 80" ""
	spawn perf influxd influxd -config "$R/influx/influxdb.conf"
	spawn smtp smtpd sh -c "mount --bind '$R/smtp/spool' /var/spool/smtpd &&
		exec smtpd -d -f '$R/smtp/smtpd.conf'"
}

gateway_services() {
	local raw port
	web gateway "${IP[gateway]}:80 [${IP[gateway/6]}]:80
		${IP[gw_http]}:443 ${IP[gw_http]}:3389" \
		"${IP[gateway]}:443 [${IP[gateway/6]}]:443"
	web gwfwd 80 443
	openssl_server gateway dtls "${IP[gateway]}" -dtls1_2 -quiet
	openssl_server gateway tls10 "${IP[gw_old]}" -tls1 \
		-cipher ALL:@SECLEVEL=0 -rev
	forward gateway 3389 "${IP[rdsh]}" "${IP[gateway]}"
	forward gwfwd 3389 "${IP[gateway]}"
	ssh_server gateway "${IP[gw_ssh]}" 443 3389
	for port in 443 3389; do
		raw="TCP4-LISTEN:$port,bind=${IP[gw_raw]},reuseaddr,fork"
		spawn gateway "raw$port" socat "$raw" EXEC:"$R/opaque.sh"
	done
	opaque_server gateway tcp 20009
	opaque_server gateway udp 20009 3389
	opaque_server gwfwd udp 80 443
	spawn gateway lookup socat UDP4-RECVFROM:20000,reuseaddr,broadcast,fork \
		EXEC:"$R/opaque-datagram.sh"
}

balancer_services() {
	local name
	for name in halb1 halb2; do
		forward "$name" 443 "${IP[gateway]}"
		forward "$name" 80 "${IP[gateway]}"
		opaque_server "$name" tcp 31006 20009
		opaque_server "$name" udp 31006
	done
	halb halb1 150 MASTER
	halb halb2 100 BACKUP
}

# RAS's own protocols, and those that no package of Debian serves.
opaque_services() {
	opaque_server broker tcp 20001 20002 20003 20009 20030 30020 135
	opaque_server broker udp 20003 20009
	opaque_server broker2 tcp 20001 20030
	spawn broker2 drip socat TCP4-LISTEN:20003,reuseaddr,fork \
		EXEC:"$R/drip.sh 200"
	opaque_server rdsh tcp 30004 49179
	opaque_server rdsh udp 30004
	opaque_server guest tcp 30010
	opaque_server guest udp 30009
	opaque_server rpc tcp 30004
	opaque_server rpc udp 30004
	opaque_server provider tcp 30006
	opaque_server provider udp 30006
	opaque_server enroll tcp 30030
	opaque_server enroll udp 30030
	opaque_server reporting tcp 30008
	opaque_server client tcp 50005
	opaque_server sql tcp 1433
	opaque_server inet tcp 9440 1688
}

session_services() {
	x_display guest 640x480
	x_display client 800x600
	spawn rdsh xrdp xrdp --nodaemon --config "$R/xrdp/xrdp.ini"
	spawn rdsh smbd smbd -F --no-process-group -s "$R/smb/smb.conf" \
		--debug-stdout
	spawn rdsh dcerpcd /usr/libexec/samba/samba-dcerpcd --libexec-rpcds \
		-F -s "$R/smb/smb.conf"
	# It ends when the display is not ready yet.
	spawn guest shadow env DISPLAY=":$DISPLAY_NUMBER" HOME="$R/home" sh -c \
		"until freerdp-shadow-cli /port:3389 \
		/bind-address:${IP[guest]} /sec:nla \
		/sam-file:$R/home/sam +auth; do sleep 0.5; done"
}

farm_services() {
	local where proto port
	directory_services
	gateway_services
	balancer_services
	opaque_services
	web reporting 8085 443
	web webadmin "" 20443
	web inet 80 443
	session_services
	while read -r where proto port; do
		wait_port "$where" "$proto" "$port" 60
	done <<-END
		dc2 t 88
		dc2 t 389
		dc2 u 53
		radius u 1812
		perf t 8086
		smtp t 587
		gateway t 443
		gateway t 80
		gateway t 20009
		broker t 20002
		rdsh t 3389
		rdsh t 445
		rdsh t 135
		guest t 3389
		inet t 443
		dc t 3269
		dc t 88
		dc t 135
	END
	sleep 4 # VRRP's election
}

# shellcheck shell=bash
# files.sh - keys, databases and configuration of the lab's services, all in
# the temporary folder.  Sourced after farm.sh.

REALM_AD=AD.RASLAB.TEST
REALM_MIT=MIT.RASLAB.TEST
PASS_AD='Lab-Passw0rd!'

farm_files() {
	mkdir -p "$R"/{www,ssh,raddb,ldap/db,krb,influx,smtp/spool,xrdp}
	opaque_scripts
	echo '<html><body>farm</body></html>' >"$R/www/index.html"
	head -c 20000 /dev/urandom >"$R/www/blob.bin"
	head -c 2000000 /dev/urandom >"$R/www/big.bin"
	certificate DNS:gateway.raslab.test 'DNS:*.raslab.test' \
		"IP:${IP[gateway]}"
	ssh-keygen -q -t ed25519 -N '' -C lab -f "$R/ssh/host"
	ssh-keygen -q -t ed25519 -N '' -C lab -f "$R/ssh/user"
	kerberos_files
	ldap_files
	radius_files
	influx_conf >"$R/influx/influxdb.conf"
	smtp_files
	smb_files
	xrdp_conf >"$R/xrdp/xrdp.ini"
	# The NT hash of "password".
	echo 'labuser:::8846f7eaee8fb117ad06bdd830b7586c:::' >"$R/home/sam"
	dns_conf >"$R/dnsmasq.conf"
	domain_files
}

# One file for both realms: UDP first (limit 10000), or TCP only (1).
kerberos_conf() {
	cat <<-END
		[libdefaults]
		 default_realm = $REALM_AD
		 dns_lookup_kdc = false
		 dns_lookup_realm = false
		 dns_canonicalize_hostname = false
		 rdns = false
		 udp_preference_limit = $1
		[realms]
		 $REALM_AD = {
		  kdc = ${IP[dc]}
		 }
		 $REALM_MIT = {
		  kdc = ${IP[dc2]}
		 }
	END
}

kerberos_files() {
	kerberos_conf 10000 >"$R/krb/udp.conf"
	kerberos_conf 1 >"$R/krb/tcp.conf"
	cat >"$R/krb/kdc.conf" <<-END
		[realms]
		 $REALM_MIT = {
		  database_name = $R/krb/principal
		  key_stash_file = $R/krb/stash
		  acl_file = $R/krb/acl
		  kdc_ports = 88
		  kdc_tcp_ports = 88
		 }
		[logging]
		 kdc = FILE:$R/log/kdc
	END
	export KRB5_CONFIG="$R/krb/udp.conf" KRB5_KDC_PROFILE="$R/krb/kdc.conf"
	kdb5_util create -r "$REALM_MIT" -s -P labmaster >/dev/null 2>&1
	kadmin.local -r "$REALM_MIT" -q 'addprinc -pw labpass broker' \
		>/dev/null 2>&1
}

ldap_files() {
	cat >"$R/ldap/slapd.conf" <<-END
		include /etc/ldap/schema/core.schema
		modulepath /usr/lib/ldap
		moduleload back_mdb
		pidfile $R/ldap/pid
		TLSCertificateFile $R/tls.crt
		TLSCertificateKeyFile $R/tls.key
		database mdb
		suffix "dc=raslab,dc=test"
		rootdn "cn=admin,dc=raslab,dc=test"
		rootpw labpass
		directory $R/ldap/db
	END
	cat >"$R/ldap/init.ldif" <<-END
		dn: dc=raslab,dc=test
		objectClass: dcObject
		objectClass: organization
		o: farm
		dc: raslab

		dn: cn=broker,dc=raslab,dc=test
		objectClass: person
		cn: broker
		sn: broker
	END
	slapadd -f "$R/ldap/slapd.conf" -l "$R/ldap/init.ldif" >/dev/null 2>&1
}

radius_files() {
	cat >"$R/raddb/radiusd.conf" <<-END
		prefix = /usr
		raddbdir = $R/raddb
		logdir = $R/log
		run_dir = $R/raddb
		libdir = /usr/lib/freeradius
		pidfile = $R/raddb/pid
		max_request_time = 5
		log { destination = stdout }
		security {
		 reject_delay = 0
		 status_server = yes
		}
		client farm {
		 ipaddr = $N4.0/24
		 secret = labsecret
		}
		modules {
		 pap {
		 }
		 always ok {
		  rcode = ok
		 }
		 files {
		  usersfile = $R/raddb/users
		 }
		}
		server default {
		 listen {
		  type = auth
		  ipaddr = *
		  port = 1812
		 }
		 listen {
		  type = acct
		  ipaddr = *
		  port = 1813
		 }
		 authorize {
		  files
		  pap
		 }
		 authenticate {
		  pap
		 }
		 accounting {
		  ok
		 }
		}
	END
	echo 'labuser Cleartext-Password := "labpass"' >"$R/raddb/users"
}

influx_conf() {
	cat <<-END
		reporting-disabled = true
		bind-address = "127.0.0.1:8088"
		[meta]
		 dir = "$R/influx/meta"
		[data]
		 dir = "$R/influx/data"
		 wal-dir = "$R/influx/wal"
		[monitor]
		 store-enabled = false
		[http]
		 bind-address = ":8086"
	END
}

smtp_files() {
	cp "$R/tls.key" "$R/smtp/tls.key"
	chmod 600 "$R/smtp/tls.key"
	chmod 711 "$R/smtp" "$R/smtp/spool"
	chown root:opensmtpq "$R/tmp" 2>/dev/null
	cat >"$R/smtp/smtpd.conf" <<-END
		pki lab cert "$R/tls.crt"
		pki lab key "$R/smtp/tls.key"
		listen on 0.0.0.0 port 587 tls pki lab hostname smtp.raslab.test
		action keep maildir "$R/tmp/mail"
		match from any for any action keep
	END
}

smb_files() {
	mkdir -p "$R"/smb/{private,state,cache,lock,pid,ncalrpc,share,log}
	chmod 700 "$R/smb/private"
	chmod 777 "$R/smb/share"
	cat >"$R/smb/smb.conf" <<-END
		[global]
		 server role = standalone server
		 workgroup = RASLAB
		 netbios name = RDSH
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
		[push]
		 path = $R/smb/share
		 read only = no
	END
	printf 'labpass\nlabpass\n' |
		smbpasswd -L -c "$R/smb/smb.conf" -s -a root >/dev/null 2>&1
}

# The login screen only: no session manager is needed.  Without its channels
# xrdp drops FreeRDP's client.
xrdp_conf() {
	cat <<-END
		[Globals]
		ini_version=1
		fork=true
		port=3389
		security_layer=negotiate
		crypt_level=high
		certificate=$R/tls.crt
		key_file=$R/tls.key
		ssl_protocols=TLSv1.2, TLSv1.3
		max_bpp=32
		allow_channels=true
		tcp_nodelay=true
		[Logging]
		LogFile=$R/log/xrdp.log
		LogLevel=INFO
		EnableSyslog=false
		[Channels]
		rdpdr=true
		rdpsnd=true
		drdynvc=true
		cliprdr=true
		[Xvnc]
		name=Xvnc
		lib=libvnc.so
		username=ask
		password=ask
		ip=127.0.0.1
		port=-1
	END
}

# Names of the matrix, answered with addresses of the lab.
dns_conf() {
	cat <<-END
		no-resolv
		no-hosts
		bogus-priv
		no-daemon
		bind-interfaces
		user=root
		local=/raslab.test/
		log-facility=$R/log/dnsmasq
		local-ttl=60
		address=/login.microsoftonline.com/${IP[ms_login]}
		address=/wvd.microsoft.com/${IP[ms_wvd]}
		host-record=ras-edge.raslab.test,${IP[ras_licence]}
		cname=ras.parallels.com,ras-edge.raslab.test
		address=/download.parallels.com/${IP[parallels]}
		address=/acme-v02.api.letsencrypt.org/${IP[acme]}
		address=/www.example.net/${IP[other_site]}
		host-record=gateway.raslab.test,${IP[gateway]},${IP[gateway/6]}
		host-record=broker.raslab.test,${IP[broker]},${IP[broker/6]}
		host-record=dc.raslab.test,${IP[dc]}
	END
}

# A domain controller, without the ACLs of a file system ("eadb" needs a
# path), and with no service that the lab does not use.
domain_files() {
	local conf=$R/ad/etc/smb.conf
	mkdir -p "$R/ad/run"
	KRB5_CONFIG='' samba-tool domain provision --targetdir="$R/ad" \
		--realm="$REALM_AD" --domain=RASLAB --adminpass="$PASS_AD" \
		--server-role=dc --dns-backend=SAMBA_INTERNAL --host-name=dc \
		--host-ip="${IP[dc]}" --host-ip6="${IP[dc/6]}" \
		--option="posix:eadb=$R/ad/private/eadb.tdb" \
		>"$R/log/provision" 2>&1 ||
		die "samba-tool: $(tail -n 1 "$R/log/provision")"
	sed -i -e "/^\[global\]/a \\
 pid directory = $R/ad/run\\
 ncalrpc dir = $R/ad/run/ncalrpc\\
 log level = 0\\
 disable netbios = yes\\
 server services = rpc ldap cldap kdc dns s3fs\\
 ldap server require strong auth = no" \
		-e '/dns forwarder/d;/log file/d;/^\tlogging/d' "$conf"
}

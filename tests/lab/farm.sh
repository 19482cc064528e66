# shellcheck shell=bash
# farm.sh - the farm of the lab: who is where, and the network between them.
# Sourced after lib.sh.  rules/lab-site.rules gives these addresses their roles.

N4=10.77.0
N6=fd77:
ROLES="client web halb1 halb2 gateway gwfwd broker broker2 provider rdsh guest
	rpc console webadmin attacker dc dc2 radius perf sql reporting enroll
	smtp inet"
declare -A IP=([client]=10 [web]=11 [vip]=20 [halb1]=21 [halb2]=22
	[gateway]=30 [gwfwd]=31 [gw_ssh]=33 [gw_http]=34 [gw_raw]=35
	[gw_fw]=36 [gw_old]=37 [broker]=40 [broker2]=41 [provider]=45
	[rdsh]=50 [guest]=51 [rpc]=52 [console]=60 [webadmin]=61
	[attacker]=66 [dc]=70 [radius]=71 [perf]=72 [sql]=73 [enroll]=74
	[smtp]=75 [dc2]=77 [reporting]=78 [inet]=90)
for key in "${!IP[@]}"; do
	number=${IP[$key]}
	IP[$key]=$N4.$number
	IP[$key/6]=$N6:$number
done
# The outside world, all of it in namespace inet, which is the router too.
IP[ms_login]=198.51.100.10
IP[ms_wvd]=198.51.100.30
IP[ras_licence]=198.51.100.20
IP[parallels]=198.51.100.21
IP[acme]=198.51.100.40
IP[other_site]=198.51.100.99
IP[imds]=169.254.169.254
IP[azure_health]=168.63.129.16
OUTSIDE="ms_login ms_wvd ras_licence parallels acme other_site imds
	azure_health"
BROADCAST=$N4.255

farm_host() {
	local role=$1
	span_host "$role" "${IP[$role]##*.}"
	ip -n "$P-$role" addr add "${IP[$role]}/24" brd + dev eth0
	ip -n "$P-$role" addr add "${IP[$role/6]}/64" dev eth0 nodad
	[ "$role" = inet ] ||
		ip -n "$P-$role" route add default via "${IP[inet]}"
}

farm_network() {
	local role
	echo "nameserver ${IP[dc2]}
options timeout:1 attempts:2" >"$R/resolv.conf"
	span_make
	for role in $ROLES; do
		farm_host "$role"
	done
	for role in gw_ssh gw_http gw_raw gw_fw gw_old; do
		ip -n "$P-gateway" addr add "${IP[$role]}/24" dev eth0
	done
	for role in $OUTSIDE; do
		ip -n "$P-inet" addr add "${IP[$role]}/32" dev eth0
	done
	ip -n "$P-guest" route add "${IP[imds]}/32" via "${IP[inet]}"
	farm_firewall
}

# Rows of the matrix that do not get through to gw_fw.
farm_firewall() {
	ip netns exec "$P-gateway" nft -f - <<-END
		table inet fw {
		chain in {
		type filter hook input priority 0;
		ip daddr ${IP[gw_fw]} tcp dport 443 drop
		ip daddr ${IP[gw_fw]} tcp dport 80 \
			reject with icmpx type admin-prohibited
		ip daddr ${IP[gw_fw]} tcp dport 3389 reject with tcp reset
		ip daddr ${IP[gw_fw]} udp dport 20009 drop
		ip daddr ${IP[gw_fw]} udp dport 443 \
			reject with icmpx type admin-prohibited
		}
		}
	END
}

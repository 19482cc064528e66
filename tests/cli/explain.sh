#!/bin/sh
# explain, rows, check: what they say of a policy.
. "${srcdir:-.}/tests/cli/lib.sh"

gives 0 "$rasaudit" explain -s "$rules" 10.77.0.10 10.77.0.30 tcp 443
says out 'allowed (row)'
says out 'client-06'
gives 0 "$rasaudit" explain -s "$rules" 10.77.0.50 10.77.0.40 tcp 445
says out 'forbidden (closed-component)'
says out 'all-01'
says out 'the client has none of its source roles'
gives 0 "$rasaudit" explain -s "$rules" 10.77.0.40 198.51.100.20 tcp 443
says out 'missed'
gives 0 "$rasaudit" explain -s "$rules" --name RAS.parallels.com \
	10.77.0.40 198.51.100.20 tcp 443
says out 'allowed'
says out 'broker-07'
gives 0 "$rasaudit" explain -s "$rules" 10.77.0.10 10.77.0.255 udp 20000
says out 'broadcast'
says out 'allowed'
gives 0 "$rasaudit" explain -s "$rules" 10.77.0.10 10.77.0.30 icmp 8
says out 'missed (icmp)'
gives 0 "$rasaudit" explain -s "$rules" 10.77.0.21 224.0.0.18 vrrp
says out 'halb-01'

gives 0 "$rasaudit" replay -s "$rules" -d db "$pcaps/viol_uncovered.pcap"
flow=$(sql db "SELECT flow_id FROM audit_flow WHERE verdict = 'forbidden'
	AND dst_port = 445")
gives 0 "$rasaudit" explain -d db "$flow"
says out 'forbidden'
says out 'closed-component'
gives 0 "$rasaudit" replay -s "$rules" -d db "$pcaps/viol_http443.pcap" \
	"$pcaps/viol_rdp_plain.pcap"
flow=$(sql db "SELECT flow_id FROM audit_flow WHERE dst_port = 443
	AND grade = 'service'")
gives 0 "$rasaudit" explain -d db "$flow"
says out 'the server spoke another protocol'
says out 'the port should carry tls'
says out 'our recognisers say http'
says out 'client began with 474554202f20485454502f312e310d0a  GET./.HTTP/1.1..'
flow=$(sql db "SELECT flow_id FROM audit_flow WHERE why = 'tls-first'")
gives 0 "$rasaudit" explain -d db "$flow"
says out 'undetermined: TLS from the first byte'
flow=$(sql db "SELECT flow_id FROM audit_flow WHERE security = 'rdp-standard'")
gives 0 "$rasaudit" explain -d db "$flow"
says out 'security: rdp-standard'
gives 4 "$rasaudit" explain -d db 999999
says err 'holds no flow 999999'

gives 0 "$rasaudit" rows -s "$rules"
same 'rows' "$(grep -cE '^  [a-z-]+-[0-9][0-9] ' out)" 157
gives 0 "$rasaudit" rows -s "$rules" --format csv
same 'rows of csv' "$(grep -c . out)" 158

for site in example-site lab-site ras-19; do
	gives 0 "$rasaudit" check "$top/rules/$site.rules"
	says out '157 rows of the matrix'
done
printf 'include "%s"\naddress 10.0.0.1 broker\naddress 10.0.0.1 console\n' \
	"$rules" >warn.rules
gives 0 "$rasaudit" check warn.rules
gives 1 "$rasaudit" check --strict warn.rules
says err 'warning'
finish

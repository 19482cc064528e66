#!/bin/sh
# report --anonymize: of a site with unmistakable names in all it says, none is
# in any format, in a mail or in a pack.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$top/tests/cli/night.lib.sh"

# Names have "zq0" in them, which the labels of hidden ones can not have.  Ids
# of rows, roles and features are no names.
mkdir zq0folder zq0pcaps
cp "$top"/rules/ras-19.rules zq0folder
sed -e '/^include/!s/"[^"]*"$/"zq0label"/' \
	-e 's/^site .*/site "Zq0site works"/' \
	-e 's/^tap .*/tap "zq0tap.zq0corp.example, port 7"/' \
	"$rules" >zq0folder/zq0base.rules
cat >zq0folder/zq0file.rules <<'EOT'
include "zq0base.rules"
feature own-feature on "zq0feature"
allow own-1 10.77.0.66 -> "*.zq0host.example" tcp 443 when own-feature until 2026-12-01 "zq0ticket-1 for zq0person"
allow own-2 10.77.0.60 -> gateway-normal tcp 2222 "zq0ticket: https://tickets.zq0corp.example/77, 10.77.0.99"
allow own-3 198.51.100.77 -> "zq0second.example" tcp 8443 from 2026-01-01 until 2026-11-01 "zq0ticket3"
deny own-4 rdsh-agent -> "*.zq0deny.example" tcp 443 "zq0denied"
known own-ssh 10.77.0.60 -> 10.77.0.66 tcp 22 "zq0known"
name "*.zq0named.example" mfa-server
EOT
sed -e '/^allow own-1/s/zq0host/zq0third/' -e '/^allow own-2/d' \
	zq0folder/zq0file.rules >zq0folder/zq0later.rules
for n in viol_uncovered own-names-rows own-names-basis firewall; do
	moved_to 2026-11-23T10:00:00Z "$pcaps/$n.pcap" zq0pcaps/zq0-23-$n.pcap
	moved_to 2026-11-24T10:00:00Z "$pcaps/$n.pcap" zq0pcaps/zq0-24-$n.pcap
done
at_time 2026-11-25T00:15:00Z
gives 0 "$rasaudit" replay -s zq0folder/zq0file.rules -d zq0db zq0pcaps/zq0-23*
gives 0 "$rasaudit" replay -s zq0folder/zq0later.rules -d zq0db zq0pcaps/zq0-24*
us=$(($(seconds 2026-11-24T11:00:00Z) * 1000000))
sql zq0db "INSERT INTO event (run_id, time_us, event, about, text) VALUES
	(2, $us, 'interface-down', 'zq0eth0', 'zq0eth0 is gone'),
	(2, $us, 'disk-full', NULL, 'zq0folder/zq0db: no room'),
	(2, $us, 'write-failed', NULL, 'zq0folder/zq0db: locked')" >/dev/null
# A name of the wire that a client claimed, and one cut input.
sql zq0db "UPDATE flow SET server_name = 'www.zq0wire.example',
	claimed_name = 'zq0claim.example' WHERE flow_id % 5 = 0;
	UPDATE input SET state = 'partial', error_offset = 5
	WHERE input_id = 7" >/dev/null

# hidden FILE...: none of the names, and no address of the captures
hidden() {
	grep -oiE '.{0,40}zq0.{0,20}' "$@" /dev/null | head -n 5 >found
	grep -oE '.{0,40}(10\.7[78]\.|198\.51\.100\.|203\.0\.113\.|fd7[78]:)' \
		"$@" /dev/null | head -n 5 >>found
	[ ! -s found ] || {
		echo "FAIL: names or addresses in $*"
		cat found
		failures=$((failures + 1))
	}
}

echo 'a secret of some length' >secret
for day in 2026-11-23 2026-11-24; do
	for format in text html json csv; do
		gives 0 "$rasaudit" report -d zq0db --day $day --limit 0 \
			--format $format
		cp out open-$day.$format
		gives 0 "$rasaudit" report -d zq0db --day $day --limit 0 \
			--anonymize-key secret --format $format
		cp out hidden-$day.$format
		hidden hidden-$day.$format
	done
	gives 0 "$rasaudit" report -d zq0db --day $day --brief \
		--anonymize-key secret
	hidden out
done

# They are in the open ones: else nothing is proved.
for name in 'Zq0site works' zq0tap zq0-24- zq0host.example zq0third.example \
	zq0second.example zq0deny.example 'zq0ticket-1 for zq0person' \
	tickets.zq0corp.example zq0feature zq0file.rules zq0eth0 'zq0folder/zq0db' \
	'-d zq0db' 10.77.0.66 10.77.0.99 198.51.100.77; do
	grep -qF -- "$name" open-2026-11-2[34].text open-2026-11-2[34].json || {
		echo "FAIL: not in the open report: $name"
		failures=$((failures + 1))
	}
done
# What is left can be read: ids, the vendor's names, and one label for one name.
for words in own-1 own-feature rdsh-agent '.wvd.microsoft.com' ' -d DB '; do
	grep -qF -- "$words" hidden-2026-11-2[34].text || {
		echo "FAIL: not in the hidden report: $words"
		failures=$((failures + 1))
	}
done

# One address is one address, in each format and in the pack.
gives 0 "$rasaudit" report -d zq0db --day 2026-11-24 --anonymize-key secret \
	--pack zq0pack.tar
mkdir pack
tar -xf zq0pack.tar -C pack
hidden pack/*
gives 0 "$rasaudit" report -d zq0db --day 2026-11-24 --pack zq0open.tar
tar -xOf zq0open.tar policy.csv >open.csv
says open.csv zq0third.example
says open.csv 'zq0ticket-1 for zq0person'
says open.csv 198.51.100.77
says pack/policy.csv own-1
says pack/policy.csv '"*.wvd.microsoft.com"'
address=$(sed -n 's/^[0-9]*,own-3,[^,]*,\([^,]*\),.*/\1/p' pack/policy.csv)
case $address in
*.*.*.*) ;;
*)
	echo "FAIL: the address of own-3 is $address"
	failures=$((failures + 1))
	;;
esac
says hidden-2026-11-23.json "\"$address\""

cat >sendmail <<'EOT'
#!/bin/sh
cat >mail
EOT
chmod +x sendmail
RASAUDIT_SENDMAIL=$work/sendmail EMAIL=a@example.com
export RASAUDIT_SENDMAIL EMAIL
gives 0 "$rasaudit" report -d zq0db --day 2026-11-24 \
	--anonymize-key secret --mail b@example.com
perl -MMIME::Base64 -0777 -ne 's/\n\n((?:[A-Za-z0-9+\/=]{1,76}\n)+)/
	"\n\n" . decode_base64($1)/gex; print' <mail >mail.open
says mail.open '<!DOCTYPE html>'
says mail.open 'own-1'
sed '/^$/q' mail >head
hidden head mail.open
finish

#!/bin/sh
# report --pack and verify: a pack is what was packed, or it does not verify.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$top/tests/cli/night.lib.sh"
report() {
	"$rasaudit" report -d db "$@"
}
verify() {
	"$rasaudit" verify "$@"
}
command -v openssl >/dev/null || {
	echo "openssl is not installed"
	exit 77
}
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl pkey -in key.pem -pubout -out pub.pem
openssl genpkey -algorithm ed25519 -out other.pem 2>/dev/null
openssl pkey -in other.pem -pubout -out otherpub.pem
openssl genpkey -algorithm rsa -out rsa.pem 2>/dev/null
moved_to 2026-11-24T10:00:00Z "$pcaps/viol_uncovered.pcap" ssh.pcap
moved_to 2026-11-23T10:00:00Z "$pcaps/http.pcap" http.pcap
gives 0 "$rasaudit" replay -s "$rules" -d db ssh.pcap http.pcap
at_time 2026-11-25T00:15:00Z

# Signed, and the same every time.
gives 0 report --pack a.tar --key key.pem
[ ! -s out ] || { echo 'FAIL: the report on standard output too'; failures=1; }
gives 0 report --pack b.tar --key key.pem
cmp a.tar b.tar || { echo 'FAIL: not the same twice'; failures=1; }
gives 0 verify a.tar --key pub.pem
says out 'signed by the key given'
says out 'period: 2026-11-24 (UTC)'
says out 'program: rasaudit '
says out 'policy: '
says out 'ndpi: '
gives 0 verify a.tar
says out 'signed, but by whom was not checked: give --key'
gives 1 verify a.tar --key otherpub.pem
says out 'the signature is not of this key'
says out 'NOT VERIFIED'

# Other programs come to the same end.
mkdir open
tar -xf a.tar -C open || { echo 'FAIL: tar'; failures=1; }
(cd open && sha256sum -c --quiet MANIFEST) ||
	{ echo 'FAIL: sha256sum'; failures=1; }
openssl pkeyutl -verify -pubin -inkey pub.pem -rawin -in open/MANIFEST \
	-sigfile open/MANIFEST.sig >out 2>&1 ||
	{ echo 'FAIL: openssl'; failures=1; }

# Report and rows are those of the day.
for format in txt html json; do
	gives 0 report -o r.$format
	cmp r.$format open/report.$format ||
		{ echo "FAIL: another $format"; failures=1; }
done
gives 0 "$rasaudit" flows -d db --day 2026-11-24 --format csv
cmp out open/flows.csv || { echo 'FAIL: other flows'; failures=1; }
[ "$(wc -l <open/flows.csv)" -gt 1 ] || { echo 'FAIL: no flows'; failures=1; }
says open/policy.csv 'client-01'

# Unsigned.
gives 0 report --pack plain.tar
says err 'plain.tar is not signed'
gives 0 verify plain.tar
says out 'unsigned: anybody could have packed them'
gives 1 verify plain.tar --key pub.pem
says out 'the pack is not signed'

# Several databases, and hidden hosts.
gives 0 report -d db -d db --pack two.tar
gives 0 verify two.tar
tar -tf two.tar >names
says names flows-2.csv
echo 'a secret of some length' >secret
gives 0 report --pack hidden.tar --anonymize-key secret
mkdir hidden
tar -xf hidden.tar -C hidden
grep -rE '10\.77\.0\.[0-9]' hidden && { echo 'FAIL: an address'; failures=1; }
[ "$(wc -l <hidden/flows.csv)" -eq "$(wc -l <open/flows.csv)" ] ||
	{ echo 'FAIL: flows were lost'; failures=1; }

# Tampered with, in every way that tar has.
(cd open && tar -cf ../again.tar *)
gives 1 verify again.tar
cp a.tar changed.tar
printf 'X' | dd of=changed.tar bs=1 conv=notrunc \
	seek="$(($(wc -c <a.tar) - 3000))" 2>/dev/null
gives 1 verify changed.tar --key pub.pem
says out 'its digest is another'
head -c 4000 a.tar >cut.tar
gives 1 verify cut.tar
says out 'cut'
cp a.tar longer.tar
head -c 512 /dev/zero >>longer.tar
gives 1 verify longer.tar
: >empty
gives 1 verify empty
gives 1 verify "$pcaps/http.pcap"
says out 'no pack of rasaudit'
# A way out of the folder.
mkdir evil
(cd evil && tar -cPf ../evil.tar ../key.pem)
gives 1 verify evil.tar

# What can not be used is told, and nothing is left.
gives 4 report --pack x.tar --key nosuch.pem
says err 'nosuch.pem: No such file'
gives 4 report --pack x.tar --key pub.pem
says err 'pub.pem: no private Ed25519 key'
gives 4 report --pack x.tar --key rsa.pem
says err 'rsa.pem: no private Ed25519 key'
gives 4 verify a.tar --key key.pem
says err 'key.pem: no public Ed25519 key'
[ ! -e x.tar ] || { echo 'FAIL: x.tar is there'; failures=1; }
gives 4 verify nosuch.tar
says err 'nosuch.tar: No such file'
gives 4 verify .
says err '.: no regular file'
mkfifo pipe
gives 4 verify pipe
gives 2 verify
says err 'FILE is missing'
gives 4 report --pack no/such/x.tar
says err 'no/such/x.tar can not be written'
finish

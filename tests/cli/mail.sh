#!/bin/sh
# report --mail: what sendmail is given, whatever the site is called.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$top/tests/cli/night.lib.sh"
report() {
	"$rasaudit" report "$@"
}

cat >sendmail <<'EOF'
#!/bin/sh
printf '%s\n' "$@" >arguments
cat >mail
exit "${SENDMAIL_STATUS:-0}"
EOF
chmod +x sendmail
RASAUDIT_SENDMAIL=$work/sendmail
EMAIL=rasaudit@farm.example
export RASAUDIT_SENDMAIL EMAIL
moved_to 2026-11-24T10:00:00Z "$pcaps/viol_uncovered.pcap" ssh.pcap
at_time 2026-11-25T00:15:00Z
gives 0 "$rasaudit" replay -s "$rules" -d db ssh.pcap

# header: of the mail
header() {
	sed '/^$/q' mail
}

gives 0 report -d db --mail admin@example.com --mail root
[ ! -s out ] || { echo 'FAIL: the report on standard output too'; failures=1; }
same 'arguments of sendmail' "$(tr '\n' ' ' <arguments)" '-t -i '
header >head
says head 'From: rasaudit@farm.example'
says head 'To: admin@example.com,'
says head ' root'
says head ', Lab, 2026-11-24'
says head 'Date: Wed, 25 Nov 2026 00:15:00 +0000'
says head 'Content-Type: multipart/mixed;'
same 'first part' "$(grep '^Content-Type: text' mail | head -n 1)" \
	'Content-Type: text/plain; charset=utf-8'
says mail 'filename="rasaudit-2026-11-24.html"'
same 'lines that are too long' "$(awk 'length > 78' mail | wc -l)" 0
# The page comes back as it was.
gives 0 report -d db --format html
sed -n '/^Content-Disposition: attachment/,$p' mail |
	sed '1,/^$/d; /^$/,$d' | base64 -d >attached
cmp attached out || { echo 'FAIL: another page'; failures=1; }

# The other way: kept and mailed.
gives 0 report -d db --mail root -o r.txt
[ -s r.txt ] || { echo 'FAIL: no file'; failures=1; }
gives 0 report -d db --mail root -o -
[ -s out ] || { echo 'FAIL: no output'; failures=1; }
gives 1 report -d db --mail root --fail-on forbidden

# A site that would write headers.
for site in 'Lab\r\nBcc: thief@example.com' 'Lab\nBcc: thief@example.com\n\nHi' \
	'=?UTF-8?Q?=0ABcc:_thief?=' 'Zürich 🔥'; do
	rm -f db2
	cp db db2
	sql db2 "UPDATE policy SET site = '$(printf "$site")'"
	gives 0 report -d db2 --mail root
	header >head
	same "fields with $site" "$(grep -c '^[^ ]' head)" 8
	grep -qi '^bcc' mail && { echo "FAIL: $site"; failures=1; }
	LC_ALL=C grep -q '[^ -~]' head && { echo 'FAIL: raw bytes'; failures=1; }
done

# Addresses that are none.
for address in '' '-oQ/tmp' 'a b@example.com' 'a@example.com,b@example.com' \
	'|cat' '/etc/passwd' 'a@b@c' "$(printf 'a@example.com\nBcc: b')"; do
	rm -f mail
	gives 2 report -d db --mail "$address"
	says err '--mail'
	[ ! -e mail ] || { echo "FAIL: a mail to $address"; failures=1; }
done

# A sendmail that fails is told of.
SENDMAIL_STATUS=75 gives 4 report -d db --mail root
says err 'ended with status 75: it failed for now'
SENDMAIL_STATUS=3 gives 4 report -d db --mail root
says err 'ended with status 3'
printf '#!/bin/sh\nkill -9 $$\n' >sendmail
gives 4 report -d db --mail root
says err 'was ended by signal 9'
# One that does not even read.
printf '#!/bin/sh\nexit 0\n' >sendmail
gives 0 report -d db --mail root
RASAUDIT_SENDMAIL=$work/nosuch gives 4 report -d db --mail root
says err 'nosuch: No such file or directory; set RASAUDIT_SENDMAIL'
finish

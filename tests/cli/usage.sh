#!/bin/sh
# Wrong words: status 2, what was wrong, and how to get help.
. "${srcdir:-.}/tests/cli/lib.sh"

gives 2 "$rasaudit"
says err 'usage: rasaudit'
gives 0 "$rasaudit" --help
says out 'replay'
gives 0 "$rasaudit" --version
says out 'rasaudit '
gives 2 "$rasaudit" frobnicate
says err 'unknown command frobnicate'
gives 2 "$rasaudit" --frobnicate replay
says err 'unknown option --frobnicate'

for command in replay report flows rows explain check verify; do
	gives 0 "$rasaudit" $command --help
	says out "usage: rasaudit $command"
	gives 2 "$rasaudit" $command --no-such-option
	says err 'unknown or ambiguous option --no-such-option'
	says err "rasaudit $command --help"
done

gives 2 "$rasaudit" check
says err 'SITE is missing'
gives 2 "$rasaudit" check a b
says err 'b is one word too many'
gives 2 "$rasaudit" replay -s "$rules" -d db
says err 'FILE, DIR or - is missing'
gives 2 "$rasaudit" replay -d
says err 'option -d needs a value'
gives 2 "$rasaudit" replay --memory lots -s "$rules" -d db x
says err '--memory lots'
gives 2 "$rasaudit" replay --memory 1M -s "$rules" -d db x
says err 'at least 8M'
gives 2 "$rasaudit" replay --ndpi perhaps -s "$rules" -d db x
says err 'expected auto, always or never'
gives 2 "$rasaudit" flows --verdict fine -d db
says err 'expected one of allowed, forbidden, missed, out-of-scope'
gives 2 "$rasaudit" flows --src 10.0.0 -d db
says err '10.0.0: expected an IPv4 or IPv6 address'
gives 2 "$rasaudit" flows --port 70000 -d db
says err 'expected a number up to 65535'
gives 2 "$rasaudit" flows --format xml -d db
says err 'unknown format xml'
gives 2 "$rasaudit" rows --format xml -s "$rules"
gives 2 "$rasaudit" report --format xml -d db
gives 2 "$rasaudit" explain -s "$rules" 10.0.0.1
says err 'expected the number of a flow'
gives 2 "$rasaudit" explain -s "$rules" 10.0.0.1 10.0.0.2
gives 2 "$rasaudit" explain -s "$rules" 10.0.0.1 10.0.0.2 tcpp 1
says err 'expected tcp, udp'
gives 2 "$rasaudit" explain -s "$rules" 10.0.0.1 10.0.0.2 tcp 65536
says err 'expected a port'

# An option of a command may stand behind its operands, as GNU programs have it.
gives 0 "$rasaudit" explain 10.77.0.10 10.77.0.30 tcp 443 -s "$rules"
says out 'allowed'
# A full disk under standard output is a failure.
if [ -w /dev/full ]; then
	"$rasaudit" rows -s "$rules" >/dev/full 2>err
	same 'status on a full disk' $? 4
fi
finish

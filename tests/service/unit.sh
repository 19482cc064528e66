#!/bin/sh
# The unit file is one that systemd takes, it leaves the process next to
# nothing, and what is installed beside it has the configured paths.
srcdir=${srcdir:-.}
unit=src/service/rasaudit.service
bad=0

fail() {
	echo "FAIL: $*"
	bad=1
}

for file in $unit src/service/rasaudit.default \
	src/service/sysusers/rasaudit.conf src/service/tmpfiles/rasaudit.conf; do
	[ -s "$file" ] || fail "$file was not made"
	grep -n '@[a-z]*@\|\${prefix}' "$file" && fail "$file has no paths in it"
done

# An ambient capability, and no other than the one a packet socket takes.
for line in 'User=rasaudit' 'AmbientCapabilities=CAP_NET_RAW' \
	'CapabilityBoundingSet=CAP_NET_RAW' 'Type=notify'; do
	grep -qx "$line" $unit || fail "$unit does not say $line"
done

# What may be set is what the unit uses, and the other way round.
used=$(grep -v '^#\|^ExecReload=' $unit | grep -o '\$[{]*[A-Z]*' |
	tr -d '${' | sort -u)
offered=$(sed -n 's/^#\([A-Z]*\)=.*/\1/p' src/service/rasaudit.default |
	sort -u)
[ "$used" = "$offered" ] ||
	fail "the unit uses" $used "and rasaudit.default offers" $offered
for name in $used; do
	grep -q "^Environment=\(.* \)*$name=" $unit || fail "$name has no default"
done

# What rasaudit(8) says to watch is what is written.
for name in $(grep -o 'rasaudit_[a-z_]*' "$srcdir/man/rasaudit.8"); do
	grep -q "\"${name#rasaudit_}\"" "$srcdir/src/pipeline/metrics.c" ||
		fail "rasaudit(8) has $name, which no one writes"
done

command -v systemd-analyze >/dev/null || {
	[ $bad -eq 0 ] || exit 1
	echo "systemd-analyze is not installed"
	exit 77
}
# Exposure from 0 to 10, here in tenths.
systemd-analyze security --offline=true --no-pager --threshold=20 $unit \
	>unit-security.out 2>&1 || {
	cat unit-security.out
	fail "the unit leaves the process too much"
}
grep 'Overall exposure' unit-security.out || fail "no exposure was told"

# What it does not know it names; programs need not be installed here.
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
sed -e 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' $unit >"$work/rasaudit.service"
systemd-analyze verify --man=no "$work/rasaudit.service" 2>&1 |
	grep rasaudit.service && fail "systemd does not take all of the unit"
if command -v systemd-sysusers >/dev/null; then
	systemd-sysusers --dry-run "$PWD"/src/service/sysusers/rasaudit.conf \
		>/dev/null 2>"$work/err" || {
		cat "$work/err"
		fail "systemd-sysusers does not take its snippet"
	}
fi
rm -f unit-security.out
exit $bad

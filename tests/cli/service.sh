#!/bin/sh
# The units of the nightly report are ones that systemd takes, and tight.
. "${srcdir:-.}/tests/cli/lib.sh"
build=$(dirname "$rasaudit")
unit=$build/src/service/rasaudit-report.service
timer=$top/src/service/rasaudit-report.timer
cron=$build/src/service/rasaudit-report.cron

for file in "$unit" "$cron"; do
	[ -s "$file" ] || { echo "FAIL: $file is not there"; failures=1; }
	grep -n '@[a-z]*dir@' "$file" && failures=1
	grep -q '/rasaudit report -d /.*rasaudit\.db --nightly /' "$file" ||
		{ echo "FAIL: $file does not make a report"; failures=1; }
done
# Five times, a user, and what it runs.
grep -qE '^15 0 \* \* \* rasaudit /' "$cron" ||
	{ echo 'FAIL: no line of cron'; failures=1; }
[ "$failures" -eq 0 ] || finish

command -v systemd-analyze >/dev/null || {
	echo "systemd-analyze is not installed"
	exit 77
}
# Its program and user are those of an installed system; here they are not.
mkdir units
sed -e "s|^ExecStart=[^ ]*|ExecStart=$rasaudit|" \
	-e 's/^User=.*/User=daemon/; s/^Group=.*/Group=daemon/' \
	"$unit" >units/rasaudit-report.service
cp "$timer" units/
chmod 644 units/*
SYSTEMD_UNIT_PATH=$work/units: systemd-analyze verify --man=no \
	units/rasaudit-report.timer units/rasaudit-report.service >out 2>&1 ||
	{ echo 'FAIL: systemd-analyze verify'; failures=1; }
grep rasaudit-report out && failures=1
# What it could do if it were taken over: 0 is nothing, 10 everything.
systemd-analyze security --offline=true --no-pager --threshold=15 \
	"$work/units/rasaudit-report.service" >security 2>&1 || {
	echo 'FAIL: systemd-analyze security'
	tail -n 3 security
	failures=1
}
systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' "$timer")" >out 2>&1 ||
	{ echo 'FAIL: OnCalendar'; failures=1; }
finish

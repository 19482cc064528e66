#!/bin/sh
# Each command that a report names lists just the flows of its figure: their
# attempts add up to it.
. "${srcdir:-.}/tests/cli/lib.sh"
command -v python3 >/dev/null || {
	echo "SKIPPED: python3 is not installed"
	exit 77
}
gives 0 "$rasaudit" replay -s "$rules" -d db "$pcaps"
gives 0 "$rasaudit" report -d db --run last --format json --limit 0
mv out report.json
python3 "$top/tests/cli/figures.py" report.json >figures ||
	{ echo 'FAIL: the report can not be read'; exit 1; }
[ "$(wc -l <figures)" -gt 50 ] || { echo 'FAIL: no figures'; failures=1; }
tab=$(printf '\t')
while IFS=$tab read -r where figure command <&3; do
	eval "gives 0 '$rasaudit' ${command#rasaudit } --format json"
	n=$(sed 's/.*"attempts":\([0-9]*\).*/\1/' out |
		awk '{ n += $1 } END { print n + 0 }')
	if [ "$figure" = one ]; then
		same "flows of $where: $command" "$(wc -l <out)" 1
	else
		same "figure of $where: $command" "$n" "$figure"
	fi
done 3<figures
finish

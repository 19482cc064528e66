#!/bin/sh
# Texts that want to act: no format lets them, and what it holds is read back
# as it was, where the format has a way to write it.
. "${srcdir:-.}/tests/report/lib.sh"
find_python
for format in text html json csv; do
	page "$format" hostile
	page "$format" long
done
"$here/report_page" texts >"$work/texts" || exit 1
PYTHONPATH=$top/tests/report PYTHONDONTWRITEBYTECODE=1 \
	"$python" "$top/tests/report/hostile.py" "$work"

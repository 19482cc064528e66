#!/bin/sh
# The page is well-formed and closed to the outside, JSON is as its schema
# says, and all four formats tell the same numbers.
. "${srcdir:-.}/tests/report/lib.sh"
find_python jsonschema
for document in sample quiet; do
	for format in text html json csv; do
		page "$format" "$document"
	done
	PYTHONPATH=$top/tests/report PYTHONDONTWRITEBYTECODE=1 \
		"$python" "$top/tests/report/formats.py" "$work/$document" \
		"$top/src/report/report.schema.json" || exit 1
done

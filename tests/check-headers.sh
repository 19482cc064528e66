#!/bin/sh
# Every header compiles alone, and its guard is FOLDER_FILE_H.
cd "${srcdir:-.}" || exit 2
bad=0
for header in src/*/*.h; do
	folder=$(basename "$(dirname "$header")")
	file=$(basename "$header" .h)
	guard=$(echo "${folder}_${file}_H" | tr 'a-z-' 'A-Z_')
	grep -q "^#ifndef $guard\$" "$header" || {
		echo "$header: its guard is not $guard"
		bad=1
	}
	printf '#include "%s/%s.h"\n' "$folder" "$file" |
		${CC:-cc} -std=gnu11 -D_GNU_SOURCE -fsyntax-only -Isrc -x c - ||
		bad=1
done
exit $bad

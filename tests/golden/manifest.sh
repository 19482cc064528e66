#!/bin/sh
# pcaps/MANIFEST tells the truth: every capture is listed with its size and
# SHA-256, and every line has its capture.
cd "${srcdir:-.}/pcaps" || exit 2
bad=0
grep -v '^#' MANIFEST >/dev/null || exit 1
grep -v '^#' MANIFEST | while IFS='	' read -r name size digest _; do
	[ "$(wc -c <"$name")" -eq "$size" ] &&
		[ "$(sha256sum "$name" | cut -d' ' -f1)" = "$digest" ] ||
		echo "$name differs from its line"
done | grep . && bad=1
for file in *.pcap*; do
	grep -q "^$file	" MANIFEST || {
		echo "$file is not listed"
		bad=1
	}
	grep -q "pcaps/$file\( \|\$\)" files.mk || {
		echo "$file is not in files.mk"
		bad=1
	}
done
exit $bad

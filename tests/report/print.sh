#!/bin/sh
# The page on paper: printed by headless Chromium, each sheet is A4, nothing
# reaches into its right margin, nothing is made smaller, the matrix has its
# last column, and options and ids are whole.  Pages that are spoilt on purpose
# show that each of these would be seen.
. "${srcdir:-.}/tests/report/lib.sh"
find_python
for name in chromium chromium-browser google-chrome; do
	command -v "$name" >/dev/null && browser=$name && break
done
[ -n "${browser:-}" ] || skip "Chromium (apt-get install chromium)"
for tool in pdftotext pdftoppm; do
	command -v "$tool" >/dev/null ||
		skip "$tool (apt-get install poppler-utils)"
done

# paper NAME: $work/NAME.html printed to NAME.pdf, its words with their places
# to NAME.words, its sheets to NAME-N.pgm
paper() {
	HOME=$work timeout 120 "$browser" --headless --no-sandbox \
		--disable-gpu --user-data-dir="$work/profile" --no-first-run \
		--disable-background-networking --no-pdf-header-footer \
		--host-resolver-rules="MAP * ~NOTFOUND" \
		--print-to-pdf="$work/$1.pdf" "file://$work/$1.html" \
		2>"$work/$1.log" && [ -s "$work/$1.pdf" ] || {
		echo "FAIL: $browser: $(tail -n 3 "$work/$1.log")"
		exit 1
	}
	pdftotext -bbox "$work/$1.pdf" "$work/$1.words" &&
		pdftoppm -gray -r 72 "$work/$1.pdf" "$work/$1" || exit 1
}

# spoil NAME STYLE: the wide page, its style sheet ending with STYLE
spoil() {
	sed "s|^</style>|@media print{$2}</style>|" "$work/wide.html" \
		>"$work/$1.html"
	paper "$1"
}

for document in wide sample; do
	page html "$document"
	page json "$document"
	paper "$document"
done
sed '/<\/header>/q' "$work/wide.html" >"$work/short.html"
paper short
spoil shrunk '.grid svg{min-width:1400px!important}'
spoil cut '.wide{overflow:hidden}.grid svg{min-width:1400px!important}'
spoil edge '@page{margin:18mm 4mm}'
spoil broken 'code span{display:inline}'
"$python" "$top/tests/report/print.py" "$work"

# lib.sh - for the tests of this folder.  Sourced; report_page is in the build
# folder, where tests run.
srcdir=${srcdir:-.}
top=$(cd "$srcdir" && pwd)
here=$(pwd)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

skip() {
	echo "SKIPPED: $*"
	exit 77
}

# The first python3 that has the modules named.
find_python() {
	for python in python3 /usr/bin/python3; do
		for module in "$@"; do
			"$python" -c "import $module" 2>/dev/null || continue 2
		done
		return 0
	done
	skip "no python3 with: ${*:-nothing more} (apt-get install python3" \
		"python3-jsonschema)"
}

# page FORMAT DOCUMENT [MAX_BYTES [anonymize]]: into $work/DOCUMENT.FORMAT
page() {
	"$here/report_page" "$@" >"$work/$2.$1" || {
		echo "FAIL: report_page $*"
		exit 1
	}
}

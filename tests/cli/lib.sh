# lib.sh - for the tests of this folder: a world of one's own, and asserts.
# Sourced; the program is ./rasaudit of the build folder.
srcdir=${srcdir:-.}
top=$(cd "$srcdir" && pwd)
rasaudit=$(pwd)/rasaudit
rules=$top/rules/lab-site.rules
pcaps=$top/pcaps
work=$(mktemp -d) || exit 99
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 99
failures=0

# gives STATUS COMMAND...: the command must end so; its output is in out, err
gives() {
	want=$1
	shift
	"$@" >out 2>err
	got=$?
	if [ "$got" -ne "$want" ]; then
		echo "FAIL: status $got instead of $want: $*"
		sed 's/^/  err: /' err
		failures=$((failures + 1))
	fi
}

# says FILE WORDS: FILE (out or err) holds the words
says() {
	grep -qF -- "$2" "$1" || {
		echo "FAIL: $1 does not say: $2"
		sed "s/^/  $1: /" "$1" | head -n 12
		failures=$((failures + 1))
	}
}

# same WHAT A B
same() {
	[ "$2" = "$3" ] || {
		echo "FAIL: $1: $2 instead of $3"
		failures=$((failures + 1))
	}
}

# sql DB QUERY
sql() {
	command -v sqlite3 >/dev/null || {
		echo "sqlite3 is not installed"
		exit 77
	}
	sqlite3 "$1" "$2"
}

finish() {
	[ "$failures" -eq 0 ] || exit 1
	exit 0
}

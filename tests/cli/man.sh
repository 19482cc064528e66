#!/bin/sh
# Every command and option that the program knows is in rasaudit(1), and every
# option there is known.
. "${srcdir:-.}/tests/cli/lib.sh"
page=$top/man/rasaudit.1

"$rasaudit" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' >commands
same 'commands listed' "$(wc -l <commands)" 8
while read -r command; do
	grep -q "^\.Cm $command\$" "$page" ||
		{ echo "FAIL: $command is not in the synopsis"; failures=1; }
	"$rasaudit" "$command" --help |
		sed -n 's/^  .*--\([a-z-]*\).*/\1/p' >>options
done <commands
sort -u options | grep -v '^help$' >known
[ "$(wc -l <known)" -gt 20 ] || { echo "FAIL: options not read"; failures=1; }
while read -r option; do
	grep -qE "(Fl -| , -)$option( |\$)" "$page" ||
		{ echo "FAIL: --$option is not in rasaudit(1)"; failures=1; }
done <known

grep -oE 'Fl -[a-z][a-z-]+|Fl [a-zA-Z] , -[a-z-]+' "$page" |
	sed 's/^Fl -//; s/^Fl . , -//' | sort -u >written
while read -r option; do
	case $option in verbose | version | help) continue ;; esac
	grep -qx "$option" known ||
		{ echo "FAIL: rasaudit(1) has --$option, no command does"; failures=1; }
done <written
finish

#!/bin/sh
# The sample captures, sent through a wire with watch at its other end: its
# database is that of a replay of the same packets.
. "${srcdir:-.}/tests/live/lib.sh"
needs ip tcpdump tcpreplay sqlite3 gzip xz lz4 zstd
begin
wire 1
samples
record 1
watch -i wire1
send 1 "$work"/samples/*
end_all
compare
finish

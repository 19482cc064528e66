#!/bin/sh
# A span that comes as two interfaces: the flows of some samples on one wire,
# of others on the other, at the same time.  The database is that of a replay
# of both recordings.
. "${srcdir:-.}/tests/live/lib.sh"
needs ip tcpdump tcpreplay sqlite3 gzip xz lz4 zstd
begin
wire 1
wire 2
samples
cd "$work/samples" || exit 99
record 1
record 2
watch -i wire1 -i wire2
send 1 tls.pcapng own-tls.pcap ras_ports.pcap &
sending=$!
send 2 own-rdp.pcap firewall.pcap viol_ssh.pcap console_mgmt.pcap
wait "$sending"
end_all
compare
finish

# night.lib.sh - for tests of days: captures of any day, and the time that is
# now.  Sourced behind lib.sh.
command -v perl >/dev/null || {
	echo "perl is not installed"
	exit 77
}

# moved SECONDS IN OUT: a little-endian pcap whose packets are so much later
moved() {
	perl -e '
		binmode STDIN; binmode STDOUT;
		read STDIN, my $head, 24; print $head;
		while (read(STDIN, my $record, 16) == 16) {
			my @word = unpack "V4", $record;
			read STDIN, my $data, $word[2];
			print pack("V4", $word[0] + $ARGV[0], @word[1 .. 3]), $data;
		}' -- "$1" <"$2" >"$3"
}

# began FILE: the time of its first packet
began() {
	perl -e 'binmode STDIN; read STDIN, my $b, 40;
		print unpack "x24 V", $b' <"$1"
}

# at_time "2026-11-25T00:15:00Z": now, for rasaudit and moved_to
at_time() {
	SOURCE_DATE_EPOCH=$(seconds "$1")
	export SOURCE_DATE_EPOCH
}

# seconds TIME: since 1970
seconds() {
	date -u -d "$1" +%s
}

# moved_to TIME IN OUT: its first packet is at that time
moved_to() {
	moved $(($(seconds "$1") - $(began "$2"))) "$2" "$3"
}

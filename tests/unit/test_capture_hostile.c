/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_capture_hostile.c - captures that are broken on purpose: what they
 * still give, and how they end.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "../support/capture_forge.h"
#include "capture/capture.h"

#define PCAP FORGE_PCAP FORGE_RECORD /* one sound packet */
#define NG FORGE_PCAPNG FORGE_PACKET
#define NG_BARE FORGE_SECTION
#define HEADER "w0xa1b2c3d4 h2 h4 w0 w0 " /* of a pcap, but for 8 bytes */

#define NO_CAPTURE -ENOMSG
#define DAMAGED -EBADMSG

struct hostile {
	const char *name;
	const char *script;
	int opened;
	uint64_t frames;
	int ended;
};

static const struct hostile plain[] = {
	/* no capture, or hardly one */
	{ "empty file", "", NO_CAPTURE, 0, 0 },
	{ "one byte", "b0xd4", NO_CAPTURE, 0, 0 },
	{ "three bytes of a magic", "b0xd4 b0xc3 b0xb2", NO_CAPTURE, 0, 0 },
	{ "magic off by one", "w0xa1b2c3d5 z40", NO_CAPTURE, 0, 0 },
	{ "magic with its halves swapped", "w0xc3d4a1b2 z40", NO_CAPTURE, 0,
	    0 },
	{ "zeros", "z4096", NO_CAPTURE, 0, 0 },
	{ "pcap magic alone", "w0xa1b2c3d4", DAMAGED, 0, 0 },
	{ "pcap header of zeros", "w0xa1b2c3d4 z20", DAMAGED, 0, 0 },
	{ "pcap version 1.2", "w0xa1b2c3d4 h1 h2 z16", DAMAGED, 0, 0 },
	{ "pcap version 65535", "w0xa1b2c3d4 h-1 h-1 z16", DAMAGED, 0, 0 },
	{ "pcap header without packets", FORGE_PCAP, 0, 0, 0 },
	/* pcap headers that are odd, but do no harm */
	{ "snap length 0", HEADER "w0 w1 " FORGE_RECORD, 0, 1, 0 },
	{ "snap length 2^32-1", HEADER "w-1 w1 " FORGE_RECORD, 0, 1, 0 },
	{ "snap length below the packet", HEADER "w2 w1 " FORGE_RECORD, 0, 1,
	    0 },
	{ "link type 9999", HEADER "w96 w9999 " FORGE_RECORD, 0, 1, 0 },
	{ "link type of all ones", HEADER "w96 w-1 " FORGE_RECORD, 0, 1, 0 },
	/* pcap lengths */
	{ "packet header cut", PCAP "w1 w0 w4 h4", 0, 1, DAMAGED },
	{ "packet cut", PCAP "w1 w0 w4 w4 d3", 0, 1, DAMAGED },
	{ "packet of more than the file", PCAP "w1 w0 w5000 w5000 d60", 0, 1,
	    DAMAGED },
	{ "packet just above the limit", PCAP "w1 w0 w262145 w262145 d262145",
	    0, 1, DAMAGED },
	{ "packet of 2^31-1 bytes", PCAP "w1 w0 w0x7fffffff w60 d60", 0, 1,
	    DAMAGED },
	{ "packet of 2^32-1 bytes", PCAP "w1 w0 w-1 w-1 d60", 0, 1, DAMAGED },
	{ "length of the other byte order", PCAP "w1 w0 > w4 w4 d4", 0, 1,
	    DAMAGED },
	{ "captured above wire", PCAP "w1 w0 w60 w20 d60", 0, 2, 0 },
	{ "wire of 2^32-1 bytes", PCAP "w1 w0 w4 w-1 d4", 0, 2, 0 },
	{ "nothing captured", PCAP "w1 w0 w0 w60 " FORGE_RECORD, 0, 3, 0 },
	{ "nothing on the wire", PCAP "w1 w0 w0 w0 " FORGE_RECORD, 0, 3, 0 },
	{ "captured of nothing on the wire", PCAP "w1 w0 w4 w0 d4", 0, 2, 0 },
	{ "zeros after packets", PCAP "z100000", 0, 1, DAMAGED },
	{ "a capture after a capture", PCAP PCAP, 0, 1, DAMAGED },
	{ "pcapng after pcap", PCAP NG, 0, 1, DAMAGED },
	/* pcap times */
	{ "last second", PCAP "w-1 w999999 w4 w4 d4", 0, 2, 0 },
	{ "fraction of 2^32-1", PCAP "w-1 w-1 w4 w4 d4", 0, 2, 0 },
	{ "time going back", PCAP "w0 w0 w4 w4 d4", 0, 2, 0 },
	/* pcapng sections */
	{ "pcapng magic alone", "w0x0a0d0d0a", DAMAGED, 0, 0 },
	{ "section alone", FORGE_SECTION, 0, 0, 0 },
	{ "section of 0 bytes", "w0x0a0d0d0a w0 w0x1a2b3c4d z16", DAMAGED, 0,
	    0 },
	{ "section of 24 bytes", "w0x0a0d0d0a w24 w0x1a2b3c4d h1 h0 w0 w24",
	    DAMAGED, 0, 0 },
	{ "section of 2^32-4 bytes", "w0x0a0d0d0a w-4 w0x1a2b3c4d z200",
	    DAMAGED, 0, 0 },
	{ "section without byte-order magic", "w0x0a0d0d0a w28 w0 z12 w28",
	    DAMAGED, 0, 0 },
	{ "section of version 0", "w0x0a0d0d0a w28 w0x1a2b3c4d h0 h1 q0 w28",
	    DAMAGED, 0, 0 },
	{ "section that ends otherwise",
	    "w0x0a0d0d0a w28 w0x1a2b3c4d h1 h0 q0 w32", DAMAGED, 0, 0 },
	{ "options past the section, not looked at",
	    "w0x0a0d0d0a w32 w0x1a2b3c4d h1 h0 q0 h2 h999 w32 " FORGE_INTERFACE
		FORGE_PACKET,
	    0, 1, 0 },
	{ "length of a section that lies",
	    "w0x0a0d0d0a w28 w0x1a2b3c4d h1 h0 q4 w28 " FORGE_INTERFACE
		FORGE_PACKET,
	    0, 1, 0 },
	{ "sections one after the other",
	    NG FORGE_SECTION FORGE_SECTION FORGE_SECTION NG, 0, 2, 0 },
	{ "a section within a block",
	    NG "w0xbad w40 " FORGE_SECTION "w40 " FORGE_PACKET, 0, 2, 0 },
	{ "a block within a packet",
	    NG "w6 w68 w0 w0 w1 w36 w36 " FORGE_PACKET "w68", 0, 2, 0 },
	{ "a section that takes the interfaces along",
	    NG FORGE_SECTION FORGE_PACKET, 0, 1, DAMAGED },
	{ "pcap after pcapng", NG PCAP, 0, 1, DAMAGED },
	/* pcapng interfaces */
	{ "packet without interface", NG_BARE FORGE_PACKET, 0, 0, DAMAGED },
	{ "simple packet without interface", NG_BARE "w3 w20 w4 d4 w20", 0, 0,
	    DAMAGED },
	{ "interface of 2^32-1", NG "w6 w36 w-1 w0 w1 w4 w4 d4 w36", 0, 1,
	    DAMAGED },
	{ "option past the interface",
	    NG_BARE "w1 w24 h1 h0 w0 h9 h1 w24 " FORGE_PACKET, 0, 0, DAMAGED },
	{ "option of 65535 bytes",
	    NG_BARE "w1 w28 h1 h0 w0 h2 h-1 w0 w28 " FORGE_PACKET, 0, 0,
	    DAMAGED },
	{ "resolution of no bytes",
	    NG_BARE "w1 w24 h1 h0 w0 h9 h0 w24 " FORGE_PACKET, 0, 0, DAMAGED },
	{ "resolution of 10^-127",
	    NG_BARE "w1 w28 h1 h0 w0 h9 h1 w127 w28 "
		    "w6 w36 w0 w-1 w-1 w4 w4 d4 w36",
	    0, 1, 0 },
	{ "resolution of 2^-127",
	    NG_BARE "w1 w28 h1 h0 w0 h9 h1 w255 w28 "
		    "w6 w36 w0 w-1 w-1 w4 w4 d4 w36",
	    0, 1, 0 },
	{ "whole seconds, 2^64 of them",
	    NG_BARE "w1 w28 h1 h0 w0 h9 h1 w0 w28 "
		    "w6 w36 w0 w-1 w-1 w4 w4 d4 w36",
	    0, 1, 0 },
	{ "offset of -2^63 s",
	    NG_BARE "w1 w32 h1 h0 w0 h14 h8 q0x8000000000000000 w32 "
		    "w6 w36 w0 w0 w0 w4 w4 d4 w36",
	    0, 1, 0 },
	{ "offset of 2^63-1 s",
	    NG_BARE "w1 w32 h1 h0 w0 h14 h8 q0x7fffffffffffffff w32 "
		    "w6 w36 w0 w-1 w-1 w4 w4 d4 w36",
	    0, 1, 0 },
	/* pcapng blocks */
	{ "block of 0 bytes", NG "w0xbad w0 w0", 0, 1, DAMAGED },
	{ "block of 11 bytes", NG "w0xbad w11 w11", 0, 1, DAMAGED },
	{ "block of 13 bytes", NG "w0xbad w13 b0 w13", 0, 1, DAMAGED },
	{ "block of 16 MiB in a small file", NG "w0xbad w0x1000000 z96", 0, 1,
	    DAMAGED },
	{ "block of 2^32-4 bytes", NG "w0xbad w-4 z96", 0, 1, DAMAGED },
	{ "block that ends otherwise", NG "w0xbad w16 w0 w12", 0, 1, DAMAGED },
	{ "packet block without room", NG "w6 w28 z20 w28", 0, 1, DAMAGED },
	{ "packet past its block", NG "w6 w36 w0 w0 w1 w8 w8 d4 w36", 0, 1,
	    DAMAGED },
	{ "packet of 2^32-1 in a block", NG "w6 w36 w0 w0 w1 w-1 w-1 d4 w36", 0,
	    1, DAMAGED },
	{ "packet just above the limit in a block",
	    NG "w6 w262180 w0 w0 w1 w262145 w262145 z262148 w262180", 0, 1,
	    DAMAGED },
	{ "obsolete packet past its block",
	    NG "w2 w36 h0 h0 w0 w1 w8 w8 d4 w36", 0, 1, DAMAGED },
	{ "empty packets in blocks",
	    NG "w6 w32 w0 w0 w1 w0 w0 w32 w3 w16 w0 w16", 0, 3, 0 },
	{ "simple packet of 2^32-1 on the wire", NG "w3 w20 w-1 d4 w20", 0, 2,
	    0 },
	{ "options of a packet that lie",
	    NG "w6 w40 w0 w0 w1 w4 w4 d4 h1 h-1 w40", 0, 2, 0 },
};

/* Damage to a packed capture: cut, then append. */
struct packed {
	const char *name;
	const char *script;
	size_t cut;         /* bytes off the end */
	const char *append; /* script */
	int opened;
	uint64_t frames;
	int ended;
};

static const struct packed packed[] = {
	{ "sound", PCAP, 0, "", 0, 1, 0 },
	{ "last byte cut", PCAP, 1, "", 0, 1, DAMAGED },
	{ "bytes appended", PCAP, 0, "q0x7777777777777777", 0, 1, DAMAGED },
	{ "a packed cut capture", PCAP "w1", 0, "", 0, 1, DAMAGED },
	{ "nothing", "", 0, "", NO_CAPTURE, 0, 0 },
	{ "bomb of zeros", "z8388608", 0, "", NO_CAPTURE, 0, 0 },
	{ "bomb of zeros after a pcap header", FORGE_PCAP "z8388608", 0, "", 0,
	    0, DAMAGED },
	{ "bomb of zeros after a packet", PCAP "z8388608", 0, "", 0, 1,
	    DAMAGED },
	{ "bomb of zeros after a block", NG "z8388608", 0, "", 0, 1, DAMAGED },
	{ "bomb of zeros in a block", NG "w0xbad w0xfffffc z8388608", 0, "", 0,
	    1, DAMAGED },
};

#define N_PACKED (sizeof(packed) / sizeof(*packed))

/* One codec after the other, or a codec within a codec. */
static const char *const magics[FORGE_CODEC_COUNT] = {
	[FORGE_GZIP] = "h0x8b1f",
	[FORGE_ZSTD] = "w0xfd2fb528",
	[FORGE_LZ4] = "w0x184d2204",
	[FORGE_XZ] = "w0x587a37fd h0x005a",
};

static char *folder;
static char *path;
static struct forge whole, file;

static void
setup(void)
{
	folder = forge_folder();
}

static void
teardown(void)
{
	forge_fini(&whole);
	forge_fini(&file);
	forge_folder_remove(folder);
	free(folder);
	free(path);
	path = NULL;
}

/* Read what is in file. */
static void
check_file(const char *name, int opened, uint64_t frames, int ended)
{
	struct forge_reading r;

	free(path);
	path = forge_write(&file, folder, "x.pcap");
	r = forge_read(path);
	ck_assert_msg(r.opened == opened && r.ended == ended &&
		r.stats.frames == frames,
	    "%s: opened %d, %d frames, ended %d: %s", name, r.opened,
	    (int)r.stats.frames, r.ended, r.err.text);
	if (opened < 0 || ended < 0)
		ck_assert_ptr_nonnull(strstr(r.err.text, "/x.pcap: "));
}

START_TEST(hostile_capture_gives_what_is_sound_and_says_the_rest)
{
	const struct hostile *h = &plain[_i];

	forge_script(&file, h->script);
	check_file(h->name, h->opened, h->frames, h->ended);
}
END_TEST

START_TEST(hostile_packed_capture_gives_what_is_sound_and_says_the_rest)
{
	const struct packed *h = &packed[(size_t)_i % N_PACKED];
	enum forge_codec codec =
	    (enum forge_codec)(FORGE_GZIP + (size_t)_i / N_PACKED);

	forge_script(&whole, h->script);
	forge_pack(&file, codec, whole.data, whole.len);
	file.len -= h->cut;
	forge_script(&file, h->append);
	check_file(h->name, h->opened, h->frames, h->ended);
}
END_TEST

START_TEST(magic_of_a_codec_alone_is_damage)
{
	forge_script(&file, magics[_i]);
	check_file("magic alone", DAMAGED, 0, 0);
	forge_script(&file, "z500");
	check_file("zeros after the magic", DAMAGED, 0, 0);
}
END_TEST

START_TEST(packed_twice_is_no_capture)
{
	forge_script(&whole, magics[_i]);
	forge_script(&whole, "d100");
	forge_pack(&file, FORGE_GZIP, whole.data, whole.len);
	check_file("packed twice", NO_CAPTURE, 0, 0);
}
END_TEST

START_TEST(one_codec_after_another_is_damage)
{
	enum forge_codec other =
	    (enum forge_codec)(_i == FORGE_GZIP ? FORGE_ZSTD : FORGE_GZIP);

	forge_script(&whole, PCAP);
	forge_pack(&file, (enum forge_codec)_i, whole.data, whole.len);
	forge_pack(&file, other, whole.data, whole.len);
	check_file("one codec after another", 0, 1, DAMAGED);
}
END_TEST

/* Whatever is changed: it ends, and never gives what forge_read() refuses. */
START_TEST(changed_bytes_do_no_harm)
{
	static const char *const scripts[] = {
		PCAP FORGE_RECORD "w2 w5 w40 w60 d40 " FORGE_RECORD,
		NG "w1 w28 h1 h0 w0 h9 h1 w6 w28 " FORGE_PACKET
		   "w3 w24 w5 d5 z3 w24 " FORGE_PACKET,
	};
	uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };

	forge_script(&whole, scripts[_i]);
	forge_add(&file, whole.data, whole.len);
	for (size_t at = 0; at < whole.len; at++) {
		for (size_t i = 0; i < sizeof(values); i++) {
			struct forge_reading r;

			file.data[at] = values[i];
			free(path);
			path = forge_write(&file, folder, "x.pcap");
			r = forge_read(path);
			ck_assert(r.opened <= 0 && r.ended <= 0);
			ck_assert_uint_le(r.stats.frames, 4);
		}
		file.data[at] = whole.data[at];
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("capture_hostile");
	TCase *tc = tcase_create("capture_hostile");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc,
	    hostile_capture_gives_what_is_sound_and_says_the_rest, 0,
	    sizeof(plain) / sizeof(*plain));
	tcase_add_loop_test(tc,
	    hostile_packed_capture_gives_what_is_sound_and_says_the_rest, 0,
	    (FORGE_CODEC_COUNT - FORGE_GZIP) * N_PACKED);
	tcase_add_loop_test(tc, magic_of_a_codec_alone_is_damage, FORGE_GZIP,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, packed_twice_is_no_capture, FORGE_GZIP,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, one_codec_after_another_is_damage, FORGE_GZIP,
	    FORGE_CODEC_COUNT);
	tcase_add_loop_test(tc, changed_bytes_do_no_harm, 0, 2);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

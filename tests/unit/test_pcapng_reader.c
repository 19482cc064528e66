/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_pcapng_reader.c - the packets of a pcapng file.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "../support/capture_forge.h"
#include "capture/capture.h"
#include "capture/pcapng_reader.h"

#define SECOND UINT64_C(1000000)

static char *folder;
static char *path;
static struct forge forge;
static struct forge_reading r;

static void
setup(void)
{
	folder = forge_folder();
}

static void
teardown(void)
{
	forge_fini(&forge);
	forge_folder_remove(folder);
	free(folder);
	free(path);
	path = NULL;
}

static void
read_forge(void)
{
	free(path);
	path = forge_write(&forge, folder, "x.pcapng");
	r = forge_read(path);
}

static void
read_script(const char *script)
{
	forge_script(&forge, script);
	read_forge();
}

static void
check_damage(uint64_t frames, uint64_t offset, const char *text)
{
	ck_assert_int_eq(r.opened, 0);
	ck_assert_int_eq(r.ended, -EBADMSG);
	ck_assert_uint_eq(r.stats.frames, frames);
	ck_assert_uint_eq(r.offset, offset);
	ck_assert_ptr_nonnull(strstr(r.err.text, "x.pcapng: "));
	if (!strstr(r.err.text, text))
		ck_abort_msg("'%s' is not in: %s", text, r.err.text);
}

/* One packet at 1 s, 5 of 60 bytes, link type 113, after a section header. */
static const char *const packets[] = {
	/* Enhanced */
	"< " FORGE_SECTION "w1 w20 h113 h0 w0 w20 "
	"w6 w40 w0 w0 w1000000 w5 w60 d5 z3 w40",
	"> " FORGE_SECTION "w1 w20 h113 h0 w0 w20 "
	"w6 w40 w0 w0 w1000000 w5 w60 d5 z3 w40",
	/* the same with options, which are not looked at */
	"< " FORGE_SECTION "w1 w20 h113 h0 w0 w20 "
	"w6 w52 w0 w0 w1000000 w5 w60 d5 z3 h2 h4 w1 h0 h0 w52",
	/* obsolete, with a count of drops */
	"< " FORGE_SECTION "w1 w20 h113 h0 w0 w20 "
	"w2 w40 h0 h9 w0 w1000000 w5 w60 d5 z3 w40",
	"> " FORGE_SECTION "w1 w20 h113 h0 w0 w20 "
	"w2 w40 h0 h9 w0 w1000000 w5 w60 d5 z3 w40",
	/* resolutions of 10^-9, 2^-20 */
	"< " FORGE_SECTION "w1 w32 h113 h0 w0 h9 h1 b9 z3 h0 h0 w32 "
	"w6 w40 w0 w0 w1000000000 w5 w60 d5 z3 w40",
	"< " FORGE_SECTION "w1 w32 h113 h0 w0 h9 h1 b0x94 z3 h0 h0 w32 "
	"w6 w40 w0 w0 w0x100000 w5 w60 d5 z3 w40",
	/* offsets, after another option, without an end of options */
	"< " FORGE_SECTION "w1 w40 h113 h0 w0 h2 h3 d3 b0 h14 h8 q-9 w40 "
	"w6 w40 w0 w0 w10000000 w5 w60 d5 z3 w40",
	"> " FORGE_SECTION "w1 w40 h113 h0 w0 h2 h3 d3 b0 h14 h8 q-9 w40 "
	"w6 w40 w0 w0 w10000000 w5 w60 d5 z3 w40",
	/* what stands behind the end of the options is none */
	"< " FORGE_SECTION "w1 w28 h113 h0 w0 h0 h0 h9 h99 w28 "
	"w6 w40 w0 w0 w1000000 w5 w60 d5 z3 w40",
	/* of the second interface */
	"< " FORGE_SECTION FORGE_INTERFACE "w1 w20 h113 h0 w0 w20 "
	"w6 w40 w1 w0 w1000000 w5 w60 d5 z3 w40",
	"> " FORGE_SECTION FORGE_INTERFACE "w1 w20 h113 h0 w0 w20 "
	"w2 w40 h1 h0 w0 w1000000 w5 w60 d5 z3 w40",
	/* in the second section, which is of the other byte order */
	"> " FORGE_PCAPNG "< " FORGE_SECTION "w1 w20 h113 h0 w0 w20 "
	"w6 w40 w0 w0 w1000000 w5 w60 d5 z3 w40",
	"< " FORGE_PCAPNG "> " FORGE_SECTION "w1 w20 h113 h0 w0 w20 "
	"w6 w40 w0 w0 w1000000 w5 w60 d5 z3 w40",
	/* after blocks that nobody needs */
	"< " FORGE_SECTION "w5 w24 w0 w0 w0 w24 w1 w20 h113 h0 w0 w20 "
	"w4 w16 w0 w16 w0xbad w12 w12 "
	"w6 w40 w0 w0 w1000000 w5 w60 d5 z3 w40",
};

START_TEST(every_kind_of_packet_is_read_alike)
{
	struct capture *c;
	struct frame f;
	struct err err;

	path = forge_write_script(packets[_i], folder, "x.pcapng");
	ck_assert_int_eq(capture_open(&c, path, &err), 0);
	ck_assert_str_eq(capture_format(c), "pcapng");
	ck_assert_int_eq(capture_next(c, &f, &err), 1);
	ck_assert_uint_eq(f.time_us, SECOND);
	ck_assert_uint_eq(f.cap_len, 5);
	ck_assert_uint_eq(f.wire_len, 60);
	ck_assert_uint_eq(f.link_type, 113);
	ck_assert_mem_eq(f.data, "\1\2\3\4\5", 5);
	ck_assert_int_eq(capture_next(c, &f, &err), 0);
	ck_assert_uint_eq(capture_stats(c)->snapped, 1);
	ck_assert_uint_eq(capture_stats(c)->odd_times, 0);
	ck_assert_uint_eq(capture_stats(c)->odd_lengths, 0);
	capture_close(c);
}
END_TEST

START_TEST(blocks_without_packets_are_counted)
{
	read_script(FORGE_PCAPNG "w5 w24 w0 w0 w0 w24 " FORGE_PACKET
				 "w0xbad w12 w12 ");
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 1);
	ck_assert_uint_eq(r.stats.skipped_blocks, 2);
}
END_TEST

/* The captured length of a Simple Packet Block is in no field. */
static const struct {
	const char *script;
	uint32_t cap_len, wire_len;
} simple[] = {
	{ FORGE_PCAPNG "w3 w24 w5 d5 z3 w24", 5, 5 },
	{ FORGE_PCAPNG "w3 w24 w60 d8 w24", 8, 60 },
	{ FORGE_SECTION "w1 w20 h1 h0 w6 w20 w3 w24 w60 d6 z2 w24", 6, 60 },
	{ FORGE_SECTION "w1 w20 h1 h0 w6 w20 w3 w24 w5 d5 z3 w24", 5, 5 },
	{ FORGE_PCAPNG "w3 w16 w0 w16", 0, 0 },
};

START_TEST(simple_packet_is_cut_by_block_snaplen_or_wire)
{
	read_script(simple[_i].script);
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 1);
	ck_assert_uint_eq(r.last.cap_len, simple[_i].cap_len);
	ck_assert_uint_eq(r.last.wire_len, simple[_i].wire_len);
	ck_assert_uint_eq(r.stats.odd_lengths, 0);
}
END_TEST

START_TEST(simple_packet_has_the_time_of_the_one_before)
{
	read_script(FORGE_PCAPNG FORGE_PACKET "w3 w24 w5 d5 z3 w24");
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 2);
	ck_assert_uint_eq(r.stats.odd_times, 1);
	ck_assert_uint_eq(r.last.time_us, SECOND);
}
END_TEST

START_TEST(times_out_of_range_are_clamped_and_counted)
{
	read_script(FORGE_PCAPNG "w6 w36 w0 w-1 w-1 w4 w4 d4 w36 ");
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.odd_times, 1);
	ck_assert_uint_eq(r.last.time_us, FRAME_TIME_MAX_US);
}
END_TEST

START_TEST(captured_length_above_wire_length_is_cut_and_counted)
{
	read_script(FORGE_PCAPNG "w6 w36 w0 w0 w1 w4 w3 d4 w36 ");
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.last.cap_len, 3);
	ck_assert_uint_eq(r.stats.odd_lengths, 1);
	ck_assert_uint_eq(r.stats.snapped, 0);
}
END_TEST

/* Two sections of two and one interfaces: 0, 1 and 2. */
START_TEST(interfaces_are_numbered_through_all_sections)
{
	read_script(FORGE_PCAPNG FORGE_INTERFACE FORGE_PCAPNG FORGE_PACKET);
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.last.interface, 2);
}
END_TEST

START_TEST(interface_of_an_earlier_section_is_not_declared)
{
	read_script(FORGE_PCAPNG FORGE_PACKET FORGE_SECTION FORGE_PACKET);
	check_damage(1, 28 + 20 + 36 + 28,
	    "a packet of interface 0 of a section that has 0");
}
END_TEST

START_TEST(undeclared_interface_is_damage)
{
	read_script(FORGE_PCAPNG FORGE_PACKET
	    "w6 w36 w1 w0 w1000000 w4 w4 d4 w36 ");
	check_damage(1, 84, "a packet of interface 1 of a section that has 1");
}
END_TEST

START_TEST(interfaces_are_bounded)
{
	forge_script(&forge, FORGE_SECTION);
	for (unsigned int i = 0; i < PCAPNG_INTERFACES_MAX; i++)
		forge_script(&forge, FORGE_INTERFACE);
	forge_script(&forge, "w6 w36 w65534 w0 w1000000 w4 w4 d4 w36 ");
	read_forge();
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.last.interface, 65534);

	forge_script(&forge, FORGE_INTERFACE);
	read_forge();
	ck_assert_int_eq(r.ended, -EBADMSG);
	ck_assert_ptr_nonnull(strstr(r.err.text, "more than 65535 interfaces"));
}
END_TEST

START_TEST(interface_numbers_end_at_the_largest)
{
	forge_script(&forge, FORGE_SECTION);
	for (unsigned int i = 0; i < PCAPNG_INTERFACES_MAX; i++)
		forge_script(&forge, FORGE_INTERFACE);
	forge_script(&forge,
	    FORGE_PCAPNG FORGE_PCAPNG FORGE_INTERFACE
	    "w6 w36 w1 w0 w1000000 w4 w4 d4 w36 ");
	read_forge();
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.last.interface, UINT16_MAX);
}
END_TEST

/* What stands after one sound packet, and what is said of it. */
static const struct {
	const char *script;
	const char *text;
} damages[] = {
	{ "w6 w0", "cut at byte 92: a block's header of 12 bytes has 8 left" },
	{ "w6 w0 w0", "a block of 0 bytes, below 32" },
	{ "w6 w28 z20 w28", "a block of 28 bytes, below 32" },
	{ "w1 w16 z8 w16", "a block of 16 bytes, below 20" },
	{ "w3 w12 w12", "a block of 12 bytes, below 16" },
	{ "w0xbad w8 w8", "a block of 8 bytes, below 12" },
	{ "w0xbad w13 w0 b0 w13", "a block of 13 bytes, no multiple of 4" },
	{ "w0xbad w0x1000004 z64", "a block of 16777220 bytes, above" },
	{ "w0xbad w-4 z64", "a block of 4294967292 bytes, above" },
	{ "w0xbad w0x1000000 z64", "a block of 16777216 bytes has 72 left" },
	{ "w0xbad w16 w0 w20", "of 16 bytes that ends saying 20" },
	{ "w6 w36 w0 w0 w0 w5 w5 d4 w36",
	    "a captured length of 5 bytes in a block of 36" },
	{ "w6 w36 w0 w0 w0 w-1 w-1 d4 w36",
	    "a captured length of 4294967295 bytes is above 262144" },
	{ "w6 w36 w-1 w0 w0 w4 w4 d4 w36", "a packet of interface 4294967295" },
	{ "w2 w36 h1 h0 w0 w0 w4 w4 d4 w36", "a packet of interface 1" },
	{ "w1 w24 h1 h0 w0 h9 h1 w24", "option 9 of 1 bytes ends past" },
	{ "w1 w28 h1 h0 w0 h2 h9 w0 w28", "option 2 of 9 bytes ends past" },
	{ "w1 w28 h1 h0 w0 h9 h2 w6 w28", "option 9 of 2 bytes, not 1" },
	{ "w1 w28 h1 h0 w0 h14 h4 w6 w28", "option 14 of 4 bytes, not 8" },
	{ "w0x0a0d0d0a w24 w0x1a2b3c4d h1 h0 w0 w24",
	    "a block of 24 bytes, below 28" },
	{ "w0x0a0d0d0a w28 w0x1a2b3c4e h1 h0 q-1 w28",
	    "a section without byte-order magic" },
	{ "w0x0a0d0d0a w28 w0x1a2b3c4d h2 h0 q-1 w28", "pcapng version 2.0" },
};

START_TEST(damaged_block_is_named_after_the_packets_before)
{
	forge_script(&forge, FORGE_PCAPNG FORGE_PACKET);
	read_script(damages[_i].script);
	check_damage(1, 84, damages[_i].text);
}
END_TEST

START_TEST(simple_packet_without_interface_is_damage)
{
	read_script(FORGE_SECTION "w3 w24 w5 d5 z3 w24");
	check_damage(0, 28, "a packet of interface 0 of a section that has 0");
}
END_TEST

START_TEST(simple_packet_above_the_limit_is_damage)
{
	read_script(FORGE_PCAPNG "w3 w262164 w-1 z262148 w262164");
	check_damage(0, 48, "a captured length of 262148 bytes is above");
}
END_TEST

START_TEST(largest_block_is_read)
{
	read_script(FORGE_PCAPNG
	    "w0xbad w0x1000000 z16777204 w0x1000000 " FORGE_PACKET);
	ck_assert_int_eq(r.ended, 0);
	ck_assert_uint_eq(r.stats.frames, 1);
	ck_assert_uint_eq(r.stats.skipped_blocks, 1);
}
END_TEST

START_TEST(damaged_first_section_can_not_be_opened)
{
	read_script("w0x0a0d0d0a w28 w0x1a2b3c4e h1 h0 q-1 w28 ");
	ck_assert_int_eq(r.opened, -EBADMSG);
	ck_assert_ptr_nonnull(strstr(r.err.text,
	    "x.pcapng: damaged at byte 0"));
}
END_TEST

/* Blocks of 28, 20, 36, 24 and 36 bytes. */
START_TEST(cut_at_every_byte_gives_the_packets_before)
{
	static const size_t ends[] = { 28, 48, 84, 108, 144 };
	static const uint64_t frames[] = { 0, 0, 1, 2, 3 };

	forge_script(&forge,
	    FORGE_PCAPNG FORGE_PACKET "w3 w24 w5 d5 z3 w24 " FORGE_PACKET);
	ck_assert_uint_eq(forge.len, 144);
	for (size_t whole = 0; forge.len-- > 28; whole = 0) {
		while (ends[whole + 1] <= forge.len)
			whole++;
		read_forge();
		ck_assert_uint_eq(r.stats.frames, frames[whole]);
		ck_assert_int_eq(r.ended,
		    forge.len == ends[whole] ? 0 : -EBADMSG);
		ck_assert_uint_eq(r.offset, ends[whole]);
	}
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_loop_test(tc, every_kind_of_packet_is_read_alike, 0,
	    sizeof(packets) / sizeof(*packets));
	tcase_add_test(tc, blocks_without_packets_are_counted);
	tcase_add_loop_test(tc, simple_packet_is_cut_by_block_snaplen_or_wire,
	    0, sizeof(simple) / sizeof(*simple));
	tcase_add_test(tc, simple_packet_has_the_time_of_the_one_before);
	tcase_add_test(tc, times_out_of_range_are_clamped_and_counted);
	tcase_add_test(tc,
	    captured_length_above_wire_length_is_cut_and_counted);
	tcase_add_test(tc, interfaces_are_numbered_through_all_sections);
	tcase_add_test(tc, interface_of_an_earlier_section_is_not_declared);
	tcase_add_test(tc, undeclared_interface_is_damage);
	tcase_add_test(tc, interfaces_are_bounded);
	tcase_add_test(tc, interface_numbers_end_at_the_largest);
	tcase_add_loop_test(tc, damaged_block_is_named_after_the_packets_before,
	    0, sizeof(damages) / sizeof(*damages));
	tcase_add_test(tc, simple_packet_without_interface_is_damage);
	tcase_add_test(tc, simple_packet_above_the_limit_is_damage);
	tcase_add_test(tc, largest_block_is_read);
	tcase_add_test(tc, damaged_first_section_can_not_be_opened);
	tcase_add_test(tc, cut_at_every_byte_gives_the_packets_before);
}

int
main(void)
{
	Suite *s = suite_create("pcapng_reader");
	TCase *tc = tcase_create("pcapng_reader");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	add_tests(tc);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

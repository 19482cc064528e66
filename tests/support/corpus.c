/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * corpus.c - one frame of every kind that can be built.
 */
#include <config.h>

#include <assert.h>

#include "support/corpus.h"
#include "support/frame_tools.h"

#define IPV4_SRC "10.0.0.1"
#define IPV4_DST "10.0.0.2"
#define IPV6_SRC "2001:db8::1"
#define IPV6_DST "2001:db8::2"

typedef void build_fn(struct frame_build *f);

static void
add_tcp(struct frame_build *f)
{
	frames_tcp(f, 40000, 443, FRAMES_PSH | FRAMES_ACK, 1, 2);
	frames_text(f, "data");
}

static void
add_tcp4(struct frame_build *f)
{
	frames_ip(f, IPV4_SRC, IPV4_DST);
	add_tcp(f);
}

static void
add_tcp6(struct frame_build *f)
{
	frames_ip(f, IPV6_SRC, IPV6_DST);
	add_tcp(f);
}

static void
start4(struct frame_build *f)
{
	frames_ethernet(f, NULL, NULL);
	frames_ip(f, IPV4_SRC, IPV4_DST);
}

static void
start6(struct frame_build *f)
{
	frames_ethernet(f, NULL, NULL);
	frames_ip(f, IPV6_SRC, IPV6_DST);
}

static void
inner_frame(struct frame_build *f)
{
	frames_ethernet(f, NULL, NULL);
	add_tcp4(f);
}

static void
tcp4(struct frame_build *f)
{
	start4(f);
	add_tcp(f);
}

static void
tcp6(struct frame_build *f)
{
	start6(f);
	add_tcp(f);
}

static void
udp4(struct frame_build *f)
{
	start4(f);
	frames_udp(f, 40000, 53);
	frames_text(f, "question");
}

static void
sctp6(struct frame_build *f)
{
	start6(f);
	frames_ports(f, FRAMES_SCTP, 40000, 9);
	frames_text(f, "chunk");
}

static void
dccp4(struct frame_build *f)
{
	start4(f);
	frames_ports(f, FRAMES_DCCP, 40000, 9);
	frames_text(f, "data");
}

static void
udplite4(struct frame_build *f)
{
	start4(f);
	frames_ports(f, FRAMES_UDPLITE, 40000, 9);
	frames_text(f, "data");
}

static void
ping4(struct frame_build *f)
{
	start4(f);
	frames_icmp(f, 8, 0, 1);
	frames_text(f, "ping");
}

static void
error4(struct frame_build *f)
{
	start4(f);
	frames_icmp(f, 3, 3, 0);
	frames_ip(f, IPV4_DST, IPV4_SRC);
	frames_udp(f, 443, 40000);
	frames_text(f, "why");
}

static void
error6(struct frame_build *f)
{
	start6(f);
	frames_icmp(f, 1, 4, 0);
	frames_ip(f, IPV6_DST, IPV6_SRC);
	frames_extension(f, 60, 8);
	add_tcp(f);
}

static void
vrrp4(struct frame_build *f)
{
	frames_ethernet(f, NULL, NULL);
	frames_ip(f, IPV4_SRC, "224.0.0.18");
	frames_vrrp(f, 2, 51);
}

static void
esp6(struct frame_build *f)
{
	start6(f);
	frames_proto(f, 50);
	frames_pattern(f, 40);
}

static void
extensions6(struct frame_build *f)
{
	start6(f);
	frames_extension(f, 0, 16);
	frames_extension(f, 43, 24);
	frames_fragment(f, 0, false, 9);
	frames_extension(f, 51, 16);
	frames_extension(f, 60, 8);
	add_tcp(f);
}

static void
first_fragment6(struct frame_build *f)
{
	start6(f);
	frames_fragment(f, 0, true, 9);
	frames_udp(f, 40000, 53);
	frames_pattern(f, 32);
}

static void
later_fragment4(struct frame_build *f)
{
	udp4(f);
	frames_put16(f, frames_at(f, FRAMES_IPV4) + 6, 4);
}

static void
tags(struct frame_build *f)
{
	frames_ethernet(f, NULL, NULL);
	frames_vlan(f, 0x88a8, 100);
	frames_vlan(f, 0x8100, 20);
	add_tcp4(f);
}

static void
snap(struct frame_build *f)
{
	frames_ethernet(f, NULL, NULL);
	frames_llc(f);
	add_tcp4(f);
}

static void
labels(struct frame_build *f)
{
	frames_ethernet(f, NULL, NULL);
	frames_mpls(f, 1000);
	frames_mpls(f, 2000);
	add_tcp6(f);
}

static void
pseudowire(struct frame_build *f)
{
	frames_ethernet(f, NULL, NULL);
	frames_mpls(f, 1000);
	inner_frame(f);
}

static void
pppoe(struct frame_build *f)
{
	frames_ethernet(f, NULL, NULL);
	frames_pppoe(f, 5);
	add_tcp4(f);
}

static void
ppp(struct frame_build *f)
{
	frames_ppp(f);
	add_tcp4(f);
}

static void
cooked(struct frame_build *f)
{
	frames_cooked(f);
	add_tcp4(f);
}

static void
cooked2(struct frame_build *f)
{
	frames_cooked2(f);
	add_tcp6(f);
}

static void
loopback(struct frame_build *f)
{
	frames_null(f);
	add_tcp4(f);
}

static void
ipip(struct frame_build *f)
{
	start4(f);
	add_tcp6(f);
}

static void
gre(struct frame_build *f)
{
	start4(f);
	frames_gre(f,
	    FRAMES_GRE_CHECKSUM | FRAMES_GRE_KEY | FRAMES_GRE_SEQUENCE, 5);
	add_tcp4(f);
}

static void
pptp(struct frame_build *f)
{
	start4(f);
	frames_gre(f, FRAMES_GRE_KEY | FRAMES_GRE_SEQUENCE, 48 << 16 | 5);
	frames_ppp(f);
	add_tcp4(f);
	f->data[frames_at(f, FRAMES_GRE) + 1] |= 1;
}

static void
erspan1(struct frame_build *f)
{
	start4(f);
	frames_erspan(f, 1, 0, 0);
	inner_frame(f);
}

static void
erspan2(struct frame_build *f)
{
	start4(f);
	frames_erspan(f, 2, 5, 20);
	inner_frame(f);
}

static void
erspan3(struct frame_build *f)
{
	start4(f);
	frames_erspan(f, 3, 5, 20);
	inner_frame(f);
}

static void
vxlan(struct frame_build *f)
{
	start4(f);
	frames_udp(f, 40000, 4789);
	frames_vxlan(f, 5);
	inner_frame(f);
}

static void
geneve(struct frame_build *f)
{
	start6(f);
	frames_udp(f, 40000, 6081);
	frames_geneve(f, 5, 8);
	inner_frame(f);
}

static void
raw(struct frame_build *f)
{
	add_tcp6(f);
}

static const struct corpus_row {
	build_fn *build;
	uint16_t link_type;
} rows[] = {
	{ tcp4, 1 },
	{ tcp6, 1 },
	{ udp4, 1 },
	{ sctp6, 1 },
	{ dccp4, 1 },
	{ udplite4, 1 },
	{ ping4, 1 },
	{ error4, 1 },
	{ error6, 1 },
	{ vrrp4, 1 },
	{ esp6, 1 },
	{ extensions6, 1 },
	{ first_fragment6, 1 },
	{ later_fragment4, 1 },
	{ tags, 1 },
	{ snap, 1 },
	{ labels, 1 },
	{ pseudowire, 1 },
	{ pppoe, 1 },
	{ ppp, 9 },
	{ ppp, 50 },
	{ cooked, 113 },
	{ cooked2, 276 },
	{ loopback, 0 },
	{ ipip, 1 },
	{ gre, 1 },
	{ pptp, 1 },
	{ erspan1, 1 },
	{ erspan2, 1 },
	{ erspan3, 1 },
	{ vxlan, 1 },
	{ geneve, 1 },
	{ raw, 101 },
	{ raw, 229 },
};

size_t
corpus_count(void)
{
	return sizeof(rows) / sizeof(rows[0]);
}

uint16_t
corpus_frame(size_t i, struct frame_build *f)
{
	assert(i < corpus_count());
	frames_start(f);
	rows[i].build(f);
	frames_end(f);
	return rows[i].link_type;
}

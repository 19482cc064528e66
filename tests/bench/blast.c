/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blast.c - send frames into interfaces at a steady rate, each to the next
 * interface in turn.
 *
 *	blast FRAMES PER_SECOND BYTES|FILE INTERFACE...
 *
 * Frames are of so many bytes and all alike, or those of a capture, which is
 * held in memory and begins anew at its end.  Prints how many were sent and
 * how many a second that were.  PER_SECOND 0 is as fast as it goes.
 */
#include <config.h>

#include <arpa/inet.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64
#define BYTES_MAX 1514
#define FILE_BYTES_MAX 9014
#define INTERFACES_MAX 16

/* To 10.0.0.2 UDP port 20002, from 10.0.0.1. */
static const uint8_t head[42] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0,
	0x45, 0, 0, 46, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
	0xc0, 0, 0x4e, 0x22, 0, 26, 0, 0 };

/* What is sent, in turn. */
struct frames {
	struct iovec *at;
	size_t count;
};

static void *
resized(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p) {
		perror("blast");
		exit(2);
	}
	return p;
}

static void
add_frame(struct frames *f, const uint8_t *data, size_t bytes)
{
	if ((f->count & (f->count - 1)) == 0)
		f->at = resized(f->at,
		    (f->count ? 2 * f->count : 1) * sizeof(*f->at));
	f->at[f->count].iov_base = memcpy(resized(NULL, bytes), data, bytes);
	f->at[f->count++].iov_len = bytes;
}

static void
read_frames(struct frames *f, const char *path)
{
	char error[PCAP_ERRBUF_SIZE];
	pcap_t *p = pcap_open_offline(path, error);
	struct pcap_pkthdr *packet;
	const u_char *data;

	if (!p) {
		fprintf(stderr, "blast: %s\n", error);
		exit(2);
	}
	while (pcap_next_ex(p, &packet, &data) == 1)
		if (packet->caplen <= FILE_BYTES_MAX)
			add_frame(f, data, packet->caplen);
	pcap_close(p);
}

/* A number is so many bytes; all else is a file. */
static void
make_frames(struct frames *f, const char *text)
{
	static uint8_t frame[BYTES_MAX];
	char *end;
	size_t bytes = strtoul(text, &end, 10);

	if (*end != '\0') {
		read_frames(f, text);
	} else if (bytes >= 60 && bytes <= BYTES_MAX) {
		memcpy(frame, head, sizeof(head));
		add_frame(f, frame, bytes);
	}
	if (f->count == 0) {
		fprintf(stderr, "blast: %s has no frames to send\n", text);
		exit(2);
	}
}

static int
sender(const char *name)
{
	struct sockaddr_ll sa = { .sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(name) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (sa.sll_ifindex == 0 || fd < 0 ||
	    bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0) {
		perror(name);
		exit(2);
	}
	return fd;
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
send_batch(int fd, struct mmsghdr *batch, unsigned int count)
{
	while (count > 0) {
		int n = sendmmsg(fd, batch, count, 0);

		if (n > 0) {
			batch += n;
			count -= (unsigned int)n;
		}
	}
}

int
main(int argc, char **argv)
{
	uint64_t frames = argc > 4 ? strtoull(argv[1], NULL, 10) : 0;
	double rate = argc > 4 ? strtod(argv[2], NULL) : 0;
	struct frames f = { .count = 0 };
	struct mmsghdr batch[BATCH];
	int fds[INTERFACES_MAX];
	unsigned int count = 0;
	uint64_t sent = 0;
	double begin;

	if (argc < 5 || argc - 4 > INTERFACES_MAX) {
		fputs("usage: blast FRAMES PER_SECOND BYTES|FILE"
		      " INTERFACE...\n",
		    stderr);
		return 2;
	}
	for (int i = 4; i < argc; i++)
		fds[count++] = sender(argv[i]);
	make_frames(&f, argv[3]);

	begin = seconds();
	for (unsigned int turn = 0; sent < frames; turn++) {
		unsigned int n = frames - sent < BATCH
		    ? (unsigned int)(frames - sent)
		    : BATCH;

		for (unsigned int i = 0; i < n; i++)
			batch[i].msg_hdr =
			    (struct msghdr){ .msg_iov =
						 &f.at[(sent + i) % f.count],
				    .msg_iovlen = 1 };
		while (rate > 0 && (double)sent > (seconds() - begin) * rate)
			;
		send_batch(fds[turn % count], batch, n);
		sent += n;
	}
	printf("%" PRIu64 " %.0f\n", sent, (double)sent / (seconds() - begin));
	return 0;
}

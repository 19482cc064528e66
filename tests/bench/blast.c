/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blast.c - send frames into interfaces at a steady rate, each to the next
 * interface in turn.
 *
 *	blast FRAMES PER_SECOND BYTES INTERFACE...
 *
 * Prints how many were sent and how many a second that were.  PER_SECOND 0
 * is as fast as it goes.
 */
#include <config.h>

#include <arpa/inet.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64
#define BYTES_MAX 1514
#define INTERFACES_MAX 16

/* To 10.0.0.2 UDP port 20002, from 10.0.0.1. */
static const uint8_t head[42] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0,
	0x45, 0, 0, 46, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
	0xc0, 0, 0x4e, 0x22, 0, 26, 0, 0 };

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
	static uint8_t frame[BYTES_MAX];
	uint64_t frames = argc > 4 ? strtoull(argv[1], NULL, 10) : 0;
	double rate = argc > 4 ? strtod(argv[2], NULL) : 0;
	size_t bytes = argc > 4 ? strtoul(argv[3], NULL, 10) : 0;
	struct iovec part = { .iov_base = frame, .iov_len = bytes };
	struct mmsghdr batch[BATCH];
	int fds[INTERFACES_MAX];
	unsigned int count = 0;
	uint64_t sent = 0;
	double begin;

	if (argc < 5 || argc - 4 > INTERFACES_MAX || bytes < 60 ||
	    bytes > BYTES_MAX) {
		fputs("usage: blast FRAMES PER_SECOND BYTES INTERFACE...\n",
		    stderr);
		return 2;
	}
	for (int i = 4; i < argc; i++)
		fds[count++] = sender(argv[i]);
	memcpy(frame, head, sizeof(head));
	for (size_t i = 0; i < BATCH; i++)
		batch[i].msg_hdr =
		    (struct msghdr){ .msg_iov = &part, .msg_iovlen = 1 };

	begin = seconds();
	for (unsigned int turn = 0; sent < frames; turn++) {
		unsigned int n = frames - sent < BATCH
		    ? (unsigned int)(frames - sent)
		    : BATCH;

		while (rate > 0 && (double)sent > (seconds() - begin) * rate)
			;
		send_batch(fds[turn % count], batch, n);
		sent += n;
	}
	printf("%" PRIu64 " %.0f\n", sent, (double)sent / (seconds() - begin));
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * readloop.c - the least that reading a capture costs: libpcap's loop over
 * it, touching each packet once.
 *
 *	readloop FILE
 */
#include <config.h>

#include <inttypes.h>
#include <pcap.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
	char error[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *head;
	const u_char *data;
	uint64_t packets = 0, sum = 0;
	pcap_t *p = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;

	if (!p) {
		fprintf(stderr, "readloop: %s\n",
		    argc == 2 ? error : "usage: readloop FILE");
		return 2;
	}
	while (pcap_next_ex(p, &head, &data) == 1) {
		packets++;
		sum += head->len + (head->caplen > 0 ? data[0] : 0U);
	}
	printf("%" PRIu64 " packets, %" PRIu64 "\n", packets, sum);
	pcap_close(p);
	return 0;
}

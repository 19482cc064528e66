/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns_world.h - DNS messages written record by record.
 */
#ifndef TESTS_DNS_WORLD_H
#define TESTS_DNS_WORLD_H

#include "inspect/dns_message.h"
#include "recognise_world.h"

#define DNS_QUESTION_AT 12 /* where the question's name is */

/* Labels and the root, without a pointer; "" is the root. */
void put_dns_name(struct bytes *b, const char *name);
/* A query's header and question. */
struct bytes dns_query_of(uint16_t id, const char *name, uint16_t type);
/* A response's header, with a number of answers to follow, and question. */
struct bytes dns_response_of(uint16_t id, const char *name, uint16_t type,
    unsigned int answers);
/* A record to its data's length, which stays open; returns its place.  An
 * owner of NULL is a pointer to the question's name. */
size_t put_dns_record(struct bytes *b, const char *owner, uint16_t type,
    uint32_t ttl_s);
void put_dns_address(struct bytes *b, const char *owner, uint32_t ttl_s,
    const char *address);
void put_dns_cname(struct bytes *b, const char *owner, uint32_t ttl_s,
    const char *target);

struct addr dns_addr(const char *text);

#endif

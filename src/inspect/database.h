/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * database.h - databases: TDS (MS-TDS), MySQL, PostgreSQL.
 */
#ifndef INSPECT_DATABASE_H
#define INSPECT_DATABASE_H

#include "inspect/recognise.h"

/* TLS from the first byte that offers "tds/8.0" is TDS too. */
enum inspect_match tds_client(const struct inspect_bytes *b);
enum inspect_match tds_server(const struct inspect_bytes *b);

enum inspect_match mysql_client(const struct inspect_bytes *b);
enum inspect_match mysql_server(const struct inspect_bytes *b);

enum inspect_match postgresql_client(const struct inspect_bytes *b);
enum inspect_match postgresql_server(const struct inspect_bytes *b);

#endif

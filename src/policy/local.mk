noinst_LIBRARIES += libpolicy.a
libpolicy_a_SOURCES = \
	src/policy/address_index.c src/policy/address_index.h \
	src/policy/builder.c src/policy/builder.h \
	src/policy/internal.h \
	src/policy/lexer.c src/policy/lexer.h \
	src/policy/lint.c src/policy/lint.h \
	src/policy/lint_rows.c src/policy/lint_rows.h \
	src/policy/list.c src/policy/list.h \
	src/policy/load.c \
	src/policy/name_index.c src/policy/name_index.h \
	src/policy/parse.c src/policy/parse.h \
	src/policy/parse_dates.c src/policy/parse_dates.h \
	src/policy/parse_declare.c src/policy/parse_declare.h \
	src/policy/parse_ends.c src/policy/parse_ends.h \
	src/policy/parse_row.c src/policy/parse_row.h \
	src/policy/parse_site.c src/policy/parse_site.h \
	src/policy/parse_values.c src/policy/parse_values.h \
	src/policy/policy.c src/policy/policy.h \
	src/policy/policy_digest.c src/policy/policy_digest.h \
	src/policy/port_index.c src/policy/port_index.h \
	src/policy/prefix_map.c src/policy/prefix_map.h \
	src/policy/problems.c src/policy/problems.h \
	src/policy/resolve.c src/policy/resolve.h \
	src/policy/role_set.h \
	src/policy/row_index.c src/policy/row_index.h \
	src/policy/source.c src/policy/source.h \
	src/policy/suggest.c src/policy/suggest.h \
	src/policy/symbols.c src/policy/symbols.h

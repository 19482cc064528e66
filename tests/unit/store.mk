store_test_ldadd = libstore.a libpolicy.a libbase.a $(SQLITE_LIBS) \
	$(GCRYPT_LIBS) $(CHECK_LIBS)
store_test_support = tests/support/temp_store.c tests/support/temp_store.h

check_PROGRAMS += test_schema
test_schema_SOURCES = tests/unit/test_schema.c $(store_test_support)
test_schema_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_schema_LDADD = $(store_test_ldadd)
TESTS += test_schema

check_PROGRAMS += test_store
test_store_SOURCES = tests/unit/test_store.c $(store_test_support)
test_store_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_store_LDADD = $(store_test_ldadd)
TESTS += test_store

check_PROGRAMS += test_commit
test_commit_SOURCES = tests/unit/test_commit.c $(store_test_support)
test_commit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_commit_LDADD = $(store_test_ldadd)
TESTS += test_commit

check_PROGRAMS += test_batch
test_batch_SOURCES = tests/unit/test_batch.c $(store_test_support)
test_batch_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_batch_LDADD = $(store_test_ldadd)
TESTS += test_batch

check_PROGRAMS += test_kind
test_kind_SOURCES = tests/unit/test_kind.c $(store_test_support)
test_kind_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_kind_LDADD = $(store_test_ldadd)
TESTS += test_kind

check_PROGRAMS += test_fold
test_fold_SOURCES = tests/unit/test_fold.c $(store_test_support)
test_fold_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_fold_LDADD = $(store_test_ldadd)
TESTS += test_fold

check_PROGRAMS += test_sums
test_sums_SOURCES = tests/unit/test_sums.c $(store_test_support)
test_sums_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_sums_LDADD = $(store_test_ldadd)
TESTS += test_sums

check_PROGRAMS += test_inputs
test_inputs_SOURCES = tests/unit/test_inputs.c $(store_test_support)
test_inputs_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_inputs_LDADD = $(store_test_ldadd)
TESTS += test_inputs

check_PROGRAMS += test_runs
test_runs_SOURCES = tests/unit/test_runs.c $(store_test_support)
test_runs_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_runs_LDADD = $(store_test_ldadd)
TESTS += test_runs

check_PROGRAMS += test_row_status
test_row_status_SOURCES = tests/unit/test_row_status.c $(store_test_support)
test_row_status_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_row_status_LDADD = $(store_test_ldadd)
TESTS += test_row_status

check_PROGRAMS += test_query_flow
test_query_flow_SOURCES = tests/unit/test_query_flow.c $(store_test_support)
test_query_flow_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_query_flow_LDADD = $(store_test_ldadd)
TESTS += test_query_flow

check_PROGRAMS += test_query_scope
test_query_scope_SOURCES = tests/unit/test_query_scope.c $(store_test_support)
test_query_scope_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_query_scope_LDADD = $(store_test_ldadd)
TESTS += test_query_scope

check_PROGRAMS += test_finding
test_finding_SOURCES = tests/unit/test_finding.c $(store_test_support)
test_finding_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_finding_LDADD = $(store_test_ldadd)
TESTS += test_finding

check_PROGRAMS += test_store_query
test_store_query_SOURCES = tests/unit/test_store_query.c $(store_test_support)
test_store_query_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_store_query_LDADD = $(store_test_ldadd)
TESTS += test_store_query

check_PROGRAMS += test_lru
test_lru_SOURCES = tests/unit/test_lru.c
test_lru_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_lru_LDADD = libstore.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_lru

check_PROGRAMS += test_twin_match
test_twin_match_SOURCES = tests/unit/test_twin_match.c
test_twin_match_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_twin_match_LDADD = libstore.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_twin_match

check_PROGRAMS += test_tally
test_tally_SOURCES = tests/unit/test_tally.c
test_tally_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_tally_LDADD = libstore.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_tally

retain_world = tests/unit/retain_world.c tests/unit/retain_world.h \
	$(store_test_support)

check_PROGRAMS += test_retain
test_retain_SOURCES = tests/unit/test_retain.c $(retain_world)
test_retain_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_retain_LDADD = $(store_test_ldadd)
TESTS += test_retain

check_PROGRAMS += test_open_flows
test_open_flows_SOURCES = tests/unit/test_open_flows.c $(store_test_support)
test_open_flows_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_open_flows_LDADD = $(store_test_ldadd)
TESTS += test_open_flows

check_PROGRAMS += test_store_live
test_store_live_SOURCES = tests/unit/test_store_live.c $(store_test_support)
test_store_live_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_store_live_LDADD = $(store_test_ldadd)
TESTS += test_store_live

check_PROGRAMS += test_step2
test_step2_SOURCES = tests/unit/test_step2.c $(store_test_support)
test_step2_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_step2_LDADD = $(store_test_ldadd)
TESTS += test_step2

check_PROGRAMS += test_query_conformance
test_query_conformance_SOURCES = tests/unit/test_query_conformance.c $(store_test_support)
test_query_conformance_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_query_conformance_LDADD = $(store_test_ldadd)
TESTS += test_query_conformance

check_PROGRAMS += test_kill
test_kill_SOURCES = tests/unit/test_kill.c $(store_test_support)
test_kill_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_kill_LDADD = $(store_test_ldadd)
TESTS += test_kill

check_PROGRAMS += test_retain_size
test_retain_size_SOURCES = tests/unit/test_retain_size.c $(retain_world)
test_retain_size_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_retain_size_LDADD = $(store_test_ldadd)
TESTS += test_retain_size

noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	src/store/batch.c src/store/batch.h \
	src/store/buckets.c src/store/buckets.h \
	src/store/counted.c src/store/counted.h \
	src/store/database.c src/store/database.h \
	src/store/events.c src/store/events.h \
	src/store/flow_put.c \
	src/store/fold.c src/store/fold.h \
	src/store/inputs.c src/store/inputs.h \
	src/store/internal.h \
	src/store/kind.c src/store/kind.h \
	src/store/lock.c src/store/lock.h \
	src/store/lru.c src/store/lru.h \
	src/store/night.c \
	src/store/open_flows.c \
	src/store/pair.c src/store/pair.h \
	src/store/policy_put.c \
	src/store/query.c src/store/query.h \
	src/store/query_blocked.c \
	src/store/query_case.c \
	src/store/query_conformance.c \
	src/store/query_ends.c \
	src/store/query_finding.c \
	src/store/query_flow.c \
	src/store/query_history.c \
	src/store/query_live.c \
	src/store/query_policy.c \
	src/store/query_row.c \
	src/store/query_run.c \
	src/store/query_slice.c \
	src/store/query_sum.c \
	src/store/query_talk.c \
	src/store/query_twin.c \
	src/store/report_query.h \
	src/store/retain.c \
	src/store/row_status.c src/store/row_status.h \
	src/store/runs.c src/store/runs.h \
	src/store/schema.c src/store/schema.h \
	src/store/schema_step2.c \
	src/store/schema_step3.c \
	src/store/schema_tables.c \
	src/store/schema_views.c \
	src/store/sql.c src/store/sql.h \
	src/store/store.c src/store/store.h \
	src/store/store_query.h \
	src/store/sums.c src/store/sums.h \
	src/store/sweep.c src/store/sweep.h \
	src/store/tally.c src/store/tally.h \
	src/store/twin_match.c src/store/twin_match.h

farm = tests/support/farm.c tests/support/farm.h \
	tests/support/capture_forge.c tests/support/capture_forge.h \
	tests/support/frames.c tests/support/frames.h \
	tests/support/frame_tools.c tests/support/frame_tools.h

check_PROGRAMS += test_name_pool
test_name_pool_SOURCES = tests/unit/test_name_pool.c
test_name_pool_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_name_pool_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_name_pool

check_PROGRAMS += test_unseen
test_unseen_SOURCES = tests/unit/test_unseen.c
test_unseen_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_unseen_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_unseen

check_PROGRAMS += test_tunnels
test_tunnels_SOURCES = tests/unit/test_tunnels.c
test_tunnels_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_tunnels_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_tunnels

check_PROGRAMS += test_neighbours
test_neighbours_SOURCES = tests/unit/test_neighbours.c $(farm)
test_neighbours_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_neighbours_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_neighbours

check_PROGRAMS += test_scope
test_scope_SOURCES = tests/unit/test_scope.c $(farm)
test_scope_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_scope_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_scope

check_PROGRAMS += test_policy_set
test_policy_set_SOURCES = tests/unit/test_policy_set.c $(farm)
test_policy_set_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_policy_set_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_policy_set

check_PROGRAMS += test_vrids
test_vrids_SOURCES = tests/unit/test_vrids.c $(farm)
test_vrids_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_vrids_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_vrids

check_PROGRAMS += test_run
test_run_SOURCES = tests/unit/test_run.c $(farm)
test_run_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_run_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_run

check_PROGRAMS += test_notify
test_notify_SOURCES = tests/unit/test_notify.c
test_notify_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_notify_LDADD = libpipeline.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)
TESTS += test_notify

check_PROGRAMS += test_metrics
test_metrics_SOURCES = tests/unit/test_metrics.c
test_metrics_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_metrics_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_metrics

check_PROGRAMS += test_watch
test_watch_SOURCES = tests/unit/test_watch.c \
	tests/support/live_world.c tests/support/live_world.h $(farm)
test_watch_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_watch_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_watch

check_PROGRAMS += test_sandbox_store
test_sandbox_store_SOURCES = tests/unit/test_sandbox_store.c $(farm)
test_sandbox_store_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_sandbox_store_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_sandbox_store

wire_world = tests/unit/wire_world.c tests/unit/wire_world.h \
	tests/unit/recognise_world.c tests/unit/recognise_world.h \
	tests/unit/dns_world.c tests/unit/dns_world.h \
	tests/support/talks.c tests/support/talks.h \
	tests/support/temp_store.c tests/support/temp_store.h $(farm)

check_PROGRAMS += test_naming
test_naming_SOURCES = tests/unit/test_naming.c $(wire_world)
test_naming_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_naming_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_naming

check_PROGRAMS += test_listen_rpc
test_listen_rpc_SOURCES = tests/unit/test_listen_rpc.c $(wire_world) \
	tests/unit/epm_world.c tests/unit/epm_world.h
test_listen_rpc_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_listen_rpc_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_listen_rpc

check_PROGRAMS += test_epoch
test_epoch_SOURCES = tests/unit/test_epoch.c $(wire_world)
test_epoch_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_epoch_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_epoch

check_PROGRAMS += test_resume
test_resume_SOURCES = tests/unit/test_resume.c $(wire_world)
test_resume_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_resume_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_resume

check_PROGRAMS += test_minute
test_minute_SOURCES = tests/unit/test_minute.c $(wire_world)
test_minute_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_minute_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_minute

check_PROGRAMS += test_gauges
test_gauges_SOURCES = tests/unit/test_gauges.c
test_gauges_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_gauges_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_gauges

check_PROGRAMS += test_keeper
test_keeper_SOURCES = tests/unit/test_keeper.c $(wire_world)
test_keeper_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_keeper_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_keeper

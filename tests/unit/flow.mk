FLOW_WORLD = tests/unit/flow_world.c tests/unit/flow_world.h
FLOW_TEST_LIBS = libflow.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)

check_PROGRAMS += test_community_id
test_community_id_SOURCES = tests/unit/test_community_id.c $(FLOW_WORLD)
test_community_id_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_community_id_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_community_id

check_PROGRAMS += test_dedup
test_dedup_SOURCES = tests/unit/test_dedup.c $(FLOW_WORLD)
test_dedup_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_dedup_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_dedup

check_PROGRAMS += test_flow
test_flow_SOURCES = tests/unit/test_flow.c $(FLOW_WORLD)
test_flow_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow

check_PROGRAMS += test_flow_age
test_flow_age_SOURCES = tests/unit/test_flow_age.c
test_flow_age_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_age_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow_age

check_PROGRAMS += test_flow_answer
test_flow_answer_SOURCES = tests/unit/test_flow_answer.c $(FLOW_WORLD)
test_flow_answer_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_answer_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow_answer

check_PROGRAMS += test_flow_clock
test_flow_clock_SOURCES = tests/unit/test_flow_clock.c
test_flow_clock_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_clock_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow_clock

check_PROGRAMS += test_flow_key
test_flow_key_SOURCES = tests/unit/test_flow_key.c $(FLOW_WORLD)
test_flow_key_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_key_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow_key

check_PROGRAMS += test_flow_order
test_flow_order_SOURCES = tests/unit/test_flow_order.c
test_flow_order_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_order_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow_order

check_PROGRAMS += test_flow_pool
test_flow_pool_SOURCES = tests/unit/test_flow_pool.c $(FLOW_WORLD)
test_flow_pool_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_pool_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow_pool

check_PROGRAMS += test_flow_table
test_flow_table_SOURCES = tests/unit/test_flow_table.c $(FLOW_WORLD)
test_flow_table_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_table_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow_table

check_PROGRAMS += test_flow_wheel
test_flow_wheel_SOURCES = tests/unit/test_flow_wheel.c
test_flow_wheel_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_wheel_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow_wheel

check_PROGRAMS += test_tcp_state
test_tcp_state_SOURCES = tests/unit/test_tcp_state.c $(FLOW_WORLD)
test_tcp_state_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_tcp_state_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_tcp_state

check_PROGRAMS += test_flow_idle
test_flow_idle_SOURCES = tests/unit/test_flow_idle.c $(FLOW_WORLD)
test_flow_idle_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_flow_idle_LDADD = $(FLOW_TEST_LIBS)
TESTS += test_flow_idle

noinst_LIBRARIES += libflow.a
libflow_a_SOURCES = \
	src/flow/community_id.c src/flow/community_id.h \
	src/flow/dedup.c src/flow/dedup.h \
	src/flow/flow.c src/flow/flow.h \
	src/flow/flow_age.c src/flow/flow_age.h \
	src/flow/flow_answer.c src/flow/flow_answer.h \
	src/flow/flow_clock.c src/flow/flow_clock.h \
	src/flow/flow_icmp.c src/flow/flow_icmp.h \
	src/flow/flow_key.c src/flow/flow_key.h \
	src/flow/flow_order.c src/flow/flow_order.h \
	src/flow/flow_pool.c src/flow/flow_pool.h \
	src/flow/flow_table.c src/flow/flow_table.h \
	src/flow/flow_wheel.c src/flow/flow_wheel.h \
	src/flow/flow_wire.c src/flow/flow_wire.h \
	src/flow/tcp_state.c src/flow/tcp_state.h

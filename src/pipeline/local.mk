noinst_LIBRARIES += libpipeline.a
libpipeline_a_SOURCES = \
	src/pipeline/inspection.c src/pipeline/inspection.h \
	src/pipeline/judge.c src/pipeline/judge.h \
	src/pipeline/metrics.c src/pipeline/metrics.h \
	src/pipeline/neighbours.c src/pipeline/neighbours.h \
	src/pipeline/notify.c src/pipeline/notify.h \
	src/pipeline/policy_set.c src/pipeline/policy_set.h \
	src/pipeline/replay.c src/pipeline/replay.h \
	src/pipeline/run.c src/pipeline/run.h \
	src/pipeline/scope.c src/pipeline/scope.h \
	src/pipeline/tunnels.c src/pipeline/tunnels.h \
	src/pipeline/vrids.c src/pipeline/vrids.h

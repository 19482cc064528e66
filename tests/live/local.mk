# watch on a wire between two network namespaces (root; skipped without).
LIVE_TESTS = tests/live/one-wire.sh tests/live/two-wires.sh \
	tests/live/watch_faults.sh
dist_check_SCRIPTS += $(LIVE_TESTS)
TESTS += $(LIVE_TESTS)
EXTRA_DIST += tests/live/lib.sh

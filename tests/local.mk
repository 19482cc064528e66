include tests/unit/base.mk
include tests/unit/capture.mk
include tests/unit/packet.mk
include tests/unit/policy.mk
include tests/unit/flow.mk
include tests/unit/inspect.mk
include tests/unit/inspect_judge.mk
include tests/unit/verdict.mk
include tests/unit/store.mk
include tests/unit/pipeline.mk
include tests/unit/report.mk
include tests/unit/cli.mk
include tests/bench/local.mk
include tests/fuzz/local.mk
include tests/golden/local.mk
include tests/report/local.mk
include tests/cli/local.mk
include tests/lab/local.mk
include tests/live/local.mk

HOUSE_CHECKS = \
	tests/check-layers.sh \
	tests/check-headers.sh \
	tests/check-size.sh \
	tests/check-banned.sh \
	tests/check-man.sh \
	tests/check-format.sh
dist_check_SCRIPTS += $(HOUSE_CHECKS)
TESTS += $(HOUSE_CHECKS)

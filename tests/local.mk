include tests/unit/base.mk
include tests/unit/capture.mk
include tests/unit/packet.mk
include tests/unit/policy.mk
include tests/unit/flow.mk
include tests/unit/inspect.mk
include tests/unit/inspect_judge.mk
include tests/unit/verdict.mk
include tests/unit/store.mk

HOUSE_CHECKS = \
	tests/check-layers.sh \
	tests/check-headers.sh \
	tests/check-size.sh \
	tests/check-banned.sh \
	tests/check-format.sh
dist_check_SCRIPTS += $(HOUSE_CHECKS)
TESTS += $(HOUSE_CHECKS)

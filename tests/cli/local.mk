CLI_TESTS = \
	tests/cli/anonymize.sh \
	tests/cli/usage.sh \
	tests/cli/man.sh \
	tests/cli/replay.sh \
	tests/cli/explain.sh \
	tests/cli/flows.sh \
	tests/cli/figures.sh \
	tests/cli/mail.sh \
	tests/cli/nightly.sh \
	tests/cli/pack.sh \
	tests/cli/report.sh \
	tests/cli/report_bad.sh \
	tests/cli/service.sh
dist_check_SCRIPTS += $(CLI_TESTS)
TESTS += $(CLI_TESTS)
EXTRA_DIST += tests/cli/lib.sh tests/cli/night.lib.sh tests/cli/figures.py

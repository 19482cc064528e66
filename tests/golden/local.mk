dist_check_SCRIPTS += tests/golden/verdicts.sh tests/golden/cases.sh \
	tests/golden/manifest.sh tests/golden/names.sh
TESTS += tests/golden/verdicts.sh tests/golden/cases.sh \
	tests/golden/manifest.sh tests/golden/names.sh
EXTRA_DIST += tests/golden/NAMES.tsv tests/golden/names.sql
EXTRA_DIST += tests/golden/verdicts.sql tests/golden/VERDICTS.tsv \
	tests/golden/CASES tests/golden/update tests/golden/expected

# The lab: real services in network namespaces (root).  Not part of "make
# check"; "./bootstrap lab" installs what it needs and runs it.
EXTRA_DIST += tests/lab/lab.sh tests/lab/lib.sh tests/lab/farm.sh \
	tests/lab/files.sh tests/lab/services.sh tests/lab/scenarios.sh \
	tests/lab/EXPECT.tsv tests/lab/own.sh \
	tests/lab/capture-conformance.sh tests/lab/capture-names.sh \
	tests/lab/capture-rpc.sh

.PHONY: check-lab
check-lab: rasaudit
	$(srcdir)/tests/lab/lab.sh

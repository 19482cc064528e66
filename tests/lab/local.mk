# The lab: real services in network namespaces (root).  Not part of "make
# check"; "./bootstrap lab" installs what it needs and runs it.
EXTRA_DIST += tests/lab/lib.sh tests/lab/own.sh \
	tests/lab/capture-conformance.sh tests/lab/capture-names.sh \
	tests/lab/capture-rpc.sh

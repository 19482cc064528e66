include pcaps/files.mk
EXTRA_DIST += $(PCAP_FILES)

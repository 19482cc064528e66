noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	src/cli/audit.c src/cli/audit.h \
	src/cli/audit_mail.c src/cli/audit_mail.h \
	src/cli/audit_pack.c src/cli/audit_pack.h \
	src/cli/cmd_check.c \
	src/cli/cmd_explain.c \
	src/cli/cmd_flows.c \
	src/cli/cmd_replay.c \
	src/cli/cmd_report.c \
	src/cli/cmd_rows.c \
	src/cli/cmd_verify.c \
	src/cli/cmd_watch.c \
	src/cli/command.c src/cli/command.h \
	src/cli/evidence.c src/cli/evidence.h \
	src/cli/flow_print.c src/cli/flow_print.h \
	src/cli/judging.c src/cli/judging.h \
	src/cli/keyfile.c src/cli/keyfile.h \
	src/cli/mapped.c src/cli/mapped.h \
	src/cli/night_folder.c src/cli/night_folder.h \
	src/cli/nightly.c src/cli/nightly.h \
	src/cli/output.c src/cli/output.h \
	src/cli/period.c src/cli/period.h \
	src/cli/progress.c src/cli/progress.h \
	src/cli/sendmail.c src/cli/sendmail.h \
	src/cli/site.c src/cli/site.h \
	src/cli/timespec.c src/cli/timespec.h

# Everything above one another, for the program and for tests of the whole.
WHOLE_LIBS = \
	libcli.a libreport.a libpipeline.a libstore.a libverdict.a \
	libinspect.a libflow.a libpolicy.a libpacket.a libcapture.a libbase.a \
	$(PCAP_LIBS) $(SQLITE_LIBS) $(NDPI_LIBS) $(GCRYPT_LIBS) $(CRYPTO_LIBS) \
	$(PSL_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS) $(LZ4_LIBS) $(LZMA_LIBS) \
	$(SECCOMP_LIBS) $(CAPNG_LIBS) -lm

bin_PROGRAMS = rasaudit
rasaudit_SOURCES = src/cli/main.c
rasaudit_LDADD = $(WHOLE_LIBS)

# The nightly report as a timer of systemd, and as an example for cron.
REPORT_UNITS = src/service/rasaudit-report.service
REPORT_EXAMPLES = src/service/rasaudit-report.cron
REPORT_TIMER = $(srcdir)/src/service/rasaudit-report.timer

# What configure knows as ${prefix}/..., written out.
REPORT_EDIT = $(SED) -e 's|@bindir[@]|$(bindir)|g' \
	-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
	-e 's|@localstatedir[@]|$(localstatedir)|g'
$(REPORT_UNITS) $(REPORT_EXAMPLES): src/service/report.mk Makefile
	$(AM_V_GEN)$(MKDIR_P) src/service && \
	$(REPORT_EDIT) $(srcdir)/$@.in >$@.tmp && mv $@.tmp $@
src/service/rasaudit-report.service: src/service/rasaudit-report.service.in
src/service/rasaudit-report.cron: src/service/rasaudit-report.cron.in

examplesdir = $(docdir)/examples
nodist_examples_DATA = $(REPORT_EXAMPLES)
if SYSTEMD_UNITS
reportunitdir = $(systemdsystemunitdir)
nodist_reportunit_DATA = $(REPORT_UNITS)
dist_reportunit_DATA = src/service/rasaudit-report.timer
endif
EXTRA_DIST += src/service/rasaudit-report.service.in \
	src/service/rasaudit-report.cron.in src/service/rasaudit-report.timer
DISTCLEANFILES = $(REPORT_UNITS) $(REPORT_EXAMPLES)
check_DATA = $(REPORT_UNITS) $(REPORT_EXAMPLES)

# rasaudit watch as a service of systemd.  Templates have configured paths put
# in when they are built; two of them are installed as rasaudit.conf.
SERVICE_FILES = \
	src/service/rasaudit.service \
	src/service/rasaudit.default \
	src/service/sysusers/rasaudit.conf \
	src/service/tmpfiles/rasaudit.conf

SERVICE_EDIT = $(SED) -e 's|@bindir[@]|$(bindir)|g' \
	-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
	-e 's|@localstatedir[@]|$(localstatedir)|g'
src/service/rasaudit.service: src/service/rasaudit.service.in Makefile
	$(AM_V_at)$(MKDIR_P) $(@D)
	$(AM_V_GEN)$(SERVICE_EDIT) $(srcdir)/src/service/rasaudit.service.in >$@
src/service/rasaudit.default: src/service/rasaudit.default.in Makefile
	$(AM_V_at)$(MKDIR_P) $(@D)
	$(AM_V_GEN)$(SERVICE_EDIT) $(srcdir)/src/service/rasaudit.default.in >$@
src/service/sysusers/rasaudit.conf: src/service/rasaudit.sysusers.in Makefile
	$(AM_V_at)$(MKDIR_P) $(@D)
	$(AM_V_GEN)$(SERVICE_EDIT) $(srcdir)/src/service/rasaudit.sysusers.in >$@
src/service/tmpfiles/rasaudit.conf: src/service/rasaudit.tmpfiles.in Makefile
	$(AM_V_at)$(MKDIR_P) $(@D)
	$(AM_V_GEN)$(SERVICE_EDIT) $(srcdir)/src/service/rasaudit.tmpfiles.in >$@

noinst_DATA = $(SERVICE_FILES)
if SYSTEMD_UNITS
serviceunitdir = $(systemdsystemunitdir)
nodist_serviceunit_DATA = src/service/rasaudit.service
servicesysusersdir = $(sysusersdir)
nodist_servicesysusers_DATA = src/service/sysusers/rasaudit.conf
servicetmpfilesdir = $(tmpfilesdir)
nodist_servicetmpfiles_DATA = src/service/tmpfiles/rasaudit.conf
endif

# The administrator's own settings stay.
SERVICE_DEFAULT = $(DESTDIR)$(sysconfdir)/default/rasaudit
install-data-local: src/service/rasaudit.default
	test -e $(SERVICE_DEFAULT) || { \
		$(MKDIR_P) $(DESTDIR)$(sysconfdir)/default && \
		$(INSTALL_DATA) src/service/rasaudit.default \
			$(SERVICE_DEFAULT); }
uninstall-local:
	if cmp -s src/service/rasaudit.default $(SERVICE_DEFAULT); then \
		rm -f $(SERVICE_DEFAULT); fi

MOSTLYCLEANFILES = $(SERVICE_FILES)
EXTRA_DIST += \
	src/service/rasaudit.service.in \
	src/service/rasaudit.default.in \
	src/service/rasaudit.sysusers.in \
	src/service/rasaudit.tmpfiles.in

SERVICE_TESTS = tests/service/unit.sh
dist_check_SCRIPTS += $(SERVICE_TESTS)
TESTS += $(SERVICE_TESTS)

rulesdir = $(pkgdatadir)/rules
dist_rules_DATA = \
	rules/example-site.rules \
	rules/lab-site.rules \
	rules/management.rules \
	rules/ras-19.rules \
	rules/windows-domain.rules

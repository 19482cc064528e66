REPORT_SAMPLE = tests/support/report_sample.c tests/support/report_sample.h

check_PROGRAMS += report_page
report_page_SOURCES = tests/report/report_page.c $(REPORT_SAMPLE)
report_page_LDADD = libreport.a libbase.a $(GCRYPT_LIBS)

REPORT_TESTS = \
	tests/report/formats.sh \
	tests/report/hostile.sh \
	tests/report/browser.sh
dist_check_SCRIPTS += $(REPORT_TESTS)
TESTS += $(REPORT_TESTS)
EXTRA_DIST += tests/report/lib.sh tests/report/picture.sh \
	tests/report/page.py tests/report/formats.py tests/report/hostile.py \
	tests/report/browser.py

REPORT_SAMPLE = tests/support/report_sample.c tests/support/report_sample.h

check_PROGRAMS += report_page
report_page_SOURCES = tests/report/report_page.c $(REPORT_SAMPLE)
report_page_LDADD = libreport.a libbase.a $(GCRYPT_LIBS)

REPORT_TESTS = \
	tests/report/formats.sh \
	tests/report/hostile.sh \
	tests/report/browser.sh \
	tests/report/print.sh
dist_check_SCRIPTS += $(REPORT_TESTS)
TESTS += $(REPORT_TESTS)

# The picture that README names: the top of the page of the sample captures.
picture: rasaudit$(EXEEXT)
	rm -f demo.db demo.db-wal demo.db-shm demo.db-lock
	./rasaudit replay -s $(srcdir)/rules/lab-site.rules -d demo.db \
		$(srcdir)/pcaps
	./rasaudit report -d demo.db --run last -o demo.html
	sh $(srcdir)/tests/report/picture.sh demo.html \
		$(srcdir)/man/report.png 1280 860
CLEANFILES += demo.db demo.db-wal demo.db-shm demo.db-lock demo.html
.PHONY: picture

EXTRA_DIST += tests/report/lib.sh tests/report/picture.sh \
	tests/report/page.py tests/report/formats.py tests/report/hostile.py \
	tests/report/browser.py tests/report/print.py man/report.png

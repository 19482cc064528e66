REPORT_SAMPLE = tests/support/report_sample.c tests/support/report_sample.h

check_PROGRAMS += report_page
report_page_SOURCES = tests/report/report_page.c $(REPORT_SAMPLE)
report_page_LDADD = libreport.a libbase.a $(GCRYPT_LIBS)

check_PROGRAMS += test_export
test_export_SOURCES = tests/unit/test_export.c
test_export_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_export_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_export

check_PROGRAMS += test_style
test_style_SOURCES = tests/unit/test_style.c
test_style_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_style_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_style

check_PROGRAMS += test_mail
test_mail_SOURCES = tests/unit/test_mail.c
test_mail_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_mail_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_mail

check_PROGRAMS += test_pack
test_pack_SOURCES = tests/unit/test_pack.c
test_pack_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_pack_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_pack

check_PROGRAMS += test_night_index
test_night_index_SOURCES = tests/unit/test_night_index.c
test_night_index_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_night_index_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_night_index

report_world = tests/unit/report_world.c tests/unit/report_world.h \
	$(store_test_support)

check_PROGRAMS += test_document
test_document_SOURCES = tests/unit/test_document.c $(report_world)
test_document_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_document_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_document

check_PROGRAMS += test_lists
test_lists_SOURCES = tests/unit/test_lists.c $(report_world)
test_lists_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_lists_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_lists

check_PROGRAMS += test_roles
test_roles_SOURCES = tests/unit/test_roles.c $(report_world)
test_roles_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_roles_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_roles

check_PROGRAMS += test_query_twin
test_query_twin_SOURCES = tests/unit/test_query_twin.c $(report_world)
test_query_twin_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_query_twin_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_query_twin

check_PROGRAMS += test_report
test_report_SOURCES = tests/unit/test_report.c $(report_world)
test_report_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_report_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_report

check_PROGRAMS += test_model_scope
test_model_scope_SOURCES = tests/unit/test_model_scope.c $(report_world)
test_model_scope_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_model_scope_LDADD = $(WHOLE_LIBS) $(CHECK_LIBS)
TESTS += test_model_scope

REPORT_LIBS = libreport.a libbase.a $(GCRYPT_LIBS) $(CHECK_LIBS)

check_PROGRAMS += test_doc
test_doc_SOURCES = tests/unit/test_doc.c
test_doc_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_doc_LDADD = $(REPORT_LIBS)
TESTS += test_doc

check_PROGRAMS += test_anonymize
test_anonymize_SOURCES = tests/unit/test_anonymize.c
test_anonymize_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_anonymize_LDADD = $(REPORT_LIBS)
TESTS += test_anonymize

check_PROGRAMS += test_write
test_write_SOURCES = tests/unit/test_write.c $(REPORT_SAMPLE)
test_write_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
test_write_LDADD = $(REPORT_LIBS)
TESTS += test_write


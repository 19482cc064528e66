noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = \
	src/report/anonymize.c src/report/anonymize.h \
	src/report/doc.c src/report/doc.h \
	src/report/document.c src/report/document.h \
	src/report/export.c src/report/export.h \
	src/report/gather.c src/report/gather.h \
	src/report/html.c src/report/html.h \
	src/report/html_css.c \
	src/report/html_grid.c src/report/html_grid.h \
	src/report/html_series.c src/report/html_series.h \
	src/report/html_table.c src/report/html_table.h \
	src/report/model.c src/report/model.h \
	src/report/model_cases.c \
	src/report/model_changes.c \
	src/report/model_flows.c \
	src/report/model_policy.c \
	src/report/model_talks.c \
	src/report/model_tap.c \
	src/report/model_scope.c \
	src/report/model_scope.h \
	src/report/model_verdict.c \
	src/report/page.c src/report/page.h \
	src/report/roles.c src/report/roles.h \
	src/report/section.c src/report/section.h \
	src/report/section_change.c \
	src/report/section_finding.c \
	src/report/section_fix.c \
	src/report/section_life.c \
	src/report/section_matrix.c \
	src/report/section_policy.c \
	src/report/section_protocol.c \
	src/report/section_scope.c \
	src/report/section_tap.c \
	src/report/section_traffic.c \
	src/report/style.c src/report/style.h \
	src/report/text_drawing.c src/report/text_drawing.h \
	src/report/text_table.c src/report/text_table.h \
	src/report/wrap.c src/report/wrap.h \
	src/report/write.c src/report/write.h \
	src/report/write_csv.c src/report/write_csv.h \
	src/report/write_html.c src/report/write_html.h \
	src/report/write_json.c src/report/write_json.h \
	src/report/write_text.c src/report/write_text.h \
	src/report/zone.c src/report/zone.h
schemadir = $(pkgdatadir)
dist_schema_DATA = src/report/report.schema.json
# What becomes of a report.
libreport_a_SOURCES += \
	src/report/mail.c src/report/mail.h \
	src/report/night_index.c src/report/night_index.h \
	src/report/pack.c src/report/pack.h \
	src/report/sign.c src/report/sign.h \
	src/report/tar.c src/report/tar.h

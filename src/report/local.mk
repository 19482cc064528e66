noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = \
	src/report/doc.c src/report/doc.h \
	src/report/document.c src/report/document.h \
	src/report/export.c src/report/export.h \
	src/report/gather.c src/report/gather.h \
	src/report/model.c src/report/model.h \
	src/report/model_cases.c \
	src/report/model_changes.c \
	src/report/model_flows.c \
	src/report/model_policy.c \
	src/report/model_talks.c \
	src/report/model_tap.c \
	src/report/model_verdict.c \
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
	src/report/style.c src/report/style.h

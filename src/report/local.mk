noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = \
	src/report/doc.c src/report/doc.h \
	src/report/export.c src/report/export.h \
	src/report/mail.c src/report/mail.h \
	src/report/model.c src/report/model.h \
	src/report/pack.c src/report/pack.h \
	src/report/sign.c src/report/sign.h \
	src/report/style.c src/report/style.h \
	src/report/tar.c src/report/tar.h \
	src/report/text.c src/report/text.h

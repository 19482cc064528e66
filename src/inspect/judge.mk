# The second part of libinspect.a: nDPI, the judge, and what holds them.

libinspect_a_SOURCES += \
	src/inspect/findings.c src/inspect/findings.h \
	src/inspect/inspect.c src/inspect/inspect.h \
	src/inspect/intake.c src/inspect/intake.h \
	src/inspect/judge.c src/inspect/judge.h \
	src/inspect/ndpi.c src/inspect/ndpi.h \
	src/inspect/pieces.c src/inspect/pieces.h \
	src/inspect/play.c src/inspect/play.h \
	src/inspect/security.c src/inspect/security.h \
	src/inspect/tuple.h \
	src/inspect/why.c src/inspect/why.h \
	src/inspect/wrap.c src/inspect/wrap.h

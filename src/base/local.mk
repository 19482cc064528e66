noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/addr.c src/base/addr.h \
	src/base/arena.c src/base/arena.h \
	src/base/call_filter.c src/base/call_filter.h \
	src/base/diag.c src/base/diag.h \
	src/base/digest.c src/base/digest.h \
	src/base/err.c src/base/err.h \
	src/base/hash.c src/base/hash.h \
	src/base/landlock.c src/base/landlock.h \
	src/base/log.c src/base/log.h \
	src/base/pages.c src/base/pages.h \
	src/base/sandbox.c src/base/sandbox.h \
	src/base/strbuf.c src/base/strbuf.h \
	src/base/text.c src/base/text.h \
	src/base/when.c src/base/when.h \
	src/base/words.c src/base/words.h \
	src/base/xalloc.c src/base/xalloc.h

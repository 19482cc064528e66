noinst_LIBRARIES += libverdict.a
libverdict_a_SOURCES = \
	src/verdict/housekeeping.c \
	src/verdict/match.c src/verdict/match.h \
	src/verdict/nearest.c \
	src/verdict/orient.c \
	src/verdict/verdict.c src/verdict/verdict.h

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replay.c - gives every seed of a fuzz target to it, without a fuzzing
 * engine.  FUZZ_SEEDS is the target's folder below srcdir.
 */
#include <config.h>

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED_MAX (1U << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The seed whole, then cut in half: parsers meet the end of their input. */
static int
give(const char *path)
{
	static uint8_t data[SEED_MAX];
	FILE *file = fopen(path, "rb");
	size_t size;
	uint8_t *exact;

	if (!file) {
		perror(path);
		return -1;
	}
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	for (size_t part = size;; part /= 2) {
		/* Exact memory, so that a read past the end is seen. */
		exact = malloc(part ? part : 1);
		if (!exact)
			return -1;
		memcpy(exact, data, part);
		LLVMFuzzerTestOneInput(exact, part);
		free(exact);
		if (part == 0)
			return 0;
	}
}

int
main(void)
{
	const char *srcdir = getenv("srcdir");
	char folder[4096], path[8192];
	struct dirent *entry;
	size_t given = 0;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%s/%s", srcdir ? srcdir : ".",
	    FUZZ_SEEDS);
	dir = opendir(folder);
	if (!dir) {
		perror(folder);
		return 1;
	}
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (give(path) != 0)
			return 1;
		given++;
	}
	closedir(dir);
	printf("%zu seeds\n", given);
	return given > 0 ? 0 : 1;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model_scope.h - what of the site and of the traffic the report is of.
 */
#ifndef REPORT_MODEL_SCOPE_H
#define REPORT_MODEL_SCOPE_H

#include "report/model.h"

/* With so much of the flows out of scope, and half of the component roles not
 * seen, the site file is not that of the network. */
#define REPORT_OUTSIDE_FLOOR 0.95

/* Component roles that hosts of the site have. */
struct report_components {
	size_t in_use, seen;
};

/* Share of the flows that are out of scope, 0 to 1. */
double report_outside(const struct report *r);
/* The site has hosts of the component role, and no judged flow was theirs. */
bool report_role_unseen(const struct report *r, const char *role);
struct report_components report_components(const struct report *r);
/* Nearly all was out of scope, and of the components hardly one was seen. A
 * tap that carries much else, while it sees the farm, is none of that. */
bool report_elsewhere(const struct report *r);

#endif

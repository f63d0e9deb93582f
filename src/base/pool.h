/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_POOL_H
#define BASE_POOL_H
/*
 * pool - a fixed set of threads that run jobs in the order they were started.
 *
 * A job belongs to its caller and must stay alive from pool_start to pool_wait. The worker's
 * number (0 .. pool_n_workers-1) lets the caller keep one scratch context per worker; results
 * must not depend on it. Any thread may start and wait; a job may not wait for another job.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

typedef void pool_fn(void *arg, unsigned worker);

struct pool_job {
    pool_fn *fn;
    void *arg;
    struct pool_job *next; /* private */
    bool done;             /* private: read it through pool_wait */
};

struct pool;
/* n_workers 0: one for each processor this process may use. Errors: -ERR_NOMEM, -ERR_IO. */
int pool_new(unsigned n_workers, struct pool **ret_pool, struct err *err) MUST_USE;
struct pool *pool_free(struct pool *p); /* runs what was started, then stops; NULL is fine */
DEFINE_AUTO(pool)

unsigned pool_n_workers(const struct pool *p);
void pool_start(struct pool *p, struct pool_job *job);
void pool_wait(struct pool *p, struct pool_job *job); /* returns at once if it is done */

/* Call fn(arg, i) for i in 0..n-1, shared between the workers; returns when all are done. */
typedef void pool_each_fn(void *arg, size_t i, unsigned worker);
void pool_each(struct pool *p, size_t n, pool_each_fn *fn, void *arg);

unsigned pool_n_processors(void); /* processors this process may use, at least 1 */

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { POOL_MAX_WORKERS = 256 };

struct worker {
    struct pool *pool;
    pthread_t thread;
    unsigned index;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work, finished;
    struct pool_job *first, **last; /* queue of started jobs */
    bool stopping;
    unsigned n_workers;
    struct worker workers[];
};

static struct pool_job *next_job(struct pool *p)
{
    while (!p->first && !p->stopping)
        pthread_cond_wait(&p->work, &p->lock);
    struct pool_job *job = p->first;
    if (job) {
        p->first = job->next;
        if (!p->first)
            p->last = &p->first;
    }
    return job;
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct pool *p = w->pool;
    struct pool_job *job;

    pthread_mutex_lock(&p->lock);
    while ((job = next_job(p))) {
        pthread_mutex_unlock(&p->lock);
        job->fn(job->arg, w->index);
        pthread_mutex_lock(&p->lock);
        job->done = true;
        pthread_cond_broadcast(&p->finished);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

int pool_new(unsigned n_workers, struct pool **ret_pool, struct err *err)
{
    if (n_workers == 0)
        n_workers = pool_n_processors();
    if (n_workers > POOL_MAX_WORKERS)
        return err_set(err, ERR_USAGE, "%u threads asked for, at most %d are possible",
                       n_workers, POOL_MAX_WORKERS);
    struct pool *p = mem_array(1, sizeof(*p) + n_workers * sizeof(p->workers[0]));
    if (!p)
        return err_set(err, ERR_NOMEM, "no memory for %u threads", n_workers);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->finished, NULL);
    p->last = &p->first;
    for (; p->n_workers < n_workers; p->n_workers++) {
        struct worker *w = &p->workers[p->n_workers];
        *w = (struct worker){ .pool = p, .index = p->n_workers };
        int why = pthread_create(&w->thread, NULL, worker_main, w);
        if (why) {
            pool_free(p);
            return err_set(err, ERR_IO, "cannot start a thread: %s", strerror(why));
        }
    }
    *ret_pool = p;
    return 0;
}

struct pool *pool_free(struct pool *p)
{
    if (!p)
        return NULL;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->n_workers; i++)
        pthread_join(p->workers[i].thread, NULL);
    pthread_cond_destroy(&p->finished);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    free(p);
    return NULL;
}

unsigned pool_n_workers(const struct pool *p) { return p->n_workers; }

void pool_start(struct pool *p, struct pool_job *job)
{
    job->next = NULL;
    job->done = false;
    pthread_mutex_lock(&p->lock);
    *p->last = job;
    p->last = &job->next;
    pthread_cond_signal(&p->work);
    pthread_mutex_unlock(&p->lock);
}

void pool_wait(struct pool *p, struct pool_job *job)
{
    pthread_mutex_lock(&p->lock);
    while (!job->done)
        pthread_cond_wait(&p->finished, &p->lock);
    pthread_mutex_unlock(&p->lock);
}

struct each {
    pool_each_fn *fn;
    void *arg;
    size_t n;
    atomic_size_t next;
};

static void each_run(void *arg, unsigned worker)
{
    struct each *e = arg;
    for (size_t i; (i = atomic_fetch_add(&e->next, 1)) < e->n;)
        e->fn(e->arg, i, worker);
}

void pool_each(struct pool *p, size_t n, pool_each_fn *fn, void *arg)
{
    struct each e = { .fn = fn, .arg = arg, .n = n };
    struct pool_job jobs[POOL_MAX_WORKERS];

    for (unsigned i = 0; i < p->n_workers; i++) {
        jobs[i] = (struct pool_job){ .fn = each_run, .arg = &e };
        pool_start(p, &jobs[i]);
    }
    for (unsigned i = 0; i < p->n_workers; i++)
        pool_wait(p, &jobs[i]);
}

unsigned pool_n_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    return 1;
}

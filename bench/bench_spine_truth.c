/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_spine_truth - the load on the low back that the exact joints of a synthetic runner
 * give, as JSON: what bench/repeat.py holds films of the same runner against.
 *
 *     bench_spine_truth HEIGHT_M SECONDS NAME VALUE NAME VALUE ...      (parameters of synth)
 */
#include <stdio.h>

#include "base/mem.h"
#include "base/text.h"
#include "spine/spine.h"
#include "synth/synth.h"

enum { HZ = 120 };

static int fail(const struct err *err)
{
    fprintf(stderr, "bench_spine_truth: %s\n", err->msg);
    return 1;
}

static void fill(const struct synth *s, struct spine_track *k)
{
    for (size_t i = 0; i < k->n; i++) {
        struct synth_xyz p[BODY_N_POINTS];
        synth_points_at(s, (double)i / HZ, p);
        for (int j = 0; j < BODY_N_POINTS; j++) {
            k->x[j][i] = p[j].x;
            k->y[j][i] = p[j].y;
        }
    }
}

int main(int argc, char **argv)
{
    AUTO(synth) struct synth *s = NULL;
    AUTO(spine_track) struct spine_track *k = NULL;
    AUTO(spine_load) struct spine_load *l = NULL;
    struct synth_params par;
    struct err err = { 0 };
    struct spine_runner runner = { .sex = SPINE_MALE, .mass_kg = 70 };

    synth_params_init(&par);
    if (argc < 3 || text_to_double(argv[1], "height", &runner.height_m, &err) < 0 ||
        text_to_double(argv[2], "seconds", &par.duration_s, &err) < 0)
        return fail(&err);
    par.height_m = runner.height_m;
    for (int i = 3; i + 1 < argc; i += 2)
        if (synth_params_set(&par, argv[i], argv[i + 1], &err) < 0)
            return fail(&err);
    if (synth_new(&par, &s, &err) < 0)
        return fail(&err);
    const struct synth_truth *t = synth_truth(s);
    AUTO(mem) struct spine_contact *c = mem_array(t->n_steps, sizeof(*c));
    if (!c || spine_track_new((size_t)(par.duration_s * HZ), 0, HZ, &k, &err) < 0)
        return fail(&err);
    fill(s, k);
    for (size_t i = 0; i < t->n_steps; i++)
        c[i] = (struct spine_contact){ t->steps[i].contact.side, t->steps[i].contact.on_s,
                                       t->steps[i].contact.off_s, t->steps[i].next_on_s };
    runner.speed_mps = par.speed_mps;
    const struct spine_doubt doubt = { 0 };
    if (spine_estimate(k, c, t->n_steps, &runner, &doubt, &l, &err) < 0)
        return fail(&err);
    printf("{\"known\": %s", l->known ? "true" : "false");
    for (int i = 0; i < SPINE_N_ITEMS; i++)
        printf(", \"%s\": %.6g", spine_item_info((enum spine_item)i)->key,
               l->known ? l->items[i].value : 0);
    puts("}");
    return 0;
}

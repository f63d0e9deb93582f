/* SPDX-License-Identifier: Apache-2.0 */
/* Clips that cannot be measured, or not without saying something: each with its right reason.
 */
#include "clips.h"
#include "spawn.h"

struct row {
    const char *clip, *options;
    int status;
    const char *text; /* on stdout or stderr; several, separated by |, are alternatives */
};

/* The clip's name must not be taken for the reason. */
static void forget(char *text, const char *path)
{
    size_t n = strlen(path);
    for (char *at; (at = strstr(text, path));)
        memmove(at, at + n, strlen(at + n) + 1);
}

static bool says(const struct spawn *s, const char *texts)
{
    char copy[256], *rest = copy;
    snprintf(copy, sizeof(copy), "%s", texts);
    for (char *text; (text = strsep(&rest, "|"));)
        if (strstr(s->out, text) || strstr(s->err, text))
            return true;
    return false;
}

static void check(const struct row *row, const char *path)
{
    char line[512];

    snprintf(line, sizeof(line), "film {} --no-report %s", row->options);
    struct spawn *s = spawn_backstride(line, path);
    forget(s->out, path);
    forget(s->err, path);
    if (s->status != row->status || !says(s, row->text))
        fail_msg("%s %s: status %d (expected %d), no \"%s\" in: %.300s%.300s", row->clip,
                 row->options, s->status, row->status, row->text, s->err,
                 s->status == 0 ? s->out : "");
    if (s->status != 0)
        assert_string_equal(s->out, "");
}

static void made_clips_are_refused_with_the_right_reason(void **state)
{
    (void)state;
#define LITE "--model lite"
    static const struct row rows[] = {
        { "missing.mp4", "", 2, "there is no file" },
        { "words.mp4", "", 2, "not a video" },
        { "empty.mp4", "", 2, "empty|not a video" },
        { "beheaded.mp4", "", 2, "not a video|no moving picture" },
        { "blank.mp4", LITE, 3, "nobody|no person" },
        { "short.mp4", LITE, 3, "usable steps" },
        { "far.mp4", LITE, 3, "small|nobody|no person" },
        { "slow.mp4", LITE, 3, "--slow N" },
        { "slow.mp4", LITE " --slow 2", 0, "cadence 20|cadence 19" },
        { "tagged.mp4", LITE, 0, "filmed at 40 frames/s" },
        { "plain.mp4", LITE " --person 4", 64, "person" },
        { "plain.mp4", LITE " --from 100", 3, "clip ends before --from 100" },
        { "plain.mp4", "--models /nowhere", 1, "/nowhere" },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        check(&rows[i], clips_path(rows[i].clip));
}

/* One test for each reference clip, so that each can be skipped and fails alone. */
static const struct row reference[] = {
    { "treadmill_side_left.mp4", "", 0, "cadence 168|cadence 169" },
    { "treadmill_rear.mov", "", 0, "from behind" },
    { "negative_walking.mp4", "--to 6", 3, "walk" },
    { "negative_walk_and_jump_vp9.mp4", "--to 6", 3, "walk" },
    { "negative_dumbbells.mp4", "--to 6", 3, "exercise" },
    { "front_jog_on_spot.mp4", "", 0, "on the spot" },
    { "road_tracking_slowmotion.mp4", "", 3, "slow motion" },
    { "track_slowmotion_overlay.mp4", "", 3, "slow motion|usable steps" },
    { "three_sprinters_panning.mp4", "", 3, "--person|camera" },
    { "overground_side_flyby.mp4", "", 3, "usable steps" },
};

/* Whole clips take minutes under the sanitizers; the made clips walk the same code there. */
static void this_reference_clip_is_treated_right(void **state)
{
    const struct row *row = *state;
    char name[128], path[4096];
    if (TEST_ASAN) {
        printf("skipped: %s takes too long under the sanitizers\n", row->clip);
        skip();
    }
    snprintf(name, sizeof(name), "data/video/%s", row->clip);
    snprintf(path, sizeof(path), "%s", test_data(name));
    check(row, path);
}

static int make_clips(void **state)
{
    (void)state;
    static const struct clips_runner runners[] = {
        { .name = "plain.mp4", .fps = 30, .duration_s = 2.4 },
        { .name = "short.mp4", .fps = 30, .duration_s = 0.7 },
        { .name = "slow.mp4", .fps = 40, .duration_s = 2.4, .plays_at_fps = 20 },
        { .name = "far.mp4",
          .fps = 30,
          .duration_s = 1,
          .set = { { "camera-distance", "40" } } },
    };
    struct err err = { 0 };

    if (clips_begin() < 0)
        return -1;
    for (size_t i = 0; i < N_ELEMS(runners); i++)
        clips_draw(&runners[i]);
    clips_tag("slow.mp4", "tagged.mp4", 20, 40);
    clips_blank("blank.mp4");
    clips_cut("plain.mp4", "beheaded.mp4", 0.0005);
    assert_ok(file_write(clips_path("words.mp4"), "only words\n", 11, &err), err);
    return file_write(clips_path("empty.mp4"), "", 0, &err);
}

int main(void)
{
    struct CMUnitTest tests[1 + N_ELEMS(reference)] = { cmocka_unit_test(
        made_clips_are_refused_with_the_right_reason) };
    char names[N_ELEMS(reference)][64];

    for (size_t i = 0; i < N_ELEMS(reference); i++) {
        snprintf(names[i], sizeof(names[i]), "reference_%.*s",
                 (int)strcspn(reference[i].clip, "."), reference[i].clip);
        tests[1 + i] = (struct CMUnitTest)cmocka_unit_test_prestate(
            this_reference_clip_is_treated_right, (void *)(uintptr_t)&reference[i]);
        tests[1 + i].name = names[i];
    }
    return cmocka_run_group_tests(tests, make_clips, clips_end);
}

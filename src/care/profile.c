/* SPDX-License-Identifier: Apache-2.0 */
#include "care/profile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"

/* clang-format off */
static const char *const sexes[] = { "unknown", "female", "male", NULL };
static const char *const backs[] = { "none", "past", "recurrent", "now", NULL };
static const char *const no_yes[] = { "no", "yes", NULL };
static const char *const goals[] = { "back", "habit", "5k", "10k", "half", "marathon", NULL };
static const char *const week[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };
static const char *const things[] = { "mat", "band", "weights", "step", "bar", NULL };
static const char *const often[] = { "never", "sometimes", "always", NULL };

#define PACE(min, s) (1000.0 / (60.0 * (min) + (s)))
#define NUMBER(unit_, min_, max_) .unit = unit_, .type = CARE_NUMBER, .min = min_, .max = max_
#define CHOICE(words_) .unit = "", .type = CARE_CHOICE, .words = words_
#define SET(words_)    .unit = "", .type = CARE_SET, .words = words_
#define X(name, key_) [CARE_FIELD_##name] = { .key = key_,
/* In the order of the questions. A question is one sentence, why is one sentence. */
const struct care_row care_rows[CARE_N_FIELDS] = {
    X(BORN, "born") NUMBER("", 1900, 2100),
      .arg = "YEAR", .help = "year of birth",
      .question = "In which year were you born?",
      .why = "Heart-rate zones and some warning signs depend on age." },
    X(SEX, "sex") CHOICE(sexes),
      .arg = "SEX", .help = "female, male or unknown, for formulas that differ",
      .question = "Are you female or male, for formulas that differ?",
      .why = "Two of the load formulas have one form for women and one for men." },
    X(HEIGHT, "height") NUMBER("cm", 100, 230),
      .arg = "CM", .help = "height",
      .question = "How tall are you?",
      .why = "It turns picture points into centimetres, and step rate depends on it." },
    X(MASS, "mass") NUMBER("kg", 25, 250),
      .arg = "KG", .help = "body mass",
      .question = "How much do you weigh?",
      .why = "Forces on the back are counted in body weights and in newtons." },
    X(REST_HR, "rest-hr") NUMBER("/min", 25, 120),
      .arg = "BPM", .help = "resting heart rate",
      .question = "What is your resting heart rate?",
      .why = "Zones and load use the range between rest and maximum." },
    X(MAX_HR, "max-hr") NUMBER("/min", 100, 230),
      .arg = "BPM", .help = "highest heart rate, measured",
      .question = "What is the highest heart rate you have measured?",
      .why = "A measured value makes zones much better than a guess from age." },
    X(THRESHOLD_HR, "threshold-hr") NUMBER("/min", 80, 220),
      .arg = "BPM", .help = "mean heart rate of the last 20 of 30 min alone and all out",
      .question = "What is your threshold heart rate, the mean of the last 20 of 30 minutes "
                  "all out?",
      .why = "It places the border of hard running." },
    X(THRESHOLD_PACE, "threshold-pace") .unit = "min/km", .type = CARE_PACE,
      .min = PACE(20, 0), .max = PACE(2, 0),
      .arg = "MIN:SEC", .help = "time for 1 km at a pace that can be held for an hour",
      .question = "Which pace can you hold for an hour, as minutes:seconds for 1 km?",
      .why = "It places zones by pace." },
    X(THRESHOLD_POWER, "threshold-power") NUMBER("W", 50, 600),
      .arg = "W", .help = "power that can be held for an hour",
      .question = "Which running power can you hold for an hour?",
      .why = "It places zones by power." },
    X(RUNNING_SINCE, "running-since") NUMBER("", 1930, 2100),
      .arg = "YEAR", .help = "year in which you began to run",
      .question = "Since which year have you been running? This year means just starting.",
      .why = "Beginners start lower and grow more slowly." },
    X(USUAL_KM, "usual-km") NUMBER("km", 0, 300),
      .arg = "KM", .help = "distance of a usual week of the last month",
      .question = "How many kilometres did you run in a usual week of the last month?",
      .why = "A plan starts from what you really do." },
    X(USUAL_RUNS, "usual-runs") NUMBER("", 0, 14),
      .arg = "N", .help = "runs in a usual week of the last month",
      .question = "How many runs did a usual week of the last month have?",
      .why = "A plan starts from what you really do." },
    X(LONGEST_KM, "longest-km") NUMBER("km", 0, 200),
      .arg = "KM", .help = "longest run of the last 30 days, where the log is empty",
      .question = "How long was your longest run of the last 30 days?",
      .why = "No run should be much longer than that one." },
    X(BACK, "back") CHOICE(backs),
      .arg = "HISTORY", .help = "back pain: none, past, recurrent or now",
      .question = "Has your back hurt: none, in the past, recurrent, or now?",
      .why = "A back with a history starts on a more careful track." },
    X(BACK_WEEKS, "back-weeks") NUMBER("weeks", 0, 2600),
      .arg = "WEEKS", .help = "how long the pain has lasted, if it is there now",
      .question = "If it hurts now: for how many weeks has it lasted?",
      .why = "Pain that does not get better for six weeks should be looked at." },
    X(WALK_30, "walk-30") CHOICE(no_yes),
      .arg = "YES/NO", .help = "walks 30 minutes with pain of 2 or less, and no more the next day",
      .question = "Can you walk for 30 minutes with pain of 2 or less, and no more pain the "
                  "next day?",
      .why = "That is the entry to running with a back that hurts." },
    X(GOAL, "goal") CHOICE(goals),
      .arg = "GOAL", .help = "back, habit, 5k, 10k, half or marathon",
      .question = "What do you run for: a better back, the habit, or a distance?",
      .why = "The plan leads there." },
    X(GOAL_DAY, "goal-day") .unit = "", .type = CARE_DAY, .min = 0, .max = 47482,
      .arg = "DATE", .help = "day of the race or goal",
      .question = "On which day is it, as 2026-05-31?",
      .why = "The plan ends there." },
    X(DAYS, "days") SET(week),
      .arg = "DAYS", .help = "free for training, as mon,wed,sat",
      .question = "On which days can you train?",
      .why = "The plan uses only these." },
    X(MINUTES, "minutes") NUMBER("min", 10, 300),
      .arg = "MIN", .help = "for a session on such a day",
      .question = "How many minutes do you have on such a day?",
      .why = "Sessions fit into them." },
    X(LONG_MINUTES, "long-minutes") NUMBER("min", 10, 600),
      .arg = "MIN", .help = "on the longest day of the week",
      .question = "How many minutes do you have on the longest day of the week?",
      .why = "The long run fits into them." },
    X(EQUIPMENT, "equipment") SET(things),
      .arg = "THINGS", .help = "of mat,band,weights,step,bar; or none",
      .question = "What do you have at hand?",
      .why = "Exercises need no more than that." },
    X(STRENGTH, "strength") NUMBER("", 0, 14),
      .arg = "N", .help = "strength sessions a week now",
      .question = "How many strength sessions do you do a week?",
      .why = "Strong legs and trunk are part of the plan." },
    X(WARM_UP, "warm-up") CHOICE(often),
      .arg = "HABIT", .help = "before a run: never, sometimes or always",
      .question = "Do you warm up before a run?",
      .why = "It is one of the habits that the answer about your back looks at." },
    X(SITTING, "sitting") NUMBER("h", 0, 24),
      .arg = "HOURS", .help = "sitting, a day",
      .question = "How many hours a day do you sit?",
      .why = "It is one of the habits that the answer about your back looks at." },
};
#undef X

/* Two values that cannot be true together: a must be below b (or at most equal). */
static const struct {
    enum care_field a, b;
    bool equal;
    const char *words;
} pairs[] = {
    { CARE_FIELD_REST_HR, CARE_FIELD_MAX_HR, false,
      "the resting heart rate must be below the highest" },
    { CARE_FIELD_REST_HR, CARE_FIELD_THRESHOLD_HR, false,
      "the resting heart rate must be below the threshold" },
    { CARE_FIELD_THRESHOLD_HR, CARE_FIELD_MAX_HR, true,
      "the threshold heart rate cannot be above the highest" },
    { CARE_FIELD_BORN, CARE_FIELD_RUNNING_SINCE, false,
      "you cannot have been running since before you were born" },
};
/* clang-format on */

void care_profile_clear(struct care_profile *p)
{
    for (size_t i = 0; i < CARE_N_FIELDS; i++)
        p->value[i] = NAN;
}

/* Every word of the row, with commas. */
static void list_words(const struct care_row *row, char *ret, size_t size)
{
    size_t n = 0;
    ret[0] = '\0';
    for (size_t i = 0; row->words[i] && n < size; i++)
        n += (size_t)snprintf(ret + n, size - n, "%s%s", i ? ", " : "", row->words[i]);
}

static int refuse(const struct care_row *row, const char *word, struct err *err)
{
    char list[96];

    switch (row->type) {
    case CARE_CHOICE:
        list_words(row, list, sizeof(list));
        return err_set(err, ERR_USAGE, "%s \"%.40s\" is none of %s", row->key, word, list);
    case CARE_SET:
        list_words(row, list, sizeof(list));
        return err_set(err, ERR_USAGE, "%s \"%.40s\" is no list of %s; none is fine too",
                       row->key, word, list);
    case CARE_DAY:
        return err_set(err, ERR_USAGE, "%s \"%.40s\" is no date; write 2026-05-31", row->key,
                       word);
    case CARE_PACE:
        return err_set(err, ERR_USAGE,
                       "%s \"%.40s\" is no pace; write minutes:seconds for 1 km, "
                       "2:00 to 20:00",
                       row->key, word);
    case CARE_NUMBER:
        break;
    }
    return err_set(err, ERR_USAGE, "%s \"%.40s\" is no number from %.0f to %.0f%s%s", row->key,
                   word, row->min, row->max, row->unit[0] ? " " : "", row->unit);
}

static long word_at(const struct care_row *row, const char *word, size_t n)
{
    for (size_t i = 0; row->words[i]; i++)
        if (strlen(row->words[i]) == n && strncmp(row->words[i], word, n) == 0)
            return (long)i;
    return -1;
}

static bool parse_set(const struct care_row *row, const char *word, double *ret)
{
    unsigned bits = 0;

    if (strcmp(word, "none") == 0) {
        *ret = 0;
        return true;
    }
    for (const char *p = word;; p++) {
        size_t n = strcspn(p, ",");
        long at = word_at(row, p, n);
        if (at < 0)
            return false;
        bits |= 1U << at;
        p += n;
        if (*p == '\0')
            break;
    }
    *ret = bits;
    return true;
}

static bool digits(const char **s, int least, int most, long *ret)
{
    int n = 0;
    for (*ret = 0; n < most && **s >= '0' && **s <= '9'; n++)
        *ret = 10 * *ret + (*(*s)++ - '0');
    return n >= least;
}

static bool parse_day(const char *p, double *ret)
{
    long day;

    if (!day_read(p, &day) || p[10] != '\0')
        return false;
    *ret = (double)day;
    return true;
}

static bool parse_pace(const char *p, double *ret)
{
    long min, s;

    if (!digits(&p, 1, 2, &min) || *p++ != ':' || !digits(&p, 2, 2, &s) || *p != '\0' || s > 59)
        return false;
    *ret = PACE((double)min, (double)s);
    return true;
}

/* "178", "178cm", "178 cm" */
static bool parse_number(const struct care_row *row, const char *word, double *ret)
{
    size_t n = strlen(word), u = strlen(row->unit);
    char text[32];

    if (u && n > u && strcmp(word + n - u, row->unit) == 0)
        for (n -= u; n > 0 && word[n - 1] == ' ';)
            n--;
    if (n >= sizeof(text))
        return false;
    snprintf(text, sizeof(text), "%.*s", (int)n, word);
    return text_to_double(text, row->key, ret, NULL) == 0;
}

int care_profile_parse(enum care_field f, const char *word, double *ret, struct err *err)
{
    const struct care_row *row = &care_rows[f];
    double v = NAN;
    bool ok = false, ranged = true;

    if (row->type == CARE_CHOICE && word_at(row, word, strlen(word)) >= 0) {
        *ret = (double)word_at(row, word, strlen(word));
        return 0;
    }
    if (strcmp(word, "unknown") == 0) {
        *ret = NAN;
        return 0;
    }
    switch (row->type) {
    case CARE_NUMBER:
        ok = parse_number(row, word, &v);
        break;
    case CARE_SET:
        ok = parse_set(row, word, &v);
        ranged = false;
        break;
    case CARE_DAY:
        ok = parse_day(word, &v);
        break;
    case CARE_PACE:
        ok = parse_pace(word, &v);
        break;
    case CARE_CHOICE:
        break;
    }
    if (!ok || (ranged && !(v >= row->min && v <= row->max)))
        return refuse(row, word, err);
    *ret = v;
    return 0;
}

static void show_set(const struct care_row *row, double value, char *ret, size_t size)
{
    size_t n = 0;

    snprintf(ret, size, "none");
    for (size_t i = 0; row->words[i] && n < size; i++)
        if (((unsigned)value >> i) & 1)
            n += (size_t)snprintf(ret + n, size - n, "%s%s", n ? "," : "", row->words[i]);
}

static void show_day(double value, char *ret, size_t size)
{
    char text[DAY_TEXT];

    day_text((long)value, text);
    snprintf(ret, size, "%s", text);
}

void care_profile_show(enum care_field f, double value, char *ret, size_t size)
{
    const struct care_row *row = &care_rows[f];
    long s = isnan(value) ? 0 : lround(1000 / fmax(value, 0.1));
    size_t n = 0;

    if (isnan(value)) {
        snprintf(ret, size, "unknown");
        return;
    }
    switch (row->type) {
    case CARE_NUMBER:
        snprintf(ret, size, "%.10g", value);
        return;
    case CARE_CHOICE:
        while (row->words[n])
            n++;
        snprintf(ret, size, "%s",
                 value >= 0 && value < (double)n ? row->words[(size_t)value] : "unknown");
        return;
    case CARE_SET:
        show_set(row, value, ret, size);
        return;
    case CARE_DAY:
        show_day(value, ret, size);
        return;
    case CARE_PACE:
        snprintf(ret, size, "%ld:%02ld", s / 60, s % 60);
        return;
    }
}

static double year_of(long day) { return 1970 + (double)day / 365.2425; }

double care_age(const struct care_profile *p, long today)
{
    return year_of(today) - (care_profile_get(p, BORN) + 0.5);
}

int care_profile_check(const struct care_profile *p, long today, struct err *err)
{
    double height = care_profile_get(p, HEIGHT) / 100, mass = care_profile_get(p, MASS);
    double year = floor(year_of(today));

    for (size_t i = 0; i < N_ELEMS(pairs); i++) {
        double a = p->value[pairs[i].a], b = p->value[pairs[i].b];
        if (a > b || (!pairs[i].equal && a == b))
            return err_set(err, ERR_USAGE, "%s: %s %.0f, %s %.0f", pairs[i].words,
                           care_rows[pairs[i].a].key, a, care_rows[pairs[i].b].key, b);
    }
    if (care_profile_get(p, BORN) > year - 5)
        return err_set(err, ERR_USAGE, "born %.0f is too late for a runner",
                       care_profile_get(p, BORN));
    if (care_profile_get(p, RUNNING_SINCE) > year)
        return err_set(err, ERR_USAGE, "running-since %.0f has not come yet",
                       care_profile_get(p, RUNNING_SINCE));
    if (mass < 9 * height * height || mass > 90 * height * height)
        return err_set(err, ERR_USAGE, "%.0f cm and %.0f kg do not fit; is one of them wrong?",
                       height * 100, mass);
    return 0;
}

void care_load_profile(const struct care_profile *p, long today, struct load_profile *ret)
{
    const double sex = care_profile_get(p, SEX);

    *ret = (struct load_profile){
        .age_years = care_age(p, today),
        .mass_kg = care_profile_get(p, MASS),
        .height_m = care_profile_get(p, HEIGHT) / 100,
        .rest_hr = care_profile_get(p, REST_HR),
        .max_hr = care_profile_get(p, MAX_HR),
        .threshold_hr = care_profile_get(p, THRESHOLD_HR),
        .threshold_speed_m_s = care_profile_get(p, THRESHOLD_PACE),
        .threshold_power_w = care_profile_get(p, THRESHOLD_POWER),
        .seen_max_hr = NAN,
        .female = -1,
    };
    if (sex == 1 || sex == 2)
        ret->female = sex == 1;
}

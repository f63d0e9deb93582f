/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/log.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "spine/segments.h"
#include "store/life.h"

static double given(double x) { return x < 0 ? (double)NAN : x; }

static int from_options(const struct log_runner *r, double seen_max_hr,
                        struct load_profile *ret, struct err *err)
{
    struct load_profile p = LOAD_PROFILE_UNKNOWN;
    double pace = NAN;

    if (r->pace) {
        int rc = log_parse_duration(r->pace, "--threshold-pace", &pace, err);
        if (rc < 0)
            return rc;
        if (pace < 120 || pace > 1200)
            return err_set(err, ERR_USAGE,
                           "--threshold-pace is min:sec for 1 km, 2:00 to 20:00");
    }
    p.age_years = given(r->age);
    p.max_hr = given(r->max_hr);
    p.rest_hr = given(r->rest_hr);
    p.threshold_hr = given(r->threshold_hr);
    p.threshold_power_w = given(r->power);
    p.threshold_speed_m_s = 1000 / pace;
    p.seen_max_hr = seen_max_hr;
    p.female = r->sex == SPINE_SEX_UNKNOWN ? -1 : r->sex == SPINE_FEMALE;
    *ret = p;
    return 0;
}

/* What was given as an option wins. */
static void fill(double *x, double stored)
{
    if (isnan(*x))
        *x = stored;
}

int log_profile_of(const struct log_runner *r, struct store *s, long day, double seen_max_hr,
                   struct load_profile *ret, struct err *err)
{
    struct care_profile care;
    struct load_profile given, stored;
    int rc = from_options(r, seen_max_hr, &given, err);

    if (rc == 0)
        rc = store_profile(s, day, &care, err);
    if (rc < 0)
        return rc;
    care_load_profile(&care, day, &stored);
    fill(&given.age_years, stored.age_years);
    fill(&given.mass_kg, stored.mass_kg);
    fill(&given.height_m, stored.height_m);
    fill(&given.rest_hr, stored.rest_hr);
    fill(&given.max_hr, stored.max_hr);
    fill(&given.threshold_hr, stored.threshold_hr);
    fill(&given.threshold_speed_m_s, stored.threshold_speed_m_s);
    fill(&given.threshold_power_w, stored.threshold_power_w);
    if (given.female < 0)
        given.female = stored.female;
    *ret = given;
    return 0;
}

static int make_folder(const char *path, struct err *err)
{
    AUTO(mem) char *folder = mem_strdup(path);
    char *slash = folder ? strrchr(folder, '/') : NULL;

    if (!slash)
        return err_set(err, ERR_NOMEM, "no memory for a path");
    *slash = '\0';
    struct err why = { 0 };
    int rc = file_make_dirs(folder, &why);
    return rc < 0 ? err_set(err, why.code, "%.200s; --db FILE keeps the log elsewhere", why.msg)
                  : 0;
}

int log_path(const char *db, char ret[LOG_PATH_MAX], struct err *err)
{
    if (!db)
        return store_usual_path(ret, LOG_PATH_MAX, err);
    if (snprintf(ret, LOG_PATH_MAX, "%s", db) >= LOG_PATH_MAX)
        return err_set(err, ERR_USAGE, "the path of --db is longer than %d bytes",
                       LOG_PATH_MAX - 1);
    return 0;
}

int log_open(const char *db, enum store_mode mode, struct store **ret, struct err *err)
{
    char path[LOG_PATH_MAX];
    struct stat st;
    int rc = log_path(db, path, err);

    if (rc == 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return err_set(err, ERR_USAGE, "\"%s\" is a folder; give the database in it", path);
    if (rc == 0 && !db && mode == STORE_CREATE)
        rc = make_folder(path, err);
    if (rc < 0)
        return rc;
    if (mode != STORE_CREATE && access(path, F_OK) != 0)
        return err_set(err, ERR_NOT_FOUND,
                       "there is no log at \"%s\" yet; backstride import PATH, profile or pain "
                       "begins it",
                       path);
    return store_open(path, mode, ret, err);
}

static bool digits(const char **s, size_t n, long *ret)
{
    long v = 0;

    for (size_t i = 0; i < n; i++, (*s)++) {
        if (**s < '0' || **s > '9')
            return false;
        v = 10 * v + (**s - '0');
    }
    *ret = v;
    return true;
}

int log_parse_time(const char *s, const char *what, double *ret_s, struct err *err)
{
    long day, h = 0, mi = 0;
    bool ok = day_read(s, &day);
    const char *p = ok ? s + 10 : s;

    if (ok && (*p == 'T' || *p == ' ')) {
        p++;
        ok = digits(&p, 2, &h) && *p++ == ':' && digits(&p, 2, &mi);
    }
    if (ok && *p == '\0' && h < 24 && mi < 60) {
        *ret_s = (double)(day * DAY_S + h * 3600 + mi * 60);
        return 0;
    }
    return err_set(err, ERR_USAGE,
                   "%s \"%.40s\" is no date; write 2026-05-31 or "
                   "2026-05-31T18:30",
                   what, s);
}

int log_parse_day(const char *s, const char *what, long *ret, struct err *err)
{
    double at;
    int rc = s ? log_parse_time(s, what, &at, err) : 0;

    if (s && rc == 0)
        *ret = day_at(at);
    return rc;
}

int log_parse_past(const char *s, const char *what, long *ret, struct err *err)
{
    long day = *ret;
    int rc = log_parse_day(s, what, &day, err);

    if (rc == 0 && s && day > log_today() + 1)
        return err_set(err, ERR_USAGE, "%s %.20s lies in the future", what, s);
    if (rc == 0)
        *ret = day;
    return rc;
}

int log_parse_words(const char *s, const char *what, char *ret, size_t size, struct err *err)
{
    if (strlen(s) >= size)
        return err_set(err, ERR_USAGE,
                       "%s has %zu bytes and at most %zu can be kept; say it shorter", what,
                       strlen(s), size - 1);
    activity_text(ret, size, s, strlen(s));
    return 0;
}

long log_today(void)
{
    const char *told = getenv("BACKSTRIDE_TODAY");
    long day;
    if (told && day_read(told, &day))
        return day;
    time_t now = time(NULL);
    struct tm tm;
    return day_at((double)now + (localtime_r(&now, &tm) ? (double)tm.tm_gmtoff : 0));
}

int log_parse_duration(const char *s, const char *what, double *ret_s, struct err *err)
{
    double sum = 0;
    int parts = 0;
    const char *p = s;

    for (;; p++) {
        long v = 0;
        int n = 0;
        for (; *p >= '0' && *p <= '9' && n < 5; n++)
            v = 10 * v + (*p++ - '0');
        if (n == 0 || (parts > 0 && (n != 2 || v > 59)) || ++parts > 3)
            break;
        sum = 60 * sum + (double)v;
        if (*p == ':')
            continue;
        if (*p != '\0' || parts < 2)
            break;
        *ret_s = sum;
        return 0;
    }
    return err_set(err, ERR_USAGE, "%s \"%.40s\" is no duration; write 5:30 or 1:02:03", what,
                   s);
}

void log_clock(double utc_s, double offset_s, char ret[32])
{
    time_t t = (time_t)floor(utc_s + (isnan(offset_s) ? 0 : offset_s));
    struct tm tm;
    bool ok = isnan(offset_s) ? localtime_r(&t, &tm) != NULL : gmtime_r(&t, &tm) != NULL;

    if (!ok || strftime(ret, 32, "%Y-%m-%d %H:%M", &tm) == 0)
        snprintf(ret, 32, "?");
}

void log_pace(double speed_m_s, bool on_foot, char ret[24])
{
    char pace[24];

    text_pace(speed_m_s, pace);
    if (pace[0] == '-')
        snprintf(ret, 24, "-");
    else if (on_foot)
        snprintf(ret, 24, "%.10s /km", pace);
    else
        snprintf(ret, 24, "%.1f km/h", speed_m_s * 3.6);
}

void log_sport(const struct store_row *row, char ret[64])
{
    const char *sub = activity_subs[row->sub].shown;
    snprintf(ret, 64, "%s%s%s", activity_sports[row->sport].shown, sub[0] ? " " : "", sub);
}

json_t *log_number(double x)
{
    /* Three decimals say all; more would show how doubles round. */
    return isfinite(x) ? json_real(nearbyint(x * 1000) / 1000) : json_null();
}

void log_chart(FILE *out, const char *title, const char *unit, const double *x, size_t n,
               int columns)
{
    static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    enum { LEVELS = 8, WIDEST = 120 };
    double mean[WIDEST], low = INFINITY, high = -INFINITY;
    size_t width = (size_t)(columns < WIDEST ? columns : WIDEST);

    width = width < n ? width : n;
    for (size_t c = 0; c < width; c++) {
        double sum = 0;
        size_t k = 0;
        for (size_t i = c * n / width; i < (c + 1) * n / width; i++)
            if (!isnan(x[i])) {
                sum += x[i];
                k++;
            }
        mean[c] = k ? sum / (double)k : (double)NAN;
        low = mean[c] < low ? mean[c] : low;
        high = mean[c] > high ? mean[c] : high;
    }
    if (!(high >= low))
        return;
    fprintf(out, "%s, %.4g to %.4g %s\n  ", title, low, high, unit);
    for (size_t c = 0; c < width; c++) {
        double share = high > low ? (mean[c] - low) / (high - low) : 0.5;
        fputs(isnan(mean[c]) ? blocks[0] : blocks[1 + lround(share * (LEVELS - 1))], out);
    }
    fputs("\n", out);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <zip.h>
#include <zlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "formats/source.h"

/* -- archives made here */

struct bytes {
    uint8_t *data;
    size_t n;
};

static struct bytes gzip_of(const void *data, size_t n)
{
    struct bytes b = { mem_array(n + 1000, 1), 0 };
    z_stream z = { 0 };
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, 0), Z_OK);
    memcpy(&z.next_in, &data, sizeof(data));
    z.avail_in = (unsigned)n;
    z.next_out = b.data;
    z.avail_out = (unsigned)(n + 1000);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    b.n = z.total_out;
    deflateEnd(&z);
    return b;
}

struct entry {
    const char *name;
    const void *data;
    size_t n;
};

static struct bytes zip_of(const struct entry *entry, size_t n)
{
    zip_error_t e;
    zip_error_init(&e);
    zip_source_t *buffer = zip_source_buffer_create(NULL, 0, 0, &e);
    zip_t *z = zip_open_from_source(buffer, ZIP_TRUNCATE, &e);
    assert_non_null(z);
    zip_source_keep(buffer);
    for (size_t i = 0; i < n; i++) {
        zip_source_t *s = zip_source_buffer(z, entry[i].data, entry[i].n, 0);
        assert_true(zip_file_add(z, entry[i].name, s, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(z), 0);
    zip_source_open(buffer);
    zip_source_seek(buffer, 0, SEEK_END);
    struct bytes b = { NULL, (size_t)zip_source_tell(buffer) };
    b.data = mem_array(b.n, 1);
    zip_source_seek(buffer, 0, SEEK_SET);
    assert_int_equal(zip_source_read(buffer, b.data, b.n), b.n);
    zip_source_close(buffer);
    zip_source_free(buffer);
    return b;
}

static struct source *open_bytes(const struct bytes *b, const struct source_limits *limits)
{
    struct source *s = NULL;
    struct err err = { 0 };
    assert_ok(source_open_bytes("in", b->data, b->n, limits, &s, &err), err);
    return s;
}

/* The next item must be this one, with this content (NULL: any). */
static const struct source_item *expect(struct source *s, const char *path, const char *content)
{
    const struct source_item *item = NULL;
    const uint8_t *data = NULL;
    struct err err = { 0 };
    size_t n = 0;
    int rc = source_next(s, &item, &err);
    if (rc != 1)
        fail_msg("expected %s, got %s: %s", path, rc ? err_name(rc) : "the end", err.msg);
    assert_string_equal(item->path, path);
    assert_ok(source_load(s, &data, &n, &err), err);
    if (content) {
        assert_int_equal(n, strlen(content));
        assert_memory_equal(data, content, n);
    }
    return item;
}

static void expect_end(struct source *s)
{
    const struct source_item *item = NULL;
    struct err err = { 0 };
    int rc = source_next(s, &item, &err);
    if (rc != 0)
        fail_msg("expected the end, got %s", rc < 0 ? err.msg : item->path);
}

#define expect_refused(s, code, part)                               \
    do {                                                            \
        const struct source_item *item_ = NULL;                     \
        struct err err_ = { 0 };                                    \
        assert_refused(source_next(s, &item_, &err_), code);        \
        if (!strstr(err_.msg, part))                                \
            fail_msg("\"%s\" does not say \"%s\"", err_.msg, part); \
    } while (0)

#define AUTO_BYTES __attribute__((cleanup(bytes_done)))
static void bytes_done(struct bytes *b) { free(b->data); }

#define ENTRY(name, text)            \
    {                                \
        name, text, sizeof(text) - 1 \
    }

/* -- what comes out */

static void plain_bytes_come_as_they_are(void **state)
{
    struct bytes b = { (uint8_t[]){ "hello" }, 5 };
    (void)state;
    AUTO(source) struct source *s = open_bytes(&b, NULL);
    const struct source_item *item = expect(s, "in", "hello");
    assert_int_equal(item->n_head, 5);
    assert_null(source_note(s));
    expect_end(s);
}

static void zips_and_gzips_are_opened_whatever_they_are_called(void **state)
{
    AUTO_BYTES struct bytes gz = gzip_of("one", 3), twice = gzip_of(gz.data, gz.n);
    const struct entry inner[] = { ENTRY("x.gpx", "two") };
    AUTO_BYTES struct bytes zip = zip_of(inner, 1);
    const struct entry outer[] = {
        { "a/1.fit.gz", gz.data, gz.n },   { "a/2.fit", twice.data, twice.n },
        { "a/b.fit", zip.data, zip.n },    ENTRY("a/", ""),
        ENTRY("__MACOSX/._1.fit", "junk"), ENTRY("c.tcx", "three")
    };
    AUTO_BYTES struct bytes b = zip_of(outer, N_ELEMS(outer));
    (void)state;
    AUTO(source) struct source *s = open_bytes(&b, NULL);
    assert_string_equal(expect(s, "in/a/1.fit.gz", "one")->name, "1.fit");
    expect(s, "in/a/2.fit", "one");
    expect(s, "in/a/b.fit/x.gpx", "two");
    expect(s, "in/c.tcx", "three");
    expect_end(s);
}

static void an_unread_item_does_not_stop_the_next(void **state)
{
    const struct entry entries[] = { ENTRY("1", "one"), ENTRY("2", "two") };
    AUTO_BYTES struct bytes b = zip_of(entries, 2);
    const struct source_item *item = NULL;
    struct err err = { 0 };
    (void)state;
    AUTO(source) struct source *s = open_bytes(&b, NULL);
    assert_int_equal(source_next(s, &item, &err), 1);
    assert_memory_equal(item->head, "one", 3);
    expect(s, "in/2", "two");
}

/* -- gzip damage */

static void gzip_damage_keeps_the_bytes_and_says_what_is_wrong(void **state)
{
    static const struct {
        const char *what;
        enum activity_note_kind kind;
    } rows[] = {
        { "crc", ACTIVITY_NOTE_CHECKSUM },
        { "cut", ACTIVITY_NOTE_TRUNCATED },
        { "junk", ACTIVITY_NOTE_TRAILING },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO_BYTES struct bytes b = gzip_of("some content", 12);
        if (i == 0)
            b.data[b.n - 6] ^= 1;
        else if (i == 1)
            b.n -= 3;
        else {
            memcpy(b.data + b.n, "junk", 4);
            b.n += 4;
        }
        AUTO(source) struct source *s = open_bytes(&b, NULL);
        expect(s, "in", "some content");
        assert_non_null(source_note(s));
        assert_int_equal(source_note(s)->kind, rows[i].kind);
        expect_end(s);
    }
}

static void members_of_a_gzip_come_one_behind_the_other(void **state)
{
    AUTO_BYTES struct bytes a = gzip_of("one ", 4), e = gzip_of("", 0), b = gzip_of("two", 3);
    AUTO_BYTES struct bytes all = { mem_array(a.n + e.n + b.n, 1), a.n + e.n + b.n };
    (void)state;
    memcpy(all.data, a.data, a.n);
    memcpy(all.data + a.n, e.data, e.n);
    memcpy(all.data + a.n + e.n, b.data, b.n);
    AUTO(source) struct source *s = open_bytes(&all, NULL);
    expect(s, "in", "one two");
    assert_null(source_note(s));
}

/* -- zip damage and harm */

static void a_zip_cut_anywhere_gives_its_whole_entries(void **state)
{
    static const char text[] = "0123456789 the same again 0123456789 the same again";
    const struct entry entries[] = { ENTRY("1", text), ENTRY("2", text) };
    AUTO_BYTES struct bytes b = zip_of(entries, 2);
    size_t whole = b.n, most = 0;
    (void)state;
    for (b.n = 4; b.n < whole; b.n++) {
        AUTO(source) struct source *s = open_bytes(&b, NULL);
        const struct source_item *item;
        struct err err = { 0 };
        size_t n_whole = 0;
        int rc;
        bool told = false;
        while ((rc = source_next(s, &item, &err)) != 0) {
            const uint8_t *data;
            size_t n;
            if (rc < 0) {
                told = told || strstr(err.msg, "no directory");
                continue;
            }
            assert_ok(source_load(s, &data, &n, &err), err);
            assert_memory_equal(data, text, n);
            n_whole += n == strlen(text) && !source_note(s);
        }
        assert_true(told);
        assert_true(n_whole >= most);
        most = n_whole;
    }
    assert_int_equal(most, 2);
}

static void names_that_leave_the_folder_are_left_out(void **state)
{
    const struct entry entries[] = { ENTRY("../up.fit", "x"), ENTRY("/etc/passwd", "x"),
                                     ENTRY("a/../../b", "x"), ENTRY("..\\b", "x"),
                                     ENTRY("C:\\b", "x"),     ENTRY("a..b/..c", "fine") };
    AUTO_BYTES struct bytes b = zip_of(entries, N_ELEMS(entries));
    (void)state;
    AUTO(source) struct source *s = open_bytes(&b, NULL);
    for (size_t i = 0; i + 1 < N_ELEMS(entries); i++)
        expect_refused(s, ERR_FORMAT, "leaves its folder");
    expect(s, "in/a..b/..c", "fine");
    expect_end(s);
}

static void bombs_are_refused_and_the_rest_still_comes(void **state)
{
    enum { LONG = 4 << 20 };
    const struct source_limits limits = { .item_bytes = 8 << 20,
                                          .total_bytes = 64 << 20,
                                          .ratio = 50,
                                          .ratio_from = 1 << 20,
                                          .items = 10,
                                          .depth = 2 };
    AUTO(mem) uint8_t *zeros = mem_array(LONG, 1);
    AUTO_BYTES struct bytes gz = gzip_of(zeros, LONG);
    const struct entry entries[] = { { "zip-bomb", zeros, LONG },
                                     { "gzip-bomb", gz.data, gz.n },
                                     ENTRY("good", "x") };
    AUTO_BYTES struct bytes b = zip_of(entries, 3);
    (void)state;
    AUTO(source) struct source *s = open_bytes(&b, &limits);
    for (int i = 0; i < 2; i++) {
        const struct source_item *item;
        const uint8_t *data;
        struct err err = { 0 };
        size_t n;
        assert_int_equal(source_next(s, &item, &err), 1);
        assert_refused(source_load(s, &data, &n, &err), ERR_LIMIT);
        assert_non_null(strstr(err.msg, "50 times"));
    }
    expect(s, "in/good", "x");
    expect_end(s);
}

static void limits_of_size_count_and_depth_hold(void **state)
{
    struct source_limits limits = SOURCE_LIMITS_INIT;
    const struct entry entries[] = { ENTRY("1", "12345"), ENTRY("2", "12345") };
    AUTO_BYTES struct bytes zip = zip_of(entries, 2);
    const struct entry nested[] = { { "n", zip.data, zip.n } };
    AUTO_BYTES struct bytes b = zip_of(nested, 1);
    const struct source_item *item;
    const uint8_t *data;
    struct err err = { 0 };
    size_t n;
    (void)state;

    limits.item_bytes = 4;
    AUTO(source) struct source *size = open_bytes(&zip, &limits);
    assert_int_equal(source_next(size, &item, &err), 1);
    assert_refused(source_load(size, &data, &n, &err), ERR_LIMIT);

    limits = (struct source_limits)SOURCE_LIMITS_INIT;
    limits.items = 1;
    AUTO(source) struct source *count = open_bytes(&zip, &limits);
    expect_refused(count, ERR_LIMIT, "2 entries");
    expect_end(count);

    limits = (struct source_limits)SOURCE_LIMITS_INIT;
    limits.depth = 1;
    AUTO(source) struct source *depth = open_bytes(&b, &limits);
    expect_refused(depth, ERR_LIMIT, "deeper than 1");
    expect_end(depth);

    limits = (struct source_limits)SOURCE_LIMITS_INIT;
    limits.total_bytes = 7;
    AUTO(source) struct source *total = open_bytes(&zip, &limits);
    expect(total, "in/1", "12345");
    assert_int_equal(source_next(total, &item, &err), 1);
    assert_refused(source_load(total, &data, &n, &err), ERR_LIMIT);
    expect_end(total);
}

static void encrypted_entries_are_named_and_passed_over(void **state)
{
    zip_error_t e;
    char path[] = "/tmp/backstride-test-XXXXXX";
    (void)state;
    zip_error_init(&e);
    int fd = mkstemp(path), code = 0;
    assert_true(fd >= 0);
    close(fd);
    zip_t *z = zip_open(path, ZIP_TRUNCATE | ZIP_CREATE, &code);
    assert_non_null(z);
    zip_int64_t i = zip_file_add(z, "secret.fit", zip_source_buffer(z, "x", 1, 0), 0);
    if (zip_file_set_encryption(z, (zip_uint64_t)i, ZIP_EM_AES_256, "pw") < 0)
        skip(); /* a libzip without encryption */
    zip_file_add(z, "open.fit", zip_source_buffer(z, "y", 1, 0), 0);
    assert_int_equal(zip_close(z), 0);
    AUTO(source) struct source *s = NULL;
    struct err err = { 0 };
    assert_ok(source_open(path, NULL, &s, &err), err);
    expect_refused(s, ERR_UNSUPPORTED, "encrypted");
    unlink(path);
    const struct source_item *item;
    assert_int_equal(source_next(s, &item, &err), 1);
    assert_string_equal(item->name, "open.fit");
    expect_end(s);
}

/* -- exports */

static const char strava_csv[] =
    "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Activity Gear,"
    "Filename,Distance\r\n"
    "11,\"Jan 1, 2022, 10:00:00 AM\",\"Run, \"\"fast\"\"\",Run,1800,5.0,Old shoes,"
    "activities/11.fit.gz,5012.5\r\n"
    "12,\"Dec 31, 2021, 12:30:00 PM\",\"Two\nlines\",Yoga,3600,0,,,0\r\n"
    "13,\"Jan 3, 2022, 10:00:00 AM\",Gone,Run,1,0,,activities/13.gpx,0\r\n"
    "14,\"Jan 4, 2022, 10:00:00 AM\",Bad,Run,1,0,,#error#,0\r\n";

static void rows_of_strava_go_with_their_files(void **state)
{
    AUTO_BYTES struct bytes gz = gzip_of("fit", 3);
    const struct entry entries[] = { { "export/activities/11.fit.gz", gz.data, gz.n },
                                     ENTRY("export/activities.csv", strava_csv),
                                     ENTRY("export/activities/99.gpx", "unnamed") };
    AUTO_BYTES struct bytes b = zip_of(entries, 3);
    const struct source_item *item;
    struct err err = { 0 };
    (void)state;
    AUTO(source) struct source *s = open_bytes(&b, NULL);
    item = expect(s, "in/export/activities/11.fit.gz", "fit");
    assert_non_null(item->meta);
    assert_string_equal(item->meta->id, "11");
    assert_string_equal(item->meta->name, "Run, \"fast\"");
    assert_string_equal(item->meta->gear, "Old shoes");
    assert_int_equal(item->meta->sport, ACTIVITY_SPORT_RUN);
    assert_true(item->meta->start_s == 1641031200 && item->meta->distance_m == 5012.5);
    assert_null(expect(s, "in/export/activities/99.gpx", "unnamed")->meta);

    assert_int_equal(source_next(s, &item, &err), 1); /* typed in, without a file */
    assert_int_equal(item->kind, SOURCE_MANUAL);
    assert_int_equal(item->meta->sub, ACTIVITY_SUB_YOGA);
    assert_string_equal(item->meta->name, "Two?lines");
    assert_true(item->meta->start_s == 1640953800 && item->meta->elapsed_s == 3600);
    expect_refused(s, ERR_NOT_FOUND, "#error#");
    expect_refused(s, ERR_NOT_FOUND, "activities/13.gpx");
    expect_end(s);
}

static void rows_of_other_languages_are_known_by_their_place(void **state)
{
    const struct entry entries[] = {
        ENTRY("activities.csv", "Aktivit\xC3\xA4ts-ID,Datum,Name,Art,Dateiname\n"
                                "5,1. Jan. 2022,Runde,Lauf,activities/5.gpx\n"),
        ENTRY("activities/5.gpx", "x"),
    };
    AUTO_BYTES struct bytes b = zip_of(entries, 2);
    (void)state;
    AUTO(source) struct source *s = open_bytes(&b, NULL);
    const struct source_item *item = expect(s, "in/activities/5.gpx", "x");
    assert_string_equal(item->meta->name, "Runde");
    assert_int_equal(item->meta->sport, ACTIVITY_SPORT_RUN);
    assert_true(isnan(item->meta->start_s));
}

static void rows_of_garmin_are_found_by_their_start(void **state)
{
    const struct entry inner[] = { ENTRY("me_1.fit", "x") };
    AUTO_BYTES struct bytes zip = zip_of(inner, 1);
    const struct entry entries[] = {
        { "DI_CONNECT/DI-Connect-Uploaded-Files/Part1.zip", zip.data, zip.n },
        ENTRY("DI_CONNECT/DI-Connect-Fitness/me_0_summarizedActivities.json",
              "[{\"summarizedActivitiesExport\":[{\"activityId\":77,\"name\":\"R\\u00e4d "
              "\\\"1\\\"\","
              "\"activityType\":\"trail_running\",\"beginTimestamp\":1641031200000,"
              "\"distance\":500000.5,\"splits\":[{\"distance\":1}]},"
              "{\"activityId\":78,\"activityType\":{\"typeKey\":\"yoga\"},"
              "\"startTimeGMT\":\"2022-01-02 10:00:00\"},{\"noId\":1}]}]"),
    };
    AUTO_BYTES struct bytes b = zip_of(entries, 2);
    (void)state;
    AUTO(source) struct source *s = open_bytes(&b, NULL);
    expect(s, "in/DI_CONNECT/DI-Connect-Uploaded-Files/Part1.zip/me_1.fit", "x");
    const struct source_meta *m = source_meta_at(s, 1641031201.5);
    assert_non_null(m);
    assert_string_equal(m->id, "77");
    assert_string_equal(m->name, "R\xC3\xA4"
                                 "d \"1\"");
    assert_int_equal(m->sub, ACTIVITY_SUB_TRAIL);
    assert_true(m->distance_m == 5000.005);
    m = source_meta_at(s, 1641117600);
    assert_non_null(m);
    assert_int_equal(m->sub, ACTIVITY_SUB_YOGA);
    assert_null(source_meta_at(s, 1641031203));
    expect_end(s);
}

/* Gear and rows come in either order; links name the gear themselves or stand under its key. */
static void gear_of_garmin_goes_with_its_activities(void **state)
{
    static const char summary[] =
        "[{\"summarizedActivitiesExport\":["
        "{\"activityId\":77,\"name\":\"A\",\"beginTimestamp\":1641031200000},"
        "{\"activityId\":78,\"name\":\"B\",\"beginTimestamp\":1641031300000},"
        "{\"activityId\":79,\"name\":\"C\",\"beginTimestamp\":1641031400000},"
        "{\"activityId\":80,\"name\":\"D\",\"beginTimestamp\":1641031500000}]}]";
    static const char gear[] =
        "[{\"gearDTOS\":["
        "{\"gearPk\":5,\"gearTypeName\":\"Bike\",\"displayName\":\"Grey\","
        "\"customMakeModel\":null,\"maximumMeters\":0},"
        "{\"gearPk\":6,\"gearTypeName\":\"Shoes\",\"displayName\":\"old\","
        "\"customMakeModel\":\"Red ones \",\"maximumMeters\":643738.0},"
        "{\"gearPk\":7,\"gearTypeName\":\"Shoes\",\"displayName\":null}],"
        "\"gearActivityDTOs\":{\"5\":[{\"gearPk\":5,\"activityId\":77},{\"activityId\":78}],"
        "\"6\":[{\"gearPk\":6,\"activityId\":78}],\"7\":[{\"activityId\":79}],"
        "\"8\":[{\"activityId\":80}]}}]";
    static const struct {
        double start_s;
        const char *gear;
    } want[] = {
        { 1641031200, "Grey" },     /* what it is called, where no make is said */
        { 1641031300, "Red ones" }, /* shoes before a bicycle */
        { 1641031400, "" },         /* a pair without a name */
        { 1641031500, "" },         /* gear that is not in the list */
    };
    (void)state;
    for (int order = 0; order < 2; order++) {
        const struct entry entries[] = {
            ENTRY("me_gear.json", gear),
            ENTRY("me_0_summarizedActivities.json", summary),
            ENTRY("a.fit", "x"),
        };
        const struct entry turned[] = { entries[1], entries[0], entries[2] };
        AUTO_BYTES struct bytes b = zip_of(order ? turned : entries, 3);
        AUTO(source) struct source *s = open_bytes(&b, NULL);
        expect(s, "in/a.fit", "x");
        for (size_t i = 0; i < N_ELEMS(want); i++) {
            const struct source_meta *m = source_meta_at(s, want[i].start_s);
            assert_non_null(m);
            assert_string_equal(m->gear, want[i].gear);
        }
        expect_end(s);
    }
}

/* -- folders */

static const char *path_in(char *path, size_t size, const char *dir, const char *name)
{
    snprintf(path, size, "%s/%s", dir, name);
    return path;
}

static void folders_are_walked_in_order_without_links(void **state)
{
    char dir[] = "/tmp/backstride-test-XXXXXX", path[200];
    static const char *const files[] = { "b.fit", "a/2.gpx", "a/1.gpx", ".DS_Store" };
    struct err err = { 0 };
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/a", dir);
    mkdir(path, 0700);
    for (size_t i = 0; i < N_ELEMS(files); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
        assert_ok(file_write(path, files[i], strlen(files[i]), &err), err);
    }
    snprintf(path, sizeof(path), "%s/link", dir);
    assert_int_equal(symlink("/etc", path), 0);
    AUTO(source) struct source *s = NULL;
    assert_ok(source_open(dir, NULL, &s, &err), err);
    static const char *const want[] = { "a/1.gpx", "a/2.gpx", "b.fit" };
    for (size_t i = 0; i < N_ELEMS(want); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, want[i]);
        expect(s, path, want[i]);
    }
    expect_end(s);
    unlink(path_in(path, sizeof(path), dir, "link"));
    for (size_t i = 0; i < N_ELEMS(files); i++)
        unlink(path_in(path, sizeof(path), dir, files[i]));
    rmdir(path_in(path, sizeof(path), dir, "a"));
    rmdir(dir);
}

static void a_missing_path_is_said_to_be_missing(void **state)
{
    struct source *s = NULL;
    struct err err = { 0 };
    (void)state;
    assert_refused(source_open("/nowhere/at/all", NULL, &s, &err), ERR_NOT_FOUND);
    assert_null(s);
}

/* -- reference archives */

static void every_reference_archive_opens(void **state)
{
    struct err err = { 0 };
    size_t n_items = 0, n_errors = 0, n_manual = 0, n_notes = 0, n_meta = 0;
    const struct source_item *item;
    int rc;
    (void)state;
    AUTO(source) struct source *s = NULL;
    assert_ok(source_open(test_data("data/activities/archive"), NULL, &s, &err), err);
    while ((rc = source_next(s, &item, &err)) != 0) {
        const uint8_t *data;
        size_t n;
        if (rc < 0) {
            n_errors++;
            continue;
        }
        n_manual += item->kind == SOURCE_MANUAL;
        if (item->kind == SOURCE_MANUAL)
            continue;
        assert_ok(source_load(s, &data, &n, &err), err);
        n_items++;
        n_meta += item->meta != NULL;
        n_notes += source_note(s) != NULL;
    }
    /* Strava: a missing file and "#error#"; a zip of 4 bytes; one cut short in another. */
    assert_int_equal(n_errors, 5);
    assert_int_equal(n_manual, 1);
    assert_int_equal(n_meta, 37); /* all of the Strava export but a photo */
    assert_int_equal(n_notes, 2); /* a wrong checksum, the last entry of the zip cut short */
    assert_true(n_items > 100);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(plain_bytes_come_as_they_are),
        cmocka_unit_test(zips_and_gzips_are_opened_whatever_they_are_called),
        cmocka_unit_test(an_unread_item_does_not_stop_the_next),
        cmocka_unit_test(gzip_damage_keeps_the_bytes_and_says_what_is_wrong),
        cmocka_unit_test(members_of_a_gzip_come_one_behind_the_other),
        cmocka_unit_test(a_zip_cut_anywhere_gives_its_whole_entries),
        cmocka_unit_test(names_that_leave_the_folder_are_left_out),
        cmocka_unit_test(bombs_are_refused_and_the_rest_still_comes),
        cmocka_unit_test(limits_of_size_count_and_depth_hold),
        cmocka_unit_test(encrypted_entries_are_named_and_passed_over),
        cmocka_unit_test(rows_of_strava_go_with_their_files),
        cmocka_unit_test(rows_of_other_languages_are_known_by_their_place),
        cmocka_unit_test(rows_of_garmin_are_found_by_their_start),
        cmocka_unit_test(gear_of_garmin_goes_with_its_activities),
        cmocka_unit_test(folders_are_walked_in_order_without_links),
        cmocka_unit_test(a_missing_path_is_said_to_be_missing),
        cmocka_unit_test(every_reference_archive_opens),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}

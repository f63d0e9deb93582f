/* SPDX-License-Identifier: Apache-2.0 */
#include "store/migrate.h"

#include "base/mem.h"
#include "store/store.h"

/* To change the tables: one more row. Rows that were ever released stay as they are.
 * clang-format off */
const struct migration migrations[] = {
    { 1, "activities, the files they came from, changes by the runner",
      "CREATE TABLE activity ("
      "  id INTEGER PRIMARY KEY, start_s DOUBLE PRECISION NOT NULL, end_s DOUBLE PRECISION,"
      "  utc_offset_s DOUBLE PRECISION, day INTEGER NOT NULL, sport TEXT NOT NULL,"
      "  sub TEXT NOT NULL, name TEXT NOT NULL, elapsed_s DOUBLE PRECISION,"
      "  timer_s DOUBLE PRECISION, distance_m DOUBLE PRECISION, avg_hr DOUBLE PRECISION,"
      "  max_hr DOUBLE PRECISION, avg_cadence DOUBLE PRECISION, ascent_m DOUBLE PRECISION,"
      "  descent_m DOUBLE PRECISION, avg_power DOUBLE PRECISION, energy_kcal DOUBLE PRECISION,"
      "  effort DOUBLE PRECISION, feeling DOUBLE PRECISION);"
      "CREATE INDEX activity_start ON activity (start_s);"
      "CREATE TABLE recording ("
      "  activity_id INTEGER PRIMARY KEY REFERENCES activity (id) ON DELETE CASCADE,"
      "  detail BYTEA NOT NULL, samples BYTEA NOT NULL);"
      "CREATE TABLE content ("
      "  hash BYTEA PRIMARY KEY, n_bytes BIGINT NOT NULL, data BYTEA NOT NULL);"
      "CREATE TABLE source ("
      "  id INTEGER PRIMARY KEY,"
      "  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE,"
      "  hash BYTEA REFERENCES content (hash), part INTEGER NOT NULL, format TEXT NOT NULL,"
      "  path TEXT NOT NULL, maker TEXT NOT NULL, product TEXT NOT NULL, serial BIGINT NOT "
      "NULL,"
      "  imported_s DOUBLE PRECISION NOT NULL, name TEXT NOT NULL, gear TEXT NOT NULL,"
      "  UNIQUE (hash, part));"
      "CREATE INDEX source_activity ON source (activity_id);"
      "CREATE TABLE edit ("
      "  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE,"
      "  key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (activity_id, key));" },
    { 2, "steps that undo takes back",
      "CREATE TABLE journal ("
      "  id INTEGER PRIMARY KEY, step INTEGER NOT NULL, at_s DOUBLE PRECISION NOT NULL,"
      "  what TEXT NOT NULL,"
      "  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE,"
      "  key TEXT NOT NULL, before TEXT, undone INTEGER NOT NULL);"
      "CREATE INDEX journal_step ON journal (step);" },
    { 3, "facts computed from samples",
      "CREATE TABLE fact ("
      "  activity_id INTEGER PRIMARY KEY REFERENCES activity (id) ON DELETE CASCADE,"
      "  version INTEGER NOT NULL, hard_bouts INTEGER NOT NULL, format TEXT NOT NULL,"
      "  numbers BYTEA NOT NULL);" },
    { 4, "the runner's life: profile, warning signs, pain, days, shoes, documents",
      /* What links an entry to a session stands in a table of its own, so that a damaged
       * session takes no diary with it. */
      "CREATE TABLE profile_value ("
      "  field TEXT NOT NULL, from_day BIGINT NOT NULL, value DOUBLE PRECISION,"
      "  said_s DOUBLE PRECISION NOT NULL, PRIMARY KEY (field, from_day));"
      "CREATE TABLE flag_answer ("
      "  id INTEGER PRIMARY KEY, flag TEXT NOT NULL, answer TEXT NOT NULL,"
      "  at_s DOUBLE PRECISION NOT NULL, day BIGINT NOT NULL, note TEXT NOT NULL);"
      "CREATE TABLE pain ("
      "  id INTEGER PRIMARY KEY, day BIGINT NOT NULL, at_s DOUBLE PRECISION NOT NULL,"
      "  regions TEXT NOT NULL, pain_before DOUBLE PRECISION, pain_during DOUBLE PRECISION,"
      "  pain_after DOUBLE PRECISION, pain_morning DOUBLE PRECISION,"
      "  stiff_min DOUBLE PRECISION, symptoms TEXT NOT NULL, note TEXT NOT NULL,"
      "  helped TEXT NOT NULL);"
      "CREATE INDEX pain_day ON pain (day);"
      "CREATE TABLE pain_session ("
      "  pain_id INTEGER PRIMARY KEY REFERENCES pain (id) ON DELETE CASCADE,"
      "  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE);"
      "CREATE INDEX pain_session_activity ON pain_session (activity_id);"
      "CREATE TABLE day_entry ("
      "  day INTEGER PRIMARY KEY, sleep_h DOUBLE PRECISION, stress DOUBLE PRECISION,"
      "  soreness DOUBLE PRECISION, rest_hr DOUBLE PRECISION, hrv_ms DOUBLE PRECISION,"
      "  note TEXT NOT NULL);"
      "CREATE TABLE shoe ("
      "  id INTEGER PRIMARY KEY, name TEXT NOT NULL, gear TEXT NOT NULL, uses TEXT NOT NULL,"
      "  from_day BIGINT NOT NULL, retired BIGINT NOT NULL, start_m DOUBLE PRECISION,"
      "  comfort DOUBLE PRECISION, usual INTEGER NOT NULL);"
      "CREATE TABLE worn ("
      "  activity_id INTEGER PRIMARY KEY REFERENCES activity (id) ON DELETE CASCADE,"
      "  shoe_id INTEGER NOT NULL REFERENCES shoe (id) ON DELETE CASCADE);"
      "CREATE INDEX worn_shoe ON worn (shoe_id);"
      "CREATE TABLE document ("
      "  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, day BIGINT NOT NULL,"
      "  at_s DOUBLE PRECISION NOT NULL, n_bytes BIGINT NOT NULL, data BYTEA NOT NULL);"
      "CREATE INDEX document_kind ON document (kind);" },
};
/* clang-format on */
const size_t migrations_n = N_ELEMS(migrations);
const int store_schema = (int)N_ELEMS(migrations);

/* clang-format off */
const char *const migrate_tables[] = {
    "activity", "recording", "content", "source", "edit", "journal", "fact", "profile_value",
    "flag_answer", "pain", "pain_session", "day_entry", "shoe", "worn", "document", NULL,
};
/* clang-format on */

static int step(struct db *db, const struct migration *m, struct err *err)
{
    int now = 0;
    int rc = db_begin(db, err);

    if (rc == 0)
        rc = db_version(db, &now, err);
    /* Another process may have done it while we waited for the lock. */
    if (rc == 0 && now < m->version) {
        rc = db_run(db, m->sql, err);
        if (rc == 0)
            rc = db_set_version(db, m->version, err);
    }
    if (rc == 0)
        rc = db_commit(db, err);
    if (rc < 0)
        db_rollback(db);
    return err_prefix(err, rc, "cannot bring the database to version %d", m->version);
}

int migrate(struct db *db, int to, struct err *err)
{
    int now = 0;
    int rc = db_version(db, &now, err);

    if (rc == 0 && now > store_schema)
        return err_set(err, ERR_UNSUPPORTED,
                       "the database has version %d, made by a newer backstride; this one "
                       "knows %d",
                       now, store_schema);
    for (size_t i = 0; i < migrations_n && rc == 0; i++)
        if (migrations[i].version > now && migrations[i].version <= to)
            rc = step(db, &migrations[i], err);
    return rc;
}

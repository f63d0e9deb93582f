/* SPDX-License-Identifier: Apache-2.0 */
#include "mocap/mocap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/*
 * The marker sets that are known; users add theirs in a file of the same form. One set after
 * another; of several rules for one point the first whose markers are all there counts.
 * $ stands for L or R, % for the other side; case counts not. To add a set: lines here, and in
 * docs/mocap.md.
 */
static const char built_in[] =
    /* Fukuchi et al. 2017, PeerJ 5:e3298 (running, clusters, anatomy in the standing trial) */
    "set rbds\n"
    "pelvis = L.ASIS R.ASIS L.PSIS R.PSIS\n"
    "knee = $.Knee $.Knee.Medial\n"
    "ankle = $.Ankle $.Ankle.Medial\n"
    "heel = $.Heel.Bottom\n"
    "toe = $.MT1 $.MT5\n"
    "cluster = L.ASIS R.ASIS L.PSIS R.PSIS L.Iliac.Crest R.Iliac.Crest : l_hip r_hip\n"
    "cluster = $.Thigh.Top.Lateral $.Thigh.Bottom.Lateral $.Thigh.Top.Medial "
    "$.Thigh.Bottom.Medial : knee\n"
    "cluster = $.Shank.Top.Lateral $.Shank.Bottom.Lateral $.Shank.Top.Medial "
    "$.Shank.Bottom.Medial : knee ankle\n"
    "cluster = $.Heel.Top $.Heel.Bottom $.Heel.Lateral $.MT1 $.MT5 : heel toe\n"
    /* Vicon Plug-in Gait, with the medial markers that many laboratories add */
    "set plug-in\n"
    "pelvis = LASI RASI LPSI RPSI\n"
    "pelvis = LASI RASI SACR SACR\n"
    "knee = $KNE $KNM\n"
    "knee = $KNE $KNEM\n"
    "knee = $KNE\n"
    "ankle = $ANK $MED\n"
    "ankle = $ANK $ANKM\n"
    "ankle = $ANK\n"
    "heel = $HEE\n"
    "toe = $TOE\n"
    "shoulder = $SHO\n"
    "elbow = $ELB\n"
    "wrist = $WRA $WRB\n"
    "ear = $FHD $BHD\n"
    "nose = LFHD RFHD\n"
    "cluster = LASI RASI LPSI RPSI SACR : l_hip r_hip\n"
    "cluster = $THI $TIB $KNE : knee\n"
    "cluster = $ANK $HEE $TOE : ankle heel toe\n"
    /* Names of bony landmarks, van Sint Jan 2007, as the ISB's recommendations use them */
    "set isb\n"
    "pelvis = L_IAS R_IAS L_IPS R_IPS\n"
    "knee = $_FLE $_FME\n"
    "ankle = $_FAL $_TAM\n"
    "heel = $_FCC\n"
    "toe = $_FM1 $_FM5\n"
    "toe = $_FM2\n"
    "shoulder = $_SAE\n"
    "elbow = $_HLE $_HME\n"
    "wrist = $_RSP $_USP\n"
    "cluster = L_IAS R_IAS L_IPS R_IPS : l_hip r_hip\n"
    "cluster = $_FCC $_FM1 $_FM2 $_FM5 : heel toe\n"
    /* CAST, Cappozzo et al. 1995: anatomy in the standing trial, clusters of four in motion */
    "set cast\n"
    "pelvis = LASIS RASIS LPSIS RPSIS\n"
    "knee = $LE $ME\n"
    "ankle = $LM $MM\n"
    "heel = $CA\n"
    "toe = $FM $VM\n"
    "toe = $SM\n"
    "cluster = LASIS RASIS LPSIS RPSIS : l_hip r_hip\n"
    "cluster = $TH1 $TH2 $TH3 $TH4 : knee\n"
    "cluster = $SK1 $SK2 $SK3 $SK4 : knee ankle\n"
    "cluster = $CA $FM $SM $VM : heel toe\n"
    /* Running Injury Clinic: clusters; trochanters called hip; no toes */
    "set ric\n"
    "hip = $_hip*0.75 %_hip*0.25\n" /* Weinhandl & O'Connor 2010: a quarter of the distance */
    "knee = $_lat_knee $_med_knee\n"
    "ankle = $_lat_ankle $_med_ankle\n"
    "heel = $_foot_1 $_foot_2 $_foot_3 $_foot_4\n"
    "cluster = pelvis_1 pelvis_2 pelvis_3 pelvis_4 : l_hip r_hip\n"
    "cluster = $_thigh_1 $_thigh_2 $_thigh_3 $_thigh_4 : knee\n"
    "cluster = $_shank_1 $_shank_2 $_shank_3 $_shank_4 : knee ankle\n"
    "cluster = $_foot_1 $_foot_2 $_foot_3 $_foot_4 : heel toe\n"
    /* OpenSim's gait2392 marker set */
    "set gait2392\n"
    "pelvis = L.ASIS R.ASIS V.Sacral V.Sacral\n"
    "knee = $.Knee.Lat $.Knee.Med\n"
    "knee = $.Knee.Lat\n"
    "ankle = $.Ankle.Lat $.Ankle.Med\n"
    "ankle = $.Ankle.Lat\n"
    "heel = $.Heel\n"
    "toe = $.Toe.Tip\n"
    "toe = $.Toe.Lat $.Toe.Med\n"
    "shoulder = $.Acromium\n"
    "elbow = $.Elbow\n"
    "wrist = $.Wrist.Lat $.Wrist.Med\n"
    "cluster = $.Thigh.Upper $.Thigh.Front $.Thigh.Rear : knee\n"
    "cluster = $.Shank.Upper $.Shank.Front $.Shank.Rear : knee ankle\n"
    /* Joint centres that video programs write (Pose2Sim, OpenCap, Sports2D) */
    "set joints\n"
    "hip = $Hip\n"
    "knee = $Knee\n"
    "ankle = $Ankle\n"
    "heel = $Heel\n"
    "toe = $BigToe $SmallToe\n"
    "toe = $BigToe\n"
    "shoulder = $Shoulder\n"
    "elbow = $Elbow\n"
    "wrist = $Wrist\n"
    "ear = $Ear\n"
    "nose = Nose\n"
    /* What this program itself writes */
    "set backstride\n"
    "hip = $_hip\n"
    "knee = $_knee\n"
    "ankle = $_ankle\n"
    "heel = $_heel\n"
    "toe = $_toe\n"
    "shoulder = $_shoulder\n"
    "elbow = $_elbow\n"
    "wrist = $_wrist\n"
    "ear = $_ear\n"
    "nose = nose\n";

struct reader {
    const char *what; /* for messages */
    size_t line;
    struct mocap_set *set; /* where rules go; NULL: no set yet */
    size_t cap_sets, cap_rules;
    struct mocap_sets *sets;
};

static int bad(const struct reader *r, struct err *err, const char *why, const char *word)
{
    return err_set(err, ERR_FORMAT, "%s, line %zu: %s%s%.60s%s", r->what, r->line, why,
                   *word ? " \"" : "", word, *word ? "\"" : "");
}

/* The next word; "" at the end, which a word that begins with # is too. Words end at blanks;
 * = and : stand alone. */
static void next_word(const char **s, char *ret, size_t size)
{
    size_t n = 0;
    while (**s == ' ' || **s == '\t')
        (*s)++;
    if (**s == '=' || **s == ':')
        ret[n++] = *(*s)++;
    else if (**s != '#')
        while (**s && !strchr(" \t=:", **s)) {
            if (n + 1 < size)
                ret[n++] = **s;
            (*s)++;
        }
    ret[n] = '\0';
}

/* side: BODY_LEFT, BODY_RIGHT. */
static int term_of(const struct reader *r, const char *word, int side, struct mocap_term *t,
                   struct err *err)
{
    static const char letter[] = "LR";
    char name[128];
    snprintf(name, sizeof(name), "%s", word);
    char *star = strchr(name, '*');
    t->weight = 1;
    if (star) {
        *star = '\0';
        if (text_to_double(star + 1, "weight", &t->weight, NULL) < 0 || !(t->weight > 0))
            return bad(r, err, "no weight above 0 after * in", word);
    }
    if (strlen(name) >= MARKERS_NAME_MAX)
        return bad(r, err, "the name is too long:", word);
    for (char *c = name; *c; c++)
        *c = *c == '$' ? letter[side] : *c == '%' ? letter[1 - side] : *c;
    markers_set_name(t->name, name, strlen(name));
    return 0;
}

/* A point by its name, or with l_ or r_ before it. -1: none; *ret_sided: l_ and r_ are meant.
 */
static int point_of(const char *word, int side, bool *ret_sided)
{
    char name[64];
    int p = body_point_find(word);
    *ret_sided = p < 0;
    if (p >= 0)
        return p;
    snprintf(name, sizeof(name), "%c_%.60s", "lr"[side], word);
    return body_point_find(name);
}

static int read_terms(const struct reader *r, const char **s, int side, struct mocap_rule *rule,
                      char *word, size_t size, struct err *err)
{
    for (next_word(s, word, size); *word && *word != ':'; next_word(s, word, size)) {
        if (rule->n_terms == MOCAP_MAX_TERMS)
            return bad(r, err, "too many markers, from", word);
        int rc = term_of(r, word, side, &rule->term[rule->n_terms++], err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int read_carried(const struct reader *r, const char **s, int side,
                        struct mocap_rule *rule, struct err *err)
{
    char word[128];
    bool sided;
    for (next_word(s, word, sizeof(word)); *word; next_word(s, word, sizeof(word))) {
        int p = point_of(word, side, &sided);
        if (p < 0)
            return bad(r, err, "no such point of the body:", word);
        if (rule->n_carried == MOCAP_MAX_CARRIED)
            return bad(r, err, "too many points, from", word);
        rule->carried[rule->n_carried++] = (enum body_point)p;
    }
    return 0;
}

/* One side of the rule that begins with `key` and goes on at s. */
static int read_rule(const struct reader *r, const char *key, const char *s, int side,
                     struct mocap_rule *rule, bool *ret_sided, struct err *err)
{
    char word[128];

    *rule = (struct mocap_rule){ .kind = MOCAP_POINT };
    *ret_sided = strpbrk(s, "$%") != NULL;
    if (strcmp(key, "cluster") == 0) {
        rule->kind = MOCAP_CLUSTER;
    } else if (strcmp(key, "pelvis") == 0) {
        rule->kind = MOCAP_PELVIS;
        *ret_sided = false;
    } else {
        int p = point_of(key, side, ret_sided);
        if (p < 0)
            return bad(r, err, "no such point of the body:", key);
        rule->point = (enum body_point)p;
    }
    int rc = read_terms(r, &s, side, rule, word, sizeof(word), err);
    if (rc < 0)
        return rc;
    if (rule->kind == MOCAP_PELVIS && rule->n_terms != 4)
        return bad(r, err, "pelvis needs four markers: left, right ASIS, left, right PSIS", "");
    if (rule->kind == MOCAP_CLUSTER && rule->n_terms < 3)
        return bad(r, err, "a cluster needs three markers or more", "");
    if (rule->n_terms == 0)
        return bad(r, err, "no markers for", key);
    if (*word == ':' && rule->kind == MOCAP_CLUSTER)
        rc = read_carried(r, &s, side, rule, err);
    else if (*word == ':')
        return bad(r, err, "only a cluster has points after :, not", key);
    if (rc == 0 && rule->kind == MOCAP_CLUSTER && rule->n_carried == 0)
        return bad(r, err, "no points after : that the cluster carries", "");
    return rc;
}

static int add_set(struct reader *r, const char *name, struct err *err)
{
    struct mocap_sets *s = r->sets;
    if (!*name)
        return bad(r, err, "set needs a name", "");
    if (s->n_sets == MOCAP_MAX_SETS)
        return err_set(err, ERR_LIMIT, "%s, line %zu: more than %d marker sets", r->what,
                       r->line, MOCAP_MAX_SETS);
    if (mem_grow(&s->set, &r->cap_sets, s->n_sets + 1, sizeof(*s->set)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for the marker sets");
    r->set = &s->set[s->n_sets++];
    *r->set = (struct mocap_set){ 0 };
    r->cap_rules = 0;
    snprintf(r->set->name, sizeof(r->set->name), "%.31s", name);
    return 0;
}

static int add_rule(struct reader *r, const struct mocap_rule *rule, struct err *err)
{
    if (r->set->n_rules == MOCAP_MAX_RULES)
        return err_set(err, ERR_LIMIT, "%s, line %zu: more than %d rules in one set", r->what,
                       r->line, MOCAP_MAX_RULES);
    if (mem_grow(&r->set->rule, &r->cap_rules, r->set->n_rules + 1, sizeof(*rule)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for the marker sets");
    r->set->rule[r->set->n_rules++] = *rule;
    return 0;
}

static int read_line(struct reader *r, const char *line, struct err *err)
{
    char key[128], word[128];
    struct mocap_rule rule;
    bool sided = true;

    next_word(&line, key, sizeof(key));
    if (!*key)
        return 0;
    next_word(&line, word, sizeof(word));
    if (strcmp(key, "set") == 0)
        return add_set(r, word, err);
    if (!r->set)
        return bad(r, err, "the first line must be \"set NAME\", not", key);
    if (strcmp(word, "=") != 0)
        return bad(r, err, "a = is missing after", key);
    for (int side = BODY_LEFT; sided && side < BODY_N_SIDES; side++) {
        int rc = read_rule(r, key, line, side, &rule, &sided, err);
        if (rc == 0)
            rc = add_rule(r, &rule, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int read_text(struct reader *r, const char *text, size_t n, struct err *err)
{
    enum { LINE_MAX_BYTES = 1000 };
    char line[LINE_MAX_BYTES + 1];

    r->set = NULL;
    r->line = 0;
    for (size_t i = 0; i < n;) {
        const char *end = memchr(text + i, '\n', n - i);
        size_t length = end ? (size_t)(end - text) - i : n - i;
        r->line++;
        if (length > LINE_MAX_BYTES)
            return bad(r, err, "the line is too long", "");
        memcpy(line, text + i, length);
        line[length] = '\0';
        for (size_t k = 0; k < length; k++)
            if (line[k] == '\r' || line[k] == '\0')
                line[k] = ' ';
        int rc = read_line(r, line, err);
        if (rc < 0)
            return rc;
        i += length + 1;
    }
    return 0;
}

int mocap_sets_new(const char *user_text, size_t n, struct mocap_sets **ret_sets,
                   struct err *err)
{
    AUTO(mocap_sets) struct mocap_sets *s = mem_array(1, sizeof(*s));
    struct reader r = { .what = "marker set file", .sets = s };

    if (!s)
        return err_set(err, ERR_NOMEM, "no memory for the marker sets");
    int rc = user_text ? read_text(&r, user_text, n, err) : 0;
    r.what = "built-in marker sets";
    if (rc == 0)
        rc = read_text(&r, built_in, sizeof(built_in) - 1, err);
    if (rc < 0)
        return rc;
    *ret_sets = STEAL(s);
    return 0;
}

struct mocap_sets *mocap_sets_free(struct mocap_sets *s)
{
    if (s) {
        for (size_t i = 0; i < s->n_sets; i++)
            free(s->set[i].rule);
        free(s->set);
        free(s);
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "report/fonts.h"

#include <pango/pangocairo.h>
#include <stdio.h>

bool report_font_family(char *ret_family, size_t size)
{
    PangoFontMap *map = pango_cairo_font_map_new();
    PangoContext *context = pango_font_map_create_context(map);
    PangoFontDescription *want = pango_font_description_from_string("sans 12");
    PangoFont *font = pango_font_map_load_font(map, context, want);

    if (font) {
        PangoFontDescription *got = pango_font_describe(font);
        const char *family = pango_font_description_get_family(got);
        snprintf(ret_family, size, "%s", family ? family : "a font without a name");
        pango_font_description_free(got);
        g_object_unref(font);
    }
    pango_font_description_free(want);
    g_object_unref(context);
    g_object_unref(map);
    return font != NULL;
}

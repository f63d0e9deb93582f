/* SPDX-License-Identifier: Apache-2.0 */
#include "media/codecs.h"

#include <libavcodec/avcodec.h>

static enum AVCodecID id_of(const char *codec)
{
    const AVCodecDescriptor *d = avcodec_descriptor_get_by_name(codec);
    return d ? d->id : AV_CODEC_ID_NONE;
}

bool media_can_decode(const char *codec)
{
    enum AVCodecID id = id_of(codec);
    return id != AV_CODEC_ID_NONE && avcodec_find_decoder(id);
}

bool media_can_encode(const char *codec)
{
    enum AVCodecID id = id_of(codec);
    return id != AV_CODEC_ID_NONE && avcodec_find_encoder(id);
}

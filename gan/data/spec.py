"""What the networks read besides notes, as lengths and layouts; free of Keras, so that composing shares it."""

from __future__ import annotations

from gan.data.echoes import AGREEMENTS
from gan.data.grid import METRE_FEATURES, SLOTS_PER_PATCH
from gan.data.masks import COLUMNS
from gan.data.owed import OWED
from gan.data.planes import CHROMA, RHYTHM
from gan.data.texture import TEXTURE
from gan.data.voices import DRUMS

NOISE = 24
"""Numbers of noise for a whole take: which of the many good answers it is."""
BAR_NOISE = 4
"""Numbers of noise held through each bar: how its bars differ."""
FRAME_FEATURES = SLOTS_PER_PATCH * DRUMS + COLUMNS + METRE_FEATURES + BAR_NOISE + CHROMA + AGREEMENTS + RHYTHM
"""Per patch, in this order: drums given, mask (1 = to be written), place in the bar, bar noise, chroma of what is
given, agreement of the echoes, rhythm of the voices given."""


def style_length(genres: int) -> int:
    """Length of a generator's style: genre (one-hot), texture, noise, what is owed of the texture."""
    return genres + TEXTURE + NOISE + OWED

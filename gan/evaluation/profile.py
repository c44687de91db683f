"""What the windows of a set are like, part by part: means of the measures of `gan.measures.bars` and `.harmony`.

Nothing is asked of these numbers. They say where takes and real music part, when a judge has said that they do.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gan.measures.features import FEATURE_NAMES
from gan.music.role import ACCOMPANIMENT, Role

_PITCHED = (
    "empty_bars",
    "pitch_classes",
    "short_notes",
    "polyphony",
    "pitch_class_entropy",
    "scale_consistency",
    "groove_consistency",
    "notes_per_bar",
    "note_length",
    "shape kept at best",
)
_DRUMS = ("empty_bars", "drum_pattern", "groove_consistency", "notes_per_bar", "notes kept at best")
_HARMONY = (
    "ctnctr",
    "pcs",
    "mctd",
    "tonal_distance",
    "clash_on_beat",
    "clash_off_beat",
    "parts_clash",
    "in_key",
)
_SHORT = {"ctnctr": "CTnCTR", "pcs": "PCS", "mctd": "MCTD"}
_PLACE = {name: place for place, name in enumerate(FEATURE_NAMES)}

Profile = dict[str, dict[str, float | None]]
"""By the title of a measure, then by the name of a set: the mean; None where there is nothing to measure."""


def profile(rows_of: Mapping[str, np.ndarray]) -> Profile:
    """The profile of sets, each float32 [n, FEATURES]; a part that no set plays is left out.

    A mean is over the windows that have something to measure: a part that rests in a window has no pitch classes there.
    """
    found: Profile = {}
    for name in _HARMONY:
        found[_SHORT.get(name, name.replace("_", " "))] = _means(rows_of, f"melody.{name}")
    for role in ACCOMPANIMENT:
        if set(_means(rows_of, f"{role.value}.empty_bars").values()) <= {1.0}:
            continue
        for name in _DRUMS if role is Role.DRUMS else _PITCHED:
            found[f"{role.value}: {name.replace('_', ' ')}"] = _means(rows_of, f"{role.value}.{name}")
    return found


def _means(rows_of: Mapping[str, np.ndarray], name: str) -> dict[str, float | None]:
    return {set_name: _mean(rows, name) for set_name, rows in rows_of.items()}


def _mean(rows: np.ndarray, name: str) -> float | None:
    known = rows[:, _PLACE[f"{name}?"]] > 0
    return float(rows[known, _PLACE[name]].mean()) if known.any() else None

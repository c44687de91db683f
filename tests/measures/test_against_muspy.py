"""The measures that MusPy has too give the same numbers there.

What differs is made up for here: MusPy counts the bar line after the last note as the beginning of one more bar, which
notes that reach it sound in; it measures polyphony over the whole length, and above its threshold.
"""

from __future__ import annotations

import random

import muspy
import pytest

from gan.measures.bars import TrackMeasures, measure_track
from gan.music import TICKS_PER_QUARTER, Metre, Note, Role, Score, Track

BARS = 4


def music_of(track: Track) -> muspy.Music:
    notes = [muspy.Note(note.start, note.pitch, note.length, note.velocity) for note in track.notes]
    return muspy.Music(
        resolution=TICKS_PER_QUARTER, tracks=[muspy.Track(track.program, is_drum=track.is_drums, notes=notes)]
    )


def some_track(seed: int, role: Role, metre: Metre) -> Track:
    """Notes on and off the grid, some at once, in some of four bars; the last bar sounds, but not to its end."""
    chance = random.Random(seed)
    free: dict[int, int] = {}
    notes = []
    for start in range(0, BARS * metre.bar_ticks - 24, 3):
        bar = start // metre.bar_ticks
        pitch = chance.choice((48, 50, 52, 53, 55, 57, 58, 60, 64))
        length = chance.choice((2, 3, 6, 12, 18))
        # No note reaches over a bar line, where the two would see one more bar sounding.
        length = min(length, (bar + 1) * metre.bar_ticks - 1 - start)
        if bar != 1 + seed % 2 and start >= free.get(pitch, 0) and length > 0 and chance.random() < 0.3:
            notes.append(Note(start, pitch, length))
            free[pitch] = start + length
    return Track(role, tuple(notes))


@pytest.fixture(
    params=[(seed, metre) for seed in range(4) for metre in (Metre(4, 4), Metre(3, 4), Metre(6, 8))], ids=str
)
def case(request: pytest.FixtureRequest) -> tuple[int, Metre]:
    return request.param


def measured(case: tuple[int, Metre], role: Role) -> tuple[TrackMeasures, muspy.Music, int]:
    seed, metre = case
    track = some_track(seed, role, metre)
    return measure_track(track, Score((track,), metre=metre), BARS), music_of(track), metre.bar_ticks


def test_pitch_class_entropy(case: tuple[int, Metre]) -> None:
    ours, music, _ = measured(case, Role.CHORDS)
    assert ours.pitch_class_entropy == pytest.approx(muspy.pitch_class_entropy(music))


def test_scale_consistency(case: tuple[int, Metre]) -> None:
    ours, music, _ = measured(case, Role.CHORDS)
    assert ours.scale_consistency == pytest.approx(muspy.scale_consistency(music))


def test_pitch_range(case: tuple[int, Metre]) -> None:
    ours, music, _ = measured(case, Role.CHORDS)
    assert ours.pitch_range == muspy.pitch_range(music)


def test_polyphony(case: tuple[int, Metre]) -> None:
    ours, music, _ = measured(case, Role.CHORDS)
    sounding = muspy.polyphony_rate(music, threshold=0)
    assert ours.polyphony == pytest.approx(muspy.polyphony_rate(music, threshold=1) / sounding)


@pytest.mark.parametrize("role", [Role.CHORDS, Role.DRUMS])
def test_empty_bars(case: tuple[int, Metre], role: Role) -> None:
    ours, music, bar_ticks = measured(case, role)
    assert ours.empty_bars == 1 / BARS
    assert ours.empty_bars == pytest.approx(muspy.empty_measure_rate(music, bar_ticks))


@pytest.mark.parametrize("role", [Role.CHORDS, Role.DRUMS])
def test_groove_consistency(case: tuple[int, Metre], role: Role) -> None:
    ours, music, bar_ticks = measured(case, role)
    assert ours.groove_consistency == pytest.approx(muspy.groove_consistency(music, bar_ticks))


def test_drum_pattern(case: tuple[int, Metre]) -> None:
    ours, music, _ = measured(case, Role.DRUMS)
    assert ours.drum_pattern == pytest.approx(muspy.drum_in_pattern_rate(music, "duple"))

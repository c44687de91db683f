from __future__ import annotations

import math

import pytest

from gan.measures.bars import QUALIFIED_TICKS, TrackMeasures, measure_track
from gan.music import Metre, Note, Role, Score, Track


def of(
    *notes: Note, role: Role = Role.CHORDS, metre: Metre = Metre(), pickup: int = 0, bars: int | None = None
) -> TrackMeasures:
    track = Track(role, notes)
    return measure_track(track, Score((track,), metre=metre, pickup=pickup), bars)


def repeated(pitch: int, *starts: int, length: int = 6) -> tuple[Note, ...]:
    return tuple(Note(start, pitch, length) for start in starts)


def test_a_bar_is_empty_where_nothing_sounds_even_after_the_last_note() -> None:
    # Held from the first bar into the second; the window has four.
    measures = of(Note(90, 60, 12), bars=4)
    assert measures.empty_bars == 0.5
    assert measures.notes_per_bar == 0.25


def test_a_pickup_is_a_bar_of_its_own() -> None:
    # A quarter before the bar line, then three bars of 3/4 of which the last sounds.
    measures = of(Note(0, 60, 24), Note(168, 60, 72), metre=Metre(3, 4), pickup=24)
    assert measures.empty_bars == 0.5
    assert measures.notes_per_bar == 0.5


def test_pitch_classes_are_counted_in_sounding_bars_and_octaves_are_one() -> None:
    # C, c and E; then silence; then D.
    measures = of(Note(0, 48, 24), Note(24, 60, 24), Note(48, 52, 24), Note(192, 50, 96))
    assert measures.pitch_classes == 2 * 0.75


def test_a_thirty_second_is_qualified_and_what_is_shorter_is_not() -> None:
    measures = of(Note(0, 60, QUALIFIED_TICKS), Note(24, 60, QUALIFIED_TICKS - 1), Note(48, 60, 11), Note(72, 60, 12))
    assert measures.qualified_notes == 0.75
    assert measures.short_notes == 0.75
    assert measures.note_length == (3 + 2 + 11 + 12) / 4 / 24


def test_polyphony_is_a_share_of_the_sounding_time() -> None:
    # C alone, with E, alone: a quarter each, and a rest to the bar line.
    measures = of(Note(0, 60, 72), Note(24, 64, 24))
    assert measures.polyphony == pytest.approx(1 / 3)


def test_entropy_counts_each_note_once_whatever_its_length() -> None:
    # Shares of 1/2, 1/4, 1/4.
    measures = of(Note(0, 60, 96), Note(96, 72, 3), Note(99, 64, 3), Note(102, 67, 3))
    assert measures.pitch_class_entropy == pytest.approx(1.5)
    assert of(*repeated(60, 0, 24)).pitch_class_entropy == 0


def test_scale_consistency_finds_the_best_scale() -> None:
    # D major and one natural too many: C does not belong.
    pitches = (62, 64, 66, 67, 69, 71, 73, 60)
    assert of(*(Note(24 * i, pitch, 24) for i, pitch in enumerate(pitches))).scale_consistency == pytest.approx(7 / 8)
    chromatic = of(*(Note(24 * i, 60 + i, 24) for i in range(12)))
    assert chromatic.scale_consistency == pytest.approx(7 / 12)
    assert chromatic.pitch_class_entropy == pytest.approx(math.log2(12))
    assert chromatic.pitch_range == 11


def test_groove_compares_the_onsets_of_neighbouring_bars() -> None:
    # Bars one and two agree; three lacks one onset of theirs and has one of its own: 2 of 96 ticks, in 1 of 2 pairs.
    measures = of(*repeated(60, 0, 24, 96, 120, 192, 240))
    assert measures.groove_consistency == pytest.approx(1 - 2 / 96 / 2)
    assert of(*repeated(60, 0, 24)).groove_consistency is None


def test_a_pickup_takes_no_part_in_the_groove() -> None:
    notes = repeated(60, 0, 24, 120)
    assert of(*notes, pickup=24).groove_consistency == 1
    assert of(*notes, pickup=24, bars=2).groove_consistency is None


def test_notes_at_once_are_one_onset() -> None:
    notes = (*repeated(60, 0, 96), Note(96, 64, 6))
    assert of(*notes).groove_consistency == 1


def test_drums_are_in_the_pattern_on_sixteenths() -> None:
    measures = of(*repeated(42, 0, 6, 8, 12, 16, length=1), role=Role.DRUMS)
    assert measures.drum_pattern == pytest.approx(3 / 5)


def test_the_drum_pattern_of_any_metre_is_counted_from_the_bar_line() -> None:
    # Bars of 3/32 are nine ticks: the second begins between two sixteenths of the first.
    assert of(*repeated(42, 0, 9, 15, length=1), role=Role.DRUMS, metre=Metre(3, 32)).drum_pattern == 1
    assert of(*repeated(42, 0, 18, 36), role=Role.DRUMS, metre=Metre(6, 8)).drum_pattern == 1
    assert of(*repeated(42, 3, 9), role=Role.DRUMS, pickup=3).drum_pattern == 1


def test_drums_have_no_pitches_and_other_tracks_no_drum_pattern() -> None:
    drums = of(*repeated(42, 0, 96), role=Role.DRUMS)
    assert drums.empty_bars == 0
    assert drums.groove_consistency == 1
    assert drums.pitch_classes is drums.polyphony is drums.pitch_range is drums.note_length is None
    assert of(*repeated(42, 0)).drum_pattern is None


def test_a_silent_track_is_empty_and_has_nothing_else_to_measure() -> None:
    silence = of(bars=4)
    assert silence.empty_bars == 1
    assert silence.notes_per_bar == 0
    for name in TrackMeasures.__slots__:
        if name not in ("empty_bars", "notes_per_bar"):
            assert getattr(silence, name) is None


def test_no_bars_have_no_measures() -> None:
    nothing = of()
    assert all(getattr(nothing, name) is None for name in TrackMeasures.__slots__)
    with pytest.raises(ValueError, match="-1 bars"):
        of(Note(0, 60, 24), bars=-1)


def test_notes_after_the_window_are_left_out() -> None:
    measures = of(Note(0, 60, 6), Note(96, 61, 6), bars=1)
    assert measures.notes_per_bar == 1
    assert measures.pitch_range == 0

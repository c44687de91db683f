"""Random music for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from gan.music import Key, Metre, Note, Role, Score, Track
from gan.music.score import without_overlaps

TEXT = st.text(max_size=16)

KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(["major", "minor"]))

METRES = st.builds(Metre, st.integers(1, 32), st.sampled_from([1, 2, 4, 8, 16, 32]))


def notes(*, grid: int = 1, velocity: int | None = None, longest: int = 200) -> st.SearchStrategy[tuple[Note, ...]]:
    """Notes of which no two of one pitch overlap, on every `grid`-th tick."""
    one = st.builds(
        lambda start, pitch, length, loud: Note(start * grid, pitch, length * grid, velocity or loud),
        st.integers(0, 1500 // grid),
        st.integers(0, 127),
        st.integers(1, max(1, longest // grid)),
        st.integers(1, 127),
    )
    return st.lists(one, max_size=16).map(without_overlaps)


TRACKS = st.builds(Track, st.sampled_from(Role), notes(), st.integers(0, 127), TEXT)


@st.composite
def scores(draw: st.DrawFn, most_tracks: int = 18) -> Score:
    """Scores of any shape: no tracks, empty tracks, more tracks than channels, odd metres, long pickups."""
    metre = draw(METRES)
    return Score(
        tuple(draw(st.lists(TRACKS, max_size=most_tracks))),
        draw(st.floats(4, 1000)),
        metre,
        3 * draw(st.integers(0, (metre.bar_ticks - 1) // 3)),
        draw(st.none() | KEYS),
        draw(TEXT),
    )

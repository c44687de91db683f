"""What can be counted in one track, bar by bar: emptiness, pitch classes, lengths, rhythm.

Definitions with their sources; time is counted in ticks, 24 to a quarter, and a pickup is a bar of its own.

- empty bars (EB), 0..1: the share of bars in which the track does not sound (Dong et al. 2018, "MuseGAN").
- pitch classes (UPC, same source), 1..12: the mean number of different pitch classes in the bars that sound.
- qualified notes (QN, same source), 0..1: the share of notes of at least a thirty-second.
- short notes, 0..1: the share of notes shorter than an eighth. A sixteenth grid has no note that QN would not count,
  so there a part that falls into fragments is only seen here.
- polyphony (PP), 0..1: the share of the track's sounding time with two or more notes. As `polyphony_rate` of MusPy
  (Dong et al. 2020) at threshold 1, but over the sounding time instead of the whole.
- pitch class entropy, 0..log2(12) bits: of the notes' pitch classes, each note once (Wu & Yang 2020; MusPy).
- scale consistency, 0..1: the largest share of notes, each once, within one of the 12 major and 12 natural minor
  scales (Mogren 2016; MusPy).
- groove consistency, 0..1: 1 less the mean share of ticks in which the onset patterns of neighbouring bars differ
  (Wu & Yang 2020; MusPy). The grid is every tick, so values near 1 are usual; a pickup has no pattern.
- drum pattern (DP), 0..1: the share of drum hits on sixteenths, counted from the bar line. Dong et al. (2018) count
  hits on the patterns of 8 and 16 beats to a bar of 4/4, the former being part of the latter; the same grid serves
  every metre. Their code also searches for the best shift of the pattern and counts near misses a little: not here.
- note length, in quarters: the mean. Notes per bar: over all bars, empty ones too. Pitch range, in semitones: from
  the lowest note to the highest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gan.measures.rolls import bar_edges, bar_pitch_classes, sounding
from gan.music.note import TICKS_PER_QUARTER
from gan.music.score import Score, Track

QUALIFIED_TICKS = TICKS_PER_QUARTER // 8
"""The shortest qualified note: a thirty-second."""
EIGHTH_TICKS = TICKS_PER_QUARTER // 2
SIXTEENTH_TICKS = TICKS_PER_QUARTER // 4


def _scales() -> np.ndarray:
    """The major and the natural minor scale on every tonic, int64 [24, 12], 1 on pitch classes of the scale."""
    kinds = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10))
    scales = np.zeros((24, 12), dtype=np.int64)
    for row, (steps, tonic) in enumerate((steps, tonic) for steps in kinds for tonic in range(12)):
        scales[row, [(tonic + step) % 12 for step in steps]] = 1
    return scales


_SCALES = _scales()


@dataclass(frozen=True, slots=True)
class TrackMeasures:
    """The measures of one track as the module's docstring defines them; None where there is nothing to measure.

    Drums have no pitches and no lengths: what depends on those is None for them, the drum pattern for all others.
    """

    empty_bars: float | None
    pitch_classes: float | None
    qualified_notes: float | None
    short_notes: float | None
    polyphony: float | None
    pitch_class_entropy: float | None
    scale_consistency: float | None
    groove_consistency: float | None
    drum_pattern: float | None
    note_length: float | None
    notes_per_bar: float | None
    pitch_range: int | None


def measure_track(track: Track, score: Score, bars: int | None = None) -> TrackMeasures:
    """Measures a track over the first `bars` bars of its score, all bars that the score reaches into by default.

    Notes that begin after those bars are left out. Raises ValueError for a negative number of bars.
    """
    bars = score.bars if bars is None else bars
    if bars < 0:
        raise ValueError(f"{bars} bars cannot be measured")
    edges = bar_edges(score, bars)
    notes = [note for note in track.notes if note.start < edges[-1]]
    sounds = bar_pitch_classes(notes, edges)
    sounding_bars = sounds[sounds.any(axis=1)]
    starts = np.array([note.start for note in notes], dtype=np.int64)
    pitched = bool(notes) and not track.is_drums
    # Computed for all tracks and shown for pitched ones: empty or a drum track they mean nothing.
    pitches = np.array([note.pitch for note in notes], dtype=np.int64) if pitched else np.zeros(1, dtype=np.int64)
    lengths = np.array([note.length for note in notes], dtype=np.int64) if pitched else np.ones(1, dtype=np.int64)
    classes = np.bincount(pitches % 12, minlength=12)
    at_once = sounding(notes, edges[-1]).sum(axis=1)
    return TrackMeasures(
        empty_bars=1 - len(sounding_bars) / bars if bars else None,
        pitch_classes=float(sounding_bars.sum(axis=1).mean()) if pitched else None,
        qualified_notes=float((lengths >= QUALIFIED_TICKS).mean()) if pitched else None,
        short_notes=float((lengths < EIGHTH_TICKS).mean()) if pitched else None,
        polyphony=float((at_once > 1).sum() / (at_once > 0).sum()) if pitched else None,
        pitch_class_entropy=_entropy(classes) if pitched else None,
        scale_consistency=float((_SCALES @ classes).max() / classes.sum()) if pitched else None,
        groove_consistency=_groove(starts, score, bars),
        drum_pattern=_on_sixteenths(starts, score) if track.is_drums else None,
        note_length=float(lengths.mean()) / TICKS_PER_QUARTER if pitched else None,
        notes_per_bar=len(notes) / bars if bars else None,
        pitch_range=int(pitches.max() - pitches.min()) if pitched else None,
    )


def _entropy(counts: np.ndarray) -> float:
    """Of counts that are not all zero, in bits."""
    shares = counts[counts > 0] / counts.sum()
    return float(shares @ np.log2(1 / shares))


def _groove(starts: np.ndarray, score: Score, bars: int) -> float | None:
    """Groove consistency of the bars after the pickup; None without onsets in them or with fewer than two."""
    full_bars = bars - (1 if score.pickup else 0)
    inside = starts[starts >= score.pickup] - score.pickup
    if full_bars < 2 or not len(inside):
        return None
    patterns = np.zeros((full_bars, score.metre.bar_ticks), dtype=bool)
    patterns[np.divmod(inside, score.metre.bar_ticks)] = True
    return 1 - float((patterns[1:] != patterns[:-1]).mean())


def _on_sixteenths(starts: np.ndarray, score: Score) -> float | None:
    """The share of starts on a sixteenth of their bar; None without any."""
    if not len(starts):
        return None
    return float(((starts - score.pickup) % score.metre.bar_ticks % SIXTEENTH_TICKS == 0).mean())

"""Accompaniments without understanding, to be set beside takes: a model that does not beat them has no case.

Every baseline takes *windows* (scores of whole bars in C major or A minor, at most one track per role, the melody
first) and gives as many back with the same melodies in the same order. All are deterministic; those with chance in
them take a seed. A window's end is that of its last bar that is begun, and no note is made to reach past it.

- random notes: each part's number of notes and their lengths, at random sixteenths and at random pitches of the
  role's register in the set;
- mismatched: the real parts of another melody, where that can be of another piece;
- drone: tonic and fifth of the melody's mode, held from start to end;
- block triads: the diatonic triad that fits the melody best in each half bar, its root in the bass;
- late: the window's own parts a beat late, what leaves the end coming in at the start;
- pasted: of the training windows' parts those that sound best against the melody;
- wrong notes: the window's own parts with a share of their notes moved by one to three semitones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from gan.measures.harmony import CONSONANCE
from gan.music.key import find_key
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.role import ACCOMPANIMENT, Role
from gan.music.score import Score, Track, without_overlaps

BASELINES = ("random notes", "mismatched", "drone", "block triads", "late", "pasted", "5 % wrong", "15 % wrong")
"""Their names: those to be beaten first, then real music with wrong notes."""
SIXTEENTH = TICKS_PER_QUARTER // 4
MOST_DONORS = 4000
"""How many training windows `pasted` chooses from, at most."""

_PITCHED: tuple[Role, ...] = tuple(role for role in ACCOMPANIMENT if role is not Role.DRUMS)
# Where chords are put that have no notes to take a register from.
_MIDDLE_OF_CHORDS = 55
# Pitch classes of the triads on C, G, F, A, D, E, root first; of equal fits the first is taken.
_TRIADS = ((0, 4, 7), (7, 11, 2), (5, 9, 0), (9, 0, 4), (2, 5, 9), (4, 7, 11))


def all_baselines(
    windows: Sequence[Score],
    training: Sequence[Score],
    pieces: Sequence[int] | None = None,
    *,
    seed: int = 0,
    names: Collection[str] = BASELINES,
) -> dict[str, list[Score]]:
    """The baselines of those names, in the order of BASELINES.

    Args:
        windows: real windows; their melodies are kept.
        training: windows for `pasted`; where there are none, it is left out.
        pieces: the piece of each window, for `mismatched`.
        seed: 0 or more.
        names: some of BASELINES.
    """
    makers: dict[str, Callable[[], list[Score]]] = {
        "random notes": lambda: random_notes(windows, seed=seed),
        "mismatched": lambda: mismatched(windows, pieces, seed=seed),
        "drone": lambda: drone(windows),
        "block triads": lambda: block_triads(windows),
        "late": lambda: late(windows),
        "pasted": lambda: pasted(windows, training, seed=seed),
        "5 % wrong": lambda: wrong_notes(windows, 0.05, seed=seed),
        "15 % wrong": lambda: wrong_notes(windows, 0.15, seed=seed),
    }
    return {name: makers[name]() for name in BASELINES if name in names and (training or name != "pasted")}


def random_notes(windows: Sequence[Score], *, seed: int = 0) -> list[Score]:
    """As many notes of the same lengths in each part, anywhere on the sixteenths and in the role's register.

    The register reaches from the lowest to the highest pitch of the role in the set; drums draw from the set's drums.
    """
    pitches = {role: sorted({n.pitch for w in windows for n in _notes(w, role)}) for role in ACCOMPANIMENT}
    made = []
    for number, window in enumerate(windows):
        rng = np.random.default_rng([seed, 1, number])
        end = end_of(window)
        parts = {}
        for role in ACCOMPANIMENT:
            own = _notes(window, role)
            known = pitches[role]
            choice = known if role is Role.DRUMS or not known else list(range(known[0], known[-1] + 1))
            notes = []
            for note in own:
                start = SIXTEENTH * int(rng.integers(max(1, end // SIXTEENTH)))
                pitch = choice[int(rng.integers(len(choice)))]
                notes.append(Note(start, pitch, min(note.length, end - start), note.velocity))
            parts[role] = notes
        made.append(_with_parts(window, parts))
    return made


def mismatched(windows: Sequence[Score], pieces: Sequence[int] | None = None, *, seed: int = 0) -> list[Score]:
    """Each melody with the parts of another window, each window's parts used at most once where that is possible.

    Args:
        windows: the set.
        pieces: the piece of each window; parts come from another piece where one of the same metre is left.
        seed: 0 or more.
    """
    own_piece = list(range(len(windows))) if pieces is None else list(pieces)
    order = [int(i) for i in np.random.default_rng([seed, 2]).permutation(len(windows))]
    free = set(order)
    made = []
    for i, window in enumerate(windows):

        def strangeness(j: int, i: int = i, window: Score = window) -> tuple[bool, bool, bool, bool]:
            other = windows[j]
            return j == i, other.metre != window.metre, own_piece[j] == own_piece[i], j not in free

        donor = min(order, key=strangeness)
        free.discard(donor)
        made.append(_with_parts(window, {r: _fitted(_notes(windows[donor], r), window) for r in ACCOMPANIMENT}))
    return made


def drone(windows: Sequence[Score]) -> list[Score]:
    """Tonic in the bass, tonic and fifth in the chords, fifth in the pad, held to the end; no drums.

    The tonic is C, or A where the melody sounds minor. Only roles that play in the window hold their notes, in
    their own register.
    """
    made = []
    for window in windows:
        tonic = 9 if find_key(_notes(window, Role.MELODY)).mode == "minor" else 0
        fifth = tonic + 7
        held = {Role.CHORDS: (tonic, fifth), Role.BASS: (tonic,), Role.PAD: (fifth,)}
        end = end_of(window)
        parts = {
            role: [Note(0, _near(pitch_class, middle), end) for pitch_class in held[role]]
            for role, middle in _middles(window).items()
        }
        made.append(_with_parts(window, parts))
    return made


def block_triads(windows: Sequence[Score]) -> list[Score]:
    """A triad in the chords, its root in the bass and its fifth in the pad in every half bar; a kick on each beat.

    A bar that does not halve into whole beats has one triad. The triad (of C, G, F, Am, Dm, Em) is the one that
    holds most of the melody's sounding time; where the melody is silent the last one stays. Only roles that play in
    the window take part.
    """
    made = []
    for window in windows:
        bar, pulse = window.metre.bar_ticks, window.metre.pulse_ticks
        step = bar // 2 if bar % (2 * pulse) == 0 else bar
        end = end_of(window)
        sounding = _sounding(_notes(window, Role.MELODY), end)
        middles = _middles(window)
        parts: dict[Role, list[Note]] = {role: [] for role in ACCOMPANIMENT}
        triad = _TRIADS[0]
        for start in range(0, end, step):
            time = sounding[start : start + step].sum(axis=0)
            if time.any():
                triad = max(_TRIADS, key=lambda one: int(time[list(one)].sum()))  # max keeps the first of equals
            for role, middle in middles.items():
                tones = {Role.CHORDS: triad, Role.BASS: triad[:1], Role.PAD: triad[2:]}[role]
                parts[role] += [Note(start, _near(tone, middle), min(step, end - start)) for tone in tones]
        if _notes(window, Role.DRUMS):
            parts[Role.DRUMS] = [Note(start, 36, SIXTEENTH) for start in range(0, end, pulse)]
        made.append(_with_parts(window, parts))
    return made


def late(windows: Sequence[Score]) -> list[Score]:
    """All parts a beat (the metre's pulse) later, round the end of the window; the drums too."""
    made = []
    for window in windows:
        end, beat = end_of(window), window.metre.pulse_ticks
        parts = {
            role: [
                Note((n.start + beat) % end, n.pitch, min(n.length, end - (n.start + beat) % end), n.velocity)
                for n in _notes(window, role)
            ]
            for role in ACCOMPANIMENT
        }
        made.append(_with_parts(window, parts))
    return made


def pasted(windows: Sequence[Score], training: Sequence[Score], *, seed: int = 0) -> list[Score]:
    """Each melody with the parts of the training window that sound best against it.

    Best is the highest mean over the sixteenths of the melody's consonance (PCS of Yeh et al. 2021) with the pitches
    that sound there, silence counting 0. The training windows are those of the melody's metre, where there is one,
    and MOST_DONORS of them at most.
    """
    rng = np.random.default_rng([seed, 3])
    chosen = np.sort(rng.permutation(len(training))[:MOST_DONORS])
    donors = [training[int(i)] for i in chosen]
    steps = max(end_of(window) for window in windows) // SIXTEENTH
    # consonance[d, s, p]: how the parts of donor d at sixteenth s sound against a melody of pitch class p.
    consonance = np.zeros((len(donors), steps, 12), np.float32)
    turned = np.stack([np.roll(CONSONANCE, below) for below in range(12)])
    for row, donor in zip(consonance, donors):
        below = _sixteenths([n for role in _PITCHED for n in _notes(donor, role)], steps)
        row[:] = (below @ turned) / np.maximum(below.sum(axis=1, keepdims=True), 1)
    flat = consonance.reshape(len(donors), -1)
    metres = [donor.metre for donor in donors]
    made = []
    for window in windows:
        fit = flat @ _sixteenths(_notes(window, Role.MELODY), steps).ravel()
        same = np.array([metre == window.metre for metre in metres])
        donor = donors[int(np.where(same, fit, -np.inf).argmax() if same.any() else fit.argmax())]
        made.append(_with_parts(window, {role: _fitted(_notes(donor, role), window) for role in ACCOMPANIMENT}))
    return made


def wrong_notes(windows: Sequence[Score], share: float, *, seed: int = 0) -> list[Score]:
    """A share (0..1) of the notes of the pitched parts moved by one to three semitones, up or down."""
    made = []
    for number, window in enumerate(windows):
        rng = np.random.default_rng([seed, 4, number])

        def spoiled(note: Note, rng: np.random.Generator = rng) -> Note:
            if rng.random() >= share:
                return note
            moved = note.pitch + int(rng.integers(1, 4)) * (1 if rng.random() < 0.5 else -1)
            return replace(note, pitch=min(127, max(0, moved)))

        parts = {role: [spoiled(n) for n in _notes(window, role)] for role in _PITCHED}
        made.append(_with_parts(window, {**parts, Role.DRUMS: _notes(window, Role.DRUMS)}))
    return made


def end_of(window: Score) -> int:
    """The tick at which the last begun bar of a window ends; a bar where it is silent."""
    return max(1, window.bars) * window.metre.bar_ticks


def _notes(window: Score, role: Role) -> tuple[Note, ...]:
    track = window.track(role)
    return track.notes if track else ()


def _with_parts(window: Score, parts: Mapping[Role, Sequence[Note]]) -> Score:
    """The window with its own melody and these parts; a role without notes has no track."""
    tracks = [track for track in window.tracks if track.role is Role.MELODY]
    tracks += [Track(role, without_overlaps(parts[role])) for role in ACCOMPANIMENT if parts.get(role)]
    return replace(window, tracks=tuple(tracks))


def _fitted(notes: Iterable[Note], window: Score) -> list[Note]:
    """The notes that begin within the window, none longer than it."""
    end = end_of(window)
    return [replace(n, length=min(n.length, end - n.start)) for n in notes if n.start < end]


def _middles(window: Score) -> dict[Role, int]:
    """The middle pitch of every pitched part that plays; where none does, the chords in their usual place."""
    found = {role: [n.pitch for n in _notes(window, role)] for role in _PITCHED}
    middles = {role: sorted(pitches)[len(pitches) // 2] for role, pitches in found.items() if pitches}
    return middles or {Role.CHORDS: _MIDDLE_OF_CHORDS}


def _near(pitch_class: int, middle: int) -> int:
    """The pitch of that class within six semitones of the middle, inside 0..127."""
    pitch = middle + (pitch_class - middle + 6) % 12 - 6
    return pitch + 12 * ((pitch < 0) - (pitch > 127))


def _sounding(notes: Iterable[Note], length: int) -> np.ndarray:
    """Whether each pitch class sounds in each tick, bool [length, 12]."""
    sounds = np.zeros((length, 12), bool)
    for note in notes:
        sounds[note.start : note.end, note.pitch % 12] = True
    return sounds


def _sixteenths(notes: Iterable[Note], steps: int) -> np.ndarray:
    """Whether each pitch class sounds at the start of each sixteenth, float32 [steps, 12]."""
    return _sounding(notes, steps * SIXTEENTH)[::SIXTEENTH].astype(np.float32)

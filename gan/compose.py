"""The verb of the product: a melody, a genre and a seed in, takes out. No TensorFlow here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from gan.data.grid import PATCH_TICKS, SLOTS_PER_PATCH, metre_features
from gan.data.masks import COLUMNS, COLUMNS_OF
from gan.data.texture import TEXTURE
from gan.data.voices import Voices, read_role, write_role
from gan.drafting import Frame, Manner, draft
from gan.errors import MelodyError, UsageError
from gan.exported import ExportedGenerator
from gan.music.genre import Genre
from gan.music.melody import MAX_BARS, Melody
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.role import ACCOMPANIMENT, Role
from gan.music.score import Score, Track, without_overlaps
from gan.take import Take

_LOUDNESS = {Role.CHORDS: 72, Role.BASS: 84, Role.PAD: 64, Role.DRUMS: 80}
_ACCENT = {"bar": 10, "pulse": 4}


def compose(
    melody: Melody,
    genre: Genre,
    *,
    seed: int = 0,
    takes: int = 4,
    weights: Path | None = None,
    manner: Manner = Manner(),
) -> Iterator[Take]:
    """Takes numbered 1 to `takes`, each as soon as it is written.

    Args:
        melody: 1 note or more, at most MAX_BARS bars.
        genre: one that the weights know.
        seed: 0 or more; with the melody, genre, number and weights it decides every note.
        takes: 1 or more.
        weights: folder of an exported generator; the shipped one where None.
        manner: passes and temperature.

    Raises:
        MelodyError: no notes or too many bars. UsageError: a genre the weights do not know.
        WeightsError, MissingDependency: see `ExportedGenerator`.
    """
    return compose_with(ExportedGenerator(weights), melody, genre, seed=seed, takes=takes, manner=manner)


def compose_with(
    network: ExportedGenerator, melody: Melody, genre: Genre, *, seed: int, takes: int, manner: Manner = Manner()
) -> Iterator[Take]:
    """`compose` with weights that are already loaded."""
    if not melody.notes:
        raise MelodyError("the melody has no notes")
    if melody.bars > MAX_BARS:
        raise MelodyError(f"the melody has {melody.bars} bars", f"at most {MAX_BARS} are accompanied", "Cut it shorter")
    if genre.id not in network.genres:
        known = ", ".join(network.genres)
        raise UsageError(f"these weights do not know the genre {genre.id}", "", f"They know {known}")
    if seed < 0 or takes < 1:
        raise UsageError(f"seed {seed} and {takes} takes", "a seed is 0 or more, takes are 1 or more")
    for number in range(1, takes + 1):
        rng = np.random.default_rng([seed, number])
        yield Take(_one(network, melody, genre, manner, rng), genre.id, seed, number, network.hash)


def _one(network: ExportedGenerator, melody: Melody, genre: Genre, manner: Manner, rng: np.random.Generator) -> Score:
    shift = (6 - melody.sounding_key.relative_major_tonic) % 12 - 6  # into C major or A minor
    bar = melody.metre.bar_ticks
    origin = melody.pickup - bar if melody.pickup else 0  # slot 0 is a bar line
    ticks = -(-(melody.length - origin) // bar) * bar
    patches = -(-ticks // PATCH_TICKS)
    given = Voices.silent(patches * SLOTS_PER_PATCH)
    at_home = [_moved(n, shift) for n in melody.notes]
    write_role(given, Role.MELODY, at_home, origin)

    mask = np.zeros((patches, COLUMNS), bool)
    for role in genre.roles:
        if role is not Role.MELODY:
            mask[-(origin // PATCH_TICKS) :, list(COLUMNS_OF[role])] = True
    one_hot = np.eye(len(network.genres), dtype=np.float32)[network.genres.index(genre.id)]
    texture = choose_texture(network.textures[genre.id], at_home, rng)
    frame = Frame(
        metre_features(patches, melody.metre),
        np.concatenate([one_hot, texture]),
        max(SLOTS_PER_PATCH, bar * SLOTS_PER_PATCH // PATCH_TICKS),
    )
    voices = draft(network, given, mask, frame, manner, rng)

    end = origin + ticks
    tracks = [Track(Role.MELODY, melody.notes, genre.programs[Role.MELODY])]
    for role in ACCOMPANIMENT:
        if role in genre.programs:
            notes = [
                _moved(n, 0 if role is Role.DRUMS else -shift) for n in read_role(voices, role, origin) if n.start >= 0
            ]
            notes = [_shaped(n, role, melody, end) for n in notes]
            tracks.append(Track(role, without_overlaps(notes), genre.programs[role]))
    tracks.sort(key=lambda track: list(Role).index(track.role))
    return Score(tuple(tracks), melody.tempo, melody.metre, melody.pickup, melody.sounding_key, melody.title)


def melody_measures(notes: Sequence[Note]) -> np.ndarray:
    """Register (octaves from C4, by duration) and activity (log1p of notes per quarter) of a melody, float32 [2]."""
    lengths = np.array([n.length for n in notes], np.float64)
    pitches = np.array([n.pitch for n in notes], np.float64)
    register = ((pitches - 60) / 12 * lengths).sum() / lengths.sum()
    return np.array([register, np.log1p(len(notes) * TICKS_PER_QUARTER / notes[-1].end)], np.float32)


def choose_texture(bank: np.ndarray, melody: Sequence[Note], rng: np.random.Generator) -> np.ndarray:
    """A texture, float32 [TEXTURE], of the nearer half of the bank: those that stood under such a melody."""
    far = np.abs(bank[:, TEXTURE:] - melody_measures(melody)).sum(axis=1)
    near = far.argsort(kind="stable")[: max(1, len(bank) // 2)]
    chosen: np.ndarray = bank[near[rng.integers(len(near))], :TEXTURE]
    return chosen


def _moved(note: Note, shift: int) -> Note:
    pitch = note.pitch + shift
    pitch += 12 * ((pitch < 0) - (pitch > 127))
    return Note(note.start, pitch, note.length, note.velocity)


def _shaped(note: Note, role: Role, melody: Melody, end: int) -> Note:
    """The note with a loudness by its role and its place in the bar, ending with the piece at the latest."""
    since = (note.start - melody.pickup) % melody.metre.bar_ticks
    velocity = _LOUDNESS[role]
    if since == 0:
        velocity += _ACCENT["bar"]
    elif since % melody.metre.pulse_ticks == 0:
        velocity += _ACCENT["pulse"]
    return Note(note.start, note.pitch, max(1, min(note.length, end - note.start)), velocity)

"""The verb of the product: a melody, a genre and a seed in, takes out. No TensorFlow here."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from gan.data.arrangement import arrange, melody_measures
from gan.data.grid import PATCH_TICKS, SLOTS_PER_PATCH, metre_features
from gan.data.masks import COLUMNS, COLUMNS_OF
from gan.data.stretches import bar_slots
from gan.data.texture import (
    DENSITY_COLUMNS,
    ROLE_COLUMNS,
    bar_counts,
    playing_columns,
    span_bars,
    span_of_patch,
    span_textures,
)
from gan.data.voices import ACCOMPANYING, Voices, read_role, write_role
from gan.drafting import Frame, draft
from gan.errors import MelodyError, UsageError
from gan.exported import ExportedGenerator
from gan.music.genre import Genre
from gan.music.melody import MAX_BARS, Melody
from gan.music.metre import Metre
from gan.music.note import Note
from gan.music.role import ACCOMPANIMENT, Role
from gan.music.score import Score, Track, without_overlaps
from gan.take import Take
from gan.wishes import Revision, Wishes

_LOUDNESS = {Role.CHORDS: 72, Role.BASS: 84, Role.PAD: 64, Role.DRUMS: 80}
_ACCENT = {"bar": 10, "pulse": 4}


def compose(
    melody: Melody,
    genre: Genre,
    *,
    seed: int = 0,
    takes: int = 4,
    weights: Path | None = None,
    wishes: Wishes = Wishes(),
) -> Iterator[Take]:
    """Takes numbered 1 to `takes`, each as soon as it is written.

    Args:
        melody: 1 note or more, at most MAX_BARS bars.
        genre: one that the weights know.
        seed: 0 or more; with the melody, genre, number, wishes and weights it decides every note.
        takes: 1 or more.
        weights: folder of an exported generator; the shipped one where None.
        wishes: manner, densities, another genre to blend in.

    Raises:
        MelodyError: no notes or too many bars. UsageError: a genre the weights do not know.
        WeightsError, MissingDependency: see `ExportedGenerator`.
    """
    return compose_with(ExportedGenerator(weights), melody, genre, seed=seed, takes=takes, wishes=wishes)


def compose_with(
    network: ExportedGenerator, melody: Melody, genre: Genre, *, seed: int, takes: int, wishes: Wishes = Wishes()
) -> Iterator[Take]:
    """`compose` with weights that are already loaded."""
    _check(network, melody, genre, seed, takes, wishes)
    for number in range(1, takes + 1):
        rng = np.random.default_rng([seed, number])
        sheet = _Sheet(melody)
        mask = sheet.mask(genre.roles)
        score = _written(network, sheet, sheet.voices(()), mask, genre, wishes, rng)
        yield Take(score, genre.id, seed, number, network.hash)


def revise_with(
    network: ExportedGenerator,
    take: Score,
    genre: Genre,
    revision: Revision,
    *,
    seed: int,
    takes: int,
    wishes: Wishes = Wishes(),
) -> Iterator[Take]:
    """Takes that differ from a given one where the revision says, and nowhere else.

    Args:
        network: the weights.
        take: a score with a melody and one track a role.
        genre: what is written again is written in it.
        revision: which part of the take.
        seed, takes, wishes: as in `compose`; the take counts too, so that the same seed does not write it again.

    Raises:
        MelodyError: the score has no melody, or one of several voices. UsageError: as in `compose`, bars that are
            not there, or nothing left to write again.
    """
    tune = take.track(Role.MELODY)
    try:
        melody = Melody(tune.notes if tune else (), take.tempo, take.metre, take.pickup, take.key, take.title)
    except ValueError as error:
        raise MelodyError("the take's melody is no melody", str(error)) from None
    _check(network, melody, genre, seed, takes, wishes)
    if revision.bars and revision.bars[1] > melody.bars:
        mend = "They are counted from 1, and a pickup is the first"
        raise UsageError(f"there is no bar {revision.bars[1]}", f"the take has {melody.bars} bars", mend)
    sheet = _Sheet(melody)
    whole = sheet.mask(revision.roles & set(genre.roles))
    if revision.bars:
        whole &= sheet.in_bars(*revision.bars)[:, None]
    if not whole.any():
        raise UsageError("nothing to write again", f"{genre.id} has none of the parts that are not kept")
    for number in range(1, takes + 1):
        rng = np.random.default_rng([seed, number, _fingerprint(take)])
        mask = sheet.scattered(whole, revision.amount, rng) if revision.amount < 1 else whole
        given, mask = _seamed(sheet.voices(take.tracks), mask)
        score = _written(network, sheet, given, mask, genre, wishes, rng)
        yield Take(_merged(take, score, sheet, mask), genre.id, seed, number, network.hash)


def _check(network: ExportedGenerator, melody: Melody, genre: Genre, seed: int, takes: int, wishes: Wishes) -> None:
    if not melody.notes:
        raise MelodyError("the melody has no notes")
    if melody.bars > MAX_BARS:
        raise MelodyError(f"the melody has {melody.bars} bars", f"at most {MAX_BARS} are accompanied", "Cut it shorter")
    for name in (genre.id, *([wishes.blend[0]] if wishes.blend else [])):
        if name not in network.genres:
            known = ", ".join(network.genres)
            raise UsageError(f"these weights do not know the genre {name}", "", f"They know {known}")
    if seed < 0 or takes < 1:
        raise UsageError(f"seed {seed} and {takes} takes", "a seed is 0 or more, takes are 1 or more")


class _Sheet:
    """The melody laid out for the networks: in C major or A minor, from a bar line on, in whole bars."""

    def __init__(self, melody: Melody) -> None:
        self.melody = melody
        self.shift = (6 - melody.sounding_key.relative_major_tonic) % 12 - 6
        self.bar = melody.metre.bar_ticks
        self.origin = melody.pickup - self.bar if melody.pickup else 0  # slot 0 is a bar line
        ticks = -(-(melody.length - self.origin) // self.bar) * self.bar
        self.patches = -(-ticks // PATCH_TICKS)
        self.end = self.origin + ticks

    def voices(self, tracks: tuple[Track, ...]) -> Voices:
        """The melody, and the parts among some tracks."""
        voices = Voices.silent(self.patches * SLOTS_PER_PATCH)
        write_role(voices, Role.MELODY, [_moved(n, self.shift) for n in self.melody.notes], self.origin)
        for track in tracks:
            if track.role is not Role.MELODY:
                notes = track.notes if track.is_drums else [_moved(n, self.shift) for n in track.notes]
                write_role(voices, track.role, notes, self.origin)
        return voices

    def mask(self, roles: Iterable[Role]) -> np.ndarray:
        """True for the voices of some roles where the piece has begun, bool [patches, COLUMNS]."""
        mask = np.zeros((self.patches, COLUMNS), bool)
        for role in roles:
            if role is not Role.MELODY:
                mask[-(self.origin // PATCH_TICKS) :, list(COLUMNS_OF[role])] = True
        return mask

    def in_bars(self, first: int, last: int) -> np.ndarray:
        """True in bars `first` to `last`, bool [patches]."""
        bar = np.arange(self.patches) * PATCH_TICKS // self.bar + 1
        return (bar >= first) & (bar <= last)

    def scattered(self, mask: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
        """The mask in a share of the bars of each voice, at least in one; bool [patches, COLUMNS], some cell True."""
        bar = np.arange(self.patches) * PATCH_TICKS // self.bar
        lot = rng.random((int(bar[-1]) + 1, COLUMNS))[bar]
        return np.asarray(mask & ((lot < share) | (lot == lot[mask].min())))


def _written(
    network: ExportedGenerator,
    sheet: _Sheet,
    given: Voices,
    mask: np.ndarray,
    genre: Genre,
    wishes: Wishes,
    rng: np.random.Generator,
) -> Score:
    """The score with what the mask leaves open written."""
    silent = [column for role, factor in wishes.density.items() if factor == 0 for column in COLUMNS_OF[role]]
    if silent:
        emptied = np.zeros_like(mask)
        emptied[:, silent] = mask[:, silent]
        given, mask = _without(given, emptied), mask & ~emptied
    frame = _frame(network, genre, given, mask, sheet.melody.metre, wishes, rng)
    voices = draft(network.alone() if wishes.manner.raw else network, given, mask, frame, wishes.manner, rng)
    melody = sheet.melody
    tracks = [Track(Role.MELODY, melody.notes, genre.programs[Role.MELODY])]
    for role in ACCOMPANIMENT:
        if role in genre.programs:
            back = 0 if role is Role.DRUMS else -sheet.shift
            notes = [_moved(n, back) for n in read_role(voices, role, sheet.origin) if n.start >= 0]
            notes = [_shaped(n, role, melody, sheet.end) for n in notes]
            tracks.append(Track(role, without_overlaps(notes), genre.programs[role]))
    tracks.sort(key=lambda track: list(Role).index(track.role))
    return Score(tuple(tracks), melody.tempo, melody.metre, melody.pickup, melody.sounding_key, melody.title)


def _merged(old: Score, new: Score, sheet: _Sheet, mask: np.ndarray) -> Score:
    """The old score with the notes that begin under the mask, voice by voice unknown, taken from the new one.

    A role of which nothing was written again keeps its notes to the letter; of the others, so do the bars in which
    nothing was: a new note that one of theirs already sounds is left out.
    """
    tracks = []
    fresh = {track.role: track for track in new.tracks}
    for track in old.tracks:
        if track.role is Role.MELODY or track.role not in fresh:
            tracks.append(track)
            continue
        written = mask[:, list(COLUMNS_OF[track.role])].any(axis=1)
        bar = np.arange(len(mask)) * PATCH_TICKS // sheet.bar
        touched = set(bar[written].tolist())
        kept = [n for n in track.notes if (n.start - sheet.origin) // sheet.bar not in touched]
        made = [n for n in fresh[track.role].notes if (n.start - sheet.origin) // sheet.bar in touched]
        made = [n for n in made if not any(k.pitch == n.pitch and k.start <= n.start < k.end for k in kept)]
        tracks.append(replace(track, notes=without_overlaps([*kept, *made])))
    have = {track.role for track in old.tracks}
    tracks += [track for track in new.tracks if track.role not in have and track.notes]
    tracks.sort(key=lambda track: list(Role).index(track.role))
    return replace(old, tracks=tuple(tracks))


def _seamed(given: Voices, mask: np.ndarray) -> tuple[Voices, np.ndarray]:
    """What is given and the mask, such that each old note is kept whole or goes whole, as the place it begins in does.

    A voice in which a kept note still rings is written from that note's end on; the rest of a note that begins under
    the mask and rings past it is taken away.
    """
    mask, gone = mask.copy(), np.zeros_like(mask)
    attacks = given.onset[1:].reshape(ACCOMPANYING, -1, SLOTS_PER_PATCH).transpose(1, 0, 2) > 0
    sounds = given.state[1:, ::SLOTS_PER_PATCH].T > 0
    rings = sounds & ~attacks[:, :, 0]  # a note goes on from the patch before
    going = np.zeros(ACCOMPANYING, bool)  # what sounds at the end of the patch before goes
    for patch, ringing in enumerate(rings):
        now = mask[patch, :ACCOMPANYING]
        now &= going | ~ringing
        gone[patch, :ACCOMPANYING] = ringing & going & ~now
        going = now | (gone[patch, :ACCOMPANYING] & ~attacks[patch].any(axis=1))
    return _without(given, gone, until_onset=True), mask


def _without(given: Voices, cells: np.ndarray, *, until_onset: bool = False) -> Voices:
    """What is given without what sounds in some cells (bool [patches, COLUMNS]); there up to the first attack only."""
    slots = np.repeat(cells, SLOTS_PER_PATCH, axis=0)
    notes = slots[:, :ACCOMPANYING].T.copy()
    if until_onset:
        attacks = given.onset[1:].reshape(ACCOMPANYING, -1, SLOTS_PER_PATCH).cumsum(axis=2).reshape(ACCOMPANYING, -1)
        notes &= attacks == 0
    state, onset, drums = given.state.copy(), given.onset.copy(), given.drums.copy()
    state[1:][notes] = 0
    onset[1:][notes] = 0
    if not until_onset:
        drums[slots[:, ACCOMPANYING]] = 0
    return Voices(state, onset, drums)


def _fingerprint(score: Score) -> int:
    """A number made from the notes, so that chance falls differently on every take."""
    notes = [(t.role.value, n.start, n.pitch, n.length) for t in score.tracks for n in t.notes]
    return zlib.crc32(repr(notes).encode())


def _frame(
    network: ExportedGenerator,
    genre: Genre,
    given: Voices,
    mask: np.ndarray,
    metre: Metre,
    wishes: Wishes,
    rng: np.random.Generator,
) -> Frame:
    """Metre, genre and a borrowed arrangement; bars in which the tune is the same are of one kind."""
    bar = bar_slots(metre)
    span = bar * span_bars(bar)
    patches = given.slots // SLOTS_PER_PATCH
    state, onset = given.state[0], given.onset[0]
    measures = melody_measures(state, onset, bar)
    genres = np.eye(len(network.genres), dtype=np.float32)
    styles, lender = genres[network.genres.index(genre.id)], genre.id
    if wishes.blend:
        other, share = wishes.blend
        styles = (1 - share) * styles + share * genres[network.genres.index(other)]
        if share > 0:  # no lot is drawn for nothing: a share of 0 is no blend
            lender = other if rng.random() < share else lender
    textures = arrange(network.arrangements[lender], metre, measures, _tunes(state, onset, span), rng)
    textures = _as_kept(textures, given, mask, bar)
    for role, factor in wishes.density.items():
        textures = _denser(textures, role, factor, network.arrangements[lender])
    textures = textures[span_of_patch(patches, bar, SLOTS_PER_PATCH)]
    style = [np.broadcast_to(styles, (patches, len(styles))), textures]
    number, place = np.divmod(np.arange(given.slots), bar)
    if wishes.manner.raw:
        kind = number
    else:
        tunes = _tunes(state, onset, bar)
        numbers = {tune: n for n, tune in enumerate(dict.fromkeys(tunes))}
        kind = np.array([numbers[tune] for tune in tunes])[number]
    playing = playing_columns(textures)
    return Frame(metre_features(patches, metre), np.concatenate(style, axis=1), playing, kind, place, bar)


def _as_kept(textures: np.ndarray, given: Voices, mask: np.ndarray, bar: int) -> np.ndarray:
    """Textures in which the parts that stay have what they really have; bar: in slots."""
    out = textures.copy()
    real = span_textures(bar_counts(given, bar), bar)
    for role, columns in ROLE_COLUMNS.items():
        if real[:, columns.start].any() and not mask[:, list(COLUMNS_OF[role])].any():
            out[:, columns] = real[:, columns]
    return out


def _denser(textures: np.ndarray, role: Role, factor: float, bank: Sequence[np.ndarray]) -> np.ndarray:
    """Textures in which a part has `factor` times as many attacks; who is asked for more does not rest."""
    out = textures.copy()
    own, attacks = ROLE_COLUMNS[role], DENSITY_COLUMNS[role]
    real = np.concatenate(bank)[:, own]
    playing = real[real[:, 0] > 0]
    if factor > 1 and len(playing):
        out[out[:, own.start] == 0, own] = playing.mean(axis=0)
    out[:, attacks] = np.log1p(np.expm1(out[:, attacks]) * factor)
    if factor == 0:
        out[:, own] = 0
    return out


def _tunes(state: np.ndarray, onset: np.ndarray, length: int) -> list[bytes]:
    """What the melody does in each `length` slots: equal where it is the same."""
    starts = range(0, len(state), length)
    return [state[i : i + length].tobytes() + onset[i : i + length].tobytes() for i in starts]


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

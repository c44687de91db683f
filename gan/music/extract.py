"""The melody of a score, and in words how it was found.

The rules this file owns:

- The track that a person chose is the melody, if it has notes and is not drums.
- Else a track that says it is the melody is the melody: by its role, else by its name ("vocals", "lead" ...).
- Where none says so, every track that is not drums is weighed: a singable register, one note at a time, playing most
  of the time, moving, lying above the others. The first of equals wins.
- Of a chord the highest note counts, and a note ends where the next begins (the skyline of `one_voice`).
- Whole empty bars before the first note are taken away; tempo, metre, pickup and key stay.
- A C major signature that the notes contradict is no key: many programs write it into every file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from gan.errors import MelodyError
from gan.music.key import Key, find_key
from gan.music.melody import MAX_BARS, Melody, one_voice
from gan.music.note import Note
from gan.music.partnames import melody_rank
from gan.music.plain import plain
from gan.music.role import Role
from gan.music.score import Score, Track, count_bars

LEGATO_TICKS = 6
"""A note that reaches at most this far (a sixteenth) into the next one was played legato; it is no second voice."""

_MOST_NAMED = 12
"""Tracks that are named in a sentence."""

_LEAD_PROGRAMS = frozenset({*range(56, 58), *range(59, 88), 22, 40, 52, 53, 54})
"""Trumpets, reeds, pipes, synthesizer leads, harmonica, violin, voices."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    track: Track
    voice: tuple[Note, ...]
    single: float
    """Share of the track's notes that are in the voice, 0 to 1."""
    active: float
    """Share of the score's bars in which a note of the voice begins, 0 to 1."""
    height: float
    """Mean pitch of the voice."""
    weight: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A track that the melody can be taken from."""

    number: int
    """Its place among all tracks, from 1: what a person names it by."""
    name: str
    notes: int
    low: int
    """The lowest pitch of its voice."""
    high: int
    taken: bool
    """True for the one that is taken where a person names none."""


def choices_of(score: Score) -> tuple[Choice, ...]:
    """The tracks that a melody can be taken from, in the score's order. Raises MelodyError where there is none."""
    candidates = _candidates(score)
    chosen, _ = _choose(candidates)
    return tuple(
        Choice(
            c.index + 1,
            plain(c.track.name, 60),
            len(c.track.notes),
            min(note.pitch for note in c.voice),
            max(note.pitch for note in c.voice),
            c is chosen,
        )
        for c in candidates
    )


def extract_melody(score: Score, track: int | None = None) -> Melody:
    """The melody of a score; `found` says which track it is and why, empty where there was no choice.

    Args:
        track: the number of the track to take, from 1; None has it found.

    Raises MelodyError where there are no notes, nothing but drums, or more than 128 bars, and where the track that is
    asked for is not there, empty or drums.
    """
    candidates = _candidates(score)
    chosen, found = _choose(candidates) if track is None else _asked_for(track, candidates, score)
    notes, pickup = _without_empty_bars(chosen.voice, score)
    bars = count_bars(max(note.end for note in notes), pickup, score.metre)
    if bars > MAX_BARS:
        raise MelodyError(
            f"The melody is too long: {bars:,} bars",
            f"the limit is {MAX_BARS} bars",
            f"Cut the file to {MAX_BARS} bars or fewer, or save its sections as files of their own",
        )
    key = score.key if score.key and _believable(score.key, score.tracks) else None
    return Melody(notes, score.tempo, score.metre, pickup, key, score.title, found)


def _candidates(score: Score) -> list[_Candidate]:
    candidates = [
        _weigh(index, track, score) for index, track in enumerate(score.tracks) if track.notes and not track.is_drums
    ]
    if not candidates:
        if any(track.notes for track in score.tracks):
            raise MelodyError("There is no melody", "all its notes are drums", "Give a file with a pitched track")
        raise MelodyError("There is no melody", "the music has no notes", "Give a file with a pitched track")
    return candidates


def _asked_for(number: int, candidates: list[_Candidate], score: Score) -> tuple[_Candidate, str]:
    for candidate in candidates:
        if candidate.index + 1 == number:
            return candidate, f"{_name(candidate)}, as you chose" if len(candidates) > 1 else ""
    if 1 <= number <= len(score.tracks):
        why = "it is drums" if score.tracks[number - 1].is_drums else "it has no notes"
    else:
        why = f"there are {len(score.tracks)} tracks" if len(score.tracks) != 1 else "there is one track"
    known = ", ".join(f"{c.index + 1} “{plain(c.track.name, 30)}”" for c in candidates[:_MOST_NAMED])
    more = " …" if len(candidates) > _MOST_NAMED else ""
    raise MelodyError(f"Track {number} cannot be the melody", why, f"These can: {known}{more}")


def _choose(candidates: list[_Candidate]) -> tuple[_Candidate, str]:
    """The melody's track and the words for why."""
    if len(candidates) == 1:
        only = candidates[0]
        found = "" if only.single == 1.0 else f"the highest notes of the only track that is not drums, {_name(only)}"
        return only, found if only.track.role is not Role.MELODY else ""
    by_role = [c for c in candidates if c.track.role is Role.MELODY]
    if by_role:
        return by_role[0], f"{_name(by_role[0])}, the melody by its name"
    # A voice that hardly plays is an ornament, whatever its name.
    busiest = max(c.active for c in candidates)
    playing = [c for c in candidates if 3 * c.active >= busiest]
    rank = max(melody_rank(c.track.name) for c in playing)
    if rank >= 2:
        named = [c for c in playing if melody_rank(c.track.name) == rank]
        best = max(named, key=lambda c: (round(c.active, 1), c.weight))
        return best, f"{_name(best)}, by its name"
    best = max(candidates, key=lambda c: c.weight)
    why = ["high" if best.height >= 60 else "the most tuneful"]
    why.append("one note at a time" if best.single > 0.9 else "the highest note of each chord")
    why.append(f"playing in {round(100 * best.active)} % of the bars")
    return best, f"{_name(best)}, a guess, for no track is named as the melody: {', '.join(why)}"


def _name(candidate: _Candidate) -> str:
    name = candidate.track.name
    unnamed = name == candidate.track.role.value and candidate.track.role is not Role.MELODY
    return f"track {candidate.index + 1}" + ("" if unnamed else f" “{plain(name, 40)}”")


def _weigh(index: int, track: Track, score: Score) -> _Candidate:
    voice = one_voice(_without_legato(track.notes))
    single = len(voice) / len(track.notes)
    bar = score.metre.bar_ticks
    begun = len({(note.start - score.pickup) // bar for note in voice})
    active = min(1.0, begun / max(1, score.bars))
    height = sum(n.pitch * n.length for n in voice) / sum(n.length for n in voice)
    register = max(0.0, 1 - abs(height - 72) / 24)
    moving = min(1.0, len({note.pitch for note in voice}) / 6)
    repeats = sum(a.pitch == b.pitch for a, b in pairwise(voice)) / max(1, len(voice) - 1)
    weight = 2.5 * register + 1.5 * single + 2.0 * active + moving - repeats
    weight += 0.7 * melody_rank(track.name) + 0.3 * (track.program in _LEAD_PROGRAMS)
    weight -= {Role.BASS: 2.0, Role.PAD: 0.4}.get(track.role, 0.0)
    return _Candidate(index, track, voice, single, active, height, weight)


def _without_legato(notes: Iterable[Note]) -> list[Note]:
    """The notes with each cut where another begins shortly before its end."""
    ordered = sorted(notes, key=lambda n: (n.start, -n.pitch))
    starts = sorted({note.start for note in ordered})
    following = dict(pairwise(starts))
    trimmed = []
    for note in ordered:
        cut = following.get(note.start, note.end)
        while cut < note.end - LEGATO_TICKS and cut in following:
            cut = following[cut]
        # Only a short overlap, and never more than a third of the note, is the player's legato.
        if cut < note.end and note.end - cut <= min(LEGATO_TICKS, note.length // 3):
            note = replace(note, length=cut - note.start)
        trimmed.append(note)
    return trimmed


def _without_empty_bars(notes: tuple[Note, ...], score: Score) -> tuple[tuple[Note, ...], int]:
    """The notes without the whole bars before the first, and the pickup that is left."""
    first, bar = notes[0].start, score.metre.bar_ticks
    if first < score.pickup:
        return notes, score.pickup
    empty = score.pickup + (first - score.pickup) // bar * bar
    return tuple(replace(note, start=note.start - empty) for note in notes), 0


def _believable(key: Key, tracks: Iterable[Track]) -> bool:
    """False for a C major that fits the notes badly and clearly worse than another key does."""
    if key != Key(0, "major"):
        return True
    notes = [note for track in tracks if not track.is_drums for note in track.notes]
    other = find_key(notes)
    return _share(key, notes) > 0.85 or _share(other, notes) < _share(key, notes) + 0.1


def _share(key: Key, notes: list[Note]) -> float:
    """The share of the sounding time that lies in the scale."""
    total = sum(note.length for note in notes)
    return sum(note.length for note in notes if note.pitch % 12 in key.pitch_classes) / max(1, total)

"""Casting: music for any number of players → at most one melody, chords, bass, pad and drums.

The rules this file owns; they are those of the segment tables, so that both can be learned from together:

- four voices (chorales, quartets): from high to low they are melody, chords, pad and bass;
- songs: the singer has the melody, the upper staff of the piano the chords, the lower the bass; a guitar or a
  harp is both; other singers and players are left out;
- orchestras: the first violins have the melody; the other violins and the violas are the pad; cellos, basses,
  bassoons, tubas and bass singers the bass; winds, brass and the rest the chords; percussion is left out;
- a piano alone: the top line of the right hand is the melody, low notes and octaves of the left hand are the bass, the
  rest is chords;
- bands: the most tuneful track has the melody, the others are what `partnames` takes them for; noises are left out.

In orchestras and bands the melody is handed on: where its player rests for a phrase the next best has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log10

from gan.music.extract import extract_melody
from gan.music.melody import one_voice
from gan.music.note import Note
from gan.music.partnames import melody_rank
from gan.music.role import Role
from gan.music.score import Score, Track, without_overlaps

PHRASE_BARS = 4
"""Bars for which one player keeps the melody, counted from the first bar line; a pickup belongs to the first."""
LEADING_NOTES = 4
LEADING_BARS = 2
"""Who has the melody plays so many notes in a phrase, in so many of its bars; one with fewer hands it on."""
LEFT_HAND_TOP = 55
"""The left hand plays bass notes below G3."""

SINGLE = 0.8
"""A track plays single lines where more than this share of its notes is in its top line."""

# General MIDI programs.
_KEYBOARDS = frozenset({*range(8), *range(16, 24)})
_ACCOMPANISTS = frozenset({*_KEYBOARDS, *range(24, 32), 46})
_BASSES = frozenset(range(32, 40))
_SUSTAINED = frozenset({*range(40, 56), *range(88, 96)})
_SOLOISTS = frozenset({*range(8, 16), *range(56, 88), *range(96, 112)})
_TUNEFUL = frozenset({22, 40, 52, 53, 54, 56, 57, *range(59, 88)})
_NOISES = frozenset({47, *range(112, 128)})
"""Timpani, percussion and sound effects: what has no line of its own."""

_ORCHESTRA: tuple[tuple[str, frozenset[int], Role | None], ...] = (
    (r"timpan\w*|pauken|drums?|percussion|cymbals?|triangle|gong", _NOISES, None),
    (
        r"bass(oons?|i|es)?|fag\w+|\w*cell[eio]s?|(contra|kontra|contre) ?(b|f)\w+|double bass(es)?|violone|continuo"
        r"|tuba|bass (solo|trombone|tuba|clarinet)",
        frozenset({*_BASSES, 42, 43, 58, 70}),
        Role.BASS,
    ),
    (r"viol(in[eio]?|on|a|e)s?|strings", frozenset({40, 41, 44, 45, *range(48, 52)}), Role.PAD),
)
"""Names without their numbers, programs, and the role that either means; the rest are chords."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A track and what it does in the music."""

    track: Track
    role: Role | None
    """Where the notes go that are not the melody; None: nowhere."""
    lead: float | None = None
    """Of the parts that play, the one with the most has the melody; None never has."""


def cast(score: Score, kind: str = "") -> Score | None:
    """The same music with at most one track of each role, the melody first, in the order of `Role`.

    Tempo, metre, pickup, key and title stay; a track has program and name of the player with most of its notes.
    Of notes of one pitch that overlap in a role the first is cut short.

    Args:
        score: tracks with the roles that the importer guessed, any number of them.
        kind: id of a genre, whose rules hold; where empty the instruments tell which.

    Returns:
        The cast score, or None where there is no melody or nothing that goes with it.
    """
    tracks = [track for track in score.tracks if track.notes]
    if not _pitched(tracks):
        return None
    rules = _as_named if _is_cast(tracks) else _RULES.get(kind, _band) if kind else _rules_for(tracks)
    parts = rules(tracks)
    notes: dict[Role, list[Note]] = {role: [] for role in Role}
    players: dict[Role, Counter[int]] = {role: Counter() for role in Role}
    for phrase in _phrases(parts, score):
        leader = _leader(parts, phrase, score)
        for index, (part, played) in enumerate(zip(parts, phrase)):
            line = _top_line(played, score) if index == leader else ()
            top = {(note.start, note.pitch) for note in line}
            rest = [note for note in played if (note.start, note.pitch) not in top]
            for role, own in ((Role.MELODY, line), (part.role, rest)):
                if role is not None:
                    notes[role].extend(own)
                    players[role][index] += len(own)
    if not notes[Role.MELODY] or sum(map(bool, notes.values())) < 2:
        return None
    notes[Role.MELODY] = list(_handed_on(notes[Role.MELODY]))
    cast_tracks = []
    for role in Role:
        if notes[role]:
            player = parts[players[role].most_common(1)[0][0]].track
            cast_tracks.append(Track(role, without_overlaps(notes[role]), player.program, player.name))
    return replace(score, tracks=tuple(cast_tracks))


def _phrases(parts: Sequence[_Part], score: Score) -> Iterable[list[list[Note]]]:
    """For every phrase that has notes those of each part, by their starts."""
    ticks = PHRASE_BARS * score.metre.bar_ticks
    phrases: dict[int, list[list[Note]]] = {}
    for index, part in enumerate(parts):
        for note in part.track.notes:
            number = max(0, (note.start - score.pickup) // ticks)
            phrases.setdefault(number, [[] for _ in parts])[index].append(note)
    return (phrases[number] for number in sorted(phrases))


def _leader(parts: Sequence[_Part], phrase: Sequence[Sequence[Note]], score: Score) -> int | None:
    """The part that has the melody in a phrase; where none plays enough, the first of all if it plays."""
    ranked = sorted((-part.lead, index) for index, part in enumerate(parts) if part.lead is not None)
    for _, index in ranked:
        bars = {(note.start - score.pickup) // score.metre.bar_ticks for note in phrase[index]}
        if len(phrase[index]) >= LEADING_NOTES and len(bars) >= LEADING_BARS:
            return index
    return ranked[0][1] if ranked else None


def _top_line(notes: Sequence[Note], score: Score) -> tuple[Note, ...]:
    """The line that a listener follows, as `extract_melody` finds it, in its place."""
    if not notes:
        return ()
    # No melody holds a note for longer than a phrase, and `extract_melody` refuses what lasts too long.
    longest = PHRASE_BARS * score.metre.bar_ticks
    sung = tuple(replace(note, length=min(note.length, longest)) for note in notes)
    line = extract_melody(replace(score, tracks=(Track(Role.MELODY, sung),))).notes
    moved = notes[0].start - line[0].start
    return tuple(replace(note, start=note.start + moved) for note in line)


def _handed_on(melody: Sequence[Note]) -> Iterable[Note]:
    """The melody with every note ended by the next: players overlap where one takes over from another."""
    melody = sorted(melody)
    for note, following in pairwise(melody):
        yield replace(note, length=min(note.length, following.start - note.start))
    yield melody[-1]


def _height(track: Track) -> float:
    """The mean pitch, long notes weighing more."""
    return sum(note.pitch * note.length for note in track.notes) / sum(note.length for note in track.notes)


def _singleness(track: Track) -> float:
    """The share of the notes that are in the top line, 0 to 1."""
    return len(one_voice(track.notes)) / len(track.notes)


def _words(track: Track) -> str:
    """The name in small letters, without numbers and signs."""
    return " ".join(re.findall(r"[^\W\d_]+", re.sub(r"\b[iv]+\b", "", track.name.lower())))


def _hands(track: Track) -> tuple[Track, Track]:
    """The notes of a keyboard (chords, bass): single notes and the lower of octaves are bass where they are low."""
    together: dict[int, list[Note]] = {}
    for note in track.notes:
        together.setdefault(note.start, []).append(note)
    bass = {
        notes[0]
        for notes in together.values()  # sorted by pitch, as a track's notes are
        if notes[0].pitch < LEFT_HAND_TOP and (len(notes) == 1 or notes[1].pitch - notes[0].pitch >= 12)
    }
    rest = tuple(note for note in track.notes if note not in bass)
    return replace(track, notes=rest), replace(track, notes=tuple(bass))


def _pitched(tracks: Sequence[Track]) -> list[Track]:
    return [track for track in tracks if not track.is_drums]


def _is_cast(tracks: Sequence[Track]) -> bool:
    """True where each role has one player at most and one is the melody, as in this product's own files."""
    roles = [track.role for track in tracks]
    return Role.MELODY in roles and len(set(roles)) == len(roles)


def _as_named(tracks: Sequence[Track]) -> list[_Part]:
    return [_Part(track, None, 1) if track.role is Role.MELODY else _Part(track, track.role) for track in tracks]


def _voices(tracks: Sequence[Track]) -> list[_Part]:
    """Melody, chords, pad and bass from high to low; of three voices none is pad, further ones all are."""
    high_to_low = sorted(_pitched(tracks), key=_height, reverse=True)
    if len(high_to_low) < 3:
        return _piano(tracks)
    first, second, *inner, last = high_to_low
    return [
        _Part(first, None, 1),
        _Part(second, Role.CHORDS),
        *(_Part(track, Role.PAD) for track in inner),
        _Part(last, Role.BASS),
    ]


def _song(tracks: Sequence[Track]) -> list[_Part]:
    """A singer with a keyboard, a guitar or a harp; of all others nothing is kept, so a part-song is none."""
    staves = [track for track in _pitched(tracks) if track.program in _ACCOMPANISTS and melody_rank(track.name) < 2]
    singers = [track for track in _pitched(tracks) if track not in staves]
    if not singers:
        return _band(tracks)
    parts = [_Part(max(singers, key=lambda track: melody_rank(track.name)), None, 1)]
    if staves:
        upper, lower = (staves[0], staves[1]) if len(staves) > 1 else _hands(staves[0])
        parts += [_Part(upper, Role.CHORDS), _Part(lower, Role.BASS)]
    return parts


def _orchestra(tracks: Sequence[Track]) -> list[_Part]:
    """The violins lead in the order of the score, then who plays highest."""
    parts = []
    for place, track in enumerate(_pitched(tracks)):
        role = _orchestral_role(track)
        violins = role is Role.PAD and (track.program == 40 or re.match(r"viol(in|on)", _words(track)) is not None)
        lead = 1000.0 - place if violins else _height(track)
        parts.append(_Part(track, role, None if role is None else lead))
    return parts


def _orchestral_role(track: Track) -> Role | None:
    """The role of a player who does not lead: by the name, else by the program."""
    words = _words(track)
    for pattern, _, role in _ORCHESTRA:
        if re.fullmatch(pattern, words):
            return role
    for _, programs, role in _ORCHESTRA:
        if track.program in programs:
            return role
    return Role.CHORDS


def _piano(tracks: Sequence[Track]) -> list[_Part]:
    """Two hands, or one track with both."""
    high_to_low = sorted(_pitched(tracks), key=_height, reverse=True)
    chords, bass = _hands(high_to_low[-1])
    parts = [_Part(track, Role.CHORDS, 1) for track in high_to_low[:-1]]
    return [*parts, _Part(chords, Role.CHORDS, None if parts else 1), _Part(bass, Role.BASS)]


def _band(tracks: Sequence[Track]) -> list[_Part]:
    """Roles as the importer guessed them, but no second bass; the most tuneful leads.

    A single line on an instrument for solos is left out while it does not lead: it is a second melody.
    """
    pitched = _pitched(tracks)
    if len(pitched) == len(tracks) <= 2 and all(track.program in _KEYBOARDS for track in pitched):
        return _piano(tracks)
    has_bass = any(map(_is_bass, pitched))
    parts = [_Part(track, Role.DRUMS) for track in tracks if track.is_drums]
    for track in pitched:
        role: Role | None = track.role
        if role is Role.MELODY or (role is Role.BASS and has_bass and not _is_bass(track)):
            role = Role.PAD if track.program in _SUSTAINED else Role.CHORDS
        if role is Role.CHORDS and track.program in _SOLOISTS and _singleness(track) > SINGLE:
            role = None
        if track.program not in _NOISES:
            parts.append(_Part(track, role, _tunefulness(track)))
    return parts


def _is_bass(track: Track) -> bool:
    """True for a bass by its program, or by its name where it plays one note at a time."""
    named = re.search(r"\bbas[es]", track.name.lower()) is not None
    return track.program in _BASSES or (named and _singleness(track) > SINGLE)


def _tunefulness(track: Track) -> float:
    """How likely a track of a band has the melody.

    The weights were fitted: they choose the leader of the segment tables in about 85 windows of 100.
    """
    rank, line = melody_rank(track.name), len(one_voice(track.notes))
    register = max(0.0, 1 - abs(_height(track) - 72) / 24)
    weight = 0.5 * register + 2 * _singleness(track) + 2 * log10(line) + 0.5 * (track.program in _TUNEFUL)
    weight -= {Role.BASS: 2.5, Role.PAD: 0.5}.get(track.role, 0.0)
    # Rounded, so that of two players of one line the first leads, even if a note more sounds in the second.
    return round(weight + rank + (6 if rank >= 2 else 0), 1)


def _rules_for(tracks: Sequence[Track]) -> Callable[[Sequence[Track]], list[_Part]]:
    """The rules that fit the instruments."""
    pitched = _pitched(tracks)
    keyboards = sum(track.program in _KEYBOARDS for track in pitched)
    orchestral = sum(40 <= track.program <= 79 for track in pitched)
    if len(pitched) < len(tracks):
        return _band
    if len(pitched) == 4 and min(map(_singleness, pitched)) > 0.9 and (orchestral == 4 or keyboards == 4):
        return _voices
    if len(pitched) - keyboards == 1 and keyboards in (1, 2):
        return _song
    return _orchestra if orchestral >= 5 and 2 * orchestral > len(pitched) else _band


_RULES: dict[str, Callable[[Sequence[Track]], list[_Part]]] = {
    "chorale": _voices,
    "chamber": _voices,
    "song": _song,
    "symphony": _orchestra,
}
"""The rules of genres by id; those of the others are the bands'."""

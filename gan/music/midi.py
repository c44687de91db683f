"""MIDI: bytes to Score with symusic, Score to bytes with our own writer.

The rule this file owns: nothing is allocated for a file before its limits are known to hold.

- at most 4 MiB, `MThd`, 1 to 32,767 ticks per quarter, 100,000 notes, 4,096 bars;
- times go to the nearest tick of the product's grid (24 to a quarter), halves to the later one; a note keeps at
  least one tick; a note that still sounds when its pitch begins again on its track ends there;
- metre, pickup and tempo follow the rules of `timeline`; roles those of `partnames`, unless the file is one of ours.
"""

from __future__ import annotations

from typing import Any

from gan.errors import MissingDependency, MusicFileError
from gan.music.key import Key
from gan.music.midi_heads import ChunkHead, read_heads
from gan.music.midi_writer import midi_bytes
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.partnames import guess_role, role_named
from gan.music.role import Role
from gan.music.score import Score, Track, midi_tempo, without_overlaps
from gan.music.sections import Change
from gan.music.timeline import choose_longest, choose_metre, choose_tempo, fit_pickup, moved_changes, shifted

__all__ = ["MAX_BYTES", "MAX_FILE_BARS", "MAX_NOTES", "midi_bytes", "midi_with_metres", "read_midi"]

MAX_BYTES = 4 * 1024 * 1024
MAX_NOTES = 100_000
MAX_FILE_BARS = 4096


def read_midi(data: bytes) -> Score:
    """The score in the bytes of a MIDI file of any kind but SMPTE-timed ones.

    Files written by `midi_bytes` come back exactly. In others a track named as a role has that role and the rest
    are guessed; the track named "melody", if any, is put first.
    Raises MusicFileError, which says what is wrong and what mends it.
    """
    return midi_with_metres(data)[0]


def midi_with_metres(data: bytes) -> tuple[Score, list[Change]]:
    """The score of `read_midi`, and where its metre changes."""
    per_quarter = _check_header(data)
    raw = _parse(data)
    _check_size(raw, per_quarter)

    def ticks(time: int) -> int:
        return (2 * TICKS_PER_QUARTER * time + per_quarter) // (2 * per_quarter)

    heads = read_heads(data)
    tracks = _our_tracks(heads, raw, ticks)
    if tracks is None:
        tracks = _their_tracks(raw, ticks)
    end = max((note.end for track in tracks for note in track.notes), default=0)
    start = min((track.notes[0].start for track in tracks if track.notes), default=0)
    signatures = [(ticks(s.time), s.numerator, s.denominator) for s in raw.time_signatures if s.time >= 0]
    metre, bar_line = choose_metre(signatures, end)
    if end > MAX_FILE_BARS * metre.bar_ticks:
        raise _too_many_bars()
    pickup, shift = fit_pickup(bar_line, metre)
    tempi = [(ticks(t.time), 60_000_000 / t.mspq) for t in raw.tempos if t.mspq > 0 and t.time >= 0]
    score = Score(
        tuple(Track(t.role, shifted(t.notes, shift), t.program, t.name) for t in tracks),
        midi_tempo(choose_tempo(tempi, start, end)),
        metre,
        pickup,
        _key(raw, raw.end()),
        _title(heads),
    )
    return score, moved_changes(signatures, shift)


def _check_header(data: bytes) -> int:
    """Ticks per quarter. Raises MusicFileError for what is no MIDI file, or one past the limits."""
    if len(data) > MAX_BYTES:
        raise MusicFileError(
            "The MIDI file is too large",
            f"it has {len(data):,} bytes, the limit is {MAX_BYTES:,}",
            "Export only the tracks you need",
        )
    if data[:4] != b"MThd" or len(data) < 14:
        raise MusicFileError("The file is not MIDI", "it does not begin with a MIDI header (MThd)")
    division = int.from_bytes(data[12:14], "big")
    if division >= 0x8000:
        raise MusicFileError(
            "The MIDI file counts time in film frames (SMPTE), not in beats",
            "so it has no bars",
            "Export it again with ticks per quarter note",
        )
    if division == 0:
        raise MusicFileError("The MIDI file is damaged", "its header says 0 ticks to a quarter note")
    return division


def load_library() -> Any:
    """symusic. Raises MissingDependency where it is absent or broken."""
    try:
        import symusic
    except (ImportError, OSError) as error:
        raise MissingDependency(
            "MIDI files cannot be read", f"symusic is not usable ({error})", "Install it: pip install symusic"
        ) from error
    return symusic


def _parse(data: bytes) -> Any:
    """symusic's score in ticks of the file."""
    symusic = load_library()
    try:
        return symusic.Score.from_midi(data)
    except (RuntimeError, ValueError, MemoryError, UnicodeDecodeError) as error:
        raise MusicFileError(
            "The MIDI file is damaged", "its tracks cannot be read to the end", "Export or download it again"
        ) from error


def _check_size(raw: Any, per_quarter: int) -> None:
    notes = sum(len(track.notes) for track in raw.tracks)
    if notes > MAX_NOTES:
        raise MusicFileError(
            "The MIDI file has too many notes",
            f"it has {notes:,}, the limit is {MAX_NOTES:,}",
            "Export only the tracks you need",
        )
    # Bars can be counted only when the metre is known; no metre has bars longer than 128 quarters.
    if raw.end() > MAX_FILE_BARS * 128 * per_quarter:
        raise _too_many_bars()


def _too_many_bars() -> MusicFileError:
    return MusicFileError(
        "The MIDI file is too long",
        f"it has more than {MAX_FILE_BARS:,} bars",
        "It may hold one stray note far behind the end; cut it in a sequencer",
    )


def _notes(raw_notes: Any, ticks: Any) -> tuple[Note, ...]:
    found = []
    for note in raw_notes:
        if note.time < 0 or not 0 <= note.pitch <= 127 or note.duration < 0:
            continue
        start = ticks(note.time)
        length = max(1, ticks(note.time + note.duration) - start)
        found.append(Note(start, note.pitch, length, min(127, max(1, note.velocity))))
    return without_overlaps(found)


def _our_tracks(heads: list[ChunkHead], raw: Any, ticks: Any) -> list[Track] | None:
    """The tracks of a file that `midi_bytes` wrote, with their roles and the empty ones; None for another's file."""
    parts = heads[1:]
    roles = [role_named(head.instrument) for head in parts]
    sounding = [head for head in parts if head.has_notes]
    if (heads and heads[0].has_notes) or None in roles or len(sounding) != len(raw.tracks):
        return None
    if any(head.program != track.program for head, track in zip(sounding, raw.tracks)):
        return None
    raw_tracks = iter(raw.tracks)
    tracks = []
    for head, role in zip(parts, roles):
        assert role is not None
        notes = _notes(next(raw_tracks).notes, ticks) if head.has_notes else ()
        tracks.append(Track(role, notes, head.program, head.name))
    return tracks


def _their_tracks(raw: Any, ticks: Any) -> list[Track]:
    """The tracks that have notes, as they come; one named as the melody first."""
    tracks = []
    for part in raw.tracks:
        notes = _notes(part.notes, ticks)
        if notes:
            program = part.program if 0 <= part.program <= 127 else 0
            name = part.name.strip("\x00 \t\r\n")
            role = guess_role(name, program, part.is_drum, notes)
            tracks.append(Track(role, notes, program, name))
    return sorted(tracks, key=lambda track: track.role is not Role.MELODY)


def _key(raw: Any, end: int) -> Key | None:
    changes = []
    for signature in raw.key_signatures:
        sharps = signature.key - 256 if signature.key > 127 else signature.key
        if -7 <= sharps <= 7 and signature.tonality in (0, 1):
            minor = signature.tonality == 1
            key = Key((sharps * 7 + (9 if minor else 0)) % 12, "minor" if minor else "major")
            changes.append((signature.time, key))
    return choose_longest(changes, end)


def _title(heads: list[ChunkHead]) -> str:
    """The name of a first chunk that holds no notes; a lone chunk's name is its track's."""
    return heads[0].name if heads and not heads[0].has_notes else ""

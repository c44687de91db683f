"""Music in sentences."""

from __future__ import annotations

from gan.measures.facts import Facts
from gan.music.genre import GENRES
from gan.music.melody import Melody
from gan.music.note import TICKS_PER_QUARTER, Note, pitch_name
from gan.music.plain import plain
from gan.music.role import Role
from tui.heard import Heard, percent
from tui.instruments import instrument_of

_LENGTHS = {
    96: "whole",
    72: "dotted half",
    48: "half",
    36: "dotted quarter",
    24: "quarter",
    18: "dotted eighth",
    16: "quarter triplet",
    12: "eighth",
    9: "dotted sixteenth",
    8: "eighth triplet",
    6: "sixteenth",
    4: "sixteenth triplet",
    3: "thirty-second",
}


def melody_words(melody: Melody) -> str:
    """A melody in one or two sentences."""
    title = plain(melody.title, 80) or "A melody without a title"
    if not melody.notes:
        return f"{title}: no notes yet, {melody.metre}, {melody.tempo:.0f} quarters a minute."
    pickup = " with a pickup" if melody.pickup else ""
    found = f" {plain(melody.found, 100).capitalize()}." if melody.found else ""
    return (
        f"{title}: {counted(melody.bars, 'bar')} of {melody.metre}{pickup} in {melody.sounding_key}, "
        f"{melody.tempo:.0f} quarters a minute, {counted(len(melody.notes), 'note')}.{found}"
    )


def bar_words(notes: tuple[Note, ...], pickup: int, bar_ticks: int, first: int, last: int) -> list[str]:
    """What begins in each bar from one to another, counted from 1 (a pickup is bar 1), a sentence each."""
    lines = []
    for bar in range(first, last + 1):
        begin = 0 if bar == 1 else (bar - 1 - bool(pickup)) * bar_ticks + pickup
        end = pickup if pickup and bar == 1 else begin + bar_ticks
        inside = [note for note in notes if begin <= note.start < end]
        said, now = [], begin
        for note in inside:
            if note.start > now:
                said.append(f"{length_words(note.start - now)} rest")
            said.append(f"{pitch_name(note.pitch)} {length_words(note.length)}")
            now = max(now, note.end)
        lines.append(f"Bar {bar}: {', '.join(said) or 'nothing begins'}.")
    return lines


def length_words(ticks: int) -> str:
    """A length by its name, such as `dotted half`, else in quarters."""
    return _LENGTHS.get(ticks) or f"{ticks / TICKS_PER_QUARTER:.3g} quarters"


def take_words(number: int, heard: Heard) -> str:
    """A take of the list in a sentence."""
    take, facts = heard.take, heard.facts
    stars = f", {counted(heard.stars, 'star')}" if heard.stars else ""
    return f"Take {number}: {GENRES[take.genre].title}, {heard.name}, {facts_words(facts)}{stars}."


def take_details(number: int, heard: Heard) -> list[str]:
    """All that is known of a take."""
    take, facts = heard.take, heard.facts
    lines = [take_words(number, heard)]
    lines.append(
        f"{plain(take.score.title, 80) or 'Untitled'}, {counted(facts.bars, 'bar')}, {facts.seconds:.0f} seconds, "
        f"{facts.key}. The melody is accompanied for {percent(facts.accompanied)} of its time."
    )
    for track, counts in zip(take.score.tracks, facts.tracks):
        name = "" if track.role is Role.DRUMS else f" on {instrument_of(track)}"
        lines.append(
            f"{track.role.value.capitalize()}{name}: {counted(counts.notes, 'note')}, "
            f"silent in {percent(counts.empty_bars)} of the bars."
        )
    lines.append(f"Seed {take.seed}, number {take.number}, weights {take.weights}.")
    return lines


def counted(number: int, what: str) -> str:
    """A number with its noun."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def facts_words(facts: Facts) -> str:
    """What was counted in a take, in a few words."""
    return f"in key {percent(facts.in_key)}, clash {percent(facts.clash)}"

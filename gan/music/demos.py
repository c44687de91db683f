"""Tunes that come with the product: traditional or long in the public domain, or our own, all typed in here.

How a tune is written: bars parted by `|`, in them the words of `gan.music.notetext`; a note may be held across a bar
line. A short first bar is a pickup; the last may be short.
"""

from __future__ import annotations

from dataclasses import replace

from gan.errors import UsageError
from gan.music.key import Key
from gan.music.melody import Melody
from gan.music.metre import Metre
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.notetext import read_word


def melody_from_text(
    text: str, *, title: str, tempo: float, metre: Metre, key: Key | None = None, velocity: int = 84
) -> Melody:
    """The melody of a tune written as the module says.

    Raises ValueError for a token it cannot read and for a bar, the first and the last apart, that is not full.
    """
    notes: list[Note] = []
    now = pickup = 0
    bars = [bar.split() for bar in text.split("|")]
    for number, bar in enumerate(bars):
        begin = now
        for token in bar:
            pitch, ticks = read_word(token)
            if pitch is not None:
                accent = 8 if now == begin and now >= pickup else 0
                notes.append(Note(now, pitch, ticks, min(127, velocity + accent)))
            elif token.startswith("~"):
                notes[-1] = replace(notes[-1], length=notes[-1].length + ticks)
            now += ticks
        filled = now - begin
        short = filled < metre.bar_ticks
        if short and number == 0:
            pickup = filled
        elif filled > metre.bar_ticks or (short and number < len(bars) - 1):
            raise ValueError(f"bar {number + 1} of {title} has {filled / TICKS_PER_QUARTER} quarters")
    return Melody(tuple(notes), tempo, metre, pickup, key, title)


DEMOS: dict[str, Melody] = {
    "ode": melody_from_text(
        """
        F#4q F#4q G4q A4q | A4q G4q F#4q E4q | D4q D4q E4q F#4q | F#4q. E4e E4h |
        F#4q F#4q G4q A4q | A4q G4q F#4q E4q | D4q D4q E4q F#4q | E4q. D4e D4h |
        E4q E4q F#4q D4q | E4q F#4e G4e F#4q D4q | E4q F#4e G4e F#4q E4q | D4q E4q A3q F#4q |
        ~q F#4q G4q A4q | A4q G4q F#4q E4q | D4q D4q E4q F#4q | E4q. D4e D4h
        """,
        title="Ode to Joy (Beethoven)",
        tempo=112,
        metre=Metre(4, 4),
        key=Key(2, "major"),
    ),
    "lantern": melody_from_text(
        """
        E5q. D5e C5q A4q | G4q. A4e C5h | D5q. E5e F5q D5q | E5h. -q |
        E5q. D5e C5q A4q | C5q. D5e E5q G5q | A5q G5t F5t E5t F5q. D5e | C5h. -q |
        A5q. G5e F5q A5q | G5q. E5e C5h | F5e E5e D5q E5e D5e C5q | D5h. -q |
        E5q. D5e C5q A4q | G4e A4e C5e E5e G5h | F5q. E5e D5q B4q | C5w
        """,
        title="Paper Lantern",
        tempo=104,
        metre=Metre(4, 4),
        key=Key(0, "major"),
    ),
    "saints": melody_from_text(
        """
        F4q A4q Bb4q | C5w | -q F4q A4q Bb4q | C5w | -q F4q A4q Bb4q | C5h A4h | F4h A4h | G4w |
        -q A4q A4q G4q | F4h. F4q | A4h C5q C5q | C5q Bb4h. | -h A4q Bb4q | C5h A4h | F4h G4h | F4w
        """,
        title="When the Saints Go Marching In (traditional)",
        tempo=168,
        metre=Metre(4, 4),
        key=Key(5, "major"),
    ),
    "grace": melody_from_text(
        """
        D4q | G4h B4e G4e | B4h A4q | G4h E4q | D4h D4q | G4h B4e G4e | B4h A4q | D5h. | ~h B4q |
        D5q. B4e D5e B4e | G4h D4q | E4q. G4e G4e E4e | D4h D4q | G4h B4e G4e | B4h A4q | G4h. | ~h
        """,
        title="Amazing Grace (tune: New Britain)",
        tempo=92,
        metre=Metre(3, 4),
        key=Key(7, "major"),
    ),
    "greensleeves": melody_from_text(
        """
        A4e | C5q D5e E5e. F5s E5e | D5q B4e G4e. A4s B4e | C5q A4e A4e. G#4s A4e | B4q G#4e E4q A4e |
        C5q D5e E5e. F5s E5e | D5q B4e G4e. A4s B4e | C5e. B4s A4e G#4e. F#4s G#4e | A4q. A4q. |
        G5q. G5e. F#5s E5e | D5q B4e G4e. A4s B4e | C5q A4e A4e. G#4s A4e | B4q G#4e E4q. |
        G5q. G5e. F#5s E5e | D5q B4e G4e. A4s B4e | C5e. B4s A4e G#4e. F#4s G#4e | A4q. ~q
        """,
        title="Greensleeves (traditional)",
        tempo=84,
        metre=Metre(6, 8),
        key=Key(9, "minor"),
    ),
    "minuet": melody_from_text(
        """
        D5q G4e A4e B4e C5e | D5q G4q G4q | E5q C5e D5e E5e F#5e | G5q G4q G4q |
        C5q D5e C5e B4e A4e | B4q C5e B4e A4e G4e | F#4q G4e A4e B4e G4e | A4h. |
        D5q G4e A4e B4e C5e | D5q G4q G4q | E5q C5e D5e E5e F#5e | G5q G4q G4q |
        C5q D5e C5e B4e A4e | B4q C5e B4e A4e G4e | A4q B4e A4e G4e F#4e | G4h.
        """,
        title="Minuet in G (Christian Petzold)",
        tempo=126,
        metre=Metre(3, 4),
        key=Key(7, "major"),
    ),
    "brother": melody_from_text(
        """
        F4q G4q A4q F4q | F4q G4q A4q F4q | A4q Bb4q C5h | A4q Bb4q C5h |
        C5e D5e C5e Bb4e A4q F4q | C5e D5e C5e Bb4e A4q F4q | F4q C4q F4h | F4q C4q F4h
        """,
        title="Brother John (Frère Jacques, traditional)",
        tempo=108,
        metre=Metre(4, 4),
        key=Key(5, "major"),
    ),
}
"""The tunes by their ids; the first is the one shown when nothing was chosen."""


def demo_named(id: str) -> Melody:
    """The demo of that id. Raises UsageError, naming all of them, for any other word."""
    try:
        return DEMOS[id]
    except KeyError:
        raise UsageError(f"There is no demo {id!r}", "", f"Demos: {', '.join(DEMOS)}") from None

"""What the names, programs and registers of a stranger's tracks say about their roles.

The rule for names: a name that is a role's own word is that role. Everything else is a guess, and says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from gan.music.note import Note
from gan.music.role import Role

_MELODY_STRONG = (
    r"melod(y|ie|ia|ia principal)|tune|vocals?|vox|voice|voix|voz|voce|singer|singstimme|gesang|chant|canto|cantus|lead"
    r"|soprano?s?|discant(us)?|descant|superius|treble|solo|solist"
)
_MELODY_WEAK = (
    r"right|rh|upper|up|superior|violin[eo]?|violon|geige|fl(u|ue|oe|au)te?|flauto|flote|oboe|hautbois|clarinet(te)?"
    r"|klarinette|trumpet|trompete|tromba|sax(ophone)?|recorder|whistle|fiddle|harmonica|ocarina"
)
_NOT_MELODY = (
    r"back(ing|up)?|bg|harmony|bass(o|e|us)?|chords?|pad|comp|rhythm|rythm|drums?|perc(ussion)?|accomp\w*|echo|choir"
)
_PATCH = r"(saw\w*|square|calliope|chiff|charang|fifths?|bass) lead|lead \d|(synth|deep|solo) vo\w+|voice o\w+"
"""Names of synthesizer sounds, which many programs give to tracks by themselves."""
_SECOND = r"(2|3|4|ii|iii|iv|2nd|3rd|4th|second|secondo|third|lower|layer\w*)"
_BASS = r"bass(o|e|us|i)?|contrabass\w*|kontrabass|double ?bass|contrebasse|violone|tuba|fagott\w*|bassoon"
_PAD = (
    r"pads?|strings?|str|choir|chorus|aahs|oohs|viola|alto|tenor|violoncell\w*|celli?o?|violin[eo]?|violon"
    r"|ensemble|sweep|halo|warm"
)


def _words(name: str) -> str:
    """The name in small letters without accents, its words (and figures) parted by single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[a-z]+|\d+", bare))


def _has(pattern: str, words: str) -> bool:
    return re.search(rf"\b({pattern})\b", words) is not None


def melody_rank(name: str) -> int:
    """How plainly a name speaks of a melody: 3 it says so, 2 it means a leading voice, 1 it may be, 0 it does not."""
    words = _words(name)
    if words == Role.MELODY.value:
        return 4
    if _has(_NOT_MELODY, words):
        return 0
    second = _has(_SECOND, words)
    if _has(_MELODY_STRONG, words):
        rank = 3 if _has(r"melod\w*|vocals?|voice|vox|voix|voz|voce|tune|singstimme|gesang", words) else 2
        return 1 if _has(_PATCH, words) else rank - 1 if second else rank
    return 1 if _has(_MELODY_WEAK, words) and not second else 0


def role_named(name: str) -> Role | None:
    """The role whose own word the name is, or None."""
    try:
        return Role(name.strip().lower())
    except ValueError:
        return None


def guess_role(name: str, program: int, is_drums: bool, notes: Sequence[Note]) -> Role:
    """The role of a stranger's track that is not the melody: never Role.MELODY unless the name is that word.

    In order: the name is a role's word; channel 10; words in the name; the instrument's family; the register.
    """
    named = role_named(name)
    if is_drums:
        return Role.DRUMS
    if named is not None:
        return named
    words = _words(name)
    if _has(_BASS, words) and not _has("clarinet|trombone|drum", words):
        return Role.BASS
    if 32 <= program <= 39 or program in (43, 58):
        return Role.BASS
    if _has(_PAD, words) or 40 <= program <= 55 or 88 <= program <= 95:
        return Role.BASS if _is_low(notes) else Role.PAD
    return Role.BASS if _is_low(notes) else Role.CHORDS


def _is_low(notes: Sequence[Note]) -> bool:
    """True where most of the notes lie below C3."""
    return bool(notes) and 2 * sum(note.pitch < 48 for note in notes) > len(notes)

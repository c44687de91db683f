"""A tune in ABC, split into its voices, before music21 sees it.

The rules this file owns: of several tunes the first is read; every voice becomes a tune of its own, since music21
would run them together; chord symbols, decorations, grace notes, words and comments are left out; repeats are not
played, every bar is read once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gan.errors import MusicFileError

MAX_TEXT_BYTES = 2_000_000
MAX_VOICES = 64
MAX_BAR_NOTES = 500
MAX_LENGTH = 64
"""The largest number in the notes, as in c8 or (3abc: music21 takes minutes over a note of thousands of bars."""

_FIELD = re.compile(r"([A-Za-z]):\s*(.*)")
_INLINE_VOICE = re.compile(r"\[V:\s*([^\]\s]+)[^\]]*\]")
_INLINE_TEMPO = re.compile(r"\[Q:([^\]]*)\]")
_INLINE_METRE = re.compile(r"\[M:\s*([^\]]*)\]")
_INLINE_FIELD = re.compile(r"^[A-Za-z]:.*$|\[[A-Za-z]:[^\]]*\]", re.MULTILINE)
_METRE = re.compile(r"\(?\d{1,2}(\s*\+\s*\d{1,2}){0,7}\)?\s*/\s*\d{1,3}|C\|?|none|free", re.IGNORECASE)
_SOUND = re.compile("[A-Ga-gz]")
_NUMBER_TOO_LONG = re.compile(r"\d{5,}")


@dataclass(frozen=True)
class AbcTune:
    """One tune: its title, tempo and voices."""

    title: str
    tempo: float | None
    """Quarters per minute, None where it says none."""
    voices: list[tuple[str, str]]
    """(name, ABC text of a tune in one voice)."""
    parted: list[list[str]]
    """Each voice again, as tunes of one metre each that follow each other: music21 passes over later M: fields."""


def read_abc(data: bytes) -> AbcTune:
    """The first tune of an ABC file. Raises MusicFileError."""
    if len(data) > MAX_TEXT_BYTES:
        raise MusicFileError("The ABC file is too large", f"the limit is {MAX_TEXT_BYTES // 1_000_000} MB")
    lines = _first_tune(_decode(data).splitlines())
    head = {"L": "", "M": "", "K": "C"}
    title = tempo = ""
    bodies: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    voice, in_body = "1", False
    for line in lines:
        field = _FIELD.match(line)
        if field:
            letter, value = field[1], field[2].strip()
            if letter == "V":
                voice = _voice(value, names)
            elif letter == "Q":
                tempo = tempo or value
            elif letter == "T":
                title = title or value
            elif letter in "KLM" and not in_body:
                head[letter] = value
                in_body = letter == "K"
            elif letter in "KLM":
                bodies.setdefault(voice, []).append(f"[{letter}:{value}]")
            continue
        if not in_body:
            continue
        marked = _INLINE_TEMPO.search(line)
        tempo = tempo or (marked[1] if marked else "")
        pieces = _INLINE_VOICE.split(_INLINE_TEMPO.sub("", line))
        for index, piece in enumerate(pieces):
            if index % 2:
                voice = piece
                names.setdefault(voice, "")
            elif piece.strip():
                bodies.setdefault(voice, []).append(_clean(piece))
    if not in_body or not bodies:
        raise MusicFileError("The ABC file holds no tune", "no notes follow a K: line")
    if len(bodies) > MAX_VOICES:
        raise MusicFileError("The ABC file makes no sense", f"it has {len(bodies)} voices")
    head["M"] = _metre(head["M"])
    music = {voice: _INLINE_METRE.sub(_known_metre, "\n".join(body)) for voice, body in bodies.items()}
    voices = [(names.get(voice, ""), _tune(head, text)) for voice, text in music.items()]
    for _, text in voices:
        if _NUMBER_TOO_LONG.search(text):
            raise MusicFileError("The ABC file makes no sense", "a length in it has more than four figures")
        if any(len(_SOUND.findall(bar)) > MAX_BAR_NOTES for bar in text.split("|")):
            raise MusicFileError("The ABC file makes no sense", f"a bar in it has more than {MAX_BAR_NOTES} notes")
        if any(int(number) > MAX_LENGTH for number in re.findall(r"\d+", _INLINE_FIELD.sub("", text))):
            raise MusicFileError("The ABC file makes no sense", f"a length in it is above {MAX_LENGTH}")
    return AbcTune(title, _tempo(tempo, head["M"]), voices, [_parted(head, text) for text in music.values()])


def _metre(text: str) -> str:
    """A metre as it is written; empty for one that is none, or of more than 99 beats."""
    return text if _METRE.fullmatch(text) else ""


def _known_metre(field: re.Match[str]) -> str:
    return field[0] if _metre(field[1].strip()) else ""


def _tune(head: dict[str, str], music: str) -> str:
    opening = "X:1\n" + "".join(f"{letter}:{head[letter]}\n" for letter in "MLK" if head[letter])
    return opening + music + " | |\n"  # without two bar lines music21 makes no bars


def _parted(head: dict[str, str], music: str) -> list[str]:
    first, *others = _INLINE_METRE.split(music)
    if not others:
        return [_tune(head, music)]
    # The first metre says how long a note is to the end, where no L: does.
    head = head | {"L": head["L"] or _default_length(head["M"])}
    pieces = [(head["M"], first), *zip(others[::2], others[1::2])]
    return [_tune(head | {"M": metre}, piece) for metre, piece in pieces if _SOUND.search(piece)]


def _default_length(metre: str) -> str:
    """The length of a note that the ABC standard deduces from a metre: a sixteenth in those shorter than 3/4."""
    match = re.match(r"(\d{1,3})\s*/\s*(\d{1,3})", metre)
    return "1/16" if match and 4 * int(match[1]) < 3 * int(match[2]) else "1/8"


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _first_tune(lines: list[str]) -> list[str]:
    """The lines of the first tune, without comments and directives."""
    kept: list[str] = []
    started = False
    for line in lines:
        bare = re.sub(r"(?<!\\)%.*", "", line).strip()
        if re.match(r"X:", bare):
            if started:
                break
            started = True
        if bare:
            kept.append(bare)
        elif started and not line.strip() and any(re.match(r"K:", k) for k in kept) and _has_notes(kept):
            break  # an empty line ends a tune
    return kept


def _has_notes(lines: list[str]) -> bool:
    return any("|" in line and not _FIELD.match(line) for line in lines)


def _voice(value: str, names: dict[str, str]) -> str:
    id, _, rest = value.partition(" ")
    named = re.search(r'\b(?:name|nm)="?([^"]*)"?', rest)
    if named or id not in names:
        names[id] = named[1] if named else ""
    return id


def _clean(music: str) -> str:
    music = re.sub(r'\["[\d,.\s-]*"', " ", music)  # endings written as text
    music = re.sub(r'"[^"]*"', "", music)  # chord symbols and remarks
    music = re.sub(r":*\[?\|+[|:\]]*|::+", "|", music)  # music21 counts plain bar lines only
    music = re.sub(r"(?<=\|)\s*\d[\d,-]*|\[\s*\d[\d,-]*", " ", music)  # first and second endings
    music = re.sub(r"![^!|]*!|\+[a-z]+\+|\{[^}]*\}", "", music)  # decorations, grace notes
    music = re.sub(r"&[^|]*", "", music)  # a second voice laid over a bar
    music = re.sub(r"\[(?:[I-JN-UW-Zr]):[^\]]*\]", "", music)  # other inline fields
    music = re.sub(r"\((?!\d)|\)", "", music)  # slurs
    music = music.replace(".-", "-").replace("\\", "").replace("$", "").replace("`", "")
    music = re.sub(r"(?<![A-Za-z])x(?=[\d/| ]|$)", "z", music)  # rests that are not printed
    return re.sub(r"(?<![A-Za-z:])[~HLMOPSTuvy.](?=[\[_=^A-Ga-gz(])", "", music)


def _tempo(text: str, metre: str) -> float | None:
    """Quarters per minute of a Q: field: `1/4=120`, `"Allegro" 3/8=60`, `120`."""
    bare = re.sub(r'"[^"]*"', "", text)
    match = re.search(r"(\d{1,3})\s*/\s*(\d{1,3})\s*=\s*(\d{1,4})", bare)
    if match:
        quarters = 4 * int(match[1]) / max(1, int(match[2])) * int(match[3])
    elif match := re.search(r"\d{1,4}", bare):
        quarters = float(match[0]) * (0.5 if metre.endswith("/8") else 1.0)
    else:
        return None
    return quarters if 4 <= quarters <= 1000 else None

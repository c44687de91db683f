"""A MusicXML file, unpacked, checked and stripped to what sounds, before music21 sees it.

The rules this file owns:

- Nothing is unpacked past 20 MB, nothing declares entities, and no count in it (bars, notes, beats, divisions) is
  larger than music can be; the checks come before any object is built.
- Page layout, words, beams, slurs, chord symbols, repeats and grace notes are left out: every bar is read once, as it
  is printed, first and second endings one after the other. Cue notes become rests.
- Parts come at concert pitch: what a part transposes is returned with it, bar by bar.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree import ElementTree

from gan.errors import MusicFileError

MAX_TEXT_BYTES = 20_000_000
MAX_NOTES = 100_000
MAX_BARS = 4096

_LARGEST = {
    "beats": 255,
    "beat-type": 128,
    "divisions": 1_000_000,
    "duration": 1_000_000_000,
    "staves": 16,
    "fifths": 12,
    "octave": 12,
    "chromatic": 48,
    "octave-change": 4,
    "diatonic": 48,
}
"""The largest whole number an element may hold; several are joined by + in beats."""

_KEPT = {
    "score-partwise": {"part-list", "part"},
    "part-list": {"score-part"},
    "score-part": {"part-name"},
    "part": {"measure"},
    "measure": {"attributes", "note", "backup", "forward"},
    "attributes": {"divisions", "key", "time", "staves"},
    "key": {"fifths", "mode"},
    "note": {"chord", "pitch", "rest", "duration", "tie", "voice", "staff"},
}
"""The children that each element keeps; elements not named here keep all."""

_STEPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


@dataclass
class PartFacts:
    """What is known of a part before its notes are read."""

    name: str = ""
    program: int = 0
    """General MIDI program, 0 to 127."""
    is_drums: bool = False
    transpositions: list[int] = field(default_factory=list)
    """For each bar, the semitones from the written to the sounding pitch."""


@dataclass
class StrippedXml:
    """A score-partwise tree with nothing but what sounds, and the facts that were taken out of it.

    The parts have the ids and names part0, part1 ... in their order.
    """

    root: ElementTree.Element
    title: str
    tempi: list[tuple[int, float]]
    """(index of the bar, quarters per minute)."""
    parts: list[PartFacts]
    """In the order of the part elements."""

    def facts_of(self, id: str) -> PartFacts:
        """The facts of a part, or of one staff of it (part0-Staff1)."""
        return self.parts[int(id.removeprefix("part").partition("-")[0])]


def read_musicxml(data: bytes) -> StrippedXml:
    """The stripped tree of a MusicXML file, compressed (.mxl) or not. Raises MusicFileError."""
    text = _unzip(data) if data[:2] == b"PK" else data
    if len(text) > MAX_TEXT_BYTES:
        raise _too_large()
    root = _parse(text)
    _check_numbers(root)
    return _strip(root)


def _too_large() -> MusicFileError:
    return MusicFileError(
        "The score is too large",
        f"unpacked it has more than {MAX_TEXT_BYTES // 1_000_000} MB",
        "Export only the parts you need",
    )


def _unzip(data: bytes) -> bytes:
    """The score inside an .mxl archive, never unpacking more than the limit."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            name = None
            if "META-INF/container.xml" in names:
                name = _named_score(_member(archive, "META-INF/container.xml"))
            if name not in names:
                scores = [n for n in names if n.endswith((".xml", ".musicxml")) and not n.startswith(("META", "__MAC"))]
                name = scores[0] if scores else None
            if name is None:
                raise MusicFileError("The archive holds no score", "there is no MusicXML file in it")
            return _member(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise MusicFileError(
            "The compressed score is damaged", "it cannot be unpacked", "Export or download it again"
        ) from error


def _named_score(container: bytes) -> str | None:
    """The score that an archive's container names; None where it is damaged, which many are by odd file names."""
    try:
        root = _parse(container)
    except MusicFileError:
        return None
    return next((element.get("full-path") for element in root.iter() if _tag(element) == "rootfile"), None)


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    # The size in the directory can lie, so what comes out is counted as well.
    if archive.getinfo(name).file_size > MAX_TEXT_BYTES:
        raise _too_large()
    with archive.open(name) as member:
        text = member.read(MAX_TEXT_BYTES + 1)
    if len(text) > MAX_TEXT_BYTES:
        raise _too_large()
    return text


def _parse(text: bytes) -> ElementTree.Element:
    if re.search(rb"<!\s*ENTITY", text.replace(b"\x00", b"")):
        raise MusicFileError("The score is not read", "its XML declares entities, which no score needs")
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise MusicFileError(
            "The score is damaged", f"its XML cannot be read ({error})", "Export or download it again"
        ) from error


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _check_numbers(root: ElementTree.Element) -> None:
    if _tag(root) == "score-timewise":
        raise MusicFileError(
            "The score is ordered by bars, not by parts",
            "score-timewise is not read",
            "Export it again as score-partwise, which all programs can",
        )
    if _tag(root) != "score-partwise":
        raise MusicFileError("The file is not MusicXML", f"its outermost element is {_tag(root)[:40]}")
    notes = 0
    for element in root.iter():
        tag = _tag(element)
        element.tag = tag
        notes += tag == "note"
        if tag in _LARGEST:
            for word in (element.text or "").split("+"):
                if _number(word, tag) > _LARGEST[tag]:
                    raise MusicFileError("The score makes no sense", f"it says {word.strip()[:12]} for {tag}")
    if notes > MAX_NOTES:
        raise MusicFileError(
            "The score has too many notes",
            f"it has {notes:,}, the limit is {MAX_NOTES:,}",
            "Export only the parts you need",
        )
    bars = max((len(part.findall("measure")) for part in root.findall("part")), default=0)
    if bars > MAX_BARS:
        raise MusicFileError("The score is too long", f"it has {bars:,} bars, the limit is {MAX_BARS:,}")


def _number(word: str, tag: str) -> float:
    """The size of a number, as music21 will understand it too."""
    if not word.strip():
        return 0
    try:
        size = abs(float(word[:40]))
    except ValueError:
        raise MusicFileError("The score makes no sense", f"it says {word.strip()[:12]!r} for {tag}") from None
    return size if size == size else float("inf")


def _strip(root: ElementTree.Element) -> StrippedXml:
    title = _text(root, "movement-title") or _text(root, "work/work-title")  # the song before its collection
    about = {part.get("id"): part for part in root.findall("part-list/score-part")}
    facts: list[PartFacts] = []
    tempi: list[tuple[int, float]] = []
    part_list = root.find("part-list")
    if part_list is None:
        part_list = ElementTree.Element("part-list")
        root.insert(0, part_list)
    part_list.clear()
    for index, part in enumerate(root.findall("part")):
        facts.append(_strip_part(part, about.get(part.get("id")), tempi))
        # Names and ids in a file may be missing or twice the same; these are neither.
        part.set("id", f"part{index}")
        entry = ElementTree.SubElement(part_list, "score-part", id=f"part{index}")
        ElementTree.SubElement(entry, "part-name").text = f"part{index}"
    for element in list(root.iter()):
        kept = _KEPT.get(str(element.tag))
        if kept is not None:
            for child in [child for child in element if child.tag not in kept]:
                element.remove(child)
    return StrippedXml(root, title, tempi, facts)


def _strip_part(
    part: ElementTree.Element, about: ElementTree.Element | None, tempi: list[tuple[int, float]]
) -> PartFacts:
    facts = PartFacts()
    drum_pitch: dict[str, int] = {}
    if about is not None:
        facts.name = _text(about, "part-name")
        facts.program = _whole(_text(about, "midi-instrument/midi-program"), 1, 128, 1) - 1
        facts.is_drums = _text(about, "midi-instrument/midi-channel") == "10"
        for instrument in about.findall("midi-instrument"):
            pitch = _whole(_text(instrument, "midi-unpitched"), 1, 128, 0)
            if pitch:
                drum_pitch[instrument.get("id", "")] = pitch - 1
    now = 0
    pitched = unpitched = 0
    for index, bar in enumerate(part.findall("measure")):
        for element in list(bar):
            if element.tag == "attributes":
                now = _transposition(element, now)
            elif element.tag in ("direction", "sound"):
                tempi.extend((index, tempo) for tempo in _tempi(element))
            elif element.tag == "note":
                if element.find("grace") is not None:
                    bar.remove(element)
                    continue
                pitched += element.find("pitch") is not None
                unpitched += _sound_unpitched(element, drum_pitch)
                if element.find("cue") is not None:
                    for sound in [e for e in element if e.tag in ("pitch", "tie", "chord")]:
                        element.remove(sound)
                    element.insert(0, ElementTree.Element("rest"))
        facts.transpositions.append(now)
    facts.is_drums |= unpitched > pitched
    return facts


def _transposition(attributes: ElementTree.Element, now: int) -> int:
    transpose = attributes.find("transpose")
    if transpose is None:
        return now
    chromatic = float(_text(transpose, "chromatic") or 0)
    return int(chromatic) + 12 * int(float(_text(transpose, "octave-change") or 0))


def _tempi(element: ElementTree.Element) -> list[float]:
    """The tempi, in quarters per minute, of a direction or a sound."""
    tempi = []
    for sound in element.iter("sound"):
        try:
            tempo = float(sound.get("tempo", "")[:20])
        except ValueError:
            continue
        if 4 <= tempo <= 1000:
            tempi.append(tempo)
    if not tempi:
        for metronome in element.iter("metronome"):
            beats = {"whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 0.5}.get(_text(metronome, "beat-unit"))
            number = re.search(r"\d+(\.\d+)?", _text(metronome, "per-minute")[:20])
            if beats and number:
                beats *= 1.5 if metronome.find("beat-unit-dot") is not None else 1.0
                tempo = float(number[0]) * beats
                if 4 <= tempo <= 1000:
                    tempi.append(tempo)
    return tempi


def _sound_unpitched(note: ElementTree.Element, drum_pitch: dict[str, int]) -> bool:
    """True for a note of percussion, which then has the pitch of its General MIDI drum."""
    unpitched = note.find("unpitched")
    if unpitched is None:
        return False
    instrument = note.find("instrument")
    drum = drum_pitch.get(instrument.get("id", "") if instrument is not None else "", 38)
    place = list(note).index(unpitched)
    note.remove(unpitched)
    pitch = ElementTree.Element("pitch")
    step = _STEPS[drum % 12]
    ElementTree.SubElement(pitch, "step").text = step[0]
    if len(step) > 1:
        ElementTree.SubElement(pitch, "alter").text = "1"
    ElementTree.SubElement(pitch, "octave").text = str(drum // 12 - 1)
    note.insert(place, pitch)
    return True


def _text(element: ElementTree.Element, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())


def _whole(text: str, low: int, high: int, default: int) -> int:
    try:
        number = int(text[:10])
    except ValueError:
        return default
    return number if low <= number <= high else default

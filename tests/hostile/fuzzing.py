"""Mutants by the thousand through the product's readers, in a process of their own.

    python -m tests.hostile.fuzzing KIND[,KIND…] COUNT SEED [FIRST]

stdout holds a line of JSON for each kind: how many were tried, read and refused, the most processor seconds and memory
that one took, and the faults, each with the number that makes the mutant again: `mutant(kind, number, seed)`.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from gan.errors import ComposerError
from tests.hostile.hostile_files import mxl, small_score, xml_score
from tests.hostile.mutants import (
    Damage,
    archived,
    damaged,
    flipped,
    rearranged,
    restructured,
    retabled,
    revalued,
    reworded,
)

CPU_SECONDS = 2
MEMORY_MIB = 300
_MOST_FAULTS = 20


_scratch = tempfile.TemporaryDirectory(prefix="fuzz-")


def _folder() -> Path:
    return Path(tempfile.mkdtemp(dir=_scratch.name))


class Refused(Exception):
    """The product said no in one of its ways."""


class TooSlow(BaseException):
    """A mutant took more processor time than any may; no reader catches this."""


@dataclass(frozen=True)
class Kind:
    """Files of one kind: good ones, what is done to them, and what reads them."""

    good: Callable[[], list[bytes]]
    damage: Damage
    reader: Callable[[], Callable[[bytes], None]]
    """Loads what reading needs; the function takes a file, and raises Refused or ComposerError."""


def mutant(kind: str, number: int, seed: int) -> bytes:
    """One of the mutants."""
    goods = KINDS[kind].good()
    good = goods[number % len(goods)]
    return next(itertools.islice(damaged(good, KINDS[kind].damage, seed + number), 1))


def _midi() -> Callable[[bytes], None]:
    from gan.music.jsonform import score_to_json
    from gan.music.midi import load_library, midi_with_metres
    from gan.music.sections import cut_sections

    load_library()

    def read(data: bytes) -> None:
        score, changes = midi_with_metres(data)
        json.dumps([score_to_json(one) for one in (score, *cut_sections(score, changes))])

    return read


def _notation(compressed: bool, abc: bool = False) -> Callable[[bytes], None]:
    from gan.music import notation
    from gan.music.jsonform import score_to_json

    def read(data: bytes) -> None:
        try:
            score, _ = notation.abc_with_metres(data, parted=False) if abc else notation.musicxml_with_metres(data)
        except RecursionError as error:  # the reader's process says this in words
            raise Refused from error
        json.dumps(score_to_json(score))

    return read


def _through_file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    path = _folder() / name

    def write_and_read(data: bytes) -> None:
        path.write_bytes(data)
        read(path)

    return write_and_read


def _table() -> Callable[[bytes], None]:
    from gan.data.tables import read_table

    return _through_file("rock.npz", read_table)


def _stretches() -> Callable[[bytes], None]:
    from gan.data.stretches import load_stretches, save_stretches

    def read(path: Path) -> None:
        stretches = load_stretches(path)
        if stretches:
            save_stretches(stretches, path.with_name("again.npz"))

    return _through_file("rock.stretches.npz", read)


def _soundfont() -> Callable[[bytes], None]:
    from soundfonts.inspecting import inspect_soundfont

    return _through_file("font.sf2", lambda path: json.dumps(inspect_soundfont(path).to_json()))


def _config() -> Callable[[bytes], None]:
    from tui.config import Config, read_file
    from tui.keymap import check_keys

    def read(path: Path) -> None:
        config = Config()
        read_file(path, config, "user")
        check_keys(config)
        for problem in config.problems:
            assert str(problem)
        if config.problems:
            raise Refused

    return _through_file("config.toml", read)


def _events() -> Callable[[bytes], None]:
    from gan.training.config import TrainingConfig
    from gan.training.run import Run
    from tui.coach import coach
    from tui.commands.follow import words
    from tui.run_view import RunView

    run = Run.create(_folder(), TrainingConfig(("rock",)))

    def read(data: bytes) -> None:
        from gan.training.events import read_events

        run.events_path.write_bytes(data)
        status = run.status()
        view = RunView()
        events, _ = read_events(run.events_path)
        view.take(events, run.path)
        coach(view, status.state)
        for event in events:
            assert isinstance(words(event, 90, run.path), str)
        assert view.seconds_left is None or view.seconds_left >= 0

    return read


def _run() -> Callable[[bytes], None]:
    from gan.training.run import Run

    return _through_file("config.json", lambda path: json.dumps(Run.open(path.parent).config.to_json()))


def _session() -> Callable[[bytes], None]:
    from gan.music.midi import midi_bytes
    from tui.session import load_session, save_session

    def read(path: Path) -> None:
        session, notice = load_session(path.parent)
        for aside in path.parent.glob("session-*-*.json"):
            aside.unlink()
        if session is None:
            assert notice
            raise Refused
        midi_bytes(session.melody.to_score())
        save_session(path.parent, session)
        assert load_session(path.parent) == (session, "")

    return _through_file("session.json", read)


def _take() -> Callable[[bytes], None]:
    from gan.music.midi import midi_bytes
    from tui.library.shelf import Shelf, read_kept
    from tui.library.takes import TakeEntries
    from tui.library.trash import Trash
    from tui.provenance import facts_line

    folder = _folder()
    shelf = Shelf(folder / "takes", Trash(folder / "trash"))

    def read(path: Path) -> None:
        passed_over: list[str] = []
        for entry in TakeEntries(shelf).all():
            assert isinstance(entry.name, str) and isinstance(entry.about, str)
        takes = list(shelf.takes(passed_over))
        if not takes:
            assert passed_over
            raise Refused
        midi_bytes(takes[0].heard.take.score)
        assert takes[0].heard.file_name and facts_line(takes[0].heard)
        shelf.keep(takes[0])
        assert read_kept(path) == takes[0]

    (folder / "takes").mkdir()
    path = folder / "takes" / "0000000000000001-abc.json"

    def write_and_read(data: bytes) -> None:
        path.write_bytes(data)
        read(path)

    return write_and_read


def _library() -> Callable[[bytes], None]:
    """What the library remembers: choices, files loaded lately, and what lies in the trash; each file by its words."""
    from gan.locations import data_dir
    from tui.library.choices import load_choices, usual_font
    from tui.library.melodies import Recent
    from tui.library.trash import Trash

    data = data_dir()
    trash = Trash(data / "fuzz-trash")
    thing = trash.folder / "0000000000001-abc"
    thing.mkdir(parents=True)
    (thing / "song.mid").touch()

    def read(content: bytes) -> None:
        (data / "choices.json").write_bytes(content)
        (data / "recent.json").write_bytes(content)
        (thing / "about.json").write_bytes(content)
        usual_font(load_choices())
        Recent(data / "recent.json").entries(Path("/nowhere"))
        Recent(data / "recent.json").folders()
        trash.all()

    return read


def _weights() -> Callable[[bytes], None]:
    from gan.exported import GRAPH, ExportedGenerator
    from tui.library.weights import check_weights

    def read(path: Path) -> None:
        (path.parent / GRAPH).write_bytes(_GRAPH)
        try:
            check_weights(path.parent)
        except ComposerError:
            pass
        ExportedGenerator(path.parent)

    return _through_file("composer.json", read)


_GRAPH = b"no graph"


def _good_midi() -> list[bytes]:
    from gan.music.midi import midi_bytes
    from tests.music.midi_hand import chunk, line, meta, metre, midi, name, tempo

    conductor = chunk((0, metre(1, 2)), (0, tempo(90)), (480, metre(3, 2)), (0, meta(0x59, b"\x02\x00")))
    theirs = midi(conductor, chunk((0, name("Lead")), *line(0, [60, 62, 64, 65] * 4)), chunk(*line(9, [36, 38] * 8)))
    return [midi_bytes(small_score()), theirs]


def _good_musicxml() -> list[bytes]:
    from gan.music.musicxml_writer import musicxml_text

    head = "<movement-title>Song</movement-title>"
    attributes = (
        "<attributes><divisions>4</divisions><key><fifths>2</fifths><mode>major</mode></key><time><beats>3</beats>"
        "<beat-type>4</beat-type></time><transpose><chromatic>-2</chromatic></transpose></attributes>"
        "<sound tempo='90'/><note><chord/><pitch><step>E</step><octave>4</octave></pitch><duration>4</duration>"
        "<tie type='start'/></note><backup><duration>4</duration></backup><note><rest/><duration>12</duration></note>"
    )
    return [musicxml_text(small_score()).encode(), xml_score(attributes, head=head)]


def _good_mxl() -> list[bytes]:
    return [mxl("score.xml", data) for data in _good_musicxml()]


def _good_abc() -> list[bytes]:
    return [
        b"X:1\nT:Tune\nM:4/4\nL:1/8\nQ:1/4=120\nK:G\n|:GABc d2e2|[M:3/4](3efg a2 ^f>g|z4 [GBd]2:|\nw:la la\n",
        b"X:2\nT:Two\nM:6/8\nL:1/8\nK:Dm\nV:1 name=Lead\nd2e f3|g2a _b3-|b6|]\nV:2\nD3 A,3|G,3 D3|D6|]\n",
    ]


def _good_table() -> list[bytes]:
    from tests.tables import write_table

    path = _folder() / "rock.npz"
    write_table(path, pieces=3, segments=2)
    return [path.read_bytes()]


def _good_stretches() -> list[bytes]:
    from gan.data.stretches import save_stretches
    from gan.data.tables import read_table

    path = _folder() / "rock.npz"
    path.write_bytes(_good_table()[0])
    save_stretches(read_table(path), path)
    return [path.read_bytes()]


def _good_soundfont() -> list[bytes]:
    from tests.soundfonts.debian import small_font

    return [small_font((0, 5, 6))]


def _good_config() -> list[bytes]:
    return [
        b'[studio]\ntheme = "light"  # and why\ntakes = 2\nseed = 7\ngenre = "jazz"\n[compose]\nadventure = 1.5\n'
        b'passes = 16\n[train]\nsteps = 5000\n\n[keys]\n"generate" = "ctrl+k,f5"\naudition.solo = "S"\n'
    ]


def _good_events() -> list[bytes]:
    from gan.training.events import EventWriter

    path = _folder() / "events.jsonl"
    events = EventWriter(path)
    events.write("Preparing", 0, what="music", done=1, total=2)
    events.write("RunStarted", 0, device="CPU", genres=["rock"], steps=90, windows=7, parameters={"generator": 5})
    events.write("RungKept", 0, steps=[0])
    for step in (1, 2, 3):
        events.write(
            *("StepDone", step),
            generator_loss=0.7 * step,
            discriminator_loss=0.6,
            reconstruction_loss=2.5,
            generator_gradient=1.0,
            discriminator_gradient=2.0,
            steps_per_second=1.5,
            gpu_percent=99,
        )
    events.write("Working", 3, what="saving", done=0, total=1)
    events.write("CheckpointSaved", 3, path="checkpoints/step-00000003", kept=[3])
    events.write("SampleReady", 3, path="samples/a.mid", genre="rock")
    measured = {"clash": 0.1, "in_key": 0.9}
    events.write("HeldOut", 3, reconstruction_loss=2.0, best_step=3, takes=measured, real=measured, difference=0.5)
    events.write("Warned", 3, what="a", why="b", mend="c")
    for kind in ("RunPaused", "RunResumed", "RunStopped"):
        events.write(kind, 3)
    events.write("RunFailed", 3, what="a", why="b", mend="c")
    events.close()
    return [re.sub(rb'"time":[\d.]+', b'"time":1.5', path.read_bytes())]


def _good_run() -> list[bytes]:
    from gan.training.config import TrainingConfig

    return [json.dumps(TrainingConfig(("rock", "jazz"), data="x").to_json()).encode()]


def _good_session() -> list[bytes]:
    from gan.music import GENRES
    from gan.music.demos import DEMOS
    from gan.music.role import Role
    from gan.wishes import Manner, Wishes
    from tui.session import Session

    wishes = Wishes(Manner(passes=8), {Role.BASS: 2.0}, ("jazz", 0.3))
    return [json.dumps(Session(melody, next(iter(GENRES)), 7, 2, wishes).to_json()).encode() for melody in _two(DEMOS)]


def _two(things: dict[str, Any]) -> list[Any]:
    return list(things.values())[:2]


def _good_take() -> list[bytes]:
    from gan.measures.facts import facts_of
    from gan.music.mix import Channel, Mix
    from gan.music.role import Role
    from gan.take import Take
    from gan.wishes import Revision
    from tui.heard import Heard, Origin
    from tui.library.shelf import Kept

    score = small_score()
    plain = Heard(Take(score, "pop", 7, 1, "0123456789ab"), facts_of(score), made=1.0, id="abc", stars=3)
    origin = Origin(revision=Revision(bars=(1, 2), amount=0.5), parent="abc", parent_name="pop-s7-1", source=score)
    mix = Mix({Role.BASS: Channel(99, 10, 38)}, frozenset({Role.MELODY}))
    other = Heard(plain.take, plain.facts, origin, 0, mix, frozenset({Role.BASS}), 2, 1.0, "abd", "By the sea")
    return [json.dumps(Kept(heard, "1-abc.json").to_json()).encode() for heard in (plain, other)]


def _good_library() -> list[bytes]:
    return [
        json.dumps(value).encode()
        for value in (
            {"form": 1, "weights": "/a/b", "soundfont": "built-in"},
            {"form": 1, "files": [["/a/b.mid", 1.5], ["/a/c.mid", 1.0]]},
            {"form": 1, "section": "takes", "name": "song", "origin": "/a/song.mid", "at": 1.0, "file": "song.mid"},
        )
    ]


def _good_weights() -> list[bytes]:
    import hashlib

    from gan.data.habits import HABITS
    from gan.data.motion import PITCHED
    from gan.exported import SHIPPED

    value = json.loads((SHIPPED / "composer.json").read_bytes())
    value["graph_sha256"] = hashlib.sha256(_GRAPH).hexdigest()
    value["arrangements"] = {genre: [rows[0][:2]] for genre, rows in value["arrangements"].items()}
    value["priors"] = {"rock": np.zeros((HABITS, len(PITCHED))).tolist()}
    return [json.dumps(value).encode()]


KINDS = {
    "midi": Kind(_good_midi, flipped, _midi),
    "musicxml": Kind(_good_musicxml, restructured, lambda: _notation(False)),
    "mxl": Kind(_good_mxl, archived(restructured), lambda: _notation(True)),
    "abc": Kind(_good_abc, reworded, lambda: _notation(False, abc=True)),
    "table": Kind(_good_table, archived(rearranged), _table),
    "stretches": Kind(_good_stretches, archived(rearranged), _stretches),
    "soundfont": Kind(_good_soundfont, retabled, _soundfont),
    "config": Kind(_good_config, reworded, _config),
    "events": Kind(_good_events, revalued, _events),
    "run": Kind(_good_run, revalued, _run),
    "session": Kind(_good_session, revalued, _session),
    "take": Kind(_good_take, revalued, _take),
    "library": Kind(_good_library, revalued, _library),
    "weights": Kind(_good_weights, revalued, _weights),
}


def fuzz(kind: str, count: int, seed: int, first: int = 0) -> dict[str, Any]:
    """Try so many mutants; see the module's docstring for what comes of it."""
    goods, read = KINDS[kind].good(), KINDS[kind].reader()
    for good in goods:
        try:
            read(good)
        except (Refused, ComposerError):
            if kind != "weights":  # the graph beside its description is none
                raise
    signal.signal(signal.SIGVTALRM, _too_slow)
    tally = {"read": 0, "refused": 0}
    faults: list[str] = []
    most_seconds, most_mib = 0.0, 0.0
    for number in range(first, first + count):
        data = mutant(kind, number, seed)
        held, began = _resident_mib(), time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
        try:
            try:
                read(data)
                tally["read"] += 1
            except (Refused, ComposerError):
                tally["refused"] += 1
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        except (Exception, TooSlow) as error:
            faults.append(f"{kind} {number}: {''.join(traceback.format_exception(error, limit=-4))[:1500]}")
        taken = _peak_mib() - held
        if taken > MEMORY_MIB and taken > most_mib:
            faults.append(f"{kind} {number}: it took {taken:.0f} MiB")
        most_seconds, most_mib = max(most_seconds, time.process_time() - began), max(most_mib, taken)
        if len(faults) >= _MOST_FAULTS:
            break
    return {
        "kind": kind,
        "tried": number + 1 - first,
        **tally,
        "most_seconds": round(most_seconds, 2),
        "most_mib": round(most_mib),
        "faults": faults,
    }


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TooSlow


def _resident_mib() -> float:
    """What the process holds now."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return _peak_mib()


def _peak_mib() -> float:
    """The most it ever held. What `getrusage` tells begins, on Linux, with the most that its parent held."""
    try:
        held = re.search(r"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
        if held:
            return int(held[1]) / 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 2**20)


if __name__ == "__main__":
    os.environ["COMPOSER_TUI_HOME"] = _scratch.name
    names, *numbers = sys.argv[1:]
    for name in names.split(","):
        print(json.dumps(fuzz(name, *map(int, numbers))), flush=True)

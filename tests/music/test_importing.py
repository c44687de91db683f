"""Files to music, through the child process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gan.errors import ComposerError, MelodyError, MusicFileError, TimeLimit
from gan.music import Key, Metre, Note, Role, Score, Track, importing, readers
from gan.music.demos import DEMOS
from gan.music.importing import load_melody, load_score, read_score, save_musicxml
from gan.music.midi import midi_bytes
from gan.music.musicxml_writer import musicxml_text
from gan.music.readers import Reading, ReadyReader
from gan.music.score import midi_tempo
from gan.music.sniffing import Format
from tests.hostile.hostile_files import mxl


def full_score() -> Score:
    """Four roles, a pickup, chords, overlapping voices, drums, a tie over a bar line."""
    melody = (Note(0, 67, 24, 80), Note(24, 72, 60, 80), Note(84, 74, 36, 80), Note(120, 76, 48, 80))
    triad = (Note(24, pitch, 96, 80) for pitch in (60, 64, 67))
    chords = (*triad, Note(120, 60, 48, 80), Note(132, 64, 36, 80))
    bass = (Note(24, 36, 96, 80), Note(120, 43, 48, 80))
    drums = (Note(24, 36, 12, 80), Note(48, 38, 12, 80), Note(72, 42, 12, 80))
    tracks = (
        Track(Role.MELODY, melody, 73),
        Track(Role.CHORDS, chords, 5),
        Track(Role.BASS, bass, 33),
        Track(Role.DRUMS, drums),
    )
    return Score(tracks, 96.0, Metre(4, 4), 24, Key(9, "minor"), "Études & <more>")


def test_midi_comes_through_the_child_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "tune.mid"
    path.write_bytes(midi_bytes(full_score()))
    assert load_score(path) == full_score()


def test_a_score_survives_musicxml_but_for_loudness(tmp_path: Path) -> None:
    path = tmp_path / "tune.musicxml"
    save_musicxml(full_score(), path)
    assert load_score(path) == full_score()
    assert [entry.name for entry in tmp_path.iterdir()] == ["tune.musicxml"]


def test_the_same_score_gives_the_same_musicxml() -> None:
    assert musicxml_text(full_score()) == musicxml_text(full_score())


@pytest.mark.parametrize("id", ["greensleeves", "grace"])
def test_a_demo_survives_a_compressed_score(id: str, tmp_path: Path) -> None:
    demo = DEMOS[id]
    score = Score((Track(Role.MELODY, demo.notes),), demo.tempo, demo.metre, demo.pickup, demo.key, demo.title)
    path = tmp_path / "tune.mxl"
    path.write_bytes(mxl("score.xml", musicxml_text(score).encode()))
    melody = load_melody(path)
    assert [(n.start, n.pitch, n.length) for n in melody.notes] == [(n.start, n.pitch, n.length) for n in demo.notes]
    assert (melody.tempo, melody.metre, melody.pickup, melody.key) == (demo.tempo, demo.metre, demo.pickup, demo.key)


@pytest.mark.parametrize("before", [True, False])
def test_a_reading_that_is_stopped_ends_its_child(before: bool, tmp_path: Path) -> None:
    path = tmp_path / "tune.musicxml"
    save_musicxml(full_score(), path)
    reading = Reading()
    children: list[int] = []
    holds = reading.holds

    def watch(child: subprocess.Popen[bytes] | None) -> None:
        holds(child)
        if child is not None:
            children.append(child.pid)
            reading.stop()

    if before:
        reading.stop()
    else:
        reading.holds = watch  # type: ignore[method-assign]
    with pytest.raises(ComposerError):
        load_score(path, reading)
    assert reading.stopped
    for pid in children:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_child_that_is_kept_ready_reads_as_a_fresh_one_and_ends_with_its_keeper() -> None:
    tune = b"X:1\nT:A\nM:4/4\nL:1/4\nK:C\nCDEF|GABc|\n"
    ready = ReadyReader(Format.ABC)
    ready.prepare()
    first = ready._waiting
    ready.prepare()
    assert first is not None and ready._waiting is first
    assert read_score(tune, Reading(ready)) == read_score(tune)
    second = ready._waiting
    assert second is not None and second.pid != first.pid and first.returncode == 0
    second.kill()
    second.wait()
    assert read_score(tune, Reading(ready)) == read_score(tune), "a child that died is replaced"
    with pytest.raises(MusicFileError):
        read_score(b"MThd nonsense", Reading(ready))
    third = ready._waiting
    ready.close()
    assert third is not None and third.poll() is not None
    ready.prepare()
    assert ready._waiting is None


def test_an_abc_tune_with_a_pickup(tmp_path: Path) -> None:
    path = tmp_path / "tune.abc"
    path.write_text(
        'X:1\nT:A Jig\nM:6/8\nL:1/8\nQ:3/8=100\nK:Edor\nB|:"Em"EFG F2 E|~D3 {c}d2 B|(3ABc B- B2 z2|1 E6:|2 E3-E2|]\n'
    )
    melody = load_melody(path)
    assert (melody.title, str(melody.metre), melody.tempo, melody.pickup) == ("A Jig", "6/8", 150.0, 12)
    assert melody.key == Key(4, "minor")
    assert [(n.start, n.pitch) for n in melody.notes[:7]] == [
        (0, 71),
        (12, 64),
        (24, 66),
        (36, 67),
        (48, 66),
        (72, 64),
        (84, 62),
    ]
    assert (melody.notes[12].pitch, melody.notes[12].length) == (71, 36)  # the tie is one note


def test_an_abc_tune_of_two_voices(tmp_path: Path) -> None:
    path = tmp_path / "duet.abc"
    path.write_text("X:1\nM:3/4\nL:1/4\nK:F\nV:1\nA B c|f3|\nV:2\nF, G, A,|F,3|\n")
    score = load_score(path)
    assert [[n.pitch for n in track.notes] for track in score.tracks] == [[69, 70, 72, 77], [53, 55, 57, 53]]
    assert load_melody(path).notes[0].pitch == 69


TRANSPOSED = """<score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Clarinet in A</part-name>
</score-part></part-list><part id="P1"><measure number="0" implicit="yes"><attributes><divisions>2</divisions>
<key><fifths>1</fifths></key><time><beats>3</beats><beat-type>4</beat-type></time>
<transpose><chromatic>-3</chromatic></transpose></attributes>
<direction><direction-type><metronome><beat-unit>half</beat-unit><beat-unit-dot/><per-minute>30</per-minute>
</metronome></direction-type></direction>
<note><pitch><step>D</step><octave>5</octave></pitch><duration>2</duration></note></measure>
<measure number="1"><note><grace/><pitch><step>A</step><octave>5</octave></pitch></note>
<note><pitch><step>G</step><octave>4</octave></pitch><duration>6</duration><tie type="start"/></note></measure>
<measure number="2"><harmony><root><root-step>G</root-step></root><kind>major</kind></harmony>
<note><pitch><step>G</step><octave>4</octave></pitch><duration>2</duration><tie type="stop"/></note>
<note><cue/><pitch><step>C</step><octave>6</octave></pitch><duration>2</duration></note>
<note><pitch><step>B</step><octave>4</octave></pitch><duration>2</duration></note></measure></part></score-partwise>"""


def test_pickup_ties_transposition_cues_and_graces_of_musicxml(tmp_path: Path) -> None:
    path = tmp_path / "clarinet.xml"
    path.write_text(TRANSPOSED)
    score = load_score(path)
    assert [(n.start, n.pitch, n.length) for n in score.tracks[0].notes] == [(0, 71, 24), (24, 64, 96), (144, 68, 24)]
    assert (str(score.metre), score.pickup) == ("3/4", 24)
    assert score.tempo == midi_tempo(90.0)
    assert score.key is not None and score.key.sharps == 4  # G major, sounding a minor third lower


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.mid", b"", "empty"),
        ("letter.mid", b"%PDF-1.4\n", "a PDF document"),
        ("cut.mid", midi_bytes(full_score())[:-20], "damaged"),
        ("cut.xml", b"<?xml version='1.0'?><score-partwise><part>", "damaged"),
    ],
)
def test_bad_files_are_refused_by_name_and_reason(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(MusicFileError, match=words) as caught:
        load_score(path)
    assert str(caught.value).startswith(name)


def test_drums_alone_and_no_notes_are_no_melody(tmp_path: Path) -> None:
    for tracks, words in (((Track(Role.DRUMS, (Note(0, 36, 24),)),), "drums"), ((), "no notes")):
        path = tmp_path / "beat.mid"
        path.write_bytes(midi_bytes(Score(tracks)))
        with pytest.raises(MelodyError, match=rf"beat\.mid.*{words}"):
            load_melody(path)


def test_places_that_are_not_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MusicFileError, match="no such file"):
        load_score(tmp_path / "nothing.mid")
    with pytest.raises(MusicFileError, match="folder"):
        load_score(tmp_path)
    os.mkfifo(tmp_path / "pipe.mid")
    with pytest.raises(MusicFileError, match="device or a pipe"):
        load_score(tmp_path / "pipe.mid")


def test_names_inside_and_outside_the_file_come_out_plain(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2Jb.mid"
    track = Track(Role.MELODY, (Note(0, 60, 24),), 0, "x\x1b]0;owned\x07")
    path.write_bytes(midi_bytes(Score((track,), title="t\u202eevil" + "x" * 500)))
    score = load_score(path)
    assert score.tracks[0].name == "x\ufffd]0;owned\ufffd"
    assert score.title.startswith("t\ufffdevil") and len(score.title) == 80
    path.write_bytes(b"?")
    with pytest.raises(MusicFileError) as caught:
        load_score(path)
    assert "\x1b" not in str(caught.value)


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(importing.WALL_SECONDS, Format.MIDI, 0.001)
    path = tmp_path / "tune.mid"
    path.write_bytes(midi_bytes(full_score()))
    with pytest.raises(TimeLimit) as caught:
        load_score(path)
    assert caught.value.exit_code == 4


@pytest.mark.skipif(sys.platform != "linux", reason="address space limits hold on Linux")
def test_a_child_that_wants_too_much_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = readers._START.replace("main()\n", "r.MEMORY_BYTES['musicxml'] = 1\nr.main()\n").replace(
        "from gan.music.reader import main", "import gan.music.reader as r, gan.music.jsonform, gan.music.plain"
    )
    monkeypatch.setattr(readers, "_START", limited)
    with pytest.raises(MusicFileError):
        importing.read_score(musicxml_text(full_score()).encode())


def test_this_process_never_loads_music21_or_symusic_to_read_files() -> None:
    code = (
        "import sys; from pathlib import Path; from gan.music.importing import read_score; "
        "from gan.music.midi import midi_bytes; from gan.music import Score; read_score(midi_bytes(Score(()))); "
        "print(sorted({'music21', 'symusic'} & set(sys.modules)))"
    )
    root = Path(importing.__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_musicxml_that_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(MusicFileError, match="cannot be written"):
        save_musicxml(full_score(), tmp_path / "absent" / "x.musicxml")
    (tmp_path / "folder.musicxml").mkdir()
    with pytest.raises(MusicFileError, match="cannot be written"):
        save_musicxml(full_score(), tmp_path / "folder.musicxml")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.musicxml"]

"""A machine of several people, and one that is not as it should be: what others may look into, a home that cannot be
written or is not there, a locale without letters, a clock that jumps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gan.errors import UsageError
from gan.locations import all_locations, made
from gan.measures.facts import facts_of
from gan.music import Melody, Score
from gan.music.demos import DEMOS
from gan.music.midi import midi_bytes
from gan.take import Take
from gan.training.config import TrainingConfig
from gan.training.events import EventWriter, read_events
from gan.training.run import Run, take_lock
from soundfonts.places import open_log
from tests.tables import write_table
from tests.training.test_survival import may_mount
from tui.cli import main
from tui.crash import report
from tui.heard import Heard
from tui.library.choices import Choices, save_choices
from tui.library.library import Library
from tui.library.melodies import recent, save_melody
from tui.library.places import melodies_dir
from tui.library.shelf import Kept
from tui.session import Session, load_session, save_session
from tui.terminal import screen_alone

ROOT = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-m", "tui"]
CONFIG = TrainingConfig(("rock",), steps=12, batch=2, quarters=8, preset="tiny", event_every=1, checkpoint_every=5)


def said(
    *line: str, cwd: Path, stdin: str = "", without: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """What the program says to a command, with other variables in its environment."""
    inherited = {name: value for name, value in os.environ.items() if name not in without}
    path = os.pathsep.join(filter(None, (environment.pop("PYTHONPATH", ""), str(ROOT))))
    return subprocess.run(
        [*PROGRAM, *line],
        cwd=cwd,
        env={**inherited, **environment, "PYTHONPATH": path},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )


# --- What others may look into ----------------------------------------------------------------------


def test_what_is_kept_is_for_this_user_alone_whatever_the_umask(home: Path, melody: Melody, score: Score) -> None:
    before = os.umask(0)
    try:
        library = Library()
        save_session(home / "data", Session(melody, "pop"))
        library.shelf.keep(Kept(Heard(Take(score, "pop", 1, 1, "0" * 12), facts_of(score))))
        save_choices(Choices("", "built-in"))
        recent().add(home / "song.mid")
        save_melody(melodies_dir(), "My song", melody, library.trash)
        run = Run.create(made(all_locations()["runs"]), CONFIG)
        take_lock(run).close()
        os.close(open_log())
        report(ValueError())
        with screen_alone(all_locations()["log"] / "screen.log"):
            pass
    finally:
        os.umask(before)
    tops = [path for path in home.iterdir() if path.is_dir()]
    assert {path.name for path in tops} >= {"data", "runs", "log"}
    assert not [path for path in (*tops, run.path) if path.stat().st_mode & 0o077], "folders that others may enter"
    kept = list((home / "data").rglob("*.json"))
    assert len(kept) == 4 and not [path for path in kept if path.stat().st_mode & 0o077]
    assert not [path for path in (home / "log").iterdir() if path.stat().st_mode & 0o077]


def test_a_folder_that_a_person_names_is_made_as_usual(home: Path) -> None:
    before = os.umask(0o022)
    try:
        assert made(home.parent / "for" / "all").stat().st_mode & 0o777 == 0o755
    finally:
        os.umask(before)


# --- A home that cannot be written, or is not there ----------------------------------------------------


@pytest.mark.stress
@pytest.mark.skipif(not may_mount(), reason="no disk can be made here to be read only")
def test_with_a_home_that_cannot_be_written_takes_are_written_elsewhere_and_the_rest_is_told(tmp_path: Path) -> None:
    out, home = tmp_path / "out", tmp_path / "home"
    home.mkdir()
    lines = [
        ["compose", "--demo", "--genre", "pop", "-n", "1", "--passes", "2", "--no-audio", "-o", str(out)],
        ["train", "--genre", "chorale"],
        ["library", "use", "soundfonts", "built-in"],
        ["runs"],
    ]
    calls = "; ".join(f"{' '.join(map(repr, [*PROGRAM, *line]))}; echo code $? >&2" for line in lines)
    script = f"mount -t tmpfs -o ro tmpfs {home} && cd {ROOT} && {calls}"
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        env={**os.environ, "HOME": str(home), "COMPOSER_TUI_HOME": str(home / "composer")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if line.startswith("code")] == [
        "code 0",
        "code 1",
        "code 1",
        "code 0",
    ]
    assert list(out.glob("*.mid"))
    assert "Read-only file system. Set COMPOSER_TUI_HOME to a folder of your own" in done.stderr
    assert "the choice cannot be kept: Read-only file system" in done.stderr and "Traceback" not in done.stderr


NOBODY = "import pwd\ndef nobody(*_):\n    raise KeyError('uid not found')\npwd.getpwuid = nobody\n"
"""A user of whom the system knows nothing, as in some containers."""


@pytest.mark.parametrize("line", [["paths"], ["compose", "--demo", "--genre", "pop"], ["runs"], ["--plain"]])
def test_a_user_without_a_home_is_told_in_a_sentence_and_nothing_is_made(line: list[str], tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NOBODY)
    (tmp_path / "here").mkdir()
    unset = ("HOME", "COMPOSER_TUI_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    done = said(*line, cwd=tmp_path / "here", without=unset, PYTHONPATH=str(tmp_path / "site"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "HOME is not set" in done.stderr and "Set COMPOSER_TUI_HOME" in done.stderr
    assert list((tmp_path / "here").iterdir()) == []


def test_an_older_platformdirs_that_gives_the_tilde_as_it_is_makes_no_folder_of_that_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COMPOSER_TUI_HOME")
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: Path("~/.local/share/composer-tui"))
    with pytest.raises(UsageError, match="no folder to keep things in"):
        all_locations()


# --- A locale without letters -------------------------------------------------------------------------


@pytest.mark.stress
@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=lambda values: " ".join(values),
)
def test_in_a_locale_without_letters_names_with_letters_still_work(tmp_path: Path, locale: dict[str, str]) -> None:
    song = tmp_path / "Müsik ♥.mid"
    song.write_bytes(midi_bytes(DEMOS["brother"].to_score()))
    home = tmp_path / "Zuhause ü"
    line = ["compose", song.name, "--genre", "pop", "-n", "1", "--passes", "2", "--no-audio", "-o", "Ausgänge"]
    done = said(*line, cwd=tmp_path, COMPOSER_TUI_HOME=str(home), **locale)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    assert list((tmp_path / "Ausgänge").glob("*.mid"))
    typed = "type C4q D4q\nsave Größe\nquit\n"
    done = said("--plain", cwd=tmp_path, stdin=typed, COMPOSER_TUI_HOME=str(home), **locale)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    (saved,) = (home / "data" / "melodies").iterdir()
    assert saved.name == ("Größe.mid" if "PYTHONUTF8" not in locale else "Gr e.mid")


# --- A clock that jumps -------------------------------------------------------------------------------


def test_a_clock_that_was_set_back_leaves_the_age_of_a_run_right(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run.create(home / "runs", CONFIG)
    writer = EventWriter(run.events_path)
    now = time.time()
    for step, seconds in enumerate((0, 86400, -86400), 1):  # it was a day ahead, and then a day behind
        monkeypatch.setattr(time, "time", lambda seconds=seconds: now + seconds)
        writer.write("StepDone", step, generator_loss=1.0)
    writer.close()
    assert run.status().step == 3
    for seconds, age in ((-86400 + 60, 60), (-2 * 86400, 0)):
        monkeypatch.setattr(time, "time", lambda seconds=seconds: now + seconds)
        assert main(["runs", "--json"]) == 0
        (told,) = json.loads(capsys.readouterr().out)
        assert told["age_seconds"] == pytest.approx(age, abs=1)


JUMPING = (
    "import itertools, time\n"
    "real, jumps = time.time, itertools.cycle((0, 7200, -7200, 90000, -1e9))\n"
    "time.time = lambda: real() + next(jumps)\n"
)
"""A clock that is somewhere else whenever it is looked at."""


@pytest.mark.stress
@pytest.mark.timeout(600)
def test_a_run_under_a_clock_that_jumps_loses_no_step_and_goes_on_from_its_checkpoint(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(JUMPING)
    write_table(tmp_path / "rock.npz")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    config = TrainingConfig(**{**CONFIG.to_json(), "data": str(tmp_path)})
    run = Run.create(home / "runs", config)
    run.start()
    while run.status().state not in ("finished", "failed", "stopped"):
        time.sleep(0.5)
    events, _ = read_events(run.events_path)
    steps = [event for event in events if event["kind"] == "StepDone"]
    assert [event["step"] for event in steps] == list(range(1, 13)), run.log_path.read_text()
    assert events[-1]["kind"] == "RunFinished" and all(event["steps_per_second"] > 0 for event in steps)
    times = [event["time"] for event in events]
    assert times != sorted(times), "the clock did jump"


# --- Two at once ---------------------------------------------------------------------------------------


@pytest.mark.stress
@pytest.mark.timeout(600)
@pytest.mark.parametrize("homes", [("one", "one"), ("one", "two")], ids=["one home", "two homes"])
def test_two_studios_at_once_share_nothing_they_should_not(tmp_path: Path, homes: tuple[str, str]) -> None:
    from tests.tui.test_terminal import PROGRAM as OPEN
    from tests.tui.test_terminal import Terminal

    shared = tmp_path / "shared"
    shared.mkdir()
    studios = []
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(shared)
    try:
        for name in homes:
            (tmp_path / name).mkdir(exist_ok=True)
            studios.append(Terminal(OPEN, tmp_path / name))
        for studio in studios:
            studio.until("engine ready")
            studio.type("g")
        for studio in studios:
            studio.until("-s0-4")
        for studio in studios:
            studio.type("q")
            assert studio.code() == 0
    finally:
        for studio in studios:
            studio.close()
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
    assert list(shared.iterdir()) == []
    for name in set(homes):
        assert load_session(tmp_path / name / "data")[0] is not None
        kept = list((tmp_path / name / "data").rglob("shelf/*.json")) or list((tmp_path / name).rglob("takes/*.json"))
        assert len(kept) == 4 * homes.count(name)


def test_no_name_in_the_shared_folder_for_temporary_files_can_be_foretold() -> None:
    code = [path for package in ("gan", "soundfonts", "tui", "scripts") for path in ROOT.joinpath(package).rglob("*")]
    for path in code:
        if path.suffix in (".py", ".sh"):
            text = path.read_text(encoding="utf-8")
            assert not [word for word in ("/tmp", "gettempdir", "mktemp(") if word in text], path

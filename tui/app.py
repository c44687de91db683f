"""The composer in the terminal: ties the stations to the player, the engine and the runs.

Rule of this file: the app decides, the stations show. Nothing that may wait runs here; see `tui.links` and
`tui.background`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.console import RenderableType
from textual._compositor import ChopsUpdate
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from gan import locations
from gan.errors import ComposerError
from gan.music.demos import DEMOS
from gan.music.genre import GENRES
from gan.music.melody import Melody
from gan.music.plain import plain
from tui.adapting import Adapting
from tui.auditioning import Auditioning
from tui.autosave import Autosave
from tui.chooser import Chooser
from tui.composing import Composing
from tui.config import Config, load_config
from tui.crash import report
from tui.damage import TightUpdate
from tui.dialogs import Dialogs
from tui.key_order import KeysInOrder
from tui.learning.tour import LearningHandlers, Tour
from tui.librarian import Librarian
from tui.library_handlers import LibraryHandlers
from tui.melody_keeping import MelodyKeeping
from tui.messages import MelodyLoaded, Told, Trouble
from tui.midi import MidiDesk
from tui.palette import commands_of
from tui.recording import Recording, RecordingHandlers
from tui.schooling import Schooling
from tui.screens.stations import StationsScreen
from tui.session import load_session
from tui.shelving import Shelving
from tui.sounding import Sounding, SoundingHandlers
from tui.take_dialogs import TakeDialogs
from tui.training_desk import TrainingDesk
from tui.transport import Transport, melody_score
from tui.widgets.compose_station import ComposeStation
from tui.widgets.genre_list import GenreList
from tui.widgets.melody_roll import MelodyRoll
from tui.widgets.train_station import TrainStation

if TYPE_CHECKING:
    from gan.training.run import Run

Severity = Literal["information", "warning", "error"]


class ComposerApp(
    Auditioning, LearningHandlers, LibraryHandlers, RecordingHandlers, SoundingHandlers, TrainingDesk, KeysInOrder
):
    """The whole of it."""

    TITLE = "composer-tui"
    CSS_PATH = "composer.tcss"
    ENABLE_COMMAND_PALETTE = True
    ESCAPE_TO_MINIMIZE = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "go('compose')", "Compose", id="go.compose"),
        Binding("2", "go('audition')", "Audition", id="go.audition"),
        Binding("3", "go('train')", "Train", id="go.train"),
        Binding("4", "go('library')", "Library", id="go.library"),
        Binding("space", "play", "Play or stop", id="play"),
        Binding("g,ctrl+g", "generate", "Compose takes", id="generate"),
        Binding("ctrl+o", "load", "Load a melody", id="load"),
        Binding("5", "learn", "A guided tour", id="learn"),
        Binding("ctrl+u", "sound", "Where the sound goes", id="sound"),
        Binding("ctrl+t", "jump", "Jump to a part of the screen", id="jump"),
        Binding("question_mark,f1", "help", "Help", id="help"),
        Binding("q", "leave", "Quit", id="quit"),
        Binding("ctrl+q", "leave", "Quit", id="quit.always", priority=True),
    ]

    def __init__(self, weights: Path | None = None, attached: Run | None = None, config: Config | None = None) -> None:
        """The composer, opened at its first station, or on a run.

        Args:
            weights: the folder of an exported generator; the shipped one where None.
            attached: a run to open at the Train station; without one that station shows a live run, else the newest.
            config: the person's settings; those of the files and the environment where None.
        """
        config = config or load_config()  # before Textual takes NO_COLOR out of the environment
        super().__init__()
        self.adapting = Adapting(self, config)
        self._session_folder = locations.data_dir()
        session, self._session_notice = load_session(self._session_folder)
        self.session = self.adapting.session(session)
        self.sounding = Sounding(self)
        self.transport = Transport(self)
        self.midi = MidiDesk(self)
        self.recording = Recording(self)
        self.chooser = Chooser(self)
        self.composing = Composing(self, weights or self.chooser.remembered_weights())
        self.schooling = Schooling(self)
        self.tour = Tour(self)
        self.shelving = Shelving(self)
        self.librarian = Librarian(self)
        self.melody_keeping = MelodyKeeping(self)
        self._attached = attached
        self.failure: ComposerError | None = None
        """What ended the composer against its will."""
        self.last_words = ""
        """Said on the terminal after the composer is left."""
        self.dialogs = Dialogs(self, locations.takes_dir())
        self.take_dialogs = TakeDialogs(self, locations.takes_dir())
        self._autosave = Autosave(self, self._session_folder, config["studio.autosave"])

    def get_default_screen(self) -> Screen[None]:
        return StationsScreen(self.session.melody, self.session.genre, self.adapting.keymap)

    def on_mount(self) -> None:
        if self._session_notice:
            self.tell(self._session_notice, severity="warning")
        self.call_after_refresh(self._start_links)

    def _start_links(self) -> None:
        self.adapting.start()
        self.transport.start(melody_score(self.session.melody, self.session.genre))
        self.midi.start()
        self.composing.start()
        self.shelving.start()
        self.librarian.start()
        self.chooser.start()
        self.schooling.start(self._attached)
        if self._attached is not None:
            self.stations.go("train")
            self.stations.set_focus(self.stations.train_station.chart)
        self.set_interval(0.5, self.refresh_status)
        self.refresh_status()

    @property
    def stations(self) -> StationsScreen:
        """The screen with the stations, whatever lies over it."""
        screen = self.screen_stack[0]
        assert isinstance(screen, StationsScreen)
        return screen

    def tell(self, text: str, *, title: str = "", severity: Severity = "information", seconds: float = 6) -> None:
        """A notice at the edge of the screen. The text is never markup."""
        self._notify("\n".join(plain(line, 300) for line in text.splitlines()), title, severity, seconds)

    def complain(self, error: ComposerError) -> None:
        """A notice of a failure: what, why and what mends it."""
        parts = [plain(part, 300) for part in (error.what, error.why, error.mend) if part]
        self._notify("\n".join(parts[1:]) or " ", parts[0], "error", 12)

    def _notify(self, text: str, title: str, severity: Severity, seconds: float) -> None:
        """A notice; one that says the same and stands there already goes."""
        for same in [one for one in self._notifications if (one.title, one.message) == (title, text)]:
            self._unnotify(same, refresh=False)
        self.notify(text, title=title, severity=severity, timeout=seconds, markup=False)

    # What a person asks for

    def action_go(self, station: str) -> None:
        self.stations.go(station)

    def action_play(self) -> None:
        """Stop what plays; else play what the station in front has."""
        stations = self.stations
        if self.transport.playing:
            self.schooling.hearing.halt()
            self.transport.stop()
        elif stations.current == "audition" and stations.audition_station.selected is not None:
            heard = stations.audition_station.selected
            self.transport.play("take", heard.take.score, 0, heard.mix)
        elif stations.current == "train" and stations.train_station.sample is not None:
            stations.train_station.play_sample()
        else:
            self.play_melody(stations.compose_station.start_tick)

    def take_up_edits(self) -> None:
        """The melody is what it is now in Compose, though the message that tells may still be under way: over a slow
        line a key comes together with those before it."""
        melody = self.stations.compose_station.editor.melody
        if melody is self.session.melody:
            return
        if self.transport.plays("melody"):
            self.transport.follow(self.session.melody, melody, self.session.genre)
        self.session = replace(self.session, melody=melody)
        self.remember()
        self.refresh_status()

    def play_melody(self, from_tick: int = 0) -> None:
        """Play the melody in the genre's instrument."""
        self.take_up_edits()
        if not self.session.melody.notes:
            self.tell("There are no notes to play yet.", severity="warning")
            return
        self.transport.play("melody", melody_score(self.session.melody, self.session.genre), from_tick)

    def action_generate(self) -> None:
        self.take_up_edits()
        self.composing.generate()

    def action_load(self) -> None:
        self.dialogs.ask_for_file()

    def action_demos(self) -> None:
        self.dialogs.ask_for_demo()

    def action_melody_settings(self) -> None:
        self.dialogs.ask_for_settings()

    def take_demo(self, name: str) -> None:
        """Work on a built-in tune."""
        self.take_melody(DEMOS[name])

    def choose_genre(self, genre: str) -> None:
        self.stations.compose_station.genres.genre = genre
        self._genre_chosen(genre)

    def action_export(self) -> None:
        self.dialogs.ask_for_export()

    def action_jump(self) -> None:
        self.dialogs.jump()

    def action_help(self) -> None:
        self.dialogs.help()

    def action_leave(self) -> None:
        self.leave(0)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        return commands_of(self)

    # What the stations say

    def on_genre_list_chosen(self, event: GenreList.Chosen) -> None:
        self._genre_chosen(event.genre)

    def on_compose_station_melody_changed(self) -> None:
        self.take_up_edits()

    def on_compose_station_note(self, event: ComposeStation.Note) -> None:
        self.transport.hear(event.pitch, self.session.genre, event.velocity)

    def on_melody_roll_refused(self, event: MelodyRoll.Refused) -> None:
        self.complain(event.error)

    def on_melody_roll_quantise_wanted(self) -> None:
        self.dialogs.ask_for_grid()

    def on_melody_roll_sought(self, event: MelodyRoll.Sought) -> None:
        self.play_melody(event.tick)

    def on_train_station_refused(self, event: TrainStation.Refused) -> None:
        self.complain(event.error)

    # What the threads say

    def on_melody_loaded(self, message: MelodyLoaded) -> None:
        self.take_melody(message.melody)
        found = f" – {message.melody.found}" if message.melody.found else ""
        self.tell(f"{message.melody.title or 'The melody'}: {message.melody.bars} bars{found}")

    def on_told(self, message: Told) -> None:
        self.tell(message.text, title=message.title, severity=message.severity)

    def on_trouble(self, message: Trouble) -> None:
        self.complain(message.error)

    # Leaving

    def leave(self, code: int) -> None:
        """Keep all and go, with an exit code."""
        self.recording.finish()
        self.keep_all()
        if self.stations.train_station.live:
            run = self.stations.train_station.run_id
            self.last_words = f"Training goes on: composer-tui watch {run}, or attach {run} to come back to it"
        self.exit(code, return_code=code)

    def keep_all(self) -> None:
        """Save the session now, with what was edited a moment ago and is not yet told."""
        if self.screen_stack and isinstance(self.screen_stack[0], StationsScreen):
            self.session = replace(self.session, melody=self.stations.compose_station.editor.melody)
            self.shelving.now()
        self._autosave.now()

    def close_links(self) -> None:
        """End what works beside the screen: the shelf's writer, the player and the engine; a training run goes on."""
        self.shelving.close()
        self.schooling.close()
        self.composing.close()
        self.transport.close()

    def _handle_exception(self, error: Exception) -> None:
        self.failure = self.failure or report(error)
        super()._handle_exception(error)

    # Within

    def get_line_filters(self) -> Sequence[LineFilter]:
        return self.adapting.filters(super().get_line_filters())

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if type(renderable) is ChopsUpdate:
            renderable = TightUpdate.of(renderable)
        super()._display(screen, renderable)

    def remember(self) -> None:
        """The session changed; keep it soon."""
        self._autosave.soon()

    def refresh_status(self) -> None:
        """Say again how things stand. Only what changed is drawn."""
        if not self.screen_stack:  # the last tick of the clock can come while the composer closes
            return
        status, stations, session = self.stations.status, self.stations, self.session
        status.genre = GENRES[session.genre].title
        selected = stations.audition_station.selected
        status.take = f"take {selected.name}" if selected else f"seed {session.seed}"
        status.tempo = f"♩{session.melody.tempo:.0f} {session.melody.metre}"
        status.output = self.transport.link.output
        status.engine = self.composing.engine.state
        status.run_state = stations.train_station.run_words
        status.playing = self.transport.playing
        status.looping = self.transport.looping and not self.recording.active
        stations.audition_station.show_composing(self.composing.words)
        stations.compose_station.say(self.composing.words, new=not stations.audition_station.list.model.all)
        self.show_wishes()
        self.shelving.look()
        self.sounding.look()

    def take_melody(self, melody: Melody) -> None:
        """Work on another melody; undo brings the old one back."""
        self.recording.finish()  # what was played belongs to the melody it was played along with
        self.stations.compose_station.load(melody)
        self.stations.go("compose")

    def _genre_chosen(self, genre: str) -> None:
        again = self.transport.plays("melody")
        self.session = replace(self.session, genre=genre)
        self.remember()
        self.refresh_status()
        if again:
            self.transport.swap(melody_score(self.session.melody, genre))


def run_app(attached: Run | None = None, theme: str | None = None) -> int:
    """Open the composer in this terminal, on a run and in a theme where they are given. Returns the exit code."""
    from tui.opening import open_composer

    return open_composer(attached, theme)

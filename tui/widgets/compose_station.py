"""The Compose station: pick a genre, give a melody, have it played."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message

from gan.errors import ComposerError
from gan.music.melody import Melody
from gan.music.note import pitch_name
from gan.music.plain import plain
from tui import melody_edit, span_edit, theme
from tui.editor import Editor, Layer
from tui.hints import HintsChanged
from tui.widgets.genre_list import GenreList
from tui.widgets.line import Line, Part
from tui.widgets.melody_roll import MelodyRoll
from tui.widgets.piano_keys import PianoKeys


class ComposeStation(Container):
    """Genre picker, melody roll and keyboard around one editor."""

    class MelodyChanged(Message):
        """The melody is another one now."""

        def __init__(self, melody: Melody) -> None:
            super().__init__()
            self.melody = melody

    class Note(Message):
        """A note is to be heard."""

        def __init__(self, pitch: int, velocity: int) -> None:
            super().__init__()
            self.pitch, self.velocity = pitch, velocity

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "app.load", "Load a melody", id="compose.load"),
        Binding("d,ctrl+d", "app.demos", "Demo melodies", id="compose.demos"),
        Binding("ctrl+s", "app.save_melody", "Save the melody", id="compose.save"),
        Binding("n,ctrl+n", "new", "New melody", id="compose.new"),
        Binding("k,ctrl+k", "app.melody_settings", "Title, tempo, key, metre", id="compose.settings"),
        Binding("ctrl+z", "undo", "Undo", id="compose.undo"),
        Binding("ctrl+y", "redo", "Redo", id="compose.redo"),
        Binding("m", "metre", "Next metre", id="compose.metre"),
        Binding("less_than_sign", "tempo(-4)", "Slower", id="compose.slower"),
        Binding("greater_than_sign", "tempo(4)", "Faster", id="compose.faster"),
        Binding("left_curly_bracket", "transpose(-1)", "Semitone down", id="compose.down"),
        Binding("right_curly_bracket", "transpose(1)", "Semitone up", id="compose.up"),
    ]

    def __init__(self, melody: Melody, genre: str, *, id: str) -> None:
        super().__init__(id=id, classes="station")
        self.border_title = "1 Compose"
        self.editor = Editor(melody)
        self.genres = GenreList(genre, id="genres")
        self.roll = MelodyRoll(self.editor, id="melody-roll")
        self._melody_line = Line(id="melody-line")
        self._word = Line(id="compose-word")
        self._piano = PianoKeys(id="piano")
        self._step_line = Line(id="step-lines")
        self._shown = melody
        self._described: Melody | None = None
        self._said = "", False

    def compose(self) -> ComposeResult:
        with Horizontal(id="compose-top"):
            yield self.genres
            with Vertical():
                yield self._melody_line
                yield self.roll
        yield self._word
        with Horizontal(id="compose-keys"):
            yield self._piano
            yield self._step_line

    def on_mount(self) -> None:
        self.describe()

    # From outside

    def load(self, melody: Melody) -> None:
        """Work on another melody; undo brings the old one back."""
        self.roll.cancel_drag()
        self.editor.load(melody)
        self.roll.show_another()
        self._changed(show=False)

    def change(self, melody: Melody) -> None:
        """Take an edited melody."""
        self.editor.change(melody)
        self._changed()

    def recorded(self, melody: Melody, cursor: int) -> None:
        """Take a melody with what was recorded into it."""
        self.editor.record(melody, cursor)
        self._changed()

    def light(self, pitch: int) -> None:
        """Show a key of the piano as played for a moment."""
        self._piano.light(pitch)

    def say(self, composing: str, *, new: bool) -> None:
        """Say over the keyboard what is being composed; where nothing is and all is new, what to begin with."""
        self._said = composing, new
        self._word.show(self._first_steps() if new and not composing else ((f" {composing}", theme.ACCENT),))

    def _first_steps(self) -> tuple[Part, ...]:
        key, words = theme.ACCENT, theme.TEXT
        compose = "^g" if self._piano.active else "g"
        hear = (("space", key), (" plays this · ", words)) if self.editor.melody.notes else ()
        written = (compose, key), (" has a GAN write the other tracks · ", words)
        return (" ", words), *hear, *written, ("5", key), (" shows what a GAN is", words)

    @property
    def start_tick(self) -> int:
        """Where playing begins: at the selection or the cursor in the EDIT layer, else at the beginning."""
        editor = self.editor
        editing = self.screen.focused is self.roll and editor.layer is Layer.EDIT
        start = editor.selection.start if editor.selection else editor.cursor
        return start if editing and start < editor.melody.length else 0

    # Keys

    def action_new(self) -> None:
        self.load(melody_edit.blank(self.editor.melody))
        self.screen.set_focus(self.roll)

    def action_undo(self) -> None:
        self.roll.action_undo()

    def action_redo(self) -> None:
        self.roll.action_redo()

    def action_tempo(self, change: int) -> None:
        self._edit(melody_edit.with_tempo(self.editor.melody, change))

    def action_transpose(self, semitones: int) -> None:
        self._edit(melody_edit.transpose(self.editor.melody, semitones))

    def action_metre(self) -> None:
        try:
            self.change(melody_edit.with_next_metre(self.editor.melody))
        except ComposerError as error:
            self.post_message(MelodyRoll.Refused(error))

    # Messages of the parts

    def on_melody_roll_edited(self, event: MelodyRoll.Edited) -> None:
        event.stop()
        self._changed(show=False)

    def on_melody_roll_entered(self, event: MelodyRoll.Entered) -> None:
        event.stop()
        self._piano.light(event.pitch)
        self.post_message(self.Note(event.pitch, event.velocity))

    def on_piano_keys_struck(self, event: PianoKeys.Struck) -> None:
        event.stop()
        self.screen.set_focus(self.roll)
        self.roll.enter_note(event.pitch)

    def on_descendant_focus(self) -> None:
        self.describe()

    def on_descendant_blur(self) -> None:
        self.describe()

    def _edit(self, melody: Melody) -> None:
        """Take what a key made of the melody; the bell where it could do nothing."""
        if melody == self.editor.melody:
            self.app.bell()
        self.change(melody)

    def _changed(self, show: bool = True) -> None:
        if show:
            self.roll.show()
        self.describe()
        if self.editor.melody is not self._shown:
            self._shown = self.editor.melody
            self.post_message(self.MelodyChanged(self.editor.melody))

    def describe(self) -> None:
        """Say anew what the lines around the roll say."""
        editor, melody = self.editor, self.editor.melody
        if melody is not self._described:  # its key may have to be found from all its notes
            self._described = melody
            self._melody_line.show(_about(melody))
        self._piano.octave = editor.step.octave
        self._piano.active = self.roll.has_focus and editor.layer is Layer.PIANO
        self._step_line.show(*self._step_lines())
        self.say(self._said[0], new=self._said[1])
        self.post_message(HintsChanged())

    def _step_lines(self) -> list[tuple[Part, ...]]:
        editor = self.editor
        melody, cursor, step = editor.melody, editor.cursor, editor.step
        behind = cursor - melody.pickup
        bar, rest = divmod(behind, melody.metre.bar_ticks)
        beat = f"{rest / melody.metre.pulse_ticks + 1:.2f}".rstrip("0").rstrip(".")
        place = f"bar {bar + 1} beat {beat}" if behind >= 0 else "pickup"
        low = 12 * (step.octave + 1)
        reach = f"{pitch_name(low)}–{pitch_name(min(low + 17, 127))}"
        length = _pair("length", step.label, "- =  . dot  r triplet")
        if editor.layer is Layer.PIANO:
            return [
                (*_pair("cursor", place, ""), *_pair("record to", f" {editor.assist}", "q")),
                length,
                (*_pair("keys", reach, "z x"), *_pair("  velocity", f" {step.velocity}", "c v")),
                _pair("also", "", ", rest  / tie  ⌫ back  ^z undo"),
            ]
        here = editor.note_here
        held = f" · {here.velocity}" if here and not editor.selection else ""
        return [
            _pair("cursor", f"{place}   {pitch_name(editor.pitch)}{held}", "( )" if held else ""),
            length,
            _pair("select", *self._selected()),
            _pair("also", "", "⇧↑↓ its pitch  t grid  k key …" if held else "t grid  s key  k tempo, key …"),
        ]

    def _selected(self) -> tuple[str, str]:
        """What is selected, and keys for it."""
        editor = self.editor
        if editor.selection is None:
            return ("…", "move on; v ends") if editor.selecting else ("", "v or ⇧←→  a all  p paste")
        notes = span_edit.notes_in(editor.melody, editor.selection)
        velocities = sorted({note.velocity for note in notes})
        loud = "–".join(str(v) for v in (velocities[:1] + velocities[1:][-1:]))
        count = f"{len(notes)} note{'' if len(notes) == 1 else 's'}"
        return f"{count} · velocity {loud}" if notes else "only rests", "( )" if notes else ""


def _about(melody: Melody) -> tuple[Part, ...]:
    """Title, key and length of a melody, and how it was found."""
    facts = "  no notes yet"
    if melody.notes:
        bars = f"{melody.bars} bar{'s' if melody.bars != 1 else ''}"
        facts = f"  {melody.sounding_key} · {bars} · {len(melody.notes)} notes"
    found = [(f"  ({plain(melody.found, 100)})", theme.DIM)] if melody.found else []
    return (f" {plain(melody.title or 'My melody', 40)}", theme.BRIGHT), (facts, theme.DIM), *found


def _pair(name: str, value: str, keys: str) -> tuple[Part, ...]:
    gap = f"{value}  " if value else ""
    return (f" {name:<7}", theme.DIM), (gap, theme.BRIGHT), (keys, theme.DIM)

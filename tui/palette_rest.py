"""What the palette has beside the commands written for it: every other binding of the stations.

Rule of this file: nothing that a key does is out of the palette's reach, but for the keys that only move (`MOVES`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.widget import Widget

from tui.bindings import Bound, all_bindings
from tui.keymap import display, keys_of

if TYPE_CHECKING:
    from tui.app import ComposerApp

COVERED = {
    "go.compose": "Go to Compose",
    "go.audition": "Go to Audition",
    "go.train": "Go to Train",
    "go.library": "Go to Library",
    "compose.save": "Save the melody",
    "library.search": "Library: search",
    "library.rename": "Library: rename",
    "library.delete": "Library: delete",
    "library.undo": "Library: undo",
    "play": "Play or stop",
    "generate": "Compose takes",
    "load": "Load a melody",
    "help": "Help",
    "quit": "Quit",
    "quit.always": "Quit",
    "jump": "Jump",
    "learn": "Learn: a guided tour",
    "sound": "Where the sound goes",
    "click": "Metronome",
    "loop": "Play round and round",
    "compose.load": "Load a melody",
    "compose.demos": "Demo melodies and old tunes",
    "compose.new": "New melody",
    "compose.settings": "Melody: title, tempo, key, metre",
    "compose.undo": "Undo in the melody",
    "compose.redo": "Redo in the melody",
    "compose.metre": "Melody: next metre",
    "compose.slower": "Melody: slower",
    "compose.faster": "Melody: faster",
    "compose.down": "Melody: semitone down",
    "compose.up": "Melody: semitone up",
    "roll.select_all": "Select all",
    "roll.copy": "Copy",
    "roll.cut": "Cut",
    "roll.paste": "Paste",
    "roll.remove": "Remove notes",
    "roll.quantise": "Notes: quantise",
    "roll.snap": "Notes: snap to the key",
    "roll.notes_octave_up": "Notes: octave higher",
    "roll.notes_octave_down": "Notes: octave lower",
    "roll.notes_earlier": "Notes: a step earlier",
    "roll.notes_later": "Notes: a step later",
    "roll.notes_nudged_earlier": "Notes: a little earlier",
    "roll.notes_nudged_later": "Notes: a little later",
    "roll.louder": "Notes: louder",
    "roll.softer": "Notes: softer",
    "audition.export": "Export the take",
    "audition.overlay": "Lanes or together",
    "audition.wishes": "Wishes",
    "audition.rewrite": "More like this",
    "audition.rewrite_choices": "Rewrite with choices",
    "audition.details": "Details of the take",
    "audition.rate": "Rate the take",
    "audition.order": "Order of the takes",
    "audition.mark_a": "Mark the take as A",
    "audition.mark_b": "Mark the take as B",
    "audition.flip": "Flip between A and B",
    "audition.undo": "Undo in the takes",
    "audition.redo": "Redo in the takes",
    "takes.delete": "Delete the take",
    "take.select": "Select bars",
    "take.mute": "Track: mute",
    "take.solo": "Track: solo",
    "take.lock": "Track: lock",
    "take.louder": "Track: louder",
    "take.softer": "Track: softer",
    "take.right": "Track: further right",
    "take.left": "Track: further left",
    "take.edit": "Track: change notes",
    "take.instrument": "Track: instrument",
    "take.usual": "Track: as usual",
    "train.start": "Start training",
    "train.pause": "Pause or resume training",
    "train.stop": "Stop training",
    "train.checkpoint": "Save training now",
    "train.detach": "Detach from training",
    "train.row": "Hear it learn",
    "train.own": "Hear steps with your melody or another",
    "train.keep": "Keep what a step composed",
    "train.compare": "Compare with another run",
    "train.numbers": "All numbers of the last step",
    "train.log": "Curve: linear or logarithmic",
    "train.smooth": "Curve: smoothing",
    "train.band": "Curve: band",
    "chart.log": "Curve: linear or logarithmic",
    "chart.smooth": "Curve: smoothing",
    "chart.band": "Curve: band",
    "chart.hear": "Hear the model at the cursor",
    "chart.closer": "Curve: closer",
    "chart.wider": "Curve: more",
    "chart.whole": "Curve: all",
}
"""Bindings that a command written for the palette does, by that command's title."""

_ONE_STEP = "moves by a step, a bar or to an end: by the time its name is typed the key would have done it"
_SELECTS = "selects by moving, and so means something only while one moves"
MOVES = {
    **dict.fromkeys(("genres.up", "genres.down", "genres.first", "genres.last", "genres.leave"), _ONE_STEP),
    **dict.fromkeys(("roll.left", "roll.right", "roll.up", "roll.down", "roll.home", "roll.end"), _ONE_STEP),
    **dict.fromkeys(("roll.bar_back", "roll.bar_on", "roll.octave_up", "roll.octave_down"), _ONE_STEP),
    **dict.fromkeys(("roll.page_back", "roll.page_on"), _ONE_STEP),
    **dict.fromkeys(("roll.select_back", "roll.select_on", "roll.select_bar_back", "roll.select_bar_on"), _SELECTS),
    **dict.fromkeys(("roll.select_home", "roll.select_end", "take.select_back", "take.select_on"), _SELECTS),
    **dict.fromkeys(("library.up", "library.down", "library.first", "library.last"), _ONE_STEP),
    **dict.fromkeys(("library.page_up", "library.page_down", "search.up", "search.down", "search.clear"), _ONE_STEP),
    **dict.fromkeys(("library.section_before", "library.section_next", "library.show_all"), _ONE_STEP),
    **dict.fromkeys(("samples.up", "samples.down"), _ONE_STEP),
    **dict.fromkeys(("takes.up", "takes.down", "takes.first", "takes.last"), _ONE_STEP),
    **dict.fromkeys(("take.track_up", "take.track_down", "take.earlier", "take.later"), _ONE_STEP),
    **dict.fromkeys(("take.beginning", "take.end"), _ONE_STEP),
    **dict.fromkeys(("form.up", "form.down", "choice.before", "choice.next", "field.leave"), _ONE_STEP),
}
"""Bindings that the palette leaves out, each with the reason."""


def rest_of(app: ComposerApp, written: set[str]) -> Iterator[SystemCommand]:
    """A command for each binding of the stations that none of those written, given by their titles, does."""
    for bound in all_bindings():
        if COVERED.get(bound.id) in written or bound.id in MOVES:
            continue
        widget = owner_of(app, bound)
        if widget is not None:
            yield SystemCommand(title_of(bound), _about(app, bound), _doing(app, bound, widget))


def owner_of(app: ComposerApp, bound: Bound) -> Widget | ComposerApp | None:
    """Who has a binding on the screen of the stations: a part of it, or the composer; None where it is a dialog's."""
    if issubclass(bound.owner, App):
        return app
    return next((each for each in app.stations.walk_children(Widget) if isinstance(each, bound.owner)), None)


def title_of(bound: Bound) -> str:
    description = bound.binding.description
    return description if issubclass(bound.owner, App) else f"{bound.where.capitalize()}: {description}"


def _about(app: ComposerApp, bound: Bound) -> str:
    keys = " ".join(display(key) for key in keys_of(bound, app.adapting.keymap))
    return f"{keys} {'everywhere' if issubclass(bound.owner, App) else f'in the {bound.where}'}"


def _doing(app: ComposerApp, bound: Bound, widget: Widget | ComposerApp) -> Callable[[], None]:
    def do() -> None:
        if isinstance(widget, Widget):
            app.stations.bring(widget)
        app.call_later(app.run_action, bound.binding.action, widget)

    return do

"""Every command of the product, for the palette."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from gan.music.demos import DEMOS
from gan.music.genre import GENRES
from tui.library.entry import TITLES
from tui.palette_rest import rest_of
from tui.palettes import PALETTES

if TYPE_CHECKING:
    from tui.app import ComposerApp
    from tui.widgets.melody_roll import MelodyRoll


def commands_of(app: ComposerApp) -> Iterator[SystemCommand]:
    """The commands: those that were written for the palette, then what else has a key."""
    written = list(_written(app))
    yield from written
    yield from rest_of(app, {command.title for command in written})


def _written(app: ComposerApp) -> Iterator[SystemCommand]:
    """Those of the stations first."""
    compose = app.stations.compose_station
    roll = compose.roll
    train = app.stations.train_station
    library = app.stations.library_station
    for title, text, run in (
        ("Compose takes", "Have the GAN write takes on the melody (g)", app.action_generate),
        ("Play or stop", "Hear what is in front of you (space)", app.action_play),
        (
            "Record live",
            "A bar is counted in, then what you play is kept (enter, while typing notes)",
            app.action_record,
        ),
        ("Record to another grid", "The rhythm assist: off, 1/8, 1/16, triplet (q)", app.recording.next_assist),
        ("Metronome", "A click on every beat, and a light; or none (ctrl+e)", app.action_click),
        ("Play round and round", "What plays begins again at its end; or ends there (ctrl+l)", app.action_loop),
        ("Where the sound goes", "Loudspeaker, browser, PulseAudio, a WAV file or nowhere (ctrl+u)", app.action_sound),
        ("Load a melody", "From a MIDI, MusicXML or ABC file (l, ctrl+o)", app.action_load),
        ("Demo melodies and old tunes", "Built-in ones, and thousands to search (d)", app.action_demos),
        ("New melody", "An empty roll; undo brings the old melody back (n)", compose.action_new),
        ("Melody: title, tempo, key, metre", "Type them in (k, ctrl+k)", app.action_melody_settings),
        ("Melody: next metre", "4/4, 3/4, 6/8, 2/4 (m)", compose.action_metre),
        ("Melody: faster", "Four quarters a minute more (>)", lambda: compose.action_tempo(4)),
        ("Melody: slower", "Four quarters a minute less (<)", lambda: compose.action_tempo(-4)),
        ("Melody: semitone up", "Transpose the whole melody (})", lambda: compose.action_transpose(1)),
        ("Melody: semitone down", "Transpose the whole melody ({)", lambda: compose.action_transpose(-1)),
        ("Undo in the melody", "Take the last change of the melody back (ctrl+z)", roll.action_undo),
        ("Redo in the melody", "Make it again (ctrl+y)", roll.action_redo),
        ("Export the take", "As MIDI, MusicXML, a printed score, WAV, FLAC, Ogg or Opus (e)", app.action_export),
        ("Start training", "With the settings of the Train station (t)", train.action_start),
        ("Pause or resume training", "The run waits, or goes on (p)", train.action_pause),
        ("Stop training", "Save a checkpoint and end; a second time at once (x)", train.action_stop),
        ("Save training now", "A checkpoint, and samples to hear (c)", train.action_checkpoint),
        ("Detach from training", "Leave the composer; the run goes on (d)", train.action_detach),
        ("Hear the model at the cursor", "As it was at that step of the curve (enter)", train.chart.action_hear),
        ("Hear it learn", "One melody with the weights of a row of steps (h)", train.action_row),
        ("Hear steps with your melody or another", "Or one it does not learn from (y)", train.action_own),
        ("Keep what a step composed", "Put it among the takes (k)", train.action_keep),
        ("All numbers of the last step", "Each with what it means (n)", train.action_numbers),
        ("Compare with another run", "Both curves, and a table of both (o)", train.action_compare),
        ("Curve: closer", "See fewer steps (+)", lambda: train.chart.action_zoom(0.5)),
        ("Curve: more", "See more steps (-)", lambda: train.chart.action_zoom(2)),
        ("Curve: all", "See all steps (0)", train.chart.action_whole),
        ("Curve: linear or logarithmic", "The scale of the losses (l)", train.chart.action_log),
        ("Curve: smoothing", "Raw, smooth, smoother (s)", train.chart.action_smooth),
        ("Curve: band", "From the least to the greatest value (b)", train.chart.action_band),
        (
            "Learn: a guided tour",
            "What a GAN is, on a real one: hear it learn, break it, mend it (5)",
            app.action_learn,
        ),
        ("Go to Compose", "The melody and its genre (1)", lambda: app.action_go("compose")),
        ("Go to Audition", "The takes (2)", lambda: app.action_go("audition")),
        ("Go to Train", "The GAN at school (3)", lambda: app.action_go("train")),
        ("Jump", "A letter on each part of the screen; a press goes there (ctrl+t)", app.action_jump),
        ("Go to Library", "All that was made (4)", lambda: app.action_go("library")),
        ("Save the melody", "Under a name, as a MIDI file in the Library (ctrl+s)", app.action_save_melody),
        ("Library: search", "Find by words (/ in the Library)", lambda: _search(app)),
        ("Library: rename", "What is chosen there (r)", lambda: library.list.action_ask("rename")),
        ("Library: delete", "Move what is chosen there to the trash (del)", lambda: library.list.action_ask("delete")),
        ("Library: undo", "The last renaming or deletion there (u)", app.action_library_undo),
        ("Help", "The keys of where you are (?)", app.action_help),
        ("Quit", "Everything is kept; training goes on (ctrl+q)", app.action_leave),
    ):
        yield SystemCommand(title, text, run)
    yield from _editing(roll)
    yield from _takes(app)
    yield from app.midi.commands()
    for section, name in TITLES.items():
        yield SystemCommand(f"Library: {name}", f"See the {name.lower()}", lambda id=section: _section(app, id))
    for genre in GENRES.values():
        yield SystemCommand(f"Genre: {genre.title}", genre.blurb, lambda id=genre.id: app.choose_genre(id))
    for name, palette in PALETTES.items():
        yield SystemCommand(f"Theme: {palette.title}", palette.about, lambda name=name: app.adapting.wear(name))
    for name, melody in DEMOS.items():
        about = f"{melody.metre}, {melody.bars} bars"
        yield SystemCommand(f"Demo: {melody.title}", about, lambda name=name: app.take_demo(name))


def _editing(roll: MelodyRoll) -> Iterator[SystemCommand]:
    """What can be done to the notes of the melody."""
    for title, text, run in (
        ("Select all", "All notes of the melody (a in EDIT)", roll.action_select_all),
        ("Copy", "What is selected, or the note at the cursor (y in EDIT)", roll.action_copy),
        ("Cut", "Copy and remove (x in EDIT)", roll.action_cut),
        ("Paste", "At the cursor, over what is there (p in EDIT)", roll.action_paste),
        ("Remove notes", "What is selected, or the note at the cursor (del)", roll.action_remove),
        ("Notes: quantise", "To a grid that you choose (t in EDIT)", roll.action_quantise),
        ("Notes: snap to the key", "What is selected, else all (s in EDIT)", roll.action_snap),
        ("Notes: octave higher", "What is selected, or the note at the cursor", lambda: roll.action_transpose(12)),
        ("Notes: octave lower", "What is selected, or the note at the cursor", lambda: roll.action_transpose(-12)),
        ("Notes: a step earlier", "By the length of the next note (b in EDIT)", lambda: roll.action_shift(-1)),
        ("Notes: a step later", "By the length of the next note (f in EDIT)", lambda: roll.action_shift(1)),
        ("Notes: a little earlier", "By a sixteenth or less (B in EDIT)", lambda: roll.action_nudge(-1)),
        ("Notes: a little later", "By a sixteenth or less (F in EDIT)", lambda: roll.action_nudge(1)),
        ("Notes: twice as long", "What is selected (= in EDIT)", lambda: roll.action_stretch(1)),
        ("Notes: half as long", "What is selected (- in EDIT)", lambda: roll.action_stretch(-1)),
        ("Notes: louder", "What is selected, else the next ones (c v, or parentheses)", lambda: roll.action_louder(1)),
        ("Notes: softer", "What is selected, else the next ones (c v, or parentheses)", lambda: roll.action_louder(-1)),
    ):
        yield SystemCommand(title, text, run)


def _takes(app: ComposerApp) -> Iterator[SystemCommand]:
    """What can be done with takes and their tracks."""
    audition = app.stations.audition_station
    roll = audition.roll
    for title, text, run in (
        ("Wishes", "Adventure, density, blend, number and seed of the next takes (w)", app.take_dialogs.ask_for_wishes),
        ("More like this", "A variation; with locks or bars: what is open anew (r)", app.action_rewrite),
        ("Rewrite with choices", "Which parts and bars, and how much (R)", lambda: app.take_dialogs.open("rewrite")),
        (
            "Details of the take",
            "And the command that writes it again (i)",
            lambda: app.take_dialogs.open("details"),
        ),
        ("Copy the take's command", "With the file that it reads", app.take_dialogs.copy_command),
        ("Rate the take", "One star more, none after five (*)", audition.action_rate),
        ("Order of the takes", "As made, best first, only those with stars (z)", audition.action_order),
        ("Mark the take as A", "To compare it with B (a)", lambda: audition.action_mark("A")),
        ("Mark the take as B", "To compare it with A (b)", lambda: audition.action_mark("B")),
        ("Flip between A and B", "At the same place in the music (f)", audition.action_flip),
        ("Delete the take", "Undo brings it back (del)", audition.action_delete),
        ("Undo in the takes", "Of what was done to a take (ctrl+z)", audition.action_undo),
        ("Redo in the takes", "Do it again (ctrl+y)", audition.action_redo),
        ("Lanes or together", "Show each part alone, or all with the melody over them (o)", audition.action_overlay),
        ("Hear all tracks", "Take all mutes and solos away", audition.action_hear_all),
        ("Track: lock", "It stays when the take is rewritten (k)", lambda: roll.action_ask("lock")),
        ("Track: mute", "Or let it sound again (m)", lambda: roll.action_ask("mute")),
        ("Track: solo", "Hear it alone, or all again (s)", lambda: roll.action_ask("solo")),
        ("Track: louder", "(+)", lambda: roll.action_ask("volume", 1)),
        ("Track: softer", "(-)", lambda: roll.action_ask("volume", -1)),
        ("Track: further right", "(>)", lambda: roll.action_ask("pan", 1)),
        ("Track: further left", "(<)", lambda: roll.action_ask("pan", -1)),
        ("Track: instrument", "Found by its name (p)", lambda: roll.action_ask("instrument")),
        ("Track: as usual", "Volume, place and instrument (u)", lambda: roll.action_ask("usual")),
        ("Track: change notes", "Move, add and remove them by hand (enter)", lambda: roll.action_ask("edit")),
        ("Select bars", "To have only them rewritten (v)", roll.action_select),
    ):
        yield SystemCommand(title, text, run)


def _section(app: ComposerApp, section: str) -> None:
    app.action_go("library")
    app.stations.library_station.go(section)


def _search(app: ComposerApp) -> None:
    app.action_go("library")
    app.stations.library_station.action_search()

"""The editor: step entry, the EDIT layer, undo."""

from __future__ import annotations

import pytest

from gan.errors import MelodyError
from gan.music import Key, Melody, Metre, Note
from tui.editor import Editor
from tui.history import History
from tui.melody_edit import last_tick, with_metre
from tui.span_edit import Span
from tui.step_entry import BASE_LENGTHS, Step


def starts(editor: Editor) -> list[tuple[int, int]]:
    return [(note.start, note.pitch) for note in editor.melody.notes]


def test_typed_notes_follow_each_other() -> None:
    editor = Editor(Melody(()))
    editor.type_note(60)
    editor.step = editor.step.shorter()
    editor.type_note(62)
    editor.rest()
    editor.type_note(64)
    assert starts(editor) == [(0, 60), (24, 62), (48, 64)]
    assert editor.cursor == 60


def test_undo_goes_all_the_way_back_and_redo_forward_again() -> None:
    editor = Editor(Melody(()))
    for pitch in range(40, 90):
        editor.type_note(pitch)
    full = editor.melody
    for _ in range(50):
        editor.undo()
    assert editor.melody.notes == () and editor.cursor == 0 and not editor.can_undo
    for _ in range(50):
        editor.redo()
    assert editor.melody == full and not editor.can_redo


def test_moving_the_cursor_is_no_step_of_undo() -> None:
    editor = Editor(Melody((Note(0, 60, 24),)))
    editor.move(steps=3)
    assert not editor.can_undo


def test_loading_another_melody_can_be_undone() -> None:
    mine = Melody((Note(0, 60, 24),))
    editor = Editor(mine)
    editor.load(Melody((Note(0, 72, 24),)))
    editor.undo()
    assert editor.melody == mine


def test_a_refused_note_changes_nothing() -> None:
    editor = Editor(Melody(()))
    editor.go_to(last_tick(editor.melody) - 1)
    with pytest.raises(MelodyError):
        editor.type_note(60)
    with pytest.raises(MelodyError):
        editor.rest()
    assert editor.melody.notes == () and not editor.can_undo


def test_a_cursor_off_the_grid_finds_back_to_it() -> None:
    editor = Editor(Melody((Note(0, 60, 24),)))
    editor.go_to(30)
    editor.move(steps=1)
    assert editor.cursor == 48
    editor.go_to(30)
    editor.move(steps=-1)
    assert editor.cursor == 24


def test_bars_are_counted_from_the_pickup() -> None:
    editor = Editor(Melody((Note(0, 60, 200),), metre=Metre(4, 4), pickup=24))
    editor.move_bar(1)
    assert editor.cursor == 24
    editor.move_bar(1)
    assert editor.cursor == 120
    editor.move_bar(-1)
    editor.move_bar(-1)
    assert editor.cursor == 0


def test_resizing_and_removing_say_where_there_is_nothing() -> None:
    editor = Editor(Melody((Note(0, 60, 24),)))
    assert editor.resize_here(1) and editor.melody.notes[0].length == 30
    editor.go_to(100)
    assert not editor.resize_here(1)
    assert not editor.remove()
    assert not editor.tie()


def scale() -> Editor:
    """Eight quarters upwards."""
    return Editor(Melody(tuple(Note(24 * i, 60 + i, 24) for i in range(8))))


def test_the_selection_grows_and_shrinks_from_where_it_began() -> None:
    editor = scale()
    editor.go_to(48)
    for steps, span in ((1, Span(48, 72)), (1, Span(48, 96)), (-1, Span(48, 72)), (-1, None), (-1, Span(24, 48))):
        editor.extending(lambda steps=steps: editor.move(steps=steps))
        assert editor.selection == span
    assert not editor.can_undo, "selecting is no step of undo"


def test_v_lets_the_cursor_select_until_it_is_pressed_again() -> None:
    editor = scale()
    editor.toggle_selecting()
    editor.move(steps=2)
    editor.toggle_selecting()
    editor.move(steps=2)
    assert editor.selection == Span(0, 48) and editor.cursor == 96


def test_copies_are_pasted_one_behind_the_other_and_into_other_melodies() -> None:
    editor = scale()
    editor.select(0, 48)
    assert editor.copy()
    editor.load(Melody(()))
    assert editor.paste() and editor.paste()
    assert starts(editor) == [(0, 60), (24, 61), (48, 60), (72, 61)]
    assert editor.selection == Span(48, 96), "what was pasted is selected"


def test_cutting_leaves_a_rest_and_undo_brings_notes_and_selection_back() -> None:
    editor = scale()
    editor.select(24, 72)
    before = editor.melody
    assert editor.cut() and starts(editor)[1] == (72, 63) and editor.selection is None
    editor.undo()
    assert editor.melody == before and editor.selection == Span(24, 72)


def test_without_a_selection_the_note_under_the_cursor_is_meant() -> None:
    editor = scale()
    editor.go_to(30)
    assert editor.transpose(12) and editor.copy() and editor.louder(5)
    assert editor.melody.notes[1] == Note(24, 73, 24, 85)
    assert editor.remove() and not editor.remove() and not editor.copy()


def test_notes_that_are_passed_over_come_back() -> None:
    editor = scale()
    before = editor.melody
    editor.select(0, 24)
    editor.step = editor.step.shorter()
    for _ in range(8):
        assert editor.shift(editor.step.nudge)
    assert starts(editor)[:3] == [(24, 61), (48, 60), (72, 63)] and editor.selection == Span(48, 72)
    for _ in range(8):
        assert editor.shift(-editor.step.nudge)
    assert editor.melody == before and not editor.shift(-1)


def test_only_what_was_passed_over_comes_back() -> None:
    editor = scale()
    editor.select(0, 24)
    editor.shift(12)
    editor.select(72, 96)
    editor.shift(12)
    assert starts(editor) == [(12, 60), (48, 62), (84, 63), (120, 65), (144, 66), (168, 67)]


def test_typing_ends_selecting() -> None:
    editor = scale()
    editor.go_to(48)
    editor.toggle_selecting()
    editor.type_note(70)
    editor.move(steps=1)
    assert editor.selection is None


def test_quantise_and_snap_are_for_all_where_nothing_is_selected() -> None:
    editor = Editor(Melody((Note(1, 61, 22), Note(25, 63, 22)), key=Key(0, "major")))
    assert editor.quantise(24) and editor.snap(Key(0, "major"))
    assert starts(editor) == [(0, 60), (24, 62)]
    assert not editor.quantise(24) and not editor.snap(Key(0, "major"))
    assert not Editor(Melody(())).quantise(24)


def test_typed_notes_have_the_velocity_of_the_step() -> None:
    editor = Editor(Melody(()))
    editor.step = editor.step.velocity_by(1000)
    editor.type_note(60)
    editor.step = editor.step.velocity_by(-1000)
    editor.type_note(60)
    assert [note.velocity for note in editor.melody.notes] == [127, 1]


def test_what_is_refused_leaves_melody_selection_and_undo_alone() -> None:
    editor = scale()
    editor.select_all()
    editor.copy()
    editor.go_to(last_tick(editor.melody) - 24)
    with pytest.raises(MelodyError):
        editor.paste()
    with pytest.raises(MelodyError):
        editor.shift(last_tick(editor.melody))
    assert editor.selection == Span(0, 192) and not editor.can_undo


def test_every_length_offered_is_a_whole_number_of_ticks() -> None:
    for base in BASE_LENGTHS:
        for step in (Step(base=base), Step(base=base).toggle_dot(), Step(base=base).toggle_triplet()):
            exact = BASE_LENGTHS[base] * (1.5 if step.dotted else 2 / 3 if step.triplet else 1)
            assert step.length == pytest.approx(exact), step


def test_a_dotted_thirty_second_is_not_offered() -> None:
    assert not Step(base="1/32").toggle_dot().dotted
    assert not Step(base="1/16").toggle_dot().shorter().dotted


def test_halving_and_doubling_stop_at_the_ends() -> None:
    step = Step()
    for _ in range(20):
        step = step.longer()
    assert step.base == "1/1"
    for _ in range(20):
        step = step.shorter()
    assert step.base == "1/32"


def test_the_home_row_plays_a_scale_and_nothing_out_of_range() -> None:
    step = Step(octave=4)
    assert [step.pitch_of(key) for key in "asdfghjk"] == [60, 62, 64, 65, 67, 69, 71, 72]
    assert [step.pitch_of(key) for key in "wetyu"] == [61, 63, 66, 68, 70]
    assert step.pitch_of("q") is None
    high = step
    for _ in range(20):
        high = high.octave_by(1)
    pitches = [high.pitch_of(key) for key in "asdfghjkl;'wetyuop"]
    assert all(pitch is None or pitch <= 127 for pitch in pitches)


def test_history_forgets_what_was_undone_once_something_new_is_done() -> None:
    history = History(0)
    history.push(1)
    history.push(1)
    history.push(2)
    assert history.undo() == 1
    history.push(3)
    assert not history.can_redo and history.now == 3
    assert history.undo() == 1 and history.undo() == 0 and history.undo() == 0


def test_the_cursor_stays_within_the_longest_melody_when_its_bars_become_shorter() -> None:
    editor = Editor(Melody(()))
    editor.go_to(120 * 96)
    editor.change(with_metre(editor.melody, Metre(2, 4)))
    assert editor.cursor == last_tick(editor.melody) - 1 == 128 * 48 - 1
    editor.undo()
    assert editor.cursor == 120 * 96

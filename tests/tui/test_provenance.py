"""Where takes come from, in words and as a command that is true."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gan.compose import compose, revise_with
from gan.exported import SHIPPED, ExportedGenerator
from gan.measures.facts import facts_of
from gan.music import GENRES, Melody, Note, Role
from gan.music.midi import midi_bytes
from gan.wishes import Manner, Revision, Wishes
from tui.cli import main
from tui.heard import Heard, Origin
from tui.provenance import fitting, recipe_of, revision_in_words, wishes_in_words
from tui.screens.details import details_text

TUNE = Melody(tuple(Note(24 * i, 60 + (0, 2, 4, 7, 9)[i % 5], 24) for i in range(14)), pickup=24, title="Tune & co")
WISHES = Wishes(Manner(passes=3, adventure=1.4), {Role.BASS: 1.5, Role.PAD: 0.0}, ("jazz", 0.3))


def files_of(heard: Heard, folder: Path) -> dict[str, bytes]:
    """What the command of a take writes, by name."""
    folder.mkdir(parents=True)
    recipe = recipe_of(heard)
    source = folder / f"{recipe.source_name}.mid"
    source.write_bytes(midi_bytes(recipe.source))
    words = [str(source) if word == "" else word for word in recipe.words]
    assert main([*words[1:], "--no-audio", "-o", str(folder / "out")]) == 0
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir()}


@pytest.mark.parametrize("wishes", [Wishes(Manner(passes=3)), WISHES])
def test_the_command_writes_the_same_notes_again(wishes: Wishes, tmp_path: Path) -> None:
    _, take = compose(TUNE, GENRES["pop"], seed=5, takes=2, wishes=wishes)
    parent = Heard(take, facts_of(take.score), Origin(wishes, folder=str(SHIPPED)))
    written = files_of(parent, tmp_path / "composed")
    assert len(written) == 2 and midi_bytes(take.score) in written.values()

    revision = Revision(frozenset({Role.BASS, Role.DRUMS}), (2, 3), 0.7)
    fit = fitting(wishes, "pop", revision.roles)
    (again,) = revise_with(ExportedGenerator(), take.score, GENRES["pop"], revision, seed=6, takes=1, wishes=fit)
    child = Heard(again, facts_of(again.score), Origin(fit, revision, parent.id, parent.name, take.score))
    assert midi_bytes(again.score) in files_of(child, tmp_path / "rewritten").values()
    changed = child.with_notes(take.score, 1)
    assert recipe_of(changed) == recipe_of(child), "changes by hand have no command"


def test_a_melody_that_begins_late_has_no_exact_command_and_that_is_said(tmp_path: Path) -> None:
    late = replace(TUNE, notes=tuple(replace(note, start=note.start + 192) for note in TUNE.notes))
    (take,) = compose(late, GENRES["pop"], seed=5, takes=1, wishes=Wishes(Manner(passes=1)))
    heard = Heard(take, facts_of(take.score))
    assert not recipe_of(heard).exact
    assert "leaves out the empty bars" in details_text(heard, tmp_path / "x.mid").plain
    (take,) = compose(TUNE, GENRES["pop"], seed=5, takes=1, wishes=Wishes(Manner(passes=1)))
    assert "The same notes again" in details_text(Heard(take, facts_of(take.score)), tmp_path / "x.mid").plain


def test_wishes_that_cannot_be_asked_for_are_left_out() -> None:
    assert fitting(WISHES, "pop") == WISHES
    assert fitting(WISHES, "jazz").blend is None
    assert fitting(WISHES, "song").density == {Role.BASS: 1.5}, "a song has no pad"
    assert fitting(WISHES, "pop", frozenset({Role.PAD})).density == {Role.PAD: 0.0}


def test_words_for_people() -> None:
    assert wishes_in_words(Wishes()) == ""
    assert wishes_in_words(WISHES) == "adventure 1.4 · bass ×1.5 · no pad · 30 % Jazz · 3 passes"
    assert revision_in_words(Revision(amount=0.25), "pop") == "all parts · 25 %"
    assert revision_in_words(Revision(frozenset({Role.BASS}), (5, 5)), "pop") == "bass · bar 5"

"""The library as a whole: what is in a section, and renaming, deleting and bringing back, whatever the section.

Rule of this file: it holds no state but where things lie, so that a screen and a command do the same at once.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from gan.errors import ComposerError, UsageError
from gan.locations import runs_dir
from tui.files import Unreadable
from tui.library import melodies, runs, weights
from tui.library.choices import Choices
from tui.library.entry import TITLES, Entry, age
from tui.library.files import file_name, rename
from tui.library.melodies import recent
from tui.library.places import melodies_dir, shelf_dir, trash_dir
from tui.library.shelf import Kept, Shelf, read_kept
from tui.library.takes import TakeEntries
from tui.library.trash import KEEP_DAYS, Discarded, Trash


class Library:
    """Where things lie on this machine."""

    def __init__(self) -> None:
        self.trash = Trash(trash_dir())
        self.shelf = Shelf(shelf_dir(), self.trash)
        self.recent = recent()
        self._takes = TakeEntries(self.shelf)

    def entries(self, section: str, choices: Choices, passed_over: list[str] | None = None) -> list[Entry]:
        """What is in a section. Blocks while it reads. Raises SoundError where the built-in SoundFont cannot be made.

        Args:
            section: one of `tui.library.entry.SECTIONS`.
            choices: what is in use.
            passed_over: gets the names of files that cannot be read, with why.
        """
        if section == "takes":
            return self._takes.all(passed_over)
        if section == "melodies":
            folder = melodies_dir()
            return melodies.saved_entries(folder) + self.recent.entries(without=folder) + melodies.demo_entries()
        if section == "runs":
            return runs.run_entries(runs_dir())
        if section == "weights":
            return weights.weights_entries(runs_dir(), choices.weights_folder)
        if section == "trash":
            return [_trash_entry(discarded) for discarded in self.trash.all()]
        from tui.library.fonts import font_entries

        return font_entries(choices.soundfont)

    def rename(self, entry: Entry, name: str) -> Path:
        """Call an entry something else; gives where it lies now. Raises ComposerError where that cannot be."""
        path = self._own(entry, "renamed")
        words = file_name(name)
        if not words:
            raise ComposerError("that is no name", "a name has a letter or a figure", "Type another one")
        if entry.section == "takes":
            kept = self.take(path, entry.name)
            return self._keep(replace(kept, heard=replace(kept.heard, label=words)))
        if entry.section == "runs":
            return runs.rename_run(path, words)
        if entry.section == "weights":
            raise ComposerError(f"{entry.name} cannot be renamed", "weights are named after their run and step")
        if entry.facts.get("kind") == "loaded":
            raise ComposerError(f"{entry.name} cannot be renamed", "it lies outside of the library", "Load and save it")
        return rename(path, path.with_name(f"{words}{path.suffix}"), called=entry.name, kind="melody")

    def delete(self, entry: Entry) -> Discarded | None:
        """Move an entry to the trash; None for a loaded melody, of which only the memory is deleted.

        Raises ComposerError for what is built in, at work, or cannot be moved.
        """
        path = self._own(entry, "deleted")
        if entry.facts.get("kind") == "loaded":
            try:
                self.recent.forget(path)
            except OSError as error:
                raise ComposerError(f"{entry.name} cannot be forgotten", error.strerror or str(error)) from error
            return None
        run = path if entry.section == "runs" else path.parents[1] if entry.section == "weights" else None
        with runs.resting(run, "deleted") if run is not None else nullcontext():
            return self.trash.put(entry.section, entry.name, path)

    def take(self, path: Path, name: str) -> Kept:
        """The take in a file of the shelf, with its music. Raises ComposerError where it is gone or cannot be read."""
        try:
            return read_kept(path)
        except FileNotFoundError:
            raise ComposerError(f"{name} is not on the shelf any more") from None
        except Unreadable as error:
            raise ComposerError(f"{name} cannot be read", f"its file is {error}") from None

    def named(self, section: str, name: str, choices: Choices) -> Entry:
        """The entry of that id or name, or of which the name begins so. Raises UsageError where none or several fit."""
        entries = self.entries(section, choices)
        fitting = (
            [entry for entry in entries if entry.id == name]
            or [entry for entry in entries if entry.name == name]
            or [entry for entry in entries if entry.id.startswith(name) or entry.name.startswith(name)]
        )
        listing = f"List them: composer-tui library {section}"
        if not fitting:
            raise UsageError(f"there is no {name!r} among the {TITLES[section].lower()}", "", listing)
        if len(fitting) > 1:
            ids = ", ".join(entry.id for entry in fitting[:8])
            raise UsageError(f"{name!r} names {len(fitting)} of the {TITLES[section].lower()}", ids, "Give an id")
        return fitting[0]

    def _own(self, entry: Entry, what: str) -> Path:
        if entry.fixed or entry.path is None:
            raise ComposerError(f"{entry.name} cannot be {what}", entry.fixed)
        return entry.path

    def _keep(self, kept: Kept) -> Path:
        try:
            self.shelf.keep(kept)
        except OSError as error:
            raise ComposerError(f"{kept.heard.name} cannot be renamed", error.strerror or str(error)) from error
        return self.shelf.path_of(kept)


def chosen_with(choices: Choices, entry: Entry) -> Choices:
    """The choices with weights or a SoundFont of the library instead of the present ones."""
    if entry.section == "weights":
        return replace(choices, weights="" if entry.id == "shipped" else str(entry.path))
    return replace(choices, soundfont=str(entry.facts["choice"]))


def _trash_entry(discarded: Discarded) -> Entry:
    return Entry(
        "trash",
        discarded.id,
        discarded.name,
        f"from {TITLES.get(discarded.section, discarded.section)}",
        at=discarded.at,
        path=discarded.thing,
        details=(f"Lay in {discarded.origin.parent}", f"Deleted {age(discarded.at)}; kept {KEEP_DAYS} days."),
        fixed="it is in the trash already",
        facts={"section": discarded.section, "origin": str(discarded.origin)},
    )

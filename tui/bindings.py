"""Every binding of the composer: its id, its keys, what it does, and in which part of the screen.

Rule of this file: a widget or screen of `tui` that has bindings is found by itself; nothing keeps a list of them.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

import tui.screens
import tui.widgets

EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class Bound:
    """A binding and who has it."""

    owner: type[DOMNode]
    binding: Binding

    @property
    def id(self) -> str:
        assert self.binding.id is not None
        return self.binding.id

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys where nobody changed them, as Textual names them."""
        return tuple(key.strip() for key in self.binding.key.split(","))

    @property
    def where(self) -> str:
        """The part of the screen, in words."""
        return where(self.owner)


@cache
def all_bindings() -> tuple[Bound, ...]:
    """Every binding with an id, those that work everywhere first."""
    from tui.app import ComposerApp

    owners: list[type[DOMNode]] = [ComposerApp]
    for package in (tui.widgets, tui.screens):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            names = vars(importlib.import_module(module.name)).values()
            owners += [each for each in names if isinstance(each, type) and each.__module__ == module.name]
    return tuple(bound for owner in owners for bound in own_bindings(owner))


def own_bindings(owner: type[Any]) -> Iterator[Bound]:
    """The bindings with an id that a class itself brings, or, of the composer, that a part of it brings."""
    kin = [each for each in owner.__mro__ if each.__module__.startswith("tui.")] if issubclass(owner, App) else [owner]
    for each in kin:
        for binding in vars(each).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                yield Bound(owner, binding)


@cache
def by_id() -> dict[str, Bound]:
    return {bound.id: bound for bound in all_bindings()}


def where(owner: type[DOMNode]) -> str:
    """The part of the screen that a class is, in words: TakeRoll is the take roll."""
    if issubclass(owner, App):
        return EVERYWHERE
    return " ".join(re.findall(r"[A-Z][a-z]+", owner.__name__)).lower()

"""Keys that a person changed: whether they can be, and how they are shown.

Rule of this file: what is shown follows what works. Hints and help are written with the usual keys; where a binding
has others, those are shown instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from textual.dom import DOMNode
from textual.keys import Keys, _character_to_key

from gan.errors import did_you_mean
from tui.bindings import Bound, all_bindings, by_id
from tui.config import Config, problem_at

_MODIFIERS = ("ctrl", "shift", "alt", "super", "hyper", "meta")
_SIGNS = {
    "←": "left",
    "→": "right",
    "↑": "up",
    "↓": "down",
    "⌫": "backspace",
    "esc": "escape",
    "del": "delete",
    "pgup": "pageup",
    "pgdn": "pagedown",
}
"""How some keys are written on the screen."""
_NAMES = {name: sign for sign, name in _SIGNS.items()}
_CHARACTERS = {_character_to_key(sign): sign for sign in map(chr, range(33, 127)) if not sign.isalnum()}


def check_keys(config: Config) -> None:
    """Take keys that cannot be out of a configuration, each with a problem that says why."""
    for id, value in list(config.keys.items()):
        problem = None
        if id not in by_id():
            mend = f"{did_you_mean(id, by_id())}composer-tui keys lists all"
            problem = problem_at(value.origin, f"there is no binding {id}", "", mend)
        elif wrong := [key for key in _split(value.value) if not _known(key)]:
            mend = f"{did_you_mean(wrong[0].rpartition('+')[2], _key_names())}A key is like: ctrl+k, f5, up, ?, A"
            problem = problem_at(value.origin, f"there is no key {wrong[0]!r} (for {id})", "", mend)
        elif not _split(value.value):
            problem = problem_at(value.origin, f"{id} has no key", "", "Name one, or leave the line out")
        if problem:
            config.problems.append(problem)
            del config.keys[id]
    for id, other, key in conflicts({id: value.value for id, value in config.keys.items()}):
        changed, kept = (id, other) if id in config.keys else (other, id)
        if changed in config.keys:
            pane = by_id()[changed].where
            what = f"{changed} and {kept} would both have the key {key} ({pane})"
            mend = "Give one of them another key"
            config.problems.append(problem_at(config.keys[changed].origin, what, "", mend))
            del config.keys[changed]


def conflicts(keymap: dict[str, str]) -> list[tuple[str, str, str]]:
    """Two bindings of one part of the screen that have the same key, and the key."""
    taken: dict[tuple[type[DOMNode], str], str] = {}
    found = []
    for bound in all_bindings():
        for key in keys_of(bound, keymap):
            first = taken.setdefault((bound.owner, key), bound.id)
            if first != bound.id:
                found.append((bound.id, first, key))
    return found


def keys_of(bound: Bound, keymap: dict[str, str]) -> tuple[str, ...]:
    """The keys that a binding has, as Textual names them."""
    text = keymap.get(bound.id)
    return tuple(_full(key) for key in _split(text)) if text is not None else tuple(map(_full, bound.keys))


def textual_keymap(keymap: dict[str, str]) -> dict[str, str]:
    """Changed keys as Textual takes them."""
    return {id: ",".join(map(_full, _split(text))) for id, text in keymap.items()}


def spelled(key: str) -> str:
    """A key as a file with settings names it: `ctrl+z`, `?`, `up`."""
    *modifiers, name = key.split("+")
    return "+".join([*modifiers, _CHARACTERS.get(name, name) if name not in ("comma", "plus") else name])


def display(key: str) -> str:
    """A key as it is written on the screen: `^z`, `?`, `↑`."""
    *modifiers, name = key.split("+")
    sign = _NAMES.get(name) or _CHARACTERS.get(name) or name
    if modifiers == ["ctrl"]:
        return f"^{sign}"
    return "+".join([*modifiers, sign])


def shown(text: str, panes: Iterable[type[DOMNode]], keymap: dict[str, str]) -> str:
    """Keys as hints and help write them (`m`, `↑↓`, `g  ctrl+g`), with those a person changed put in their place.

    Args:
        text: the keys; words that are no keys stay as they are.
        panes: the parts of the screen that may have these keys, the innermost first.
        keymap: the changed keys by id.
    """
    if not keymap:
        return text
    words = re.findall(r"[←→↑↓](?=[←→↑↓])|[←→↑↓]|[^\s←→↑↓]+|\s+", text)
    found = [_changed(word, tuple(panes), keymap) for word in words]
    if not any(found):
        return text
    out: list[str] = []
    for word, change in zip(words, found):
        new = change if change is not None else word
        if change is not None and new in out:  # two usual keys of one binding have one new key
            continue
        spaced = out and not out[-1].isspace() and not new.isspace()
        out += [" ", new] if spaced and (change is not None or len(out[-1]) > 1) else [new]
    return re.sub(r"\s{3,}", "  ", "".join(out)).strip()


def _changed(word: str, panes: tuple[type[DOMNode], ...], keymap: dict[str, str]) -> str | None:
    bare = word.rstrip(",") if len(word) > 1 else word
    key = _full(re.sub(r"^\^(?=\w$)", "ctrl+", _SIGNS.get(bare, bare)))
    for pane in panes:
        for bound in all_bindings():
            if issubclass(pane, bound.owner) and key in map(_full, bound.keys):
                if bound.id not in keymap:
                    return None
                return " ".join(display(each) for each in keys_of(bound, keymap)) + word[len(bare) :]
    return None


def _split(text: str) -> list[str]:
    """The keys of `ctrl+k,f5`. A comma alone is a key; among others it is `comma`."""
    return [","] if text.strip() == "," else [part.strip() for part in text.split(",") if part.strip()]


def _full(key: str) -> str:
    """A key's name in Textual's words: `?` is question_mark."""
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    return "+".join([*modifiers, _character_to_key(name) if len(name) == 1 else name])


def _known(key: str) -> bool:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    return all(each in _MODIFIERS for each in modifiers) and (len(name) == 1 or name in _key_names())


@cache
def _key_names() -> frozenset[str]:
    plain = {key.value for key in Keys if "+" not in key.value and not key.value.startswith("<")}
    return frozenset(plain | set(_CHARACTERS))

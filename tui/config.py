"""The configuration: two files, the environment and flags, and which of them decides.

Rules this file owns:

- A flag comes before the environment, that before the project's file (`composer-tui.toml` in the working folder),
  that before the person's own, that before what is usual. The product never writes to either file.
- What is wrong in a file is told with file, line, key and what is allowed; all the rest of the file still counts.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gan import locations
from gan.errors import UsageError, did_you_mean
from tui.settings import SECTIONS, checked, resolved, settings

PROJECT_NAME = "composer-tui.toml"
USER_NAME = "config.toml"
_MOST_BYTES = 2**18
_MOST_PARTS = 32
_QUOTED = re.compile(r"""\"[^"]*\"|'[^']*'""")


@dataclass(frozen=True)
class Value:
    """What a setting is, and who said so."""

    value: Any
    origin: str = "default"
    """`flag --theme`, `environment COMPOSER_TUI_THEME`, `project FILE:3`, `user FILE:3` or `default`."""

    @property
    def given(self) -> bool:
        """True where somebody said so."""
        return self.origin != "default"


@dataclass
class Config:
    """All settings and the keys that were changed."""

    values: dict[str, Value] = field(default_factory=dict)
    keys: dict[str, Value] = field(default_factory=dict)
    """For each binding's id its keys, as in `ctrl+k,f5`."""
    problems: list[UsageError] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        """The value of a setting such as `studio.theme`. Raises KeyError for none of that name."""
        return self.values[name].value if name in self.values else settings()[name].usual

    def given(self, name: str) -> bool:
        return name in self.values and self.values[name].given

    def insist(self) -> Config:
        """Itself. Raises the first of its problems."""
        if self.problems:
            raise self.problems[0]
        return self


def user_file() -> Path:
    """The person's own file, there or not."""
    return locations.config_dir() / USER_NAME


def load_config(
    flags: Mapping[str, Any] | None = None,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Config:
    """The settings as they count now. Never raises for what is in the files: see `Config.problems`.

    Args:
        flags: settings by name that were given on the command line, already checked; None for one that was not.
        folder: where the project's file may lie; the working folder where None.
        environment: the variables, mine where not given.
    """
    config = Config({name: Value(setting.usual) for name, setting in settings().items()})
    for kind, path in (("user", user_file()), ("project", (folder or _working_folder()) / PROJECT_NAME)):
        if os.path.exists(path):  # which a closed folder answers too
            read_file(path, config, kind)
    for name, setting in settings().items():
        text = environment.get(setting.variable)
        if text:
            try:
                value = checked(name, setting.word(text), f"{setting.variable} in the environment")
                config.values[name] = Value(value, f"environment {setting.variable}")
            except UsageError as error:
                config.problems.append(error)
    if environment.get("NO_COLOR"):
        config.values["studio.theme"] = Value("no-colour", "environment NO_COLOR")
    for name, value in (flags or {}).items():
        if value is not None:
            config.values[name] = Value(value, f"flag --{name.partition('.')[2]}")
    return config


def read_file(path: Path, config: Config, kind: str) -> None:
    """Take what a file says into a configuration, and what is wrong with it into its problems."""
    try:
        text = _text_of(path)
        _check_keys_are_short(text)
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        config.problems.append(_not_toml(path, str(error)))
        return
    except RecursionError:
        config.problems.append(UsageError(f"{path} cannot be read", "it is nested too deeply", "Mend it"))
        return
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        config.problems.append(UsageError(f"{path} cannot be read", why, "Mend it, or move it away"))
        return
    lines = _Lines(text)
    for section, content in table.items():
        if section not in SECTIONS:
            where = f"{path}, line {lines.of((section,))}"
            config.problems.append(_unknown(where, f"there is no section [{section}]", section, SECTIONS, "Sections"))
        elif not isinstance(content, dict):
            what = f"{path}, line {lines.of((section,))}: {section} is a section, not a setting"
            config.problems.append(UsageError(what, "", f"Write [{section}] on a line of its own"))
        elif section == "keys":
            for id, value in _flat(content):
                line = lines.of(("keys", *id.split(".")))
                if isinstance(value, str):
                    config.keys[id] = Value(value, f"{kind} {path}:{line}")
                else:
                    what = f"{path}, line {line}: the keys of {id} are not in quotes"
                    config.problems.append(UsageError(what, "", 'Write them like: "ctrl+k,f5"'))
        else:
            for key, value in content.items():
                _take(path, lines.of((section, key)), f"{section}.{key}", value, config, kind)


def problem_at(origin: str, what: str, why: str, mend: str) -> UsageError:
    """A problem with what an origin such as `user FILE:3` said."""
    _, _, place = origin.partition(" ")
    path, _, line = place.rpartition(":")
    return UsageError(f"{path}, line {line}: {what}", why, mend)


def _take(path: Path, line: int, name: str, value: Any, config: Config, kind: str) -> None:
    where = f"{path}, line {line}"
    if name not in settings():
        section = name.partition(".")[0]
        keys = [known.partition(".")[2] for known in settings() if known.startswith(f"{section}.")]
        # A key of another section is a likelier slip than a misspelt one.
        elsewhere = [known for known in settings() if known.partition(".")[2] == name.partition(".")[2]]
        mend = f"Did you mean {elsewhere[0]!r}? " if elsewhere else did_you_mean(name.partition(".")[2], keys)
        problem = UsageError(f"{where}: there is no setting {name}", "", f"{mend}[{section}] has: {', '.join(keys)}")
        config.problems.append(problem)
        return
    try:
        config.values[name] = Value(resolved(name, checked(name, value, where), path.parent), f"{kind} {path}:{line}")
    except UsageError as error:
        config.problems.append(error)


def _unknown(where: str, what: str, word: str, known: Iterable[str], title: str) -> UsageError:
    return UsageError(f"{where}: {what}", "", f"{did_you_mean(word, known)}{title}: {', '.join(known)}")


def _not_toml(path: Path, said: str) -> UsageError:
    found = re.search(r"\s*\(at line (\d+), column (\d+)\)$", said)
    where = f"{path}, line {found[1]}, column {found[2]}" if found else f"{path}, at its end"
    why = said[: found.start()] if found else re.sub(r"\s*\(at end of document\)$", "", said)
    return UsageError(f"{where}: this is not TOML", why, 'A line is like: theme = "light"')


def _text_of(path: Path) -> str:
    """The text of a regular file. Raises OSError or ValueError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("it is no regular file")
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError(f"it is longer than {_MOST_BYTES // 1024} KiB")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 (byte {error.start})") from None


def _check_keys_are_short(text: str) -> None:
    """Raise ValueError for keys of very many parts, over which Python's reader of TOML would take gigabytes."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _MOST_PARTS and _QUOTED.sub("", line).partition("#")[0].count(".") > _MOST_PARTS:
            raise ValueError(f"a key in line {number} has more than {_MOST_PARTS} parts")


def _flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves of nested tables by their dotted names: `roll.up` is one key, in quotes or not."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was deleted
        return Path("/")


_HEAD = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_LINE = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")


class _Lines:
    """In which line of a text each key stands: Python's reader of TOML does not tell."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[str, ...], int] = {}
        section: tuple[str, ...] = ()
        for number, line in enumerate(text.splitlines(), 1):
            if head := _HEAD.match(line):
                section = _parts(head[1])
                self._found.setdefault(section, number)
            elif key := _LINE.match(line):
                whole = (*section, *_parts(key[1]))
                for length in range(1, len(whole) + 1):
                    self._found.setdefault(whole[:length], number)

    def of(self, path: tuple[str, ...]) -> int:
        """The line of a key, or of the nearest table around it; 1 where it cannot be told."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._found:
                return self._found[path[:length]]
        return 1


def _parts(dotted: str) -> tuple[str, ...]:
    words = re.findall(r"""\"([^\"]*)\"|'([^']*)'|([\w-]+)""", dotted)
    return tuple(part for word in words for part in "".join(word).split("."))

"""Shows the settings that count, checks a file with settings, and writes one to begin with.

A flag comes before the environment, that before composer-tui.toml in the working folder, that before your own file,
that before what is usual. Your own file is only ever changed by you.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import ComposerError, UsageError

if TYPE_CHECKING:
    from tui.config import Config

EXAMPLES = """\
examples:
  composer-tui config show
  composer-tui config show --json | jq -r '."studio.theme".from'
  composer-tui config init
  composer-tui config validate composer-tui.toml
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="every setting, its value, and where that comes from", allow_abbrev=False)
    show.add_argument("--json", action="store_true", help="print JSON for a program instead of text for people")
    validate = actions.add_parser(
        "validate", help="check FILE, or the files that count here; exit code 2 where one is wrong", allow_abbrev=False
    )
    validate.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a file with settings")
    actions.add_parser("init", help="write a file of your own to begin with, all lines comments", allow_abbrev=False)


def run(options: argparse.Namespace) -> int:
    if options.action == "show":
        return _show(options.json)
    if options.action == "validate":
        return _validate(options.file)
    return _init()


def _show(as_json: bool) -> int:
    from tui.commands.output import print_table

    config = _checked()
    config.insist()
    rows = {**config.values, **{f"keys.{id}": value for id, value in config.keys.items()}}
    if as_json:
        print(json.dumps({name: {"value": row.value, "from": row.origin} for name, row in rows.items()}, indent=2))
    else:
        shown = [(name, '""' if row.value == "" else row.value, row.origin) for name, row in rows.items()]
        print_table([("setting", "value", "from"), *shown])
    return 0


def _validate(path: Path | None) -> int:
    from tui.cli import complain, narrate
    from tui.config import Config, read_file

    if path is None:
        config = _checked()
    else:
        if not path.exists():
            raise UsageError(f"there is no file {path}", "", "Without FILE those that count here are checked")
        config = Config()
        read_file(path, config, "file")
        _check_keys(config)
    for problem in config.problems:
        complain(problem)
    if config.problems:
        return UsageError.exit_code
    narrate(f"{path} is right" if path else "the settings are right")
    return 0


def _init() -> int:
    from gan.locations import made
    from tui.commands.output import write_file
    from tui.config import user_file

    path = user_file()
    if path.exists() or path.is_symlink():
        raise ComposerError(f"{path} is there already", "it is yours, and stays as it is", "Move it away first")
    made(path.parent)
    write_file(path, _template().encode())
    print(path)
    return 0


def _checked() -> Config:
    from tui.config import load_config

    config = load_config()
    _check_keys(config)
    return config


def _check_keys(config: Config) -> None:
    if config.keys:
        from tui.keymap import check_keys

        check_keys(config)


def _template() -> str:
    """A file in which every setting stands as a comment, with its usual value."""
    from tui.settings import settings

    lines = [
        "# Your settings of composer-tui. Take the # away from a line to have it count.",
        "# A file composer-tui.toml in the folder that you work in comes before this one.",
    ]
    section = ""
    for name, setting in settings().items():
        if name.partition(".")[0] != section:
            section = name.partition(".")[0]
            lines += ["", f"[{section}]"]
        usual = json.dumps(setting.usual, ensure_ascii=False)
        lines += [f"# {setting.about}: {setting.kind.words}", f"# {name.partition('.')[2]} = {usual}"]
    lines += [
        "",
        "[keys]",
        "# The keys of a binding, by its id; composer-tui keys lists all of them.",
        '# "generate" = "g,ctrl+g"',
    ]
    return "\n".join(lines) + "\n"

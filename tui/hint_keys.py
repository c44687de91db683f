"""Which key a press on the bottom line stands for: keys as hints write them → Textual's names.

Rule of this file: what is not surely one key is none.
"""

from __future__ import annotations

from textual import events
from textual.keys import _character_to_key

_NAMES = {
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
    "⌫": "backspace",
    "del": "delete",
    "esc": "escape",
    **{name: name for name in ("space", "enter", "tab", "home", "end")},
}


def key_at(written: str, column: int) -> events.Key | None:
    """The key that was pressed on with the mouse, or None.

    Args:
        written: one key (`space`, `^g`, `r`) or several of a sign each (`↑↓`, `m s`, `+-`).
        column: in `written`; beyond its end, where the words stand, a single key is meant all the same.
    """
    signs = written.replace(" ", "")
    if written in _NAMES or len(signs) == 1:
        return _key(written)
    if written[0] == "^" and len(written) == 2 and written[1].isalpha():
        return events.Key(f"ctrl+{written[1]}", None)
    if column >= len(written) or written[0] in "^⇧" or "–" in written or any(sign.isalpha() for sign in signs[2:]):
        return None
    return _key(written[column]) if written[column] != " " else None


def _key(written: str) -> events.Key:
    if name := _NAMES.get(written):
        return events.Key(name, " " if name == "space" else None)
    return events.Key(_character_to_key(written), written)

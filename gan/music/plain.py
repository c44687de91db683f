"""The one door for text from outside: names in files, file names, messages of other libraries.

Terminals obey control characters, and right-to-left marks turn a line around. Whatever is shown, printed or kept
of a text that someone else wrote has passed through `plain` before.
"""

from __future__ import annotations

import unicodedata

_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def plain(text: str, limit: int = 80) -> str:
    """The text with nothing in it that a terminal could obey, at most `limit` characters long.

    Characters of the categories Cc, Cf, Cs, Co, Zl and Zp become U+FFFD; what is too long ends in an ellipsis.
    Plain text comes back as it was, so `plain(plain(x)) == plain(x)`. It is not markup either: hand it on as text.
    """
    head = text[: limit + 1]
    clean = "".join(_REPLACEMENT if unicodedata.category(char) in _REFUSED else char for char in head)
    return clean if len(clean) <= limit else clean[: max(0, limit - 1)] + _ELLIPSIS

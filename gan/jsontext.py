"""JSON that somebody else may have written.

Rule of this file: whatever is wrong with a text is a ValueError, also what is nested so deeply that Python gives up.
"""

from __future__ import annotations

import json
from typing import Any


def parse_json(text: str | bytes) -> Any:
    """The value of a JSON text. Raises ValueError."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None

"""Wishes as plain JSON values: what crosses the pipe to the engine and what a command prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gan.compose import Wishes
from gan.drafting import Manner
from gan.music.role import Role


def wishes_to_json(wishes: Wishes) -> dict[str, Any]:
    """Wishes as JSON values; `wishes_from_json` is the inverse."""
    return {
        "manner": asdict(wishes.manner),
        "density": {role.value: factor for role, factor in wishes.density.items()},
        "blend": list(wishes.blend) if wishes.blend else None,
    }


def wishes_from_json(value: dict[str, Any]) -> Wishes:
    """The wishes of `wishes_to_json`; what is not there is as usual.

    Raises UsageError for a value out of range, ValueError, KeyError or TypeError for anything that is not wishes.
    """
    blend = value.get("blend")
    return Wishes(
        Manner(**value.get("manner", {})),
        {Role(role): factor for role, factor in value.get("density", {}).items()},
        (blend[0], blend[1]) if blend else None,
    )

"""Wishes and revisions as plain JSON values: what crosses pipes, what commands print and what files keep."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gan.music.role import Role
from gan.wishes import Manner, Revision, Wishes


def wishes_to_json(wishes: Wishes) -> dict[str, Any]:
    """Wishes as JSON values; `wishes_from_json` is the inverse."""
    return {
        "manner": asdict(wishes.manner),
        "density": {role.value: factor for role, factor in wishes.density.items()},
        "blend": list(wishes.blend) if wishes.blend else None,
    }


def wishes_from_json(value: dict[str, Any]) -> Wishes:
    """The wishes of `wishes_to_json`; what is not there is as usual.

    Raises UsageError for a value out of range, ValueError, LookupError or TypeError for anything that is not wishes.
    """
    blend = value.get("blend")
    return Wishes(
        Manner(**value.get("manner", {})),
        {Role(role): factor for role, factor in value.get("density", {}).items()},
        (blend[0], blend[1]) if blend else None,
    )


def revision_to_json(revision: Revision) -> dict[str, Any]:
    """A revision as JSON values; `revision_from_json` is the inverse."""
    return {
        "roles": [role.value for role in Role if role in revision.roles],
        "bars": list(revision.bars) if revision.bars else None,
        "amount": revision.amount,
    }


def revision_from_json(value: dict[str, Any]) -> Revision:
    """The revision of `revision_to_json`. Raises UsageError, ValueError, KeyError or TypeError on anything else."""
    bars = value.get("bars")
    roles = frozenset(Role(role) for role in value["roles"])
    return Revision(roles, (bars[0], bars[1]) if bars else None, value["amount"])

"""The mixing desk of a piece: level, place, instrument and silence of each role, where they differ from the usual.

Rule of this file: a mix changes what is heard, never a note. What it leaves open is as `soundfonts.mixing` has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gan.music.role import Role
from gan.music.score import Score


@dataclass(frozen=True, slots=True)
class Channel:
    """One role at the desk; None stands for the usual. Raises ValueError for a value out of MIDI's range."""

    volume: int | None = None
    """MIDI controller 7, 0 silent to 127."""
    pan: int | None = None
    """MIDI controller 10: 0 left, 64 middle, 127 right."""
    program: int | None = None
    """General MIDI program, 0 to 127; drums have none."""

    def __post_init__(self) -> None:
        for name in ("volume", "pan", "program"):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 127):
                raise ValueError(f"a {name} of {value!r} is not a whole number within 0..127")


_USUAL = Channel()


@dataclass(frozen=True, slots=True)
class Mix:
    """What a person changed at the desk."""

    channels: Mapping[Role, Channel] = field(default_factory=dict)
    """Only the roles of which something is changed."""
    muted: frozenset[Role] = frozenset()
    soloed: frozenset[Role] = frozenset()
    """While any is soloed, the others are silent, and its own mute does not count."""

    def __post_init__(self) -> None:
        kept = {role: self.channels[role] for role in Role if self.channels.get(role, _USUAL) != _USUAL}
        object.__setattr__(self, "channels", kept)

    def channel(self, role: Role) -> Channel:
        """What is changed of a role."""
        return self.channels.get(role, _USUAL)

    def having(self, role: Role, channel: Channel) -> Mix:
        """The mix with another channel for a role."""
        return replace(self, channels={**self.channels, role: channel})

    def audible(self, role: Role) -> bool:
        """Whether a role is heard."""
        return role in self.soloed if self.soloed else role not in self.muted

    def silent_in(self, score: Score) -> frozenset[int]:
        """The tracks of a score, by index, that are not heard."""
        return frozenset(index for index, track in enumerate(score.tracks) if not self.audible(track.role))

    def played(self, score: Score) -> Score:
        """The score with the mix's instruments; the same one where none is changed."""
        tracks = tuple(
            track if (program := self.channel(track.role).program) is None else replace(track, program=program)
            for track in score.tracks
        )
        return score if tracks == score.tracks else replace(score, tracks=tracks)

    def to_json(self) -> dict[str, Any]:
        """As JSON values; `from_json` is the inverse."""
        return {
            "channels": {role.value: [c.volume, c.pan, c.program] for role, c in self.channels.items()},
            "muted": [role.value for role in Role if role in self.muted],
            "soloed": [role.value for role in Role if role in self.soloed],
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> Mix:
        """The mix of `to_json`. Raises ValueError, KeyError, TypeError or AttributeError on anything else."""
        channels = {Role(role): Channel(*row) for role, row in value["channels"].items()}
        return Mix(channels, frozenset(map(Role, value["muted"])), frozenset(map(Role, value["soloed"])))

"""Where each role sits in the sound: level, place from left to right, and share of the room.

The tune is a little louder, the pad a little softer, what accompanies stands to the sides, bass and drums stay in
the middle and nearly dry; a person's own `Mix` goes before all that. Drums live on channel 9 (counted from 0); melodic
tracks take every other channel.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gan.music.mix import Mix
from gan.music.role import Role
from gan.music.score import Score

CHANNELS = 256
"""MIDI channels the synthesizer offers: the most tracks that can be told apart."""

DRUM_BANK = 128


@dataclass(frozen=True, slots=True)
class Strip:
    """One channel of the mixing desk. Levels are MIDI controller values, 0 to 127."""

    channel: int
    bank: int
    program: int
    volume: int
    pan: int
    """0 left, 64 middle, 127 right."""
    reverb: int
    chorus: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


_VOLUME = {Role.MELODY: 112, Role.CHORDS: 96, Role.BASS: 104, Role.PAD: 88, Role.DRUMS: 102}
_PAN = {
    Role.MELODY: (64, 76, 54),
    Role.CHORDS: (46, 84, 34),
    Role.BASS: (64,),
    Role.PAD: (82, 44, 94),
    Role.DRUMS: (64,),
}
_REVERB = {Role.MELODY: 48, Role.CHORDS: 42, Role.BASS: 14, Role.PAD: 62, Role.DRUMS: 24}
_CHORUS = {Role.MELODY: 0, Role.CHORDS: 10, Role.BASS: 0, Role.PAD: 20, Role.DRUMS: 0}


def usual(role: Role) -> tuple[int, int]:
    """Volume and pan of a role's first track where nobody changes them."""
    return _VOLUME[role], _PAN[role][0]


def mix(score: Score, wanted: Mix = Mix()) -> list[Strip]:
    """A strip per track, in the order of tracks, with what is wanted otherwise (its mutes do not count here).

    Beyond 256 channels, tracks share them.
    """
    drum_channels = list(range(9, CHANNELS, 16))
    melodic_channels = [channel for channel in range(CHANNELS) if channel % 16 != 9]
    seats: dict[Role, int] = {}
    strips: list[Strip] = []
    drums = melodic = 0
    for track in score.tracks:
        seat = seats.get(track.role, 0)
        seats[track.role] = seat + 1
        if track.is_drums:
            channel = drum_channels[drums % len(drum_channels)]
            drums += 1
        else:
            channel = melodic_channels[melodic % len(melodic_channels)]
            melodic += 1
        places, own = _PAN[track.role], wanted.channel(track.role)
        strips.append(
            Strip(
                channel=channel,
                bank=DRUM_BANK if track.is_drums else 0,
                program=0 if track.is_drums else _else(own.program, track.program),
                volume=_else(own.volume, _VOLUME[track.role]),
                pan=_else(own.pan, places[seat % len(places)]),
                reverb=_REVERB[track.role],
                chorus=_CHORUS[track.role],
            )
        )
    return strips


def _else(value: int | None, usual: int) -> int:
    return usual if value is None else value

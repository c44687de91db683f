"""The mixing desk of a take, as steps and words: a mix in, a mix out.

Rule of this file: a value that comes back to the usual is no longer a change.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from gan.music.mix import Channel, Mix
from gan.music.role import Role
from gan.music.score import Track
from tui.instruments import instrument_of

VOLUME_STEP, PAN_STEP = 4, 8


@cache
def usual(role: Role) -> tuple[int, int]:
    """Volume and pan of a role where nobody changes them. The library of sounds is loaded by the first call."""
    from soundfonts import mixing

    return mixing.usual(role)


def volume_of(mix: Mix, track: Track) -> int:
    """A track's volume, 0 to 127."""
    own = mix.channel(track.role).volume
    return usual(track.role)[0] if own is None else own


def pan_of(mix: Mix, track: Track) -> int:
    """A track's place, 0 left to 127 right."""
    own = mix.channel(track.role).pan
    return usual(track.role)[1] if own is None else own


def louder(mix: Mix, track: Track, steps: int) -> Mix:
    """The mix with a track louder, or softer, by some steps."""
    value = min(127, max(0, volume_of(mix, track) + steps * VOLUME_STEP))
    return _having(mix, track, volume=None if value == usual(track.role)[0] else value)


def further_right(mix: Mix, track: Track, steps: int) -> Mix:
    """The mix with a track further to the right, or left; it stops in the middle on its way."""
    before = pan_of(mix, track)
    value = min(127, max(0, before + steps * PAN_STEP))
    if (before - 64) * (value - 64) < 0:
        value = 64
    return _having(mix, track, pan=None if value == usual(track.role)[1] else value)


def with_instrument(mix: Mix, track: Track, program: int) -> Mix:
    """The mix with a track played by a General MIDI program; drums stay drums."""
    return mix if track.is_drums else _having(mix, track, program=None if program == track.program else program)


def as_usual(mix: Mix, track: Track) -> Mix:
    """The mix with a track's volume, place and instrument as they were."""
    return mix.having(track.role, Channel())


def instrument_words(mix: Mix, track: Track) -> str:
    """What plays a track, in a word or two."""
    own = mix.channel(track.role).program
    return instrument_of(track if own is None else replace(track, program=own))


def pan_words(pan: int) -> str:
    """A place in three characters: `C`, `L20`, `R63`."""
    return "C" if pan == 64 else f"{'L' if pan < 64 else 'R'}{abs(pan - 64)}"


def _having(mix: Mix, track: Track, **values: int | None) -> Mix:
    return mix.having(track.role, replace(mix.channel(track.role), **values))

"""From seconds, hertz and decibels to the units of a SoundFont, as groups of generators.

The amplitude decay of the format is a straight line in decibels; `volume(decay=s)` takes the seconds it needs to
fall by 100 dB. FluidSynth, like the hardware the format comes from, counts 0.4 of a preset's attenuation, which
`attenuation` makes up for.
"""

from __future__ import annotations

import math

FULL_SUSTAIN_LOSS = 1000
"""Centibels of sustain attenuation that count as silence."""


def seconds(value: float) -> int:
    """Timecents of a duration; 1 ms at the least."""
    return round(1200 * math.log2(max(value, 0.001)))


def cutoff(hertz: float) -> int:
    """Absolute cents of a filter frequency, within what the format allows."""
    return max(1500, min(13500, round(1200 * math.log2(hertz / 8.1758))))


def attenuation(decibels: float) -> dict[str, int]:
    """Make a layer softer by some decibels."""
    return {"attenuation": max(0, round(decibels * 10 / 0.4))}


def volume(
    attack: float = 0.001,
    decay: float = 0.0,
    sustain_loss: float = 0.0,
    release: float = 0.2,
    hold: float = 0.0,
    key_to_decay: int = 0,
) -> dict[str, int]:
    """The loudness of a note over its life.

    Args:
        attack, hold, release: seconds; the release is the time to fall by 100 dB.
        decay: seconds to fall by 100 dB after the attack; 0 for none.
        sustain_loss: decibels below the peak at which the decay stops; 100 lets the note die.
        key_to_decay: timecents by which each key upwards shortens the decay (relative to middle C).
    """
    table = {"volume_attack": seconds(attack), "volume_release": seconds(release)}
    if hold:
        table["volume_hold"] = seconds(hold)
    if decay:
        table["volume_decay"] = seconds(decay)
        table["volume_sustain"] = round(sustain_loss * 10)
        if key_to_decay:
            table["key_to_decay"] = key_to_decay
    return table


def dying(t100: float, release: float = 0.25, key_to_decay: int = 30, attack: float = 0.001) -> dict[str, int]:
    """The envelope of what is struck or plucked: dies to silence within `t100` seconds at middle C."""
    return volume(attack, t100, 100, release, key_to_decay=key_to_decay)


def filtered(
    hertz: float = 20000,
    q: float = 0,
    sweep: float = 0,
    attack: float = 0.001,
    decay: float = 0.0,
    sustain: float = 1.0,
    release: float = 0.3,
) -> dict[str, int]:
    """A low-pass filter that may move.

    Args:
        hertz: where it stands; q: its resonance in decibels.
        sweep: octaves by which the envelope opens it (negative closes it).
        attack, decay, release: seconds of that envelope; sustain: share of the sweep that stays, 0 to 1.
    """
    table = {"filter_cutoff": cutoff(hertz)}
    if q:
        table["filter_q"] = round(q * 10)
    if sweep:
        table["mod_env_to_filter"] = round(sweep * 1200)
        table |= modulation(attack, decay, sustain, release)
    return table


def modulation(attack: float = 0.001, decay: float = 0.0, sustain: float = 1.0, release: float = 0.3) -> dict[str, int]:
    """The envelope that moves filter or pitch; `sustain` is the share that stays, 0 to 1."""
    table = {"mod_attack": seconds(attack), "mod_release": seconds(release)}
    if decay:
        table |= {"mod_decay": seconds(decay), "mod_sustain": round((1 - sustain) * 1000)}
    return table


def vibrato(cents: float, rate: float = 5.3, delay: float = 0.35) -> dict[str, int]:
    """A wavering pitch that begins after a while."""
    return {
        "vib_lfo_to_pitch": round(cents),
        "vib_lfo_rate": round(1200 * math.log2(rate / 8.1758)),
        "vib_lfo_delay": seconds(delay),
    }


def tremolo(decibels: float = 0.0, rate: float = 5.0, delay: float = 0.01, cutoff_cents: float = 0.0) -> dict[str, int]:
    """A wavering loudness, and brightness with it."""
    table = {"mod_lfo_rate": round(1200 * math.log2(rate / 8.1758)), "mod_lfo_delay": seconds(delay)}
    if decibels:
        table["mod_lfo_to_volume"] = round(decibels * 10)
    if cutoff_cents:
        table["mod_lfo_to_filter"] = round(cutoff_cents)
    return table


def tuned(cents: float = 0.0, semitones: int = 0) -> dict[str, int]:
    """A shift of pitch."""
    return {"coarse_tune": semitones, "fine_tune": round(cents)}


def room(reverb: float = 10, chorus: float = 0, pan: float = 0) -> dict[str, int]:
    """Shares in percent of the reverb and chorus; pan -50 (left) to 50."""
    return {"reverb": round(reverb * 10), "chorus": round(chorus * 10), "pan": round(pan * 10)}

"""The drum kit of bank 128: which sound lies under which key, how high, how loud, how far to which side."""

from __future__ import annotations

from dataclasses import dataclass

from soundfonts.sf2 import Instrument, Sample, Zone
from soundfonts.synthesis import metals, skins
from soundfonts.synthesis.units import attenuation, dying, filtered, room, volume
from soundfonts.synthesis.waves import Wave, samples


@dataclass(frozen=True)
class Stroke:
    """A key of the kit."""

    key: int
    sound: str
    shift: float = 0.0
    """Semitones against the sound's own pitch."""
    softer: float = 0.0
    """Decibels."""
    pan: float = 0.0
    """-50 left to 50."""
    life: float = 0.0
    """Seconds to fall by 100 dB, for looped sounds and cut ones; 0 plays the sound out."""
    hertz: float = 0.0
    """Where a filter stands that takes away the top; 0 for none."""
    group: int = 0
    """Strokes of one group silence each other."""
    attack: float = 0.001


_HATS = 1
_WHISTLES, _GUIROS, _CUICAS, _TRIANGLES = 2, 3, 4, 5
# fmt: off
_STROKES = (
    Stroke(27, "Claves", 7, 10), Stroke(28, "Slapped conga", 4, 3), Stroke(29, "Guiro", 8, 6),
    Stroke(30, "Guiro", -4, 6), Stroke(31, "Claves", -1, 4), Stroke(32, "Claves", -8, 6), Stroke(33, "Wood", 5, 6),
    Stroke(34, "Ride bell", 5, 8),
    Stroke(35, "Kick", -2, 0, hertz=1300), Stroke(36, "Kick"), Stroke(37, "Rim", softer=4, pan=6),
    Stroke(38, "Snare", softer=1, pan=3),
    Stroke(39, "Clap", softer=3, pan=-6), Stroke(40, "Snare", 3, 2, 3, 1.4),
    Stroke(41, "Tom", -6, 2, 26), Stroke(42, "Hat", 0, 4, -18, 0.32, group=_HATS), Stroke(43, "Tom", -3, 2, 18),
    Stroke(44, "Hat", -1, 6, -18, 0.24, 12000, group=_HATS), Stroke(45, "Tom", 0, 2, 8),
    Stroke(46, "Hat", -1, 5, -18, 1.9, group=_HATS), Stroke(47, "Tom", 3, 2, -4), Stroke(48, "Tom", 6, 2, -14),
    Stroke(49, "Cymbal", 0, 3, -26, 5.5), Stroke(50, "Tom", 9, 2, -24), Stroke(51, "Ping", 0, 3, 24),
    Stroke(52, "Cymbal", -5, 4, -22, 2.8), Stroke(53, "Ride bell", 0, 5, 24),
    Stroke(54, "Tambourine", softer=4, pan=10),
    Stroke(55, "Cymbal", 5, 4, 12, 1.9), Stroke(56, "Cowbell", softer=5, pan=10),
    Stroke(57, "Cymbal", -2, 3, 28, 5.0),
    Stroke(58, "Vibraslap", softer=5, pan=-14), Stroke(59, "Ping", -2, 3, 26),
    Stroke(60, "Conga", 7, 3, 20), Stroke(61, "Conga", 2, 3, 20), Stroke(62, "Slapped conga", 0, 3, -18),
    Stroke(63, "Conga", 0, 3, -18), Stroke(64, "Conga", -5, 2, -18), Stroke(65, "Conga", 12, 3, 16),
    Stroke(66, "Conga", 8, 3, 16), Stroke(67, "Cowbell", 6, 6, -20), Stroke(68, "Cowbell", 1, 6, -20),
    Stroke(69, "Shaker", 4, 6, -20, attack=0.006), Stroke(70, "Shaker", 2, 6, -16),
    Stroke(71, "Police whistle", 3, 8, 16, 0.9, 8000, group=_WHISTLES),
    Stroke(72, "Police whistle", 0, 8, 16, 3.0, 8000, group=_WHISTLES),
    Stroke(73, "Guiro", 5, 6, 16, 1.0, group=_GUIROS),
    Stroke(74, "Guiro", 0, 6, 16, group=_GUIROS), Stroke(75, "Claves", softer=6, pan=14),
    Stroke(76, "Wood", 3, 5, 18),
    Stroke(77, "Wood", -3, 5, 18), Stroke(78, "Cuica", 5, 8, -18, 0.8, group=_CUICAS),
    Stroke(79, "Cuica", 0, 8, -18, group=_CUICAS),
    Stroke(80, "Triangle", 0, 8, -22, 0.45, group=_TRIANGLES),
    Stroke(81, "Triangle", 0, 8, -22, 3.4, group=_TRIANGLES),
    Stroke(82, "Shaker", -2, 5, 16), Stroke(83, "Tambourine", -2, 5, 12, attack=0.03),
    Stroke(84, "Ride bell", 12, 7, -12),
    Stroke(85, "Claves", -4, 4, 14), Stroke(86, "Tom", -12, 3, 16, 1.2), Stroke(87, "Tom", -14, 2, 16),
)
# fmt: on
"""General MIDI's percussion keys, 35 to 81, and the few beyond them that are in use."""


def _sounds() -> dict[str, Sample]:
    """Every sound of the kit by name; each uses the full range of its sample."""
    waves: list[Wave] = [
        make()
        for make in (
            skins.kick,
            skins.snare,
            skins.rim,
            skins.tom,
            skins.conga,
            skins.slapped_conga,
            skins.clap,
            metals.cymbal,
            metals.hat,
            metals.ping,
            metals.ride_bell,
            metals.cowbell,
            metals.tambourine,
            metals.shaker,
            metals.claves,
            metals.wood,
            metals.triangle,
            metals.whistle,
            metals.guiro,
            metals.vibraslap,
            metals.cuica,
        )
    ]
    return {wave.name: samples([wave])[0] for wave in waves}


def _zone(stroke: Stroke, sample: Sample) -> Zone:
    whole = int(stroke.shift)
    generators = {"root_key": stroke.key - whole, "fine_tune": round((stroke.shift - whole) * 100)}
    generators |= volume(stroke.attack, release=8.0)  # a stroke rings on when its key is let go
    if stroke.life:
        generators |= dying(stroke.life, release=stroke.life, key_to_decay=0, attack=stroke.attack)
    if sample.loop:
        closed = (stroke.hertz or 16000) / 2.6
        generators |= filtered(closed, sweep=1.4, decay=stroke.life * 0.5, sustain=0.0)
    elif stroke.hertz:
        generators |= filtered(stroke.hertz)
    generators |= attenuation(stroke.softer) | room(8, 0, stroke.pan)
    if stroke.group:
        generators["exclusive_class"] = stroke.group
    return Zone(sample, keys=(stroke.key, stroke.key), generators=generators, velocity_to_cutoff=1200)


def drum_kit() -> tuple[Instrument, dict[str, Sample]]:
    """The kit, and its sounds for whoever wants them elsewhere."""
    sounds = _sounds()
    zones = [_zone(stroke, sounds[stroke.sound]) for stroke in _STROKES]
    for key in (51, 59):  # the plate that rings on behind the stick
        stroke = Stroke(key, "Cymbal", -1 if key == 51 else -3, 15, 24, 3.6, 9000)
        zones.append(_zone(stroke, sounds["Cymbal"]))
    return Instrument("Standard kit", tuple(zones)), sounds

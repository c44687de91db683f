"""FluidSynth with SoundFonts loaded and a channel per track. Only ever used in a child process.

Guards against what FluidSynth lets pass silently: a font that does not load is an error, a program a font lacks is
taken from the next font, and a driver that did not open is seen.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from gan.errors import MissingDependency, SoundError
from soundfonts.mixing import CHANNELS, DRUM_BANK

INSTALL = (
    "Install it: apt install libfluidsynth3 · conda install -c conda-forge fluidsynth · brew install fluid-synth; "
    "and, where Python lacks it: pip install pyfluidsynth"
)
LIVE_CHANNEL = CHANNELS - 1
"""The channel for notes that a person plays: never taken by a track while there are fewer than 240."""
CLICK_CHANNEL = CHANNELS - 2
"""The channel of the metronome, as free of tracks."""
_CLICK, _ACCENT = 77, 76
"""Low and high wood block of the drum kit."""
_REVERB = {
    "synth.reverb.room-size": 0.55,
    "synth.reverb.damp": 0.35,
    "synth.reverb.width": 0.8,
    "synth.reverb.level": 0.45,
}
_CHORUS = {"synth.chorus.nr": 3, "synth.chorus.level": 1.2, "synth.chorus.speed": 0.35, "synth.chorus.depth": 6.0}


def load_fluidsynth() -> Any:
    """The pyfluidsynth module. Raises MissingDependency where it or libfluidsynth is absent or another's namesake."""
    try:
        import fluidsynth
    except (ImportError, OSError, AttributeError) as problem:
        raise MissingDependency("FluidSynth is not installed, so nothing can sound", str(problem), INSTALL) from problem
    if not hasattr(fluidsynth, "Synth") or not hasattr(fluidsynth, "new_fluid_synth"):
        mend = "pip uninstall fluidsynth; pip install pyfluidsynth"
        raise MissingDependency("the Python package 'fluidsynth' is not pyfluidsynth", "", mend)
    return fluidsynth


class Orchestra:
    """A synthesizer that plays tracks.

    Args:
        fonts: paths of SoundFonts, best first; the later ones are opened only for programs the earlier lack.
        sample_rate: frames per second, 8000 to 96000.
        gain: overall loudness (`SoundFont.gain`).
        settings: further FluidSynth settings by name.

    Raises:
        MissingDependency: libfluidsynth or pyfluidsynth is absent.
        SoundError: the first font does not load.
    """

    def __init__(self, fonts: list[str], sample_rate: int = 44100, gain: float = 1.0, **settings: Any) -> None:
        self._api = load_fluidsynth()
        options: dict[str, Any] = {
            "synth.dynamic-sample-loading": 1,
            "synth.polyphony": 256,
            **_REVERB,
            **_CHORUS,
            **settings,
        }
        self._synth = self._api.Synth(gain=gain, samplerate=float(sample_rate), channels=CHANNELS, **options)
        self._fonts = list(fonts)
        self._loaded: list[int] = []
        self._channels: list[int] = []
        self._live_program: int | None = None
        self._can_click = False
        if self._font(0) < 0:
            raise SoundError(f"FluidSynth cannot read the SoundFont {fonts[0]}")

    def _font(self, index: int) -> int:
        """FluidSynth's number of the font, loading it on first need; -1 where it does not load."""
        while len(self._loaded) <= index:
            self._loaded.append(self._synth.sfload(self._fonts[len(self._loaded)]))
        return self._loaded[index]

    def _choose(self, channel: int, bank: int, program: int) -> None:
        """Give a channel the program of the first font that has it; of another program where none does."""
        tries = [(bank, program), (bank, 0)] if bank else [(0, program)]
        for wanted_bank, wanted in tries:
            for index in range(len(self._fonts)):
                font = self._font(index)
                if font >= 0 and self._synth.program_select(channel, font, wanted_bank, wanted) == 0:
                    return

    def seat(self, strips: list[dict[str, Any]]) -> None:
        """Give every track its channel: program, volume, place and share of the room."""
        self._channels = [strip["channel"] for strip in strips]
        for strip in strips:
            channel = strip["channel"]
            self._choose(channel, strip["bank"], strip["program"])
            for controller, value in ((7, "volume"), (10, "pan"), (91, "reverb"), (93, "chorus")):
                self._synth.cc(channel, controller, strip[value])

    def note_on(self, track: int, pitch: int, velocity: int) -> None:
        self._synth.noteon(self._channels[track], pitch, velocity)

    def note_off(self, track: int, pitch: int) -> None:
        self._synth.noteoff(self._channels[track], pitch)

    def live_on(self, pitch: int, bank: int, program: int, velocity: int) -> None:
        """A note that a person plays, beside whatever the tracks do."""
        wanted = bank * 128 + program
        if self._live_program != wanted:
            self._choose(LIVE_CHANNEL, bank, program)
            self._synth.cc(LIVE_CHANNEL, 7, 110)
            self._synth.cc(LIVE_CHANNEL, 91, 40)
            self._live_program = wanted
        self._synth.noteon(LIVE_CHANNEL, pitch, velocity)

    def live_off(self, pitch: int) -> None:
        self._synth.noteoff(LIVE_CHANNEL, pitch)

    def click(self, accent: bool) -> None:
        """A stroke of the metronome, higher and louder on the bar."""
        if not self._can_click:
            self._choose(CLICK_CHANNEL, DRUM_BANK, 0)
            for controller, value in ((7, 110), (10, 64), (91, 0), (93, 0)):
                self._synth.cc(CLICK_CHANNEL, controller, value)
            self._can_click = True
        self._synth.noteon(CLICK_CHANNEL, _ACCENT if accent else _CLICK, 120 if accent else 90)

    def release_all(self) -> None:
        """Let go of every key; what sounds dies away by itself."""
        for channel in {*self._channels, LIVE_CHANNEL}:
            self._synth.all_notes_off(channel)

    def silence(self) -> None:
        """Cut every sound at once, dying ones too."""
        for channel in {*self._channels, LIVE_CHANNEL}:
            self._synth.all_sounds_off(channel)

    def open_driver(self, driver: str) -> bool:
        """Start playing in real time; False where the driver gives no device."""
        self._synth.setting("audio.driver", driver)
        self._synth.audio_driver = self._api.new_fluid_audio_driver(self._synth.settings, self._synth.synth)
        return bool(self._synth.audio_driver)

    @property
    def latency(self) -> float:
        """Seconds from a note to the loudspeaker, as far as FluidSynth knows: what its driver keeps in advance."""
        size, periods, rate = (
            self._synth.get_setting(name) or 0 for name in ("audio.period-size", "audio.periods", "synth.sample-rate")
        )
        return size * periods / rate if rate else 0.0

    def frames(self, count: int) -> np.ndarray:
        """The next `count` frames without a device, float32 [count, 2]; full scale is 1, more is possible."""
        out = np.zeros((count, 2), dtype=np.float32)
        pointer = out.ctypes.data_as(ctypes.c_void_p)
        write = self._api._fl.fluid_synth_write_float
        write(ctypes.c_void_p(self._synth.synth), count, pointer, 0, 2, pointer, 1, 2)
        return out

    def voices(self) -> int:
        """How many notes sound or die away now."""
        return int(self._api._fl.fluid_synth_get_active_voice_count(ctypes.c_void_p(self._synth.synth)))

    def close(self) -> None:
        self._synth.delete()

"""Sounds: a General MIDI SoundFont of our own, others found on the machine, and a score made audible.

The rule of this package: FluidSynth lives in child processes, is fed note events from our own `Score`, never a file
of a stranger's making, and its words go to a log, never to the terminal. Without libfluidsynth everything here can
still be imported; what needs it raises MissingDependency.
"""

from soundfonts.builtin import builtin_soundfont
from soundfonts.checking import check_soundfont
from soundfonts.discovery import find_soundfonts
from soundfonts.player import Player
from soundfonts.rendering import Rendered, render, render_pcm, render_to, wav_bytes
from soundfonts.soundfont import SoundFont

__all__ = [
    "Player",
    "Rendered",
    "SoundFont",
    "builtin_soundfont",
    "check_soundfont",
    "find_soundfonts",
    "render",
    "render_pcm",
    "render_to",
    "wav_bytes",
]

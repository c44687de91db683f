"""Which audio device to play on, found out without ever hanging: `python -m soundfonts.drivers NAME` tries one.

FluidSynth's drivers may block for half a minute and return success without a device, so each is tried in a child
process with two seconds to answer. Over SSH the machine's own loudspeaker is not the listener's: it is left alone
unless `PULSE_SERVER` says where the sound goes. `COMPOSER_TUI_AUDIO_DRIVER` overrides all (`none` for silence);
the driver `file` writes to `COMPOSER_TUI_AUDIO_FILE`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from soundfonts.child import spawn
from soundfonts.routes import CHOOSE

PROBE_SECONDS = 2.0


def over_ssh(environment: Mapping[str, str]) -> bool:
    """True where the terminal is on another machine."""
    return any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def candidate_drivers(environment: Mapping[str, str], platform: str = sys.platform) -> list[str]:
    """FluidSynth's drivers worth trying here, best first."""
    override = environment.get("COMPOSER_TUI_AUDIO_DRIVER")
    if override:
        return [] if override == "none" else [override]
    if environment.get("PULSE_SERVER"):
        return ["pulseaudio"]
    return [] if over_ssh(environment) else local_drivers(environment, platform)


def local_drivers(environment: Mapping[str, str], platform: str = sys.platform) -> list[str]:
    """The drivers of this machine's own loudspeaker, best first, wherever the terminal is."""
    override = environment.get("COMPOSER_TUI_AUDIO_DRIVER")
    if override:
        return [] if override == "none" else [override]
    if platform == "darwin":
        return ["coreaudio"]
    if platform == "win32":
        return ["wasapi", "dsound"]
    runtime = Path(environment.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    drivers = []
    if (runtime / "pipewire-0").exists():
        drivers.append("pipewire")
    if (runtime / "pulse" / "native").exists():
        drivers.append("pulseaudio")
    if list(Path("/dev/snd").glob("pcm*p")):
        drivers.append("alsa")
    return drivers


def driver_settings(driver: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """FluidSynth settings that a driver needs."""
    if driver == "file":
        # A period of 441 frames is a whole number of milliseconds: the file driver's clock then keeps real time.
        return {
            "audio.file.name": environment.get("COMPOSER_TUI_AUDIO_FILE", os.devnull),
            "audio.file.type": "raw",
            "audio.period-size": 441,
        }
    if driver == "pulseaudio" and environment.get("PULSE_SERVER"):
        # The server is at the other end of a network: what FluidSynth keeps in advance usually (23 ms) is too little.
        return {"audio.period-size": 441, "audio.periods": 8}
    return {}


def answers(driver: str) -> bool:
    """True where a device opens within two seconds, tried in a child process."""
    if driver == "file":
        return True
    process = spawn("soundfonts.drivers", driver, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        return process.wait(PROBE_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        process.kill()
        process.wait()


def silence_words(environment: Mapping[str, str]) -> str:
    """What the status bar says where nothing sounds."""
    if environment.get("PULSE_SERVER"):
        return f"PULSE_SERVER does not answer – {CHOOSE}"
    # Short: where a take has a long name, the key must still be seen.
    return f"no sound yet – {CHOOSE}" if over_ssh(environment) else f"no sound – {CHOOSE}"


def main(driver: str) -> int:
    """Open the driver and say by the exit code whether there is a device."""
    from soundfonts.orchestra import load_fluidsynth

    api = load_fluidsynth()
    synth = api.Synth(**{"audio.driver": driver})
    device = api.new_fluid_audio_driver(synth.settings, synth.synth)
    os._exit(0 if device else 1)  # some drivers hang when they are closed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

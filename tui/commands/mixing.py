"""The mixing desk as options: volume, place, instrument and silence of parts, for commands that make sound."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace

from gan.errors import UsageError, did_you_mean
from gan.music.mix import Mix
from gan.music.plain import plain
from gan.music.role import Role

_EXAMPLES = {"--volume": "bass=90", "--pan": "pad=L30", "--instrument": "chords=flute"}


def add_mix(parser: argparse.ArgumentParser) -> None:
    """`--volume`, `--pan`, `--instrument` and `--mute`."""
    helps = {
        "--volume": "how loud a part is, 0 to 127",
        "--pan": "where it sounds from: L64 (left) over C to R63 (right)",
        "--instrument": "a General MIDI instrument, by its name or number (1 to 128)",
    }
    for option, text in helps.items():
        words = f"{text}, such as {_EXAMPLES[option]}; repeat it for several parts"
        parser.add_argument(option, metavar="PART=X", action="append", default=[], help=words)
    parser.add_argument(
        "--mute", metavar="PART", action="append", default=[], help="a part that is silent; repeat it for several"
    )


def mix_of(options: argparse.Namespace) -> Mix:
    """The mix in the options. Raises UsageError for a part or a value that is none."""
    mix = Mix(muted=frozenset(_role(word) for word in options.mute))
    for word in options.volume:
        role, text = _pair("--volume", word)
        if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or int(text) > 127:
            raise UsageError(f"a volume of {text!r}", "it must be 0 to 127", f"Try: --volume {role.value}=90")
        mix = mix.having(role, replace(mix.channel(role), volume=int(text)))
    for word in options.pan:
        role, text = _pair("--pan", word)
        mix = mix.having(role, replace(mix.channel(role), pan=_pan(role, text)))
    for word in options.instrument:
        role, text = _pair("--instrument", word)
        mix = mix.having(role, replace(mix.channel(role), program=_program(role, text)))
    return mix


def _pair(option: str, word: str) -> tuple[Role, str]:
    part, sign, value = word.partition("=")
    if not sign or not value.strip():
        raise UsageError(f"{option} {plain(word, 40)!r} cannot be read", "", f"Write: {option} {_EXAMPLES[option]}")
    return _role(part), value.strip()


def _role(word: str) -> Role:
    try:
        return Role(word.strip().lower())
    except ValueError:
        mend = f"{did_you_mean(word, list(Role))}Parts: {', '.join(Role)}"
        raise UsageError(f"there is no part {plain(word, 40)!r}", "", mend) from None


def _pan(role: Role, text: str) -> int:
    match = re.fullmatch(r"(?:C|([LR])(\d{1,2}))", text.upper(), re.ASCII)
    aside = int(match[2] or 0) if match else 99
    value = 64 - aside if match and match[1] == "L" else 64 + aside
    if not 0 <= value <= 127:
        raise UsageError(f"a pan of {plain(text, 20)!r}", "it goes from L64 to R63", f"Try: --pan {role.value}=L30")
    return value


def _program(role: Role, text: str) -> int:
    from tui.instruments import PROGRAM_NAMES, programs_named

    if role is Role.DRUMS:
        raise UsageError("drums have no other instrument", "every pitch is one already", "Name another part")
    exact = [program for program, name in enumerate(PROGRAM_NAMES) if name == text.lower()]
    found = exact or programs_named(text)
    if len(found) == 1:
        return found[0]
    if not found:
        near = did_you_mean(text.lower(), PROGRAM_NAMES)
        raise UsageError(f"there is no instrument {plain(text, 40)!r}", "", f"{near}Numbers are 1 to 128")
    names = ", ".join(PROGRAM_NAMES[program] for program in found[:6])
    raise UsageError(f"{plain(text, 40)!r} is the name of {len(found)} instruments", names, "Name one of them in full")

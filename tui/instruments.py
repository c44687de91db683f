"""Short names of the General MIDI programs, for the labels of tracks."""

from __future__ import annotations

from gan.music.score import Track

_NAMES = """
piano, bright piano, electric grand, honky-tonk, electric piano, e-piano 2, harpsichord, clavinet,
celesta, glockenspiel, music box, vibraphone, marimba, xylophone, tubular bells, dulcimer,
drawbar organ, percussive organ, rock organ, church organ, reed organ, accordion, harmonica, bandoneon,
nylon guitar, steel guitar, jazz guitar, clean guitar, muted guitar, overdriven guitar, distorted guitar, harmonics,
upright bass, finger bass, picked bass, fretless bass, slap bass, slap bass 2, synth bass, synth bass 2,
violin, viola, cello, double bass, tremolo strings, pizzicato, harp, timpani,
strings, slow strings, synth strings, synth strings 2, choir, voices, synth voice, orchestra hit,
trumpet, trombone, tuba, muted trumpet, horn, brass, synth brass, synth brass 2,
soprano sax, alto sax, tenor sax, baritone sax, oboe, english horn, bassoon, clarinet,
piccolo, flute, recorder, pan flute, bottle, shakuhachi, whistle, ocarina,
square lead, saw lead, calliope lead, chiff lead, charang, voice lead, fifths lead, bass lead,
new age pad, warm pad, polysynth, choir pad, bowed pad, metallic pad, halo pad, sweep pad,
rain, soundtrack, crystal, atmosphere, brightness, goblins, echoes, sci-fi,
sitar, banjo, shamisen, koto, kalimba, bagpipe, fiddle, shanai,
tinkle bell, agogo, steel drums, woodblock, taiko, tom, synth drum, reverse cymbal,
fret noise, breath, seashore, bird, telephone, helicopter, applause, gunshot
"""

PROGRAM_NAMES: tuple[str, ...] = tuple(name.strip() for name in _NAMES.replace("\n", " ").split(","))
"""The name of each program, 0 to 127."""


def instrument_of(track: Track) -> str:
    """What plays a track, in a word or two."""
    return "drum kit" if track.is_drums else PROGRAM_NAMES[track.program]


def programs_named(text: str) -> list[int]:
    """The programs whose name has all the words of a text, or whose number (from 1, as people count) it is."""
    words = text.lower().split()
    if len(words) == 1 and words[0].isascii() and words[0].isdecimal():
        number = int(words[0][:4]) - 1
        return [number] if 0 <= number < len(PROGRAM_NAMES) else []
    return [program for program, name in enumerate(PROGRAM_NAMES) if all(word in name for word in words)]

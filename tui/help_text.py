"""The help of each station: keys and what they do, in the order a person meets them."""

from __future__ import annotations

Section = tuple[str, tuple[tuple[str, str], ...]]

EVERYWHERE: Section = (
    "Everywhere",
    (
        ("1 2 3", "Compose, Audition, Train"),
        ("space", "play or stop"),
        ("g  ctrl+g", "compose four takes (with ctrl while typing notes)"),
        ("tab  shift+tab", "next, previous part of the station"),
        ("ctrl+p", "every command, by name"),
        ("ctrl+o", "load a melody"),
        ("?  F1", "this help"),
        ("q  ctrl+q", "quit; all is kept, training goes on"),
    ),
)

STATIONS: dict[str, tuple[str, tuple[Section, ...]]] = {
    "compose": (
        "Give a melody and pick a genre; g has the GAN write the other tracks.",
        (
            (
                "Genre and melody",
                (
                    ("↑ ↓", "another genre (in the list)"),
                    ("l  ctrl+o", "load a MIDI, MusicXML or ABC file"),
                    ("d  ctrl+d", "demo melodies"),
                    ("n  ctrl+n", "a new, empty melody (undo: the old one)"),
                    ("< >", "slower, faster"),
                    ("m", "next metre"),
                    ("{ }", "transpose all by a semitone"),
                    ("[ ]", "see more, see closer (in the roll)"),
                ),
            ),
            (
                "PIANO: type notes, each one moves the cursor on",
                (
                    ("a s d f g h j k l ; '", "white keys"),
                    ("w e  t y u  o p", "black keys"),
                    ("z x", "octave down, up"),
                    ("- =", "half, double length"),
                    (".  r", "dotted; triplet"),
                    (",  /", "a rest; hold the last note on (tie)"),
                    ("⌫", "take the last note or rest back"),
                    ("ctrl+z ctrl+y", "undo, redo, without a limit"),
                    ("esc", "to the EDIT keys"),
                ),
            ),
            (
                "EDIT: move about and change",
                (
                    ("← → ↑ ↓", "move by a step, by a semitone"),
                    ("ctrl+arrows", "by a bar, by an octave"),
                    ("enter", "add a note here"),
                    ("del", "remove the note here"),
                    ("- =", "shorten, lengthen the note here"),
                    ("shift+↑ ↓", "move the note here by a semitone"),
                    ("mouse", "click moves the cursor, double click adds or removes; the ruler plays from there"),
                    ("esc", "to the PIANO keys"),
                ),
            ),
        ),
    ),
    "audition": (
        "Hear the takes. In key: share of note length in the key. Empty: share of bars in which a written track "
        "is silent. Clash: share of melody and part a semitone apart; real music has some.",
        (
            (
                "Takes",
                (
                    ("↑ ↓", "another take; while playing, at the same place"),
                    ("m, then a number", "mute a track (0: none)"),
                    ("s, then a number", "solo a track (0: none)"),
                    ("o", "lanes, or all parts together with the melody over them"),
                    ("e", "export as MIDI, MusicXML, WAV, FLAC, Ogg Vorbis or Opus"),
                    ("g", "four more takes, with the next seed"),
                ),
            ),
            (
                "Tracks (tab)",
                (
                    ("↑ ↓", "another track"),
                    ("m  s", "mute, solo it"),
                    ("← →", "scroll by a bar"),
                    ("[ ]", "see more, see closer"),
                    ("mouse", "m and s beside a name; the ruler plays from there"),
                ),
            ),
        ),
    ),
    "train": (
        "Two networks at school. The generator is the orchestra that plays along with melodies, the discriminator the "
        "conductor who tells its playing from written music. A loss of 0.69 (ln 2) means the conductor is guessing.",
        (
            (
                "Run",
                (
                    ("t", "start a run with the form's settings"),
                    ("p", "pause, go on; takes a stopped run up again"),
                    ("x", "save a checkpoint and stop"),
                    ("q", "quit the composer; the run goes on and is found again"),
                ),
            ),
            (
                "Curve",
                (
                    ("l", "linear or logarithmic"),
                    ("s", "smooth or raw"),
                    ("b", "the band from least to greatest"),
                ),
            ),
            ("Samples", (("↑ ↓", "another sample"), ("space  enter", "hear it"))),
        ),
    ),
}

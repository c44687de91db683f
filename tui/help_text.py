"""The help of each station: keys and what they do, in the order a person meets them."""

from __future__ import annotations

Section = tuple[str, tuple[tuple[str, str], ...]]

EVERYWHERE: Section = (
    "Everywhere",
    (
        ("1 2 3 4", "Compose, Audition, Train, Library"),
        ("space", "play or stop"),
        ("ctrl+e  ctrl+l", "metronome; all, or what is selected, goes round"),
        ("g  ctrl+g", "compose takes (with ctrl while typing notes)"),
        ("tab  shift+tab", "next, previous part of the station"),
        ("ctrl+t", "a letter on each part of the screen; a press goes there"),
        ("ctrl+p", "every command, by name; themes too"),
        ("5", "a guided tour: what a GAN is, on a real one"),
        ("ctrl+o", "load a melody"),
        ("ctrl+u", "where the sound goes: over SSH into your browser"),
        ("ctrl+p MIDI", "with composer-tui[midi]: keyboards and instruments"),
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
                    ("l  ctrl+o", "load MIDI, MusicXML or ABC (space hears it)"),
                    ("d  ctrl+d", "demo melodies and old tunes, with a search"),
                    ("ctrl+s", "save the melody under a name, as a MIDI file"),
                    ("n  ctrl+n", "a new, empty melody (undo: the old one)"),
                    ("k  ctrl+k", "title, tempo (20 to 300), key and metre"),
                    ("< >  m", "slower, faster; next metre"),
                    ("{ }", "transpose all by a semitone"),
                    ("[ ]", "see more, see closer (in the roll)"),
                ),
            ),
            (
                "PIANO: type notes, each one moves the cursor on",
                (
                    ("a s d f g h j k l ; '", "white keys"),
                    ("w e  t y u  o p", "black keys"),
                    ("z x  c v", "octave down, up; softer, louder"),
                    ("- =", "half, double length"),
                    (".  r", "dotted; triplet"),
                    (",  /", "a rest; hold the last note on (tie)"),
                    ("⌫", "take the last note or rest back"),
                    ("ctrl+z ctrl+y", "undo, redo, without a limit"),
                    ("esc", "to the EDIT keys"),
                ),
            ),
            (
                "Recording live, while typing notes",
                (
                    ("enter", "count a bar in, then record what you play"),
                    ("enter space esc", "keep it: it replaces what lay there (undo: as before)"),
                    ("q", "the rhythm assist: off, 1/8, 1/16, triplet"),
                    ("held keys", "last as held where the terminal tells; else a step"),
                    ("slow line", "over a slow SSH line rather type: steps need no timing"),
                ),
            ),
            (
                "EDIT: move about and change",
                (
                    ("← → ↑ ↓", "move by a step, by a semitone"),
                    ("ctrl+arrows", "by a bar, by an octave"),
                    ("enter  del", "add, remove a note here"),
                    ("- =", "shorten, lengthen the note here"),
                    ("v", "select by moving; v again ends, esc drops"),
                    ("shift+← →  ctrl+shift", "select by a step, by a bar"),
                    ("a", "select all"),
                    ("esc", "to the PIANO keys"),
                ),
            ),
            (
                "With what is selected, or the note here",
                (
                    ("y  x  p", "copy, cut; paste over what is at the cursor"),
                    ("shift+↑ ↓  ctrl+shift", "move by a semitone, by an octave"),
                    ("b f  alt+← →", "a step earlier, later; B F by less"),
                    ("( )", "softer, louder"),
                    ("- =", "half, twice as long (a selection)"),
                    ("t", "quantise to a grid (a selection, else all)"),
                    ("s", "into the key (a selection, else all)"),
                ),
            ),
            (
                "Mouse on the roll",
                (
                    ("click", "the cursor; on the ruler: play from there"),
                    ("double click", "add a note, remove a note"),
                    ("drag a note", "move it, or the selection (ctrl: a semitone a row)"),
                    ("drag its right end", "make it longer or shorter"),
                    ("drag beside notes", "select (with shift: on notes too)"),
                    ("wheel", "pitches; with shift: bars; with ctrl: zoom"),
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
                    ("↑ ↓", "another take; while playing, from the next beat on"),
                    ("m, then a number", "mute a track (0: none)"),
                    ("s, then a number", "solo a track (0: none)"),
                    ("o", "lanes, or all parts together with the melody over them"),
                    ("e", "export: MIDI, MusicXML, score, WAV, FLAC, Ogg"),
                    ("g", "more takes, with the next seed"),
                    ("w", "wishes: adventure, density, blend, number, seed"),
                    ("r", "more like this; with locks or bars: what is open anew"),
                    ("R", "rewrite, and choose parts, bars and how much"),
                    ("*", "one star more, none after five"),
                    ("z", "order: as made, best first, only those with stars"),
                    ("a  b,  f", "mark two takes A and B; flip between them"),
                    ("i", "details, and the command that writes it again"),
                    ("del", "delete the take"),
                    ("ctrl+z ctrl+y", "undo, redo what was done to takes"),
                ),
            ),
            (
                "Tracks (tab)",
                (
                    ("↑ ↓", "another track"),
                    ("m  s", "mute, solo it"),
                    ("k", "lock it: a rewriting keeps it"),
                    ("← →", "another bar"),
                    ("v,  shift+← →", "select bars: only they are rewritten (esc: none)"),
                    ("+ -", "louder, softer"),
                    ("< >", "further left, further right"),
                    ("p", "another instrument, found by its name"),
                    ("u", "volume, place and instrument as usual"),
                    ("enter", "change its notes by hand"),
                    ("[ ]", "see more, see closer"),
                    ("mouse", "k, m and s beside a name; the ruler plays from there"),
                ),
            ),
            (
                "NOTE: change the notes of a track",
                (
                    ("← →", "another note"),
                    ("↑ ↓  shift+↑ ↓", "by a semitone, by an octave"),
                    ("shift+← →", "earlier, later by a sixteenth"),
                    ("- +", "shorter, longer"),
                    ("enter", "add one like it behind it"),
                    ("del", "remove it"),
                    ("esc", "done"),
                ),
            ),
        ),
    ),
    "train": (
        "Two networks at school. The generator is the orchestra that plays along with melodies, the discriminator the "
        "conductor who tells its playing from written music. A loss of 0.69 (ln 2) means the conductor is guessing. "
        "Missed notes: how badly written notes are foreseen, 0 at best. A window: an excerpt that is learned from.",
        (
            (
                "Run",
                (
                    ("t", "start a run with the form's settings"),
                    ("p", "pause, go on; takes a stopped run up again"),
                    ("x", "save, measure and stop; a second time: save and stop at once"),
                    ("c", "save a checkpoint now, and go on"),
                    ("d  q", "leave the composer; the run goes on and is found again"),
                    ("n", "all numbers of the last step, and what each means"),
                    ("o", "another run's curves beside this one's, and a table of both"),
                ),
            ),
            (
                "Hear it learn",
                (
                    ("h", "one melody with the weights of a row of steps, one after another"),
                    ("enter", "on the curve: hear the model as it was at the cursor (♪: weights were kept)"),
                    ("y", "with your melody, or one that the run does not learn from"),
                    ("k", "keep what a step composed among the takes"),
                ),
            ),
            (
                "Curve",
                (
                    ("← →", "a cursor along the steps: the numbers then, and now (shift: further)"),
                    ("ctrl+← →", "to the weights kept before, after"),
                    ("home end", "the first step; now"),
                    ("+ -  < >  0", "see closer, see more; move; see all (mouse: click, drag, wheel)"),
                    ("l", "linear or logarithmic"),
                    ("s", "raw, smooth, smoother"),
                    ("b", "the band from least to greatest"),
                ),
            ),
            ("Samples", (("↑ ↓", "another sample; while one plays, at the same place"), ("space  enter", "hear it"))),
        ),
    ),
    "library": (
        "All that was made: takes are kept as they come, melodies when they are saved or loaded, runs with their "
        "weights. What is deleted lies in the trash for 30 days.",
        (
            (
                "List",
                (
                    ("← →", "another section"),
                    ("/", "search; esc shows all again"),
                    ("enter", "open it where it is worked on; use weights or a SoundFont; bring back from the trash"),
                    ("space", "hear a take or a melody"),
                    ("r", "rename"),
                    ("del  ⌫", "delete: into the trash"),
                    ("u  ctrl+z", "undo the last renaming or deletion"),
                ),
            ),
            (
                "Sections",
                (
                    ("Takes", "the shelf: 500 takes; the oldest without stars go first"),
                    ("Melodies", "saved ones (MIDI files in one folder), those loaded lately, and the built-in ones"),
                    ("Runs", "training runs; one that is at work is not deleted"),
                    ("Weights", "what composes: the shipped weights, or those of a run"),
                    ("SoundFonts", "what plays"),
                ),
            ),
        ),
    ),
}

"""The colours of each theme, by their meaning.

Rule of this file: whatever is written in TEXT, BRIGHT, DIM, ACCENT, GOOD, WARN, BAD, the two networks' colours or the
first colour of a role can be read on every ground (BACKGROUND, PANEL, RAISED, CURSOR, ROW_BLACK): 4.5 to 1 or more.
The grid's colours are for lines, never for words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gan.music.role import Role

Pair = tuple[str, str]
"""A role's colours: of a note's first column (and of the role's name), and of the rest of the note."""


@dataclass(frozen=True)
class Palette:
    """A theme: `#rrggbb` for each meaning."""

    title: str
    about: str
    colours: dict[str, str]
    roles: dict[Role, Pair]
    dark: bool = True
    signs: bool = False
    """True where what differs in colour differs in a sign or a kind of line too."""
    colourless: bool = False
    """True where no colour may reach the terminal at all; the colours are then greys, for pictures of the screen."""
    keys: dict[str, str] = field(default_factory=dict)
    """The keys of the piano on the screen, where they are not ivory and ebony."""


_PIANO = {
    "IVORY": "#e9e5da",
    "IVORY_EDGE": "#a8a395",
    "IVORY_TEXT": "#625d50",
    "INK": "#30343f",
    "EBONY": "#262b38",
    "EBONY_TEXT": "#c9d1e0",
    "EBONY_DIM": "#9aa4bb",
}

_DARK = {
    "BACKGROUND": "#10131a",
    "PANEL": "#171b25",
    "RAISED": "#222838",
    "CURSOR": "#2f3a56",
    "SELECTED": "#2c4266",
    "SELECTED_FIRST": "#ffffff",
    "SELECTED_BODY": "#8fd0ff",
    "ROW_BLACK": "#13161f",
    "PLAYHEAD": "#5b2b3a",
    "GRID": "#2b3243",
    "GRID_BRIGHT": "#465069",
    "GHOST": "#6f7fa6",
    "DIM": "#9aa4bb",
    "TEXT": "#d8dee9",
    "BRIGHT": "#f5f7fb",
    "ACCENT": "#ffcc66",
    "GOOD": "#a3d977",
    "WARN": "#ffb454",
    "BAD": "#f28a90",
    "GENERATOR": "#ffcc66",
    "DISCRIMINATOR": "#5cb8ff",
    "GENERATOR_BAND": "#6b5a33",
    "DISCRIMINATOR_BAND": "#2c506e",
}

PALETTES: dict[str, Palette] = {
    "dark": Palette(
        "Dark",
        "Gold and blue on night",
        _DARK,
        {
            Role.MELODY: ("#ffdf9e", "#e6ad3c"),
            Role.CHORDS: ("#a9ecf7", "#38a9c0"),
            Role.BASS: ("#ffb9a8", "#dd6a52"),
            Role.PAD: ("#ddcbff", "#9a7be0"),
            Role.DRUMS: ("#d3f0a6", "#86b84a"),
        },
    ),
    "light": Palette(
        "Light",
        "Ink on paper, for bright rooms",
        {
            "BACKGROUND": "#fbfaf7",
            "PANEL": "#f1efe9",
            "RAISED": "#e3e0d8",
            "CURSOR": "#cfdcf0",
            "SELECTED": "#bdd2ef",
            "SELECTED_FIRST": "#001f45",
            "SELECTED_BODY": "#2f7fd0",
            "ROW_BLACK": "#eae7e0",
            "PLAYHEAD": "#f2bfc6",
            "GRID": "#d8d4ca",
            "GRID_BRIGHT": "#aaa596",
            "GHOST": "#8fa3c8",
            "DIM": "#5a606e",
            "TEXT": "#2a2f3a",
            "BRIGHT": "#0d1017",
            "ACCENT": "#7a4300",
            "GOOD": "#2d5f0f",
            "WARN": "#8a4500",
            "BAD": "#a3162a",
            "GENERATOR": "#7a4300",
            "DISCRIMINATOR": "#00519e",
            "GENERATOR_BAND": "#e6c996",
            "DISCRIMINATOR_BAND": "#b3cfea",
        },
        {
            Role.MELODY: ("#6d4400", "#d08f14"),
            Role.CHORDS: ("#00505f", "#1b93a8"),
            Role.BASS: ("#93301a", "#da6a4f"),
            Role.PAD: ("#5a3aa8", "#9677dc"),
            Role.DRUMS: ("#3a5a0c", "#79a63c"),
        },
        dark=False,
        keys={"IVORY": "#ffffff"},
    ),
    "colour-blind": Palette(
        "Colour-blind safe",
        "The colours of Okabe and Ito, and a sign or a kind of line beside each",
        {
            **_DARK,
            "BACKGROUND": "#0f1116",
            "PANEL": "#171a21",
            "RAISED": "#232832",
            "CURSOR": "#303b50",
            "SELECTED": "#2a4560",
            "SELECTED_FIRST": "#ffffff",
            "SELECTED_BODY": "#a6d8f5",
            "ROW_BLACK": "#13161c",
            "PLAYHEAD": "#5a3a1c",
            "GRID": "#2d323c",
            "GRID_BRIGHT": "#4b5260",
            "DIM": "#a1a9b8",
            "TEXT": "#dfe3ea",
            "BRIGHT": "#ffffff",
            "ACCENT": "#f0e442",
            "GOOD": "#56b4e9",
            "WARN": "#f0e442",
            "BAD": "#f09a5a",
            "GENERATOR": "#e69f00",
            "DISCRIMINATOR": "#56b4e9",
            "GENERATOR_BAND": "#5e4713",
            "DISCRIMINATOR_BAND": "#274e66",
        },
        {
            Role.MELODY: ("#f7f0a0", "#f0e442"),
            Role.CHORDS: ("#a6d8f5", "#56b4e9"),
            Role.BASS: ("#ffb98a", "#d55e00"),
            Role.PAD: ("#f0bcd8", "#cc79a7"),
            Role.DRUMS: ("#7fe0c0", "#009e73"),
        },
        signs=True,
    ),
    "high-contrast": Palette(
        "High contrast",
        "White and yellow on black",
        {
            "BACKGROUND": "#000000",
            "PANEL": "#000000",
            "RAISED": "#1c1c1c",
            "CURSOR": "#00408a",
            "SELECTED": "#003050",
            "SELECTED_FIRST": "#ffffff",
            "SELECTED_BODY": "#66d9ff",
            "ROW_BLACK": "#0d0d0d",
            "PLAYHEAD": "#7a0020",
            "GRID": "#4a4a4a",
            "GRID_BRIGHT": "#8a8a8a",
            "GHOST": "#9fb8ff",
            "DIM": "#c8c8c8",
            "TEXT": "#ffffff",
            "BRIGHT": "#ffffff",
            "ACCENT": "#ffff00",
            "GOOD": "#00ff7f",
            "WARN": "#ffd000",
            "BAD": "#ff9c9c",
            "GENERATOR": "#ffff00",
            "DISCRIMINATOR": "#66d9ff",
            "GENERATOR_BAND": "#5a5a00",
            "DISCRIMINATOR_BAND": "#004a63",
        },
        {
            Role.MELODY: ("#ffff99", "#ffd400"),
            Role.CHORDS: ("#99f2ff", "#00c8e6"),
            Role.BASS: ("#ffc2b3", "#ff5c33"),
            Role.PAD: ("#e6ccff", "#b066ff"),
            Role.DRUMS: ("#ccff99", "#4ddb00"),
        },
        signs=True,
        keys={
            "IVORY": "#ffffff",
            "IVORY_EDGE": "#909090",
            "IVORY_TEXT": "#404040",
            "INK": "#000000",
            "EBONY": "#000000",
            "EBONY_TEXT": "#ffffff",
        },
    ),
    "no-colour": Palette(
        "No colour",
        "Bold, reverse and signs alone; what NO_COLOR asks for",
        {
            "BACKGROUND": "#101010",
            "PANEL": "#181818",
            "RAISED": "#262626",
            "CURSOR": "#383838",
            "SELECTED": "#484848",
            "SELECTED_FIRST": "#ffffff",
            "SELECTED_BODY": "#c0c0c0",
            "ROW_BLACK": "#141414",
            "PLAYHEAD": "#4a4a4a",
            "GRID": "#303030",
            "GRID_BRIGHT": "#505050",
            "GHOST": "#8a8a8a",
            "DIM": "#a6a6a6",
            "TEXT": "#dcdcdc",
            "BRIGHT": "#ffffff",
            "ACCENT": "#f0f0f0",
            "GOOD": "#dcdcdc",
            "WARN": "#dcdcdc",
            "BAD": "#f0f0f0",
            "GENERATOR": "#ffffff",
            "DISCRIMINATOR": "#b4b4b4",
            "GENERATOR_BAND": "#505050",
            "DISCRIMINATOR_BAND": "#3a3a3a",
        },
        {
            Role.MELODY: ("#ffffff", "#e0e0e0"),
            Role.CHORDS: ("#dcdcdc", "#a8a8a8"),
            Role.BASS: ("#c8c8c8", "#888888"),
            Role.PAD: ("#e6e6e6", "#989898"),
            Role.DRUMS: ("#d2d2d2", "#b4b4b4"),
        },
        signs=True,
        colourless=True,
        keys={
            "IVORY": "#e4e4e4",
            "IVORY_EDGE": "#a0a0a0",
            "IVORY_TEXT": "#585858",
            "INK": "#303030",
            "EBONY": "#262626",
            "EBONY_TEXT": "#d0d0d0",
        },
    ),
}
"""Every theme by the name a person gives it."""


def colours_of(name: str) -> dict[str, str]:
    """All colours of a theme by their meaning, the piano's keys among them. Raises KeyError for no theme."""
    palette = PALETTES[name]
    return {**_PIANO, **palette.keys, **palette.colours}

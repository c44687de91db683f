"""What each colour means, in the theme that is worn now.

Rules this file owns:

- A colour stands for one thing everywhere. The generator is the orchestra (gold, as the melody it plays around), the
  discriminator the conductor (blue).
- Widgets name meanings (`theme.DIM`), never values. A `Colour` that was kept from before the theme changed is drawn in
  its meaning's colour of now, so that a widget has nothing to do but to be drawn again.
"""

from __future__ import annotations

from textual.theme import Theme

from gan.music.role import Role
from tui.palettes import PALETTES, colours_of

BACKGROUND: str
PANEL: str
RAISED: str
"""The ground of bars, headings and what is chosen but not in focus."""
CURSOR: str
"""The ground of what is chosen and in focus."""
SELECTED: str
"""The ground of the notes that are selected, and their colours."""
SELECTED_FIRST: str
SELECTED_BODY: str
ROW_BLACK: str
PLAYHEAD: str
GRID: str
GRID_BRIGHT: str
"""Lines; too faint for words."""
GHOST: str
DIM: str
TEXT: str
BRIGHT: str
ACCENT: str
GOOD: str
WARN: str
BAD: str
GENERATOR: str
DISCRIMINATOR: str
GENERATOR_BAND: str
DISCRIMINATOR_BAND: str
IVORY: str
IVORY_EDGE: str
IVORY_TEXT: str
INK: str
EBONY: str
EBONY_TEXT: str
EBONY_DIM: str

ROLE_COLOURS: dict[Role, tuple[str, str]] = {}
"""For each role the colour of a note's first column and of the rest: a repeated note differs from a held one."""

NAME = ""
"""The theme that is worn."""
SIGNS = False
"""True where what differs in colour is to differ in a sign or a kind of line too."""
COLOURLESS = False
"""True where no colour reaches the terminal: only bold, reverse and signs tell things apart."""

_values: dict[str, str] = {}


class Colour(str):
    """A colour as `#rrggbb`, which knows what it stands for."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Colour:
        colour = super().__new__(cls, value)
        colour.meaning = meaning
        return colour


def now(colour: str) -> str:
    """What a colour is in the theme that is worn; a plain value stays what it is."""
    return _values[colour.meaning] if type(colour) is Colour else colour


def meaning(colour: str) -> str:
    """What a colour stands for, such as `CURSOR` or `chords.first`; empty for a plain value."""
    return colour.meaning if type(colour) is Colour else ""


def wear(name: str) -> None:
    """Make a theme the one that is worn. Raises KeyError for no theme."""
    global NAME, SIGNS, COLOURLESS
    palette = PALETTES[name]
    _values.update(colours_of(name))
    globals().update({meaning: Colour(value, meaning) for meaning, value in _values.items() if meaning.isupper()})
    for role, values in palette.roles.items():
        pair = [Colour(value, f"{role.value}.{part}") for part, value in zip(("first", "body"), values)]
        _values.update({colour.meaning: str(colour) for colour in pair})
        ROLE_COLOURS[role] = (pair[0], pair[1])
    NAME, SIGNS, COLOURLESS = name, palette.signs, palette.colourless


def textual_theme(name: str) -> Theme:
    """A theme in Textual's form, for what is styled by rules instead of drawn by hand."""
    c = colours_of(name)
    palette = PALETTES[name]
    cursor = "bold reverse" if palette.colourless else "bold"
    return Theme(
        name=f"composer-{name}",
        primary=c["ACCENT"],
        secondary=c["DISCRIMINATOR"],
        accent=c["ACCENT"],
        foreground=c["TEXT"],
        background=c["BACKGROUND"],
        surface=c["PANEL"],
        panel=c["RAISED"],
        success=c["GOOD"],
        warning=c["WARN"],
        error=c["BAD"],
        dark=palette.dark,
        variables={
            "border": c["GRID_BRIGHT"],
            "border-blurred": c["GRID"],
            "text-muted": c["DIM"],
            "block-cursor-background": c["CURSOR"],
            "block-cursor-foreground": c["BRIGHT"],
            "block-cursor-text-style": cursor,
            "block-cursor-blurred-background": c["RAISED"],
            "block-cursor-blurred-foreground": c["TEXT"],
            "input-selection-background": f"{c['ACCENT']} 30%",
            "footer-key-foreground": c["ACCENT"],
            "scrollbar": c["GRID"],
            "scrollbar-hover": c["GRID_BRIGHT"],
            "scrollbar-active": c["ACCENT"],
            "scrollbar-background": c["BACKGROUND"],
            "scrollbar-corner-color": c["BACKGROUND"],
        },
    )


wear("dark")

"""The colours of the product, and what each means.

Rule of this file: a colour stands for one thing everywhere. The generator is the orchestra (gold, as the melody
it plays around), the discriminator the conductor (blue).
"""

from __future__ import annotations

from textual.theme import Theme

from gan.music.role import Role

BACKGROUND = "#10131a"
PANEL = "#171b25"
RAISED = "#222838"
GRID = "#2b3243"
GRID_BRIGHT = "#465069"
DIM = "#7c869d"
TEXT = "#d8dee9"
BRIGHT = "#f5f7fb"
ACCENT = "#ffcc66"
CURSOR = "#3a4663"
GHOST = "#6f7fa6"
ROW_BLACK = "#13161f"
PLAYHEAD = "#5b2b3a"
GOOD = "#a3d977"
WARN = "#ffb454"
BAD = "#f07178"

GENERATOR = "#ffcc66"
DISCRIMINATOR = "#5cb8ff"

ROLE_COLOURS: dict[Role, tuple[str, str]] = {
    Role.MELODY: ("#ffdf9e", "#e6ad3c"),
    Role.CHORDS: ("#a9ecf7", "#38a9c0"),
    Role.BASS: ("#ffb9a8", "#dd6a52"),
    Role.PAD: ("#ddcbff", "#9a7be0"),
    Role.DRUMS: ("#d3f0a6", "#86b84a"),
}
"""For each role the colour of a note's first column and of the rest: a repeated note differs from a held one."""

COMPOSER_THEME = Theme(
    name="composer",
    primary=ACCENT,
    secondary=DISCRIMINATOR,
    accent=ACCENT,
    foreground=TEXT,
    background=BACKGROUND,
    surface=PANEL,
    panel=RAISED,
    success=GOOD,
    warning=WARN,
    error=BAD,
    dark=True,
    variables={
        "border": GRID_BRIGHT,
        "border-blurred": GRID,
        "block-cursor-background": CURSOR,
        "block-cursor-foreground": BRIGHT,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": RAISED,
        "block-cursor-blurred-foreground": TEXT,
        "input-selection-background": f"{ACCENT} 30%",
        "footer-key-foreground": ACCENT,
        "scrollbar": GRID,
        "scrollbar-hover": GRID_BRIGHT,
        "scrollbar-active": ACCENT,
        "scrollbar-background": BACKGROUND,
        "scrollbar-corner-color": BACKGROUND,
    },
)

"""The words of music and their forms.

Conventions, for the whole package:

- Time is counted in *ticks*, `TICKS_PER_QUARTER` = 24 to a quarter note, from the start of the score.
  Sixteenths (6), eighth triplets (8), thirty-seconds (3) and sixteenth triplets (4) are whole numbers.
- Ends are exclusive: a note at tick 0 of length 24 sounds in ticks 0 to 23.
- Pitches are MIDI numbers 0 to 127, middle C = C4 = 60. Velocities are 1 to 127.
- Tempo is in quarter notes per minute, whatever the metre.
- `pickup` is the tick of the first bar line: 0 when the music begins with a full bar.
"""

from gan.music.genre import GENRES, Genre, genre_named
from gan.music.key import Key
from gan.music.melody import Melody
from gan.music.metre import Metre
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.role import Role
from gan.music.score import Score, Track

__all__ = [
    "GENRES",
    "TICKS_PER_QUARTER",
    "Genre",
    "Key",
    "Melody",
    "Metre",
    "Note",
    "Role",
    "Score",
    "Track",
    "genre_named",
]

import numpy as np
import pytest

from gan.data.motion import INTERVALS, KINDS, PITCHED, gates_of_parts
from gan.data.voices import ACCOMPANYING, VOICES_OF, Voices
from gan.music import Role
from gan.rehearsal import GAIN, MOST, correction, motion_counts

BASS = VOICES_OF[Role.BASS][0]
PAD = VOICES_OF[Role.PAD][0]


def line(voices: Voices, voice: int, pitches: list[int]) -> None:
    """A note an eighth."""
    for patch, pitch in enumerate(pitches):
        voices.state[voice, 3 * patch : 3 * patch + 3] = pitch
        voices.onset[voice, 3 * patch] = pitch > 0


def test_parallels_are_counted_in_each_accompanying_part_that_takes_part():
    voices = Voices.silent(12)
    line(voices, BASS, [20, 22, 22, 24])
    # Over the bass: a fifth that moves along, then a voice alone, then a sixth that becomes a fifth.
    line(voices, PAD, [27, 29, 30, 31])
    line(voices, 0, [44, 46, 47, 48])  # the melody, two octaves above the bass at first, and then not
    octaves, fifths, notes = motion_counts(voices)
    bass, pad = PITCHED.index(Role.BASS), PITCHED.index(Role.PAD)
    assert (octaves[bass], octaves[pad], fifths[bass], fifths[pad]) == (1, 0, 1, 1)
    assert (notes[bass], notes[pad], notes.sum()) == (4, 4, 8)


def test_what_takes_do_too_often_is_wanted_less_by_the_logarithm_of_how_much():
    music = np.array([[10, 10, 0], [10, 10, 0], [999, 999, 999]])
    takes = np.array([[10, 42, 0], [10, 0, 0], [999, 999, 20]])
    chords, bass, pad = correction(takes, music).T
    assert chords == pytest.approx([0, 0], abs=0.01)
    assert bass[0] == pytest.approx(-GAIN * np.log(42.5 / 10.5)) and 0 < bass[1] <= MOST
    assert (pad == 0).all(), "twenty notes say nothing"


def test_a_prior_moves_every_gate_of_its_interval_and_part():
    wanted = np.array([[1, 2, 3], [-1, -2, -3]], float)
    gates = gates_of_parts(wanted).reshape(3, KINDS, ACCOMPANYING)
    assert (gates == gates[:1]).all() and (gates[:, :INTERVALS] == gates[:, INTERVALS:]).all(), "everywhere"
    for number, role in enumerate(PITCHED):
        for voice in VOICES_OF[role]:
            assert (gates[0, :INTERVALS, voice - 1] == wanted[:, number]).all()

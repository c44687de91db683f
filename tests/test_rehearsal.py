import numpy as np
import pytest

from gan.data import motion, sonority
from gan.data.habits import HABITS, gates_of
from gan.data.motion import INTERVALS, PITCHED
from gan.data.voices import ACCOMPANYING, VOICES_OF, Voices
from gan.music import Role
from gan.rehearsal import GAIN, MOST, SONORITY_GAIN, correction, habit_counts

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
    octaves, fifths, *_, notes = habit_counts(voices)
    bass, pad = PITCHED.index(Role.BASS), PITCHED.index(Role.PAD)
    assert (octaves[bass], octaves[pad], fifths[bass], fifths[pad]) == (1, 0, 1, 1)
    assert (notes[bass], notes[pad], notes.sum()) == (4, 4, 8)


def test_sonorities_are_counted_in_the_eighths_that_a_part_sounds_in():
    voices = Voices.silent(15)
    line(voices, BASS, [13, 13, 13, 13, 0])
    line(voices, PAD, [20, 17, 25, 20, 20])
    line(voices, 0, [0, 44, 0, 0, 0])
    counts = habit_counts(voices)
    kinds, (sounding, _) = counts[INTERVALS:HABITS], counts[HABITS:]
    bass, pad = PITCHED.index(Role.BASS), PITCHED.index(Role.PAD)
    assert (sounding[bass], sounding[pad]) == (4, 5)
    there, thin, triad, _, _, fifth = kinds
    assert (fifth[bass], fifth[pad]) == (2, 2), "twice, with the one of the bass; alone it is none"
    assert triad[pad] == 1 and there[pad] == thin[pad] == 1


def test_what_takes_do_too_often_is_wanted_less_by_the_logarithm_of_how_much():
    music, takes = np.full((2, HABITS + 2, 3), 10)
    music[HABITS:], takes[HABITS:] = 9999, 9999
    takes[:INTERVALS, 1], takes[INTERVALS + 5, 1] = (42, 0), 42
    takes[-1, 2] = 20
    chords, bass, pad = correction(takes, music).T
    assert chords == pytest.approx(np.zeros(HABITS), abs=0.01)
    assert bass[0] == pytest.approx(-GAIN * np.log(45 / 13), rel=0.01) and 0 < bass[1] <= MOST
    assert bass[INTERVALS + 5] == pytest.approx(-SONORITY_GAIN * np.log(45 / 13), rel=0.01)
    assert (pad == 0).all(), "twenty notes say nothing"


def test_of_what_music_seldom_does_few_notes_say_little():
    music, takes = np.full((2, HABITS + 2, 3), 1)
    music[HABITS:], takes[HABITS:] = 1000, 1000
    takes[:HABITS] = 0
    assert 0 < correction(takes, music).max() < 1


def test_a_prior_moves_every_gate_of_its_habit_and_part():
    wanted = np.arange(HABITS * 3, dtype=float).reshape(HABITS, 3)
    parallels, chords = gates_of(wanted)
    parallels = parallels.reshape(3, motion.KINDS, ACCOMPANYING)
    chords = chords.reshape(3, sonority.KINDS, ACCOMPANYING)
    assert (parallels == parallels[:1]).all() and (parallels[:, :INTERVALS] == parallels[:, INTERVALS:]).all()
    assert (chords == chords[:1]).all(), "everywhere"
    for number, role in enumerate(PITCHED):
        for voice in VOICES_OF[role]:
            assert (parallels[0, :INTERVALS, voice - 1] == wanted[:INTERVALS, number]).all()
            assert (chords[0, :, voice - 1] == wanted[INTERVALS:, number]).all()

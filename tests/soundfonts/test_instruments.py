"""The built-in SoundFont as it is heard: every program played by FluidSynth and measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from soundfonts import SoundFont
from soundfonts.balance import RATE, TARGET, dry_strip, loudness_of_programs, played, usual_key
from soundfonts.measuring import Bench, cents_off, click_of, seams
from soundfonts.mixing import DRUM_BANK
from soundfonts.orchestra import Orchestra
from soundfonts.sf2 import Instrument, Layer, Preset, Sample, Zone, soundfont_bytes
from soundfonts.synthesis.programs import NAMES

SUSTAINED = [*range(16, 24), 29, 30, *range(40, 44), 48, 49, 50, 52, 53, *range(56, 86), *range(88, 96), 109, 110, 111]


@pytest.fixture(scope="module")
def bench(font: SoundFont) -> Iterator[Bench]:
    bench = Bench(font.path)
    yield bench
    bench.close()


@pytest.fixture(scope="module")
def orchestra(font: SoundFont) -> Iterator[Orchestra]:
    orchestra = Orchestra([str(font.path)], RATE)
    yield orchestra
    orchestra.close()


def peak(sound: np.ndarray) -> float:
    return float(np.abs(sound).max())


@pytest.mark.parametrize("family", range(14))
def test_every_pitched_program_sounds_and_is_in_tune(orchestra: Orchestra, family: int) -> None:
    for program in range(family * 8, family * 8 + 8):
        orchestra.seat([dry_strip(0, program)])
        for key in (usual_key(program) - 5, usual_key(program) + 7):
            sound = played(orchestra, key, held=0.9, total=0.9)
            assert peak(sound) > 0.01, NAMES[program]
            assert abs(cents_off(sound, key)) < 6, (NAMES[program], key)  # within 2 where it lasts: see below


def test_the_ends_of_the_keyboard_sound(orchestra: Orchestra) -> None:
    for program in (0, 19, 32, 40, 48, 73, 81):
        orchestra.seat([dry_strip(0, program)])
        assert peak(played(orchestra, 21, held=0.4, total=0.5)) > 0.005, NAMES[program]
        assert peak(played(orchestra, 108, held=0.4, total=0.5)) > 0.002, NAMES[program]


def test_effects_and_percussion_sound(orchestra: Orchestra) -> None:
    for program in range(112, 128):
        orchestra.seat([dry_strip(0, program)])
        assert peak(played(orchestra, 60)) > 0.005, NAMES[program]


def test_every_drum_sounds_and_they_differ(orchestra: Orchestra) -> None:
    orchestra.seat([dry_strip(DRUM_BANK, 0)])
    bright = {}
    for key in range(35, 82):
        sound = played(orchestra, key, held=0.1, total=0.5).mean(axis=1)
        assert peak(sound) > 0.01, key
        power = np.abs(np.fft.rfft(sound)) ** 2
        bright[key] = float((power * np.fft.rfftfreq(len(sound), 1 / RATE)).sum() / power.sum())
    assert bright[36] < bright[45] < 400 < bright[38] < 3000 < bright[49] < 6000 < bright[42]
    assert bright[41] < bright[45] < bright[50]  # toms from the floor up


def test_a_closed_hat_silences_the_open_one(orchestra: Orchestra) -> None:
    orchestra.seat([dry_strip(DRUM_BANK, 0)])

    def after(stroke: int | None) -> float:
        orchestra.note_on(0, 46, 110)
        orchestra.frames(RATE // 10)
        if stroke:
            orchestra.note_on(0, stroke, 1)
        orchestra.frames(RATE // 3)
        level = float(np.sqrt(np.mean(orchestra.frames(RATE // 10) ** 2)))
        orchestra.silence()
        orchestra.frames(RATE // 4)
        return level

    assert after(42) < 0.5 * after(None)


@pytest.mark.parametrize("program", [0, 13, 22, 28, 33, 38, 40, 48, 53, 61, 65, 72, 78, 81, 90, 105, 112])
def test_a_program_is_as_loud_as_the_others_in_tune_and_free_of_clicks_over_its_range(
    bench: Bench, program: int
) -> None:
    """A sample of what `benchmarks/soundfont.py` measures of all."""
    measured, _ = bench.measure(program, (-12, 1, 12))
    assert all(abs(value - TARGET) < 3 for value in measured.loudness)
    assert abs(measured.off) < 2
    assert measured.click < 4


def test_a_click_and_a_wrong_pitch_are_seen(bench: Bench) -> None:
    bench.dry.seat([dry_strip(0, 73)])
    sound = played(bench.dry, 69, held=2, total=2)
    assert click_of(sound, 69) < 2 and abs(cents_off(sound, 69)) < 2
    sharp = np.stack(
        [np.interp(np.arange(len(sound)) * 2 ** (10 / 1200), np.arange(len(sound)), c) for c in sound.T], 1
    )
    assert cents_off(sharp[: RATE * 3 // 2], 69) == pytest.approx(10, abs=1)
    cracked = sound.copy()
    cracked[RATE:] *= -1
    assert click_of(cracked, 69) > 4


def test_loops_close_without_a_seam_and_the_font_stays_small(font: SoundFont) -> None:
    found = list(seams(font.path))
    assert len(found) > 100 and max(jolt for _, jolt in found) <= 1.0
    assert font.path.stat().st_size < 1_000_000


def test_a_loop_that_is_cut_anywhere_has_a_seam(tmp_path: Path) -> None:
    tone = np.round(9000 * np.sin(2 * np.pi * np.arange(1000) / 100)).astype(np.int16)
    for end, smooth in ((900, True), (930, False)):
        zone = Zone(Sample("tone", tone, 44100, 69, (0, end)))
        preset = Preset("tone", 0, 0, (Layer(Instrument("tone", (zone,))),))
        path = tmp_path / "tone.sf2"
        path.write_bytes(soundfont_bytes([preset], name="x", comment="x", copyright="x"))
        ((_, jolt),) = seams(path)
        assert (jolt <= 1.0) == smooth


def test_programs_are_equally_loud(font: SoundFont) -> None:
    programs, drums = loudness_of_programs(str(font.path), steps=(0,))
    melodic = programs[:112]
    assert max(melodic) - min(melodic) < 5 and np.std(melodic) < 1
    assert -8 < drums - np.mean(melodic) < -1  # single strokes: a groove adds up


@pytest.mark.parametrize("program", SUSTAINED)
def test_a_held_note_goes_on_without_clicks(orchestra: Orchestra, program: int) -> None:
    orchestra.seat([dry_strip(0, program)])
    sound = played(orchestra, usual_key(program), held=1.6, total=1.6)[int(0.5 * RATE) :].mean(axis=1)
    level = np.sqrt(np.convolve(sound**2, np.ones(4410) / 4410, "valid"))
    assert level.min() > 0.08 * level.max()
    # A click is a jolt far beyond the tone's own steepest moments.
    jolt = np.abs(np.diff(sound, 3))
    assert jolt.max() < 12 * np.percentile(jolt, 95)


@pytest.mark.parametrize("program", [0, 24, 32, 48, 56, 65])
def test_a_harder_touch_is_louder_and_brighter(orchestra: Orchestra, program: int) -> None:
    orchestra.seat([dry_strip(0, program)])

    def heard(velocity: int) -> tuple[float, float]:
        orchestra.silence()
        orchestra.frames(2 * RATE)  # the room is quiet again
        sound = played(orchestra, usual_key(program), velocity, 0.5, 0.5).mean(axis=1)
        power = np.abs(np.fft.rfft(sound)) ** 2
        overtones = np.fft.rfftfreq(len(sound), 1 / RATE) > 4.5 * 440 * 2 ** ((usual_key(program) - 69) / 12)
        return peak(sound), float(power[overtones].sum() / power.sum())

    soft, hard = heard(35), heard(115)
    assert hard[0] > 2 * soft[0] and hard[1] > 1.25 * soft[1]


def test_a_struck_note_dies_and_a_released_one_stops(orchestra: Orchestra) -> None:
    orchestra.seat([dry_strip(0, 0)])
    orchestra.note_on(0, 60, 100)
    early = peak(orchestra.frames(RATE // 4))
    orchestra.frames(4 * RATE)
    late = peak(orchestra.frames(RATE // 4))
    orchestra.note_off(0, 60)
    orchestra.frames(RATE)
    gone = peak(orchestra.frames(RATE // 4))
    orchestra.silence()
    assert late < 0.3 * early and gone < 0.02 * early

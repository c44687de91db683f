"""What the open bars of a span must do so that it comes to the texture asked for."""

from __future__ import annotations

import numpy as np

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.masks import COLUMNS, COLUMNS_OF
from gan.data.owed import OWED, owed_of
from gan.data.texture import DENSITY_COLUMNS, REGISTER_COLUMN, ROLE_COLUMNS, TEXTURE, bar_counts, span_textures
from gan.data.voices import DRUMS, VOICES, VOICES_OF, Voices
from gan.music.role import Role

BAR = 24
PATCHES_IN_BAR = BAR // SLOTS_PER_PATCH
BARS = 8
PATCHES = BARS * PATCHES_IN_BAR
SHARES = {role: TEXTURE + number for number, role in enumerate(ROLE_COLUMNS)}


def music(seed: int = 0) -> Voices:
    """Notes by chance: each bar with a density of its own."""
    rng = np.random.default_rng(seed)
    plays = rng.random((VOICES, BARS, 1)) < 0.7
    state = np.where(plays, rng.integers(20, 40, (VOICES, BARS, BAR)), 0).reshape(VOICES, -1).astype(np.uint8)
    onset = (rng.random(state.shape) < rng.random((VOICES, BARS, 1)).repeat(BAR, 2).reshape(VOICES, -1)) & (state > 0)
    return Voices(state, onset.astype(np.uint8), (rng.random((BARS * BAR, DRUMS)) < 0.2).astype(np.uint8))


def textures(voices: Voices) -> np.ndarray:
    return span_textures(bar_counts(voices, BAR), BAR).repeat(PATCHES // 2, axis=0)


def all_but(*bars: int) -> np.ndarray:
    settled = np.ones((BARS, PATCHES_IN_BAR, COLUMNS), bool)
    settled[list(bars)] = False
    return settled.reshape(PATCHES, COLUMNS)


def test_nothing_is_owed_before_a_bar_is_settled_nor_when_all_are() -> None:
    voices = music()
    nothing = owed_of(voices, np.zeros((PATCHES, COLUMNS), bool), textures(voices), BAR)
    assert nothing.shape == (PATCHES, OWED) and nothing.dtype == np.float32 and not nothing.any()
    done = owed_of(voices, all_but(), textures(voices), BAR)
    assert not done[:, :TEXTURE].any() and (done[:, TEXTURE:] == 1).all()


def test_the_last_open_bar_owes_what_the_three_others_lack() -> None:
    voices = music()
    owed = owed_of(voices, all_but(2), textures(voices), BAR)
    asked = textures(voices)[0] + owed[0, :TEXTURE]
    for role in (Role.CHORDS, Role.BASS, Role.PAD):
        own = list(VOICES_OF[role])
        share = (voices.state[own, 2 * BAR : 3 * BAR] > 0).any(axis=0).mean()
        np.testing.assert_allclose(asked[ROLE_COLUMNS[role].start + 4], share, atol=1e-5)
        assert owed[0, SHARES[role]] == 0.75 and owed[-1, SHARES[role]] == 1
    assert not owed[PATCHES // 2 :, :TEXTURE].any(), "the other span is complete"


def test_a_bar_that_is_busier_than_asked_makes_the_others_rest() -> None:
    voices = Voices.silent(BARS * BAR)
    bass, chords = VOICES_OF[Role.BASS][0], VOICES_OF[Role.CHORDS][0]
    voices.state[bass], voices.onset[bass, ::6] = 20, 1
    voices.state[chords, :BAR], voices.onset[chords, :BAR:3] = 40, 1
    asked = np.zeros((PATCHES, TEXTURE), np.float32)
    asked[:, DENSITY_COLUMNS[Role.BASS]] = asked[:, DENSITY_COLUMNS[Role.CHORDS]] = np.log1p(1)
    asked[:, REGISTER_COLUMN[Role.BASS]] = (20 - 60) / 12
    owed = owed_of(voices, all_but(1, 2, 3), asked, BAR)
    assert owed[0, DENSITY_COLUMNS[Role.BASS]] == 0
    np.testing.assert_allclose(owed[0, DENSITY_COLUMNS[Role.CHORDS]], (np.log1p(1) - np.log1p(2)) / 3, rtol=1e-5)


def test_what_is_open_is_not_read() -> None:
    one, other = music(0), music(1)
    settled = np.random.default_rng(3).random((BARS, 1, COLUMNS)).repeat(PATCHES_IN_BAR, 1).reshape(-1, COLUMNS) < 0.6
    settled[: 4 * PATCHES_IN_BAR, list(COLUMNS_OF[Role.BASS])] = True
    known = settled.repeat(SLOTS_PER_PATCH, axis=0)
    other.state[0], other.onset[0] = one.state[0], one.onset[0]
    for now, before in ((other.state, one.state), (other.onset, one.onset)):
        now[1:] = np.where(known[:, :-1].T, before[1:], now[1:])
    other.drums[:] = np.where(known[:, -1:], one.drums, other.drums)
    asked = textures(one)
    owed = owed_of(one, settled, asked, BAR)
    assert (owed == owed_of(other, settled, asked, BAR)).all() and owed.any()


def test_no_bar_is_asked_for_what_no_bar_can_be() -> None:
    voices = music()
    voices.state[1:, : 3 * BAR] = voices.onset[1:, : 3 * BAR] = 0
    asked = np.full((PATCHES, TEXTURE), 0.9, np.float32)
    total = asked + owed_of(voices, all_but(3), asked, BAR)[:, :TEXTURE]
    registers = list(REGISTER_COLUMN.values())
    busy = list(DENSITY_COLUMNS.values())
    others = np.delete(total, registers + busy, axis=1)
    assert others.min() >= 0 and others.max() == 1
    assert total[:, busy].max() == 2
    assert np.abs(total - asked)[:, registers].max() <= 1


def test_bars_of_other_metres_and_a_last_part_of_a_bar() -> None:
    voices = music()
    patches = 5 * PATCHES_IN_BAR + 2
    part = Voices(
        *(x[..., : patches * SLOTS_PER_PATCH] for x in (voices.state, voices.onset)), voices.drums[: patches * 3]
    )
    for bar in (9, 12, 18, 36):
        owed = owed_of(part, np.ones((patches, COLUMNS), bool), np.zeros((patches, TEXTURE), np.float32), bar)
        assert owed.shape == (patches, OWED) and (owed[:, TEXTURE:] == 1).all()

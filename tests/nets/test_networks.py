import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest
import tensorflow as tf

from gan.data.echoes import GATES, STAYS
from gan.data.grid import METRE_FEATURES
from gan.data.motion import MOTION_GATES
from gan.data.planes import CELL, CONTEXT_PLANES, HEARD_CHROMA, HEARD_PLANES, unfold
from gan.data.sonority import SONORITY_GATES
from gan.data.spec import FRAME_FEATURES, style_length
from gan.data.texture import TEXTURE
from gan.data.voices import ACCOMPANYING, DRUMS, OCTAVES, STATES, VOICES
from gan.nets.discriminator import build_discriminator
from gan.nets.generator import build_generator
from gan.nets.sampling import (
    choose_binary,
    choose_onsets,
    choose_state,
    choose_states,
    heard_notes,
    held,
    one_hot_states,
    same_pitch,
)


def inputs(patches: int, genres: int = 3, seed: int = 0):
    rng = np.random.default_rng(seed)
    shapes = (
        (1, patches, OCTAVES, CELL * CONTEXT_PLANES),
        (1, patches, FRAME_FEATURES),
        (1, patches, style_length(genres)),
    )
    return [rng.random(shape).astype(np.float32) for shape in shapes]


@pytest.fixture(scope="module")
def generator():
    net = build_generator(3, 16, 2)
    rng = np.random.default_rng(1)
    for weight in net.trainable_variables:  # what begins at zero would hide what it reaches
        weight.assign(rng.normal(0, 0.1, weight.shape))
    return net


def test_the_generator_runs_over_any_length(generator):
    for patches in (3, 32, 90):
        pitches, silences, holds, onsets, repeats, drums, motion, gates, stays, sonority = generator(inputs(patches))
        assert pitches.shape == (1, patches, OCTAVES, CELL * ACCOMPANYING)
        assert silences.shape == holds.shape == onsets.shape == repeats.shape == (1, patches, 3 * ACCOMPANYING)
        assert drums.shape == (1, patches, 3 * DRUMS) and gates.shape == (1, patches, GATES)
        assert motion.shape == (1, patches, MOTION_GATES) and sonority.shape == (1, patches, SONORITY_GATES)
        assert stays.shape == (1, patches, STAYS)


def test_the_generator_has_no_seam_inside_a_long_piece(generator):
    """Far from the ends a window gives what the whole piece gives: there is no window for it to have a seam at."""
    whole = inputs(120)
    part = [one[:, 20:100] for one in whole]
    reach = 1 + 2 + 1 + 8
    for long, short in zip(generator(whole), generator(part)):
        np.testing.assert_allclose(
            long.numpy()[:, 20 + reach : 100 - reach], short.numpy()[:, reach:-reach], rtol=1e-3, atol=1e-4
        )


def test_the_discriminator_judges_each_half_bar_and_the_whole():
    net = build_discriminator(3, 16, 32)
    rng = np.random.default_rng(0)
    heard, frames = (2, 32, OCTAVES, CELL * HEARD_PLANES), (HEARD_CHROMA, 3 * DRUMS, METRE_FEATURES, 3 + TEXTURE)
    shapes = (heard, *((2, 32, n) for n in frames))
    assert net([rng.random(s).astype(np.float32) for s in shapes]).shape == (2, 9)


def test_a_choice_is_hard_forward_and_soft_backward():
    logits = tf.Variable(np.random.default_rng(0).normal(size=(1, 3, STATES, 2)).astype(np.float32))
    with tf.GradientTape() as tape:
        chosen = choose_state(logits)
        loss = tf.reduce_sum(chosen[:, :, 5])
    np.testing.assert_allclose(tf.reduce_sum(chosen, axis=2), 1, atol=1e-5)
    assert set(np.round(np.unique(chosen), 5)) <= {0, 1}
    assert (chosen.numpy().argmax(2) == logits.numpy().argmax(2)).all()
    assert np.abs(tape.gradient(loss, logits)).max() > 0


def test_a_voice_that_wants_to_hold_stays_within_a_patch_what_it_chose_first():
    rng = np.random.default_rng(0)
    logits, noise = (rng.normal(size=(2, 6, STATES, 3)).astype(np.float32) for _ in range(2))
    strong = np.full((2, 6, 3), 50.0, np.float32)
    chosen = choose_states(logits, strong, noise).numpy().argmax(2)
    assert (chosen[:, 0] == (logits + noise)[:, 0].argmax(1)).all(), "the first slot is free"
    assert (chosen[:, :3] == chosen[:, :1]).all() and (chosen[:, 3:] == chosen[:, 3:4]).all()
    assert (chosen[:, 3] != chosen[:, 2]).any(), "a new patch is free again"
    free = choose_states(logits, 0 * strong, noise).numpy()
    np.testing.assert_allclose(free, choose_state(tf.constant(logits + noise)), atol=1e-5)


def test_the_odds_that_are_learned_are_those_that_are_chosen_by():
    """The logits of a slot, given what stood a slot ago, are what the choice slot after slot adds up to."""
    rng = np.random.default_rng(1)
    logits, holds = rng.normal(size=(1, 6, STATES, 2)).astype(np.float32), np.full((1, 6, 2), 2.0, np.float32)
    chosen = choose_states(logits, holds, np.zeros_like(logits)).numpy().round()
    assert (held(logits, holds, chosen).numpy().argmax(2) == chosen.argmax(2)).all()


def test_a_binary_choice_follows_its_noise():
    logits = tf.constant([[-1.0, 1.0, -1.0]])
    assert choose_binary(logits, tf.constant([[0.0, 0.0, 3.0]])).numpy().round().tolist() == [[0, 1, 1]]


def test_a_note_begins_where_the_pitch_changes_and_on_the_same_pitch_by_choice():
    sound = one_hot_states(np.array([[[5, 5, 6, 6, 0, 6]]], np.uint8))[:, :, 1:]
    assert same_pitch(sound).numpy()[0, :, 0].tolist() == [1, 1, 0, 1, 0, 0]
    for choice, begins in ((-9.0, [0, 0, 1, 0, 0, 1]), (9.0, [1, 1, 1, 1, 0, 1])):
        repeats = np.full((1, 6, 1), choice, np.float32)
        assert choose_onsets(sound, repeats, np.zeros_like(repeats)).numpy()[0, :, 0].round().tolist() == begins


def test_the_discriminator_hears_roles_not_voices():
    """Two voices of a role that change places sound the same."""
    state = np.zeros((1, VOICES, 3), np.uint8)
    state[0, 1], state[0, 2] = 30, 34
    swapped = state.copy()
    swapped[0, [1, 2]] = state[0, [2, 1]]
    onset = np.ones((1, 3, VOICES), np.float32)
    (a, chroma), (b, same) = (heard_notes(one_hot_states(s)[:, :, 1:], onset) for s in (state, swapped))
    assert (a.numpy() == b.numpy()).all() and (chroma.numpy() == same.numpy()).all()
    sounding = unfold(a.numpy())[0, 0, :, 2]
    assert np.flatnonzero(sounding).tolist() == [29, 33] and chroma.numpy().sum() == 2 * 3

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import math

import numpy as np
from keras import ops

from gan.training.losses import (
    binary_loss,
    discriminator_loss,
    generator_loss,
    gradient_penalty,
    masked_mean,
    state_loss,
)


def test_when_nobody_can_tell_both_losses_are_ln_2():
    level = np.zeros((4, 9), np.float32)
    assert math.isclose(float(generator_loss(level, level)), math.log(2), rel_tol=1e-6)
    assert math.isclose(float(discriminator_loss(level, level)), math.log(2), rel_tol=1e-6)


def test_one_gains_what_the_other_loses():
    real, fake = np.full((4, 9), 3.0, np.float32), np.zeros((4, 9), np.float32)
    assert float(discriminator_loss(real, fake)) < 0.1 < 3 < float(generator_loss(real, fake))


def test_the_gradient_penalty_is_the_mean_squared_norm():
    gradients = [np.full((2, 3), 2.0, np.float32), np.ones((2, 4), np.float32)]
    assert float(gradient_penalty(gradients)) == 3 * 4 + 4


def test_state_loss_is_the_cross_entropy_of_the_written_cells():
    logits = np.zeros((1, 2, 85, 1), np.float32)
    target = np.zeros_like(logits)
    target[:, :, 7] = 1
    logits[0, 1, 7] = 50  # sure and right, but not written by the generator
    written = np.array([[[1.0], [0.0]]], np.float32)
    assert math.isclose(float(state_loss(logits, target, written)), math.log(85), rel_tol=1e-5)


def test_binary_loss_is_small_only_for_the_right_answer():
    logits, ones = np.array([[8.0, -8.0]], np.float32), np.ones((1, 2), np.float32)
    assert float(binary_loss(logits, np.array([[1.0, 0.0]], np.float32), ones)) < 0.001
    assert float(binary_loss(logits, np.array([[0.0, 1.0]], np.float32), ones)) > 7


def test_a_mean_over_nothing_is_zero():
    assert float(masked_mean(ops.ones((2, 2)), ops.zeros((2, 2)))) == 0


def test_an_example_weighs_the_same_whether_much_or_half_of_it_counts():
    values = np.stack([np.full(10, 4.0), np.full(10, 1.0)]).astype(np.float32)
    weights = np.stack([np.ones(10), np.arange(10) < 5]).astype(np.float32)
    assert math.isclose(float(masked_mean(values, weights)), 2.5, rel_tol=1e-6)


def test_an_example_with_a_larger_weight_counts_for_more():
    real = np.zeros((2, 9), np.float32)
    fake = np.stack([np.full(9, -9.0), np.zeros(9)]).astype(np.float32)
    told, level = (float(generator_loss(real, fake, np.array(w, np.float32))) for w in ([1, 0], [0, 1]))
    assert told > 8 and math.isclose(level, math.log(2), rel_tol=1e-5)

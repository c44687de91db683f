"""The published DeepComposer sample GAN, re-made from its description and taught the same music, to compare with.

    python benchmarks/sample_gan.py train --data DIR --genre chorale --iterations 1000 -o FOLDER
    python benchmarks/sample_gan.py evaluate --data DIR --genre chorale --windows 300 FOLDER

Two bars at once as rolls of 32 sixteenths, 128 pitches and four tracks, without onsets. A U-Net of 4 x 4 convolutions
with stride 2 (64, 128, 256, 512 channels; 8.27 M parameters), with batch normalisation from the second on, reads the
melody, with noise at its bottom; a critic of four such convolutions and a dense unit (2.77 M) judges the rolls.
Wasserstein loss with gradient penalty (weight 10), five critic updates to each of the generator's, Adam 1e-3 (0.5,
0.9), batches of 64. The drums stay out: a roll has no room for them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from gan.data.corpora import load_corpora
from gan.data.dataset import Dataset
from gan.data.grid import SLOTS_PER_QUARTER, slot_of
from gan.data.holdout import held_out_songs
from gan.data.voices import LOWEST, VOICES_OF
from gan.evaluation import evaluate
from gan.locations import cache_dir
from gan.measures.baselines import BASELINES
from gan.music.genre import Genre
from gan.music.melody import Melody
from gan.music.note import TICKS_PER_QUARTER, Note
from gan.music.role import Role
from gan.music.score import Score, Track, without_overlaps
from gan.training.config import PRECISIONS

STEPS, PITCHES, QUARTERS = 32, 128, 8
SIXTEENTH = TICKS_PER_QUARTER // 4
TRACKS = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD)
CRITIC_UPDATES, PENALTY, RATE = 5, 10.0, 1e-3
NOISE = (2, 8, 512)
WEIGHTS = "sample_gan.weights.h5"


def build_sample_generator() -> keras.Model:
    """melody roll [b, STEPS, PITCHES, 1] and noise [b, *NOISE] → rolls in -1..1, [b, STEPS, PITCHES, len(TRACKS)]."""
    melody, noise = keras.Input((STEPS, PITCHES, 1)), keras.Input(NOISE)
    x, skips = melody, []
    for width in (64, 128, 256, 512):
        x = layers.LeakyReLU(0.2)(layers.Conv2D(width, 4, 2, padding="same")(x))
        if skips:
            x = layers.BatchNormalization(momentum=0.8)(x)
        skips.append(x)
    x = layers.Concatenate()([skips.pop(), noise])
    for width in (256, 128, 64):
        x = layers.Conv2D(width, 4, padding="same")(layers.UpSampling2D()(x))
        x = layers.BatchNormalization(momentum=0.8)(x)
        x = layers.Concatenate()([layers.ReLU()(x), skips.pop()])
    x = layers.Conv2D(len(TRACKS), 4, padding="same", activation="tanh", dtype="float32")(layers.UpSampling2D()(x))
    return keras.Model([melody, noise], x)


def build_critic() -> keras.Model:
    """Rolls [b, STEPS, PITCHES, len(TRACKS)] → a number each, [b, 1]."""
    rolls = keras.Input((STEPS, PITCHES, len(TRACKS)))
    x = rolls
    for width in (64, 128, 256, 512):
        x = layers.LeakyReLU(0.2)(layers.Conv2D(width, 4, 2, padding="same")(x))
    return keras.Model(rolls, layers.Dense(1, dtype="float32")(layers.Flatten()(x)))


class SampleTrainer:
    """Both networks and an iteration: five updates of the critic, one of the generator.

    Args:
        compiled: as a graph; the published loop is eager.

    Attributes:
        done, seconds: iterations so far, and the processor's seconds they took; variables, saved with ``state``.
    """

    def __init__(self, seed: int = 0, compiled: bool = True) -> None:
        keras.utils.set_random_seed(seed)
        self.generator, self.critic = build_sample_generator(), build_critic()
        self._generator_optimizer = keras.optimizers.Adam(RATE, beta_1=0.5, beta_2=0.9)
        self._critic_optimizer = keras.optimizers.Adam(RATE, beta_1=0.5, beta_2=0.9)
        self._generator_optimizer.build(self.generator.trainable_variables)
        self._critic_optimizer.build(self.critic.trainable_variables)
        self.done, self.seconds = tf.Variable(0, dtype=tf.int64), tf.Variable(0.0)
        self.state = tf.train.Checkpoint(
            networks=[self.generator, self.critic],
            optimizers=[self._generator_optimizer, self._critic_optimizer],
            progress=[self.done, self.seconds],
        )
        wrap = tf.function if compiled else lambda function: function
        self._update_critic, self._update_generator = wrap(self._critic_step), wrap(self._generator_step)

    def iteration(self, batches: Iterator[np.ndarray]) -> tuple[float, float]:
        """Returns the losses of critic and generator; takes CRITIC_UPDATES batches."""
        for _ in range(CRITIC_UPDATES):
            real = tf.constant(next(batches))
            critic_loss = self._update_critic(real)
        return float(critic_loss), float(self._update_generator(real))

    def _fake(self, real: tf.Tensor) -> tf.Tensor:
        return self.generator([real[..., :1], tf.random.normal((tf.shape(real)[0], *NOISE))], training=True)

    def _critic_step(self, real: tf.Tensor) -> tf.Tensor:
        fake = tf.stop_gradient(self._fake(real))
        share = tf.random.uniform((tf.shape(real)[0], 1, 1, 1))
        between = share * real + (1 - share) * fake
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner:
                inner.watch(between)
                verdict = self.critic(between)
            steep = tf.sqrt(tf.reduce_sum(tf.square(inner.gradient(verdict, between)), axis=(1, 2, 3)) + 1e-12)
            loss = tf.reduce_mean(self.critic(fake)) - tf.reduce_mean(self.critic(real))
            loss += PENALTY * tf.reduce_mean(tf.square(steep - 1))
        gradients = tape.gradient(loss, self.critic.trainable_variables)
        self._critic_optimizer.apply(gradients, self.critic.trainable_variables)
        return loss

    def _generator_step(self, real: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(self.critic(self._fake(real)))
        gradients = tape.gradient(loss, self.generator.trainable_variables)
        self._generator_optimizer.apply(gradients, self.generator.trainable_variables)
        return loss


def rolls_of(state: np.ndarray) -> np.ndarray:
    """Rolls of -1 and 1, float32 [b, STEPS, PITCHES, tracks], of states (uint8 [b, VOICES, slots])."""
    at = slot_of(np.arange(STEPS) * SIXTEENTH)
    rolls = np.full((len(state), STEPS, PITCHES, len(TRACKS)), -1, np.float32)
    for number, role in enumerate(TRACKS):
        for voice in VOICES_OF[role]:
            window, step = np.nonzero(state[:, voice, at])
            pitch = state[:, voice, at][window, step].astype(int) + LOWEST - 1
            rolls[window, step, pitch, number] = 1
    return rolls


def batches_of(dataset: Dataset, size: int, step: int = 0) -> Iterator[np.ndarray]:
    """Training batches without end, from a step on."""
    while True:
        yield rolls_of(dataset.batch(step, size).state)
        step += 1


class SampleComposer:
    """Accompanies a melody two bars at a time."""

    raw = True

    def __init__(self, folder: Path, genre: str) -> None:
        self.genres = (genre,)
        self.hash = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()[:12]
        self._generator = build_sample_generator()
        self._generator.load_weights(folder / WEIGHTS)

    def take(self, melody: Melody, genre: Genre, seed: int) -> Score:
        """Notes where the roll is above 0; what touches sounds as one note."""
        pieces = -(-melody.length // (STEPS * SIXTEENTH))
        given = np.full((pieces * STEPS, PITCHES, 1), -1, np.float32)
        for note in melody.notes:
            given[-(-note.start // SIXTEENTH) : -(-note.end // SIXTEENTH), note.pitch] = 1
        noise = np.random.default_rng(seed).standard_normal((pieces, *NOISE), np.float32)
        rolls = np.asarray(self._generator([given.reshape(pieces, STEPS, PITCHES, 1), noise]))
        tracks = [Track(Role.MELODY, melody.notes)]
        for number, role in enumerate(TRACKS):
            if role is not Role.MELODY and role in genre.programs:
                notes = _notes(rolls[..., number].reshape(-1, PITCHES) > 0, melody.length)
                tracks.append(Track(role, without_overlaps(notes), genre.programs[role]))
        return Score(tuple(tracks), melody.tempo, melody.metre, 0, melody.sounding_key)


def _notes(on: np.ndarray, end: int) -> list[Note]:
    edge = np.diff(np.pad(on.astype(np.int8), ((1, 1), (0, 0))), axis=0)
    found = []
    for pitch in np.nonzero(on.any(axis=0))[0].tolist():
        for first, last in zip(np.nonzero(edge[:, pitch] > 0)[0].tolist(), np.nonzero(edge[:, pitch] < 0)[0].tolist()):
            if first * SIXTEENTH < end:
                found.append(Note(first * SIXTEENTH, pitch, min(last * SIXTEENTH, end) - first * SIXTEENTH))
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    train, judge = verbs.add_parser("train"), verbs.add_parser("evaluate")
    for verb in (train, judge):
        verb.add_argument("--data", type=Path, required=True)
        verb.add_argument("--genre", required=True)
    train.add_argument("--iterations", type=int, default=1000)
    train.add_argument("--batch", type=int, default=64)
    train.add_argument("--precision", choices=PRECISIONS, default=PRECISIONS[0], help="bfloat16: 1.6 times as fast")
    train.add_argument("-o", "--output", type=Path, required=True)
    judge.add_argument("--windows", type=int, default=300)
    judge.add_argument("folder", type=Path)
    options = parser.parse_args()
    if options.verb == "train":
        _train(options)
    else:
        _evaluate(options)


def _train(options: argparse.Namespace) -> None:
    keras.config.set_dtype_policy(options.precision)
    corpora = load_corpora((options.genre,), options.data, cache_dir(), _tell)
    own = {genre: tuple(s for s in music if s.bar_slots == 4 * SLOTS_PER_QUARTER) for genre, music in corpora.items()}
    trainer = SampleTrainer()
    options.output.mkdir(parents=True, exist_ok=True)
    saved = tf.train.CheckpointManager(trainer.state, options.output / "state", max_to_keep=1)
    trainer.state.restore(saved.latest_checkpoint)
    first = int(trainer.done)
    batches = batches_of(Dataset(own, QUARTERS), options.batch, first * CRITIC_UPDATES)
    began = time.process_time()
    for done in range(first + 1, options.iterations + 1):
        critic, generator = trainer.iteration(batches)
        if done % 20 == 0 or done == options.iterations:
            trainer.generator.save_weights(options.output / WEIGHTS)
            trainer.done.assign(done)
            trainer.seconds.assign_add(time.process_time() - began)
            began = time.process_time()
            saved.save()
            took = float(trainer.seconds)
            print(f"{done}: critic {critic:.3f}, generator {generator:.3f}, {took:.0f} s of processor", flush=True)


def _evaluate(options: argparse.Namespace) -> None:
    where = (options.genre, options.data, cache_dir(), _tell)
    songs = held_out_songs(*where) + held_out_songs(*where, part="validation")
    composer = SampleComposer(options.folder, options.genre)
    learned = {options.genre: held_out_songs(*where, part="train")}
    found = evaluate(composer, {options.genre: songs}, learned, windows=options.windows, baselines=BASELINES)
    print(found.markdown())


def _tell(what: str, done: int, total: int) -> None:
    print(f"{what}: {done} of {total}", end="\r", flush=True)


if __name__ == "__main__":
    main()

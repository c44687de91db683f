"""Teaches the GAN: starts a run in a process of its own, and tells its losses as they come.

Ctrl-C asks the run to stop at its next step and to save; a second one leaves it to do that alone. A closed
connection does not stop it: composer-tui watch finds it again.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import RunError, UsageError, did_you_mean
from tui.commands.options import add_data, add_genre, add_seed, chosen_genres, need_data, need_jax, whole_number
from tui.commands.wishes import number

if TYPE_CHECKING:
    from gan.training.run import Run

EXAMPLES = """\
examples:
  composer-tui train --genre chorale --steps 2000
  composer-tui train --genre pop --genre rock --data ~/segments --steps 20000 --detach
  composer-tui train --genre pop --data ~/songs --steps 3000
  composer-tui train --genre chorale --steps 100 --jsonl | jq .generator_loss
  composer-tui train --genre jazz --data ~/segments --from ~/weights --steps 3000
  composer-tui train --genre chorale --rate 0.0005 --critic-rate 0.0002 --adversarial 0.05

Without --data the genre chorale learns from the Bach chorales that come with music21; the other genres need a
folder of music: MIDI, MusicXML and ABC files, what dataset add made of them, or segment tables.

--from begins with weights that exist (a folder with composer.json and composer.weights.h5, as every checkpoint is)
instead of with chance. A genre they do not know begins as the mean of those they know. The rates rise to --rate and
--critic-rate for a tenth of the steps, 300 at most, and then fall to a twentieth of them.
"""


SETTINGS = {
    "genres": "train.genre",
    "preset": "train.preset",
    "steps": "train.steps",
    "batch": "train.batch",
    "data": "train.data",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_genre(parser)
    parser.add_argument(
        "--steps", metavar="N", type=whole_number(1, 10_000_000), default=2000, help="steps to train (default 2000)"
    )
    add_data(parser)
    parser.add_argument(
        "--batch", metavar="N", type=whole_number(2, 1024), default=16, help="windows of music in a step (default 16)"
    )
    parser.add_argument(
        "--quarters",
        metavar="N",
        type=whole_number(8, 128),
        default=32,
        help="length of those windows in quarters, an even number: longer ones teach a longer memory (default 32)",
    )
    parser.add_argument(
        "--preset", metavar="NAME", help="size of the networks (default small, or that of the weights of --from)"
    )
    parser.add_argument("--from", metavar="DIR", type=Path, dest="start", help="a folder of weights to start from")
    add_seed(parser)
    _add_learning(parser)
    parser.add_argument(
        "--compile",
        action="store_true",
        help="compile TensorFlow's step with XLA, for GPUs: a slower start, and no gain on a CPU; JAX always compiles",
    )
    parser.add_argument(
        "--tensorboard", metavar="DIR", type=Path, help="write TensorBoard summaries there too, in a folder for the run"
    )
    parser.add_argument(
        "--backend",
        metavar="NAME",
        default="tensorflow",
        help="what computes: tensorflow (default), or jax, which is meant for GPUs and takes all of them",
    )
    parser.add_argument(
        "--precision",
        metavar="NAME",
        default="",
        help="float32 or mixed_bfloat16 (default: the second on GPUs that have it)",
    )
    parser.add_argument(
        "--machines",
        metavar="N",
        type=whole_number(1, 1000),
        default=1,
        help="machines that train together, with --backend jax: see composer-tui join (default 1)",
    )
    parser.add_argument(
        "--listen", metavar="HOST:PORT", default="", help="where the other machines find this one; nothing listens else"
    )
    parser.add_argument("--detach", action="store_true", help="print the run's id and leave it running")
    parser.add_argument("--jsonl", action="store_true", help="print every event as a line of JSON")


def _add_learning(parser: argparse.ArgumentParser) -> None:
    """What a warning of a run may tell to lower or to raise."""
    parser.add_argument(
        "--rate",
        metavar="X",
        type=number(0, 1),
        default=1e-3,
        help="highest learning rate of the generator: how far a step corrects it; lower where it bursts "
        "(default 0.001)",
    )
    parser.add_argument(
        "--critic-rate",
        metavar="X",
        type=number(0, 1),
        default=4e-4,
        help="the same of the discriminator: lower where it hears every fake, higher where it only guesses "
        "(default 0.0004)",
    )
    parser.add_argument(
        "--adversarial",
        metavar="X",
        type=number(0, 1000),
        default=0.3,
        help="weight of the discriminator's verdict beside the notes that were written, in what the generator is "
        "corrected by (default 0.3; the shipped weights were mostly taught on with 0.05)",
    )
    parser.add_argument(
        "--checkpoint-every",
        metavar="N",
        type=whole_number(1, 10_000_000),
        default=500,
        help="steps between checkpoints, at each of which it measures itself and composes samples (default 500)",
    )


def run(options: argparse.Namespace) -> int:
    from gan.data.corpora import check_corpora
    from gan.locations import made, runs_dir
    from gan.training.config import PRESETS, TrainingConfig
    from gan.training.run import Run
    from gan.training.sources import presets_of
    from tui.cli import narrate

    genres = chosen_genres(options.genres)
    if options.compile and options.backend == "jax":
        raise UsageError("--compile is for TensorFlow", "JAX always compiles", "Leave out --compile")
    fitting = presets_of(options.start)[0] if options.start else "small"
    preset = options.preset or fitting
    if preset not in PRESETS:
        near = did_you_mean(preset, PRESETS)
        raise UsageError(f"there is no preset {preset!r}", "", f"{near}Presets: {', '.join(PRESETS)}")
    need_data(options.data, "music: MIDI files, or what dataset add made")
    check_corpora(tuple(genre.id for genre in genres), options.data)
    config = TrainingConfig(
        genres=tuple(genre.id for genre in genres),
        steps=options.steps,
        seed=options.seed,
        batch=options.batch,
        quarters=options.quarters,
        preset=preset,
        compiled=options.compile,
        generator_rate=options.rate,
        discriminator_rate=options.critic_rate,
        adversarial_weight=options.adversarial,
        checkpoint_every=options.checkpoint_every,
        data=str(options.data.resolve()) if options.data else "",
        start=str(options.start.resolve()) if options.start else "",
        tensorboard=str(options.tensorboard.resolve()) if options.tensorboard else "",
        backend=options.backend,
        precision=options.precision,
        machines=options.machines,
        listen=options.listen,
    )
    if config.backend == "jax":
        need_jax()
    new = Run.create(made(runs_dir()), config)
    narrate(f"run {new.id} in {new.path}")
    return start(new, detach=options.detach, jsonl=options.jsonl)


def start(run: Run, *, detach: bool, jsonl: bool) -> int:
    """Starts or goes on with the run and, unless detached, follows it to its end. Returns the exit code."""
    offset = run.events_path.stat().st_size if run.events_path.exists() else 0
    run.start()
    return follow(run, detach=detach, jsonl=jsonl, offset=offset)


def follow(run: Run, *, detach: bool, jsonl: bool, offset: int) -> int:
    """Follows a run that is at work from a byte of its events on, unless detached; an interruption stops the run."""
    from tui.cli import Terminated, narrate
    from tui.commands.follow import Follower

    if detach:
        print(run.id)
        return 0
    follower = Follower(run, jsonl=jsonl, offset=offset)
    code = 0
    try:
        follower.until_end()
    except KeyboardInterrupt:
        narrate("stopping at the next step and saving (Ctrl-C again leaves it to do that alone)")
        with contextlib.suppress(RunError):  # it may have ended by itself meanwhile
            run.ask("stop")
        follower.until_end()
        code = 128 + signal.SIGINT
    except Terminated as signalled:
        if signalled.args[0] == signal.SIGTERM:
            with contextlib.suppress(RunError):
                run.ask("stop")
        raise
    if not jsonl:
        print(run.path)
    return code

"""Composes one melody with a run's weights as they were at a row of steps, so that one can hear it learn.

A run keeps a ladder of small copies of its weights: of the untrained networks, and of steps about geometrically apart;
its checkpoints belong to it too. Without a melody it takes one that the run does not learn from.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gan.errors import UsageError
from tui.commands.choosing import add_run, chosen_run
from tui.commands.options import add_json, add_seed, chosen_genres, whole_number
from tui.commands.take_files import add_outputs, write_takes

if TYPE_CHECKING:
    from gan.music import Genre, Melody
    from gan.take import Take
    from gan.training.ladder import Rung
    from gan.training.run import Run
    from gan.wishes import Wishes

EXAMPLES = """\
examples:
  composer-tui ladder
  composer-tui ladder 0007 --melody song.mid -o ladder
  composer-tui ladder 0007 --demo --at 500 --no-audio
  composer-tui compose song.mid --genre chorale --weights RUN/ladder/step-00000500
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser, "the one that is running, else the newest")
    parser.add_argument("--melody", metavar="FILE", type=Path, help="a MIDI, MusicXML or ABC file")
    parser.add_argument(
        "--demo",
        metavar="NAME",
        nargs="?",
        const="",
        help="a built-in melody instead (composer-tui demos lists them; without NAME the first)",
    )
    parser.add_argument("--genre", "-g", metavar="G", help="one that the run learns (default: its first)")
    parser.add_argument(
        "--at", metavar="STEP", type=whole_number(0, 10**8), help="only the weights last kept at or before this step"
    )
    parser.add_argument(
        "--passes",
        metavar="N",
        type=whole_number(1, 256),
        help="how often the parts listen to each other (default 16: quick)",
    )
    add_seed(parser)
    add_outputs(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from gan.training.ladder import heard_at, nearest
    from gan.training.run import LIVE
    from gan.training.samples import QUICK
    from gan.wishes import Manner, Wishes
    from tui.cli import narrate

    chosen = chosen_run(options.run, states=LIVE)
    rungs = heard_at(chosen.path)
    if not rungs:
        mend = f"Wait for its first one: composer-tui watch {chosen.id}"
        raise UsageError(f"run {chosen.id} has kept no weights yet", "", mend)
    if options.at is not None:
        near = nearest(rungs, options.at)
        rungs = [near] if near else []
    genre = _genre(options.genre, chosen)
    melody = _melody(options, chosen, genre)
    wishes = Wishes(Manner(passes=options.passes)) if options.passes else QUICK
    steps = ", ".join(str(rung.step) for rung in rungs)
    narrate(f"run {chosen.id}: {melody.title or 'a melody'}, {melody.bars} bars, at step {steps}")
    about = {"run": chosen.id, "steps": [rung.step for rung in rungs]}
    return write_takes(_takes(rungs, melody, genre, options.seed, wishes), options, about)


def _genre(name: str | None, run: Run) -> Genre:
    (genre,) = chosen_genres([name or run.config.genres[0]])
    if genre.id not in run.config.genres:
        raise UsageError(f"run {run.id} does not learn {genre.id}", "", f"It learns {', '.join(run.config.genres)}")
    return genre


def _melody(options: argparse.Namespace, run: Run, genre: Genre) -> Melody:
    if options.melody is not None and options.demo is not None:
        raise UsageError("give one melody", "a file or --demo, not both")
    if options.demo is not None:
        from gan.music.demos import DEMOS
        from tui.commands.demos import demo

        return demo(options.demo or next(iter(DEMOS)))
    from gan.music.importing import load_melody
    from gan.training.ladder import sample_of

    if options.melody is not None:
        return load_melody(options.melody)
    sample = sample_of(run.path, genre.id)
    if sample is None:
        mend = "Name one with --melody FILE, or take --demo"
        raise UsageError(f"run {run.id} has no melody of its own yet", "it composes on them at its checkpoints", mend)
    return load_melody(sample)


def _takes(rungs: list[Rung], melody: Melody, genre: Genre, seed: int, wishes: Wishes) -> Iterator[tuple[str, Take]]:
    from gan.compose import compose_with
    from gan.exported import ExportedGenerator

    for rung in rungs:
        network = ExportedGenerator(rung.path)
        for take in compose_with(network, melody, genre, seed=seed, takes=1, wishes=wishes):
            yield f"step-{rung.step:08d}-{take.name}", take

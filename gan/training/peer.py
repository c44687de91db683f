"""A process that helps a run on another machine: `python -m gan.training.peer ADDRESS NUMBER COUNT [DATA]`.

It learns from the run's worker what to train, takes its part of each step and ends with the run. It writes no files.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType

from gan.errors import ComposerError, DataError, RunError
from gan.training.config import TrainingConfig

os.environ["KERAS_BACKEND"] = "jax"


def help_with(address: str, number: int, count: int, data: str) -> None:
    """Until the run ends.

    Args:
        address: host:port at which the run's worker listens.
        number: of this process, 1 to count - 1.
        count: of all processes.
        data: the folder of music on this machine; empty: as in the run's configuration.

    Raises:
        RunError: the worker is not there, or went away. DataError: the music here is not the run's.
    """
    from gan.training import joint
    from gan.training.machine import device_name
    from gan.training.music import music_of
    from gan.training.trainer import Trainer

    joint.join(address, count, number)
    with _with_the_others(joint):
        asked = joint.share_json(None)
        config = TrainingConfig.from_json(asked["config"])
        if data:
            config = replace(config, data=data)
        print(f"joined run {asked['run']} as {number} of 1 to {count - 1}, on {device_name()}", file=sys.stderr)
        music = music_of(config, lambda *_: None)
        fits = music.fingerprint() == joint.share_json(None)
        if not all(joint.gathered(fits)):
            mend = f"Copy the run's folder of music here and name it with --data ({config.data} there)"
            raise DataError("the music of this machine is not the run's", "" if fits else config.data, mend)
        trainer = Trainer(config, music)
        joint.share_state(trainer)
        while (what := joint.told()) != joint.END:
            if what == joint.GO:
                trainer.step()
        print(f"the run has ended at step {trainer.done}", file=sys.stderr)


@contextmanager
def _with_the_others(joint: ModuleType) -> Iterator[None]:
    """Leaves them in order, but for where one of them is gone."""
    try:
        yield
    except Exception as error:
        if not joint.is_loss(error):
            joint.leave()
            raise
        joint.abandon()
        why = str(error).splitlines()[0][:200]
        raise RunError("the run, or a machine that joined it, is gone", why, "Join it again once it goes on") from None
    joint.leave()


def main(arguments: list[str]) -> int:
    """The exit code."""
    address, number, count, *data = arguments
    try:
        help_with(address, int(number), int(count), data[0] if data else "")
    except ComposerError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

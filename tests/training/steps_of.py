"""A child of the tests: takes some steps and prints what they gave, and a loss on held-out music.

    python -m tests.training.steps_of CONFIG STATE [ADDRESS NUMBER]

CONFIG is JSON; with `far` in it processes make what it learns from, as for a GPU. STATE is a file of all variables
that it begins with, or one that it writes where there is none. With an address it is one of two processes that step
together.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np

STEPS = 4


def main(config_json: str, state: str, address: str = "", number: str = "0") -> None:
    asked = json.loads(config_json)
    far = asked.pop("far", False)
    os.environ["KERAS_BACKEND"] = asked.get("backend", "tensorflow")
    from gan.data.corpora import load_corpora
    from gan.data.dataset import Dataset
    from gan.training.config import TrainingConfig
    from gan.training.feed import ProcessFeed

    if address:
        from gan.training import joint

        joint.join(address, 2, int(number))
    from gan.training.trainer import Trainer

    config = TrainingConfig.from_json(asked)
    music = load_corpora(config.genres, Path(config.data), Path(state).parent / "cache", lambda *_: None)
    trainer = Trainer(config, Dataset(music, config.quarters, config.seed))
    if far:
        trainer._feed = ProcessFeed(config)
    path = Path(state)
    if path.exists():
        with np.load(path) as archive:
            for name, own in trainer.variables().items():
                for i, variable in enumerate(own):
                    variable.assign(archive[f"{name}/{i}"])
    else:
        arrays = {f"{n}/{i}": np.asarray(v) for n, own in trainer.variables().items() for i, v in enumerate(own)}
        np.savez(path, **arrays)
    metrics = [trainer.read(trainer.step()).tolist() for _ in range(STEPS)]
    held_out = trainer.held_out_loss(trainer.dataset.held_out(), 1)
    mean = float(np.mean([np.abs(w).mean() for w in trainer.mean()]))
    print(json.dumps({"metrics": metrics, "held_out": held_out, "mean": mean}))
    if address:
        joint.leave()


if __name__ == "__main__":
    main(*sys.argv[1:])

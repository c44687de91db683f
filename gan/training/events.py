"""Events: what a run says while it goes, one JSON object a line in events.jsonl.

Every event has `kind`, `time` (Unix seconds) and `step`. Kinds and what else they carry:

- Preparing: what, done, total. Music is being read, before the first step.
- RunStarted: device (`CPU: 2 cores`, `GPU: ` and the names of all that are used), gpu_unused (whether the machine has a
  GPU, and the networks are on the CPU all the same), genres, steps, windows, parameters {generator, discriminator}.
- StepDone: the means since the last one of generator_loss, discriminator_loss (both adversarial, ln 2 = 0.69 when
  the two are level), reconstruction_loss (nats) and the further names of `gan.training.trainer.METRICS`; penalty is
  the mean of those steps that had one, and is left out where none had;
  steps_per_second, examples_per_second, seconds_left (to the last step at that rate), generator_rate and
  discriminator_rate (of learning), memory_mb, and where there is a GPU that tells: gpu_percent, gpu_memory_mb.
- Working: what, done, total. Something that takes longer than a step: saving, composing samples, measuring.
- CheckpointSaved: path, kept (the steps of the checkpoints there are now). SampleReady: path (a MIDI file), genre.
- RungKept: steps (of the rungs of the ladder there are now; see `gan.training.ladder`).
- HeldOut: reconstruction_loss on music it does not learn from, best_step (the checkpoint that lost least there),
  takes and real (means of `gan.training.samples.MEASURES` over the samples, and over the music whose melodies they
  accompany), difference (share of notes in which two takes of one melody differ).
- Warned: what, why, mend. Something goes wrong, and the run goes on.
- RunPaused; where nobody asked for it, because a full disk lets the run wait, with why and mend. RunResumed.
- RunStopped; with saved false where the disk was full and what was learned last is lost. RunFinished.
- RunFailed: what, why, mend.

A number that is not finite is written as null.
"""

from __future__ import annotations

import contextlib
import errno
import json
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan.jsontext import parse_json

if TYPE_CHECKING:
    from gan.training.watch import Trouble

FINAL = ("RunStopped", "RunFinished", "RunFailed")
"""Kinds after which a run writes nothing until it is started again."""


FULL = (errno.ENOSPC, errno.EDQUOT)
"""Error numbers of a disk, or a share of it, without room."""


class EventWriter:
    """Appends events to a file, each line whole and flushed. One writer to a file."""

    def __init__(self, path: Path) -> None:
        torn = path.exists() and path.stat().st_size and path.read_bytes()[-1:] != b"\n"
        self._file = path.open("a", encoding="utf-8")
        if torn:  # a writer died within a line; what follows must not be glued to it
            self._file.write("\n")

    def write(self, kind: str, step: int, **fields: Any) -> None:
        """Append an event. On a full disk it is kept in memory, and written before the next one once there is room.

        Raises OSError where the file cannot be written for another reason.
        """
        event = {"kind": kind, "time": round(time.time(), 3), "step": step, **fields}
        self._file.write(json.dumps(_finite(event), separators=(",", ":")) + "\n")
        self.flush()

    def flush(self) -> None:
        """Try again to write what had no room. Raises OSError as `write` does."""
        with room_may_lack():
            self._file.flush()

    def close(self) -> None:
        with room_may_lack():
            self._file.close()


def warn(events: EventWriter, step: int, troubles: list[Trouble]) -> None:
    """Say what goes wrong at a step."""
    for trouble in troubles:
        events.write("Warned", step, what=trouble.what, why=trouble.why, mend=trouble.mend)


@contextlib.contextmanager
def room_may_lack() -> Iterator[None]:
    """Pass over the error of a full disk."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise


def read_events(path: Path, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
    """Events from a byte offset on, and the offset to go on from.

    A last line without its end is left for the next time; a line that is no event is skipped; a file that does not
    exist yet has none.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read()
    except FileNotFoundError:
        return [], offset
    end = data.rfind(b"\n") + 1
    events = []
    for line in data[:end].splitlines():
        try:
            event = parse_json(line)
        except ValueError:
            continue
        if isinstance(event, dict) and isinstance(event.get("kind"), str) and isinstance(event.get("step"), int):
            events.append(event)
    return events, offset + end


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    return value

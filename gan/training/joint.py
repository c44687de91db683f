"""Training by several processes as one: JAX joins the devices of all of them.

The first process is the run's worker: it alone writes, and says what comes next. The others (`gan.training.peer`) do
each step with it, on their part of the batch, and keep nothing. What passes between them are JAX's own messages, which
are neither secret nor signed: for a network that is trusted.
"""

from __future__ import annotations

import atexit
import json
import os
from typing import Any

import jax
import numpy as np
from jax.experimental import multihost_utils

from gan.errors import RunError
from gan.training.trainer import Trainer

GO, WAIT, END = 1, 2, 3
"""What comes next: a step, a second look, nothing more."""
JOIN_SECONDS = 300
"""How long the processes wait for each other at the start."""


def join(address: str, count: int, number: int) -> None:
    """Wait for all `count` processes; `number` 0 is the one that listens at `address` (host:port).

    Raises RunError where they do not come together in JOIN_SECONDS. To be called before anything else of JAX.
    """
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    try:
        jax.distributed.initialize(address, count, number, initialization_timeout=JOIN_SECONDS)
    except (RuntimeError, ValueError) as error:
        why = str(error).splitlines()[0][:200]
        raise RunError(f"the {count} processes did not come together at {address}", why) from None


def leave() -> None:
    """Let the others go."""
    jax.distributed.shutdown()


def is_loss(error: Exception) -> bool:
    """Whether an error is of what passes between the processes: one of them is gone, or out of reach."""
    # A compiled call that fails at once raises ValueError, of Gloo's words.
    return isinstance(error, jax.errors.JaxRuntimeError) or "Gloo" in str(error)


def abandon() -> None:
    """Have this process end without its leave, with a failure's exit code, once it has said what it has to say.

    One that is gone gives no leave: JAX would wait a minute for it, and then end this process by a signal.
    """
    atexit.register(os._exit, RunError.exit_code)  # before what JAX registered


def tell(what: int) -> None:
    """The first process says what comes next."""
    _shared(np.int32(what))


def told() -> int:
    """What the first process said comes next; waits for it."""
    return int(_shared(np.int32(0)))


def share_json(value: Any) -> Any:
    """The value that the first process has, of JSON's types; the others give None."""
    data = np.frombuffer(json.dumps(value).encode(), np.uint8)
    length = int(_shared(np.int32(len(data))))
    padded = np.zeros(length, np.uint8)
    padded[: min(length, len(data))] = data[:length]
    return json.loads(np.asarray(_shared(padded)).tobytes())


def gathered(value: bool) -> list[bool]:
    """What every process gives."""
    return [bool(v) for v in np.ravel(multihost_utils.process_allgather(np.bool_(value)))]


def share_state(trainer: Trainer) -> None:
    """Give every process the variables and the step of the first."""
    for own in trainer.variables().values():
        for variable, value in zip(own, _shared([np.asarray(v) for v in own])):
            variable.assign(np.asarray(value))
    trainer.done = int(_shared(np.int32(trainer.done)))


def _shared(value: Any) -> Any:
    return multihost_utils.broadcast_one_to_all(value)

"""Too little memory, as one error whatever computes.

Rule of this file: it knows the backends' errors by their names, so that no backend has to be there to be told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_JAX = ("JaxRuntimeError", "XlaRuntimeError")


@contextmanager
def memory_errors() -> Iterator[None]:
    """While it lasts, MemoryError is raised also where TensorFlow or JAX find that a device has too little memory."""
    try:
        yield
    except Exception as error:
        name = type(error).__name__
        if name == "ResourceExhaustedError" or (name in _JAX and "RESOURCE_EXHAUSTED" in str(error)):
            raise MemoryError(str(error).splitlines()[0][:200]) from None
        raise

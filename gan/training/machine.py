"""What a run works on, and how hard: the device in words, memory, what a GPU does."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from gan.training.watch import Trouble


def device_name() -> str:
    """What the networks run on, in words: the devices that Keras's backend uses."""
    names = [name for name, _ in _gpus()]
    if names:
        return f"GPU: {', '.join(names)}"
    return f"CPU: {cores()} cores"


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def unused_gpu(devices: Path = Path("/dev")) -> Trouble | None:
    """What to tell where there is an NVIDIA GPU, by its device file, and the networks run on the CPU all the same."""
    if _gpus() or not (devices / "nvidia0").exists():
        return None
    return Trouble(
        "unused",
        "this machine has a GPU, and the training does not use it",
        "the library that computes was installed without it, or does not find its driver",
        "pip install 'composer-tui[gpu]', and see composer-tui doctor",
    )


def has_bfloat16() -> bool:
    """Whether all that the networks run on are GPUs that compute in bfloat16 (NVIDIA's since compute capability 8)."""
    gpus = _gpus()
    return bool(gpus) and all(capability >= (8, 0) for _, capability in gpus)


def _gpus() -> list[tuple[str, tuple[int, ...]]]:
    """Name and compute capability of each GPU that Keras's backend uses."""
    import keras

    if keras.backend.backend() == "jax":
        import jax

        gpus = [device for device in jax.devices() if device.platform == "gpu"]
        return [(g.device_kind, tuple(map(int, str(g.compute_capability).split(".")))) for g in gpus]
    import tensorflow as tf

    found = []
    for gpu in tf.config.list_physical_devices("GPU"):
        details = tf.config.experimental.get_device_details(gpu)
        found.append((details.get("device_name", "GPU"), details.get("compute_capability", (0, 0))))
    return found


def memory_mb() -> float:
    """The memory this process has in use, in MB (10^6 bytes); its peak where the system does not tell the present."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, ValueError, IndexError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


class Gpu:
    """The first NVIDIA GPU, asked through nvidia-ml-py where that is installed; else it tells nothing."""

    def __init__(self) -> None:
        self._library: Any = None
        try:
            import pynvml

            pynvml.nvmlInit()
            self._handle = pynvml.nvmlDeviceGetHandleByIndex(0)
            self._library = pynvml
        except Exception:  # no library, no driver, no device: the run goes on without
            pass

    def facts(self) -> dict[str, float]:
        """gpu_percent (of the time at work) and gpu_memory_mb; empty where there is none."""
        if self._library is None:
            return {}
        try:
            percent = float(self._library.nvmlDeviceGetUtilizationRates(self._handle).gpu)
            memory = self._library.nvmlDeviceGetMemoryInfo(self._handle).used / 1e6
        except Exception:  # a driver that goes away must not end a run
            return {}
        return {"gpu_percent": percent, "gpu_memory_mb": round(memory)}

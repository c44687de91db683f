"""What a run works on, and how hard: the device in words, memory, what a GPU does."""

from __future__ import annotations

import os
import sys
from typing import Any


def device_name() -> str:
    """What the networks run on, in words."""
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        names = [tf.config.experimental.get_device_details(gpu).get("device_name", "GPU") for gpu in gpus]
        return f"GPU: {', '.join(names)}"
    return f"CPU: {len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} cores"


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

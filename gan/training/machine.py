"""What a run works on, and how hard: the device in words, memory, what a GPU does."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
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
    # A container may be given any of a machine's, by the number it has there.
    if _gpus() or not any(devices.glob("nvidia[0-9]*")):
        return None
    import keras

    extra = "jax-gpu" if keras.backend.backend() == "jax" else "gpu"
    return Trouble(
        "unused",
        "this machine has a GPU, and the training does not use it",
        "the library that computes was installed without it, or does not find its driver",
        f"pip install 'composer-tui[{extra}]'; where it is installed, see that nvidia-smi lists the GPU, and that "
        "CUDA_VISIBLE_DEVICES does not hide it",
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
    for gpu in tf.config.list_physical_devices("GPU")[:1]:  # of several it uses the first
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
    """The GPU that CUDA gives this process first, asked through nvidia-ml-py where that is installed; else it tells
    nothing."""

    def __init__(self) -> None:
        self._library: Any = None
        try:
            import pynvml

            pynvml.nvmlInit()
            self._handle = _first_visible(pynvml)
            self._library = pynvml
        except Exception:  # no library, no driver, no device: the run goes on without
            pass

    def facts(self) -> dict[str, float]:
        """gpu_percent (of the time at work) and gpu_memory_mb; without what it does not tell, as a part of a GPU (MIG)
        does not tell the first."""
        facts: dict[str, float] = {}
        if self._library is not None:
            with suppress(Exception):  # a driver that goes away must not end a run
                facts["gpu_percent"] = float(self._library.nvmlDeviceGetUtilizationRates(self._handle).gpu)
            with suppress(Exception):
                facts["gpu_memory_mb"] = round(self._library.nvmlDeviceGetMemoryInfo(self._handle).used / 1e6)
        return facts


def _first_visible(library: Any) -> Any:
    """NVML's handle of the GPU that CUDA_VISIBLE_DEVICES, which NVML does not know, lets this process use first.

    Its numbers are CUDA's, which are NVML's where the GPUs are alike, or where CUDA_DEVICE_ORDER is PCI_BUS_ID. Raises
    whatever there is to raise where it names none.
    """
    first = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0].strip()
    if first.startswith("MIG-"):
        return library.nvmlDeviceGetHandleByUUID(first)
    if first.startswith("GPU-"):  # the beginning of its name is enough for CUDA
        handles = map(library.nvmlDeviceGetHandleByIndex, range(library.nvmlDeviceGetCount()))
        return next(handle for handle in handles if library.nvmlDeviceGetUUID(handle).startswith(first))
    return library.nvmlDeviceGetHandleByIndex(int(first))

"""What a run says of the machine it is on."""

import configparser
import sys
from pathlib import Path
from types import SimpleNamespace

import keras
import pytest

from gan.training.machine import Gpu, device_name, has_bfloat16, memory_mb, unused_gpu


@pytest.mark.parametrize("device", ["nvidia0", "nvidia3", "nvidia12"])
@pytest.mark.parametrize(("backend", "extra"), [("tensorflow", "gpu"), ("jax", "jax-gpu")])
def test_a_gpu_that_lies_idle_is_told_of_with_what_mends_it(device, backend, extra, tmp_path: Path, monkeypatch):
    pytest.importorskip(backend)
    monkeypatch.setattr(keras.backend, "backend", lambda: backend)
    for name in ("nvidiactl", "nvidia-uvm", "nvidia-caps"):  # are there without one, too
        (tmp_path / name).touch()
    assert unused_gpu(tmp_path) is None
    (tmp_path / device).touch()
    if device_name().startswith("CPU"):
        trouble = unused_gpu(tmp_path)
        assert trouble and "GPU" in trouble.what and f"pip install 'composer-tui[{extra}]'" in trouble.mend
        assert extra in configured("options.extras_require"), "what it names is there"
        assert not has_bfloat16()
    else:
        assert unused_gpu(tmp_path) is None


@pytest.mark.parametrize(("backend", "named"), [("tensorflow", "GPU: Big"), ("jax", "GPU: Big, Small")])
def test_of_several_gpus_those_are_named_that_are_used(backend, named, monkeypatch):
    library = pytest.importorskip(backend)
    monkeypatch.setattr(keras.backend, "backend", lambda: backend)
    if backend == "jax":
        gpus = [
            SimpleNamespace(platform="gpu", device_kind=name, compute_capability="9.0") for name in ("Big", "Small")
        ]
        monkeypatch.setattr(library, "devices", lambda: gpus)
    else:
        details = {name: {"device_name": name, "compute_capability": (9, 0)} for name in ("Big", "Small")}
        monkeypatch.setattr(library.config, "list_physical_devices", lambda _: list(details))
        monkeypatch.setattr(library.config.experimental, "get_device_details", details.get)
    assert device_name() == named and has_bfloat16()


def configured(section: str) -> configparser.SectionProxy:
    config = configparser.ConfigParser()
    config.read(Path(__file__).parents[2] / "setup.cfg", encoding="utf-8")
    return config[section]


class TwoGpus:
    """nvidia-ml-py's functions on a made-up machine: the tests run where there is no GPU. A handle is its UUID."""

    UUIDS = ("GPU-8932f937-d72c", "GPU-aa11b2c3-0001")
    PARTS = ("MIG-1f2e3d4c-5b6a",)

    def nvmlInit(self) -> None: ...

    def nvmlDeviceGetCount(self) -> int:
        return len(self.UUIDS)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> str:
        if index < 0:
            raise ValueError("Invalid Argument")
        return self.UUIDS[index]

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> str:
        return (self.UUIDS + self.PARTS)[(self.UUIDS + self.PARTS).index(uuid)]

    def nvmlDeviceGetUUID(self, handle: str) -> str:
        return handle

    def nvmlDeviceGetUtilizationRates(self, handle: str) -> SimpleNamespace:
        return SimpleNamespace(gpu=(10, 90)[self.UUIDS.index(handle)])  # of a part there is none

    def nvmlDeviceGetMemoryInfo(self, handle: str) -> SimpleNamespace:
        return SimpleNamespace(used=1e9 * (1 + (self.UUIDS + self.PARTS).index(handle)))


FIRST, SECOND = {"gpu_percent": 10, "gpu_memory_mb": 1000}, {"gpu_percent": 90, "gpu_memory_mb": 2000}


@pytest.mark.parametrize(
    ("visible", "told"),
    [
        (None, FIRST),
        ("1", SECOND),
        ("1,0", SECOND),
        ("GPU-aa11b2c3-0001", SECOND),
        ("GPU-aa11", SECOND),
        ("MIG-1f2e3d4c-5b6a", {"gpu_memory_mb": 3000}),
        ("", {}),
        ("-1", {}),
        ("7", {}),
        ("GPU-gone", {}),
    ],
)
def test_the_gpu_that_is_watched_is_the_one_that_cuda_may_use(visible, told, monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", TwoGpus())
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert Gpu().facts() == told


def test_memory_is_of_this_process():
    before = memory_mb()
    held = bytearray(200_000_000)
    assert memory_mb() - before > 100 and held

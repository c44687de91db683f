"""What a run says of the machine it is on."""

from pathlib import Path

from gan.training.machine import device_name, has_bfloat16, memory_mb, unused_gpu


def test_a_gpu_that_lies_idle_is_told_of_with_what_mends_it(tmp_path: Path):
    assert unused_gpu(tmp_path) is None
    (tmp_path / "nvidia0").touch()
    if device_name().startswith("CPU"):
        trouble = unused_gpu(tmp_path)
        assert trouble and "GPU" in trouble.what and "composer-tui[gpu]" in trouble.mend
        assert not has_bfloat16()
    else:
        assert unused_gpu(tmp_path) is None


def test_memory_is_of_this_process():
    before = memory_mb()
    held = bytearray(200_000_000)
    assert memory_mb() - before > 100 and held

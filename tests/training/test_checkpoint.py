import errno
import os
from pathlib import Path

import pytest

from gan.errors import RunError
from gan.training.checkpoint import best_checkpoint, check_config, checkpoints_in, newest_whole, save_checkpoint, verify

CONFIG = {"steps": 10, "batch": 4}


def save(root: Path, step: int, keep: int = 9, held_out_loss: float | None = None) -> Path:
    def write(folder: Path) -> None:
        (folder / "state").write_bytes(bytes(4096))

    return save_checkpoint(root, step, CONFIG, write, keep, held_out_loss)


def flip_a_bit(path: Path) -> None:
    data = bytearray((path / "state").read_bytes())
    data[2000] ^= 1
    (path / "state").write_bytes(data)


DAMAGES = {
    "a flipped bit": flip_a_bit,
    "a truncated file": lambda p: (p / "state").write_bytes(bytes(100)),
    "an empty file": lambda p: (p / "state").write_bytes(b""),
    "a missing file": lambda p: (p / "state").unlink(),
    "no manifest": lambda p: (p / "manifest.json").unlink(),
    "a torn manifest": lambda p: (p / "manifest.json").write_text('{"format": 1, "fi'),
}


def test_the_newest_is_found_and_old_ones_go(tmp_path):
    for step in (5, 10, 15, 20):
        save(tmp_path, step, keep=2)
    assert [p.name for p in checkpoints_in(tmp_path)] == ["step-00000020", "step-00000015"]
    assert newest_whole(tmp_path, pytest.fail) == (tmp_path / "step-00000020", 20)


def test_the_best_on_held_out_music_stays(tmp_path):
    for step, loss in ((5, 0.9), (10, 0.7), (15, 0.8), (20, None), (25, 0.75)):
        save(tmp_path, step, keep=1, held_out_loss=loss)
    assert [p.name for p in checkpoints_in(tmp_path)] == ["step-00000025", "step-00000010"]
    assert best_checkpoint(tmp_path) == (tmp_path / "step-00000010", 0.7)


def test_where_nothing_was_measured_there_is_no_best(tmp_path):
    save(tmp_path, 5)
    assert best_checkpoint(tmp_path) is None


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_passed_over_with_one_line(damage, tmp_path):
    save(tmp_path, 5)
    DAMAGES[damage](save(tmp_path, 10))
    warnings = []
    assert newest_whole(tmp_path, warnings.append) == (tmp_path / "step-00000005", 5)
    assert len(warnings) == 1 and "step-00000010" in warnings[0]


def test_where_all_are_damaged_nothing_is_removed(tmp_path):
    flip_a_bit(save(tmp_path, 5))
    with pytest.raises(RunError, match="none of the 1 checkpoints"):
        newest_whole(tmp_path, lambda _: None)
    assert len(checkpoints_in(tmp_path)) == 1


def test_an_empty_folder_has_none(tmp_path):
    assert newest_whole(tmp_path, pytest.fail) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT], ids=errno.errorcode.get)
def test_a_full_disk_or_quota_leaves_the_older_one_and_no_rubbish(number, tmp_path):
    save(tmp_path, 5)

    def full(folder: Path) -> None:
        (folder / "state").write_bytes(bytes(10))
        raise OSError(number, os.strerror(number))

    with pytest.raises(OSError):
        save_checkpoint(tmp_path, 10, CONFIG, full, 3)
    assert [p.name for p in tmp_path.iterdir()] == ["step-00000005"] and verify(tmp_path / "step-00000005") is None


def test_a_whole_checkpoint_is_not_written_over_and_a_damaged_one_is_set_aside(tmp_path):
    first = save(tmp_path, 5)
    before = (first / "state").stat().st_ino
    assert save(tmp_path, 5) == first and (first / "state").stat().st_ino == before
    flip_a_bit(first)
    assert verify(save(tmp_path, 5)) is None
    assert len(list(tmp_path.glob("damaged-*"))) == 1


def test_another_configuration_is_refused_by_its_field(tmp_path):
    path = save(tmp_path, 5)
    check_config(path, CONFIG)
    with pytest.raises(RunError, match="batch was 4 and is 8"):
        check_config(path, {**CONFIG, "batch": 8})

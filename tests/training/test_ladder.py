"""The ladder: which steps have rungs, how it thins, and that nothing half written is taken for one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from gan.exported import DESCRIPTION, GRAPH
from gan.training import ladder
from gan.training.ladder import Rung, drop_drafts, heard_at, is_rung_step, nearest, rungs_in, save_rung, spread


def write(folder: Path, size: int = 10) -> None:
    (folder / GRAPH).write_bytes(bytes(size))
    (folder / DESCRIPTION).write_text("{}")


def test_rungs_stand_about_geometrically_from_the_untrained_networks_on() -> None:
    steps = [step for step in range(30_000) if is_rung_step(step)]
    assert steps == [0, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000]
    assert not is_rung_step(-10)


def test_a_long_run_keeps_its_first_and_last_rung_and_a_bounded_number_between(tmp_path: Path) -> None:
    for step in (step for step in range(1_000_001) if is_rung_step(step)):
        kept = save_rung(tmp_path, step, write)
        assert kept == rungs_in(tmp_path) and len(kept) <= ladder.MOST_RUNGS
        assert kept[0].step == 0 and kept[-1].step == step
    gaps = [(after.step + 1) / (before.step + 1) for before, after in pairwise(kept)]
    assert max(gaps) <= 26


def test_large_networks_have_fewer_rungs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "MOST_BYTES", 3500)
    for step in (0, 10, 25, 50, 100):
        kept = save_rung(tmp_path, step, lambda folder: write(folder, 1000))
    assert len(kept) == 3 and kept[0].step == 0 and kept[-1].step == 100


def test_a_rung_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        (folder / GRAPH).write_bytes(b"half")
        raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space"):
        save_rung(tmp_path, 10, fails)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_worker_left_is_no_rung_and_is_swept_away(tmp_path: Path) -> None:
    draft = tmp_path / ".writing-00000010-4242"
    draft.mkdir()
    write(draft)
    (tmp_path / "step-00000025").mkdir()
    (tmp_path / "step-many").mkdir()
    assert rungs_in(tmp_path) == []
    drop_drafts(tmp_path)
    assert not draft.exists()


def test_the_weights_of_a_step_are_the_last_kept_before_it_be_they_a_rung_or_a_checkpoint(tmp_path: Path) -> None:
    for place, step in (("ladder", 0), ("ladder", 100), ("checkpoints", 100), ("checkpoints", 400)):
        folder = tmp_path / place / f"step-{step:08d}"
        folder.mkdir(parents=True)
        write(folder)
    rungs = heard_at(tmp_path)
    assert [rung.step for rung in rungs] == [0, 100, 400]
    wanted = {0: 0, 99: 0, 100: 100, 399: 100, 5000: 400}
    assert {step: found.step for step in wanted if (found := nearest(rungs, step))} == wanted
    assert nearest(rungs[1:], 5) == rungs[1] and nearest([], 5) is None


def test_a_long_row_is_thinned_without_losing_its_ends() -> None:
    rungs = [Rung(step, Path(str(step))) for step in (0, 10, 25, 50, 100, 250, 500, 990, 1000)]
    kept = [rung.step for rung in spread(rungs, 5)]
    assert len(kept) == 5 and kept[0] == 0 and kept[-1] == 1000 and 990 not in kept
    assert spread(rungs, 20) == rungs

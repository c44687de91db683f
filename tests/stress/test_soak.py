"""The soak of benchmarks/soak.py in its short form; the hour that docs/reliability.md tells of is run by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.stress
@pytest.mark.timeout(900)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it reads /proc")
def test_a_run_and_a_studio_that_is_killed_lose_nothing_and_leave_nothing_behind(tmp_path: Path) -> None:
    line = ["--minutes", "1", "--kills", "3", "--every", "2", "--record", str(tmp_path / "samples.jsonl")]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", *line],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] == 3 and told["steps"] > 5 and told["faults"] == []
    samples = [json.loads(line) for line in (tmp_path / "samples.jsonl").read_text().splitlines()]
    assert {"worker", "tui", "engine", "player_process"} <= set(samples[-1]["processes"])

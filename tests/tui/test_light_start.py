"""What the process of the screens imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import asyncio, sys
from piloting import composer, press, until
async def main():
    async with composer(80, 24) as (app, pilot):
        await press(pilot, "space", "2", "3", "1", "g")
        await until(pilot, lambda: len(app.stations.audition_station.list.takes) == 4, "four takes")
        app.dialogs.ask_for_file()
        await pilot.pause()
asyncio.run(main())
heavy = {"tensorflow", "keras", "music21", "onnxruntime", "symusic", "h5py"}
print(sorted(heavy & set(sys.modules)))
"""


@pytest.mark.usefixtures("desk", "few_passes")
def test_no_heavy_library_is_ever_loaded_beside_the_screen() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=Path(__file__).parent, capture_output=True, text=True, timeout=200
    )
    assert done.stdout == "[]\n", done.stderr[-2000:]

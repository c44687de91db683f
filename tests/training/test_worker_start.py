"""What a worker loads before its first step."""

from __future__ import annotations

import subprocess
import sys


def test_keras_comes_without_what_only_its_plots_and_wrappers_use() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from gan.training.worker import import_keras_alone; import_keras_alone();"
            "print(sorted({'keras', 'matplotlib', 'sklearn'} & set(sys.modules)));"
            "import matplotlib.pyplot, sklearn.linear_model",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert said.stdout.strip() == "['keras']"

"""Prints the lowest version that setup.cfg allows of each library, as constraints for pip: `name==version` a line.

    python scripts/lowest.py [EXTRA ...]

The libraries that the composer needs, and those of the extras that are named.
"""

from __future__ import annotations

import configparser
import re
import sys
from pathlib import Path


def lowest(extras: list[str]) -> list[str]:
    """One line for each requirement. Raises SystemExit for one without a lower bound."""
    config = configparser.ConfigParser()
    config.read(Path(__file__).resolve().parents[1] / "setup.cfg", encoding="utf-8")
    texts = [config["options"]["install_requires"], *(config["options.extras_require"][extra] for extra in extras)]
    found = {}
    for line in "\n".join(texts).splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = re.match(r"([\w.-]+)(?:\[[^]]*\])?\s*>=\s*([\w.]+)", line.strip())
        if match is None:
            raise SystemExit(f"setup.cfg gives no lowest version: {line.strip()}")
        found[match[1]] = match[2]
    return [f"{name}=={version}" for name, version in sorted(found.items())]


if __name__ == "__main__":
    print("\n".join(lowest(sys.argv[1:])))

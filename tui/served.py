"""A composer whose terminal is a page in a browser: `python -m tui.served`, started by `tui.serving` for each page.

What would be the terminal is textual-serve's protocol on stdin and stdout.
"""

from __future__ import annotations

import sys

from tui.opening import open_composer

if __name__ == "__main__":
    sys.exit(open_composer())

"""Opening the composer and leaving it: signals, exit codes, the last words on the terminal."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

from gan import locations
from gan.music.plain import plain
from tui.app import ComposerApp
from tui.commands.usual import lead_sound
from tui.config import load_config
from tui.terminal import check_terminal, screen_alone, watch_terminal

if TYPE_CHECKING:
    from gan.training.run import Run

LOG_NAME = "screen.log"
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def open_composer(attached: Run | None = None, theme: str | None = None) -> int:
    """Run the composer, on a run and in a theme where they are given, until it is left. Returns the exit code.

    Raises UsageError where the terminal cannot show it.
    """
    check_terminal()
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    config = load_config({"studio.theme": theme})
    lead_sound(config)
    app = ComposerApp(attached=attached, config=config)
    with screen_alone(locations.log_dir() / LOG_NAME):
        watch_terminal(app.keep_all)
        try:
            asyncio.run(_run(app))
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            app.close_links()
    if app.failure is not None:
        raise app.failure
    if app.last_words:
        print(plain(app.last_words, 300), file=sys.stderr)
    return app.return_code or 0


async def _run(app: ComposerApp) -> None:
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, app.leave, 128 + number)
    await app.run_async()

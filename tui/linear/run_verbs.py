"""What can be said about training."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gan import locations
from gan.errors import RunError, UsageError
from gan.music.plain import plain
from tui.coach import coach
from tui.commands.options import need_data
from tui.folders import typed_path
from tui.run_view import RunView
from tui.session import Session

if TYPE_CHECKING:
    from gan.training.run import Run

_STEPS, _MOST_STEPS = 2000, 10_000_000
_ACTIVE = ("starting", "running", "paused")


class RunVerbs:
    """Needs `say` and a session. Without a name the newest run is meant, one at work before others."""

    session: Session

    def say(self, *sentences: str) -> None:
        raise NotImplementedError

    def do_train(self, line: str) -> None:
        """train, or train STEPS FOLDER: start a run in the genre chosen. It goes on when you leave.
        FOLDER holds the music to learn from; chorales need none.
        """
        from gan.data.corpora import check_corpora
        from gan.training.config import TrainingConfig
        from gan.training.run import Run

        words = line.split(maxsplit=1)
        steps = words[0] if words else str(_STEPS)
        if not steps.isdecimal() or not 1 <= int(steps) <= _MOST_STEPS:
            raise UsageError(f"{plain(steps, 20)} steps", f"it must be 1 to {_MOST_STEPS:,}", "Say: train 2000")
        folder = Path(os.path.realpath(typed_path(words[1]))) if len(words) > 1 else None
        need_data(folder)
        genres = (self.session.genre,)
        check_corpora(genres, folder)
        config = TrainingConfig(genres, steps=int(steps), data=str(folder or ""))
        run = Run.create(locations.made(locations.runs_dir()), config)
        run.start()
        self.say(f"Run {run.id} is starting. Say progress to hear how it stands, follow to hear it as it goes.")

    def do_progress(self, _line: str) -> None:
        """progress: how the newest run stands, and what the coach says."""
        from gan.training.events import read_events

        run = self._run()
        status, view = run.status(), RunView(steps=run.config.steps)
        if run.events_path.exists():
            view.take(read_events(run.events_path, 0)[0], run.path)
        self.say(f"Run {run.id}: {status.state}, step {view.step:,} of {run.config.steps:,}.")
        if view.device:
            self.say(f"It computes on the {view.device}.")
        losses = [
            f"{name} {curve.latest:.3f}"
            for name, curve in (("generator", view.generator), ("discriminator", view.discriminator))
            if curve.latest is not None
        ]
        if losses:
            self.say(f"Losses: {', '.join(losses)}.")
        self.say(*coach(view, status.state))

    def do_follow(self, _line: str) -> None:
        """follow: hear a run as it goes, until it ends or you press Ctrl-C, which leaves it at work."""
        from tui.commands.follow import Follower

        Follower(self._run(), jsonl=False).until_end()

    def do_pause(self, _line: str) -> None:
        """pause: let the run wait."""
        self._ask("pause")

    def do_resume(self, _line: str) -> None:
        """resume: let it go on; a stopped run too."""
        run = self._run()
        state = run.status().state
        if state == "paused":
            run.ask("resume")
        elif state in _ACTIVE:
            raise RunError(f"run {run.id} is at work already")
        else:
            run.start()
        self.say(f"Run {run.id} goes on.")

    def do_end(self, _line: str) -> None:
        """end: save and end the run; resume takes it up again."""
        self._ask("stop")

    def _ask(self, request: str) -> None:
        run = self._run()
        state = run.status().state
        if state not in _ACTIVE:
            raise RunError(f"run {run.id} is not at work", f"it is {state}", "Say: train")
        run.ask(request)
        self.say(f"Run {run.id} was asked to {request}; it finishes its step and saves first.")

    def _run(self) -> Run:
        from tui.commands.choosing import chosen_run

        return chosen_run(None, states=_ACTIVE)

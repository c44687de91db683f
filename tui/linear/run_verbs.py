"""What can be said about training."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gan import locations
from gan.errors import RunError, UsageError
from gan.music.plain import plain
from gan.training.ladder import heard_at, nearest, spread
from gan.training.run import LIVE
from tui.coach import coach
from tui.commands.choosing import need_room
from tui.commands.options import need_data
from tui.folders import typed_path
from tui.hearing import ROW, composed_at, held_out_melody, opening
from tui.linear.words import facts_words
from tui.run_compare import view_of
from tui.session import Session
from tui.spans import span
from tui.step_numbers import in_short, told

if TYPE_CHECKING:
    from gan.music.melody import Melody
    from gan.music.score import Score
    from gan.training.ladder import Rung
    from gan.training.run import Run
    from tui.editor import Editor
    from tui.heard import Heard

_STEPS, _MOST_STEPS = 2000, 10_000_000


class RunVerbs:
    """Needs `say`, `play_score`, `add_take`, a session and the editor. The newest run is meant, one at work before."""

    session: Session
    editor: Editor
    _last_heard: Heard | None = None

    def add_take(self, heard: Heard) -> None:
        raise NotImplementedError

    def play_score(self, score: Score, what: str) -> None:
        raise NotImplementedError

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
        run = self._run()
        status, view = run.status(), view_of(run)
        self.say(f"Run {run.id}: {status.state}, step {view.step:,} of {run.config.steps:,}.")
        if view.device:
            load = f", which is at work {view.gpu_percent:.0f} % of the time" if view.gpu_percent is not None else ""
            self.say(f"It computes on the {view.device.words}{load}.")
            if view.device.gpu_unused:
                self.say("The GPU of this machine is not used.")
        losses = [
            f"{name} {curve.latest:.3f}"
            for name, curve in (("generator", view.generator), ("discriminator", view.discriminator))
            if curve.latest is not None
        ]
        if losses:
            self.say(f"Losses: {', '.join(losses)}.")
        if short := in_short(view.numbers):
            self.say(f"The last step: {', '.join(short)}. Say numbers to hear what they mean.")
        if status.state == "running" and view.seconds_left:
            self.say(f"It needs {span(view.seconds_left)} more.")
        self.say(*coach(view, status.state))

    def do_numbers(self, _line: str) -> None:
        """numbers: every number of the newest run's last step, and what it means."""
        view = view_of(self._run())
        if not view.numbers:
            self.say("No step was done yet.")
        for number, value in told(view.numbers):
            self.say(f"{number.name} {value}. {number.means}")

    def do_follow(self, _line: str) -> None:
        """follow: hear a run as it goes, until it ends or you press Ctrl-C, which leaves it at work."""
        from tui.commands.follow import Follower

        Follower(self._run(), jsonl=False).until_end()

    def do_ladder(self, _line: str) -> None:
        """ladder: hear it learn: the melody with a run's weights of a row of steps, and what each take is like."""
        run, rungs = self._rungs()
        melody, whose = self._melody_for(run)
        melody = opening(melody)
        self.say(f"Run {run.id} on {plain(melody.title, 60) or 'a melody'}, {whose}:")
        for rung in spread(rungs, ROW):
            self.say(f"Step {rung.step:,}: {facts_words(self._compose_at(run, rung, melody, whose).facts)}.")
        self.say("Say hear and a step to hear one.")

    def do_hear(self, line: str) -> None:
        """hear, or hear STEP: your melody as a run would compose it now, or would have at a step."""
        run, rungs = self._rungs()
        step = line.strip().replace(",", "")
        if step and not step.isdecimal():
            raise UsageError(f"{plain(step, 20)} is no step", "", f"Say: hear {rungs[-1].step}")
        rung = nearest(rungs, int(step[:12])) if step else rungs[-1]
        assert rung is not None
        heard = self._compose_at(run, rung, *self._melody_for(run))
        self._last_heard = heard
        self.say(f"Step {rung.step:,}: {facts_words(heard.facts)}. Say keep to have it among the takes.")
        self.play_score(heard.take.score, f"run {run.id} at step {rung.step:,}")

    def do_keep(self, _line: str) -> None:
        """keep: put what was heard last of a run among the takes."""
        if self._last_heard is None:
            raise UsageError("nothing of a run was heard yet", "", "Say: hear")
        heard, self._last_heard = self._last_heard, None
        self.add_take(heard)

    def do_checkpoint(self, _line: str) -> None:
        """checkpoint: have the run save at its next step, compose and measure, and go on."""
        run = self._run()
        status = run.status()
        need_room(run, status)
        if status.state == "paused":
            self.say(f"Run {run.id} is paused, and was saved before that.")
            return
        self._ask("checkpoint", "saves at its next step")

    def do_pause(self, _line: str) -> None:
        """pause: let the run wait."""
        self._ask("pause")

    def do_resume(self, _line: str) -> None:
        """resume: let it go on; a stopped run too."""
        run = self._run()
        status = run.status()
        state = status.state
        need_room(run, status)
        if state == "paused":
            run.ask("resume")
        elif state in LIVE:
            raise RunError(f"run {run.id} is at work already")
        else:
            run.start()
        self.say(f"Run {run.id} goes on.")

    def do_end(self, _line: str) -> None:
        """end: save and end the run; resume takes it up again."""
        self._ask("stop")

    def _ask(self, request: str, words: str = "") -> None:
        run = self._run()
        state = run.status().state
        if state not in LIVE:
            raise RunError(f"run {run.id} is not at work", f"it is {state}", "Say: train")
        run.ask(request)
        self.say(f"Run {run.id} {words or f'was asked to {request}; it finishes its step and saves first'}.")

    def _rungs(self) -> tuple[Run, list[Rung]]:
        """The run, and what it has to compose with: one or more."""
        run = self._run()
        rungs = heard_at(run.path)
        if not rungs:
            raise RunError(f"run {run.id} has kept no weights yet", "the first are kept a moment after its first steps")
        return run, rungs

    def _genre_for(self, run: Run) -> str:
        return self.session.genre if self.session.genre in run.config.genres else run.config.genres[0]

    def _melody_for(self, run: Run) -> tuple[Melody, str]:
        """The melody that is worked on, where it has notes, else one the run does not learn from; and whose it is."""
        own = self.editor.melody
        return (own, "yours") if own.notes else (held_out_melody(run, self._genre_for(run)), "unheard")

    def _compose_at(self, run: Run, rung: Rung, melody: Melody, whose: str) -> Heard:
        sample = composed_at(rung, melody, self._genre_for(run), run.config.seed, whose)
        assert sample.heard is not None
        return sample.heard

    def _run(self) -> Run:
        from tui.commands.choosing import chosen_run

        return chosen_run(None, states=LIVE)

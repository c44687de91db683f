"""The coach: what the losses mean, in plain sentences tied to the numbers on the screen.

The generator is the orchestra, the discriminator the conductor who compares it with written music. Their losses are
softplus of the gap between the two verdicts: ln 2 = 0.69 where the conductor can only guess; the conductor's falls
to 0 and the orchestra's grows where the difference is always heard.

Rule of this file: no praise that the numbers do not carry.
"""

from __future__ import annotations

from tui.run_view import RunView

GUESSING = 0.693
_EARLY_STEPS = 100
_WINDOW_SHARE = 0.1


def coach(view: RunView, state: str) -> list[str]:
    """One to three sentences for a run in a state of `RunStatus`."""
    if state == "failed" or view.ended == "failed":
        what, why, mend = view.failure or ("The run failed", "", "The log says why")
        return [what + (f": {why}" if why else "") + ".", *([mend] if mend else [])]
    if view.broken_numbers:
        return ["A loss is no number any more: the networks blew up. Stop (x) and start again; checkpoints are safe."]
    if not len(view.generator):
        return [_before_first_step(view, state)]
    lines = []
    if state == "paused" or view.paused:
        lines.append("Paused: nothing is lost, p goes on.")
    elif view.ended == "finished" or state == "finished":
        lines.append(f"Finished after {view.step:,} steps. Listen to the last sample before you believe the numbers.")
    elif view.ended == "stopped" or state == "stopped":
        lines.append(f"Stopped at step {view.step:,}; p goes on from the last checkpoint.")
    if view.warning is not None and view.warning_step >= view.step - max(20, int(view.step * _WINDOW_SHARE)):
        what, why, mend = view.warning
        lines.append(f"Beware, {what}: {why}. {mend}.")
    lines.append(_contest(view))
    lesson = _lesson(view)
    if lesson:
        lines.append(lesson)
    return lines


def _before_first_step(view: RunView, state: str) -> str:
    if view.preparing is not None:
        what, done, total = view.preparing
        if total <= 1:
            return f"Building {what}; the first step is compiled, the ones after it come fast."
        return f"Reading the music first ({what}: {done:,} of {total:,}). Only the first run on this music reads it."
    if state in ("starting", "running", "new"):
        return "TensorFlow is loading; the first point comes in some seconds."
    return "No step was done."


def _contest(view: RunView) -> str:
    window = max(20, int(view.step * _WINDOW_SHARE))
    orchestra = view.generator.mean_between(view.step - window, view.step)
    conductor = view.discriminator.mean_between(view.step - window, view.step)
    if orchestra is None or conductor is None:
        return ""
    numbers = f"orchestra {orchestra:.2f}, conductor {conductor:.2f}"
    if view.step < _EARLY_STEPS:
        return f"Early ({numbers}): the first {_EARLY_STEPS} steps say little. 0.69 means the conductor is guessing."
    if conductor < 0.1 or orchestra > 3:
        return (
            f"The conductor hears every fake ({numbers}). Normal for a while; "
            "if the orchestra's loss still grows after 1,000 more steps, it is not learning from him."
        )
    if conductor < 0.45:
        return f"The conductor is ahead ({numbers}): he tells most fakes, and the orchestra is told what gave it away."
    if conductor < 0.66:
        return f"A close contest ({numbers}): the conductor is right more often than not."
    if conductor <= 0.74:
        return f"The conductor is close to guessing ({numbers}; 0.69 is a coin's toss). That alone is not yet good."
    return f"The orchestra fools the conductor ({numbers}). Rarely mastery: usually he has to catch up."


def _lesson(view: RunView) -> str:
    """How the reconstruction moves: this is where harmony is learned first."""
    now_window = max(20, int(view.step * _WINDOW_SHARE))
    now = view.reconstruction.mean_between(view.step - now_window, view.step)
    if now is None:
        return ""
    if view.step < 2 * _EARLY_STEPS:
        return f"Missing written notes by {now:.2f} nats; this should fall first."
    then = view.reconstruction.mean_between(view.step // 2 - now_window, view.step // 2)
    if then is None:
        return ""
    moved = f"{then:.2f} at step {view.step // 2:,}, {now:.2f} now"
    if now < then * 0.97:
        return f"Missed written notes still fall ({moved}): more steps pay."
    if now > then * 1.03:
        return f"Missed written notes grow ({moved}): the last half has not helped."
    return f"Missed written notes hardly move ({moved}): more steps of this size bring little."

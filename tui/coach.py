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
_KEY_GAP, _CLASH_GAP, _DENSITY = 0.05, 0.04, 1.4
"""How far takes may be from real music before it is said: shares, and a ratio of notes to a bar."""

_NEAR = {"in_key": "key", "clash": "clash", "notes_per_bar": "density"}
"""The measures that are spoken of, in the order they are learned."""


def coach(view: RunView, state: str) -> list[str]:
    """A few sentences for a run in a state of `RunStatus`, the most important first."""
    if state == "failed" or view.ended == "failed":
        what, why, mend = view.failure or ("The run failed", "", "The log says why")
        return [what + (f": {why}" if why else "") + ".", *([mend] if mend else [])]
    if view.broken_numbers:
        return ["A loss is no number any more: the networks blew up. Stop (x) and start again; checkpoints are safe."]
    if not len(view.generator):
        return [_before_first_step(view, state)]
    lines = []
    if state == "paused" or view.paused:
        why, mend = view.waits
        lines.append(f"Paused, {why}. {mend}." if why else "Paused: nothing is lost, p goes on.")
    elif view.ended == "finished" or state == "finished":
        lines.append(f"Finished after {view.step:,} steps. Listen to the last sample before you believe the numbers.")
    elif view.ended == "stopped" or state == "stopped":
        lines.append(f"Stopped at step {view.step:,}; p goes on from the last checkpoint.")
    if view.warning is not None and view.warning_step >= view.step - max(20, int(view.step * _WINDOW_SHARE)):
        what, why, mend = view.warning
        lines.append(f"Beware, {what}: {why}. {mend}.")
    lines.append(_progress(view))
    lines.append(_contest(view))
    lines.append(_lesson(view))
    return [line for line in lines if line]


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


def _progress(view: RunView) -> str:
    """How near its takes are to real music: first the key, then the harmony, then the density, then only ears."""
    takes, real, before = view.takes, view.real, view.measured[-2].takes if len(view.measured) > 1 else {}

    def beside(name: str, form: str) -> str:
        was = f"{format(before[name], form)} before, " if name in before else ""
        return f"{was}{format(takes[name], form)} now, real music {format(real[name], form)}"

    known = takes.keys() & real.keys()
    if not known:
        return ""
    if "in_key" in known and takes["in_key"] < real["in_key"] - _KEY_GAP:
        return f"It still looks for the key (in key {beside('in_key', '.0%')}): the first thing more steps mend."
    if "clash" in known and takes["clash"] > real["clash"] + _CLASH_GAP:
        return f"It has the key, and the parts still rub against the melody (clash {beside('clash', '.0%')})."
    if "notes_per_bar" in known:
        ratio = (takes["notes_per_bar"] + 0.1) / (real["notes_per_bar"] + 0.1)  # real music may rest throughout
        if not 1 / _DENSITY < ratio < _DENSITY:
            many = "many" if ratio > 1 else "few"
            return f"The harmony holds, but it plays too {many} notes (a bar {beside('notes_per_bar', '.1f')})."
    near = [words for name, words in _NEAR.items() if name in known]
    if not near:
        return ""
    told = " and ".join([", ".join(near[:-1]), near[-1]] if near[1:] else near)
    return f"In {told} its takes are near real music: now only ears can tell them apart (h)."


def _lesson(view: RunView) -> str:
    """How the reconstruction moves: this is where harmony is learned first."""
    now_window = max(20, int(view.step * _WINDOW_SHARE))
    now = view.reconstruction.mean_between(view.step - now_window, view.step)
    if now is None:
        return ""
    if view.step < 2 * _EARLY_STEPS:
        return f"Missed notes {now:.2f} of late (0: each written note foreseen); this should fall first."
    then = view.reconstruction.mean_between(view.step // 2 - now_window, view.step // 2)
    if then is None:
        return ""
    moved = f"{then:.2f} at step {view.step // 2:,}, {now:.2f} now"
    if now < then * 0.97:
        return f"Missed written notes still fall ({moved}): more steps pay."
    if now > then * 1.03:
        return f"Missed written notes grow ({moved}): the last half has not helped."
    return f"Missed written notes hardly move ({moved}): more steps of this size bring little."

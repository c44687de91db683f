"""Weights to compose with: the shipped ones, and what every training run has in its folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gan.errors import WeightsError
from gan.exported import DESCRIPTION, FORMAT, GRAPH, SHIPPED
from gan.jsontext import parse_json
from tui.library.entry import Entry

_MEND = "Choose others in the Library, under Weights"


def weights_entries(runs: Path, chosen: Path | None) -> list[Entry]:
    """The shipped weights, then those of the runs, the newest run and step first.

    Args:
        runs: the folder of the runs.
        chosen: the folder of those that compose; the shipped ones where None.
    """
    from gan.training.checkpoint import best_checkpoint
    from gan.training.ladder import heard_at
    from gan.training.run import runs_in

    found = [_entry("shipped", "shipped", SHIPPED, "", chosen is None, "they come with the composer")]
    seen = {SHIPPED}
    for run in runs_in(runs):
        best = best_checkpoint(run.checkpoints_path)
        for rung in reversed(heard_at(run.path)):
            seen.add(rung.path)
            words = f"step {rung.step:,}" + (" · loses least on unheard music" if best and best[0] == rung.path else "")
            found.append(
                _entry(f"{run.id}/{rung.step}", f"{run.id} {rung.step:,}", rung.path, words, chosen == rung.path)
            )
    if chosen is not None and chosen not in seen:
        found.append(_entry(str(chosen), chosen.name, chosen, "", True, "they are kept outside of the library"))
    return found


def check_weights(folder: Path) -> dict[str, object]:
    """What a folder of weights says of itself: `genres`, `steps` and `hash`, as a take tells it.

    Raises WeightsError where there are none, or of another make; that the graph is whole is found when it is loaded.
    """
    try:
        text = (folder / DESCRIPTION).read_bytes()
        description = parse_json(text)
        form, genres = description["format"], [str(genre) for genre in description["genres"]]
        steps = description.get("steps")
    except FileNotFoundError:
        raise WeightsError(f"there are no composing weights in {folder}", f"no {DESCRIPTION}", _MEND) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"the weights in {folder} cannot be read", str(error)[:100], _MEND) from None
    if form != FORMAT:
        raise WeightsError(
            f"the weights in {folder} are of format {form}", f"this version reads format {FORMAT}", _MEND
        )
    if not (folder / GRAPH).is_file():
        raise WeightsError(f"there are no composing weights in {folder}", f"no {GRAPH}", _MEND)
    return {"genres": genres, "steps": steps, "hash": hashlib.sha256(text).hexdigest()[:12]}


def _entry(id: str, name: str, folder: Path, words: str, in_use: bool, fixed: str = "") -> Entry:
    facts: dict[str, object] = {"genres": [], "steps": None, "hash": None}
    try:
        facts = check_weights(folder)
        genres = ", ".join(map(str, facts["genres"])) if isinstance(facts["genres"], list) else ""
        about = f"{words} · {genres}" if words else genres
        details: tuple[str, ...] = (genres, f"weights {facts['hash']}" + (f" · {words}" if words else ""))
    except WeightsError as error:
        about, details = error.why or error.what, (error.what, error.why)
    try:
        at = (folder / GRAPH).stat().st_mtime
    except OSError:
        at = None
    mark = "in use" if in_use else ""
    return Entry("weights", id, name, about, mark, at, folder, details, fixed, facts={**facts, "in_use": in_use})

"""An evaluation as a picture: where the takes stand between accompaniments without understanding and real music."""

from __future__ import annotations

import io
import os
from typing import Any

from gan.errors import MissingDependency
from gan.evaluation.report import SPOILED, Evaluation, GenreEvaluation, Row
from gan.locations import cache_dir

_COLUMNS = 2
_MOST_GENRES = 16
_GREY, _TAKES, _REAL = "#9a9a9a", "#c2410c", "#15803d"


def picture(evaluation: Evaluation) -> bytes:
    """A PNG with a panel for each genre and a line for each measure that ranks.

    On each line the baseline that is farthest from real music stands at 0 and the ceiling at 1. Raises
    MissingDependency without matplotlib.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(cache_dir() / "matplotlib"))  # as gan.child, not in the person's home
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingDependency("a picture needs matplotlib", str(error), "pip install matplotlib") from None
    genres = evaluation.genres[:_MOST_GENRES]
    columns = min(_COLUMNS, max(1, len(genres)))
    lines = -(-len(genres) // columns)
    figure = Figure(figsize=(7.5 * columns, 0.9 + 4 * max(1, lines)), layout="constrained")
    FigureCanvasAgg(figure)  # without it a figure looks for a window to draw in
    for number, genre in enumerate(genres, 1):
        _panel(figure.add_subplot(lines, columns, number), genre)
    rules = "the network alone" if evaluation.raw else "as shipped"
    figure.suptitle(f"weights {evaluation.weights}, seed {evaluation.seed}, {rules}", fontsize=10)
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=110, metadata={"Software": "composer-tui"})
    return data.getvalue()


def place(row: Row, value: float | None) -> float | None:
    """0 for the farthest baseline, 1 for the ceiling; None where the measure does not rank.

    What is nearer to the ideal than the ceiling, or farther than any baseline, is kept within -0.05..1.1.
    """
    far = max((row.distance(row.baselines[name]) or 0.0 for name in row.ranks), default=0.0)
    near, own = row.distance(row.ceiling), row.distance(value)
    if near is None or own is None or far <= near:
        return None
    return min(1.1, max(-0.05, (far - own) / (far - near)))


def _panel(axes: Any, genre: GenreEvaluation) -> None:
    rows = [row for row in genre.rows if place(row, row.takes) is not None]
    for height, row in enumerate(reversed(rows)):
        dumb = [place(row, value) for name, value in row.baselines.items() if name not in SPOILED]
        spoiled = [place(row, row.baselines.get(name)) for name in SPOILED]
        axes.axhline(height, color="#e5e5e5", linewidth=0.8, zorder=0)
        axes.scatter([x for x in dumb if x is not None], [height] * sum(x is not None for x in dumb), c=_GREY, s=22)
        known = [x for x in spoiled if x is not None]
        axes.scatter(known, [height] * len(known), marker="|", c=_REAL, s=60)
        axes.scatter([place(row, row.takes)], [height], c=_TAKES, s=60, zorder=3)
    axes.axvline(1, color=_REAL, linewidth=1.2)
    axes.set_yticks(range(len(rows)), [row.measure.title for row in reversed(rows)], fontsize=8)
    axes.set_xlim(-0.1, 1.15)
    axes.set_xticks([0, 1], ["worst baseline", "real music"], fontsize=8)
    axes.set_title(f"{genre.genre}: {genre.verdict}", fontsize=10)
    axes.scatter([], [], c=_TAKES, s=60, label="takes")
    axes.scatter([], [], c=_GREY, s=22, label="baselines")
    axes.scatter([], [], marker="|", c=_REAL, s=60, label="real, 5 % and 15 % wrong notes")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=3, fontsize=7)

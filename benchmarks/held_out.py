"""Takes on melodies the weights never met, beside the real music of those melodies.

    python benchmarks/held_out.py --data SEGMENT_TABLES [--weights DIR] [--windows 40] [--seed 0]

For each genre: windows of the test part (split by tune), real against composed, through the same code and the same
representation; a row for another genre's accompaniment pasted under the melody shows what the figures are worth.
Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from gan.compose import compose_with
from gan.data.corpora import load_corpora
from gan.data.dataset import Dataset
from gan.data.segments import SLOTS
from gan.data.voices import Voices, read_role
from gan.exported import ExportedGenerator
from gan.locations import cache_dir
from gan.measures.facts import facts_of
from gan.music import Key, Melody, Role, Score, Track, genre_named
from gan.music.score import without_overlaps


def main() -> None:
    options = arguments()
    network = ExportedGenerator(options.weights)
    segments = load_corpora(network.genres, options.data, cache_dir(), lambda *_: None)
    data = Dataset(segments)
    print(f"weights {network.hash}, up to {options.windows} windows a genre, seed {options.seed}\n")
    print("| genre | music | in key % | clash % | consonance | notes per bar | note length | other takes differ |")
    print("|---|---|---|---|---|---|---|---|")
    for genre in network.genres:
        batch = data.held_out("test", genre, options.windows)
        real = [score_of(Voices(s, o, d)) for s, o, d in zip(batch.state, batch.onset, batch.drums)]
        takes, others = [], []
        for i, score in enumerate(real):
            melody = Melody(score.tracks[0].notes, key=Key())
            pair = list(compose_with(network, melody, genre_named(genre), seed=options.seed + i, takes=2))
            takes.append(pair[0].score)
            others.append(pair[1].score)
        pasted = [paste(a, b) for a, b in zip(real, real[1:] + real[:1])]
        print(row(genre, f"real ({len(real)})", real, None))
        print(row("", "composed", takes, others))
        print(row("", "pasted", pasted, None), flush=True)


def score_of(voices: Voices) -> Score:
    """A window as a score in C major / A minor."""
    return Score(tuple(Track(role, without_overlaps(read_role(voices, role))) for role in Role), key=Key())


def paste(score: Score, other: Score) -> Score:
    """The melody of one with the parts of another: what does not listen."""
    return Score((score.tracks[0], *other.tracks[1:]), key=Key())


def row(genre: str, music: str, scores: list[Score], others: list[Score] | None) -> str:
    facts = [facts_of(score) for score in scores]
    notes = [n for score in scores for track in score.tracks[1:] if not track.is_drums for n in track.notes]
    bars = len(scores) * SLOTS // 24
    cells = (
        f"{100 * mean(f.in_key for f in facts):.1f}",
        f"{100 * mean(f.clash for f in facts):.1f}",
        f"{mean(f.consonance for f in facts):.2f}",
        f"{len(notes) / bars:.1f}",
        f"{np.mean([n.length for n in notes]) / 24:.2f}",
        "" if others is None else f"{100 * mean(difference(a, b) for a, b in zip(scores, others)):.0f} %",
    )
    return f"| {genre} | {music} | {' | '.join(cells)} |"


def mean(values) -> float:  # type: ignore[no-untyped-def]
    known = [v for v in values if v is not None]
    return float(np.mean(known)) if known else float("nan")


def difference(a: Score, b: Score) -> float:
    """Share of the notes (role, start, pitch) that only one of two takes has."""
    sets = [{(t.role, n.start, n.pitch) for t in s.tracks[1:] for n in t.notes} for s in (a, b)]
    return len(sets[0] ^ sets[1]) / max(1, len(sets[0] | sets[1]))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--windows", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()

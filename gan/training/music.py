"""The music of a run: the same for its worker and for those that train along."""

from __future__ import annotations

from pathlib import Path

from gan.data.corpora import Progress, load_corpora
from gan.data.dataset import Dataset
from gan.locations import cache_dir
from gan.training.config import TrainingConfig


def music_of(config: TrainingConfig, progress: Progress) -> Dataset:
    """What a configuration learns from. Raises DataError as `load_corpora` and `Dataset` do."""
    folder = Path(config.data) if config.data else None
    return Dataset(load_corpora(config.genres, folder, cache_dir(), progress), config.quarters, config.seed)

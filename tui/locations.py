"""Where things are kept, as the screens and the commands ask for it; `gan.locations` decides."""

from __future__ import annotations

from gan.locations import (
    HOME_VARIABLE,
    all_locations,
    cache_dir,
    data_dir,
    log_dir,
    made,
    runs_dir,
    takes_dir,
)

__all__ = ["HOME_VARIABLE", "all_locations", "cache_dir", "data_dir", "log_dir", "made", "runs_dir", "takes_dir"]

"""Objective numbers on music, numpy only."""

from gan.measures.facts import Facts, TrackFacts, facts_of

__all__ = ["Facts", "TrackFacts", "facts_of"]

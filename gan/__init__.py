"""Composes: melody, genre and seed in, takes out. Knows music and learning; nothing of screens or sound."""

__version__ = "0.1.0"

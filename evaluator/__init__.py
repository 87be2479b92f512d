"""Scores, ranks, explains and certifies statistical cooperation in a city."""

__version__ = "0.4.0"

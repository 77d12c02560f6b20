"""How a town compares: with whom, on what, where it stands, and whether that would be said of other groups too."""

from metrics.comparison.indicators import BY_NAME, COMPARED, OF_COMPARISON

__all__ = ["BY_NAME", "COMPARED", "OF_COMPARISON"]

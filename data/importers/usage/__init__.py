"""Counts of use in any layout: facility by date, long or wide, by day, week, month, season or year."""

"""Tables of one fact a row: populations, indicator values and targets, calendar events."""

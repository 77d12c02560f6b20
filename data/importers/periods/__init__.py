"""Periods as files write them: a day, a week, a month, a school year, in one cell or several columns."""

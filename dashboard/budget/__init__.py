"""The budget page: what was voted, what became of it, and where the year is heading."""

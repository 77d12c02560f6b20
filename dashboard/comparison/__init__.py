"""The page that compares a town: with whom, on what, where it stands, and whether that holds."""

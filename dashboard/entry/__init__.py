"""Hand entry: a grid for what exists nowhere as a file, checked and stored as a file is."""

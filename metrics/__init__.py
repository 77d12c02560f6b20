"""The words and the arithmetic of local public policy. Opens nothing: no file, no database, no screen."""

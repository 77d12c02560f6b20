"""Readers: each turns one file into a `Reading`. They store nothing and decide nothing; a person does."""

"""The import page, one piece a file: drop, understand, mend, check, compare, confirm, take back."""

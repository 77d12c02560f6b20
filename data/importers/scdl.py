"""SCDL budget CSV."""
from data.importers.reading import Problem, Reading, Severity, Unreadable
def read_scdl(content: bytes) -> Reading:
    raise Unreadable(Problem("unsupported_type", Severity.ERROR, text="csv"))

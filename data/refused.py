"""Why something cannot be stored: a code with its parts; the screen composes the sentence.

What a database or a disk says becomes such a code too, so that no page shows a stack trace. What remains an
exception (a broken rule of the schema, a wrong statement) is a fault of ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

CONNECTION_LOST = "connection_lost"
# Primary result codes, sqlite.org/rescode.html. Writing fails as an I/O error, too, where a quota is reached.
_SQLITE = {5: "busy", 6: "busy", 8: "not_writable", 10: "disk_full", 13: "disk_full", 14: "not_writable"}
_WRONG_STATEMENT = 1
# PostgreSQL documentation, appendix A; classes are the first two characters.
_POSTGRESQL = {
    "40001": "busy",
    "40P01": "busy",
    "53100": "disk_full",
    "53300": "busy",
    "55P03": "busy",
    "57014": "busy",
    "57P01": CONNECTION_LOST,
    "57P02": CONNECTION_LOST,
    "57P03": CONNECTION_LOST,
    "58030": "disk_full",
    "25006": "not_writable",
}
_CONNECTION_CLASS = "08"


class Refused(Exception):
    """The import cannot be stored; the code names the reason, the parts fill its sentence."""

    def __init__(self, code: str, **parts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.parts = parts


@contextmanager
def storage_errors_refused(engine: Engine) -> Iterator[None]:
    """Refused: `busy`, `disk_full`, `not_writable`, `connection_lost` or `storage_failed` where storage fails."""
    try:
        yield
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        code = _code(error.orig if isinstance(error, DBAPIError) else error, engine)
        if code is None:
            raise
        raise Refused(code) from error


def _code(error: Any, engine: Engine) -> str | None:
    """None for an error that is ours."""
    if not isinstance(error, engine.dialect.loaded_dbapi.OperationalError):
        return None
    if engine.dialect.name == "sqlite":
        primary = getattr(error, "sqlite_errorcode", _WRONG_STATEMENT) & 0xFF
        return None if primary == _WRONG_STATEMENT else _SQLITE.get(primary, "storage_failed")
    state = error.sqlstate
    if state is None or state.startswith(_CONNECTION_CLASS):  # no state: the server said nothing any more
        return CONNECTION_LOST
    return _POSTGRESQL.get(state, "storage_failed")

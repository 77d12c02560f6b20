"""A confirmed file while it is stored, beside the runs of the page: a click meanwhile ends those, never this."""

from concurrent.futures import Future, ThreadPoolExecutor, wait

from sqlalchemy import Engine

from dashboard import importing
from dashboard.importing import Understood
from data.store import Receipt

LOOK = 0.2  # seconds between two looks at how far it is


class Storing:
    """share: stored so far, 0 to 1."""

    def __init__(self, engine: Engine, found: Understood, author: str) -> None:
        self.found = found
        self.share = 0.0
        thread = ThreadPoolExecutor(max_workers=1)
        self.receipt: Future[Receipt] = thread.submit(importing.confirm, engine, found, author, progress=self._tell)
        thread.shutdown(wait=False)

    def ends(self) -> bool:
        """Whether it has ended, after a moment's wait."""
        return self.receipt in wait([self.receipt], LOOK).done

    def _tell(self, share: float) -> None:
        self.share = share

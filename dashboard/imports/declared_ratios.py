"""The ratios a document declares, beside the same ratios from its lines, before it is stored.

The document is put for a moment into a database in memory, so that its ratios are those the other pages will show.
"""

from dashboard.read import ALL_AMOUNTS
from data import models, queries, store
from data.database import connect, reading
from data.importers.reading import DocumentRead
from data.store import AuthorityRead, Delivery, ReceivedFile
from metrics.finance.checks import Check, check_document

_NO_FILE = ReceivedFile("", "", 0)


def declared_ratios(document: DocumentRead) -> tuple[Check, ...]:
    """() where the document declares none."""
    if not document.declared:
        return ()
    engine = connect("sqlite:///:memory:")
    try:
        models.Base.metadata.create_all(engine)
        town = AuthorityRead(document.authority_code, document.authority_name, document.authority_kind)
        receipt = store.record(engine, Delivery(town, _NO_FILE, "", [document]), author="")
        with reading(engine) as session:
            (stored,) = queries.documents(session, receipt.authority_id)
            declared = queries.declared_figures(session, receipt.authority_id, stored.id)
            return check_document(declared, queries.amount_table(session, receipt.authority_id, ALL_AMOUNTS))
    finally:
        engine.dispose()

"""Columns of a journal that say for whom, or for what, an order is made: persons as much as firms.

The object of an order often names somebody (« secours à M. X »), so it is treated as a name.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from data.words import title_key

_SOMEBODY: Final = frozenset(
    (
        *("tiers", "fournisseur", "fournisseurs", "beneficiaire", "beneficiaires", "creancier", "creanciers"),
        *("debiteur", "debiteurs", "redevable", "redevables", "titulaire", "attributaire", "prestataire", "payeur"),
        *("raison", "supplier", "vendor", "payee", "payer", "creditor", "debtor"),
    )
)
_OBJECTS: Final = frozenset(
    (
        *("nom", "noms", "name", "adresse", "address", "ville", "commune", "code postal"),
        *("objet", "objet du mandat", "objet du titre", "objet de la depense", "objet de la recette", "objet piece"),
        *("objet de la piece", "libelle", "libelle du mandat", "libelle du titre", "libelle mandat", "libelle titre"),
        *("libelle de la piece", "libelle piece", "libelle ecriture", "libelle de l ecriture", "intitule", "motif"),
        *("designation", "description", "commentaire", "commentaires", "observation", "observations", "object"),
        *("reference", "references", "ref", "facture", "n facture", "numero facture", "numero de facture"),
        *("reference facture", "ref facture", "reference de la facture", "libelle facture", "purpose", "invoice"),
    )
)
_BUDGET_OR_PAYEE: Final = "siret"


def payees(titles: Sequence[str]) -> frozenset[int]:
    """Ranks of the columns that name somebody; « SIRET » beside one of them is a payee's."""
    return _payees(tuple(titles))


@lru_cache(maxsize=1024)
def _payees(titles: tuple[str, ...]) -> frozenset[int]:
    keys = [title_key(title) for title in titles]
    named = {rank for rank, key in enumerate(keys) if not _SOMEBODY.isdisjoint(key.split())}
    objects = {rank for rank, key in enumerate(keys) if key in _OBJECTS}
    codes = {rank for rank, key in enumerate(keys) if key == _BUDGET_OR_PAYEE} if named else set()
    return frozenset(named | objects | codes)

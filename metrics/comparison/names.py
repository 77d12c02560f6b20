"""What national producers call the aggregates we declare, as their files name them once read.

A name stands here only where the producer's definition is ours. What is left out on purpose is named too, with why:
the next person would add it. Names are compared without accents, capitals or the form of the apostrophe.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from metrics.comparison.indicators import LOCAL_TAXES, PURCHASES, STATE_GRANTS
from metrics.finance.given import DEBT
from metrics.finance.statistics import (
    BORROWED,
    CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE,
    DEBT_REPAID,
    EQUIPMENT,
    FINANCIAL_CHARGES,
    GROSS_SAVING,
    MANAGEMENT_SAVING,
    NET_SAVING,
    OPERATING_EXPENDITURE,
    OPERATING_REVENUE,
    STAFF_COSTS,
    WORKING_CAPITAL_CHANGE,
)
from metrics.language import Labelled, Source
from metrics.text import Text

# The columns of a published account, each under the name that formulas know it by.
AGGREGATES: tuple[Labelled, ...] = (
    OPERATING_REVENUE,
    OPERATING_EXPENDITURE,
    GROSS_SAVING,
    MANAGEMENT_SAVING,
    NET_SAVING,
    FINANCIAL_CHARGES,
    STAFF_COSTS,
    PURCHASES,
    LOCAL_TAXES,
    STATE_GRANTS,
    EQUIPMENT,
    CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE,
    DEBT_REPAID,
    BORROWED,
    DEBT,
    WORKING_CAPITAL_CHANGE,
)


class Producer(StrEnum):
    """Who computed the figures. Two producers' figures of one year are two accounts, never mixed."""

    OFGL = "ofgl"
    DGFIP = "dgfip"


PRODUCERS = {
    Producer.OFGL: Text("OFGL", "OFGL"),
    Producer.DGFIP: Text("DGFiP, comptes individuels", "DGFiP, individual accounts"),
}


@dataclass(frozen=True)
class Naming:
    """One way of naming: of one producer, in one layout of its files."""

    producer: Producer
    source: Source
    names: Mapping[str, Labelled]
    left_out: Mapping[str, Text]
    caution: Text | None = None


_WITHOUT_OPERATIONS = Text(
    "comprend les opérations d'ordre : ce n'est pas l'agrégat réel",
    "includes book entries: not the aggregate of real operations",
)
_WITH_DEBT = Text("comprend le remboursement de la dette", "includes the repayment of the debt")
_WITH_LOANS = Text("comprend les emprunts nouveaux", "includes new borrowing")
_GROSS = Text(
    "sans déduire les avances remboursées (comptes 236 à 238)", "without taking off advances repaid (236 to 238)"
)
_UNKNOWN_RULE = Text(
    "la liste des comptes n'est pas publiée avec le fichier", "the list of accounts is not published with the file"
)


def _source(fr: str, en: str) -> Source:
    return Source(Text(fr, en), legal=False)


LONG = Naming(
    Producer.OFGL,
    _source(
        "OFGL, comptes des communes (ofgl-base-communes et ofgl-base-communes-consolidee), Licence Ouverte 2.0",
        "OFGL, accounts of communes (ofgl-base-communes and ofgl-base-communes-consolidee), Licence Ouverte 2.0",
    ),
    {
        "Recettes de fonctionnement": OPERATING_REVENUE,
        "Dépenses de fonctionnement": OPERATING_EXPENDITURE,
        "Epargne brute": GROSS_SAVING,
        "Epargne de gestion": MANAGEMENT_SAVING,
        "Epargne nette": NET_SAVING,
        "Charges financières": FINANCIAL_CHARGES,
        "Frais de personnel": STAFF_COSTS,
        "Achats et charges externes": PURCHASES,
        "Impôts locaux": LOCAL_TAXES,
        "Concours de l'Etat": STATE_GRANTS,
        "Dépenses d'équipement": EQUIPMENT,
        "Dépenses d'investissement hors remb": CAPITAL_EXPENDITURE,
        "Recettes d'investissement hors emprunts": CAPITAL_REVENUE,
        "Remboursements d'emprunts hors GAD": DEBT_REPAID,
        "Emprunts hors GAD": BORROWED,
        "Encours de dette": DEBT,
        "Variation du fonds de roulement": WORKING_CAPITAL_CHANGE,
    },
    {"Dépenses d'investissement": _WITH_DEBT, "Recettes d'investissement": _WITH_LOANS},
)
WIDE = Naming(
    Producer.OFGL,
    _source(
        "OFGL, agrégats des communes et groupements 2014-2017 (application d'analyse de l'investissement), "
        "Licence Ouverte",
        "OFGL, aggregates of communes and groupings 2014-2017 (application on investment), Licence Ouverte",
    ),
    {
        "rec_fonc": OPERATING_REVENUE,
        "dep_fonc": OPERATING_EXPENDITURE,
        "epn": NET_SAVING,
        "dep_equip": EQUIPMENT,
        "dep_invest": CAPITAL_EXPENDITURE,
        "rec_invest": CAPITAL_REVENUE,
        "remboursement": DEBT_REPAID,
        "emprunt": BORROWED,
        "dette": DEBT,
        "var_fon_roul": WORKING_CAPITAL_CHANGE,
    },
    {"dep_equip_brut": _GROSS},
)
CITIES = Naming(
    Producer.OFGL,
    _source(
        "OFGL, comptes consolidés de grandes villes (dérivés de ofgl-base-communes-consolidee), Licence Ouverte 2.0",
        "OFGL, consolidated accounts of large cities (from ofgl-base-communes-consolidee), Licence Ouverte 2.0",
    ),
    {
        "recettes_fonctionnement": OPERATING_REVENUE,
        "depenses_fonctionnement": OPERATING_EXPENDITURE,
        "epargne_brute": GROSS_SAVING,
        "charges_financieres": FINANCIAL_CHARGES,
        "frais_personnel": STAFF_COSTS,
        "achats_charges": PURCHASES,
        "impots_locaux": LOCAL_TAXES,
        "concours_etat": STATE_GRANTS,
        "depenses_equipement": EQUIPMENT,
        "remboursements_emprunts": DEBT_REPAID,
        "encours_dette": DEBT,
    },
    {"depenses_investissement": _WITH_DEBT},
)
ACCOUNTS = Naming(
    Producer.DGFIP,
    _source("DGFiP, comptes individuels des communes, Licence Ouverte", "DGFiP, individual accounts, Licence Ouverte"),
    {
        "pfcaf": OPERATING_REVENUE,
        "cfcaf": OPERATING_EXPENDITURE,
        "caf": GROSS_SAVING,
        "cafn": NET_SAVING,
        "remb": DEBT_REPAID,
        "dette": DEBT,
    },
    {
        "prod": _WITHOUT_OPERATIONS,
        "charge": _WITHOUT_OPERATIONS,
        "recinv": _WITHOUT_OPERATIONS,
        "depinv": _WITHOUT_OPERATIONS,
        "perso": _UNKNOWN_RULE,
        "achat": _UNKNOWN_RULE,
        "fin": _UNKNOWN_RULE,
        "equip": _UNKNOWN_RULE,
        "emp": _UNKNOWN_RULE,
    },
    Text(
        "La capacité d'autofinancement de la DGFiP peut compter les travaux en régie (compte 72), que l'OFGL écarte : "
        "la commune et ses pairs sont mesurés ici de la même façon, mais ces chiffres ne se comparent pas à ceux de "
        "l'OFGL.",
        "The DGFiP's self-financing capacity may count works in-house (account 72), which the OFGL leaves out: the "
        "town and its peers are measured alike here, but these figures do not compare with those of the OFGL.",
    ),
)
NAMINGS = (LONG, WIDE, CITIES, ACCOUNTS)


@dataclass(frozen=True)
class Name:
    """A text under which files hold an aggregate."""

    text: str
    producer: Producer
    aggregate: Labelled

    def of(self, producer: Producer, aggregate: Labelled) -> bool:
        return self.producer is producer and self.aggregate is aggregate


@cache
def spellings() -> tuple[Name, ...]:
    """Every text under which a file once read may hold an aggregate: as declared, and as programs simplify it.

    A text may stand for two producers (« dette »): the kind of file that holds it tells which.
    """
    return tuple(dict.fromkeys(_spellings()))


def naming_of(producer: str, text: str) -> Naming | None:
    """The way of naming that a text of a producer's file belongs to."""
    of_producer = (naming for naming in NAMINGS if naming.producer == producer)
    return next((one for one in of_producer if plain(text) in map(plain, one.names)), None)


def plain(text: str) -> str:
    """Small letters without accents, the apostrophe straight."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return bare.replace("’", "'")


def _spellings() -> Iterator[Name]:
    for naming in NAMINGS:
        for text, aggregate in naming.names.items():
            for spelt in (text, _unaccented(text), _accented(text)):
                for apostrophe in ("'", "’"):
                    yield Name(spelt.replace("'", apostrophe), naming.producer, aggregate)


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _accented(text: str) -> str:
    """The capitals that producers write bare."""
    return text.replace("Epargne", "Épargne").replace("Etat", "État")

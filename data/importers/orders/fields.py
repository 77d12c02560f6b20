"""What a journal of orders may state, declared once; and what its titles and its name say of all its rows."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from data.importers.booking import (
    ACCOUNT,
    BUDGET,
    CHAPTER,
    DIRECTION,
    FUNCTION,
    MOVEMENT,
    OPERATION,
    SECTION,
    YEAR,
    budget_in,
)
from data.importers.booking import FIELDS as BOOKING
from data.importers.fields import Field, Holds
from data.words import folded, title_key
from metrics.nomenclature import Direction
from metrics.text import Text

DATE, AMOUNT, PAID_NUMBER, RECEIVED_NUMBER, NUMBER = "issued_on", "amount", "paid_number", "received_number", "number"
PAID, RECEIVED = Direction.EXPENDITURE, Direction.REVENUE
CANCELLED = "-"  # before the direction that an order takes from; alone where the direction is said elsewhere
_PIECES: Final = {
    "mandat": PAID,
    "titre": RECEIVED,
    "mandats": PAID,
    "titres": RECEIVED,
    "dépense": PAID,
    "recette": RECEIVED,
    "dépenses": PAID,
    "recettes": RECEIVED,
    "mandat ordinaire": PAID,
    "titre ordinaire": RECEIVED,
    "ordre de paiement": PAID,
    "ordre de recette": RECEIVED,
    "titre de recette": RECEIVED,
    "mandat collectif": PAID,
    "titre collectif": RECEIVED,
    "mandat d'ordre": PAID,
    "titre d'ordre": RECEIVED,
    "mandat de rattachement": PAID,
    "titre de rattachement": RECEIVED,
    "payment": PAID,
    "receipt": RECEIVED,
    "expenditure": PAID,
    "revenue": RECEIVED,
    "annulation de mandat": CANCELLED + PAID,
    "annulation de titre": CANCELLED + RECEIVED,
    "mandat d'annulation": CANCELLED + PAID,
    "titre d'annulation": CANCELLED + RECEIVED,
    "mandat annulatif": CANCELLED + PAID,
    "titre annulatif": CANCELLED + RECEIVED,
    "annulation mandat": CANCELLED + PAID,
    "annulation titre": CANCELLED + RECEIVED,
    "réduction de mandat": CANCELLED + PAID,
    "réduction de titre": CANCELLED + RECEIVED,
    "ordinaire": "",
    "annulation": CANCELLED,
    "réduction": CANCELLED,
}
_SHORT: Final = {"m": PAID, "t": RECEIVED, "d": PAID, "r": RECEIVED, "dep": PAID, "rec": RECEIVED}


def _number(name: str, label: Text, *headers: str) -> Field:
    """The number of an order: what it is by its title alone; no fact holds it."""
    return Field(name, Holds.CODE, label, "1205", headers, in_template=False)


FIELDS: Final = (
    Field(
        DATE,
        Holds.DATE,
        Text("Date d'émission", "Date of issue"),
        "31/01/2024",
        (
            *("date d emission", "date emission", "date du mandat", "date mandat", "date du titre", "date titre"),
            *("date de mandatement", "date mandatement", "date du bordereau", "date bordereau", "date de la piece"),
            *("date piece", "date comptable", "date d ordonnancement", "date d emission du mandat", "date of issue"),
            *("date d emission du titre", "date de l ordre", "issue date", "date de prise en charge"),
        ),
        required=True,
        whole=("date",),
    ),
    BOOKING[YEAR],
    BOOKING[BUDGET],
    replace(
        BOOKING[DIRECTION],
        name=DIRECTION,
        label=Text("Mandat ou titre", "Payment or receipt"),
        example="mandat",
        headers=(
            *("mandat ou titre", "payment or receipt", "type de piece", "type piece", "nature de la piece"),
            *("nature piece", "type d ordre", "type de mandat", "type de titre", "sens", "depense recette"),
            *("depense ou recette", "mandat titre", "type de mouvement", "d r", "r d"),
        ),
        choices=_PIECES,
        short=_SHORT,
        whole=("type", "side", "direction"),
        help=Text("Une annulation se retranche.", "A cancellation is taken off."),
    ),
    replace(BOOKING[SECTION], example="fonctionnement"),
    replace(BOOKING[MOVEMENT], in_template=False),
    BOOKING[CHAPTER],
    replace(BOOKING[ACCOUNT], required=True),
    BOOKING[FUNCTION],
    BOOKING[OPERATION],
    Field(
        AMOUNT,
        Holds.AMOUNT,
        Text("Montant", "Amount"),
        "1234,56",
        (
            *("montant ttc", "montant de l ordre", "montant de la ligne", "montant budgetaire", "montant impute"),
            *("montant ventile", "montant de la piece", "montant ht", "montant net", "montant brut"),
        ),
        required=True,
        whole=("montant", "montants", "amount", "somme"),
    ),
    _number(
        PAID_NUMBER,
        Text("Numéro de mandat", "Number of the payment order"),
        *("n mandat", "n de mandat", "numero de mandat", "numero mandat", "num mandat", "no mandat", "n du mandat"),
        *("numero du mandat",),
    ),
    _number(
        RECEIVED_NUMBER,
        Text("Numéro de titre", "Number of the receipt order"),
        *("n titre", "n de titre", "numero de titre", "numero titre", "num titre", "no titre", "n du titre"),
        *("numero du titre",),
    ),
    _number(
        NUMBER,
        Text("Numéro", "Number"),
        *("n piece", "numero de piece", "numero piece", "n de piece", "n bordereau", "numero de bordereau"),
        *("numero bordereau", "bordereau", "n de bordereau", "n ligne", "numero de ligne", "n ordre"),
    ),
)
BY_NAME: Final = {field.name: field for field in FIELDS}
# What a title must say to be of one side; « solde » or « cumul » of it is no amount of an order.
_SIDES: Final = {
    PAID: re.compile(r"\b(?:depenses?|mandats?|mandate|paye|debit)\b"),
    RECEIVED: re.compile(r"\b(?:recettes?|titres?|titre|encaisse|credit)\b"),
}
_NO_AMOUNT = re.compile(r"\b(?:n|no|num|numero|date|type|nature|nombre|nb|solde|cumul|total|reste|taux|code)\b|%|°")


def given_in(header: str, _known: Collection[str]) -> Mapping[str, str]:
    """« Montant mandaté » → to pay; « Recettes » → to receive."""
    side = _side_in(title_key(header))
    return {} if side is None or _NO_AMOUNT.search(folded(header)) else {DIRECTION: side}


def constants_in(text: str) -> Mapping[str, str]:
    """« Journal des mandats – budget annexe Eau » → to pay, of that budget."""
    side = _side_in(title_key(text))
    return {**budget_in(text), **({} if side is None else {DIRECTION: side})}


def _side_in(words: str) -> Direction | None:
    found = [side for side, said in _SIDES.items() if said.search(words)]
    return found[0] if len(found) == 1 else None

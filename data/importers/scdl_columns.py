"""The columns of the SCDL « budget » schema 0.8.3, declared once: check, help and template come from here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from data.importers.words import folded
from metrics.documents import Column, Step
from metrics.nomenclature import Direction, Nature, Section
from metrics.text import Text


class Cell(StrEnum):
    """What a column holds."""

    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"
    YEAR = "year"
    SIRET = "siret"
    AMOUNT = "amount"


@dataclass(frozen=True)
class ScdlColumn:
    """One column. `required` says what we cannot do without; the schema asks for more.

    choices: the schema's words → what they mean; `short`: abbreviations seen in real files, the same way.
    """

    name: str
    cell: Cell
    label: Text
    example: str
    required: bool = False
    amount: Column | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)

    def meaning(self, text: str) -> str | None:
        """What a word of the schema means, whatever its case and accents; None for another text."""
        return self._meanings.get(folded(text))

    def word_for(self, text: str) -> str | None:
        """The schema's word that an abbreviation stands for."""
        meant = self.short.get(folded(text))
        return next((word for word, meaning in self.choices.items() if meaning == meant), None)

    @cached_property
    def _meanings(self) -> Mapping[str, str]:
        return {folded(word): meaning for word, meaning in self.choices.items()}


def _amount(name: str, column: Column, label: Text, example: str = "") -> ScdlColumn:
    return ScdlColumn(name, Cell.AMOUNT, label, example, amount=column)


COLUMNS = (
    ScdlColumn(
        "BGT_NATDEC",
        Cell.CHOICE,
        Text("Étape", "Step"),
        "budget primitif",
        required=True,
        choices={
            "budget primitif": Step.INITIAL,
            "budget supplémentaire": Step.SUPPLEMENTARY,
            "décision modificative": Step.AMENDING,
            "compte administratif": Step.CLOSED,
            "compte financier unique": Step.CLOSED,
        },
        short={
            "bp": Step.INITIAL,
            "bs": Step.SUPPLEMENTARY,
            "dm": Step.AMENDING,
            "ca": Step.CLOSED,
            "cfu": Step.CLOSED,
        },
    ),
    ScdlColumn("BGT_ANNEE", Cell.YEAR, Text("Exercice", "Budget year"), "2024", required=True),
    ScdlColumn("BGT_SIRET", Cell.SIRET, Text("SIRET du budget", "Budget's SIRET"), "21990001200015", required=True),
    ScdlColumn("BGT_NOM", Cell.TEXT, Text("Nom de la collectivité", "Authority's name"), "Exempleville", required=True),
    ScdlColumn("BGT_CONTNAT", Cell.CODE, Text("Chapitre", "Chapter"), "011"),
    ScdlColumn("BGT_CONTNAT_LABEL", Cell.TEXT, Text("Libellé du chapitre", "Chapter's label"), "Charges générales"),
    ScdlColumn("BGT_NATURE", Cell.CODE, Text("Compte", "Account"), "60611", required=True),
    ScdlColumn("BGT_NATURE_LABEL", Cell.TEXT, Text("Libellé du compte", "Account's label"), "Eau"),
    ScdlColumn("BGT_FONCTION", Cell.CODE, Text("Fonction", "Function"), "020"),
    ScdlColumn("BGT_FONCTION_LABEL", Cell.TEXT, Text("Libellé de la fonction", "Function's label"), "Administration"),
    ScdlColumn("BGT_OPERATION", Cell.CODE, Text("Opération", "Operation"), "12"),
    ScdlColumn(
        "BGT_SECTION",
        Cell.CHOICE,
        Text("Section", "Section"),
        "fonctionnement",
        choices={"fonctionnement": Section.OPERATING, "investissement": Section.INVESTMENT},
        short={"f": Section.OPERATING, "i": Section.INVESTMENT},
    ),
    ScdlColumn(
        "BGT_OPBUDG",
        Cell.CHOICE,
        Text("Réel ou ordre", "Real or order"),
        "réel",
        required=True,
        choices={"réel": Nature.REAL, "ordre": Nature.ORDER},
        short={"r": Nature.REAL, "o": Nature.ORDER},
    ),
    ScdlColumn(
        "BGT_CODRD",
        Cell.CHOICE,
        Text("Sens", "Side"),
        "dépense",
        required=True,
        choices={"dépense": Direction.EXPENDITURE, "recette": Direction.REVENUE},
        short={"d": Direction.EXPENDITURE, "r": Direction.REVENUE},
    ),
    _amount("BGT_MTREAL", Column.EXECUTED, Text("Réalisé", "Executed"), "1234.56"),
    _amount("BGT_MTBUDGPREC", Column.PREVIOUS, Text("Budget précédent", "Previous budget")),
    _amount("BGT_MTRARPREC", Column.CARRIED_IN, Text("Restes à réaliser N-1", "Carried over from N-1")),
    _amount("BGT_MTPROPNOUV", Column.PROPOSED, Text("Propositions nouvelles", "Proposed")),
    _amount("BGT_MTPREV", Column.VOTED, Text("Voté", "Voted"), "1500.00"),
    _amount("BGT_CREDOUV", Column.OPENED, Text("Crédits ouverts", "Credits opened"), "1500.00"),
    _amount("BGT_MTRAR3112", Column.CARRIED_OUT, Text("Restes à réaliser au 31/12", "To carry over on 31 December")),
    ScdlColumn("BGT_ARTSPE", Cell.TEXT, Text("Article spécialisé", "Specialised account"), "non spécialisé"),
)
BY_NAME = {column.name: column for column in COLUMNS}
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
AMOUNTS = {column.name: column.amount for column in COLUMNS if column.amount is not None}

"""The vocabulary of budget documents: the steps of a budget year and the amounts each line carries."""

from enum import StrEnum

from metrics.text import Text


class Step(StrEnum):
    """Where a document stands in the budget year; an amending document holds differences only."""

    INITIAL = "initial"
    SUPPLEMENTARY = "supplementary"
    AMENDING = "amending"
    CLOSED = "closed"

    @property
    def is_difference(self) -> bool:
        return self in (Step.SUPPLEMENTARY, Step.AMENDING)

    @property
    def finality(self) -> int:
        """Of two documents of a year, the one to read has the greater: an account ends what budgets began."""
        return list(Step).index(self)


class BudgetKind(StrEnum):
    MAIN = "main"
    ANNEX = "annex"


class Column(StrEnum):
    """The amounts of a budget line, in integer cents; None where the document prints nothing."""

    PREVIOUS = "previous"  # the budget before this document
    CARRIED_IN = "carried_in"  # left over from the year before (restes à réaliser N-1)
    PROPOSED = "proposed"
    VOTED = "voted"
    OPENED = "opened"  # credits opened: voted, earlier steps and carried over
    COMMITTED = "committed"  # engaged towards somebody, paid or not yet
    EXECUTED = "executed"
    CARRIED_OUT = "carried_out"  # left to carry over at the end of the year


class Maturity(StrEnum):
    """How far a figure is from final."""

    VOTED = "voted"
    CLOSED = "closed"


STEP_LABELS = {
    Step.INITIAL: Text("Budget primitif", "Initial budget"),
    Step.SUPPLEMENTARY: Text("Budget supplémentaire", "Supplementary budget"),
    Step.AMENDING: Text("Décision modificative", "Amending decision"),
    Step.CLOSED: Text("Compte clos (CA ou CFU)", "Closed account"),
}

KIND_LABELS = {
    BudgetKind.MAIN: Text("Budget principal", "Main budget"),
    BudgetKind.ANNEX: Text("Budget annexe", "Annex budget"),
}

COLUMN_LABELS = {
    Column.PREVIOUS: Text("Budget précédent", "Previous budget"),
    Column.CARRIED_IN: Text("Restes à réaliser N-1", "Carried over from N-1"),
    Column.PROPOSED: Text("Propositions nouvelles", "Proposed"),
    Column.VOTED: Text("Voté", "Voted"),
    Column.OPENED: Text("Crédits ouverts", "Credits opened"),
    Column.COMMITTED: Text("Engagé", "Committed"),
    Column.EXECUTED: Text("Réalisé", "Executed"),
    Column.CARRIED_OUT: Text("Restes à réaliser au 31/12", "To carry over on 31 December"),
}

MATURITY_LABELS = {
    Maturity.VOTED: Text("voté, non exécuté", "voted, not executed"),
    Maturity.CLOSED: Text("compte clos", "closed account"),
}


def maturity_of(step: Step) -> Maturity:
    return Maturity.CLOSED if step is Step.CLOSED else Maturity.VOTED


def applies(column: Column, step: Step) -> bool:
    """Whether a document of this step can carry this amount: an empty cell is else *not applicable*, not missing."""
    if step is Step.CLOSED:
        return column is not Column.PREVIOUS
    return column not in (Column.COMMITTED, Column.EXECUTED, Column.CARRIED_OUT)

"""Whether each projected year is in real balance: what the law asks of a vote before it looks at anything else.

Each section is balanced, and the capital of loans that falls due is paid by the town's own resources, never by a new
loan. A projection borrows what is lacking, so that its capital section always balances: what may fail is the saving.
"""

from metrics.finance.statistics import DEBT_REPAID, GROSS_SAVING
from metrics.language import Source
from metrics.outlook.families import FCTVA_RECEIVED
from metrics.outlook.formulas import Cell, Entered, Formula, Greatest, minus, plus
from metrics.outlook.rows import Group, Sheet
from metrics.text import Text
from metrics.units import EUROS_A_YEAR

LAW = Source(Text("CGCT, art. L. 1612-4", "French local government code (CGCT), art. L. 1612-4"), legal=True)
OWN_RESOURCES, LACKING = "own_resources", "real_balance_lacking"
READING = Text(
    "Équilibre réel ({law}), lecture prudente : les ressources propres sont l'épargne brute, le FCTVA et les "
    "cessions ; les subventions, les autres recettes d'investissement (dont la taxe d'aménagement, que la projection "
    "ne connaît pas à part) et les excédents reportés n'y sont pas comptés. Les remboursements anticipés ne sont pas "
    "exigibles.",
    "Real balance ({law}), read with caution: own resources are gross saving, the VAT refund and disposals; grants, "
    "other capital revenue (among it the development tax, which the projection does not know by itself) and surpluses "
    "brought forward are not counted. Early repayments do not fall due.",
).fill(law=LAW.text)
_OWN = Text(
    "Ressources propres (épargne brute, FCTVA, cessions)", "Own resources (gross saving, VAT refund, disposals)"
)
_LACKING = Text("Équilibre réel : ce qui manque (0 : respecté)", "Real balance: what is lacking (0: met)")
_NOTHING = Entered(0, EUROS_A_YEAR)


def declare_real_balance(sheet: Sheet) -> None:
    own = (GROSS_SAVING.name, FCTVA_RECEIVED.name, "disposals")
    resources = {year: plus(*(Cell(name, year) for name in own)) for year in sheet.years}
    sheet.row(OWN_RESOURCES, _OWN, EUROS_A_YEAR, Group.BALANCE, resources)
    sheet.yearly(LACKING, _LACKING, EUROS_A_YEAR, Group.BALANCE, _lacking)


def _lacking(year: int) -> Formula:
    """What saving lacks to pay for operations, or own resources to repay the debt: the larger of the two."""
    unpaid = minus(Cell(DEBT_REPAID.name, year), Cell(OWN_RESOURCES, year))
    return Greatest(Greatest(unpaid, minus(_NOTHING, Cell(GROSS_SAVING.name, year))), _NOTHING)

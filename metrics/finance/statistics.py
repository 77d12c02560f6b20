"""The savings ladder and the aggregates of national statistics: real operations, net of cancellations.

Account lists: OFGL, methodology for communes and groupings, May 2018. Read on executed budget lines,
where expenditure stands for the debit of an account and revenue for its credit.
"""

from metrics.finance.given import DEBT, TREASURY
from metrics.finance.legal import COMMUNES, NO_SAVING
from metrics.finance.sources import OFGL, PRACTICE, PROGRAMMING_ACT
from metrics.language import (
    Amount,
    Better,
    ClosedAccount,
    Expression,
    Family,
    Formula,
    Indicator,
    Least,
    Lines,
    Need,
    Positive,
    Threshold,
)
from metrics.nomenclature import Direction, Nature
from metrics.text import Text
from metrics.units import DAYS, EUROS, EUROS_A_YEAR, PERCENT, YEARS, Unit

PUBLIC_SERVICES = ("M4",)  # trading services: water, transport…
ALL = (*COMMUNES, *PUBLIC_SERVICES)

_NOT_CAPITAL = ("10229", "1027", "139", "269", "2768", "279")
_NOT_DEBT = ("1645", "1688", "169")


def debit(*accounts: str, but: tuple[str, ...] = (), under: tuple[str, ...] = ALL, sign: int = 1) -> tuple[Lines, ...]:
    return _side(Direction.EXPENDITURE, accounts, but, under, sign)


def credit(*accounts: str, but: tuple[str, ...] = (), under: tuple[str, ...] = ALL, sign: int = 1) -> tuple[Lines, ...]:
    return _side(Direction.REVENUE, accounts, but, under, sign)


def net_debit(*accounts: str, but: tuple[str, ...] = (), under: tuple[str, ...] = ALL) -> tuple[Lines, ...]:
    return debit(*accounts, but=but, under=under) + credit(*accounts, but=but, under=under, sign=-1)


def net_credit(*accounts: str, but: tuple[str, ...] = (), under: tuple[str, ...] = ALL) -> tuple[Lines, ...]:
    return credit(*accounts, but=but, under=under) + debit(*accounts, but=but, under=under, sign=-1)


def _side(
    direction: Direction, accounts: tuple[str, ...], but: tuple[str, ...], under: tuple[str, ...], sign: int
) -> tuple[Lines, ...]:
    return (Lines(under, sign, None, direction, Nature.REAL, accounts, but),)


def _amount(fr: str, en: str, *lines: tuple[Lines, ...]) -> Amount:
    return Amount(Text(fr, en), sum(lines, ()), OFGL)


OPERATING_REVENUE = _amount(
    "recettes de fonctionnement",
    "operating revenue",
    net_credit("7", but=("775", "776", "777", "78"), under=COMMUNES),
    net_credit("7", but=("775", "777", "78"), under=PUBLIC_SERVICES),
)
OPERATING_EXPENDITURE = _amount(
    "dépenses de fonctionnement",
    "operating expenditure",
    net_debit("6", but=("675", "676", "68"), under=COMMUNES),
    net_debit("6", but=("675", "68"), under=PUBLIC_SERVICES),
)
FINANCIAL_CHARGES = _amount("charges financières", "financial charges", net_debit("66"))
STAFF_COSTS = _amount("frais de personnel", "staff costs", net_debit("64", "621", "631", "633", under=COMMUNES))
EQUIPMENT = _amount(
    "dépenses d'équipement",
    "equipment expenditure",
    debit("20", "21", "23", but=("204",), under=COMMUNES),
    credit("237", "238", under=("M14",), sign=-1),
    credit("236", "237", "238", under=("M57",), sign=-1),
)
CAPITAL_EXPENDITURE = _amount(
    "dépenses d'investissement hors remboursement de dette",
    "capital expenditure without debt repayment",
    debit("102", "13", "20", "21", "23", "26", "27", "454", "456", "458", "481", but=_NOT_CAPITAL, under=("M14",)),
    debit("102", "13", "20", "21", "23", "26", "27", "454", "455", "458", "481", but=_NOT_CAPITAL, under=("M57",)),
    credit("237", "238", under=("M14",), sign=-1),
    credit("236", "237", "238", under=("M57",), sign=-1),
)
CAPITAL_REVENUE = _amount(
    "recettes d'investissement hors emprunt",
    "capital revenue without borrowing",
    credit("102", "13", "20", "21", "231", "232", "26", "27", "454", "456", "458", but=_NOT_CAPITAL, under=("M14",)),
    credit("102", "13", "20", "21", "231", "232", "26", "27", "454", "455", "458", but=_NOT_CAPITAL, under=("M57",)),
    net_credit("103", "775", under=COMMUNES),
)

# Loans repaid in order to be borrowed again move cash without moving the debt: taken off both sides.
_REFINANCED = Least(
    _amount("débit du compte 16449", "debit of account 16449", debit("16449")),
    _amount("crédit du compte 16449", "credit of account 16449", credit("16449")),
) + Least(
    _amount("débit du compte 166", "debit of account 166", debit("166")),
    _amount("crédit du compte 166", "credit of account 166", credit("166")),
)
REFINANCED = _REFINANCED.named("gestion active de la dette", "active debt management")
DEBT_REPAID = (_amount("débit du compte 16", "debit of account 16", debit("16", but=_NOT_DEBT)) - REFINANCED).named(
    "remboursement de la dette", "debt repaid"
)
BORROWED = (_amount("crédit du compte 16", "credit of account 16", credit("16", but=_NOT_DEBT)) - REFINANCED).named(
    "emprunts nouveaux", "new borrowing"
)

GROSS_SAVING = (OPERATING_REVENUE - OPERATING_EXPENDITURE).named("épargne brute", "gross saving")
MANAGEMENT_SAVING = (GROSS_SAVING + FINANCIAL_CHARGES).named("épargne de gestion", "management saving")
NET_SAVING = (GROSS_SAVING - DEBT_REPAID).named("épargne nette", "net saving")
WORKING_CAPITAL_CHANGE = (
    CAPITAL_REVENUE + BORROWED + OPERATING_REVENUE - CAPITAL_EXPENDITURE - DEBT_REPAID - OPERATING_EXPENDITURE
).named("variation du fonds de roulement", "change in working capital")


def _indicator(
    name: str,
    label: tuple[str, str],
    question: tuple[str, str],
    formula: Formula,
    unit: Unit,
    better: Better,
    *,
    needs: tuple[Need, ...] = (),
    thresholds: tuple[Threshold, ...] = (),
    caution: tuple[str, str] | None = None,
) -> Indicator:
    return Indicator(
        name=name,
        label=Text(*label),
        question=Text(*question),
        formula=formula,
        unit=unit,
        needs=needs,
        better=better,
        thresholds=thresholds,
        family=Family.STATISTICS,
        obligation=None,
        source=OFGL,
        caution=Text(*caution) if caution else None,
    )


def _flow(
    name: str,
    label: tuple[str, str],
    question: tuple[str, str],
    amount: Expression,
    better: Better,
    caution: tuple[str, str] | None = None,
) -> Indicator:
    return _indicator(name, label, question, amount, EUROS_A_YEAR, better, caution=caution)


REVENUE = _flow(
    "operating_revenue",
    ("Recettes de fonctionnement", "Operating revenue"),
    ("De combien la commune dispose-t-elle pour fonctionner ?", "How much does the town have to operate?"),
    OPERATING_REVENUE,
    Better.NEITHER,
)
EXPENDITURE = _flow(
    "operating_expenditure",
    ("Dépenses de fonctionnement", "Operating expenditure"),
    ("Combien la commune dépense-t-elle pour fonctionner ?", "How much does the town spend to operate?"),
    OPERATING_EXPENDITURE,
    Better.NEITHER,
)
MANAGEMENT = _flow(
    "management_saving",
    ("Épargne de gestion", "Management saving"),
    (
        "Que dégage la gestion courante, avant les intérêts de la dette ?",
        "What do current operations leave, before interest on the debt?",
    ),
    MANAGEMENT_SAVING,
    Better.HIGHER,
    ("Variante retenue : charges et produits exceptionnels compris.", "Variant shown: exceptional items included."),
)
GROSS = _flow(
    "gross_saving",
    ("Épargne brute", "Gross saving"),
    (
        "Que reste-t-il des recettes courantes une fois les dépenses courantes payées ?",
        "What is left of current revenue once current expenditure is paid?",
    ),
    GROSS_SAVING,
    Better.HIGHER,
)
NET = _flow(
    "net_saving",
    ("Épargne nette", "Net saving"),
    (
        "Que reste-t-il pour investir une fois la dette remboursée ?",
        "What is left to invest once the debt is repaid?",
    ),
    NET_SAVING,
    Better.HIGHER,
)
GROSS_SAVING_RATE = _indicator(
    "gross_saving_rate",
    ("Taux d'épargne brute", "Gross saving rate"),
    (
        "Quelle part des recettes courantes la commune met-elle de côté ?",
        "What share of current revenue does the town set aside?",
    ),
    GROSS_SAVING / OPERATING_REVENUE,
    PERCENT,
    Better.HIGHER,
    thresholds=(
        Threshold(8, Text("repère bas", "lower mark"), PRACTICE),
        Threshold(15, Text("repère de confort", "comfort mark"), PRACTICE),
    ),
)
DEBT_PAYBACK = _indicator(
    "debt_payback",
    ("Capacité de désendettement", "Debt payback period"),
    (
        "Combien d'années d'épargne brute rembourseraient la dette ?",
        "How many years of gross saving would repay the debt?",
    ),
    DEBT / GROSS_SAVING,
    YEARS,
    Better.LOWER,
    needs=(Positive(GROSS_SAVING, NO_SAVING),),
    thresholds=(
        Threshold(8, Text("à surveiller", "watch"), PRACTICE),
        Threshold(12, Text("repère d'alerte", "warning mark"), PROGRAMMING_ACT),
    ),
)
PERSONNEL_SHARE = _indicator(
    "personnel_share",
    ("Part des frais de personnel", "Staff share"),
    (
        "Quelle part des dépenses de fonctionnement va au personnel ?",
        "What share of operating expenditure goes to staff?",
    ),
    STAFF_COSTS / OPERATING_EXPENDITURE,
    PERCENT,
    Better.NEITHER,
    caution=(
        "Comptes 64, 621, 631 et 633, nets : le ratio légal 7 retient le chapitre 012.",
        "Accounts 64, 621, 631 and 633, net: legal ratio 7 takes chapter 012.",
    ),
)
EQUIPMENT_SPENT = _flow(
    "equipment_expenditure",
    ("Dépenses d'équipement", "Equipment expenditure"),
    ("Combien la commune a-t-elle investi dans l'année ?", "How much did the town invest in the year?"),
    EQUIPMENT,
    Better.NEITHER,
    ("Sans les subventions d'équipement versées (204).", "Without equipment grants paid (204)."),
)
WORKING_CAPITAL = _flow(
    "working_capital_change",
    ("Variation du fonds de roulement", "Change in working capital"),
    (
        "La commune a-t-elle puisé dans ses réserves cette année ?",
        "Did the town draw on its reserves this year?",
    ),
    WORKING_CAPITAL_CHANGE,
    Better.NEITHER,
)

CLOSING_RESULT = Amount(
    Text("résultat de clôture cumulé", "cumulated closing result"),
    (
        Lines(ALL, direction=Direction.REVENUE),
        Lines(ALL, -1, direction=Direction.EXPENDITURE),
    ),
    PRACTICE,
    unit=EUROS,
)
_BEFORE_CLOSING = ClosedAccount(
    Text(
        "Un budget voté est équilibré : ce résultat n'existe qu'au compte clos.",
        "A voted budget is balanced: this result exists for a closed account only.",
    )
)
WORKING_CAPITAL_DAYS = _indicator(
    "working_capital_days",
    ("Fonds de roulement en jours", "Working capital in days"),
    (
        "Combien de jours de dépenses courantes les réserves paieraient-elles ?",
        "How many days of current expenditure would the reserves pay for?",
    ),
    CLOSING_RESULT / OPERATING_EXPENDITURE,
    DAYS,
    Better.NEITHER,
    needs=(_BEFORE_CLOSING,),
    caution=(
        "Résultats cumulés des deux sections, reports (001, 002) compris, avant restes à réaliser : le fonds de "
        "roulement que donne l'exécution du budget, non celui du bilan.",
        "Cumulated results of both sections with those brought forward (001, 002), before what is carried over: "
        "working capital as budget execution gives it, not as the balance sheet does.",
    ),
)
TREASURY_DAYS = _indicator(
    "treasury_days",
    ("Trésorerie en jours", "Treasury in days"),
    (
        "Combien de jours de dépenses courantes le compte au Trésor paierait-il ?",
        "How many days of current expenditure would the Treasury account pay for?",
    ),
    TREASURY / OPERATING_EXPENDITURE,
    DAYS,
    Better.NEITHER,
    needs=(_BEFORE_CLOSING,),
)
MANDATORY_CONTRIBUTIONS = _amount(
    "contributions obligatoires", "mandatory contributions", net_debit("655", under=COMMUNES)
)
STRUCTURAL_RIGIDITY = _indicator(
    "structural_rigidity",
    ("Rigidité des charges", "Rigidity of expenditure"),
    (
        "Quelle part des recettes courantes est déjà prise par des charges que l'on ne réduit pas dans l'année ?",
        "What share of current revenue is already taken by charges that cannot be cut within the year?",
    ),
    (STAFF_COSTS + FINANCIAL_CHARGES + MANDATORY_CONTRIBUTIONS + DEBT_REPAID) / OPERATING_REVENUE,
    PERCENT,
    Better.LOWER,
    caution=(
        "Personnel, intérêts, contributions obligatoires (655) et remboursement de la dette : d'autres outils "
        "laissent la dette de côté.",
        "Staff, interest, mandatory contributions (655) and debt repaid: other tools leave the debt aside.",
    ),
)

SAVINGS_LADDER = (MANAGEMENT, GROSS, NET)
STATISTICS = (
    REVENUE,
    EXPENDITURE,
    *SAVINGS_LADDER,
    GROSS_SAVING_RATE,
    DEBT_PAYBACK,
    PERSONNEL_SHARE,
    EQUIPMENT_SPENT,
    WORKING_CAPITAL,
    WORKING_CAPITAL_DAYS,
    TREASURY_DAYS,
    STRUCTURAL_RIGIDITY,
)

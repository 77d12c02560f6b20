"""What towns are compared on: statistics, brought to one inhabitant or to a share so that sizes may differ."""

from metrics.finance.given import DEBT, POPULATION
from metrics.finance.legal import COMMUNES, MAIN_ONLY
from metrics.finance.sources import OFGL
from metrics.finance.statistics import (
    BORROWED,
    CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE,
    DEBT_PAYBACK,
    DEBT_REPAID,
    EQUIPMENT,
    GROSS_SAVING,
    GROSS_SAVING_RATE,
    NET_SAVING,
    OPERATING_EXPENDITURE,
    OPERATING_REVENUE,
    PERSONNEL_SHARE,
    STAFF_COSTS,
    net_debit,
)
from metrics.language import Amount, Better, Expression, Family, Given, Indicator
from metrics.text import Text
from metrics.units import (
    EUROS_A_YEAR,
    EUROS_A_YEAR_PER_INHABITANT,
    EUROS_PER_INHABITANT,
    PERCENT_OF_A_YEAR,
    Unit,
)

_AS_PUBLISHED = Text("telle que l'observatoire la publie", "as the observatory publishes it")

PURCHASES = Amount(
    Text("achats et charges externes", "purchases and external charges"),
    net_debit("60", "61", "62", but=("621",), under=COMMUNES),
    OFGL,
)
LOCAL_TAXES = Given(Text("impôts locaux", "local taxes"), EUROS_A_YEAR, _AS_PUBLISHED, OFGL)
STATE_GRANTS = Given(Text("concours de l'État", "state grants"), EUROS_A_YEAR, _AS_PUBLISHED, OFGL)


def _per_inhabitant(
    name: str,
    label: tuple[str, str],
    question: tuple[str, str],
    amount: Expression,
    better: Better = Better.NEITHER,
    unit: Unit = EUROS_A_YEAR_PER_INHABITANT,
) -> Indicator:
    return Indicator(
        name=f"{name}_per_inhabitant",
        label=Text(f"{label[0]} par habitant", f"{label[1]} per inhabitant"),
        question=Text(*question),
        formula=amount / POPULATION,
        unit=unit,
        needs=(MAIN_ONLY,),
        better=better,
        thresholds=(),
        family=Family.STATISTICS,
        obligation=None,
        source=OFGL,
        caution=None,
    )


OPERATING_REVENUE_PER_INHABITANT = _per_inhabitant(
    "operating_revenue",
    ("Recettes de fonctionnement", "Operating revenue"),
    ("De combien dispose-t-on pour chaque habitant ?", "How much is there for each inhabitant?"),
    OPERATING_REVENUE,
)
OPERATING_EXPENDITURE_PER_INHABITANT = _per_inhabitant(
    "operating_expenditure",
    ("Dépenses de fonctionnement", "Operating expenditure"),
    ("Combien dépense-t-on pour fonctionner, pour chaque habitant ?", "What do operations cost for each inhabitant?"),
    OPERATING_EXPENDITURE,
)
STAFF_PER_INHABITANT = _per_inhabitant(
    "staff_costs",
    ("Frais de personnel", "Staff costs"),
    ("Combien coûte le personnel, pour chaque habitant ?", "What does staff cost for each inhabitant?"),
    STAFF_COSTS,
)
PURCHASES_PER_INHABITANT = _per_inhabitant(
    "purchases",
    ("Achats et charges externes", "Purchases and external charges"),
    ("Combien achète-t-on au-dehors, pour chaque habitant ?", "What is bought outside for each inhabitant?"),
    PURCHASES,
)
GROSS_SAVING_PER_INHABITANT = _per_inhabitant(
    "gross_saving",
    ("Épargne brute", "Gross saving"),
    ("Que met-on de côté pour chaque habitant ?", "What is set aside for each inhabitant?"),
    GROSS_SAVING,
    Better.HIGHER,
)
NET_SAVING_PER_INHABITANT = _per_inhabitant(
    "net_saving",
    ("Épargne nette", "Net saving"),
    (
        "Que reste-t-il pour investir, dette remboursée, pour chaque habitant ?",
        "What is left to invest for each inhabitant, once the debt is repaid?",
    ),
    NET_SAVING,
    Better.HIGHER,
)
LOCAL_TAXES_PER_INHABITANT = _per_inhabitant(
    "local_taxes",
    ("Impôts locaux", "Local taxes"),
    ("Combien d'impôts locaux pour chaque habitant ?", "How much in local taxes for each inhabitant?"),
    LOCAL_TAXES,
)
STATE_GRANTS_PER_INHABITANT = _per_inhabitant(
    "state_grants",
    ("Concours de l'État", "State grants"),
    ("Combien l'État verse-t-il pour chaque habitant ?", "How much does the State pay for each inhabitant?"),
    STATE_GRANTS,
)
EQUIPMENT_EXPENDITURE_PER_INHABITANT = _per_inhabitant(
    "equipment_expenditure",
    ("Dépenses d'équipement", "Equipment expenditure"),
    ("Combien investit-on pour chaque habitant ?", "How much is invested for each inhabitant?"),
    EQUIPMENT,
)
CAPITAL_EXPENDITURE_PER_INHABITANT = _per_inhabitant(
    "capital_expenditure",
    ("Dépenses d'investissement hors dette", "Capital expenditure without debt"),
    ("Combien la section d'investissement dépense-t-elle ?", "How much does the capital section spend?"),
    CAPITAL_EXPENDITURE,
)
CAPITAL_REVENUE_PER_INHABITANT = _per_inhabitant(
    "capital_revenue",
    ("Recettes d'investissement hors emprunt", "Capital revenue without borrowing"),
    ("Combien d'aides et de ressources propres pour investir ?", "How much in grants and own means to invest?"),
    CAPITAL_REVENUE,
)
DEBT_REPAID_PER_INHABITANT = _per_inhabitant(
    "debt_repaid",
    ("Remboursement de la dette", "Debt repaid"),
    ("Combien de capital rembourse-t-on pour chaque habitant ?", "How much capital is repaid for each inhabitant?"),
    DEBT_REPAID,
)
BORROWED_PER_INHABITANT = _per_inhabitant(
    "new_borrowing",
    ("Emprunts nouveaux", "New borrowing"),
    ("Combien a-t-on emprunté dans l'année ?", "How much was borrowed in the year?"),
    BORROWED,
)
PUBLISHED_DEBT_PER_INHABITANT = _per_inhabitant(
    "debt",
    ("Encours de la dette", "Debt outstanding"),
    ("Combien de dette pour chaque habitant ?", "How much debt for each inhabitant?"),
    DEBT,
    Better.LOWER,
    EUROS_PER_INHABITANT,
)
PUBLISHED_DEBT_RATIO = Indicator(
    name="debt_ratio",
    label=Text("Taux d'endettement", "Debt ratio"),
    question=Text(
        "La dette, c'est quelle part d'une année de recettes ?",
        "What share of a year of revenue is the debt?",
    ),
    formula=DEBT / OPERATING_REVENUE,
    unit=PERCENT_OF_A_YEAR,
    needs=(),
    better=Better.LOWER,
    thresholds=(),
    family=Family.STATISTICS,
    obligation=None,
    source=OFGL,
    caution=None,
)

OF_COMPARISON = (
    OPERATING_REVENUE_PER_INHABITANT,
    OPERATING_EXPENDITURE_PER_INHABITANT,
    STAFF_PER_INHABITANT,
    PURCHASES_PER_INHABITANT,
    GROSS_SAVING_PER_INHABITANT,
    NET_SAVING_PER_INHABITANT,
    LOCAL_TAXES_PER_INHABITANT,
    STATE_GRANTS_PER_INHABITANT,
    EQUIPMENT_EXPENDITURE_PER_INHABITANT,
    CAPITAL_EXPENDITURE_PER_INHABITANT,
    CAPITAL_REVENUE_PER_INHABITANT,
    DEBT_REPAID_PER_INHABITANT,
    BORROWED_PER_INHABITANT,
    PUBLISHED_DEBT_PER_INHABITANT,
    PUBLISHED_DEBT_RATIO,
)
COMPARED: tuple[Indicator, ...] = (GROSS_SAVING_RATE, DEBT_PAYBACK, PERSONNEL_SHARE, *OF_COMPARISON)
BY_NAME: dict[str, Indicator] = {indicator.name: indicator for indicator in COMPARED}

"""The eleven legal ratios of French communes, gross, on the lines of budget documents.

Each rule reproduces the values that real documents declare; where editors are known to read the
law otherwise, the other reading is declared too (`Variant`), so that a gap can be explained.
"""

from dataclasses import dataclass, replace

from metrics.finance.given import DEBT, DECLARED_DEBT, OPENING_DEBT, POPULATION, TAX_POTENTIAL
from metrics.finance.sources import M57_FORM, PRACTICE, R2313_1
from metrics.language import (
    Amount,
    Better,
    Expression,
    Family,
    Formula,
    Indicator,
    Lines,
    MainBudget,
    Obligation,
    Positive,
    Stage,
    Threshold,
)
from metrics.nomenclature import Direction, Nature, Section
from metrics.text import Text
from metrics.units import EUROS_A_YEAR_PER_INHABITANT, EUROS_PER_INHABITANT, PERCENT, PERCENT_OF_A_YEAR, YEARS, Unit

COMMUNES = ("M14", "M57")

_SPENT = Lines(COMMUNES, direction=Direction.EXPENDITURE, nature=Nature.REAL)
_RECEIVED = Lines(COMMUNES, direction=Direction.REVENUE, nature=Nature.REAL)
_IN_HOUSE_WORKS = Lines(COMMUNES, direction=Direction.REVENUE, nature=Nature.ORDER, accounts=("72",))
_EQUIPMENT = replace(_SPENT, section=Section.INVESTMENT, accounts=("20", "21", "23"))


def _amount(fr: str, en: str, *lines: Lines, stage: Stage = Stage.VOTED) -> Amount:
    return Amount(Text(fr, en), lines, R2313_1, stage)


REAL_OPERATING_EXPENDITURE = _amount(
    "dépenses réelles de fonctionnement",
    "real operating expenditure",
    replace(_SPENT, section=Section.OPERATING, without_accounts=("002", "023")),
    replace(_IN_HOUSE_WORKS, sign=-1),
)
# As documents total it, before the law takes off what the town builds for itself.
GROSS_OPERATING_EXPENDITURE = _amount(
    "dépenses réelles de fonctionnement, montant brut",
    "real operating expenditure, gross amount",
    replace(_SPENT, section=Section.OPERATING, without_accounts=("002", "023")),
)
REAL_OPERATING_REVENUE = _amount(
    "recettes réelles de fonctionnement",
    "real operating revenue",
    replace(_RECEIVED, section=Section.OPERATING, without_accounts=("002",)),
)
DIRECT_TAXES = _amount(
    "produit des impositions directes",
    "direct tax revenue",
    replace(_RECEIVED, standards=("M14",), accounts=("7311",)),
    replace(_RECEIVED, standards=("M57",), accounts=("731",)),
)
DIRECT_TAXES_NARROW = _amount(
    "impositions directes, compte 7311 seul",
    "direct tax revenue, account 7311 only",
    replace(_RECEIVED, accounts=("7311",)),
)
GROSS_EQUIPMENT = _amount(
    "dépenses d'équipement brut",
    "gross equipment expenditure",
    _EQUIPMENT,
    _IN_HOUSE_WORKS,
    stage=Stage.OPENED,
)
GROSS_EQUIPMENT_AS_DGCL = _amount(
    "dépenses d'équipement brut sans subventions versées, avec travaux pour tiers",
    "gross equipment expenditure without grants paid, with works for others",
    replace(_EQUIPMENT, without_accounts=("204",)),
    replace(_SPENT, standards=("M14",), accounts=("454", "456", "457", "458")),
    replace(_SPENT, standards=("M57",), accounts=("454", "455", "457", "458")),
    _IN_HOUSE_WORKS,
    stage=Stage.OPENED,
)
STATE_GRANT = _amount(
    "dotation globale de fonctionnement",
    "general operating grant",
    replace(_RECEIVED, accounts=("741",)),
)
STAFF = _amount(
    "dépenses de personnel (chapitre 012)", "staff expenditure (chapter 012)", replace(_SPENT, chapters=("012",))
)
CAPITAL_REPAID = _amount(
    "remboursement de la dette en capital",
    "debt capital repaid",
    replace(_SPENT, section=Section.INVESTMENT, accounts=("16",), without_accounts=("165",)),
)
CAPITAL_AND_DEPOSITS = _amount(
    "remboursement de la dette en capital et des dépôts",
    "debt capital and deposits repaid",
    replace(_SPENT, section=Section.INVESTMENT, accounts=("16",)),
)

NO_SAVING = Text("La commune n'épargne pas.", "The town saves nothing.")
MAIN_ONLY = MainBudget(
    Text(
        "Un budget annexe n'a pas d'habitants : le ratio ne se calcule que pour le budget principal.",
        "An annex budget has no inhabitants: the ratio exists for the main budget only.",
    )
)
ASKED_OF_MAIN = MainBudget(
    Text(
        "Ce ratio est demandé au budget principal : il ne se calcule pas pour un budget annexe.",
        "This ratio is asked of the main budget: it does not exist for an annex budget.",
    )
)
_NO_TAX_POTENTIAL = Positive(
    TAX_POTENTIAL,
    Text("Le potentiel fiscal n'est pas renseigné dans le document.", "The document states no tax potential."),
)
LAST_PER_INHABITANT = 6  # of the eleven ratios; the law asks those after it of larger towns
FROM_3500 = Obligation(3_500, R2313_1)
FROM_10000 = Obligation(10_000, R2313_1)


def _mark(value: int, fr: str, en: str) -> Threshold:
    return Threshold(value, Text(fr, en), PRACTICE)


def _ratio(
    number: str,
    name: str,
    label: tuple[str, str],
    question: tuple[str, str],
    formula: Formula,
    unit: Unit,
    *,
    better: Better = Better.NEITHER,
    needs: tuple[Positive, ...] = (),
    thresholds: tuple[Threshold, ...] = (),
    caution: tuple[str, str] | None = None,
) -> Indicator:
    return Indicator(
        name=name,
        label=Text(f"Ratio {number} · {label[0]}", f"Ratio {number} · {label[1]}"),
        question=Text(*question),
        formula=formula,
        unit=unit,
        needs=(MAIN_ONLY if int(number) <= LAST_PER_INHABITANT else ASKED_OF_MAIN, *needs),
        better=better,
        thresholds=thresholds,
        family=Family.LEGAL_RATIOS,
        obligation=FROM_3500 if int(number) <= LAST_PER_INHABITANT else FROM_10000,
        source=R2313_1,
        caution=Text(*caution) if caution else None,
    )


def _per_inhabitant(amount: Expression) -> Formula:
    return amount / POPULATION


EXPENDITURE_PER_INHABITANT = _ratio(
    "1",
    "legal_1_operating_expenditure",
    ("Dépenses réelles de fonctionnement par habitant", "Real operating expenditure per inhabitant"),
    (
        "Combien la commune dépense-t-elle par habitant pour fonctionner ?",
        "How much does the town spend per inhabitant to operate?",
    ),
    _per_inhabitant(REAL_OPERATING_EXPENDITURE),
    EUROS_A_YEAR_PER_INHABITANT,
    caution=(
        "Les remboursements de charges (013) ne sont pas déduits ; les travaux en régie (72) le sont.",
        "Refunds of charges (013) are not taken off; in-house works (72) are.",
    ),
)
TAXES_PER_INHABITANT = _ratio(
    "2",
    "legal_2_direct_taxes",
    ("Impositions directes par habitant", "Direct taxes per inhabitant"),
    (
        "Combien d'impôts directs la commune perçoit-elle par habitant ?",
        "How much direct tax does the town receive per inhabitant?",
    ),
    _per_inhabitant(DIRECT_TAXES),
    EUROS_A_YEAR_PER_INHABITANT,
    caution=(
        "En M57, le compte 731 contient aussi les droits de mutation et la taxe d'enlèvement des ordures.",
        "Under M57, account 731 also holds transfer duties and the household waste tax.",
    ),
)
REVENUE_PER_INHABITANT = _ratio(
    "3",
    "legal_3_operating_revenue",
    ("Recettes réelles de fonctionnement par habitant", "Real operating revenue per inhabitant"),
    (
        "De combien la commune dispose-t-elle par habitant pour fonctionner ?",
        "How much does the town receive per inhabitant to operate?",
    ),
    _per_inhabitant(REAL_OPERATING_REVENUE),
    EUROS_A_YEAR_PER_INHABITANT,
    caution=(
        "Montants bruts : atténuations de charges (013) et cessions (775) comprises.",
        "Gross amounts: refunds of charges (013) and sales of assets (775) included.",
    ),
)
EQUIPMENT_PER_INHABITANT = _ratio(
    "4",
    "legal_4_equipment",
    ("Dépenses d'équipement brut par habitant", "Gross equipment expenditure per inhabitant"),
    (
        "Combien la commune investit-elle par habitant ?",
        "How much does the town invest per inhabitant?",
    ),
    _per_inhabitant(GROSS_EQUIPMENT),
    EUROS_A_YEAR_PER_INHABITANT,
    caution=(
        "Subventions d'équipement versées (204) comprises, comme dans les documents ; avant clôture, crédits ouverts.",
        "Equipment grants paid (204) included, as editors declare it; before closing, on credits opened.",
    ),
)
DEBT_PER_INHABITANT = _ratio(
    "5",
    "legal_5_debt",
    ("Encours de dette par habitant", "Debt outstanding per inhabitant"),
    ("Combien la commune doit-elle par habitant ?", "How much does the town owe per inhabitant?"),
    _per_inhabitant(DEBT),
    EUROS_PER_INHABITANT,
    better=Better.LOWER,
    caution=("Les emprunts garantis à des tiers sont exclus.", "Loans guaranteed to others are left out."),
)
GRANT_PER_INHABITANT = _ratio(
    "6",
    "legal_6_state_grant",
    ("Dotation globale de fonctionnement par habitant", "General operating grant per inhabitant"),
    ("Combien l'État verse-t-il par habitant ?", "How much does the State grant per inhabitant?"),
    _per_inhabitant(STATE_GRANT),
    EUROS_A_YEAR_PER_INHABITANT,
)
STAFF_SHARE = _ratio(
    "7",
    "legal_7_staff",
    ("Part du personnel dans le fonctionnement", "Staff share of operating expenditure"),
    (
        "Quelle part du fonctionnement va au personnel ?",
        "What share of operating expenditure goes to staff?",
    ),
    STAFF / REAL_OPERATING_EXPENDITURE,
    PERCENT,
    thresholds=(_mark(50, "à surveiller", "watch"), _mark(60, "alerte", "alert")),
    caution=(
        "Chapitre 012 entier, et non les seuls comptes 64.",
        "The whole of chapter 012, and not accounts 64 alone.",
    ),
)
TAX_POTENTIAL_USE = _ratio(
    "8",
    "legal_8_tax_effort",
    ("Coefficient de mobilisation du potentiel fiscal", "Use made of the tax potential"),
    (
        "Quelle part de son potentiel fiscal la commune mobilise-t-elle ?",
        "What share of its tax potential does the town use?",
    ),
    DIRECT_TAXES / TAX_POTENTIAL,
    PERCENT,
    needs=(_NO_TAX_POTENTIAL,),
)
CURRENT_SELF_FINANCING_MARGIN = _ratio(
    "9",
    "legal_9_margin",
    (
        "Fonctionnement et capital de la dette rapportés aux recettes",
        "Operating expenditure and debt capital over revenue",
    ),
    (
        "Que reste-t-il des recettes courantes une fois la dette remboursée ?",
        "What is left of current revenue once the debt is repaid?",
    ),
    (REAL_OPERATING_EXPENDITURE + CAPITAL_REPAID) / REAL_OPERATING_REVENUE,
    PERCENT,
    better=Better.LOWER,
    thresholds=(
        _mark(80, "à surveiller", "watch"),
        _mark(90, "alerte", "alert"),
        _mark(100, "limite arithmétique", "arithmetical limit"),
    ),
    caution=(
        "Au-dessus de 100 %, les recettes courantes ne suffisent plus à rembourser la dette.",
        "Above 100 %, current revenue no longer repays the debt.",
    ),
)
CURRENT_SELF_FINANCING_MARGIN_WITH_DEPOSITS = replace(
    CURRENT_SELF_FINANCING_MARGIN, formula=(REAL_OPERATING_EXPENDITURE + CAPITAL_AND_DEPOSITS) / REAL_OPERATING_REVENUE
)
EQUIPMENT_EFFORT = _ratio(
    "10",
    "legal_10_equipment_effort",
    ("Équipement brut rapporté aux recettes", "Gross equipment over operating revenue"),
    (
        "Quel est l'effort d'équipement rapporté aux recettes courantes ?",
        "How large is the equipment effort next to current revenue?",
    ),
    GROSS_EQUIPMENT / REAL_OPERATING_REVENUE,
    PERCENT,
)
DEBT_RATIO = _ratio(
    "11",
    "legal_11_debt_ratio",
    ("Encours de la dette rapporté aux recettes", "Debt outstanding over operating revenue"),
    (
        "Quelle part d'une année de recettes la dette représente-t-elle ?",
        "What share of a year's revenue does the debt stand for?",
    ),
    DEBT / REAL_OPERATING_REVENUE,
    PERCENT_OF_A_YEAR,
    better=Better.LOWER,
    thresholds=(_mark(70, "à surveiller", "watch"), _mark(100, "alerte", "alert")),
)

REAL_GROSS_SAVING = (REAL_OPERATING_REVENUE - REAL_OPERATING_EXPENDITURE).named(
    "épargne brute des lignes budgétaires", "gross saving of budget lines"
)
REAL_NET_SAVING = (REAL_GROSS_SAVING - CAPITAL_REPAID).named(
    "épargne nette des lignes budgétaires", "net saving of budget lines"
)


def _saving_ratio(
    name: str, label: Text, question: Text, formula: Formula, unit: Unit, better: Better, *needs: Positive
) -> Indicator:
    return Indicator(
        name=name,
        label=label,
        question=question,
        formula=formula,
        unit=unit,
        needs=(ASKED_OF_MAIN, *needs),
        better=better,
        thresholds=(),
        family=Family.LEGAL_RATIOS,
        obligation=None,
        source=M57_FORM,
        caution=Text(
            "Montants bruts des lignes budgétaires : la lecture statistique, nette, diffère.",
            "Gross amounts of the budget lines: the statistical reading, net, differs.",
        ),
    )


DECLARED_GROSS_SAVING_RATE = _saving_ratio(
    "m57_gross_saving_rate",
    Text("Épargne brute / recettes réelles de fonctionnement", "Gross saving / real operating revenue"),
    Text("Quelle part des recettes courantes reste épargnée ?", "What share of current revenue is saved?"),
    REAL_GROSS_SAVING / REAL_OPERATING_REVENUE,
    PERCENT,
    Better.HIGHER,
)
DECLARED_NET_SAVING_RATE = _saving_ratio(
    "m57_net_saving_rate",
    Text("Épargne nette / recettes réelles de fonctionnement", "Net saving / real operating revenue"),
    Text(
        "Quelle part des recettes courantes reste une fois la dette remboursée ?",
        "What share of current revenue is left once the debt is repaid?",
    ),
    REAL_NET_SAVING / REAL_OPERATING_REVENUE,
    PERCENT,
    Better.HIGHER,
)
DECLARED_DEBT_PAYBACK = _saving_ratio(
    "m57_debt_payback",
    Text("Encours de la dette / épargne brute", "Debt outstanding / gross saving"),
    Text(
        "Combien d'années d'épargne brute des lignes budgétaires rembourseraient la dette ?",
        "How many years of gross saving of budget lines would repay the debt?",
    ),
    DEBT / REAL_GROSS_SAVING,
    YEARS,
    Better.LOWER,
    Positive(REAL_GROSS_SAVING, NO_SAVING),
)
M57_RATIOS = (DECLARED_GROSS_SAVING_RATE, DECLARED_NET_SAVING_RATE, DECLARED_DEBT_PAYBACK)

LEGAL_RATIOS = (
    EXPENDITURE_PER_INHABITANT,
    TAXES_PER_INHABITANT,
    REVENUE_PER_INHABITANT,
    EQUIPMENT_PER_INHABITANT,
    DEBT_PER_INHABITANT,
    GRANT_PER_INHABITANT,
    STAFF_SHARE,
    TAX_POTENTIAL_USE,
    CURRENT_SELF_FINANCING_MARGIN,
    EQUIPMENT_EFFORT,
    DEBT_RATIO,
)


@dataclass(frozen=True)
class Variant:
    """Another reading of a ratio that circulates; `why` explains a declared value that follows it."""

    formula: Formula
    why: Text


@dataclass(frozen=True)
class DeclaredRatio:
    """A ratio that budget documents declare: under which codes, and which other readings explain a gap.

    code: what follows « Val » (the town's value) and « MoyNat » (the national average it typed).
    """

    code: str
    indicator: Indicator
    variants: tuple[Variant, ...]


_WITHOUT_GRANTS = Text(
    "Le document écarte les subventions d'équipement versées (204) et ajoute les travaux pour tiers.",
    "The document leaves out equipment grants paid (204) and adds works for others.",
)
_NARROW_TAXES = Text(
    "Le document ne compte que le compte 7311, sans les autres impôts du chapitre 731.",
    "The document counts account 7311 only, without the other taxes of chapter 731.",
)
_DEBT_OF_1_JANUARY = Text(
    "Le document déclare la dette du 1er janvier au lieu de celle du 31 décembre.",
    "The document states the debt of 1 January instead of that of 31 December.",
)
_DECLARED_DEBT = Text(
    "Le ratio est calculé sur la dette déclarée au ratio 5.",
    "The ratio is taken on the debt declared in ratio 5.",
)
_OVER_NET_SAVING = Text(
    "Le document divise la dette par l'épargne nette au lieu de l'épargne brute.",
    "The document divides the debt by net saving instead of gross saving.",
)
_WITH_DEPOSITS = Text(
    "Le document compte aussi les dépôts et cautionnements remboursés (165).",
    "The document also counts deposits repaid (165).",
)

DECLARED_RATIOS = (
    DeclaredRatio("DepRFonc", EXPENDITURE_PER_INHABITANT, ()),
    DeclaredRatio("ProdImpo", TAXES_PER_INHABITANT, (Variant(_per_inhabitant(DIRECT_TAXES_NARROW), _NARROW_TAXES),)),
    DeclaredRatio("RecRFonc", REVENUE_PER_INHABITANT, ()),
    DeclaredRatio(
        "DepEq", EQUIPMENT_PER_INHABITANT, (Variant(_per_inhabitant(GROSS_EQUIPMENT_AS_DGCL), _WITHOUT_GRANTS),)
    ),
    DeclaredRatio("EncDettePop", DEBT_PER_INHABITANT, (Variant(_per_inhabitant(OPENING_DEBT), _DEBT_OF_1_JANUARY),)),
    DeclaredRatio("DGFPop", GRANT_PER_INHABITANT, ()),
    DeclaredRatio("DepPers", STAFF_SHARE, ()),
    DeclaredRatio("CoefMobPotFisc", TAX_POTENTIAL_USE, (Variant(DIRECT_TAXES_NARROW / TAX_POTENTIAL, _NARROW_TAXES),)),
    DeclaredRatio(
        "DepFoncRemDette",
        CURRENT_SELF_FINANCING_MARGIN,
        (Variant(CURRENT_SELF_FINANCING_MARGIN_WITH_DEPOSITS.formula, _WITH_DEPOSITS),),
    ),
    DeclaredRatio(
        "DepEqB", EQUIPMENT_EFFORT, (Variant(GROSS_EQUIPMENT_AS_DGCL / REAL_OPERATING_REVENUE, _WITHOUT_GRANTS),)
    ),
    DeclaredRatio("EparRFonc", DECLARED_GROSS_SAVING_RATE, ()),
    DeclaredRatio("EparNetRFonc", DECLARED_NET_SAVING_RATE, ()),
    DeclaredRatio(
        "EncDetteEpar",
        DECLARED_DEBT_PAYBACK,
        (
            Variant(DEBT / REAL_NET_SAVING, _OVER_NET_SAVING),
            Variant(OPENING_DEBT / REAL_GROSS_SAVING, _DEBT_OF_1_JANUARY),
            Variant(DECLARED_DEBT / REAL_GROSS_SAVING, _DECLARED_DEBT),
        ),
    ),
    DeclaredRatio(
        "EncDetteRecFonc",
        DEBT_RATIO,
        (
            Variant(OPENING_DEBT / REAL_OPERATING_REVENUE, _DEBT_OF_1_JANUARY),
            Variant(DECLARED_DEBT / REAL_OPERATING_REVENUE, _DECLARED_DEBT),
        ),
    ),
)

"""The mandate plan of the demonstration town: axes, objectives, actions, and what they should reach."""

from datetime import date
from decimal import Decimal

from data.facts import IndicatorValueRead, PolicyRead, TargetRead
from metrics.values import Absence

STARTS, ENDS = date(2020, 7, 1), date(2026, 6, 30)
COUNCIL = "Plan de mandat (fictif), conseil municipal de Rocheclaire-sur-Sonde"

_PLAN = (
    ("axe", None, "proximite", "Une ville proche de ses habitants", None),
    ("axe", None, "sobriete", "Une ville sobre", None),
    ("axe", None, "finances", "Des finances solides", None),
    (
        "objectif",
        "proximite",
        "culture",
        "Faire entrer la culture partout",
        "Doubler la fréquentation de la médiathèque",
    ),
    ("objectif", "proximite", "sport", "Du sport pour tous", "Maintenir la fréquentation de la piscine"),
    ("objectif", "proximite", "accueil", "Un accueil simple", "Répondre plus vite aux demandes"),
    ("objectif", "sobriete", "energie", "Réduire l'énergie consommée", "Moins 20 % d'énergie en six ans"),
    ("objectif", "sobriete", "dechets", "Réduire les déchets", "Moins 8 % de tonnes collectées"),
    ("objectif", "finances", "epargne", "Retrouver de l'épargne", "Taux d'épargne brute d'au moins 12 %"),
    ("objectif", "finances", "dette", "Contenir la dette", "Moins de huit ans pour se désendetter"),
    ("action", "culture", "culture-1", "Construire et ouvrir la nouvelle médiathèque", None),
    ("action", "culture", "culture-2", "Gratuité du musée le premier dimanche", None),
    ("action", "sport", "sport-1", "Réviser les tarifs de la piscine", None),
    ("action", "sport", "sport-2", "Rénover le gymnase Nord", None),
    ("action", "accueil", "accueil-1", "Ouvrir l'état civil le samedi", None),
    ("action", "accueil", "accueil-2", "Déployer le portail des services", None),
    ("action", "energie", "energie-1", "Éteindre l'éclairage public la nuit", None),
    ("action", "energie", "energie-2", "Isoler les écoles", None),
    ("action", "dechets", "dechets-1", "Composteurs de quartier", None),
    ("action", "epargne", "epargne-1", "Revoir les contrats d'énergie", None),
    ("action", "epargne", "epargne-2", "Maîtriser la masse salariale", None),
    ("action", "dette", "dette-1", "Plafonner l'emprunt annuel", None),
)

_TARGETS = (
    ("gross_saving_rate", 2020, "baseline", "9"),
    ("gross_saving_rate", 2024, "interim", "11"),
    ("gross_saving_rate", 2026, "final", "12"),
    ("debt_payback", 2020, "baseline", "8"),
    ("debt_payback", 2026, "final", "8"),
    ("legal_7_staff", 2026, "final", "62"),
    ("legal_5_debt", 2026, "final", "1000"),
)


def policies() -> list[PolicyRead]:
    return [
        PolicyRead(parent, level, code, name, objective, STARTS, ENDS) for level, parent, code, name, objective in _PLAN
    ]


def targets() -> list[TargetRead]:
    return [TargetRead(indicator, year, role, Decimal(value), COUNCIL) for indicator, year, role, value in _TARGETS]


def indicator_values() -> list[IndicatorValueRead]:
    """A yearly satisfaction survey, not held in 2020 and withheld in 2021 for too few answers."""
    source = "Enquête annuelle auprès des usagers (fictive)"
    found = {2019: "71", 2022: "74", 2023: "72", 2024: "76", 2025: "77"}
    absent = {2020: Absence.NOT_APPLICABLE, 2021: Absence.WITHHELD}
    return [
        IndicatorValueRead(
            "satisfaction_accueil", date(year, 1, 1), date(year, 12, 31),
            Decimal(found[year]) if year in found else None, absent.get(year), source,
        )
        for year in range(2019, 2026)
    ]  # fmt: skip

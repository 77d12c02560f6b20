"""Makes data/reference/individual_accounts.csv from the dictionary of the DGFiP individual accounts.

    python tools/make_individual_accounts.py ../shared/data/dgfip/dictionnaire_variables_comptes_individuels.csv

One row a quantity: its prefixes (f per inhabitant, m average of the stratum, r and rm ratios) are a rule of
`data.reference.individual_accounts`. What the dictionary leaves out has the words of the ministry's own sheets.
The same source gives the same bytes.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "individual_accounts.csv"
HEADER = ("subject", "variable", "unit", "label_fr", "label_en", "sheet")
SUBJECTS = {"V": "commune", "GC": "grouping"}
UNITS = {"En milliers d'Euros": "thousand_euros", "taux voté (%)": "percent", "": ""}
QUANTITIES = {"Valeur totale", "Taux"}
# Listed as plain values: three products of taxes, in thousand euros as the sheets print them.
PLAIN = {"cvaeg": "thousand_euros", "iferg": "thousand_euros", "tascomg": "thousand_euros"}

# On the sheets of communes and in their exports, not in the dictionary; bf1 and bf2 are told apart as on the sheets.
SHEETS = {
    "bf1": "Besoin ou capacité de financement résiduel de la section d'investissement",
    "bf2": "Besoin ou capacité de financement de la section d'investissement",
    "solde": "Solde des opérations pour le compte de tiers",
    "res2": "Résultat d'ensemble",
    "ebf": "Excédent brut de fonctionnement",
    "cafn": "CAF nette du remboursement en capital des emprunts",
    "fdr": "Fonds de roulement",
    "raff": "Retour de biens affectés, concédés",
    "repart": "Charges à répartir",
    "daff": "Immobilisations affectées, concédées",
    "tamen": "Taxe d'aménagement",
    "fiscrev": "Fiscalité reversée par les groupements à fiscalité propre",
    "autdot": "Autres dotations et participations",
    "dfctva": "FCTVA de fonctionnement",
    "dpserdom": "Produits des services et du domaine",
    "pfcaf": "Produits de fonctionnement retenus pour la CAF",
    "cfcaf": "Charges de fonctionnement retenues pour la CAF",
    "encdbr": "Encours des dettes bancaires et assimilées",
    "det2cal": "Encours des dettes bancaires net de l'aide du fonds de soutien",
    "bth": "Base nette : taxe d'habitation",
    "bfb": "Base nette : taxe foncière sur les propriétés bâties",
    "bfnb": "Base nette : taxe foncière sur les propriétés non bâties",
    "btafnb": "Base nette : taxe additionnelle à la taxe foncière sur les propriétés non bâties",
    "btp": "Base nette : taxe professionnelle, puis cotisation foncière des entreprises",
    "bthexod": "Réduction de base sur délibération : taxe d'habitation",
    "bfbexod": "Réduction de base sur délibération : taxe foncière sur les propriétés bâties",
    "bfnbexod": "Réduction de base sur délibération : taxe foncière sur les propriétés non bâties",
    "btpexod": "Réduction de base sur délibération : taxe professionnelle, puis CFE",
    "ptafnb": "Taxe additionnelle à la taxe foncière sur les propriétés non bâties",
    "pcfe": "Cotisation foncière des entreprises",
    "cvaec": "Cotisation sur la valeur ajoutée des entreprises",
    "iferc": "Impositions forfaitaires sur les entreprises de réseau",
    "tascomc": "Taxe sur les surfaces commerciales",
    "tafnb": "Taux de la taxe additionnelle à la taxe foncière sur les propriétés non bâties",
    "ttp": "Taux de taxe professionnelle, puis de cotisation foncière des entreprises",
}
RATES = {"tafnb", "ttp"}

# The dictionary is in small letters, part of it without accents.
SPELLED = {
    "resultat": "résultat",
    "fctva": "FCTVA",
    "thlv": "THLV",
    "autofinancement caf": "d'autofinancement (CAF)",
    "caf nette": "CAF nette",
    "31 12 n": "31 décembre",
    "dépenses équipement": "dépenses d'équipement",
    "emplois investissement": "emplois d'investissement",
    "remboursement emprunts": "remboursement d'emprunts",
    "taxe habitation": "taxe d'habitation",
    "cotisation valeur": "cotisation sur la valeur",
}

# Titles under which the sheets print a quantity, beside its label.
TITLES = {
    "prod": "TOTAL DES PRODUITS DE FONCTIONNEMENT",
    "impo1": "Impôts Locaux",
    "impo2": "Autres impôts et taxes",
    "dgf": "Dotation globale de fonctionnement",
    "charge": "TOTAL DES CHARGES DE FONCTIONNEMENT",
    "perso": "Charges de personnel",
    "res1": "RESULTAT COMPTABLE",
    "recinv": "TOTAL DES RESSOURCES D'INVESTISSEMENT",
    "emp": "Emprunts bancaires et dettes assimilées",
    "depinv": "TOTAL DES EMPLOIS D'INVESTISSEMENT",
    "equip": "Dépenses d'équipement",
    "remb": "Remboursement d'emprunts et dettes assimilées",
    "caf": "Capacité d'autofinancement",
    "dette": "Encours total de la dette au 31/12/N",
    "bth": "Bases : Taxe d'habitation (y compris THLV)",
    "bfb": "Bases : Taxe foncière sur les propriétés bâties",
    "bfnb": "Bases : Taxe foncière sur les propriétés non bâties",
    "btp": "Bases : Cotisation foncière des entreprises|Bases : Taxe professionnelle (hors bases écrêtées)",
    "pth": "Taxe d'habitation (y compris THLV)|Produits taxe d'habitation",
    "pfb": "Taxe foncière sur les propriétés bâties|Produits foncier bâti",
    "pfnb": "Taxe foncière sur les propriétés non bâties|Produits foncier non bâti",
    "pcfe": "Cotisation foncière des entreprises",
}

ENGLISH = {
    "res1": "Accounting result",
    "prod": "Total operating revenue",
    "charge": "Total operating expenditure",
    "recinv": "Total investment resources",
    "bf1": "Residual financing need or capacity of the investment section",
    "bf2": "Financing need or capacity of the investment section",
    "depinv": "Total investment uses",
    "perso": "Staff costs",
    "achat": "Purchases and external charges",
    "impo1": "Local taxes",
    "impo2": "Other taxes",
    "dgf": "General operating grant (DGF)",
    "fin": "Financial charges",
    "subv": "Grants paid",
    "cont": "Compulsory contributions",
    "subr": "Grants received",
    "fctva": "VAT compensation fund (FCTVA)",
    "equip": "Equipment expenditure",
    "remb": "Repayment of loans and similar debt",
    "emp": "Bank loans and similar debt",
    "pth": "Housing tax",
    "pfb": "Tax on built property",
    "pfnb": "Tax on unbuilt property",
    "caf": "Self-financing capacity (CAF)",
    "dette": "Debt outstanding at 31 December",
    "annu": "Debt annuity",
    "tth": "Rate of housing tax",
    "tfb": "Rate of tax on built property",
    "tfnb": "Rate of tax on unbuilt property",
    "solde": "Balance of operations for third parties",
    "res2": "Overall result",
    "ebf": "Gross operating surplus",
    "cafn": "Self-financing capacity net of capital repaid",
    "fdr": "Working capital",
    "raff": "Return of assets assigned or conceded",
    "repart": "Charges to be spread",
    "daff": "Assets assigned or conceded",
    "tamen": "Planning tax",
    "fiscrev": "Taxes passed on by groupings with own taxation",
    "autdot": "Other grants and contributions",
    "dfctva": "VAT compensation fund, operating",
    "dpserdom": "Sales of services and public property",
    "pfcaf": "Operating revenue counted in self-financing",
    "cfcaf": "Operating expenditure counted in self-financing",
    "encdbr": "Bank and similar debt outstanding",
    "det2cal": "Bank debt outstanding net of the support fund's aid",
    "bth": "Net base: housing tax",
    "bfb": "Net base: tax on built property",
    "bfnb": "Net base: tax on unbuilt property",
    "btafnb": "Net base: additional tax on unbuilt property",
    "btp": "Net base: business tax, then business property contribution",
    "bthexod": "Base reduction by vote: housing tax",
    "bfbexod": "Base reduction by vote: tax on built property",
    "bfnbexod": "Base reduction by vote: tax on unbuilt property",
    "btpexod": "Base reduction by vote: business tax, then business property contribution",
    "ptafnb": "Additional tax on unbuilt property",
    "pcfe": "Business property contribution (CFE)",
    "cvaec": "Contribution on business value added (CVAE)",
    "iferc": "Flat-rate taxes on network companies (IFER)",
    "tascomc": "Tax on retail areas (TASCOM)",
    "tafnb": "Rate of additional tax on unbuilt property",
    "ttp": "Rate of business tax, then of business property contribution",
}
# Quantities of groupings say the same things under other names.
ENGLISH |= {
    grouping: ENGLISH[commune]
    for grouping, commune in {
        "pftot": "prod",
        "iltot": "impo1",
        "aittot": "impo2",
        "dgftot": "dgf",
        "cftot": "charge",
        "perstot": "perso",
        "acetot": "achat",
        "cfitot": "fin",
        "suvftot": "subv",
        "rtot": "res1",
        "ritot": "recinv",
        "rdettot": "emp",
        "subvitot": "subr",
        "fattot": "fctva",
        "eitot": "depinv",
        "detot": "equip",
        "edettot": "remb",
        "caftot": "caf",
        "cafntot": "cafn",
        "entot": "dette",
        "antot": "annu",
        "cvaeg": "cvaec",
        "iferg": "iferc",
        "tascomg": "tascomc",
    }.items()
} | {
    "revtot": "Taxes passed on",
    "ptp1": "Business tax, additional",
    "ptp2": "Business tax, single or by zone",
    "ptp3": "Business tax, wind turbines",
    "ttp1": "Rate of additional business tax",
    "ttp2": "Rate of single or zone business tax",
    "ttp3": "Rate of business tax on wind turbines",
}


def table(dictionary: Iterable[Mapping[str, str]]) -> bytes:
    """The whole reference table, sorted, in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(sorted({row[:2]: row for row in (*_of(dictionary), *_of_sheets())}.values()))
    return text.getvalue().encode()


def _of(dictionary: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    for entry in dictionary:
        code, unit = entry["codeCle"], PLAIN.get(entry["codeCle"], UNITS.get(entry["unite"], ""))
        per_head = "par habitant" in entry["nomCle"]
        if (entry["typeCle"] in QUANTITIES or code in PLAIN) and not per_head:
            yield _row(SUBJECTS[entry["typeEntite"]], code, unit, _label(entry["nomCle"]))


def _of_sheets() -> Iterator[tuple[str, ...]]:
    for code, label in SHEETS.items():
        yield _row("commune", code, "percent" if code in RATES else "thousand_euros", label)


def _row(subject: str, code: str, unit: str, label: str) -> tuple[str, ...]:
    titles = TITLES.get(code, "") if subject == "commune" else ""
    return (subject, code, unit, label, ENGLISH[code], titles)


def _label(name: str) -> str:
    bare = " ".join(name.removeprefix("cletaxe.").removeprefix("dont ").split())
    for plain, spelled in SPELLED.items():
        bare = bare.replace(plain, spelled)
    return bare[:1].upper() + bare[1:]


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as published:
        TARGET.write_bytes(table(csv.DictReader(published)))

"""Small TOTEM documents of towns that do not exist, written as finance software writes them."""

from collections.abc import Mapping

from metrics.documents import Step

NAMESPACE = "http://www.minefi.gouv.fr/cp/demat/docbudgetaire"
SIRET = "21990001200015"
STEPS = {Step.INITIAL: "01", Step.AMENDING: "02", Step.SUPPLEMENTARY: "03", Step.CLOSED: "09"}


def elements(cells: Mapping[str, object]) -> str:
    """« <Tag V="value"/> » for each cell that is not None."""
    return "".join(f'<{tag} V="{value}"/>' for tag, value in cells.items() if value is not None)


def line(account: str | None, side: str | None = "D", **cells: object) -> str:
    """A budget line; a real operation unless OpBudg says otherwise, and no section nor chapter of its own."""
    stated = {"Nature": account, "CodRD": side, "OpBudg": "0", **cells}
    section = stated.pop("Section", None)
    feature = f'<CaracSup V="{section}" Code="Section"/>' if section else ""
    return f"<LigneBudget>{elements(stated)}{feature}</LigneBudget>"


def loan(code: str, **cells: object) -> str:
    named = {"LibOrgaPreteur": "BANQUE D'EXEMPLE", "ObjEmpr": "Salle des fêtes", "NumContrat": "C-1"}
    return f"<EMPRUNT>{elements({'CodTypEmpr': code, **named, **cells})}</EMPRUNT>"


def loans(*rows: str) -> str:
    return f"<DATA_EMPRUNT>{''.join(rows)}</DATA_EMPRUNT>"


def budget(
    *lines: str,
    step: str = "09",
    year: str = "2022",
    siret: str = SIRET,
    nomenclature: str = "M57-M57_D",
    informations: Mapping[str, str] | None = None,
    annexes: str = "",
    **head: object,
) -> str:
    """One <Budget>, each line on its own line of the file."""
    stated = "".join(f'<Information Code="{code}" V="{text}"/>' for code, text in (informations or {}).items())
    head = {"CodTypBud": "P", **head}
    return "\n".join([
        "<Budget>",
        f"<EnTeteBudget>{elements({'LibelleEtab': 'BUDGET PRINCIPAL', 'IdEtab': siret, 'Nomenclature': nomenclature})}</EnTeteBudget>",
        f"<BlocBudget>{elements({'NatDec': step, 'Exer': year, **head})}</BlocBudget>",
        f"<InformationsGenerales>{stated}</InformationsGenerales>",
        *lines,
        f"<Annexes>{annexes}</Annexes>",
        "</Budget>",
    ])  # fmt: skip


def document(
    *budgets: str, encoding: str = "UTF-8", prolog: str = "", root: str = "DocumentBudgetaire", **head: object
) -> str:
    """The whole text; its first budget begins on line 4 of the file where there is no prolog."""
    stated = {"LibelleColl": "EXEMPLEVILLE", "IdColl": SIRET, "NatCEPL": "Commune", **head}
    return "\n".join([
        f'<?xml version="1.0" encoding="{encoding}"?>{prolog}',
        f'<{root} xmlns="{NAMESPACE}">',
        f"<EnTeteDocBudgetaire>{elements(stated)}</EnTeteDocBudgetaire>",
        *budgets,
        f"</{root}>",
    ])  # fmt: skip

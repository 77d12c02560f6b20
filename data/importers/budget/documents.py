"""The documents that lines make: whose they are, by which chart, and what was repeated in them."""

from collections.abc import Sequence

from data.importers import identity
from data.importers.budget.charts import Chosen
from data.importers.budget.heads import UNSAID, Named
from data.importers.budget.rows import Head
from data.importers.copies import without_pasted_lines
from data.importers.findings import Findings
from data.importers.reading import DocumentRead, LineRead
from data.words import folded
from metrics.documents import BudgetKind

FIRST_ESTABLISHMENT = "0001"  # the number, within a SIRET, of the one first registered: the authority itself
SIREN = 9  # digits


def document_of(
    head: Head, named: Named, chosen: Chosen, lines: Sequence[LineRead], findings: Findings, *, is_abroad: bool
) -> DocumentRead:
    findings.sheet = named.sheet
    nomenclature = chosen.chart.nomenclature
    kept = without_pasted_lines(lines, findings, named.account_title)
    return DocumentRead(
        authority_code=named.authority_code,
        authority_name=named.authority,
        authority_kind="other" if is_abroad else identity.kind_by_siren(head.siret),
        geographic_code=None,
        budget_code=head.siret,
        budget_name=named.budget,
        budget_kind=BudgetKind.MAIN if is_abroad else _kind(head.siret, named.budget, nomenclature.standard, kept),
        year=head.year,
        step=head.step,
        number=head.number,
        nomenclature=nomenclature,
        is_unified_account=named.is_unified,
        produced_on=None,
        voted_on=named.voted_on,
        population=None,
        lines=kept,
    )


def _kind(siret: str, name: str, standard: str, lines: Sequence[LineRead]) -> BudgetKind:
    """No table says: a main budget is the authority's own establishment, or receives taxes or DGF.

    Until its SIRET is known, its name and its chart say.
    """
    if siret.startswith(UNSAID):
        return BudgetKind.ANNEX if "annexe" in folded(name) or standard == "M4" else BudgetKind.MAIN
    if siret[SIREN:13] in (FIRST_ESTABLISHMENT, ""):
        return BudgetKind.MAIN
    taxes_or_dgf = any(line.account.startswith(("73", "741")) for line in lines)
    return BudgetKind.MAIN if taxes_or_dgf and standard != "M4" else BudgetKind.ANNEX

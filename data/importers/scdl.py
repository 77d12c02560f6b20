"""The « budget » CSV of the French common base of local data (SCDL, schema 0.8.3), strictly but as real files are.

A repair is made only where one reading is possible, and told with its rows. The schema leaves out what a
TOTEM document states: the nomenclature is the one whose chart knows the file's accounts, the kind of
budget comes from its SIRET and accounts, and there is neither population, nor number of an amending
decision, nor loan.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from data.importers import identity
from data.importers.copies import without_pasted_lines
from data.importers.csv_table import Row, Table, read_table
from data.importers.findings import Findings
from data.importers.lines import LONGEST_NAME, Stated, check_account, check_length, placed, shortened
from data.importers.numbers import CellError, cents
from data.importers.reading import DocumentRead, LineRead, Problem, Reading, Severity, Unreadable
from data.importers.scdl_columns import AMOUNTS, BY_NAME, REQUIRED
from data.importers.words import folded
from data.reference import chart_of_accounts, known_nomenclatures
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import ChartOfAccounts, Direction, Nature, Nomenclature, Section, chapter_of

KIND = "scdl_budget"
CODES = ("BGT_CONTNAT", "BGT_NATURE", "BGT_FONCTION", "BGT_OPERATION")
REPLACED_BY_M57 = ("M14", "M52")
LAST_YEAR_BEFORE_M57 = 2023  # M57 is general from 1 January 2024
# Charts made for one kind of body, by the first digits of its SIREN.
ONLY_FOR = {"M52": "22", "M14_CCAS_INF3500": "26", "M14_CCAS_SUP3500": "26", "M14_CE": "26"}
FIRST_ESTABLISHMENT = "0001"  # the number, within a SIRET, of the one first registered: the authority itself
_TOTAL = re.compile(r"\b(sous-?)?tota(l|ux)\b")
_LABELS = ("BGT_CONTNAT", "BGT_CONTNAT_LABEL", "BGT_NATURE", "BGT_NATURE_LABEL")
_OF_A_DOCUMENT = ("BGT_NATDEC", "BGT_ANNEE", "BGT_SIRET")
_OF_A_TOTAL = (*_OF_A_DOCUMENT, "BGT_CONTNAT", "BGT_CODRD")


@dataclass(frozen=True, order=True)
class _Head:
    """Which document a row belongs to."""

    siret: str
    year: int
    step: Step


@dataclass(frozen=True)
class _Chart:
    """The chart chosen for a document, how many of its accounts it knows, and its rivals of another standard."""

    chart: ChartOfAccounts
    accounts: int
    known: int
    rivals: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.chart.nomenclature.variant} ({self.known}/{self.accounts})"


def read_scdl(content: bytes) -> Reading:
    """The documents of one CSV. Unreadable: no table, or a required column missing."""
    table = read_table(content)
    _check_header(table.header)
    totals = [row for row in table.rows if _is_total(row)]
    rows = [row for row in table.rows if not _is_total(row)]
    if not rows:
        raise Unreadable(Problem("no_rows", Severity.ERROR, row=1, column="BGT_NATURE"))
    findings = Findings()
    _tell_encoding(table, findings)
    _tell_totals(totals, rows, findings)
    grouped = _by_document(rows, findings)
    charts = {head: _chart(head, of_document) for head, of_document in grouped.items()}
    documents = tuple(_document(head, grouped[head], charts[head], findings) for head in sorted(grouped))
    return Reading(
        KIND,
        table.encoding,
        len(table.rows),
        len(totals),
        documents,
        findings.all(),
        _details(table, charts),
        rows_refused=len(rows) - sum(len(document.lines) for document in documents),
    )


def _check_header(header: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if len(missing) == len(REQUIRED):
        raise Unreadable(Problem("unsupported_type", Severity.ERROR, text="csv"))
    if not any(name in header for name in AMOUNTS):
        missing.append("BGT_MTREAL")
    twice = [name for name, times in Counter(header).items() if times > 1 and name in BY_NAME]
    problems = [_of_header("missing_column", name) for name in missing]
    problems += [_of_header("duplicate_header", name) for name in twice]
    if problems:
        raise Unreadable(*problems)


def _of_header(code: str, name: str) -> Problem:
    return Problem(code, Severity.ERROR, row=1, column=name, parts={"example": BY_NAME[name].example})


def _details(table: Table, charts: Mapping[_Head, _Chart]) -> dict[str, object]:
    """What was decided without asking, so that a person can look it up."""
    return {
        "separator": table.separator,
        "columns_left_aside": [name for name in table.header if name not in BY_NAME],
        "nomenclatures": {f"{head.siret} {head.year} {head.step}": str(chosen) for head, chosen in charts.items()},
    }


def _tell_encoding(table: Table, findings: Findings) -> None:
    if table.encoding != "UTF-8":
        findings.warning("encoding", None, None, table.accented_sample, encoding=table.encoding)
    if table.lost_letters:
        findings.warning("mojibake", None, None, None, n=table.lost_letters)


def _is_total(row: Row) -> bool:
    """A total printed among the lines: a label that says so, and no account of its own."""
    account = row.get("BGT_NATURE")
    own = account.isdigit() and account != row.get("BGT_CONTNAT")
    return not own and any(_says_total(row.get(name)) for name in _LABELS)


def _says_total(text: str) -> bool:
    return _TOTAL.search(folded(text)) is not None


def _tell_totals(totals: Sequence[Row], rows: Sequence[Row], findings: Findings) -> None:
    """Each total is told, and compared with the lines of its chapter and side where it names them."""
    if not totals:
        return
    first = totals[0]
    column = next(name for name in _LABELS if _says_total(first.get(name)))
    findings.warning("total_row", first.number, column, first.get(column)[:60], n=len(totals))
    sums = _sums(rows)
    for total in totals:
        group = tuple(total.get(name) for name in _OF_A_TOTAL)
        if group in sums and total.get("BGT_CONTNAT"):
            _compare(total, sums[group], findings)


def _sums(rows: Iterable[Row]) -> dict[tuple[str, ...], Counter[str]]:
    """Cents per document, chapter and side, then per column; cells that are no amount are told elsewhere."""
    sums: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        group = sums[tuple(row.get(name) for name in _OF_A_TOTAL)]
        for name in AMOUNTS:
            group[name] += _cents_or_zero(row.get(name))
    return sums


def _compare(total: Row, expected: Counter[str], findings: Findings) -> None:
    for name in AMOUNTS:
        text = total.get(name)
        if text and _cents_or_zero(text) != expected[name]:
            parts = {"sum": str(Decimal(expected[name]).scaleb(-2)), "chapter": total.get("BGT_CONTNAT")}
            findings.warning("total_mismatch", total.number, name, text, **parts)


def _cents_or_zero(text: str) -> int:
    try:
        return cents(text) if text else 0
    except CellError:
        return 0


def _by_document(rows: Sequence[Row], findings: Findings) -> dict[_Head, list[Row]]:
    """The rows of each document; a file of several authorities is refused, an import belongs to one."""
    grouped: dict[_Head, list[Row]] = defaultdict(list)
    for row in rows:
        head = _head(row, findings)
        if head is not None:
            grouped[head].append(row)
    authorities = {head.siret[:9]: of_document[0].number for head, of_document in grouped.items()}
    if len(authorities) > 1:
        second = sorted(authorities.values())[1]
        findings.error("several_authorities", second, "BGT_SIRET", None, n=len(authorities))
    return grouped


def _head(row: Row, findings: Findings) -> _Head | None:
    before = findings.errors
    step = _choice(row, "BGT_NATDEC", findings)
    siret = _siret(row, findings)
    year = _year(row, None if step is None else Step(step), findings)
    if findings.errors > before or step is None or year is None:
        return None
    return _Head(siret, year, Step(step))


def _siret(row: Row, findings: Findings) -> str:
    text = row.get("BGT_SIRET")
    siret = text.replace(" ", "").replace("\u00a0", "")
    if not identity.is_siret(siret):
        digits = sum(character.isdigit() for character in text)
        findings.error_alike("code_format", row.number, "BGT_SIRET", text[:60], digits=digits)
    elif not identity.has_right_key(siret):
        findings.warning_alike("siret_key", row.number, "BGT_SIRET", siret)
    return siret


def _year(row: Row, step: Step | None, findings: Findings) -> int | None:
    text = row.get("BGT_ANNEE")
    year, last = identity.year_of(text), identity.last_year(step)
    if year is None:
        findings.error_alike("bad_date", row.number, "BGT_ANNEE", text[:60])
    elif not identity.FIRST_YEAR <= year <= last:
        findings.error_alike("year_out_of_range", row.number, "BGT_ANNEE", text, first=identity.FIRST_YEAR, last=last)
    return year


def _document(head: _Head, rows: Sequence[Row], chosen: _Chart, findings: Findings) -> DocumentRead:
    if chosen.rivals:
        rivals = ", ".join(chosen.rivals)
        variant = chosen.chart.nomenclature.variant
        findings.warning("ambiguous_nomenclature", rows[0].number, "BGT_NATURE", variant, rivals=rivals)
    if head.step is Step.AMENDING:
        findings.warning("unnumbered_amendment", rows[0].number, "BGT_NATDEC", rows[0].get("BGT_NATDEC"))
    lost_zeros = _lost_zeros(rows, chosen.chart)
    read = [line for row in rows if (line := _line(row, chosen.chart, lost_zeros, findings)) is not None]
    lines = without_pasted_lines(read, findings, "BGT_NATURE")
    name = shortened(rows[0].get("BGT_NOM"), LONGEST_NAME) or head.siret
    return DocumentRead(
        authority_code=head.siret[:9],
        authority_name=name,
        authority_kind=identity.kind_by_siren(head.siret),
        geographic_code=None,
        budget_code=head.siret,
        budget_name=name,
        budget_kind=_budget_kind(head.siret, chosen.chart, lines),
        year=head.year,
        step=head.step,
        number=1 if head.step is Step.AMENDING else 0,
        nomenclature=chosen.chart.nomenclature,
        is_unified_account=folded(rows[0].get("BGT_NATDEC")) in ("cfu", "compte financier unique"),
        produced_on=None,
        voted_on=None,
        population=None,
        lines=lines,
    )


def _chart(head: _Head, rows: Sequence[Row]) -> _Chart:
    """The chart that knows most accounts; of equals, the one that has functions if the file has, then the smallest."""
    accounts = {row.get("BGT_NATURE") for row in rows}
    functions = {row.get("BGT_FONCTION") for row in rows} - {""}
    charts = _charts_in_force(head)
    known = {chart.nomenclature: sum(map(chart.knows, accounts)) for chart in charts}
    best = max(
        charts,
        key=lambda chart: (
            known[chart.nomenclature],
            sum(function in chart.function_labels for function in functions),
            not chart.function_labels,
            -len(chart.accounts),
        ),
    )
    most, standard = known[best.nomenclature], best.nomenclature.standard
    rivals = (other.variant for other in known if known[other] == most and other.standard != standard)
    return _Chart(best, len(accounts), most, tuple(rivals))


def _charts_in_force(head: _Head) -> list[ChartOfAccounts]:
    """The charts that such a body may use in that year, or in the nearest year that has any."""
    charts = [chart_of_accounts(known, head.year) for known in known_nomenclatures() if _may_use(head, known)]
    nearest = min(abs(chart.year - head.year) for chart in charts)
    return [chart for chart in charts if abs(chart.year - head.year) == nearest]


def _may_use(head: _Head, nomenclature: Nomenclature) -> bool:
    replaced = nomenclature.standard in REPLACED_BY_M57 and head.year > LAST_YEAR_BEFORE_M57
    return not replaced and head.siret.startswith(ONLY_FOR.get(nomenclature.variant, ""))


def _budget_kind(siret: str, chart: ChartOfAccounts, lines: Sequence[LineRead]) -> BudgetKind:
    """The schema does not say: a main budget is the authority's own establishment, or receives taxes or DGF."""
    if siret[9:13] == FIRST_ESTABLISHMENT:
        return BudgetKind.MAIN
    taxes_or_dgf = any(line.account.startswith(("73", "741")) for line in lines)
    return BudgetKind.MAIN if taxes_or_dgf and chart.nomenclature.standard != "M4" else BudgetKind.ANNEX


def _line(row: Row, chart: ChartOfAccounts, lost_zeros: bool, findings: Findings) -> LineRead | None:
    """The line; None where one of its cells cannot be read, which is told."""
    before = findings.errors
    nature, direction = _choice(row, "BGT_OPBUDG", findings), _choice(row, "BGT_CODRD", findings)
    section = _choice(row, "BGT_SECTION", findings) if row.get("BGT_SECTION") else None
    account, amounts = _account(row, chart, findings), _amounts(row, findings)
    for name in CODES:
        check_length(row.get(name), row.number, name, findings)
    if lost_zeros:
        _refuse_doubtful_function(row, chart, findings)
    if findings.errors > before or nature is None or direction is None:
        return None
    stated = Stated(
        row=row.number,
        direction=Direction(direction),
        nature=Nature(nature),
        transfer=None,
        section=Section(section) if section else None,
        chapter=_chapter(row, account, Direction(direction), Nature(nature), chart, findings),
        account=account,
        function=row.get("BGT_FONCTION") or None,
        operation=row.get("BGT_OPERATION") or None,
        label=row.get("BGT_NATURE_LABEL"),
        amounts=amounts,
    )
    return placed(stated, chart)


def _account(row: Row, chart: ChartOfAccounts, findings: Findings) -> str:
    """The account stated; 22 is read as 022 where its label is that of 022, or where there is no account 22."""
    stated = row.get("BGT_NATURE")
    if not stated:
        findings.error_alike("blank_cell", row.number, "BGT_NATURE", "", example=BY_NAME["BGT_NATURE"].example)
        return stated
    padded = stated.zfill(3)
    if padded != stated and padded in chart.accounts:
        label = folded(chart.account_label(padded) or "")
        if stated not in chart.accounts or label == folded(row.get("BGT_NATURE_LABEL")):
            findings.warning_alike("leading_zero", row.number, "BGT_NATURE", stated, read=padded)
            return padded
    check_account(stated, row.number, "BGT_NATURE", chart, findings)
    return stated


def _chapter(
    row: Row, account: str, direction: Direction, nature: Nature, chart: ChartOfAccounts, findings: Findings
) -> str | None:
    """The chapter stated; 12 is read as 012 where there is no chapter 12, or where the account belongs in 012."""
    stated = row.get("BGT_CONTNAT")
    padded = stated.zfill(3)
    if not stated or padded == stated or padded not in chart.chapter_labels:
        return stated or None
    if stated in chart.chapter_labels and chapter_of(chart, account, direction, nature, None) != padded:
        return stated
    findings.warning_alike("leading_zero", row.number, "BGT_CONTNAT", stated, read=padded)
    return padded


def _lost_zeros(rows: Iterable[Row], chart: ChartOfAccounts) -> bool:
    """Whether a spreadsheet took the chapters for numbers, and so the functions too."""
    chapters = {row.get("BGT_CONTNAT") for row in rows} - {""}
    return any(chapter not in chart.chapter_labels and chapter.zfill(3) in chart.chapter_labels for chapter in chapters)


def _refuse_doubtful_function(row: Row, chart: ChartOfAccounts, findings: Findings) -> None:
    """20 may be 20 (teaching) or 020 (administration): never guessed."""
    stated = row.get("BGT_FONCTION")
    if stated and f"0{stated}" in chart.function_labels:
        findings.error_alike("ambiguous_function", row.number, "BGT_FONCTION", stated, other=f"0{stated}")


def _choice(row: Row, name: str, findings: Findings) -> str | None:
    """What the cell's word means; an abbreviation is read and told."""
    column, text = BY_NAME[name], row.get(name)
    word = column.word_for(text)
    if not text:
        findings.error_alike("blank_cell", row.number, name, "", example=column.example)
    elif word:
        findings.warning_alike("abbreviation", row.number, name, text, read=word)
    elif not column.meaning(text):
        findings.error_alike("unknown_code", row.number, name, text[:60], allowed=", ".join(column.choices))
    return column.meaning(word or text)


def _amounts(row: Row, findings: Findings) -> Mapping[Column, int]:
    amounts = {}
    for name, column in AMOUNTS.items():
        text = row.get(name)
        try:
            if text:
                amounts[column] = cents(text)
        except CellError as error:
            findings.error(error.code, row.number, name, error.text, **error.parts)
    return amounts

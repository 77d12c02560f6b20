"""The pieces of the data quality page."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

import streamlit as st

from dashboard import choose, formats, show
from dashboard.answers import Town
from dashboard.entry.indicators import label
from dashboard.health.views import RATIOS
from dashboard.locale import say, t
from dashboard.navigation import FINANCIAL_HEALTH, HAND_ENTRY, IMPORTS, PageEntry, link
from dashboard.quality import Missing, Silence
from dashboard.safe import plain
from data.queries import DocumentRow
from metrics.documents import BudgetKind
from metrics.finance.given import SUPPLIED
from metrics.measures import measure_name
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS
from metrics.quality import THEME_LABELS, Gap, GapKind, Theme, runs

SHOWN = 25  # gaps drawn at once
NAMED = 4  # indicators, documents, accounts named in a sentence
EVERYTHING = "tout"
POINT = "point"  # in the address: the kind of gap that a link leads to mend
_PAGE = "quality-all"


def state(found: Sequence[Gap], on: date) -> None:
    """How the data stand, in the words of the points below: as many are blocked or doubtful as they name."""
    day = formats.long_date(on)
    to_mend = [gap for gap in found if gap.is_to_mend]
    if not to_mend:
        st.success(t("quality.all_well", date=day), icon=":material/check_circle:")
        return
    blocked = frozenset[str]().union(*(gap.blocked for gap in to_mend))
    doubtful = frozenset[str]().union(*(gap.doubtful for gap in to_mend))
    show.headline(t("quality.gaps", n=len(to_mend), date=day, reach=_reach(blocked, doubtful)))


def chosen(found: Sequence[Gap]) -> Sequence[Gap]:
    """The gaps of one theme, or all of them; the choice stands in the address."""
    if not found:
        return found
    themes = [theme for theme in Theme if any(gap.theme is theme for gap in found)]
    counts = {str(theme): sum(gap.theme is theme for gap in found) for theme in themes}

    def name(code: str) -> str:
        label = t("quality.everything") if code == EVERYTHING else say(THEME_LABELS[Theme(code)])
        return t("quality.counted", label=label, n=counts.get(code, len(found)))

    with st.columns([2, 3])[0]:
        theme = choose.one_of(t("quality.theme"), [EVERYTHING, *counts], "genre", str, name)
    return [gap for gap in found if theme in (EVERYTHING, gap.theme)]


def to_do(found: Sequence[Gap], town: Town) -> None:
    """One row a gap: what it costs, where it is, and the way to mend it."""
    everything = len(found) <= SHOWN or st.session_state.get(_PAGE, False)
    for gap in found if everything else found[:SHOWN]:
        with st.container(border=True):
            cost, words, way = st.columns([3, 10, 4], vertical_alignment="center")
            cost.markdown(_cost(gap))
            with words:
                _words(gap)
            with way:
                _mending(gap, town)
    if not everything:
        st.button(t("quality.more", n=len(found) - SHOWN), key="quality-more", on_click=_show_all)


def explanation() -> None:
    with st.expander(t("quality.how")):
        for key in ("quality.how_blocked", "quality.how_doubtful", "quality.how_late", "quality.how_due"):
            st.write(t(key))


def sentence(gap: Gap) -> str:
    """Where a gap is and what is missing, in the current language; words only, markup escaped by who draws it."""
    return _SENTENCES[gap.kind](gap)


def _show_all() -> None:
    st.session_state[_PAGE] = True


def _cost(gap: Gap) -> str:
    if gap.blocked:
        return t("quality.blocks", n=len(gap.blocked))
    if gap.doubtful:
        return t("quality.weakens", n=len(gap.doubtful))
    return t("quality.blocks_none") if gap.is_to_mend else t("quality.to_know")


def _words(gap: Gap) -> None:
    st.markdown(plain(sentence(gap)))
    touched = gap.blocked or gap.doubtful
    if touched and gap.kind not in _NAMES_ITS_OWN:
        labels = sorted(map(label, touched), key=formats.in_order)
        st.caption(plain(_some(labels)))


def _mending(gap: Gap, town: Town) -> None:
    """The way to mend it; where it is spread over several grids, the way to each."""
    entry, label, address = _way(gap)
    icon, there = _ICONS[entry.slug], {"commune": town.authority.code, **address, **awaiting(gap)}
    grids = _grids(gap)
    if len(grids) < 2:
        link(entry, t(label), icon, there)
        return
    with st.popover(t(label), icon=icon, type="tertiary", key=f"quality-{gap.kind}-{gap.year}-{sentence(gap)}"):
        for name, of_grid in grids:
            link(entry, plain(name), icon, {**there, **of_grid})


def awaiting(gap: Gap) -> dict[str, str]:
    """What the address says of a gap, by which the page of imports knows it again."""
    return {**gap.address, POINT: str(gap.kind)} if _is_of_imports(gap) else dict(gap.address)


def awaited(found: Sequence[Gap], asked: Mapping[str, str]) -> Sequence[Gap]:
    """The gaps for which a link opened the page of imports. asked: what the address says; untrusted."""
    return [gap for gap in found if _is_of_imports(gap) and awaiting(gap).items() <= asked.items()]


def _is_of_imports(gap: Gap) -> bool:
    return _way(gap)[0] is IMPORTS


def _way(gap: Gap) -> "_Way":
    """A figure that the main budget leaves out, and that the town may supply, is typed; else by the kind of gap."""
    if gap.kind is not GapKind.STATED:
        return _MENDINGS[gap.kind]
    name, budget = gap.about["figure"].name, gap.about["budget"]
    if name not in SUPPLIED or budget.kind != BudgetKind.MAIN:
        return _MENDINGS[gap.kind]
    return HAND_ENTRY, "quality.to_figure", {"objet": "valeurs", "indicateur": name}


def _grids(gap: Gap) -> list[tuple[str, Mapping[str, str]]]:
    about = gap.about
    if gap.kind is GapKind.STALE:
        return [(_silence(one), one.address) for one in about["silences"]]
    if gap.kind is GapKind.ABSENT:
        where = [(_grid(one), one) for one in about["where"]]
        return [(name, {"service": about["service"], **one.address}) for name, one in where]
    return []


def _reach(blocked: Collection[str], doubtful: Collection[str]) -> str:
    if not blocked and not doubtful:
        return t("quality.reach_none")
    parts = [t("quality.reach_blocked", n=len(blocked))] if blocked else []
    parts += [t("quality.reach_doubtful", n=len(doubtful))] if doubtful else []
    return ", ".join(parts)


def _some(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    if len(names) <= NAMED + 1:
        return ", ".join(names)
    return t("quality.and_more", names=", ".join(names[:NAMED]), n=len(names) - NAMED)


def _years(years: Iterable[int]) -> str:
    """2019, 2021-2023"""
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs(set(years)))


def _document(document: DocumentRow) -> str:
    return f"{formats.document_name(document.step, document.number)} {document.year}"


def _documents(documents: Iterable[DocumentRow]) -> str:
    return _some([_document(document) for document in documents])


def _over_years(one: str, several: str) -> Callable[[Gap], str]:
    """The sentence of documents missing over a run of years."""

    def said(gap: Gap) -> str:
        about = gap.about
        key = one if about["first"] == about["last"] else several
        return t(key, budget=about["budget"].name, first=about["first"], last=about["last"])

    return said


def _population(gap: Gap) -> str:
    return t("quality.population", years=_years(document.year for document in gap.about["documents"]))


def _loans(gap: Gap) -> str:
    budget = gap.about["budget"]
    key = "quality.loans_main" if budget.kind == BudgetKind.MAIN else "quality.loans"
    return t(key, budget=budget.name, documents=_documents(gap.about["documents"]))


def _stated(gap: Gap) -> str:
    figure, documents = say(gap.about["figure"].label), _documents(gap.about["documents"])
    return t("quality.stated", budget=gap.about["budget"].name, figure=figure, documents=documents)


def _ratios(key: str) -> Callable[[Gap], str]:
    def said(gap: Gap) -> str:
        names = _some([say(indicator.label) for indicator in gap.about["indicators"]])
        return t(key, **_place(gap), n=len(gap.about["indicators"]), names=names)

    return said


def _balance(gap: Gap) -> str:
    vote = gap.about["vote"]
    sides = {"expenditure": formats.euros(vote.expenditure), "revenue": formats.euros(vote.revenue)}
    return t("quality.balance", **_place(gap), section=say(SECTION_LABELS[vote.section]).lower(), **sides)


def _totals(gap: Gap) -> str:
    return t("quality.totals", file=gap.about["file"], n=gap.about["n"])


def _orders(gap: Gap) -> str:
    orders = gap.about["orders"]
    amounts = {"issued": formats.euros(orders.issued), "executed": formats.euros(orders.executed)}
    return t("quality.orders", **_place(gap), direction=say(DIRECTION_LABELS[orders.direction]).lower(), **amounts)


def _programme(gap: Gap) -> str:
    vote = gap.about["vote"]
    said = {"name": vote.name, "date": formats.long_date(vote.voted_on)}
    amounts = {"planned": formats.euros(vote.planned), "authorised": formats.euros(vote.authorised)}
    return t("quality.programme", **said, **amounts)


def _provisional(gap: Gap) -> str:
    return t(_PUBLISHED[gap.about["table"]], years=_years(gap.about["years"]))


def _unknown(gap: Gap) -> str:
    about = gap.about
    accounts, years = _some(about["accounts"]), _years(about["years"])
    return t("quality.unknown", budget=about["budget"].name, n=about["lines"], accounts=accounts, years=years)


def _inferred(gap: Gap) -> str:
    return t("quality.inferred", budget=gap.about["budget"].name, n=gap.about["lines"])


def _grid(missing: Missing) -> str:
    return t("quality.of_grid", measure=say(measure_name(missing.measure)), year=missing.year, n=missing.n)


def _stale(gap: Gap) -> str:
    names = [_silence(one) for one in gap.about["silences"]]
    return t("quality.stale" if len(names) == 1 else "quality.stale_several", **_late(gap, names))


def _values_stale(gap: Gap) -> str:
    return t("quality.values_stale", **_late(gap, [label(name) for name in gap.about["names"]]))


def _late(gap: Gap, names: Sequence[str]) -> dict[str, object]:
    about = gap.about
    return {
        "names": _some(names),
        "count": len(names),
        "month": formats.month(about["since"]),
        "n": about["months"],
    }


def _silence(silence: Silence) -> str:
    """« Piscine », or « Piscine (entrées, Petit bassin) » where only a part of it fell silent."""
    parts = [", ".join(filter(None, (say(measure_name(measure)), place))) for measure, place in silence.parts]
    return t("quality.part", name=silence.name, parts=_some(parts)) if parts else silence.name


def _absent(key: str) -> Callable[[Gap], str]:
    def said(gap: Gap) -> str:
        about = gap.about
        return t(key, name=label(about["name"]), month=formats.month(about["last"]), n=about["n"])

    return said


def _target_over(gap: Gap) -> str:
    return t("quality.target_over", name=label(gap.about["name"]), year=gap.year)


def _no_target(gap: Gap) -> str:
    names = [label(name) for name in gap.about["names"]]
    return t("quality.no_target", n=len(names), names=_some(names))


def _place(gap: Gap) -> dict[str, str]:
    return {"budget": gap.about["budget"].name, "document": _document(gap.about["document"])}


_SENTENCES: Mapping[GapKind, Callable[[Gap], str]] = {
    GapKind.ACCOUNT: _over_years("quality.account", "quality.accounts"),
    GapKind.YEARS: _over_years("quality.year", "quality.years"),
    GapKind.BUDGET: _over_years("quality.budget", "quality.budget"),
    GapKind.POPULATION: _population,
    GapKind.LOANS: _loans,
    GapKind.STATED: _stated,
    GapKind.RATIOS: _ratios("quality.ratios"),
    GapKind.RATIOS_EXPLAINED: _ratios("quality.ratios_explained"),
    GapKind.BALANCE: _balance,
    GapKind.TOTALS: _totals,
    GapKind.ORDERS: _orders,
    GapKind.PROGRAMME: _programme,
    GapKind.PROVISIONAL: _provisional,
    GapKind.UNKNOWN: _unknown,
    GapKind.INFERRED: _inferred,
    GapKind.STALE: _stale,
    GapKind.ABSENT: _absent("quality.absent"),
    GapKind.VALUES_STALE: _values_stale,
    GapKind.VALUES_ABSENT: _absent("quality.values_absent"),
    GapKind.TARGET_OVER: _target_over,
    GapKind.NO_TARGET: _no_target,
}
_PUBLISHED = {
    "balance_line": "quality.provisional_balance",
    "published_figure": "quality.provisional_figures",
}
_Way = tuple[PageEntry, str, Mapping[str, str]]
_IMPORT: _Way = (IMPORTS, "quality.to_import", {})
_AGAIN: _Way = (IMPORTS, "quality.to_import_again", {})
_USAGE: _Way = (HAND_ENTRY, "quality.to_usage", {"objet": "frequentation"})
_VALUES: _Way = (HAND_ENTRY, "quality.to_values", {"objet": "valeurs"})
_TARGETS: _Way = (HAND_ENTRY, "quality.to_targets", {"objet": "cibles"})
_SEE_RATIOS: _Way = (FINANCIAL_HEALTH, "quality.to_ratios", {"vue": RATIOS})
_MENDINGS: Mapping[GapKind, _Way] = {
    GapKind.ACCOUNT: _IMPORT,
    GapKind.YEARS: _IMPORT,
    GapKind.BUDGET: _IMPORT,
    GapKind.POPULATION: (HAND_ENTRY, "quality.to_populations", {"objet": "populations"}),
    GapKind.LOANS: (IMPORTS, "quality.to_import_loans", {}),
    GapKind.STATED: _AGAIN,
    GapKind.RATIOS: _SEE_RATIOS,
    GapKind.RATIOS_EXPLAINED: _SEE_RATIOS,
    GapKind.BALANCE: _AGAIN,
    GapKind.TOTALS: _AGAIN,
    GapKind.ORDERS: _AGAIN,
    GapKind.PROGRAMME: (HAND_ENTRY, "quality.to_programmes", {"objet": "autorisations"}),
    GapKind.PROVISIONAL: (IMPORTS, "quality.to_final", {}),
    GapKind.UNKNOWN: _AGAIN,
    GapKind.INFERRED: _AGAIN,
    GapKind.STALE: _USAGE,
    GapKind.ABSENT: _USAGE,
    GapKind.VALUES_STALE: _VALUES,
    GapKind.VALUES_ABSENT: _VALUES,
    GapKind.TARGET_OVER: _TARGETS,
    GapKind.NO_TARGET: _TARGETS,
}
_NAMES_ITS_OWN = (
    GapKind.RATIOS,
    GapKind.RATIOS_EXPLAINED,
    GapKind.VALUES_STALE,
    GapKind.VALUES_ABSENT,
)  # indicators, in its sentence
_ICONS: Mapping[str, str] = {
    IMPORTS.slug: ":material/upload_file:",
    HAND_ENTRY.slug: ":material/edit:",
    FINANCIAL_HEALTH.slug: ":material/search:",
}

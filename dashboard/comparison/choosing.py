"""What the comparison page is about: a town, an indicator, a year, a group. The choice stands in the address."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard import choose
from dashboard import read as answers
from dashboard.answers import Town
from dashboard.comparison import peers, sentences
from dashboard.comparison.answers import Question
from dashboard.locale import say, t
from data.comparison_queries import Base
from data.peer_groups import GroupRow
from metrics.comparison import COMPARED
from metrics.comparison.groups import Group
from metrics.comparison.nearest import FEWEST, MOST
from metrics.comparison.structure import HEAVIEST, STRUCTURE, Structure
from metrics.language import Indicator

VIEWS = ("position", "annees", "entonnoir", "groupe", "solidite", "attendu", "listes")
WANTED = (FEWEST, 15, peers.USUAL, MOST)
_WEIGHTS = range(HEAVIEST + 1)
FIRST_INDICATOR = "operating_expenditure_per_inhabitant"


def question() -> Question | Town | None:
    """The choice of the page's rows; the town alone where nothing can be compared yet; None without a town."""
    columns = st.container(key="comparison-what").columns([4, 4, 3, 2])
    with columns[0]:
        town = choose.town()
    if town is None:
        return None
    data = answers.observatory(choose.database(), is_fictional=town.authority.is_fictional)
    if data is None or not peers.held(data):
        return town
    with columns[1]:
        indicator = _indicator()
    with columns[2]:
        base = _base(town, data, indicator)
    asked = Question(town, data, base, indicator.name, 0, Group.STRATUM)
    with columns[3]:
        years = peers.years(asked)
        year = choose.one_of(t("choose.year"), years, "annee", str, str, peers.last_year(asked))
    return _with_group(replace(asked, year=year))


def view() -> str:
    return choose.tab(t("comparison.view"), VIEWS, "vue", lambda one: t(f"comparison.view_{one}"))


def _indicator() -> Indicator:
    first = next(one for one in COMPARED if one.name == FIRST_INDICATOR)
    return choose.one_of(
        t("comparison.indicator"), COMPARED, "indicateur", lambda one: one.name, lambda one: say(one.label), first
    )


def _base(town: Town, data: Town, indicator: Indicator) -> Base:
    """The bases that hold the town first; else those that its own files or accounts can stand beside."""
    bases = [one.base for one in peers.held(data)]
    asked = Question(town, data, bases[0], indicator.name, 0, Group.STRATUM)
    own = peers.bases_of(town, data) or {base for base, _ in peers.with_town(asked)}
    bases.sort(key=lambda base: base not in own)
    return choose.one_of(t("comparison.base"), bases, "base", base_code, sentences.base_name)


def look_at(base: Base, year: int) -> None:
    """Only in a callback."""
    choose.take("base", base_code(base))
    choose.take("annee", str(year))


def base_code(base: Base) -> str:
    return f"{base.producer}-{base.scope}"


def _with_group(asked: Question) -> Question:
    """The group, from a second row of lists; a nearest peer's weights are proposed until they are changed."""
    left, right = st.container(key="comparison-whom").columns([4, 3], vertical_alignment="bottom")
    asked = replace(asked, weights=_weights())
    kinds = _kinds(asked)
    with left:
        group = choose.one_of(t("comparison.group"), kinds, "groupe", str, lambda one: t(f"comparison.group_{one}"))
        if Group.NEAREST not in kinds and peers.has_group(asked, Group.STRATUM):
            st.caption(t("comparison.no_nearest"))
    with right:
        if group is Group.NEAREST:
            wanted = choose.one_of(t("comparison.wanted"), WANTED, "pairs", str, str, peers.USUAL)
            _tell_left_out(asked.indicator)
            return replace(asked, group=group, wanted=wanted)
        if group is Group.OWN:
            listed = _list(peers.own_groups(asked.town))
            return replace(asked, group=group, listed=listed.code)
    return replace(asked, group=group)


def _kinds(asked: Question) -> Sequence[Group]:
    """The groups that exist for this town and year; its population band, though empty, where there is none."""
    found = [kind for kind in (Group.STRATUM, Group.DEPARTMENT, Group.NEAREST) if peers.has_group(asked, kind)]
    if peers.own_groups(asked.town):
        found.append(Group.OWN)
    return found or [Group.STRATUM]


def _list(groups: Sequence[GroupRow]) -> GroupRow:
    return choose.one_of(t("comparison.list"), groups, "liste", lambda one: one.code, lambda one: one.name)


def _weights() -> tuple[tuple[str, int], ...]:
    """The weight of each variable of structure; their lists are drawn once somebody opens them."""
    folded = st.expander(
        t("comparison.weights"), key="comparison-weights", on_change="rerun", icon=":material/balance:"
    )
    if not folded.open:
        return tuple((one.name, choose.held(_WEIGHTS, _weight_key(one), str, one.weight)) for one in STRUCTURE)
    with folded:
        return _weigh()


def _weigh() -> tuple[tuple[str, int], ...]:
    st.write(t("comparison.weights_what"))
    chosen = []
    for column, one in zip(st.columns(len(STRUCTURE)), STRUCTURE, strict=True):
        with column:
            weight = choose.one_of(say(one.label), _WEIGHTS, _weight_key(one), str, _weight_name, one.weight)
        chosen.append((one.name, weight))
    for one in STRUCTURE:
        st.caption(t("show.pair", name=say(one.label), value=say(one.measured)))
    return tuple(chosen)


def _tell_left_out(indicator: Indicator) -> None:
    for one in STRUCTURE:
        if not one.may_explain(indicator):
            st.caption(t("comparison.weight_left_out", name=say(one.label), indicator=say(indicator.label)))


def _weight_key(one: Structure) -> str:
    return f"poids-{one.name}"


def _weight_name(weight: int) -> str:
    return t(f"comparison.weight_{weight}")

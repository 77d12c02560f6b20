"""The investment plan: each project with what it costs, brings in and offers, and the form that changes one."""

from dataclasses import dataclass, replace

import streamlit as st

from dashboard import choose, formats, tables
from dashboard.formats import LOCAL_USER
from dashboard.locale import t
from dashboard.outlook import changes, drafts, origins, sentences, typed
from dashboard.outlook.answers import Outlook
from dashboard.safe import plain
from metrics.outlook.formulas import ONE, RATE
from metrics.outlook.levers import Lever, Project
from metrics.outlook.origins import entered
from metrics.outlook.projects import ProjectFigures, project_figures
from metrics.text import Text
from metrics.units import EUROS, EUROS_A_YEAR
from metrics.values import Value

PROJECT, NEW = "projet", "nouveau"
_SPENDING = Lever("spending", Text("Dépenses", "Spending"), EUROS_A_YEAR, 0, 0, 10**15, carries=False)


@dataclass(frozen=True)
class Form:
    """The texts of a project's fields, as they are typed."""

    label: str
    spending: str
    subsidy_rate: str
    subsidy_lag: str
    eligible_share: str
    opening: str
    running_cost: str
    revenue: str
    capacity: str


def show(outlook: Outlook, stamp: str) -> None:
    st.header(t("outlook.plan"))
    projects = outlook.plan.scenario.projects
    if outlook.projection is not None and projects:
        found = [project_figures(outlook.projection, one) for one in projects]
        rows = [_row(one) for one in found]
        st.html(tables.html(_filled(rows), list(rows[0])[1:-1]))
        if idle := sentences.without_running_cost(outlook.projection):
            st.info(plain(idle))
    elif not projects:
        st.info(t("outlook.no_project"))
    known = {one.code: one for one in projects}
    code = choose.one_of(
        t("outlook.project"),
        (*known, NEW),
        PROJECT,
        str,
        lambda one: known[one].label if one in known else t("outlook.new_project"),
    )
    _form(outlook, known.get(code), stamp)


def _row(found: ProjectFigures) -> dict[str, str]:
    project = found.project
    return {
        t("outlook.project"): project.label,
        t("outlook.spent"): formats.euros_rounded(found.spent),
        t("outlook.received"): formats.euros_rounded(found.received),
        t("outlook.left_to_pay"): formats.euros_rounded(found.left_to_pay),
        t("outlook.opening"): str(project.opening) if project.opening else "",
        t("outlook.net_running_cost"): _euros(found.running_cost),
        t("outlook.capacity"): "" if project.capacity is None else formats.number(project.capacity),
        t("outlook.spent_a_place"): _euros(found.spent_a_place),
        t("outlook.running_cost_a_place"): _euros(found.running_cost_a_place),
        t("outlook.origin"): origins.of(project.origin),
    }


def _filled(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Without the columns in which no project has anything."""
    kept = [title for title in rows[0] if any(row[title] for row in rows)]
    return [{title: row[title] for title in kept} for row in rows]


def _euros(value: Value) -> str:
    exact = value.exact(EUROS)
    return "" if exact is None else formats.euros_rounded(round(exact * 100))


def _form(outlook: Outlook, project: Project | None, stamp: str) -> None:
    texts = texts_of(project, outlook.years)
    code = project.code if project else NEW
    with st.form(f"outlook-project-{code}-{stamp}"):
        st.text_input(t("outlook.project_label"), texts.label, key=_key("label", code, stamp))
        st.text_input(
            t("outlook.project_spending", first=outlook.years[0]),
            texts.spending,
            key=_key("spending", code, stamp),
            help=t("outlook.how_to_type", first=outlook.years[0], last=outlook.years[-1]),
        )
        for fields in (("subsidy_rate", "subsidy_lag", "eligible_share"), ("opening", "running_cost", "revenue")):
            for column, field in zip(st.columns(3, vertical_alignment="bottom"), fields, strict=True):
                with column:
                    st.text_input(t(f"outlook.project_{field}"), getattr(texts, field), key=_key(field, code, stamp))
        st.text_input(t("outlook.project_capacity"), texts.capacity, key=_key("capacity", code, stamp))
        with st.container(horizontal=True):
            label = t("outlook.change_project") if project else t("outlook.add_project")
            st.form_submit_button(label, type="primary", on_click=_apply, args=(outlook, project, stamp))
            if project:
                st.form_submit_button(t("outlook.remove_project"), on_click=_remove, args=(outlook, project))


def texts_of(project: Project | None, years: range) -> Form:
    if project is None:
        return Form("", "", "", "0", "100", "", "0", "0", "")
    spending = {year: project.spending.get(year, 0) for year in years}
    rate = project.subsidy_rate
    return Form(
        project.label,
        typed.text_of(_SPENDING, spending),
        "" if rate is None else typed.written(rate, RATE),
        str(project.subsidy_lag),
        typed.written(project.eligible_share, RATE),
        str(project.opening or ""),
        typed.written(project.running_cost, EUROS_A_YEAR),
        typed.written(project.revenue, EUROS_A_YEAR),
        "" if project.capacity is None else str(project.capacity),
    )


def project_of(form: Form, code: str, before: Project | None, years: range) -> Project:
    """What is planned after the years shown stays. NotAFigure: a field does not say what it should."""
    if not form.label.strip():
        raise typed.NotAFigure(t("outlook.no_project_label"))
    origin = entered(LOCAL_USER)
    spending = typed.chosen(form.spending or "0", _SPENDING, years, origin)
    kept = {year: amount for year, amount in (before.spending if before else {}).items() if year not in years}
    return Project(
        code=code,
        label=form.label.strip(),
        spending=kept | {one.year: one.value for one in spending if one.value},
        origin=origin,
        subsidy_rate=typed.figure(form.subsidy_rate, RATE) if form.subsidy_rate.strip() else None,
        subsidy_lag=_whole(form.subsidy_lag),
        eligible_share=typed.figure(form.eligible_share, RATE) if form.eligible_share.strip() else ONE,
        opening=_whole(form.opening) if form.opening.strip() else None,
        running_cost=typed.figure(form.running_cost or "0", EUROS_A_YEAR),
        revenue=typed.figure(form.revenue or "0", EUROS_A_YEAR),
        capacity=_whole(form.capacity) if form.capacity.strip() else None,
        fctva_lag=before.fctva_lag if before else None,
    )


def _whole(text: str) -> int:
    return typed.whole(text.strip() or "0")


def _apply(outlook: Outlook, project: Project | None, stamp: str) -> None:
    code = project.code if project else NEW
    texts = Form(*(st.session_state[_key(field, code, stamp)] for field in Form.__dataclass_fields__))
    projects = outlook.plan.scenario.projects
    try:
        made = project_of(texts, project.code if project else _free_code(projects), project, outlook.years)
    except typed.NotAFigure as wrong:
        drafts.wrong(str(wrong))
        return
    changed = tuple(made if one.code == code else one for one in projects)
    if changes.keep(outlook, replace(outlook.plan.scenario, projects=changed if project else (*projects, made))):
        choose.take(PROJECT, made.code)


def _remove(outlook: Outlook, project: Project) -> None:
    projects = tuple(one for one in outlook.plan.scenario.projects if one.code != project.code)
    changes.keep(outlook, replace(outlook.plan.scenario, projects=projects))


def _free_code(projects: tuple[Project, ...]) -> str:
    taken = {one.code for one in projects}
    return next(code for number in range(1, len(taken) + 2) if (code := f"added_{number}") not in taken)


def _key(field: str, code: str, stamp: str) -> str:
    return f"outlook-{code}-{field}-{stamp}"

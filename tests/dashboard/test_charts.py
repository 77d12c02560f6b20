"""A chart and its table say the same, and colour is never alone to say it."""

from dataclasses import replace

import pytest

from dashboard import charts, finance_charts, formats, read
from dashboard.charts import Chart, Kind, Mark, Series
from metrics.finance import BY_NAME
from metrics.finance.statistics import SAVINGS_LADDER
from metrics.text import Text
from metrics.units import EUROS, EUROS_A_YEAR, PERCENT
from metrics.values import Absence, Value

MILLION = 100_000_000  # cents


def chart(kind=Kind.LINES, unit=EUROS_A_YEAR, **parts):
    series = (
        Series(
            "Recettes",
            (
                Value(2 * MILLION, 1),
                Value(None, None, Absence.MISSING, Text("manque", "missing")),
                Value(3 * MILLION, 1),
            ),
        ),
        Series("Dépenses", (Value(1 * MILLION, 1), Value(1 * MILLION, 1), Value(2 * MILLION, 1))),
    )
    return Chart(kind, "Titre", "Message", ("2022", "2023", "2024"), series, unit, **parts)


def test_an_absence_leaves_a_gap_and_is_said_in_the_table(spoken):
    figure = spoken("fr", charts.plotly, chart())
    assert figure["data"][0]["y"] == [2e6, None, 3e6]
    assert figure["data"][0]["connectgaps"] is False
    table = spoken("fr", charts.table, chart())
    assert [row[""] for row in table] == ["2022", "2023", "2024"]
    assert table[1]["Recettes"] == figure["data"][0]["customdata"][1]
    assert not any(character.isdigit() for character in table[1]["Recettes"])


def test_series_differ_by_more_than_their_colour():
    dashes = [trace["line"]["dash"] for trace in charts.plotly(chart())["data"]]
    patterns = [trace["marker"]["pattern"]["shape"] for trace in charts.plotly(chart(Kind.BARS))["data"]]
    assert len(set(dashes)) == len(set(patterns)) == 2


@pytest.mark.parametrize("kind", [Kind.LINES, Kind.BARS])
def test_one_series_needs_no_legend(kind):
    whole = chart(kind)
    assert charts.plotly(whole)["layout"]["showlegend"]
    assert not charts.plotly(replace(whole, series=whole.series[:1]))["layout"]["showlegend"]


def test_a_waterfall_goes_from_step_to_step_and_writes_each_amount_above_its_bar(spoken):
    steps = Series("Crédits", tuple(Value(amount * MILLION, 1) for amount in (10, -2, 8, -5)))
    names = ("BP", "DM 1", "Ouverts", "2024")
    drawn = spoken(
        "fr",
        charts.plotly,
        Chart(Kind.WATERFALL, "Titre", "Message", names, (steps,), EUROS_A_YEAR, totals=frozenset({2})),
    )
    bars, written = drawn["data"]
    assert bars["measure"] == ["relative", "relative", "total", "relative"]
    assert written["y"] == [10e6, 10e6, 8e6, 8e6]
    assert written["text"] == ["10,0\u00a0M€", "-2,0\u00a0M€", "8,0\u00a0M€", "-5,0\u00a0M€"]
    assert drawn["layout"]["xaxis"]["type"] == "category"


def test_the_names_of_steps_are_written_whole_on_a_narrow_screen(spoken):
    names = ("Remboursement de la dette", "Épargne brute", "Fonctionnement")
    steps = Series("Crédits", tuple(Value(amount, 1) for amount in (1, 2, 3)))
    axis = spoken("fr", charts.plotly, Chart(Kind.WATERFALL, "T", "M", names, (steps,), EUROS))["layout"]["xaxis"]
    assert axis["ticktext"] == ["Remboursement<br>de la dette", "Épargne brute", "Fonctionnement"]
    assert (axis["tickvals"], axis["automargin"]) == (list(names), True)
    bars = spoken("fr", charts.plotly, Chart(Kind.BARS, "T", "M", names, (steps,), EUROS))["layout"]["xaxis"]
    assert "automargin" not in bars  # it is drawn twice where Plotly looks for the margin


def test_a_chart_is_made_once_for_each_language(spoken):
    drawn = spoken("fr", charts.figure, chart(), charts.plotly)
    assert spoken("fr", charts.figure, chart(), charts.plotly) is drawn
    english = spoken("en", charts.figure, chart(), charts.plotly)
    assert [figure.layout.separators for figure in (drawn, english)] == [",\u202f", ".,"]


def test_a_chart_is_drawn_without_a_second_look_at_its_margin():
    layout = charts.figure(chart(), charts.plotly).to_dict()["layout"]
    assert "automargin" not in layout["yaxis"]
    assert layout["margin"]["l"] == charts.LEFT
    assert set(layout["template"]) == {"data"}  # Plotly's own least


@pytest.mark.parametrize("axis", ["xaxis", "yaxis"])
def test_a_finger_on_a_chart_moves_the_page(axis):
    assert charts.plotly(chart())["layout"][axis]["fixedrange"]


def test_a_mark_is_a_line_with_its_label():
    layout = charts.plotly(chart(unit=PERCENT, marks=(Mark(60, "alerte"),)))["layout"]
    assert [shape["y0"] for shape in layout["shapes"]] == [60]
    assert [note["text"] for note in layout["annotations"]] == ["alerte"]


def trajectories(engine, indicators):
    (town,) = read.towns(engine)
    return read.trajectories(indicators, town, read.closed_accounts(town, read.budgets(town)[0].id)[0])


def test_the_ladder_stops_at_the_year_chosen(demonstration):
    ladder = trajectories(demonstration, SAVINGS_LADDER)
    drawn = finance_charts.savings_ladder(ladder, 2019)
    assert drawn.categories == ("2016", "2017", "2018", "2019")
    assert [series.values[-1] for series in drawn.series] == [t.at(2019).value for t in ladder]
    assert "2019" in drawn.message


@pytest.fixture
def beside_a_vote(demonstration):
    """What is drawn of indicators beside the initial budget of 2026."""
    (town,) = read.towns(demonstration)
    vote = next(d for d in read.documents(town) if (d.year, d.step, d.budget_kind) == (2026, "initial", "main"))
    return lambda indicators: read.trajectories(indicators, town, vote)


@pytest.mark.parametrize(("language", "named"), [("fr", "2026 (voté)"), ("en", "2026 (voted)")])
def test_a_vote_among_accounts_is_a_hollow_bar(beside_a_vote, spoken, language, named):
    drawn = spoken(language, finance_charts.savings_ladder, beside_a_vote(SAVINGS_LADDER), 2026)
    assert drawn.categories[-2:] == ("2025", named)
    assert named in drawn.message
    for rank, bar in enumerate(charts.plotly(drawn)["data"]):
        marker = bar["marker"]
        assert marker["color"][-2:] == [charts.PALETTE[rank], "#ffffff"]
        assert marker["line"]["width"][-2:] == [0, 2]
        assert marker["pattern"]["fgcolor"][-2:] == ["#ffffff", charts.PALETTE[rank]]
        assert marker["pattern"]["shape"] == charts.PATTERNS[rank]


def test_a_vote_among_accounts_is_a_hollow_point(beside_a_vote):
    drawn = finance_charts.one_indicator(*beside_a_vote([BY_NAME["debt_payback"]]), 2026)
    (line,) = charts.plotly(drawn)["data"]
    assert line["marker"]["symbol"][-2:] == ["circle", "circle-open"]
    assert "2026 (voté)" in drawn.message


def test_accounts_alone_are_drawn_full(demonstration):
    for drawn in (
        finance_charts.savings_ladder(trajectories(demonstration, SAVINGS_LADDER), 2025),
        finance_charts.one_indicator(*trajectories(demonstration, [BY_NAME["debt_payback"]]), 2025),
    ):
        assert drawn.voted == frozenset()
        assert "open" not in str(charts.plotly(drawn))


def test_one_year_alone_is_a_bar(demonstration):
    (payback,) = trajectories(demonstration, [BY_NAME["debt_payback"]])
    assert finance_charts.one_indicator(payback, 2016).kind is Kind.BARS
    assert finance_charts.one_indicator(payback, 2017).kind is Kind.LINES
    assert [mark.value for mark in finance_charts.one_indicator(payback, 2017).marks] == [8, 12]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("fr", ["18,23\u00a0M€", "-15,57\u00a0M€", "2,66\u00a0M€", "0,01\u00a0M€"]),
        ("en", ["€18.23M", "-€15.57M", "€2.66M", "€0.01M"]),
    ],
)
def test_the_steps_of_a_waterfall_have_one_unit_and_add_up_as_they_are_read(spoken, language, written):
    # To one decimal, 18.2 less 15.6 would be 2.7.
    steps = Series(
        "Crédits", tuple(Value(cents, 1) for cents in (18_230_000_00, -15_570_000_00, 2_660_000_00, -10_000_00))
    )
    totals, parts = frozenset({2}), frozenset({3})
    chart = Chart(Kind.WATERFALL, "T", "M", ("a", "b", "c", "d"), (steps,), EUROS_A_YEAR, totals=totals, parts=parts)
    assert spoken(language, charts.plotly, chart)["data"][1]["text"] == written


def test_french_units_stand_after_a_space(spoken):
    axis = spoken("fr", charts.plotly, chart())["layout"]["yaxis"]
    assert axis["ticksuffix"].startswith("\u00a0")


def test_what_shares_out_a_level_adds_up_to_it_as_it_is_read(spoken):
    write = spoken("fr", formats.added_up, (16_304_200_00, 24_000_00, 16_328_200_00, -15_994_428_13, -333_771_87), {2})
    assert [write(cents) for cents in (16_328_200_00, 15_994_428_13, 333_771_87)] == [
        "16,328\u00a0M€",
        "15,994\u00a0M€",
        "0,334\u00a0M€",
    ]

"""The budget page on the demonstration town: the figures of its documents, down to the line."""

import json
import re
from datetime import date
from html import unescape

import pytest

from dashboard import read
from dashboard.budget import execution, landing
from dashboard.budget import read as budget_read
from dashboard.budget.answers import Axis, Side
from dashboard.locale import LANGUAGES
from metrics.finance.landing import Journal, LeftOut
from metrics.nomenclature import Direction, Section

CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>")
VIEWS = ("execution", "ledger", "result", "landing", "programmes", "time", "funding")


def tables(page):
    """Each table of the page as rows by title."""
    found = []
    for element in page.get("html"):
        rows = [list(map(unescape, CELL.findall(row))) for row in re.findall(r"<tr>(.*?)</tr>", element.proto.body)]
        if rows:
            titles, *body = rows
            found.append([dict(zip(titles, row, strict=True)) for row in body])
    return found


def cents(text):
    digits = re.sub(r"[^0-9,-]", "", text).replace(",", ".")
    return round(float(digits) * 100) if digits else None


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("budget", ["", "tous"])
def test_every_view_opens(demonstration, open_page, view, language, budget):
    page = open_page(demonstration, "budget", lang=language, vue=view, budget=budget)
    assert list(page.exception) == []
    assert tables(page) or charts(page) or (view == "result" and page.info)


def test_sums_kept_from_run_to_run_speak_each_visitors_language(demonstration, spoken):
    (town,) = read.towns(demonstration)
    of = budget_read.budget_year(town, budget_read.perimeters(town)[0], 2025)
    asked = (of, Side(Section.INVESTMENT, Direction.EXPENDITURE, real_only=True), Axis.OPERATION, None)
    french, english = (spoken(language, budget_read.breakdown, *asked) for language in ("fr", "en"))
    assert (french.names[""], english.names[""]) == ("Hors opération", "Outside operations")
    assert french.total == english.total
    assert spoken("fr", budget_read.breakdown, *asked) is french


def test_chapters_add_up_to_their_total(demonstration, open_page):
    (rows,) = tables(open_page(demonstration, "budget", annee="2025"))
    *chapters, total = rows
    for title in ("Budget primitif", "Crédits ouverts", "Réalisé", "Annulés"):
        assert sum(cents(row[title]) or 0 for row in chapters) == cents(total[title])


def test_a_code_opens_on_its_accounts_and_on_the_lines_of_the_files(demonstration, open_page):
    page = open_page(demonstration, "budget", annee="2025", code="011")
    accounts, lines = tables(page)
    closed = [row for row in lines if row["Document"].startswith("Compte clos")]
    assert sum(cents(row["Réalisé"]) for row in closed) == cents(accounts[-1]["Réalisé"])
    assert all(re.search(r", ligne \d+$", row["Fichier"]) for row in lines)


def test_real_operations_and_all_operations_differ_by_the_book_entries(demonstration, open_page):
    (real,) = tables(open_page(demonstration, "budget", annee="2025"))
    (every,) = tables(open_page(demonstration, "budget", annee="2025", operations="toutes"))
    assert cents(every[-2]["Réalisé"]) > cents(real[-1]["Réalisé"])  # below the total of all: the transfer
    assert {row["Poste"][:3] for row in every} - {row["Poste"][:3] for row in real} >= {"042"}


@pytest.mark.parametrize(
    ("language", "executed", "absent", "said"),
    [("fr", "Réalisé", "sans objet", "jamais exécuté"), ("en", "Executed", "not applicable", "never executed")],
)
def test_a_transfer_between_sections_is_no_credit_left_unspent(
    demonstration, open_page, language, executed, absent, said
):
    page = open_page(demonstration, "budget", annee="2025", operations="toutes", lang=language)
    (rows,) = tables(page)
    *chapters, total, transfer = rows
    assert next(iter(total.values())) == "Total"
    assert next(iter(transfer.values())).startswith("023")
    assert transfer[executed] == absent
    assert [caption for caption in page.caption if said in caption.value]
    assert not any("023" in next(iter(row.values())) for row in chapters)


def test_transfers_are_neither_cancelled_nor_projected(demonstration, open_page):
    asked = {"operations": "toutes", "section": "F", "sens": "D"}
    (ledger,) = tables(open_page(demonstration, "budget", annee="2025", vue="ledger", **asked))
    moves = {row["Étape"]: cents(row["Montant"]) for row in ledger}
    (rows,) = tables(open_page(demonstration, "budget", annee="2025", **asked))
    transfer = rows[-1]
    assert moves["Virement entre sections"] == cents(transfer["Crédits ouverts"])
    assert moves["Crédits annulés"] == cents(rows[-2]["Annulés"])
    landing_page = open_page(demonstration, "budget", annee="2026", vue="landing", **asked)
    chapters, _ = tables(landing_page)
    assert not any(row["Poste"].startswith("023") for row in chapters)
    assert cents(chapters[-1]["Haut"]) <= cents(chapters[-1]["Crédits ouverts"])


def test_the_ledger_leads_from_the_vote_to_what_was_cancelled(demonstration, open_page):
    page = open_page(demonstration, "budget", annee="2025", vue="ledger")
    (rows,) = tables(page)
    names = [row["Étape"] for row in rows]
    assert names[0] == "Budget primitif"
    assert "Décision modificative 1" in names
    opened = names.index("Crédits ouverts")
    assert sum(cents(row["Montant"]) for row in rows[:opened]) == cents(rows[opened]["Montant"])
    assert sum(cents(row["Montant"]) for row in rows[opened + 1 :]) == cents(rows[opened]["Montant"])
    assert cents(rows[opened + 1]["Montant"]) > 0  # what is spent is no amount below zero
    (waterfall,) = charts(page)
    assert waterfall["data"][0]["y"][opened] * 100 == pytest.approx(cents(rows[opened]["Montant"]))


def test_all_budgets_as_one_spend_less_than_their_sum(demonstration, open_page):
    def spent(budget):
        (rows,) = tables(open_page(demonstration, "budget", annee="2025", budget=budget))
        return cents(rows[-1]["Réalisé"])

    page = open_page(demonstration, "budget")
    codes = [code for code in page.selectbox[1].options if code]
    assert len(codes) == 4
    assert spent("tous") < sum(spent(code) for code in budgets_of(demonstration))


def budgets_of(engine):
    from dashboard import read

    (town,) = read.towns(engine)
    return [budget.code for budget in read.budgets(town)]


def test_a_running_year_is_projected_and_the_method_is_tried_on_closed_ones(demonstration, open_page):
    page = open_page(demonstration, "budget", annee="2026", vue="landing")
    chapters, back_test = tables(page)
    assert chapters[-1]["Poste"] == "Total"
    assert cents(chapters[-1]["Bas"]) <= cents(chapters[-1]["Projeté"]) <= cents(chapters[-1]["Haut"])
    assert {row["Projeté d'après"] for row in chapters[:-1]} == {"mandats et titres", "crédits ouverts"}
    assert chapters[-1]["Projeté d'après"] == "somme des chapitres"
    assert [row["Année"] for row in back_test] == ["2024", "2025"]  # three whole years of orders come before


def test_without_orders_a_year_is_projected_from_its_credits(demonstration, open_page):
    page = open_page(demonstration, "budget", annee="2020", vue="landing")
    chapters, back_test = tables(page)
    assert "Projeté d'après" not in chapters[-1]
    assert [row["Année"] for row in back_test] == ["2019"]
    assert charts(page) == []


def test_orders_are_added_up_month_by_month_beside_earlier_years(demonstration, open_page):
    page = open_page(demonstration, "budget", annee="2026", vue="landing")
    (months,) = charts(page)
    by_year = {trace["name"]: trace["y"] for trace in months["data"]}
    assert list(by_year) == ["2023", "2024", "2025", "2026"]
    assert by_year["2026"][8] is not None
    assert by_year["2026"][9:] == [None] * 3
    (rows,) = tables(open_page(demonstration, "budget", annee="2025"))
    assert round(by_year["2025"][11] * 100) == cents(rows[-1]["Réalisé"])


def test_both_directions_are_compared_over_the_same_months_and_years(demonstration, open_page):
    spent, received = (
        open_page(demonstration, "budget", annee="2026", vue="landing", sens=direction) for direction in "DR"
    )
    for page in (spent, received):
        (months,) = charts(page)
        assert [trace["name"] for trace in months["data"]] == ["2023", "2024", "2025", "2026"]
        assert [value is not None for value in months["data"][-1]["y"]] == [True] * 9 + [False] * 3
        assert any("à fin septembre" in said.value for said in page.caption)
        assert not any("journal" in warning.value for warning in page.warning)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            "2022 (aucun mandat ni titre connu) ; 2023 (du 03/01/2023 au 30/11/2023, 12,0 M€ pour 13,0 M€ au compte)",
        ),
        ("en", "2022 (no order known); 2023 (03/01/2023 to 30/11/2023, €12.0M of €13.0M in the account)"),
    ],
)
def test_past_years_without_a_whole_journal_are_named_with_what_they_lack(spoken, language, said):
    journal = Journal(date(2023, 1, 3), date(2023, 11, 30), 12_000_000_00)
    years = [LeftOut(2022, None, 9), LeftOut(2023, journal, 13_000_000_00)]
    assert said in spoken(language, landing.left_out_sentence, years).replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "ordered", "coming", "beyond"),
    [
        ("fr", {"D": "mandatés", "R": "titrés"}, "à venir", "dépasse ses crédits"),
        ("en", {"D": "ordered to be paid", "R": "ordered to be received"}, "to come", "passes its credits"),
    ],
)
def test_orders_so_far_stand_out_and_estimates_beyond_the_credits_are_told(
    demonstration, open_page, language, ordered, coming, beyond
):
    for direction, word in ordered.items():
        page = open_page(demonstration, "budget", annee="2026", vue="landing", sens=direction, lang=language)
        assert [said.value for said in page.markdown if word in said.value]
        *before, now = charts(page)[0]["data"]
        assert all(now["line"]["width"] > 2 * one["line"]["width"] for one in before)
        assert now["customdata"][9:] == [coming] * 3
        told = [warning.value for warning in page.warning if beyond in warning.value]
        assert len(told) == (1 if direction == "D" else 0)
        assert all("66 · " in one for one in told)


@pytest.mark.parametrize(
    ("language", "executed", "not_closed", "said"),
    [
        ("fr", "Réalisé", "compte non clos", {"D": "Mandaté à fin septembre 2026", "R": "Titré à fin septembre 2026"}),
        ("en", "Executed", "account not closed", {"D": "Ordered to be paid by the end of September 2026",
                                                  "R": "Ordered to be received by the end of September 2026"}),
    ],
)  # fmt: skip
def test_a_running_year_tells_what_is_ordered_so_far(demonstration, open_page, language, executed, not_closed, said):
    for direction, words in said.items():
        page = open_page(demonstration, "budget", annee="2026", sens=direction, lang=language)
        assert {row[executed] for row in tables(page)[0] if "00" not in next(iter(row.values()))} == {not_closed}
        assert len([caption for caption in page.caption if caption.value.startswith(words)]) == 1
        closed = open_page(demonstration, "budget", annee="2025", sens=direction, lang=language)
        assert not any("2026" in caption.value for caption in closed.caption)


def test_what_departments_expect_stands_beside_its_projection(demonstration, open_page):
    chapters, _ = tables(open_page(demonstration, "budget", annee="2026", vue="landing"))
    staff = next(row for row in chapters if row["Poste"].startswith("012"))
    assert staff["Estimé par"] == "Direction des ressources humaines · 30/09/2026"
    assert abs(cents(staff["Estimation des services"]) / cents(staff["Projeté"]) - 1) < 0.02
    assert chapters[-1]["Estimation des services"] == ""


def test_programmes_add_up_and_open_on_their_votes(demonstration, open_page):
    (rows,) = tables(open_page(demonstration, "budget", annee="2025", vue="programmes"))
    *programmes, total = rows
    for title in ("AP en vigueur", "Payé depuis l'origine", "Reste à payer"):
        assert abs(sum(cents(row[title]) for row in programmes) - cents(total[title])) <= 100 * len(programmes)
    page = open_page(demonstration, "budget", annee="2025", vue="programmes", programme="AP-2023-1")
    (one,), votes = tables(page)
    assert one["Opération"] == "102"
    last = max(row["Autorisation (AP)"] for row in votes if row["Voté le"] == votes[-1]["Voté le"])
    assert abs(cents(last) - cents(one["AP en vigueur"])) <= 50
    assert sum(cents(row["Crédit de l'année"]) for row in votes if row["Voté le"] == votes[-1]["Voté le"]) == cents(
        last
    )


@pytest.mark.parametrize(("language", "said"), [("fr", "ne sont prévus dans aucune"), ("en", "are planned in no year")])
def test_a_programme_that_stopped_is_told_to_be_closed_or_extended(demonstration, open_page, language, said):
    page = open_page(demonstration, "budget", annee="2025", vue="programmes", lang=language)
    assert [warning.value for warning in page.warning if said in warning.value and "2022" in warning.value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_operations_have_the_names_of_their_programmes(demonstration, open_page, language):
    page = open_page(demonstration, "budget", annee="2025", section="I", axe="operation", lang=language)
    names = [next(iter(row.values())) for row in tables(page)[0]]
    assert any(name.startswith("102 · ") for name in names)


def test_a_budget_without_programmes_says_how_to_give_them(demonstration, open_page):
    page = open_page(demonstration, "budget", vue="programmes", budget=budgets_of(demonstration)[1])
    assert any("Aucune autorisation de programme" in info.value for info in page.info)


def test_a_year_with_too_few_closed_ones_before_it_says_so(demonstration, open_page):
    page = open_page(demonstration, "budget", annee="2017", vue="landing")
    assert any("au moins trois comptes clos" in header.value for header in page.header)


def test_series_by_chapter_tell_the_change_of_chart_and_what_it_leaves_out(demonstration, open_page):
    page = open_page(demonstration, "budget", vue="time", serie="chapter")
    assert any("nomenclature change en 2022" in warning.value for warning in page.warning)
    *_, shares = tables(page)
    assert {row["Année"]: row["Non rattaché"] for row in shares}["2025"].startswith("0,00")


def test_constant_euros_stand_beside_current_ones(demonstration, open_page):
    page = open_page(demonstration, "budget", vue="time")
    (lines,) = charts(page)
    current, constant = lines["data"]
    assert current["x"][0] == "2016"
    assert constant["y"][0] > current["y"][0]
    assert constant["y"][current["x"].index("2024")] == current["y"][current["x"].index("2024")]
    assert constant["y"][-1] is None  # the index of 2025 is not known


@pytest.mark.parametrize(("language", "said"), [("fr", "2025 n'est pas convertie"), ("en", "2025 is not converted")])
def test_the_year_without_an_index_is_named_with_how_to_give_it(demonstration, open_page, language, said):
    page = open_page(demonstration, "budget", vue="time", lang=language)
    (told,) = [info.value for info in page.info if said in info.value]
    assert "data/reference/price_index.csv" in told
    until_2024 = open_page(demonstration, "budget", vue="time", annee="2024", lang=language)
    assert not any("price_index" in info.value for info in until_2024.info)


def test_what_comes_in_equals_what_goes_out(demonstration, open_page):
    left, right = tables(open_page(demonstration, "budget", vue="funding", annee="2025"))
    assert cents(left[-1]["Montant"]) == cents(right[-1]["Montant"])


@pytest.mark.parametrize(
    ("language", "share", "base"),
    [("fr", "Part", "résultats antérieurs compris"), ("en", "Share", "earlier results included")],
)
@pytest.mark.parametrize("year", ["2025", "2026"])
def test_the_sentence_on_sources_and_uses_has_the_shares_of_the_tables(
    demonstration, open_page, language, share, base, year
):
    page = open_page(demonstration, "budget", vue="funding", annee=year, lang=language)
    (said,) = page.header
    own = [
        [row for row in side if not row[next(iter(row))].startswith(("Résultats", "Earlier"))] for side in tables(page)
    ]
    largest = [max((cents_of_any(row), row[share]) for row in side[:-1])[1] for side in own]
    assert all(one in said.value for one in largest)
    assert base in said.value


def cents_of_any(row):
    """The amount of a row of a table of sources or uses, in either language."""
    return int(re.sub(r"[^0-9]", "", list(row.values())[1]))


@pytest.mark.parametrize("whole", [False, True])
def test_funding_tells_of_the_year_what_its_lines_hold(demonstration, open_page, whole):
    (town,) = read.towns(demonstration)
    perimeter = next(one for one in budget_read.perimeters(town) if one.is_consolidated == whole)
    lines = budget_read.budget_year(town, perimeter, 2025).lines
    real = lines[(lines["step"] == "closed") & (lines["nature"] == "real")]
    left, right = tables(open_page(demonstration, "budget", vue="funding", annee="2025", budget=perimeter.code))
    received, spent = (real.loc[real["direction"] == direction, "executed"].sum() for direction in "RD")
    assert cents(left[-1]["Montant"]) == max(received, spent)
    assert sum(cents(row["Montant"]) for row in left[:-1]) == cents(left[-1]["Montant"])
    assert sum(cents(row["Montant"]) for row in right[:-1]) == cents(right[-1]["Montant"])


def test_results_of_earlier_years_stand_below_the_total_and_outside_the_rate(demonstration, open_page):
    rows = tables(open_page(demonstration, "budget", annee="2025", section="F", sens="R"))[0]
    total = next(row for row in rows if row["Poste"] == "Total")
    *chapters, _, result = rows
    assert result["Poste"].startswith("002")
    assert result["Taux"] == "sans objet"
    assert sum(cents(row["Crédits ouverts"]) or 0 for row in chapters) == cents(total["Crédits ouverts"])


def test_a_landing_is_the_sum_of_its_chapters_within_the_credits(demonstration, open_page):
    chapters, _ = tables(open_page(demonstration, "budget", annee="2026", vue="landing", section="I"))
    *parts, total = chapters
    known = [row for row in parts if cents(row["Haut"])]
    assert all(cents(row["Haut"]) <= cents(row["Crédits ouverts"]) for row in known)
    assert abs(sum(cents(row["Projeté"]) for row in known) - cents(total["Projeté"])) <= 100 * len(parts)


@pytest.mark.parametrize("year", ["2023", "2025"])
def test_the_result_of_an_account_is_what_the_next_budget_takes_over(demonstration, open_page, year):
    result, allotted = tables(open_page(demonstration, "budget", annee=year, vue="result"))
    assert cents(result[4]["Ensemble"]) == cents(result[4]["Fonctionnement"]) + cents(result[4]["Investissement"])
    assert [cents(row["Écart"]) for row in allotted] == [0, 0, 0, 0]
    assert cents(allotted[0]["Repris au budget suivant"]) > 0


@pytest.mark.parametrize(("asked", "said"), [({"annee": "2026"}, "n'est pas clos"), ({"budget": "tous"}, "choisir un")])
def test_there_is_no_result_before_an_account_nor_of_several_budgets(demonstration, open_page, asked, said):
    page = open_page(demonstration, "budget", vue="result", **asked)
    assert tables(page) == []
    assert any(said in info.value for info in page.info)


@pytest.mark.parametrize(
    ("view", "asked"),
    [
        ("execution", {}),
        ("execution", {"code": "011"}),
        ("ledger", {}),
        ("result", {}),
        ("landing", {}),
        ("programmes", {}),
        ("programmes", {"programme": "AP-2023-1"}),
        ("time", {"serie": "chapter"}),
        ("funding", {}),
    ],
)
def test_every_table_of_each_view_can_be_taken_away(demonstration, open_page, view, asked):
    page = open_page(demonstration, "budget", annee="2025", vue=view, **asked)
    if asked:
        assert len(tables(page)) == (1 if view == "time" else 2)
    assert [button.proto.label for button in page.get("download_button")] == [
        "Télécharger ce tableau (CSV)" for _ in tables(page)
    ]


def test_the_numbers_of_a_chart_can_be_taken_away_once_they_are_opened(demonstration, open_page):
    page = open_page(demonstration, "budget", annee="2025", vue="time")
    assert not page.get("download_button")
    page.session_state["budget-years-numbers"] = True
    (button,) = page.run().get("download_button")
    assert button.proto.label == "Télécharger ce tableau (CSV)"


def test_the_file_of_the_lines_holds_those_that_the_page_leaves_out(demonstration, open_page, monkeypatch):
    taken = {}
    monkeypatch.setattr(execution, "LINES_SHOWN", 2)
    monkeypatch.setattr(execution, "table", lambda rows, numeric, of, every=None: taken.update({of[-1]: (rows, every)}))
    open_page(demonstration, "budget", annee="2025", vue="execution", code="011")
    shown, every = taken["Lignes"]
    assert len(shown) == 2
    assert len(every()) > 2
    assert every()[:2] == shown


@pytest.mark.parametrize(("page", "view"), [("budget", "time"), ("sante-financiere", "epargne")])
def test_years_of_a_merged_commune_are_told_to_be_of_a_smaller_territory(
    demonstration, open_page, monkeypatch, page, view
):
    monkeypatch.setattr("dashboard.communes.merged", lambda _town: 2)
    opened = open_page(demonstration, page, vue=view)
    assert sum("territoire" in said.value for said in opened.caption) == 1


def test_a_line_shows_its_operation_and_whether_it_is_real(demonstration, open_page):
    page = open_page(demonstration, "budget", annee="2025", section="I", axe="operation", code="102")
    _, lines = tables(page)
    assert {row["Opération"] for row in lines} == {"102"}
    assert {row["Réelle ou d'ordre"] for row in lines} == {"réelle"}

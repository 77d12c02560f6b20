"""What a comparison says: places in words, and every edge in a sentence."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dashboard import read as answers
from dashboard.answers import Town
from dashboard.communes import merged, merged_note
from dashboard.comparison import peers, read, sentences
from dashboard.comparison.answers import Origin
from dashboard.comparison.expectation import expected_beside
from dashboard.comparison.own import own_series
from dashboard.locale import LANGUAGES, catalogue, typeset
from data import demo, peer_groups, store
from data.comparison_queries import Base
from data.reference.territories import france
from data.store import AuthorityRead
from metrics.comparison.expected import Expected, Lack
from metrics.comparison.funnel import FAR, Funnel, Standing
from metrics.comparison.groups import Group
from metrics.comparison.indicators import BY_NAME
from metrics.comparison.position import Detail, Place
from metrics.comparison.robustness import Reading, Survival, Verdict
from metrics.comparison.structure import STRUCTURE
from metrics.values import Absence
from tests.dashboard.comparisons import (
    LIMITS,
    LYON,
    OFGL,
    PARIS,
    PAYBACK,
    RATE,
    SPENT,
    asked,
    published,
    registered,
    strata_of,
)
from tests.data.deliveries import account


@pytest.fixture
def town(demonstration: Engine) -> Town:
    (town,) = answers.towns(demonstration)
    return town


def test_a_place_is_said_with_the_value_and_the_median(town: Town, spoken) -> None:  # type: ignore[no-untyped-def]
    found = read.position(asked(town))
    assert found is not None
    assert found.place is Place.UPPER_HALF
    french = spoken("fr", sentences.headline, found)
    assert french == (
        typeset(
            "Dépenses de fonctionnement par habitant en 2025 : parmi les communes de 10 000 à 19 999 habitants, "
            "Rocheclaire-sur-Sonde est au-dessus de la médiane, dans la moitié centrale, avec 1 306 €/hab. "
            "(médiane : 1 217 €/hab.)."
        )
    ).replace("10 000", "10\u202f000").replace("19 999", "19\u202f999").replace("1 306 €", "1\u202f306\u00a0€").replace(
        "1 217 €", "1\u202f217\u00a0€"
    )
    english = spoken("en", sentences.headline, found)
    assert english.startswith("Operating expenditure per inhabitant in 2025: among the communes of 10,000 to 19,999")
    assert "above the median, in the middle half, with €1,306 per head (median: €1,217 per head)" in english


def test_the_share_that_it_exceeds_leaves_the_town_itself_out(town: Town) -> None:
    found = read.position(asked(town))
    assert found is not None
    own = found.own
    assert own is not None
    others = [one.value for one in found.figures if one.code != demo.CODE and one.value is not None]
    assert found.above == pytest.approx(sum(value < own.plain for value in others) / len(others))  # type: ignore[operator]
    assert (
        sentences.above(found) == f"Le chiffre dépasse celui de {round(found.above * 100)}\u00a0% des autres du groupe."
    )  # type: ignore[operator]


def test_the_ratio_of_the_group_and_the_median_are_told_apart(town: Town) -> None:
    found = read.position(asked(town))
    assert found is not None
    known = [one for one in found.figures if one.is_known]
    ratio = sum(one.numerator for one in known) / sum(one.denominator for one in known) / 100  # type: ignore[misc]
    said = sentences.together(found)
    assert sentences.written(ratio * 100, BY_NAME[SPENT].unit) in said
    assert "la somme des montants sur la somme des dénominateurs" in said
    assert found.together.spread is not None
    assert sentences.written(found.together.spread.median, BY_NAME[SPENT].unit) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_speaks_of_efficiency_nor_ranks(language: str) -> None:
    words = [
        getattr(text, language).lower()
        for key, entry in catalogue().items()
        if key.startswith("comparison.")
        for text in (entry.text, entry.one)
        if text is not None
    ]
    assert len(words) > 100
    assert not [
        text for text in words if re.search(r"effici|efficac|performan|mieux gér|well run|classement|ranking", text)
    ]


def test_a_group_of_which_little_is_known_is_not_shown_and_says_the_rule(no_town: Engine, tmp_path: Path) -> None:
    published(no_town, tmp_path, strata_of("15 000", 12))
    town = registered(no_town, "210100046", "Ambérieu-en-Bugey")
    published(
        no_town, tmp_path, "code | year | population | operating_expenditure\n210100046 | 2025 | 15 930 | 20 000 000"
    )
    found = read.position(asked(town))
    assert found is not None
    assert found.detail is Detail.NOTHING
    assert found.place is None
    assert "le groupe n'est pas assez connu" in sentences.headline(found)
    said = sentences.coverage(found)
    assert said.startswith("13 comptes connus sur 570 membres (2\u00a0%).")
    assert "trois quarts de ses membres" in said
    assert sentences.together(found) == ""


def test_a_town_that_saves_nothing_has_no_place_and_says_why(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, *LYON)
    text = """
        code      | year | population | gross_saving | debt_outstanding
        216901231 | 2025 | 526 912    | -10          | 1000
        """
    published(no_town, tmp_path, text)
    found = read.position(asked(town, PAYBACK))
    assert found is not None
    assert found.own is not None
    assert found.own.value.absence is Absence.NOT_APPLICABLE
    assert sentences.headline(found) == typeset(
        "Capacité de désendettement : Lyon n'a pas de valeur en 2025. La commune n'épargne pas."
    )


def test_members_without_a_value_are_counted(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, *LYON)
    savings = {"216901231": 5, "211300553": -5, "213105554": 7}
    rows = [f"{code} | 2025 | 500 000 | {saved} | 100" for code, saved in savings.items()]
    published(no_town, tmp_path, "\n".join(["code | year | population | gross_saving | debt_outstanding", *rows]))
    found = read.position(asked(town, PAYBACK))
    assert found is not None
    assert "1 sans valeur, le chiffre n'y existant pas." in sentences.coverage(found)


def test_paris_is_in_no_stratum_and_never_in_a_list_without_a_word(no_town: Engine, tmp_path: Path) -> None:
    paris, lyon = registered(no_town, *PARIS), registered(no_town, *LYON)
    text = """
        code      | year | population | operating_expenditure
        217500016 | 2025 | 2 129 257  | 9 000 000 000
        216901231 | 2025 | 526 912    | 700 000 000
        211300553 | 2025 | 880 000    | 900 000 000
        """
    published(no_town, tmp_path, text)
    assert [peers.has_group(asked(paris), kind) for kind in Group] == [False] * 4
    stratum = own_series(paris, asked(paris).data, OFGL, SPENT)[2025].stratum
    said = sentences.no_group(asked(paris), stratum)
    assert "à la fois une commune et un département" in said
    assert "Dressez une liste" in said
    of_lyon = read.position(asked(lyon))
    assert of_lyon is not None
    assert [one.code for one in of_lyon.figures] == ["211300553", "216901231"]
    members = ["217500016", "216901231", "211300553"]
    code = peer_groups.save(no_town, lyon.id, "Trois villes", members, {"by": "hand"}, author="essai")
    lyon = next(one for one in answers.towns(no_town) if one.authority.code == LYON[0])
    listed = read.position(asked(lyon, group=Group.OWN, listed=code))
    assert listed is not None
    assert any("Paris" in note for note in sentences.cautions(listed))


def test_a_merged_commune_says_that_its_past_is_of_a_smaller_territory(no_town: Engine) -> None:
    code = str(france().communes.index[france().communes["merged"] >= 2][0])
    town = registered(no_town, code, "Commune réunie")
    joined = merged(town)
    assert joined >= 2
    assert f"Commune réunie est une commune nouvelle ({joined} communes l'ont rejointe depuis 2018)" in (
        merged_note(town) or ""
    )
    lyon = registered(no_town, *LYON)
    assert (merged(lyon), merged_note(lyon)) == (0, None)


def test_provisional_accounts_are_told_in_the_producer_s_word(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, *LYON)
    text = """
        code      | year | population | status     | operating_expenditure
        216901231 | 2025 | 526 912    | provisoire | 700 000 000
        """
    published(no_town, tmp_path, text)
    found = read.position(asked(town))
    assert found is not None
    assert typeset("Comptes de 2025 : « provisoire », dit le producteur.") in list(sentences.cautions(found))


def test_without_a_population_there_is_no_stratum_and_it_is_said(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, *LYON)
    published(no_town, tmp_path, "code | year | operating_revenue\n216901231 | 2025 | 700")
    assert not peers.has_group(asked(town, RATE), Group.STRATUM)
    assert "La population de 2025 manque" in sentences.no_group(asked(town, RATE), "unknown")
    assert "n'a pas de chiffre en 2025" in sentences.no_group(asked(town, RATE), None)


def test_the_town_s_own_account_stands_in_where_national_files_do_not_have_it_yet(
    no_town: Engine, tmp_path: Path
) -> None:
    delivery = account({"60611": 9_000_000, "6411": 3_000_000}, 2025, population=15_930, authority_code="210100046")
    store.record(no_town, replace(delivery, authority=AuthorityRead("210100046", "Ambérieu")), author="essai")
    published(no_town, tmp_path, strata_of("15 000", 12))
    town = next(one for one in answers.towns(no_town) if one.authority.code == "210100046")
    question = asked(town)
    own = own_series(town, question.data, OFGL, SPENT)[2025]
    assert (own.origin, own.population, own.stratum) == (Origin.LEDGER, 15_930, "8")
    assert own.plain == pytest.approx(12_000_000 * 100 / 15_930)
    found = read.position(question)
    assert found is not None
    assert any("son propre compte clos" in note for note in sentences.cautions(found))
    annex = replace(question, base=Base("ofgl", "annex"))
    assert own_series(town, annex.data, annex.base, SPENT) == {}


def test_an_annex_budget_has_no_figure_per_inhabitant_and_says_why(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, *LYON)
    text = """
        code      | year | scope | population | operating_expenditure
        216901231 | 2025 | annex | 526 912    | 700
        """
    published(no_town, tmp_path, text)
    found = read.position(asked(town, base=Base("ofgl", "annex")))
    assert found is not None
    assert "Un budget annexe n'a pas d'habitants" in sentences.headline(found)


def test_a_commune_without_inhabitants_has_no_figure(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, "215500390", "Beaumont-en-Verdunois")
    published(no_town, tmp_path, "code | year | population | operating_expenditure\n215500390 | 2025 | 0 | 27")
    found = read.position(asked(town))
    assert found is not None
    assert "La population est nulle." in sentences.headline(found)


@pytest.mark.parametrize(
    ("stands", "words"),
    [
        (Standing.WITHIN, "Rocheclaire-sur-Sonde est dans l'ordinaire."),
        (Standing.HIGH, "un peu au-dessus, comme une sur quarante"),
        (Standing.LOW, "un peu au-dessous, comme une sur quarante"),
        (Standing.FAR_HIGH, "nettement au-dessus, au-delà de 1\u202f031\u00a0€/hab."),
        (Standing.FAR_LOW, "nettement au-dessous, en deçà de 969\u00a0€/hab."),
        (None, "Limites tirées des 40 membres du groupe"),
    ],
)
def test_each_standing_beside_the_limits_has_its_sentence(town: Town, stands: Standing | None, words: str) -> None:
    found = read.position(asked(town))
    assert found is not None
    said = sentences.funnel(LIMITS, stands, found)
    assert words in said
    assert (stands is None) == ("Entre 980" not in said)
    assert LIMITS.limits(12_000, FAR)[1] == pytest.approx(103_090)


def test_limits_that_do_not_widen_are_not_said_to(town: Town) -> None:
    found = read.position(asked(town))
    assert found is not None
    assert "à peine" in sentences.funnel_how(Funnel(100_000, 1e8, 0.0, 40), found)
    assert "s'écartent" in sentences.funnel_how(Funnel(100_000, 0.0, 1e12, 40), found)


def test_nearest_peers_say_what_they_were_chosen_on(town: Town) -> None:
    found = read.position(asked(town, group=Group.NEAREST))
    assert found is not None
    said = sentences.members(found)
    assert said.endswith(
        typeset(
            "Choisies sur : population (poids 3), densité (poids 2), évolution de la population (poids 1), "
            "poids dans le groupement (poids 1)."
        )
    )


def test_the_gap_is_to_be_explained_only_outside_the_interval(town: Town) -> None:
    question = asked(town)
    outside = Expected(130_000, 100_000, 90_000, 110_000, 40, 0.3, (STRUCTURE[0],), (STRUCTURE[0],))
    inside = replace(outside, actual=105_000.0)
    said = sentences.expected(outside, question)
    assert "on attendrait 1\u202f000\u00a0€/hab." in said
    assert "s'en écarte de +300\u00a0€/hab. et sort de l'intervalle de 900\u00a0€/hab. à 1\u202f100" in said
    assert said.endswith(typeset("de même structure : cet écart est à expliquer."))
    assert "reste dans l'intervalle" in sentences.expected(inside, question)
    assert "expliquer" not in sentences.expected(inside, question)
    assert typeset(
        "Calculé sur 40 communes ; variables : population. La structure explique 30\u00a0%"
    ) in sentences.explained(outside)
    assert "hors de ce qui a été observé" in sentences.explained(outside)


def test_the_interval_is_drawn_with_the_numbers_of_its_table(town: Town) -> None:
    expected = Expected(130_000, 100_000, 90_000, 110_000, 40, 0.3, (STRUCTURE[0],), ())
    drawing = expected_beside(expected, asked(town))
    interval, middle, own = drawing.figure["data"]
    assert (interval["x"], middle["x"], own["x"]) == ([900, 1100], [1000], [1300])
    label = BY_NAME[SPENT].label.fr
    assert [re.sub(r"\D", "", row[label]) for row in drawing.rows] == ["130000", "100000", "90000", "110000", "300"]
    assert drawing.message.startswith("Avec cette structure")


@pytest.mark.parametrize("lack", Lack)
def test_where_nothing_can_be_expected_it_is_said_why(town: Town, lack: Lack) -> None:
    said = sentences.expected(lack, asked(town))
    assert said.endswith(".")
    assert "attend" in said


def test_a_difference_of_rates_is_in_points() -> None:
    assert sentences.difference(-0.021, BY_NAME[RATE].unit) == "−2,1 points"
    assert sentences.difference(12_300, BY_NAME[SPENT].unit) == "+123\u00a0€/hab."


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.HOLDS, "Le constat tient : Sonde est au-dessus de la médiane dans les 8 lectures."),
        (Verdict.MOSTLY, "tient le plus souvent : Sonde est au-dessus de la médiane dans 6 lectures sur 8."),
        (Verdict.FAILS, "Le constat ne tient pas : Sonde n'est au-dessus de la médiane que dans 6 lectures sur 8."),
        (Verdict.TOO_FEW, "Trop peu de lectures (8)"),
    ],
)
def test_whether_a_finding_holds_is_said_with_what_speaks_against_it(verdict: Verdict, words: str) -> None:
    against = () if verdict is not Verdict.MOSTLY else (Reading("nearest-20", 2023, Place.LOWER_HALF),)
    said = sentences.survival(
        Survival(verdict, 8 if verdict is Verdict.HOLDS else 6, 8, against), Place.UPPER_HALF, "Sonde"
    )
    assert typeset(words) in said
    assert (typeset("Autrement avec : 20 plus proches, 2023.") in said) == bool(against)

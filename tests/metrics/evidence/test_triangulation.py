"""Number, survey, testimony, document: disagreements are said first, and silence is not agreement."""

import pytest

from metrics.evidence.triangulation import SILENT, Cell, Kind, Row, Stance, Strength, Verdict, in_order, sentence

SHORTHAND = {"+": Stance.AGREES, "-": Stance.DISAGREES}


def row(cells: str, statement: str = "l'attente a baissé") -> Row:
    """cells: one a column, « +3 » agrees strongly, « -1 » disagrees weakly, « . » is silent."""
    read = [SILENT if one == "." else Cell(SHORTHAND[one[0]], Strength(int(one[1]))) for one in cells.split()]
    return Row("L'attente a-t-elle baissé ?", statement, dict(zip(Kind, read, strict=True)))


@pytest.mark.parametrize(
    ("cells", "verdict", "said"),
    [
        (
            "+3 +1 -2 .",
            Verdict.DIVIDED,
            "Désaccord sur « l'attente a baissé ». Contre : les témoignages (preuve moyenne). Pour : les chiffres (preuve"
            " forte), l'enquête (preuve faible). Sans réponse : les documents ; un silence n'est pas un accord.",
        ),
        (
            "-1 -3 . .",
            Verdict.CONTRADICTED,
            "« l'attente a baissé » est contredit, et rien ne l'appuie. Contre : l'enquête (preuve forte), les chiffres"
            " (preuve faible). Sans réponse : les témoignages, les documents ; un silence n'est pas un accord.",
        ),
        (
            "+2 +2 +2 +2",
            Verdict.CONSISTENT,
            "« l'attente a baissé » : les sources qui répondent concordent. Pour : les chiffres (preuve moyenne),"
            " l'enquête (preuve moyenne), les témoignages (preuve moyenne), les documents (preuve moyenne).",
        ),
        (
            ". . . +3",
            Verdict.SINGLE,
            "« l'attente a baissé » tient à une seule source, que rien ne recoupe. Pour : les documents (preuve forte)."
            " Sans réponse : les chiffres, l'enquête, les témoignages ; un silence n'est pas un accord.",
        ),
        (
            ". . . .",
            Verdict.UNKNOWN,
            "On ne sait rien de « l'attente a baissé » : aucune source n'en parle. Sans réponse : les chiffres, l'enquête,"
            " les témoignages, les documents ; un silence n'est pas un accord.",
        ),
    ],
)
def test_the_sentence_says_disagreements_first(cells: str, verdict: Verdict, said: str) -> None:
    assert row(cells).verdict is verdict
    assert sentence(row(cells)).fr == said


def test_the_sentence_is_whole_in_english() -> None:
    assert sentence(row("+3 . -2 .", "waiting is shorter")).en == (
        "Disagreement on “waiting is shorter”. Against: the testimonies (moderate evidence). For: the figures (strong"
        " evidence). Silent: the survey, the documents; silence is not agreement."
    )


def test_silence_never_makes_a_second_source() -> None:
    assert row("+3 . . .").verdict is Verdict.SINGLE
    assert Row("?", "x", {Kind.NUMBER: Cell(Stance.AGREES, Strength.STRONG)}).verdict is Verdict.SINGLE


def test_a_matrix_opens_with_what_sources_disagree_on() -> None:
    rows = [
        row(". . . .", "a"),
        row("+1 . . .", "b"),
        row("+1 +1 . .", "c"),
        row("-1 . . .", "d"),
        row("+3 -1 . .", "e"),
    ]
    assert [one.statement for one in in_order(rows)] == ["e", "d", "c", "b", "a"]


@pytest.mark.parametrize(("stance", "strength"), [(Stance.SILENT, Strength.WEAK), (Stance.AGREES, None)])
def test_only_a_source_that_speaks_has_a_strength(stance: Stance, strength: Strength | None) -> None:
    with pytest.raises(ValueError, match="silent"):
        Cell(stance, strength)

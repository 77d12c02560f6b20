"""Individual answers, added up at once: what is kept of them holds nobody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

import pandas as pd

from metrics.evidence.surveys import (
    FEWEST_FOR_A_SHARE,
    NO_SHARE,
    Interval,
    Mode,
    design_effect,
    effective_answers,
    wilson,
)
from metrics.refusal import Refused
from metrics.text import Text
from metrics.values import Absence

NOT_STATED: Final = ""  # the stratum of those of whom none is known


@dataclass(frozen=True)
class Question:
    """code: the column that holds its answers. wording: as it was asked. answers: all that could be given, in order."""

    code: str
    wording: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class AnswerShare:
    """How many gave one answer, and which share of the population that makes.

    stratum: None for all of them. n: those who answered the question; those who did not are no answer. count: as they
    stand; share: by their weights. interval: of a random sample only. absence and why: set where count and share are
    withheld, both None otherwise.
    """

    question: str
    stratum: str | None
    answer: str
    n: int
    count: int | None
    share: float | None
    interval: Interval | None
    absence: Absence | None = None
    why: Text | None = None


def aggregate(
    answers: pd.DataFrame,
    questions: Sequence[Question],
    mode: Mode,
    *,
    weight: str | None = None,
    stratum: str | None = None,
    population: int | None = None,
    populations: Mapping[str, int] | None = None,
) -> list[AnswerShare]:
    """Every answer of every question, for all and then by stratum.

    answers: one row a person; a column a question, the answer as text, NA where there is none; the columns named by
    weight (above zero) and stratum, if any. population, populations: of all, and of each stratum, where known.
    A stratum of fewer than `FEWEST_FOR_A_SHARE` answers is withheld, and so are others, the smallest first, as long as
    those withheld are together so few that taking the strata shown off the whole would tell of them.
    Refused: an answer that the question does not have, a weight that is none, more answers than inhabitants.
    """
    told = answers.reset_index(drop=True)
    weights = _weights(told, weight)
    strata = None if stratum is None else told[stratum].astype("str").fillna(NOT_STATED)
    sizes: dict[str | None, int | None] = {None: population}
    sizes.update(populations or {})
    return [
        share
        for question in questions
        for share in _of_question(_given(told, question), question, mode, weights, strata, sizes)
    ]


def shares_of_counts(
    question: Question, counts: Mapping[str, int], mode: Mode, *, population: int | None = None
) -> list[AnswerShare]:
    """The same from a survey of which only the counts are known: without weights, for all.

    Refused: an answer that the question does not have, more answers than inhabitants.
    """
    given = pd.Series([answer for answer, count in counts.items() for _ in range(count)], dtype="str")
    _known(given, question)
    return list(_shares(given, pd.Series(1.0, index=given.index), question, None, population, mode))


def withheld(sizes: Mapping[str, int]) -> set[str]:
    """The strata of which nothing is told. sizes: stratum → answers."""
    in_order = sorted(sizes, key=lambda stratum: (sizes[stratum], stratum))
    hidden = [stratum for stratum in in_order if sizes[stratum] < FEWEST_FOR_A_SHARE]
    for stratum in in_order[len(hidden) :]:
        if not hidden or sum(sizes[one] for one in hidden) >= FEWEST_FOR_A_SHARE:
            break
        hidden.append(stratum)
    return set(hidden)


def _of_question(
    given: pd.Series,
    question: Question,
    mode: Mode,
    weights: pd.Series,
    strata: pd.Series | None,
    sizes: Mapping[str | None, int | None],
) -> Iterator[AnswerShare]:
    yield from _shares(given, weights, question, None, sizes.get(None), mode)
    if strata is None:
        return
    groups = dict(list(given.groupby(strata[given.index])))
    hidden = withheld({str(name): len(of_group) for name, of_group in groups.items()})
    for name, of_group in groups.items():
        label = str(name)
        yield from _shares(of_group, weights, question, label, sizes.get(label), mode, is_hidden=label in hidden)


def _shares(
    given: pd.Series,
    weights: pd.Series,
    question: Question,
    stratum: str | None,
    population: int | None,
    mode: Mode,
    *,
    is_hidden: bool = False,
) -> Iterator[AnswerShare]:
    """The answers of one question by one group of people, one for each that could be given."""
    n = len(given)
    if n < FEWEST_FOR_A_SHARE or is_hidden:
        why = NO_SHARE.fill(n=str(n)) if n < FEWEST_FOR_A_SHARE else BY_DIFFERENCE
        for answer in question.answers:
            yield AnswerShare(question.code, stratum, answer, n, None, None, None, Absence.WITHHELD, why)
        return
    own = weights[given.index]
    worth = effective_answers(n, population, design_effect(own.tolist()))
    counts, sums = given.value_counts(), own.groupby(given).sum()
    for answer in question.answers:
        share = min(1.0, float(sums.get(answer, 0.0)) / float(own.sum()))
        interval = wilson(share, worth) if mode is Mode.RANDOM else None
        yield AnswerShare(question.code, stratum, answer, n, int(counts.get(answer, 0)), share, interval)


def _given(answers: pd.DataFrame, question: Question) -> pd.Series:
    """The answers that were given, each one of those that could be."""
    return _known(answers[question.code].dropna().astype("str"), question)


def _known(given: pd.Series, question: Question) -> pd.Series:
    unknown = given[~given.isin(question.answers)]
    if not unknown.empty:
        raise Refused(_unknown(question, unknown.iloc[0], int(unknown.index[0])))
    return given


def _weights(answers: pd.DataFrame, weight: str | None) -> pd.Series:
    if weight is None:
        return pd.Series(1.0, index=answers.index)
    weights = pd.to_numeric(answers[weight], errors="coerce").astype("float64")
    wrong = weights.index[~((weights > 0) & (weights < inf))]
    if len(wrong):
        raise Refused(NO_WEIGHT.fill(column=weight, row=str(wrong[0] + 1)))
    return weights


def _unknown(question: Question, answer: str, at: int) -> Text:
    return NO_SUCH_ANSWER.fill(
        question=question.code, answer=answer, row=str(at + 1), answers=", ".join(question.answers)
    )


BY_DIFFERENCE: Final = Text(
    "Non communiqué : le reste permettrait de retrouver un groupe de moins de 30 réponses.",
    "Withheld: the rest would give away a group of fewer than 30 answers.",
)
NO_SUCH_ANSWER: Final = Text(
    "Réponse n° {row}, {question} : « {answer} » n'est pas une réponse prévue. Écrire l'une de celles-ci : {answers}.",
    "Answer no. {row}, {question}: “{answer}” is not one of the answers. Write one of these: {answers}.",
)
NO_WEIGHT: Final = Text(
    "Réponse n° {row}, {column} : le poids manque ou n'est pas au-dessus de zéro. Écrire un nombre, par exemple 1,25.",
    "Answer no. {row}, {column}: the weight is missing or is not above zero. Write a number, for example 1.25.",
)

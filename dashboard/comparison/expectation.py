"""The town beside what its structure leads to expect: an interval, and a gap to be explained."""

from dashboard.comparison import on_a_line, sentences
from dashboard.comparison.answers import Question
from dashboard.comparison.drawings import Drawing, once
from dashboard.locale import say, t
from metrics.comparison.expected import Expected


@once
def expected_beside(expected: Expected, question: Question) -> Drawing:
    unit, town, label = question.indicator.unit, question.town.authority.name, say(question.indicator.label)
    traces = [
        on_a_line.bar(expected.low, expected.high, unit, t("comparison.expected_interval"), 26),
        on_a_line.tick(expected.value, unit, t("comparison.expected_short")),
        on_a_line.diamond(expected.actual, unit, town),
    ]
    labels = (
        on_a_line.tick_label(expected.value, t("comparison.expected_short"), unit),
        on_a_line.own_label(expected.actual, town, unit),
    )
    frame = on_a_line.frame(unit, *labels)
    message = f"{sentences.expected(expected, question)} {sentences.explained(expected)}"
    title = t("comparison.expected_title", label=label, year=question.year)
    return Drawing(title, message, {"data": traces, "layout": frame}, _rows(expected, question), [label])


def _rows(expected: Expected, question: Question) -> list[dict[str, str]]:
    unit = question.indicator.unit
    values = {
        t("comparison.actual"): sentences.written(expected.actual, unit),
        t("comparison.expected_value"): sentences.written(expected.value, unit),
        t("comparison.low"): sentences.written(expected.low, unit),
        t("comparison.high"): sentences.written(expected.high, unit),
        t("comparison.gap"): sentences.difference(expected.gap, unit),
    }
    return [{"": name, say(question.indicator.label): value} for name, value in values.items()]

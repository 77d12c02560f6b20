"""Formulas and choices of lines said in words, in both languages, from the declarations themselves."""

from metrics.language import Amount, Expression, Formula, Given, Least, Lines, Named, Ratio, Sum
from metrics.nomenclature import Direction, Nature, Section
from metrics.text import Text

# Fragments as (French, English); an empty one is said by saying nothing.
_Fragment = tuple[str, str]
_DIRECTIONS: dict[Direction | None, _Fragment] = {
    Direction.EXPENDITURE: ("dépenses", "expenditure"),
    Direction.REVENUE: ("recettes", "revenue"),
    None: ("mouvements", "movements"),
}
_NATURES: dict[Nature | None, _Fragment] = {
    Nature.REAL: ("réelles", "real"),
    Nature.ORDER: ("d'ordre", "book-entry"),
    None: ("", ""),
}
_SECTIONS: dict[Section | None, _Fragment] = {
    Section.OPERATING: ("de fonctionnement", "operating"),
    Section.INVESTMENT: ("d'investissement", "capital"),
    None: ("", ""),
}


def formula_in_words(formula: Formula) -> Text:
    """« encours de la dette ÷ épargne brute » : the outermost name is opened, those inside are kept."""
    if isinstance(formula, Ratio):
        over, under = _side(formula.numerator), _side(formula.denominator)
        return Text(f"{over.fr} ÷ {under.fr}", f"{over.en} ÷ {under.en}")
    return in_words(formula.meaning if isinstance(formula, Named) else formula)


def in_words(expression: Expression) -> Text:
    match expression:
        case Named(label=label) | Amount(label=label) | Given(label=label):
            return label
        case Sum(terms=terms):
            return _sum_in_words(terms)
        case Least(left=left, right=right):
            a, b = in_words(left), in_words(right)
            return Text(f"le plus petit de {a.fr} et {b.fr}", f"the smaller of {a.en} and {b.en}")
    raise TypeError(f"no words for {expression!r}")


def lines_in_words(amount: Amount) -> tuple[Text, ...]:
    """The rule of an amount, one text per choice of lines: what it takes, under which charts of accounts."""
    return tuple(_choice_in_words(choice) for choice in amount.lines)


def _side(expression: Expression) -> Text:
    words = in_words(expression)
    return Text(f"({words.fr})", f"({words.en})") if isinstance(expression, Sum) else words


def _sum_in_words(terms: tuple[tuple[int, Expression], ...]) -> Text:
    fr, en = "", ""
    for sign, part in terms:
        words, mark = in_words(part), " + " if sign > 0 else " − "
        fr += (mark if fr or sign < 0 else "") + words.fr
        en += (mark if en or sign < 0 else "") + words.en
    return Text(fr.strip(), en.strip())


def _choice_in_words(choice: Lines) -> Text:
    direction, nature = _DIRECTIONS[choice.direction], _NATURES[choice.nature]
    section = _SECTIONS[choice.section]
    less = ("moins", "less") if choice.sign < 0 else ("", "")
    codes = _codes_in_words(choice)
    standards = "/".join(choice.standards)
    fr = (less[0], direction[0], nature[0], section[0])
    en = (less[1], nature[1], section[1], direction[1])
    return Text(
        f"{standards} : {' '.join(filter(None, fr))}{codes[0]}",
        f"{standards}: {' '.join(filter(None, en))}{codes[1]}",
    )


def _codes_in_words(choice: Lines) -> _Fragment:
    parts = (
        (choice.chapters, ", chapitres ", ", chapters "),
        (choice.accounts, ", comptes ", ", accounts "),
        (choice.without_chapters, ", hors chapitres ", ", without chapters "),
        (choice.without_accounts, ", hors comptes ", ", without accounts "),
    )
    fr = "".join(word + ", ".join(codes) for codes, word, _ in parts if codes)
    en = "".join(word + ", ".join(codes) for codes, _, word in parts if codes)
    return fr, en

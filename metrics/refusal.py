"""What a person asks that cannot be done: a sentence says what is wrong, where, and what to do instead."""

from metrics.text import Text


class Refused(ValueError):
    """What was chosen or typed does not hold together; `why` is a sentence in both languages."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why

"""With whom does the town compare, where does it stand, and would that be said of other groups too?"""

from dashboard import show
from dashboard.comparison import choosing, views
from dashboard.comparison.answers import Question
from dashboard.locale import t

question = choosing.question()
if not isinstance(question, Question):
    show.heading(t("nav.comparison"), question)
    show.nothing_yet(question, t("comparison.nothing"))
else:
    view = choosing.view()
    show.heading(t("nav.comparison"), question.town)
    views.show(question, view)

"""What is left once the current bills are paid, how heavy the debt is, and does the document say the same?"""

from dashboard import choose, show
from dashboard.choose import Choice
from dashboard.communes import merged_note
from dashboard.health import views
from dashboard.locale import t

choice = choose.document()
if not isinstance(choice, Choice):
    show.heading(t("nav.financial_health"), choice)
    show.nothing_yet(choice)
else:
    view = views.choose_one()
    show.heading(t("nav.financial_health"), choice.town)
    show.document_line(choice)
    show.caution(merged_note(choice.town))
    views.show(choice, view)

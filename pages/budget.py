"""What was voted, what became of it, and where is the year heading?"""

from dashboard import show
from dashboard.budget import choosing, views
from dashboard.budget.choosing import BudgetChoice
from dashboard.locale import t

choice = choosing.budget()
if not isinstance(choice, BudgetChoice):
    show.heading(t("nav.budget"), choice)
    show.nothing_yet(choice)
else:
    show.heading(t("nav.budget"), choice.of.town)
    views.show(choice)

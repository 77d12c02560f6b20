"""Where do the finances go over the coming years, and what must change so that they go elsewhere?"""

from dashboard import show
from dashboard.locale import t
from dashboard.outlook import choosing, views
from dashboard.outlook.answers import Outlook

choice = choosing.outlook()
if not isinstance(choice, Outlook):
    show.heading(t("nav.outlook"), choice)
    show.nothing_yet(choice)
else:
    show.heading(t("nav.outlook"), choice.place.town)
    views.show(choice)

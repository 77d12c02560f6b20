"""The mayor's page: are we on course, and what needs me today?"""

from dashboard import choose, read, sentences, show
from dashboard.choose import Choice
from dashboard.locale import t
from metrics.finance import BY_NAME, INDICATORS

CARDS = (
    "gross_saving_rate",
    "debt_payback",
    "net_saving",
    "legal_5_debt",
    "legal_7_staff",
    "equipment_expenditure",
)

choice = choose.document()
if not isinstance(choice, Choice):
    show.heading(t("nav.overview"), choice)
    show.nothing_yet(choice)
else:
    show.heading(t("nav.overview"), choice.town)
    trajectories = read.trajectories([BY_NAME[name] for name in CARDS], choice.town, choice.document)
    saving, payback, *_ = (trajectory.at(choice.year) for trajectory in trajectories)
    if saving and payback:
        show.headline(sentences.headline(choice.town.authority.name, saving, payback))
    show.crossed([read.figure(one, choice.town, choice.document) for one in INDICATORS])
    show.cards(trajectories, choice)
    show.freshness(read.freshness(choice.town))

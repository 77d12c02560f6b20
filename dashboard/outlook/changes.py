"""A change of the scenario is kept where a projection can be made of it; else a sentence says why not."""

from dashboard.locale import say
from dashboard.outlook import drafts, read
from dashboard.outlook.answers import Outlook, Plan, Told
from metrics.outlook.levers import Scenario
from metrics.text import Text


def keep(outlook: Outlook, scenario: Scenario) -> bool:
    found = read.projected(outlook.place, Plan(scenario, outlook.plan.told), outlook.horizon)
    if isinstance(found, Text):
        drafts.wrong(say(found))
        return False
    drafts.change(outlook, scenario)
    return True


def tell(outlook: Outlook, told: Told) -> None:
    """What a person adds to the accounts; kept even where the scenario cannot follow, which the page then says."""
    found = read.base(outlook.place, told)
    if isinstance(found, Text):
        drafts.wrong(say(found))
    else:
        drafts.tell(outlook, told)

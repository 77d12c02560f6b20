"""Where the rules of local finance come from."""

from metrics.language import Source
from metrics.text import Text

R2313_1 = Source(Text("CGCT, art. R. 2313-1", "French local government code (CGCT), art. R. 2313-1"), legal=True)
OFGL = Source(
    Text(
        "OFGL, méthodologie communes et groupements, mai 2018",
        "OFGL (national observatory of local finance), method for communes and groupings, May 2018",
    ),
    legal=False,
)
BUDGET_ANNEX = Source(Text("État de la dette annexé au budget", "Statement of debt annexed to the budget"), legal=True)
BUDGET_HEADER = Source(
    Text(
        "Informations générales déclarées dans le document budgétaire",
        "General information declared in the budget document",
    ),
    legal=False,
)
ACCOUNTING_BALANCE = Source(
    Text("Balance comptable du comptable public (DGFiP)", "Accounting balance of the public accountant (DGFiP)"),
    legal=False,
)
LEGAL_POPULATION = Source(
    Text("Population totale légale (CGCT, art. R. 2151-2)", "Legal total population (CGCT, art. R. 2151-2)"),
    legal=True,
)
PROGRAMMING_ACT = Source(
    Text(
        "Plafond de la loi de programmation 2018-2022",
        "Ceiling of the 2018-2022 public finance programming act",
    ),
    legal=False,
)
PRACTICE = Source(Text("Usage des outils publics d'analyse", "Custom of public analysis tools"), legal=False)
M57_FORM = Source(
    Text(
        "Cadre M57 des informations générales du document budgétaire",
        "M57 form of the general information of the budget document",
    ),
    legal=False,
)

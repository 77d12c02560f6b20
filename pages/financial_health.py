"""What is left once the current bills are paid, how heavy the debt is, and does the document say the same?"""

import streamlit as st

from dashboard import choose, finance_charts, passports, read, show
from dashboard.choose import Choice
from dashboard.locale import t
from metrics.finance.legal import LEGAL_RATIOS
from metrics.finance.statistics import DEBT_PAYBACK, SAVINGS_LADDER, STATISTICS

choice = choose.document()
if not isinstance(choice, Choice):
    show.heading(t("nav.financial_health"), choice)
    show.nothing_yet(choice)
else:
    show.heading(t("nav.financial_health"), choice.town)
    show.document_line(choice)
    place = (choice.town, choice.budget.id, choice.step)
    ladder, (payback,) = read.trajectories(SAVINGS_LADDER, *place), read.trajectories([DEBT_PAYBACK], *place)
    figures = [read.figure(indicator, choice.town, choice.document) for indicator in (*STATISTICS, *LEGAL_RATIOS)]

    show.chart(finance_charts.savings_ladder(ladder, choice.year), key="ladder")
    show.chart(finance_charts.one_indicator(payback, choice.year), key="payback")

    st.header(t("health.declared"))
    show.checks(read.checks(choice.town, choice.document))
    st.header(t("health.figures"))
    show.figures(figures)
    passports.choose(figures, choice.town)
    show.download(read.trajectories((*STATISTICS, *LEGAL_RATIOS), *place), choice)
    st.header(t("health.thresholds"))
    show.thresholds(figures)

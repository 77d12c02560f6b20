"""Type or paste what exists nowhere as a file: counts of use, values of indicators, targets, populations."""

import streamlit as st

from dashboard import choose, formats, show
from dashboard.entry import choosing, grid, verdict
from dashboard.locale import t

with st.container(horizontal=True):
    town = choose.town()
    place = choosing.place(town) if town is not None else None
show.heading(t("nav.hand_entry"), town, t("entry.fictional"))
if place is None:
    show.nothing_yet(None)
else:
    rows = grid.edit(place)
    grid.paste(place)
    verdict.show(place, rows, formats.today())

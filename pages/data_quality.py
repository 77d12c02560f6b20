"""What is missing or doubtful among the data, which gap to mend first, and where."""

from dashboard import choose, formats, quality, quality_page, read, show
from dashboard.locale import t

town = choose.town()
show.heading(t("nav.data_quality"), town)
if town is None or not read.documents(town):
    show.nothing_yet(town)
if town is not None:
    today = formats.today()
    found = quality.gaps(town, today)
    quality_page.state(found, today)
    quality_page.to_do(quality_page.chosen(found), town)
    quality_page.explanation()

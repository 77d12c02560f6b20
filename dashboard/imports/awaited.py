"""What a link of the data quality page came here for: which document is missing or wrong, and the file it came from."""

import streamlit as st

from dashboard import formats, quality, quality_page
from dashboard.answers import Town
from dashboard.locale import t
from dashboard.safe import plain


def show(town: Town | None) -> None:
    """Until it is mended, above the zone where its file is dropped."""
    asked = {name: str(value) for name, value in st.query_params.items()}
    if town is None or quality_page.POINT not in asked:
        return
    for gap in quality_page.awaited(quality.gaps(town, formats.today()), asked):
        file = gap.about["document"].file_name if "document" in gap.about else None
        came_from = "" if file is None else t("imports.awaited_file", file=file)
        st.info(plain(" ".join((quality_page.sentence(gap), came_from)).strip()), icon=":material/assignment_late:")

"""A table of figures is a real table, and a text from a file cannot become a part of the page."""

from dashboard import tables


def test_the_first_column_is_the_heading_of_its_row():
    table = tables.html([{"Ratio": "Ratio 1", "Déclaré": "646,40 €"}], ["Déclaré"])
    assert '<th scope="col">Ratio</th><th scope="col" class="number">Déclaré</th>' in table
    assert '<th scope="row">Ratio 1</th><td class="number">646,40 €</td>' in table


def test_every_text_is_escaped():
    table = tables.html([{"<b>": "<script>alert(1)</script>", "a&b": '"x"'}])
    assert "<script>" not in table
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in table
    assert "a&amp;b" in table


def test_no_row_is_an_empty_table():
    assert "<td" not in tables.html([])

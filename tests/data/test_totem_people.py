"""The kept copy of a budget document names nobody, and reads the same, rows included."""

import pytest

from data.importers.reading import Reading, Unreadable
from data.importers.totem.document import read_totem
from data.importers.totem.people import without_people
from tests.data.totem_text import budget, document, line, loan, loans

NAMES = ("MARTIN", "DURAND", "BANQUE", "C-1")
STAFF = """<DATA_PERSONNEL>
<PERSONNEL><Nom V="MARTIN > 'Paule'"/><Grade V="attaché"/></PERSONNEL>
</DATA_PERSONNEL>"""
# Forms that other editors might write, each naming somebody.
FORMS = {
    "an annex": STAFF,
    "an annex on one line": STAFF.replace("\n", ""),
    "an annex with a prefix": STAFF.replace("<DATA_", '<p:DATA_', 1).replace("<p:DATA_PERSONNEL", '<p:DATA_PERSONNEL xmlns:p="urn:p"').replace("</DATA_", "</p:DATA_"),
    "a new annex": '<DATA_ELUS><ELU><Nom V="MARTIN"></Nom></ELU></DATA_ELUS>',
    "an annex in another name": '<AUTRE_ANNEXE Nom="MARTIN"/>',
    "an end tag in a comment": '<DATA_CONCOURS><!-- </DATA_CONCOURS> --><CONCOURS LibOrgaBenef="MARTIN"/></DATA_CONCOURS>',
    "a comment": "<!-- visa de M. MARTIN -->",
    "an annex in an annex": '<DATA_A><DATA_B V="MARTIN"/></DATA_A>',
    "a mark in an attribute": '<DATA_TIERS V="a>b" W="MARTIN"/>',
    "words beside elements": "<DATA_TIERS>MARTIN<![CDATA[ </DATA_TIERS> MARTIN ]]></DATA_TIERS >",
    "a loan with an end tag": loans(loan("01", MtCapitalRestDu_31_12="5.00").replace('<LibOrgaPreteur V="BANQUE D\'EXEMPLE"/>', "<LibOrgaPreteur V='MARTIN'></LibOrgaPreteur>")),
    "a loan with text": "<DATA_EMPRUNT><EMPRUNT><CodTypEmpr V='01'><Nom V='MARTIN'/></CodTypEmpr></EMPRUNT><NOTE V='MARTIN'/></DATA_EMPRUNT>",
}  # fmt: skip


def text_with(annexes: str, encoding: str = "UTF-8") -> str:
    own_loans = loans(loan("01", MtCapitalRestDu_31_12="1000.00", Txinit="2.5"))
    lines = (line("60611", MtReal="10.00", LibCpte="Électricité"), line("6411", MtReal="20.00"))
    first = budget(*lines, annexes=own_loans + "\n" + annexes)
    signed = '<SIGNATURE><SIGNATAIRE Nom="DURAND"/></SIGNATURE>\n'
    second = budget(*lines, year="2021").replace("<LigneBudget>", signed + "<LigneBudget>", 1)
    return document(first, second, encoding=encoding)


def facts(reading: Reading) -> object:
    return reading.documents, reading.problems, reading.rows, reading.totals_skipped


def names_nobody(content: bytes, encoding: str) -> bool:
    return not any(name.encode(encoding) in content for name in NAMES)


@pytest.mark.parametrize("form", FORMS)
def test_whatever_names_people_is_cut_and_the_document_reads_the_same(form: str) -> None:
    content = text_with(FORMS[form]).encode()
    kept = without_people(content)
    assert names_nobody(kept, "utf-8")
    assert facts(read_totem(kept)) == facts(read_totem(content))
    assert without_people(kept) == kept


@pytest.mark.parametrize(
    "encoding", ["UTF-8", "ISO-8859-1", "ISO-8859-15", "windows-1252", "UTF-16", "utf-8-sig", "utf-16-be"]
)
def test_in_every_encoding(encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8", "utf-16-be": "UTF-16"}.get(encoding, encoding)
    content = text_with(STAFF, declared).encode(encoding)
    kept = without_people(content)
    assert names_nobody(kept, {"UTF-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(encoding, encoding))
    assert facts(read_totem(kept)) == facts(read_totem(content))
    assert "Électricité" in kept.decode(encoding)


def test_bytes_that_belie_their_declaration_are_read_as_they_are() -> None:
    content = text_with(STAFF, "UTF-8").encode("cp1252")
    kept = without_people(content)
    assert names_nobody(kept, "cp1252")
    assert facts(read_totem(kept)) == facts(read_totem(content))


def test_a_document_that_names_nobody_is_kept_to_the_byte() -> None:
    content = document(budget(line("60611", MtReal="10.00"))).encode()
    assert without_people(content) is not None
    assert without_people(content) == content


@pytest.mark.parametrize("content", [b"<a>", b"", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", b"nothing"])
def test_what_is_no_budget_document_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        without_people(content)

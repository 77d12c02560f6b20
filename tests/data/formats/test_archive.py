"""Zip archives: what they say of themselves is checked before a byte is unpacked, then held to it."""

import io
import os
import struct
import zipfile
import zlib

import pytest

from tests.data.formats.made import cell, xlsx, xlsx_parts, zipped

ONE = '<row r="1">' + cell("A1", "a") + "</row>"
PARTS = xlsx_parts(ONE)
MEBIBYTE = 2**20


def entry(name, content, *, crc=None, size=None, flags=0, method=8, local_name=None):
    """One member by hand: its local part and its line of the directory, the latter without its place."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(content) + deflate.flush() if method == 8 else content
    crc, size = zlib.crc32(content) if crc is None else crc, len(content) if size is None else size
    raw = name.encode()
    head = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 33, crc, len(packed), size, len(raw), 0)
    local = b"PK\x03\x04" + head + (local_name or name).encode() + packed
    return local, b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHI", 0, 0, 0, 0), raw


def by_hand(*entries, places=None):
    """An archive of entries; places: where the directory says that each begins, by default where it does."""
    body, directory = b"", b""
    for n, (local, line, raw) in enumerate(entries):
        directory += line + struct.pack("<I", len(body) if places is None else places[n]) + raw
        body += local
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + end


def workbook(*more, **of_the_sheet):
    """A good workbook by hand, except for what is said of its sheet."""
    parts = [(name, content if isinstance(content, bytes) else content.encode()) for name, content in PARTS.items()]
    return [entry(name, content, **(of_the_sheet if "sheet1" in name else {})) for name, content in parts] + list(more)


def test_an_archive_made_by_hand_is_read(opened):
    assert opened.rows(by_hand(*workbook())) == [("a",)]
    assert opened.rows(by_hand(*workbook(method=0))) == [("a",)]


def test_a_part_that_swells_a_hundred_times_is_refused(opened):
    assert opened.refusal(zipped({**PARTS, "xl/media/image1.bin": bytes(11 * MEBIBYTE)})).code == "zip_bomb"


def test_it_is_refused_however_much_is_packed_beside_it(opened):
    parts = {**PARTS, "xl/media/image1.bin": bytes(11 * MEBIBYTE), "xl/media/image2.bin": os.urandom(MEBIBYTE)}
    assert opened.refusal(zipped(parts)).code == "zip_bomb"


def test_a_small_part_may_swell(opened):
    assert opened.rows(zipped({**PARTS, "xl/media/image1.bin": bytes(9 * MEBIBYTE)})) == [("a",)]


def test_an_archive_that_says_it_unpacks_to_more_than_is_read_is_refused(opened):
    assert opened.refusal(by_hand(*workbook(size=301 * MEBIBYTE))).code == "zip_bomb"


def test_a_part_larger_than_it_says_is_refused_when_it_is_passed(opened):
    """Its sum is right for what it says, so that a reader which stops there sees nothing."""
    content = PARTS["xl/worksheets/sheet1.xml"] + bytes(MEBIBYTE)
    said = len(PARTS["xl/worksheets/sheet1.xml"])
    lying = entry("xl/media/a.bin", content, size=said, crc=zlib.crc32(content[:said]))
    assert opened.refusal(by_hand(*workbook(lying))).code == "corrupt"


def test_more_than_a_thousand_members_are_refused(opened):
    parts = {**PARTS, **{f"xl/media/{n}.bin": b"" for n in range(1_000)}}
    assert opened.refusal(zipped(parts)).code == "zip_bomb"


def test_a_directory_of_hundreds_of_thousands_is_refused_without_being_read(opened):
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 50 * MEBIBYTE, 0, 0)
    assert opened.refusal(b"PK\x03\x04" + bytes(1000) + end).code == "zip_bomb"


def test_members_that_share_their_bytes_are_refused(opened):
    entries = workbook(entry("xl/media/a.bin", b"x"), entry("xl/media/b.bin", b"x"))
    starts = [sum(len(local) for local, _, _ in entries[:n]) for n in range(len(entries))]
    starts[-1] = starts[-2]
    assert opened.refusal(by_hand(*entries, places=starts)).code in {"bad_member", "corrupt"}


def test_a_member_quoted_within_another_is_refused(opened):
    """The trick of a bomb without nesting: the outer member's bytes hold the inner one's head."""
    inner = entry("xl/media/b.bin", bytes(1000))
    outer = entry("xl/media/a.bin", inner[0], method=0)
    entries = workbook(outer)
    start = sum(len(local) for local, _, _ in entries) - len(inner[0])
    starts = [sum(len(local) for local, _, _ in entries[:n]) for n in range(len(entries))]
    made = by_hand(*entries, (b"", inner[1], inner[2]), places=[*starts, start])
    assert opened.refusal(made).code in {"bad_member", "corrupt"}


@pytest.mark.parametrize(
    "name",
    [
        "../evil.xml",
        "xl/../../evil.xml",
        "/etc/passwd",
        "C:/evil.xml",
        "C:\\evil.xml",
        "..\\evil.xml",
        "a\nb.xml",
        "\u202ea",
    ],
)
def test_a_member_that_names_another_place_is_refused(opened, name):
    assert opened.refusal(zipped({**PARTS, name: "x"})).code == "bad_member"


def test_a_link_is_refused(opened):
    made = io.BytesIO(zipped(PARTS))
    with zipfile.ZipFile(made, "a") as archive:
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert opened.refusal(made.getvalue()).code == "bad_member"


@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/WorkBook.xml", "xl\\workbook.xml"])
def test_a_part_named_twice_is_refused(opened, name):
    assert opened.refusal(by_hand(*workbook(entry(name, b"<x/>")))).code == "bad_member"


def test_two_names_for_one_member_are_refused(opened):
    assert opened.refusal(by_hand(*workbook(local_name="xl/worksheets/sheet2.xml"))).code in {"bad_member", "corrupt"}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_spreadsheets_do_not_use_is_refused(opened, method):
    assert opened.refusal(zipped(PARTS, method)).code == "bad_member"


def test_a_locked_member_is_refused(opened):
    assert opened.refusal(by_hand(*workbook(flags=1))).code == "encrypted"


def test_a_wrong_sum_is_refused_in_any_member(opened):
    assert opened.refusal(by_hand(*workbook(crc=1))).code == "corrupt"
    assert opened.refusal(by_hand(*workbook(entry("docProps/thumbnail.jpeg", b"x", crc=1)))).code == "corrupt"


def test_an_archive_cut_anywhere_is_refused(opened):
    content = xlsx(ONE)
    for size in range(4, len(content), 41):
        assert opened.refusal(content[:size]).code in {"corrupt", "unsupported_type"}


def test_a_changed_byte_is_refused_or_changes_nothing(opened):
    content = xlsx(ONE)
    for place in range(4, len(content), 3):
        spoilt = bytearray(content)
        spoilt[place] ^= 0x55
        assert opened.try_(bytes(spoilt)) or opened.rows(bytes(spoilt)) == [("a",)]


def test_an_archive_in_an_archive_is_refused(opened):
    assert opened.refusal(zipped({"a.zip": zipped({"b.zip": zipped({"c": "x"})})})).code == "bad_member"
    assert opened.refusal(zipped({"budget.xlsx": xlsx(ONE)})).code == "bad_member"


def test_a_plain_archive_is_refused(opened):
    assert opened.refusal(zipped({"budget.csv": "a;b"})).code == "unsupported_type"

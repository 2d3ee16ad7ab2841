"""Files that nobody should have to fear: each is refused in words, or its rows are, and nothing changes."""

import contextlib
import random
import struct
import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from core.common.settings import ROOT
from core.registry.importing import package, workbook
from core.registry.importing.limits import limits
from core.registry.importing.reading import read_file
from core.registry.importing.table import FileRefused
from core.registry.importing.text_table import read_text_table
from tests.registry_files import HEADINGS, a_csv, a_site, a_workbook, planned, read, said
from tests.rows import a_unit, a_website

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ROW = a_site("W0001", "示例局网站")


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(FileRefused) as refused:
        read_file(data, name)
    assert str(refused.value)
    return refused.value.key.removeprefix("importing.file.")


def repacked_sheet(data: bytes, sheet: bytes) -> bytes:
    """The workbook with another first sheet."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for part in old.namelist():
            made.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else old.read(part))
    return buffer.getvalue()


def with_texts(texts: str) -> bytes:
    """A workbook whose table of shared texts is this."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(by_openpyxl(lambda _: None))) as old, zipfile.ZipFile(buffer, "w") as made:
        for part in set(old.namelist()) - {"xl/sharedStrings.xml"}:
            made.writestr(part, old.read(part))
        made.writestr("xl/sharedStrings.xml", texts)
    return buffer.getvalue()


def sheet_of(data: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read("xl/worksheets/sheet1.xml")


def by_openpyxl(change) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append(ROW)
    sheet.append(a_site("W0002", "第二网站"))
    change(sheet)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_an_older_workbook_that_ends_its_reader_is_refused(monkeypatch: pytest.MonkeyPatch):
    data = (ROOT / "tests/data/imports/units.xls").read_bytes()
    assert workbook.read_old_workbook(data).tables
    monkeypatch.setattr(workbook, "TRIAL", "import os; os.abort()")
    assert refusal(data, "a.xls") == "broken"


@pytest.mark.parametrize("count", [limits().unpacked_bytes // len("<si/>") + 1, "many"])
def test_a_workbook_that_says_it_has_more_texts_than_fit_is_refused(count: int | str):
    texts = f'<x:sst xmlns:x="http://example.cn/" uniqueCount="{count}"><x:si/></x:sst>'
    assert refusal(with_texts(texts), "a.xlsx") == "broken"


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "a.csv", "empty"),
        (b"\xef\xbb\xbf \r\n,,,\r\n", "a.csv", "empty"),
        (b" \n" * 5_000_000, "a.csv", "empty"),
        (a_csv(ROW), "a.xlsx", "ending_not_csv"),
        (a_workbook(ROW), "a.xlsm", "macros"),
        (b"<html><p>1</p></html>", "a.xls", "markup"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "no_headings"),
        (a_csv(ROW), "a.pdf", "ending"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls", "broken"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "encrypted"),
        (OLD + "_VBA_PROJECT_CUR".encode("utf-16-le"), "a.et", "macros"),
        (a_csv(ROW) + b"\0\0", "a.csv", "not_text"),
        (a_csv(headings=("甲", "乙", "丙")), "a.csv", "no_headings"),
        (a_csv(headings=("平台编码", "平台名称", "平台名称")), "a.csv", "heading_twice"),
        ('平台编码,平台名称\nW1,"没有结束'.encode(), "a.csv", "broken_row"),
        (a_workbook(ROW)[:-30], "a.xlsx", "broken"),
        (a_workbook(ROW)[:3000], "a.xlsx", "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_of_the_wrong_kind_is_refused_in_words(data, name, why):
    assert refusal(data, name) == why


def test_ten_megabytes_of_blank_rows_are_skipped(database):
    a_unit(name="示例局")
    assert planned(a_csv(ROW) + b",,,,,,,\r\n" * 1_100_000).counts == {"add": 1}
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 300_000))
    assert len(empty) > 10_000_000
    sheet = sheet_of(a_workbook(ROW)).replace(b"</sheetData>", empty + b"</sheetData>")
    assert planned(repacked_sheet(a_workbook(ROW), sheet)).counts == {"add": 1}


def test_one_cell_at_the_far_corner_does_not_fill_the_memory():
    sheet = sheet_of(a_workbook(ROW))
    for cell in (b'<c r="XFD1048576"><v>1</v></c>', b"<c r='XFD1048576' t='n' ><v>1</v></c>"):
        far = sheet.replace(b"</sheetData>", b"<row r='1048576'>" + cell + b"</row></sheetData>")
        assert refusal(repacked_sheet(a_workbook(ROW), far), "a.xlsx") == "too_big"


def test_a_zip_bomb_is_refused_by_its_declared_size():
    sheet = sheet_of(a_workbook(ROW)) + b" " * (limits().unpacked_bytes + 1)
    data = repacked_sheet(a_workbook(ROW), sheet)
    read_parts: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "_read_parts", read_parts.append)
        assert refusal(data, "a.xlsx") == "bomb"
    assert not read_parts, "unpacked before it was refused"


def test_a_zip_bomb_that_lies_about_its_size_is_refused_while_unpacking():
    honest = repacked_sheet(a_workbook(ROW), b"<a>" + b" " * (limits().unpacked_bytes + 1) + b"</a>")
    size = struct.pack("<I", limits().unpacked_bytes + 8)
    lying = honest.replace(size, struct.pack("<I", 1000))
    assert lying != honest
    assert refusal(lying, "a.xlsx") == "bomb"


def test_an_entity_bomb_is_refused():
    sheet = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>' + b"<a>&c;</a>"
    assert refusal(repacked_sheet(a_workbook(ROW), sheet), "a.xlsx") == "dtd"


def test_macros_are_refused_whatever_the_name_says():
    with_macros = BytesIO(a_workbook(ROW))
    with zipfile.ZipFile(with_macros, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert refusal(with_macros.getvalue(), "a.xlsx") == "macros"


def test_an_archive_that_is_no_workbook_is_refused():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("readme.txt", "x")
    assert refusal(buffer.getvalue(), "a.xlsx") == "not_workbook"


def test_damaged_workbooks_never_do_worse_than_a_refusal():
    chance, whole = random.Random(7), a_workbook(*(a_site(f"W{n:04}", f"网站{n}") for n in range(30)))
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(FileRefused):
            read_file(bytes(damaged), "a.xlsx")


def test_formulas_stop_their_row(database):
    a_unit(name="示例局")

    def change(sheet):
        sheet["B3"] = '=HYPERLINK("http://evil.example","点我")'

    wrong = said(planned(by_openpyxl(change)))
    assert (list(wrong), wrong[3][0]) == ([3], "formula")


def test_a_formula_beside_what_is_taken_in_harms_nothing(database):
    a_unit(name="示例局")

    def change(sheet):
        sheet["I1"], sheet["I2"] = "序号", "=ROW()-1"

    assert said(planned(by_openpyxl(change))) == {}


def test_dates_where_codes_belong_are_named(database):
    a_unit(name="示例局")

    def change(sheet):
        sheet["A2"] = date(2026, 11, 1)

    assert said(planned(by_openpyxl(change)))[2] == ["is_date"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(database, encoding):
    a_unit(name="示例局")
    assert [row.name for row in planned(a_csv(ROW, encoding=encoding)).rows] == ["示例局网站"]


def test_mixed_encodings_are_refused_with_their_lines():
    mixed = a_csv(ROW, encoding="utf-8") + "W0002,第二个网站的名称,网站,示例局\r\n".encode("gbk")
    with pytest.raises(FileRefused, match="3"):
        read(mixed)
    assert refusal(mixed, "a.csv") == "mixed"


def test_bytes_of_no_encoding_are_refused_with_their_line():
    assert refusal(a_csv(ROW, encoding="gbk") + b"W0002,\xff\xff\xff,\r\n", "a.csv") == "encoding"


def test_full_width_codes_are_the_same_codes(database):
    a_website(
        code="W0001",
        name="示例局网站",
        site_code="5001060001",
        url="http://w0001.example.cn/",
        unit_id=a_unit(name="示例局"),
    )
    wide = (
        "Ｗ０００１",
        "示例局网站",
        "网站",
        "示例局",
        "ｈｔｔｐ：／／w0001.example.cn/",
        "",
        "５００１０６０００１",
        "",
    )
    assert planned(a_csv(wide)).counts == {"same": 1}


def test_rows_of_one_code_are_all_wrong(database):
    a_unit(name="示例局")
    plan = planned(a_csv(ROW, a_site("W0001", "另一网站"), a_site("W0003", "第三网站")))
    assert said(plan) == {2: ["same_channel"], 3: ["same_channel"]}


def test_duplicates_inside_the_file_are_named_with_their_row(database):
    a_unit(name="示例局")
    plan = planned(a_csv(ROW, a_site("W0002", "另一网站", host="w0001.example.cn")))
    assert said(plan) == {2: ["duplicate_host"], 3: ["duplicate_host"]}
    assert "#2" in str(plan.rows[1].faults[0])


def test_headings_are_found_however_they_are_written(database):
    a_unit(name="示例局")
    odd = (
        "平台\n编码",
        " 网站名称 ",
        "＊平台类型",
        "开办单位（必填）",
        "Home page",
        "x",
        "政府网站标识码",
        "备注",
    )
    plan = planned(
        a_csv(("W0001", "示例局网站", "网站", "示例局", "http://a.example.cn/", "", "", "说明"), headings=odd)
    )
    assert (plan.counts, plan.unknown) == ({"add": 1}, ("x", "备注"))


def _merged(ranges: int, rows: int, last: int) -> bytes:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>x</t></is></c></row>' for n in range(1, rows + 1)
    )
    merges = "".join(f'<mergeCell ref="B{1 + n % 7}:C{last - n % 5}"/>' for n in range(ranges))
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{cells}</sheetData>'
        f'<mergeCells count="{ranges}">{merges}</mergeCells></worksheet>'
    ).encode()


def test_merged_ranges_over_all_rows_do_not_multiply_with_them():
    many = repacked_sheet(a_workbook(ROW), _merged(2_000, 5_000, 50_000))
    assert refusal(many, "a.xlsx") == "too_many_merged"


def test_more_merged_ranges_than_people_make_are_refused():
    assert refusal(repacked_sheet(a_workbook(ROW), _merged(limits().merged + 1, 3, 9)), "a.xlsx") == (
        "too_many_merged"
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("," * 9_000_000, "too_many_columns"),
        ("W0001," * 200, "too_many_columns"),
        ("W0001" + "," * 3_000, ""),
        ('"' + "字," * 1_500 + '"', ""),
    ],
    ids=["a million commas", "many cells", "empty cells at the end", "commas in a cell"],
)
def test_columns_beyond_the_limit_are_refused_before_they_fill_the_memory(line: str, why: str):
    data = a_csv(ROW) + line.encode() + b"\r\n"
    if why:
        assert refusal(data, "a.csv") == why
    else:
        assert max(len(row.cells) for row in read_text_table(data).rows) <= limits().columns
